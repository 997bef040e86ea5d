"""Texts to tables; `reader.read_corpus` does all of it. Each room makes some tables and knows only the rooms above it.

    text         parsed reports                           -> reports, zones, sentences, terms (in reader)
    names        names.entities                           -> mentions, entities, labels, roles
    speech       speech.attributions                      -> attributions
    claims       claims.claims                            -> claims, claim_mentions
    differences  differences.conflicts                    -> conflicts
    reuse        one module                               -> passages

A room's own map, in its `__init__`, leads from what is found first to the module that makes tables. All rooms use gazetteer
(countries), organisations, roles and stances (of nouns and cues) and words (word lists).

A new table is defined in `schema`, made by a module that takes parsed reports and earlier tables and ends in `schema.build`, and
added to `reader._read`; `publishing.verification` lists what points to other tables and to positions, `codebook.csv` defines coded
values.
"""
