"""Parallax: how several news reports of one event differ.

Texts are read once into tables (`analysis.reading`); everything after that sees tables only: measures (`analysis.measures`),
pictures (`analysis.figures`), records (`analysis.publishing`) and notebooks (`analysis.running`).

    schema, codebook.csv   what the tables and their codes are
    corpus, plaintext      a folder of reports, and its files
    reading, models        texts to tables, and the networks for it
    measures               tables to numbers
    figures                numbers to pictures
    publishing             records, citations, bundles, checks
    running, rebuilding    notebooks, and whether they give the same again
    __main__               the command line

A new measure is a function in `measures` from tables to a DataFrame (there it says which module and which tests), a `draw_` function
in `figures` where it has a picture, and cells of a notebook: a heading, one that computes it, one that hands it to `study.save` or
`study.show_table`, and one that says how to read it. As records name the code, all notebooks are run then: `make figures`.
"""

__version__ = "0.1.0"
