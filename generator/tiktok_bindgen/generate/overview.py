"""The documentation of the whole API: each call with its arguments, types, conditions and reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.generate import docs, python
from tiktok_bindgen.generate.document import state_of
from tiktok_bindgen.generate.graph import PYTHON_TYPES, Either, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.plan import PAYLOAD, Argument, Enveloped, Method, Plan, Resource
from tiktok_bindgen.generate.report_fetch import NAME, fetches
from tiktok_bindgen.generate.signatures import DATES
from tiktok_bindgen.openapi import docs_of


def pages(plan: Plan, fill: Callable[..., str]) -> Iterator[tuple[str, str]]:
    """Write ``api.md``, which lists all calls, and for each resource ``api/NAME.md`` with its calls.

    One page of all would be larger than what GitHub shows.

    Args:
        plan: The plan.
        fill: Fills in a template, given its name and its values.
    """
    listed = [(f"api/{child.chain[0]}.md", tuple(child.walk())) for child in plan.root.children]
    if plan.root.methods:
        listed.insert(0, (f"api/{_ROOT}.md", (plan.root,)))
    parts = [(name, resources[0].title, _entries(plan, name, resources)) for name, resources in listed]
    events = sorted(plan.events.items(), key=lambda item: item[1].name)
    words = {"plan": plan, "text": _text, "code": _code, "type": partial(_type, plan)}
    yield "api.md", fill("api.md", parts=parts, events=events, ref=Ref, number_of=number_of, **words)
    words |= {
        "about": partial(_about, plan),
        "source": _source,
        "fetcher": _fetcher,
        "fetches": partial(fetches, plan),
    }
    words |= {"rows": partial(_rows, plan), "reply": partial(_reply, plan)}
    for name, resources in listed:
        yield name, fill("api_page.md", resources=resources, **words)


def _entries(plan: Plan, page: str, resources: Iterable[Resource]) -> Iterator[str]:
    for resource in resources:
        for method in resource.methods:
            yield _entry(page, method.attribute, _summary(method))
        for _ in fetches(plan, resource):
            yield _entry(page, _fetcher(resource), "All rows of a report.")


def _entry(page: str, attribute: str, summary: str) -> str:
    # The anchor that GitHub derives from the heading.
    anchor = f"client.{attribute}".replace(".", "")
    return f"[`client.{attribute}`]({page}#{anchor}) {summary}".rstrip()


def _fetcher(resource: Resource) -> str:
    return ".".join((*resource.chain, NAME))


def _about(plan: Plan, resource: Resource, method: Method) -> str:
    """What a method is for, where it is defined and documented, and whether it is deprecated."""
    operation = method.operation
    url, state = docs_of(operation.facts), state_of(operation.facts, plan.newest)
    where = f"[documentation](<{url}>)" if url else "documentation"
    going = "" if docs.titled_deprecated(operation.facts) else docs.deprecation(operation.facts)
    parts = [
        f"{_code(f'{operation.method} {operation.path}')}",
        f"[source]({_source(resource)})",
        f"{where} {state}" if state else where if url else "",
        going.removeprefix("is "),
    ]
    return f"{_summary(method)} {' · '.join(part for part in parts if part)}".lstrip()


def _summary(method: Method) -> str:
    summary = docs.text_of(method.operation.facts.get("summary"))
    return _text(python.sentence(summary)) if summary else ""


def _source(resource: Resource) -> str:
    return f"../{resource.module.replace('.', '/')}.py"


def _rows(plan: Plan, method: Method) -> Iterator[str]:
    demanded = method.demanded
    return (_row(plan, argument, demanded) for argument in method.arguments)


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
        case Either(item=item):
            return f"{_type(plan, item, above)} or {_type(plan, ListOf(item), above)}"
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
