"""The trained attribution tagger: its weights, how they are used, and how they were trained.

    encoding          what it sees of a report: word pieces in windows
    tagger, linking   spans, and relations between them: what reading calls
    gold, network     articles with their codes, and the network in torch
    train, teacher    how it was trained, and the larger network that it learns from
    export            how its weights become the file that ships
"""
