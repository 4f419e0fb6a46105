"""Explanations for people: an operation's fields and rules, their consequences, and what reports combine.

It reads the specification alone, so it explains anyone's corrected copy as well.
"""

from __future__ import annotations

from tiktok_bindgen.explain.launch import partial
from tiktok_bindgen.explain.launches_page import launches_page, steps
from tiktok_bindgen.explain.names import ROLES, report_name
from tiktok_bindgen.explain.operation import Explained, ExplainedField, explained
from tiktok_bindgen.explain.reason import Finding, findings
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.explain.smallest import Launch, smallest_launches
from tiktok_bindgen.explain.state import FieldState, states

__all__ = [
    "ROLES",
    "Explained",
    "ExplainedField",
    "FieldState",
    "Finding",
    "Launch",
    "explained",
    "findings",
    "launches_page",
    "partial",
    "report",
    "report_name",
    "smallest_launches",
    "states",
    "steps",
]
