"""The language that all wordings are kept in: sentences as tokens, patterns of them, tables of patterns."""
