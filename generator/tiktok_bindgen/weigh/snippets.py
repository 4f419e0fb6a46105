"""Examples other than commands and replies: in descriptions, in programs, and bodies on their own.

Which operation they belong to is less certain than for a command, so each is used only where it is
unambiguous, and missing fields are ignored unless a program sends the whole request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.read.page import Example, Line, Page
from tiktok_bindgen.weigh.calls import ADDRESS, Shown, value_of
from tiktok_bindgen.weigh.typed import shape
from tiktok_bindgen.weigh.values import OPEN

Known = Mapping[tuple[str, str], Sequence[Operation]]

# ``Example: `["a"]`.``, and ``Example: `filtering={"a": 1}```; back-ticks may be missing.
_EXAMPLE = re.compile(
    r"(?:for )?examples?[:,]? *`*(?:(?P<name>\w+)=)?(?P<json>[\[{].*[\]}])`*[ .]*", re.IGNORECASE
)
_STRING = re.compile(r"""(?P<quote>["'])\s*(?P<json>\{(?:(?!(?P=quote))[^\\\n]|\\.)*)(?P=quote)""")
# A placeholder that a program replaces by the value of a variable.
_FILLED = re.compile(r"""(?P<quote>\\?"|)%[sdf](?P=quote)""")
_PROGRAM = re.compile(r"^(?:python|java|php|go|golang|javascript|js|node|ruby|csharp|c#)\b", re.IGNORECASE)
_PATH = re.compile(r"/(?:[a-z]\w*/)+")
_CODE = re.compile(r'"code"\s*:')


def snippets(page: Page, known: Known, calls: Sequence[Shown]) -> Iterator[Shown]:
    """Yield the examples of a page other than its commands and replies.

    Args:
        page: The page.
        known: The documented operations.
        calls: Its commands and replies. A program that sends the same fields as one of them is skipped.
    """
    if page.endpoints:
        yield from _described(page, known)
    requests = {(each.path, frozenset(_names(each.value, ()))) for each in calls if each.side == "request"}
    for code in page.code:
        if _PROGRAM.match(code.language):
            for each in _sent(code, page, known):
                if (each.path, frozenset(_names(each.value, ()))) not in requests:
                    yield each
        elif page.passages and code.text.lstrip().startswith("{") and not _CODE.search(code.text):
            yield from _body(code, page, known)


# -- descriptions ----------------------------------------------------------------------------


def _described(page: Page, known: Known) -> Iterator[Shown]:
    """Yield the values that descriptions give as examples of their fields."""
    tables = [table for endpoint in page.endpoints for table in endpoint.tables]
    rows = {row.line: row.description for table in tables for row in table.rows}
    sides: tuple[Literal["request", "response"], ...] = ("request", "response")
    keys = dict.fromkeys((endpoint.method, endpoint.path) for endpoint in page.endpoints)
    for operation in (each for key in keys for each in known.get(key, ()) if each.page == page.name):
        for side, fields in zip(sides, (operation.parameters, operation.response), strict=True):
            for path in _paths(fields, ()):
                of = path[-1]
                for json in _examples(of, rows.get(of.line, ())):
                    value, _ = value_of(json)
                    # Some strings were numbers in the version before, and descriptions are seldom updated.
                    if of.type.kind == "string" and shape(value)[0] in {"integer", "number"}:
                        continue
                    whole = _around(path, value) if value is not None else None
                    key = operation.method, operation.path
                    yield Shown(*key, side, whole, frozenset(), False, page.name, of.line, "")


def _paths(fields: Iterable[Field], above: tuple[Field, ...]) -> Iterator[tuple[Field, ...]]:
    """Yield each field preceded by those around it; skip what is inside a map, whose keys are unknown."""
    for field in fields:
        if field.type.kind != "map":
            yield (*above, field)
            yield from _paths(field.children, (*above, field))


def _examples(field: Field, lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        found = _EXAMPLE.fullmatch(line.text)
        if found is None or found["name"] not in {None, field.name}:
            continue
        # An object shown for a string is JSON sent as text.
        if field.type.kind != "string" or found["json"].startswith("["):
            yield found["json"]


def _around(path: Sequence[Field], value: object) -> object:
    """Wrap a value in the objects and lists around its field."""
    *above, field = path
    made: object = {field.name: value}
    for parent in reversed(above):
        for _ in range(parent.type.array):
            made = [made]
        made = {parent.name: made}
    return made


# -- programs --------------------------------------------------------------------------------


def _sent(code: Example, page: Page, known: Known) -> Iterator[Shown]:
    """Yield what a program sends, if it has one address and one string that is a JSON object."""
    paths = {f"{match['path'].rstrip('/')}/" for match in ADDRESS.finditer(code.text)}
    texts = [match["json"] for match in _STRING.finditer(code.text)]
    operations = [key for key in known if key[1] in paths]
    if len(paths) != 1 or len(operations) != 1 or len(texts) != 1:
        return
    value, whole = value_of(_FILLED.sub(f'"{OPEN}"', texts[0].replace('\\"', '"')))
    ((method, path),) = operations
    if value is not None and not isinstance(value, dict):
        return
    # Programs are seldom updated: one with a field name of the version before is skipped.
    if any(_has_former_name(value, operation.parameters) for operation in known[method, path]):
        return
    # In a query every value is text, whatever its type in the program.
    query = frozenset(value if method == "GET" and value is not None else ())
    yield Shown(method, path, "request", value, query, whole, page.name, code.line, code.text)


def _has_former_name(value: object, fields: Sequence[Field]) -> bool:
    """Whether some name in a value is what a field there was called in the version before."""
    if isinstance(value, list):
        return any(_has_former_name(item, fields) for item in value)
    if not isinstance(value, dict):
        return False
    inside = {field.name: field.children for field in fields}
    former = {field.former_name for field in fields}
    return any(
        _has_former_name(item, inside[name]) if name in inside else name in former
        for name, item in value.items()
    )


def _names(value: object, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the path of each field in a value, with ``[]`` for items of lists."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*above, name)
            yield from _names(item, (*above, name))
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, (*above, "[]"))


# -- bodies ----------------------------------------------------------------------------------


def _body(code: Example, page: Page, known: Known) -> Iterator[Shown]:
    """Yield a body on its own, if the operation last named in its section has all its fields."""
    value, _ = value_of(code.text)
    operation = _named_last(page, code.line, known)
    if operation is None or not isinstance(value, dict) or not value:
        return
    if value.keys() <= {field.name for field in operation.parameters}:
        key = operation.method, operation.path
        query = frozenset(value if operation.method == "GET" else ())
        yield Shown(*key, "request", value, query, False, page.name, code.line, code.text)


def _named_last(page: Page, line: int, known: Known) -> Operation | None:
    """The operation last named in the section above a line, if its path is documented exactly once."""
    above = [passage for passage in page.passages if passage.line <= line]
    for passage in reversed(above):
        for path in reversed(_PATH.findall(passage.text)):
            found = [some for key, some in known.items() if key[1].endswith(path)]
            if found:
                return found[0][0] if len(found) == 1 and len(found[0]) == 1 else None
        if passage.level:
            break
    return None
