"""Who says what in reports, and through whom: attributions.

    models.attribution -> relations -> backgrounds -> antecedents -> phrases -> naming -> role_terms
    -> sources -> relays -> manner -> mending -> attributions
"""
