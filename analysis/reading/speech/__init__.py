"""Who says what in reports, and through whom: attributions.

    models.attribution -> relations -> backgrounds -> settings -> phrases -> naming -> antecedents -> role_terms
    -> second_mentions -> sources -> relays -> manner -> mending -> attributions
"""
