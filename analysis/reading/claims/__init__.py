"""Which reports make the same claim, and who vouches for it there: claims, claim_mentions.

    models.likeness -> matching -> groups, modality (of a clause) -> vouching -> claims
"""
