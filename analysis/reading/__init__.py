"""Texts to tables; `reader.read_corpus` does all of it. Each chain leads from what is found first to the module that makes tables.

    text     zones, casing, parsing, trees (tokens, sentences, paragraphs), propositions (parts of sentences), quotations, turns (of
             interviews) -> language (the parsed report)
    names    spans -> proposals -> known -> names -> metonyms, people, organisations -> identities -> corrections
             -> labels, deeds -> entities
    speech   models.attribution -> relations -> pages, backgrounds -> antecedents -> sources -> relays, stances -> attributions
    claims   propositions, models.likeness -> matching -> groups, vouching -> claims
    differ   numerals -> quantities -> dates, strengths -> disagreements, namings -> conflicts
    reuse    reuse

    reader        makes the tables reports, zones, sentences, terms
    entities      mentions, entities, labels, roles
    attributions  attributions, after mentions and entities
    claims        claims, claim_mentions, after mentions and attributions
    conflicts     conflicts, after all of these
    reuse         passages, after attributions

Several chains use gazetteer (countries), roles and words (word lists). A new table is defined
in `schema`, made by a module that takes parsed reports and earlier tables and ends in `schema.build`, and added to `reader._read`;
`publishing.verification` lists what points to other tables and to positions, `codebook.csv` defines coded values.
"""
