"""Parallax: how several news reports of one event differ.

Texts are read once into tables (`analysis.reading`); everything after that sees tables only: measures (`analysis.measures`),
pictures (`analysis.figures`), records (`analysis.publishing`) and notebooks (`analysis.running`).

A new measure is a function in `measures` from tables to a DataFrame, a `draw_` function in `figures` where it has a picture, and
two cells of a notebook: one computes it, one hands it to `study.save` or `study.show_table`.
"""

__version__ = "0.1.0"
