"""What every family states of each kind of change."""

from __future__ import annotations

from attrs import frozen

from tiktok_bindgen.diff.model import Severity


@frozen
class Kind:
    """One kind of change, judged for what is sent and for what comes back, or for neither.

    Attributes:
        name: Kebab-case, unique.
        area: The family's title.
        mirror: The kind that the same change is the other way round; by default the same.
        request: Its severity where a caller sends the value.
        response: Its severity where a caller reads the value.
        severity: Its severity where there are no sides; the two above are not used then.
        sentence: What it is about, in general.
        message: What is said of one change: a template with ``{name}``, ``{old}``, ``{new}`` and ``{note}``.
        why: The reason for the judgement in a request, or of one without sides.
        why_response: The reason for the judgement in a reply.
    """

    name: str
    area: str
    sentence: str
    message: str
    mirror: str = ""
    request: Severity = "risky"
    response: Severity = "risky"
    severity: Severity | None = None
    why: str = ""
    why_response: str = ""
