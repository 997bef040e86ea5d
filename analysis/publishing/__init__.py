"""From finished figures to files that can be cited: records, digests, captions.

    study                                   what a notebook opens, saves and shows
    records                                 the record of a figure; the index and facts of a folder of figures
    citing, methods, pages                  what a reader gets: citations, a methods paragraph, HTML
    bundle, crate, archive, leaks           what goes to others, and what must not
    verification, bundle_checks             whether tables, figures and bundles are what they say
"""

from analysis.publishing.study import open_study as open_study
