"""The documentation of the whole API: each call with its arguments, types, conditions and reply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tiktok_bindgen.generate import docs, python
from tiktok_bindgen.generate.graph import PYTHON_TYPES, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.plan import PAYLOAD, Argument, Enveloped, Method, Plan, Resource
from tiktok_bindgen.generate.report_fetch import NAME, fetches
from tiktok_bindgen.generate.signatures import DATES


def pages(plan: Plan, header: str) -> Iterator[tuple[str, str]]:
    """Write ``api.md``, which lists all calls, and for each resource ``api/NAME.md`` with its calls.

    One page of all would be larger than what GitHub shows. Each begins with the header, a comment.
    """
    comment = f"<!-- {header.removeprefix('# ').replace('--', '-')} -->"
    listed = [(f"api/{child.chain[0]}.md", tuple(child.walk())) for child in plan.root.children]
    if plan.root.methods:
        listed.insert(0, (f"api/{_ROOT}.md", (plan.root,)))
    yield "api.md", _written([comment, *_contents(plan, listed)])
    for name, resources in listed:
        yield name, _written([comment, *_resources(plan, resources)])


def _written(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _contents(plan: Plan, listed: Sequence[tuple[str, tuple[Resource, ...]]]) -> Iterator[str]:
    yield f"# {_text(plan.title)} {_text(plan.version)}".rstrip()
    yield ""
    yield f"{len(plan.methods)} operations. All arguments are keyword arguments."
    if plan.recurring:
        shown = ", ".join(f"{argument}=…" for argument in plan.recurring)
        yield ""
        yield f"`Client({shown})` sets them for all calls that require them."
    for name, resources in listed:
        yield ""
        yield f"## [{_text(resources[0].title)}]({name})"
        yield ""
        for resource in resources:
            for method in resource.methods:
                yield _entry(name, method.attribute, _summary(method))
            for _ in fetches(plan, resource):
                yield _entry(name, _fetcher(resource), "All rows of a report.")
    if plan.events:
        yield ""
        yield "## Webhooks"
        yield ""
        yield "`webhooks.parse(body, headers, secret)` returns the event that was sent to a callback."
        yield ""
        yield from (
            f"- {_code(event.name)}: {_type(plan, Ref(name), '')}"
            for name, event in sorted(plan.events.items(), key=lambda item: item[1].name)
        )


def _entry(page: str, attribute: str, summary: str) -> str:
    # The anchor that GitHub derives from the heading.
    anchor = f"client.{attribute}".replace(".", "")
    return f"- [`client.{attribute}`]({page}#{anchor}) {summary}".rstrip()


def _fetcher(resource: Resource) -> str:
    return ".".join((*resource.chain, NAME))


def _resources(plan: Plan, resources: Sequence[Resource]) -> Iterator[str]:
    yield f"# {_text(resources[0].title)}"
    yield ""
    yield "An argument in bold is required. [All calls](../api.md)"
    for resource in resources:
        if resource.methods and resource is not resources[0]:
            yield ""
            yield f"## {_text(resource.title)}"
        for method in resource.methods:
            yield ""
            yield from _method(plan, resource, method)
        for each in fetches(plan, resource):
            yield ""
            yield f"### `client.{_fetcher(resource)}`"
            yield ""
            same = f"`client.{each.get.attribute}`"
            note = f"Yields all rows of a report; takes the arguments of {same} except those for pages."
            yield f"{note} [source]({_source(resource)})"


def _method(plan: Plan, resource: Resource, method: Method) -> Iterator[str]:
    operation = method.operation
    yield f"### `client.{method.attribute}`"
    yield ""
    url, date = docs.link(operation.facts), docs.documented(operation.facts)
    where = f"[documentation](<{url.replace('<', '%3C').replace('>', '%3E')}>)" if url else "documentation"
    going = "" if docs.titled_deprecated(operation.facts) else docs.deprecation(operation.facts)
    parts = [
        f"{_code(f'{operation.method} {operation.path}')}",
        f"[source]({_source(resource)})",
        f"{where} of {date}" if date else where if url else "",
        going.removeprefix("is "),
    ]
    yield f"{_summary(method)} {' · '.join(part for part in parts if part)}".lstrip()
    yield ""
    if method.arguments:
        yield "| argument | type | |"
        yield "|---|---|---|"
        told = method.demanded
        yield from (_row(plan, argument, told) for argument in method.arguments)
        yield ""
    yield f"Returns {_reply(plan, method)}."


def _summary(method: Method) -> str:
    summary = docs.text_of(method.operation.facts.get("summary"))
    return _text(python.sentence(summary)) if summary else ""


def _source(resource: Resource) -> str:
    return f"../{resource.module.replace('.', '/')}.py"


def _row(plan: Plan, argument: Argument, demanded: Mapping[str, Sequence[str]]) -> str:
    item = argument.field
    name = f"**`{argument.name}`**" if item.required else f"`{argument.name}`"
    described = docs.text_of(item.facts.get("description")).partition("\n")[0]
    notes = [_text(described.rstrip(".")), docs.deprecation(item.facts).removeprefix("is ")]
    conditions = [_sentence(each) for each in demanded.get(item.wire, ())]
    if not conditions and not item.required and item.facts.get("x-presence") == "conditional":
        notes.append("conditional")
    if item.default is not None:
        notes.append(f"default {_code(docs.code(item.default))}")
    notes += conditions
    return f"| {name} | {_type(plan, item.type)} | {'; '.join(note for note in notes if note)} |"


def _sentence(text: str) -> str:
    """Escape a sentence for use inside another one; only back-ticked parts stay Markdown."""
    parts = python.prose(text).rstrip(".").split("`")
    parts[0] = parts[0][:1].lower() + parts[0][1:]
    return "".join(_code(part) if at % 2 else _escaped(part) for at, part in enumerate(parts))


def _reply(plan: Plan, method: Method) -> str:
    if method.downloads:
        files = " or ".join(f"`{kind}`" for kind in method.downloads)
        return f"a file ({files}) or {_json_reply(plan, method)}"
    return _json_reply(plan, method)


def _json_reply(plan: Plan, method: Method) -> str:
    reply = method.reply
    if not isinstance(reply, Enveloped):
        return _type(plan, reply)
    if reply.own:
        return _type(plan, Ref(reply.own))
    if reply.data is None:
        return "a reply without data"
    return f"a reply with {_type(plan, reply.data)} as `{PAYLOAD}`"


def _type(plan: Plan, of: Type, above: str = "../") -> str:
    match of:
        case ListOf(item=item):
            return f"list of {_type(plan, item, above)}"
        case MapOf(value=Scalar(kind="any")):
            return "any JSON object"
        case MapOf(value=value):
            return f"map to {_type(plan, value, above)}"
        case Ref(name=name):
            return f"[`{name}`]({above}models/{'/'.join(plan.home[name].path)}.py)"
        case Scalar(kind="string", format=written) if written in DATES:
            return f"`str` or `{DATES[written].removeprefix('dt.')}`"
        case Scalar(kind="file"):
            return "file"
        case Scalar(kind="any"):
            return "any JSON"
        case Scalar(kind=kind, values=values):
            shown = f": {', '.join(_code(str(value)) for value in values)}" if values else ""
            return f"`{PYTHON_TYPES[kind]}`{shown}"


def _code(text: str) -> str:
    plain = python.prose(text).strip("`").replace("`", "'").replace("|", "\\|")
    return f"`{plain}`" if plain else "empty"


def _text(text: str) -> str:
    """Escape text from the document for Markdown."""
    return _escaped(python.prose(text))


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in _MARKUP else sign for sign in text)


# The page of the client's own calls; no resource can have this name.
_ROOT = "_client"
_MARKUP = frozenset("\\`*_{}[]<>#|!~&$")
