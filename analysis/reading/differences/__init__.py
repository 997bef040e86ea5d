"""Where reports of the same claim disagree: conflicts.

    numerals -> quantities -> dates, strengths -> disagreements, namings -> conflicts
"""
