"""Whom and what reports name: mentions, entities, labels, roles.

    vocabulary -> spans -> proposals -> votes -> known (in the event) -> names -> labels, people -> deeds -> identities
    -> corrections (of a register) -> entities
"""
