"""Which reports make the same claim, and who vouches for it there: claims, claim_mentions.

    modality (of a clause) -> vouching -> units; models.likeness -> matching -> groups, labelling; all of them -> claims
"""
