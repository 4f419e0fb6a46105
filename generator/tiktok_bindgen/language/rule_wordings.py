"""The tables of wordings of rules between fields."""

from __future__ import annotations

from functools import partial

from tiktok_bindgen.language.rule_readers import readers
from tiktok_bindgen.language.table import wordings

_table = partial(wordings, readers=readers())

TESTS = _table("tests")
TRAILERS = _table("trailers")
LISTS = _table("lists")
REMARKS = _table("remarks")
INSTEAD = _table("instead")
