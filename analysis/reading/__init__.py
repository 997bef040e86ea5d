"""Texts to tables: zones, sentences, entities, attributions, claims, reuse; `reader.read_corpus` does all of it."""
