"""The glossary: one line for each name in our own words, put into a document as descriptions.

A name with several meanings has several lines, each for a scope: ``*`` for everywhere, ``request *`` for
requests, ``event *`` for events, an operation (``GET /garden/plot/get/``), an event (``event plot.dug``), or
a field of one with its nested fields (``GET /garden/plot/get/ data.list.status``). The most specific scope
applies, then that of requests or events. In a component that several operations share, a field has the line
common to all its uses, or else that of ``*``: a glossary neither splits nor renames anything.

Topics are a second thing that it tells: which tags belong together, under a title for people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from attrs import field, frozen

from tiktok_bindgen.assemble.any_yaml import key_lines
from tiktok_bindgen.assemble.yaml import load_mapping
from tiktok_bindgen.openapi import (
    TAG_GROUPS,
    listed,
    mapping,
    meanings,
    operations,
    referred,
    schema_of,
    subschemas,
    value_text,
)
from tiktok_bindgen.problem import InputError, Problem

#: The most characters of a line.
LONGEST = 120
ROLES = ("metrics", "dimensions", "filters")
_TAGS, _CODES, _TOPICS = "tags", "codes", "topics"
_ALL_ROLES = (*ROLES, _TAGS, _CODES)

_EVERYWHERE = "*"
_SENT, _EVENTS = "request *", "event *"
_SCOPE = re.compile(r"\*|(?:[A-Z]+ /\S+|event \S+|request \*)(?: [^\s\[\]]+)?")
_VERSION = re.compile(r"^/open_api/v[^/]*(?=/)")
# Keys that come before a description.
_BEFORE = frozenset({"name", "in", "title", "type", "$ref"})

_Schema = dict[str, Any]
_Step = tuple[str, ...]


@frozen
class Topic:
    """A topic of the API.

    Attributes:
        about: What it is about: a summary, and other sentences.
        tags: The names of the tags that belong to it.
    """

    about: tuple[str, ...]
    tags: tuple[str, ...]


@frozen
class Glossary:
    """The meanings of names.

    Attributes:
        name: The file's name, for its problems.
        fields: The lines of each field name, by scope.
        roles: The lines of metrics, dimensions and filters of reports, of tags of operations and of return
            codes, each by its role and name.
        topics: The topics, by title, in the order in which they are shown.
        numbers: The line number in the file of each key, by the keys that lead to it.
    """

    name: str
    fields: Mapping[str, Mapping[str, str]]
    roles: Mapping[str, Mapping[str, str]]
    topics: Mapping[str, Topic] = field(factory=dict)
    numbers: Mapping[_Step, int] = field(factory=dict, repr=False)

    def scope(self, use: Use) -> str:
        """Return the most specific scope that has a line for a use, else that of everywhere."""
        known = self.fields.get(use.name, {})
        around = [".".join(use.steps[:length]) for length in range(len(use.steps), -1, -1)]
        general = _SENT if use.sent else _EVENTS if use.operation.startswith("event ") else _EVERYWHERE
        for where in (use.operation, general):
            for scope in (f"{where} {place}".rstrip() for place in around):
                if scope in known:
                    return scope
        return _EVERYWHERE


class Use(NamedTuple):
    """A place where a field, or a name in reports, is documented.

    Attributes:
        name: Its name.
        operation: The method and path of an operation, without the version; ``event`` and the name of an
            event; or the kind of reports.
        steps: The field names from the top of the request or reply down to it.
        sent: Whether it is part of a request.
    """

    name: str
    operation: str
    steps: _Step
    sent: bool = False

    def __str__(self) -> str:
        return " ".join([self.operation, *([".".join(self.steps)] if self.steps else [])])


@frozen
class Described:
    """The result of describing a document by a glossary.

    Attributes:
        missing: A problem for each name without a line for one of its uses.
        unused: A problem for each line that describes nothing in the document.
    """

    missing: tuple[Problem, ...]
    unused: tuple[Problem, ...]


def load_glossary(path: Path) -> Glossary:
    """Read a glossary.

    Args:
        path: A YAML file with the keys ``fields``, ``metrics``, ``dimensions``, ``filters``, ``tags`` and
            ``codes``, each a mapping of names to lines, or of field names to lines by scope; and ``topics``,
            a mapping of titles to ``about`` (lines) and ``tags`` (names).

    Raises:
        InputError: It cannot be read, has an unknown key, an empty or too long line, or a tag in two topics;
            the message has its line number.
    """
    document = load_mapping(path)
    numbers = key_lines(path)

    def refuse(keys: _Step, what: str) -> InputError:
        return InputError(f"{path}:{numbers.get(keys, 0)}: {ascii(' '.join(keys))[1:-1][:200]}: {what}")

    def lines(keys: _Step, value: object) -> dict[str, str]:
        if not isinstance(value, dict) or not value:
            raise refuse(keys, "must be a non-empty mapping")
        return {name: line((*keys, name), each) for name, each in value.items()}

    def line(keys: _Step, value: object) -> str:
        if not isinstance(value, str) or not value.strip() or value != " ".join(value.split()):
            raise refuse(keys, "must be one line of text")
        if len(value) > LONGEST:
            raise refuse(keys, f"has {len(value)} characters; at most {LONGEST} are allowed")
        return value

    def scoped(keys: _Step, value: object) -> dict[str, str]:
        if not isinstance(value, dict):
            return {_EVERYWHERE: line(keys, value)}
        for scope in value:
            if not _SCOPE.fullmatch(scope):
                raise refuse(
                    (*keys, scope),
                    "must be *, METHOD PATH, request * or event NAME",
                )
        return lines(keys, value)

    def topic(title: str, value: object) -> Topic:
        keys = (_TOPICS, title)
        about, tags = (listed(mapping(value).get(key)) for key in ("about", _TAGS))
        if not about or not tags or len(mapping(value)) > len((about, tags)):
            raise refuse(keys, f"must have about, a list of lines, and {_TAGS}, a list of names")
        for tag in tags:
            if (other := taken.setdefault(line((*keys, _TAGS), tag), title)) != title:
                raise refuse((*keys, _TAGS), f"{tag} is in {other} already")
        return Topic(tuple(line((*keys, "about"), each) for each in about), tuple(tags))

    taken: dict[str, str] = {}
    for key in document:
        if key not in {"fields", *_ALL_ROLES, _TOPICS}:
            raise refuse((key,), f"unknown key; expected fields, {', '.join(_ALL_ROLES)}, {_TOPICS}")
    fields = document.get("fields") or {}
    topics = document.get(_TOPICS) or {}
    for key, value in (("fields", fields), (_TOPICS, topics)):
        if not isinstance(value, dict):
            raise refuse((key,), "must be a non-empty mapping")
    return Glossary(
        path.name,
        {name: scoped(("fields", name), value) for name, value in fields.items()},
        {role: lines((role,), document[role]) for role in _ALL_ROLES if document.get(role)},
        {title: topic(title, value) for title, value in topics.items()},
        numbers,
    )


def describe(spec: _Schema, glossary: Glossary) -> Described:
    """Give each property, parameter, name of reports, tag and return code, in place, its line.

    A description that it has already follows the line. Tags are grouped by topics.
    """
    used: set[_Step] = set()
    missing: dict[str, Problem] = {}
    # All uses of a name without lines for special scopes have the same line.
    special = {name for name, own in glossary.fields.items() if own.keys() - {_EVERYWHERE}}
    places: dict[int, tuple[_Schema, list[Use]]] = {}
    for use, holder in _uses(spec):
        known = places.get(id(holder))
        if known is None:
            places[id(holder)] = holder, [use]
        elif use.name in special:
            known[1].append(use)
    for holder, uses in places.values():
        first = uses[0]
        own = glossary.fields.get(first.name, {})
        scopes = {glossary.scope(use) for use in uses} if first.name in special else {_EVERYWHERE}
        # A line for everywhere counts as used: it also serves future uses.
        used.update([("fields", first.name, scope) for scope in (*scopes, _EVERYWHERE)])
        texts = {own.get(scope) for scope in scopes}
        text = texts.pop() if len(texts) == 1 else own.get(_EVERYWHERE)
        if text is not None:
            _put(holder, text)
        else:
            missing.setdefault(first.name, _missing(glossary, first, shared=bool(texts)))
    codes = list(_codes(spec))
    for role, name, use, entry in (*_names_of_reports(spec), *_tags(spec), *codes):
        text = glossary.roles.get(role, {}).get(name)
        if text is not None:
            used.add((role, name))
            _put(entry, text)
        elif role in glossary.roles or role in ROLES:
            missing.setdefault(use.name, _missing(glossary, use, shared=False))
    if _CODES in glossary.roles and codes:
        said = [entry.get("description", "").replace("\n\n", " ") for *_, entry in codes]
        _return_codes(spec)["x-enum-descriptions"] = said
    for tag in _group_tags(spec, glossary.topics, used):
        text = f"{tag} of {_TAGS}: in no topic"
        missing.setdefault(f"{tag} of {_TOPICS}", Problem(glossary.name, 0, "glossary-missing", text))
    return Described(tuple(missing.values()), tuple(_unused(glossary, used)))


def undescribed(spec: Mapping[str, Any]) -> tuple[dict[str, list[Use]], dict[str, list[Use]]]:
    """Return the uses of names in a document, by name: all of them, and those without a description."""
    every: defaultdict[str, list[Use]] = defaultdict(list)
    without: defaultdict[str, list[Use]] = defaultdict(list)
    reports = ((use, entry) for _, _, use, entry in _names_of_reports(spec))
    for use, holder in (*_uses(spec), *reports):
        every[use.name].append(use)
        if not holder.get("description"):
            without[use.name].append(use)
    return dict(every), dict(without)


def _missing(glossary: Glossary, use: Use, *, shared: bool) -> Problem:
    why = f"its lines differ where it is shared, in {use}, and there is none for *"
    text = f"{use.name}: {why if shared else f'no line, for {use}'}"
    return Problem(glossary.name, 0, "glossary-missing", text)


def _unused(glossary: Glossary, used: set[_Step]) -> Iterator[Problem]:
    known: list[_Step] = [("fields", name, scope) for name, own in glossary.fields.items() for scope in own]
    known += [(role, name) for role, names in glossary.roles.items() for name in names]
    known += [(_TOPICS, title, tag) for title, topic in glossary.topics.items() for tag in topic.tags]
    for keys in known:
        if keys not in used:
            # A name with a single line has its line number under the name alone, a tag that of its topic.
            number = glossary.numbers.get(keys) or glossary.numbers.get(keys[:2], 0)
            text = f"{' '.join(keys)}: matches nothing in the document"
            yield Problem(glossary.name, number, "glossary-unused", text)


def _put(holder: _Schema, text: str) -> None:
    """Set a description in place, at its usual position among the keys."""
    old = holder.pop("description", None)
    described = f"{text}\n\n{old}" if isinstance(old, str) and old else text
    items = {key: value for key, value in holder.items() if key in _BEFORE}
    items |= {"description": described, **holder}
    holder.clear()
    holder |= items


def _group_tags(spec: _Schema, topics: Mapping[str, Topic], used: set[_Step]) -> list[str]:
    """Group the tags of a document by topics, in place; return those of no topic, which are a last group."""
    tags = {tag["name"]: None for tag in listed(spec.get("tags"))}
    if not topics or not tags:
        return []
    groups: list[_Schema] = []
    for title, topic in topics.items():
        if found := [tag for tag in topic.tags if tag in tags]:
            summary, *others = topic.about
            about = "\n\n".join(filter(None, (summary, " ".join(others))))
            groups.append({"name": title, "x-description": about, "tags": found})
            used.update((_TOPICS, title, tag) for tag in found)
    others = [tag for tag in tags if not any(tag in topic.tags for topic in topics.values())]
    if others:
        # Tools that show groups show no tag that is in none.
        groups.append({"name": "Other", "tags": others})
    rest = dict(spec)
    spec.clear()
    for key, value in rest.items():
        spec[key] = value
        if key == "tags":
            spec[TAG_GROUPS] = groups
    return others


def _tags(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, Use, _Schema]]:
    for tag in listed(spec.get("tags")):
        yield _TAGS, tag["name"], Use(f"{tag['name']} of {_TAGS}", "the document", ()), tag


def _return_codes(spec: Mapping[str, Any]) -> _Schema:
    """Return the schema of return codes, which has this name if it is documented."""
    found: _Schema = mapping(mapping(spec.get("components")).get("schemas")).get("ReturnCode", {})
    return found


def _codes(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, Use, _Schema]]:
    """Yield each return code with an object that has its description, if it has one."""
    schema = _return_codes(spec)
    known = meanings(schema)
    for code in map(value_text, listed(schema.get("enum"))):
        held = {"description": known[code]} if known.get(code) else {}
        yield _CODES, code, Use(f"{code} of {_CODES}", "the document", ()), held


def _names_of_reports(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, Use, _Schema]]:
    for kind, report in mapping(spec.get("x-reports")).items():
        for role in ROLES:
            for name, entry in mapping(mapping(report).get(role)).items():
                yield role, name, Use(f"{name} of {role}", f"{kind} reports", ()), entry


def _uses(spec: Mapping[str, Any]) -> Iterator[tuple[Use, _Schema]]:
    """Yield each use of a field with the schema, parameter or header that describes it."""
    for path, method, operation in operations(spec):
        name = f"{method.upper()} {_VERSION.sub('', path)}"
        for parameter in listed(operation.get("parameters")):
            use = Use(str(parameter.get("name")), name, (str(parameter.get("name")),), sent=True)
            yield use, parameter
            yield from _inside(spec, schema_of(parameter), use, ())
        top = Use("", name, (), sent=True)
        yield from _inside(spec, schema_of(mapping(operation.get("requestBody"))), top, ())
        for reply in mapping(operation.get("responses")).values():
            for header, stated in mapping(reply.get("headers")).items():
                yield Use(header, name, (header,)), stated
            yield from _inside(spec, schema_of(reply), Use("", name, ()), ())
    for event, item in mapping(spec.get("webhooks")).items():
        for stated in mapping(item).values():
            body = schema_of(mapping(mapping(stated).get("requestBody")))
            yield from _inside(spec, body, Use("", f"event {event}", ()), ())


def _inside(
    spec: Mapping[str, Any], schema: object, of: Use, trail: tuple[str, ...]
) -> Iterator[tuple[Use, _Schema]]:
    """Yield the uses of the fields inside a schema."""
    if not isinstance(schema, dict):
        return
    if (reference := schema.get("$ref")) is not None:
        # Keys next to a reference concern that use only; a schema that contains itself is visited once.
        if reference not in trail:
            yield from _inside(spec, referred(spec, reference), of, (*trail, reference))
        return
    for name, inner in subschemas(schema):
        use = Use(name, of.operation, (*of.steps, name), of.sent) if name else of
        if name:
            yield use, inner
        yield from _inside(spec, inner, use, trail)
