"""The language in which all wordings are written: sentences as tokens, patterns, and tables of patterns."""
