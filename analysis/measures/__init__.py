"""Tables to numbers: pure functions, one a measure, that never see a text.

    scope         what is measured at all (notebook 00)
    sourcing      whom each report lets speak (10)
    voices        where in the report, and how many of its words (10)
    diversity     how many sources (10)
    entities      whom it names (20)
    narratives    which story it tells (30)
    keyness       which words set it apart (30)
    lineage       whose words it reuses (40)
    reliability   how far coders agree (tests/benchmarks)
    resampling    how sure the numbers are
    selection     which rows a figure draws where all are too many
    units         the reports and measured words that all of them count over

A new measure is a function in the module of its question: tables in, under their own names, one frame out, whatever the order of rows,
its columns named in the docstring and set by `units.typed`. An estimate has its interval (`resampling`) and its n beside it, and what
too few reports allow no test of says so instead of giving a p value. `tests/measures/test_measures.py` finds it there and tries on it
what is true of all measures. A notebook calls it and hands the frame to a `draw_` function of `analysis.figures`, or to `Study.show_table`.
"""
