"""The tables of wordings of single facts.

A sentence is matched without its full stop and its hedges (`tiktok_bindgen.language.hedges`); the field's own
name in it is replaced by ``{self}``.
"""

from __future__ import annotations

import re
from functools import partial

from tiktok_bindgen.language.fact_readers import readers
from tiktok_bindgen.language.table import wordings

_table = partial(wordings, readers=readers())

LIMITS = _table("limits")
BEYOND = _table("beyond")
NUMBERS = _table("numbers")
DEFAULTS = _table("defaults")
FORMATS = _table("formats")
TIME_ZONES = _table("time-zones")
CHARACTERS = _table("characters")
IMMUTABLE = _table("immutable")
OPENNESS = _table("openness")
IDEMPOTENCY = _table("idempotency")
ALLOWLIST = _table("allowlist")
NAMES_ALLOWLIST = _table("names-allowlist")
DEPRECATED = _table("deprecated")
NOT_ALWAYS = _table("not-always-required")
WIDTHS = _table("widths")
MARKED_DEPRECATED = _table("marked-deprecated")

# What single sentences state of the field itself.
FACTS = (
    LIMITS,
    BEYOND,
    NUMBERS,
    DEFAULTS,
    FORMATS,
    CHARACTERS,
    IMMUTABLE,
    OPENNESS,
    IDEMPOTENCY,
    ALLOWLIST,
    DEPRECATED,
    MARKED_DEPRECATED,
)
CONDITIONS = _table("conditions")

# How a facts page records conditions whose words it leaves out: ``Conditions in words: `0a1b2c3d`.``
DIGEST = re.compile(r"`([0-9a-f]{8})`")
DIGESTS = re.compile(rf"Conditions in words: {DIGEST.pattern}(?:, {DIGEST.pattern})*\.")
VALUES = _table("values")
CASES = _table("cases")
TAILS = _table("tails")
