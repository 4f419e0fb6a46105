"""Explanations for people: an operation's fields and rules, their consequences, and what reports combine.

It reads the specification alone, so it explains anyone's corrected copy as well.
"""

from __future__ import annotations
