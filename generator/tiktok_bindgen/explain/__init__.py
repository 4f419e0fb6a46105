"""What an operation takes, for people: its fields, its rules, and what follows; what reports take together.

It reads the specification alone, so it explains anyone's corrected copy as well.
"""

from __future__ import annotations

from tiktok_bindgen.explain.launch import partial
from tiktok_bindgen.explain.names import ROLES, report_name
from tiktok_bindgen.explain.operation import Explained, ExplainedField, explained
from tiktok_bindgen.explain.reason import Finding, findings
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.explain.state import FieldState, states

__all__ = [
    "ROLES",
    "Explained",
    "ExplainedField",
    "FieldState",
    "Finding",
    "explained",
    "findings",
    "partial",
    "report",
    "report_name",
    "states",
]
