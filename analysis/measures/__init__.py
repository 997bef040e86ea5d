"""Tables to numbers: pure functions, one a measure, that never see a text.

`sourcing` (whom each report lets speak), `voices` (where in the report), `diversity` (how many sources), `entities` (whom it
names), `narratives` (which story it tells), `lineage` (whose words it reuses), `reliability` (how far coders agree),
`resampling` (how sure the numbers are), `units` (the reports and measured words that all of them count over).
"""
