"""The report as JSON, for programs."""

from __future__ import annotations

import json

from attrs import asdict

from tiktok_bindgen.diff.report._report import Report


def render(report: Report) -> str:
    """Write the report as JSON: ``changes``, each with all that is known of it, ``counts``, ``ignored``."""
    data = {
        "old": report.names.old,
        "new": report.names.new,
        "counts": report.counts(),
        "changes": [asdict(change) for change in report.changes],
        "ignored": [
            {
                "fingerprint": change.fingerprint,
                "id": change.id,
                "reason": entry.reason,
                "until": str(entry.until),
            }
            for change, entry in report.sifted.ignored
        ],
        "remarks": report.remarks(),
    }
    # A lone surrogate is JSON, but no UTF-8.
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(data, indent=2)
    return text + "\n"
