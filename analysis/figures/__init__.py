"""From finished numbers to pictures and shown tables, in one style. Nothing here computes a statistic.

Every `draw_` function takes `outlets` (report id to label, in the order to draw) and `width`: `single`, 85 mm, or `double`, 178 mm.
"""
