"""Find the fields of operations that hold names of metrics, dimensions or filters, and of which reports.

A description links to the lists of names. The kinds of reports are told by the texts of its links, by pages
with further links, or by the operation's own title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Field, FieldReports, Operation, ReportRole
from tiktok_bindgen.interpret.report_model import Report
from tiktok_bindgen.interpret.report_pages import kind_in, kind_key, kinds_below
from tiktok_bindgen.interpret.report_wordings import POINTERS
from tiktok_bindgen.interpret.tree import Path, mapped_operation
from tiktok_bindgen.language.hedges import read
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.read.page import Page, Side

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
# The sentence on facts pages, whose kinds need not be known from other pages.
_WRITTEN_VALUES = re.compile(r"^Reports of values: `")
_VALUE = re.compile(r"`([^`]+)` \[([^\[\]]*)\]")
# Types of fields that cannot hold names.
_NO_NAMES = frozenset({"boolean", "integer", "number", "file", "datetime"})


@frozen
class _Known:
    """The known kinds, and those that pages with several links lead to, keyed by page title."""

    keys: frozenset[str]
    indexes: Mapping[str, tuple[str, ...]]

    def named(self, label: str) -> tuple[str, ...]:
        """The kinds that the text of a link names."""
        key = _key(label)
        if key in self.keys:
            return kinds_below(key, sorted(self.keys))
        return self.indexes.get(label.strip().casefold(), ())


def with_report_names(
    operations: Iterable[Operation], pages: Iterable[Page], reports: Iterable[Report], memo: Memo
) -> list[Operation]:
    """Say of the fields of operations with descriptions which names of known reports they hold."""
    keys = frozenset(kind_key(report.name) for report in reports)
    known = _Known(keys, {})
    indexes: dict[str, tuple[str, ...]] = {}
    for page in pages:
        if not page.endpoints:
            labels = (link.label for link in page.links if "report" in link.label.lower())
            found = dict.fromkeys(kind for label in labels for kind in known.named(label))
            if len(found) > 1:
                indexes[page.title.casefold()] = tuple(found)
    known = evolve(known, indexes=indexes)
    memo = memo.beside((keys, *indexes.items()))
    return [memo(_with_names, operation, known) for operation in operations]


def _with_names(operation: Operation, known: _Known) -> Operation:
    own = kind_key(kind_in(operation.title, call=True) or "")
    own = own if own in known.keys else ""

    def named(_side: Side, _path: Path, field: Field) -> Field:
        role, kinds = _pointed(field, known, own)
        values = _values(field, known)
        if role is None and not values:
            return field
        return evolve(field, reports=FieldReports(role, kinds, values))

    return mapped_operation(operation, named)


# Signs of a sentence that leads to another place.
_LEADING = ("[", "section")


def _pointed(field: Field, known: _Known, own: str) -> tuple[ReportRole | None, tuple[str, ...]]:
    """The role of the names that a field holds, and the kinds of reports that have them."""
    text = field.description
    # Names are never in capitals.
    constants = bool(field.enum) and all(str(each.value).isupper() for each in field.enum)
    if (
        constants
        or field.type.kind in _NO_NAMES
        or not ("metric" in text or "dimension" in text or "filter" in text or "Metric" in text)
    ):
        return None, ()
    role: ReportRole | None = None
    kinds: dict[str, None] = {}
    for sentence in (each for line in text.splitlines() for each in split(line.strip(" -"))):
        leads = any(sign in sentence for sign in _LEADING)
        fact, parts = (read(POINTERS, sentence) if leads else None) or ("", {})
        if not fact:
            continue
        listed = cast("ReportRole", parts["LISTS"])
        if fact == "written":
            return listed, tuple(map(_key, _LINK.findall(sentence)))
        named = [kind for label in _LINK.findall(sentence) for kind in known.named(label)]
        if own and (not named or own in named):
            named = [own]
        if named and role in (None, listed):
            role = listed
            kinds |= dict.fromkeys(named)
    return role, tuple(kinds)


def _values(field: Field, known: _Known) -> tuple[tuple[str, str], ...]:
    """The field's values that stand for kinds of reports, each with the key of the kind, if several do."""
    for line in field.description.splitlines():
        if _WRITTEN_VALUES.match(line):
            return tuple((value, _key(label)) for value, label in _VALUE.findall(line))
    found = [
        (str(each.value), kind)
        for each in field.enum
        if "report" in each.meaning and (kind := _key(each.meaning.strip(" ."))) in known.keys
    ]
    return tuple(found) if len(found) > 1 else ()


def _key(label: str) -> str:
    """The key of the kind that a text names; empty if it names none."""
    return kind_key(kind_in(label) or "")
