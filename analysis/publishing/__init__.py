"""From finished figures to files that can be cited: records, digests, captions."""

from analysis.publishing.study import open_study as open_study
