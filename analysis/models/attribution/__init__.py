"""The trained attribution tagger: its weights, how they are used, and how they were trained."""
