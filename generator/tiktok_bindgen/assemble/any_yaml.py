"""Documents in any YAML, parsed by PyYAML.

Plain scalars follow YAML's JSON schema, as OpenAPI requires: ``NO``, ``ON``, ``2024-01-01`` and ``0123`` are
text, and every key is text.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tiktok_bindgen.problem import InputError

# The most nodes after aliases are expanded; a spec of the whole API has about half a million.
_MOST_NODES = 10_000_000
_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(_TAG + name for name in ("map", "seq", "str", "null", "bool", "int", "float"))

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_any(text: str) -> object:
    """Parse a document; ``None`` if the text contains none.

    Raises:
        InputError: It is not well-formed.
        ValueError: It contains something that is not JSON, or is too large.
    """
    try:
        return _read(text)
    except yaml.YAMLError as error:
        raise InputError(f"not well-formed YAML: {' '.join(str(error).split())[:300]}") from None


def _read(text: str) -> object:
    loader = _JsonSchemaLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _expanded(node, {})
        return loader.construct_document(node)
    finally:
        loader.dispose()


def key_lines(path: Path) -> dict[tuple[str, ...], int]:
    """Map the path of each key in a well-formed YAML file to its line, counted from 1."""
    found: dict[tuple[str, ...], int] = {}

    def note(node: yaml.Node | None, keys: tuple[str, ...]) -> None:
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            found[*keys, key.value] = key.start_mark.line + 1
            note(value, (*keys, key.value))

    note(yaml.compose(path.read_text(encoding="utf-8-sig"), _Loader), ())
    return found


class _JsonSchemaLoader(_Loader):  # type: ignore[misc, valid-type]  # the base is chosen at run time
    """Parses plain scalars as JSON would, and every key as text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 -- as the base has it

    def construct_mapping(self, node: yaml.Node, deep: bool = False) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _invalid("a key that is not text", key_node)
            key = str(key_node.value)
            if key in found:
                raise _invalid(f"duplicate key {ascii(key)[:100]}", key_node)
            found[key] = self.construct_object(value_node, deep=deep)
        return found


for _name, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?", list("-0123456789")),
):
    _JsonSchemaLoader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), _first)


def _invalid(text: str, node: yaml.Node) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, text, node.start_mark)


def _expanded(node: yaml.Node, known: dict[int, int]) -> int:
    """Count a document's nodes with its aliases expanded."""
    count = known.get(id(node))
    if count == 0:
        raise ValueError("an alias inside the node that it refers to")
    if count is None:
        if node.tag not in _TAGS or (node.tag.endswith("float") and not node.value[-1:].isdigit()):
            raise ValueError(f"a value that is not JSON: {ascii(node.tag)[:100]}")
        known[id(node)] = 0
        count = 1
        if isinstance(node, yaml.MappingNode):
            count += sum(_expanded(key, known) + _expanded(value, known) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            count += sum(_expanded(item, known) for item in node.value)
        known[id(node)] = count
        if count > _MOST_NODES:
            raise ValueError("too large once its aliases are expanded")
    return count
