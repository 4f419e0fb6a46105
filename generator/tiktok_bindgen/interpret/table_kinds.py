"""What a table that lists no fields tells, by the titles of its columns."""

from __future__ import annotations

from functools import lru_cache

from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.parts import one_token
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.read.page import ValueTable

_CODE = {"CODE": one_token(lambda token: token.text if token.kind == "code" else None)}
TABLES = wordings("tables", _CODE)
#: What cells of a table of checks say.
CHECKS = wordings("checks", _CODE)
#: Headings of sections whose tables name what a field may have.
OFFERS = wordings("offers")


def kind_of(table: ValueTable) -> str:
    """The kind of a table, a fact of `TABLES`; empty for a table of no known kind."""
    return _kind(table.columns)


# Cached because each date has these tables, and several readers look at them.
@lru_cache(maxsize=16384)
def _kind(columns: tuple[str, ...]) -> str:
    titles = " / ".join(" ".join(each.split()) for each in columns)
    return fact_of(TABLES, titles) or fact_of(TABLES, titles.replace("`", ""))
