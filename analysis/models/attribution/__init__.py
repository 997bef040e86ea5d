"""The trained attribution tagger: its weights, how they are used, and how they were trained.

    encoding, network   words to pieces, pieces to scores
    tagger, linking     scores to spans, spans to relations: what reading calls
    gold, train         articles with their codes, and the training on them
    export              weights to the file that ships
"""
