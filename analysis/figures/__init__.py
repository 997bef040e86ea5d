"""From finished numbers to pictures and shown tables, in one style. Nothing here computes a statistic."""
