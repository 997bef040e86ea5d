"""Where reports of the same claim disagree: conflicts.

    strengths -> numerals -> quantities -> dates -> disagreements, namings -> conflicts
"""
