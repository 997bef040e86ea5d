"""A report as parsed text, by position.

    zones, casing, parsing -> trees (tokens and paragraphs), propositions (parts of sentences), quotations, turns (of interviews)
    -> language (the parsed report) -> pages (what stands at a position)
"""
