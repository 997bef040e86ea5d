"""From finished numbers to pictures and shown tables, in one style. Nothing here computes a statistic.

    style, grid    the page, type and colours; the rows, columns, keys and panels that figures share
    corpus, sourcing, voices, relay, entities, narratives, keyness, lineage    the figures
    tables, latex  result tables in a notebook and in a paper
    reader         texts with their marks, for whoever has the texts

Every `draw_` function takes `outlets`: report id to label, in the order to draw; `@draws` names the columns of its frame. A figure is
178 mm wide, two columns of a printed page; few pairs of reports or names take one column, 85 mm.
"""
