"""Whom and what reports name: mentions, entities, labels, roles.

    vocabulary -> spans -> proposals -> votes -> known (in the event) -> names -> metonyms, labels, people -> identities
    -> corrections (of a register) -> deeds -> entities
"""
