"""The whole surface on one page: every call with the types of its arguments and its reply, linked."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.generate import docs, python
from tiktok_bindgen.generate.graph import PYTHON_TYPES, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.plan import PAYLOAD, Argument, Enveloped, Method, Plan, Resource
from tiktok_bindgen.generate.report_fetch import NAME, fetches
from tiktok_bindgen.generate.signatures import DATES


def overview(plan: Plan, header: str) -> str:
    """Write the page.

    Args:
        plan: The whole package.
        header: The comment that says that it is generated.
    """
    return "\n".join(_lines(plan, header)).rstrip("\n") + "\n"


def _lines(plan: Plan, header: str) -> Iterator[str]:
    yield f"<!-- {header.removeprefix('# ').replace('--', '-')} -->"
    yield f"# {_text(plan.title)} {_text(plan.version)}".rstrip()
    yield ""
    yield f"{len(plan.methods)} operations. Every argument is a keyword; one in bold is required."
    yield "What a conditional one depends on is in the docstring, as are the limits of each."
    if plan.recurring:
        shown = ", ".join(f"{argument}=…" for argument in plan.recurring)
        yield ""
        yield f"`Client({shown})` gives them to all calls that require them."
    for resource in plan.root.walk():
        if resource.methods:
            yield ""
            yield f"## {_text(resource.title)}"
            for method in resource.methods:
                yield ""
                yield from _method(plan, resource, method)
        for each in fetches(plan, resource):
            yield ""
            yield f"### `client.{'.'.join((*resource.module, NAME))}`"
            yield ""
            same = f"`client.{each.get.attribute}`"
            yield f"All rows of a report: asked for as of {same}. [source]({_source(resource)})"
    if plan.events:
        yield ""
        yield "## Webhooks"
        yield ""
        yield "`webhooks.parse(body, headers, secret)` gives an event that was sent to a callback."
        yield ""
        yield from (
            f"- {_code(event.name)}: {_type(plan, Ref(name))}"
            for name, event in sorted(plan.events.items(), key=lambda item: item[1].name)
        )


def _method(plan: Plan, resource: Resource, method: Method) -> Iterator[str]:
    operation = method.operation
    yield f"### `client.{method.attribute}`"
    yield ""
    url, date = docs.link(operation.facts), docs.documented(operation.facts)
    where = f"[documentation](<{url.replace('<', '%3C').replace('>', '%3E')}>)" if url else "documentation"
    parts = [
        f"{_code(f'{operation.method} {operation.path}')}",
        f"[source]({_source(resource)})",
        f"{where} of {date}" if date else where if url else "",
        docs.deprecation(operation.facts).removeprefix("is "),
    ]
    yield f"{_summary(method)} {' · '.join(part for part in parts if part)}"
    yield ""
    if method.arguments:
        yield "| argument | type | |"
        yield "|---|---|---|"
        yield from (_row(plan, argument) for argument in method.arguments)
        yield ""
    yield f"Returns {_reply(plan, method)}."


def _summary(method: Method) -> str:
    summary = docs.text_of(method.operation.facts.get("summary"))
    return _text(python.sentence(summary)) if summary else ""


def _source(resource: Resource) -> str:
    if not resource.attribute:
        return "client.py"
    place = "/".join(resource.module)
    return f"api/{place}/__init__.py" if resource.children else f"api/{place}.py"


def _row(plan: Plan, argument: Argument) -> str:
    item = argument.field
    name = f"**`{argument.name}`**" if item.required else f"`{argument.name}`"
    described = docs.text_of(item.facts.get("description")).partition("\n")[0]
    notes = [_text(described.rstrip(".")), docs.deprecation(item.facts).removeprefix("is ")]
    if not item.required and item.facts.get("x-presence") == "conditional":
        notes.append("conditional")
    if item.default is not None:
        notes.append(f"default {_code(docs.code(item.default))}")
    return f"| {name} | {_type(plan, item.type)} | {'; '.join(note for note in notes if note)} |"


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


def _type(plan: Plan, of: Type) -> str:
    match of:
        case ListOf(item=item):
            return f"list of {_type(plan, item)}"
        case MapOf(value=Scalar(kind="any")):
            return "any JSON object"
        case MapOf(value=value):
            return f"map to {_type(plan, value)}"
        case Ref(name=name):
            return f"[`{name}`](models/{'/'.join(plan.home[name].path)}.py)"
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
    """Text of a specification where Markdown would be read."""
    return "".join(f"\\{sign}" if sign in _MARKUP else sign for sign in python.prose(text))


_MARKUP = frozenset("\\`*_{}[]<>#|!~&$")
