"""Tables to numbers: pure functions, one a measure, that never see a text.

    scope         what is measured at all
    sourcing      whom each report lets speak
    voices        where in the report
    diversity     how many sources
    entities      whom it names
    narratives    which story it tells
    keyness       which words set it apart
    lineage       whose words it reuses
    reliability   how far coders agree
    resampling    how sure the numbers are
    units         the reports and measured words that all of them count over

A new measure is a function in the module of its question: tables in, one frame out, its columns named in the docstring and set by
`units.typed`. A notebook calls it and hands the frame to a `draw_` function of `analysis.figures`, or to `Study.show_table`.
"""
