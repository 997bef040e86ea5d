"""From finished figures to files that can be cited: records, digests, captions.

    study, shown            what a notebook opens, and what it shows of what it saved
    records, summaries      the record of a figure; the index and facts of a folder of figures
    citing, methods, pages  what a reader gets: citations, a methods paragraph, HTML
    bundle, crate, archive, leaks                what goes to others, and what must not
    verification, figure_checks, bundle_checks   whether tables, figures and bundles are what they say
"""

from analysis.publishing.study import open_study as open_study
