"""Sentences that say when a field is required, valid or not allowed, as rules that can be checked."""
