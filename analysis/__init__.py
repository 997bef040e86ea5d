"""Parallax: how several news reports of one event differ.

Texts are read once into tables (`analysis.reading`); everything after that sees tables only: measures (`analysis.measures`),
pictures (`analysis.figures`), records (`analysis.publishing`) and notebooks (`analysis.running`).
"""

__version__ = "0.1.0"
