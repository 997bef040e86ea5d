"""Whom and what reports name: mentions, entities, labels, roles.

    spans -> proposals -> known -> names -> metonyms, people -> identities -> corrections (of a register) -> labels, deeds -> entities
"""
