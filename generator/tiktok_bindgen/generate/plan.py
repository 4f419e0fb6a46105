"""Plan what is generated: the tree of resources, the methods with their arguments, the modules.

The plan holds only names and types; `render` turns it into source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from attrs import evolve, frozen

from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.demands import demands
from tiktok_bindgen.generate.document import Api, Codes, Event, RawOperation, documented
from tiktok_bindgen.generate.graph import Class, Field, Graph, ListOf, MapOf, Ref, Scalar, Type, references
from tiktok_bindgen.generate.layout import EVENTS, ModelModule, model_modules
from tiktok_bindgen.generate.rules import StatedRule, stated_rules
from tiktok_bindgen.openapi import mapping
from tiktok_bindgen.value_names import numbered

Place = Literal["body", "query", "header", "path"]

# The envelope around every reply; an object with the first two fields is taken for one.
ENVELOPE = ("code", "message", "request_id")
PAYLOAD = "data"

# The types of texts that a key made up by the client, which is a number, is valid for.
_KEYS = (Scalar("string"), Scalar("string", format="digits of an integer"))
# Facts of a field that not every caller, or not every request, may use.
_LIMITED = ("x-presence", "x-allowlist-only", "x-allowlist-partly")
# Names that no documented argument may take: every method's own parameters, and names its body uses.
METHOD_ARGUMENTS = (
    *("self", "under", "options", "quote", "builtins", "warn_of_fields"),
    *("validate", "waive", "timeout", "extra_headers", "extra_query", "extra_body"),
    *("save_to", "progress"),
)
# Arguments that can be given to the client: their names, and that one in so many operations requires them.
_IDENTIFIES = re.compile(r"[a-z][a-z0-9_]*_id")
_OFTEN = 10
_PREFIX = re.compile(r"^/?open_api/v[^/]*/")


@frozen
class Enveloped:
    """A reply in the documented envelope.

    Attributes:
        data: The type of its data; ``None`` if it has none.
        own: The class of a reply with fields besides the envelope's; else empty.
        file: Whether a file may be returned instead.
        is_container: Whether its data is an object or a list, which exists even if the server leaves it out.
    """

    data: Type | None
    own: str = ""
    file: bool = False
    is_container: bool = False

    @property
    def kind(self) -> str:
        """The name of the runtime's class of such a reply."""
        return "Download" if self.file else "Reply"


@frozen
class Argument:
    """One keyword argument of a method: its Python name, where its value goes, and what is known of it."""

    name: str
    place: Place
    field: Field


@frozen
class Method:
    """One operation as a method.

    Attributes:
        name: Its Python name; ``__call__`` if its path is a resource as well.
        operation: The operation that it calls.
        arguments: Its arguments, required ones first, otherwise in documented order.
        request: The class of the body; ``None`` for no body, or one that is not an object.
        reply: The type of its reply.
        attribute: Its dotted path from the client: ``garden.plot.create``.
    """

    name: str
    operation: RawOperation
    arguments: tuple[Argument, ...]
    request: Class | None
    reply: Type | Enveloped
    attribute: str

    @property
    def top(self) -> str:
        """The first part of its path as a module name; the method's models and checks are in such modules."""
        return names.attribute((*_chain(self.operation.path), self.operation.name)[0])

    @property
    def signatures(self) -> dict[str, str]:
        """The fields for a file's signature, each mapped to the file's field; see `_signatures`."""
        return _signatures([argument.field for argument in self.arguments if argument.place == "body"])

    @property
    def files(self) -> dict[str, str] | None:
        """The file fields, each with its signature's field or an empty text; ``None`` if not multipart."""
        if self.operation.body is None or self.operation.body.kind != "multipart":
            return None
        signed = {file: name for name, file in self.signatures.items()}
        fields = [argument.field for argument in self.arguments if argument.place == "body"]
        return {
            item.wire: signed.get(item.wire, "")
            for item in fields
            if isinstance(item.type, Scalar) and item.type.kind == "file"
        }

    @property
    def downloads(self) -> tuple[str, ...]:
        """The media types of files that it may return instead of an envelope."""
        return self.operation.files if isinstance(self.reply, Enveloped) else ()

    @property
    def key(self) -> Field | None:
        """The field by which the server knows a request again, where it may be sent with any request."""
        keys = [each.field for each in self.arguments if each.place == "body" and _is_key(each.field)]
        ruled = self.demanded if keys else {}
        return next((item for item in keys if not ruled.get(item.wire)), None)

    @cached_property
    def rules(self) -> tuple[StatedRule, ...]:
        """The rules of its request."""
        own = stated_rules(self.operation.facts.get("x-rules"))
        return (*own, *(self.request.rules if self.request is not None else ()))

    @cached_property
    def demanded(self) -> dict[str, tuple[str, ...]]:
        """What rules demand of its arguments, by their wire names."""
        return demands(self.rules)

    @property
    def within(self) -> int | None:
        """How long the server remembers an idempotency key, in seconds, if that is documented."""
        within = self.key.facts.get("x-idempotency-within") if self.key is not None else None
        return within if isinstance(within, int) else None

    @property
    def above(self) -> tuple[str, ...]:
        """The levels above it, the nearest first."""
        return tuple(map(str, mapping(mapping(self.operation.facts.get("x-level")).get("above"))))

    @property
    def under(self) -> tuple[str, ...]:
        """The same levels, if a rule of its request depends on one of them; otherwise empty."""
        return self.above if any({*one.rule.levels} & {*self.above} for one in self.rules) else ()

    @property
    def whole_body(self) -> bool:
        """Whether one argument is the whole body."""
        return self.operation.body is not None and self.request is None


def _is_key(item: Field) -> bool:
    """Whether a field is an idempotency key that any caller and any request may use."""
    limited = any(key in item.facts for key in _LIMITED)
    return item.facts.get("x-idempotency-key") is True and item.type in _KEYS and not limited


@frozen
class Resource:
    """One segment of the operations' paths.

    Attributes:
        attribute: Its name on its parent; empty for the client itself.
        class_name: The name of its class.
        chain: The attributes from the client to it: ``("garden", "plot")``.
        title: The path it stands for: ``/garden/plot/``.
        methods: Its operations.
        children: The resources below it.
    """

    attribute: str
    class_name: str
    chain: tuple[str, ...]
    title: str
    methods: tuple[Method, ...] = ()
    children: tuple[Resource, ...] = ()

    @property
    def module(self) -> str:
        """The module that has its class."""
        return f"api.{self.chain[0]}" if self.chain else "client"

    def walk(self) -> Iterable[Resource]:
        """This resource and every one below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@frozen
class Use:
    """One place where a class or an enum is used.

    Attributes:
        wire: The field of this type; empty for a whole reply.
        owner: The field's owner: the name of a class, or the method and path of an operation.
        many: Whether the field is a list or a map.
    """

    wire: str
    owner: str
    many: bool = False


@frozen
class Plan:
    """The plan of the whole package.

    Attributes:
        title: The API's name.
        version: The API's version.
        root: The client as a resource.
        graph: The classes and enums.
        methods: Every method, by operation name, in the order of paths.
        modules: The modules of classes and enums.
        home: The module of each class and enum.
        requests: The classes and enums that requests use.
        replies: The classes and enums that replies use.
        own_replies: The classes of replies with fields besides the documented envelope.
        pages: The classes for one page of a list, each with the field of its entries.
        dicts: The name of the dictionary type for each class.
        recurring: The arguments that so many operations require that they can be given to the client, most
            often required first.
        codes: The lists of named integers, by class name.
        uses: The places where each class and enum is used.
        events: The events that are sent to callbacks, by the class of their payload.
        reports: The kinds of reports, as the document has them.
        report_aliases: The name of the type alias for documented report names, by kind and role.
    """

    title: str
    version: str
    root: Resource
    graph: Graph
    methods: Mapping[str, Method]
    modules: tuple[ModelModule, ...]
    home: Mapping[str, ModelModule]
    requests: frozenset[str]
    replies: frozenset[str]
    own_replies: Mapping[str, Enveloped]
    pages: Mapping[str, Field]
    dicts: Mapping[str, str]
    recurring: tuple[str, ...]
    codes: Mapping[str, Codes]
    uses: Mapping[str, tuple[Use, ...]]
    events: Mapping[str, Event]
    reports: Mapping[str, Mapping[str, Any]]
    report_aliases: Mapping[tuple[str, str], str]

    @cached_property
    def newest(self) -> str:
        """The newest date of the documentation of an operation; empty if none is known."""
        return max((documented(method.operation.facts) for method in self.methods.values()), default="")


def plan(api: Api, taken: Iterable[str] = ()) -> Plan:
    """Plan the package.

    Args:
        api: The document.
        taken: Names of the client's own attributes.
    """
    graph = api.graph
    methods = {
        operation.name: (_chain(operation.path), operation, *_arguments(operation, graph))
        for operation in api.operations
    }
    replies = _replies(methods, graph)
    dicts = _named((*graph.classes, *graph.enums), sorted(graph.classes), "Dict")
    models = frozenset((*graph.classes, *graph.enums, *dicts.values()))
    root, placed = _tree(methods, replies, frozenset(taken), models)
    # The body's own class is never needed.
    asked = {
        name: tuple(one for argument in method.arguments for one in references(argument.field.type))
        for name, method in placed.items()
    }
    returned = {name: tuple(_names(method.reply)) for name, method in placed.items()}
    requests = graph.reach(tuple(one for every in asked.values() for one in every))
    answered = set(graph.reach(tuple(one for every in returned.values() for one in every)))
    users: dict[str, set[str]] = {}
    for name, method in placed.items():
        for one in graph.reach((*asked[name], *returned[name])):
            users.setdefault(one, set()).add(method.top)
    for event in api.events:
        for one in graph.reach((event.payload,)):
            users.setdefault(one, set()).add(EVENTS)
            answered.add(one)
    for name in sorted(api.enums & graph.enums.keys()):
        # An enum that no operation uses is still documented, and callers may use it.
        users.setdefault(name, set())
    modules = model_modules(graph, users, answered, (one.name for one in api.codes))
    return Plan(
        title=api.title,
        version=api.version,
        root=root,
        graph=graph,
        methods=placed,
        modules=modules,
        home={name: module for module in modules for name in module.names},
        requests=frozenset(requests),
        replies=frozenset(answered),
        own_replies={
            reply.own: reply for reply in replies.values() if isinstance(reply, Enveloped) and reply.own
        },
        pages=_pages(graph, placed),
        dicts=dicts,
        recurring=_recurring(methods),
        codes={one.name: one for one in api.codes},
        uses=_uses(graph, placed, users),
        events={event.payload: event for event in reversed(api.events)},
        reports=api.reports,
        report_aliases=_report_aliases(api, (*models, *dicts.values())),
    )


def _report_aliases(api: Api, taken: Iterable[str]) -> dict[tuple[str, str], str]:
    every = set(taken)
    found = {}
    for key, kind in api.reports.items():
        for role in ("metrics", "dimensions", "filters"):
            if kind.get(role):
                name = f"{names.class_name(key)}{role[:-1].capitalize()}"
                while name in every:
                    name += "Name"
                every.add(name)
                found[key, role] = name
    return found


def _replies(found: Mapping[str, _Found], graph: Graph) -> dict[str, Type | Enveloped]:
    """Determine the type of each operation's reply."""
    # An envelope that is also used inside something else keeps its class.
    inside = {name for cls in graph.classes for name in graph.uses(cls)}
    for _, _, arguments, _ in found.values():
        inside.update(name for item in arguments for name in references(item.field.type))
    replies: dict[str, Type | Enveloped] = {}
    for name, (_, operation, _, _) in found.items():
        reply = operation.response
        cls = graph.classes.get(reply.name) if isinstance(reply, Ref) else None
        fields = {item.wire: item for item in cls.fields} if cls is not None else {}
        if cls is not None and fields.keys() >= {*ENVELOPE[:2]}:
            data = fields[PAYLOAD].type if PAYLOAD in fields else None
            plain = fields.keys() <= {*ENVELOPE, PAYLOAD} and cls.name not in inside
            is_object = isinstance(data, Ref) and data.name in graph.classes
            is_container = is_object or isinstance(data, MapOf | ListOf)
            replies[name] = Enveloped(data, "" if plain else cls.name, bool(operation.files), is_container)
        elif operation.files and not isinstance(reply, Ref | ListOf):
            replies[name] = Enveloped(None, file=True)
        else:
            replies[name] = reply
    return replies


def _pages(graph: Graph, methods: Mapping[str, Method]) -> dict[str, Field]:
    """Map the classes for one page of a list to the field of their entries."""
    pages: dict[str, Field] = {}
    for method in methods.values():
        data = method.reply.data if isinstance(method.reply, Enveloped) else None
        if not isinstance(data, Ref) or data.name not in graph.classes:
            continue
        fields = graph.classes[data.name].fields
        wires = {item.wire for item in fields}
        asked = {"page", "page_size"} <= {argument.field.wire for argument in method.arguments}
        if "page_info" not in wires and not wires.issuperset({"cursor", "has_more"}) and not asked:
            continue
        lists = [item for item in fields if isinstance(item.type, ListOf)]
        documented = [item for item in lists if not item.facts.get("x-undocumented")] or lists
        named = [item for item in lists if item.wire == "list"] or documented
        if len(named) == 1:
            pages[data.name] = named[0]
    return pages


def _uses(graph: Graph, methods: Mapping[str, Method], wanted: Iterable[str]) -> dict[str, tuple[Use, ...]]:
    found: dict[str, list[Use]] = {}

    def note(of: Type, wire: str, owner: str) -> None:
        for name in _names(of):
            found.setdefault(name, []).append(Use(wire, owner, isinstance(of, ListOf | MapOf)))

    for method in methods.values():
        title = method.operation.title
        reply = method.reply
        if not isinstance(reply, Enveloped):
            note(reply, "", title)
        elif reply.own:
            note(Ref(reply.own), "", title)
        elif reply.data is not None:
            note(reply.data, PAYLOAD, title)
        for argument in method.arguments:
            note(argument.field.type, argument.field.wire, title)
    for name in sorted(wanted):
        if name in graph.classes:
            for item in graph.classes[name].fields:
                note(item.type, item.wire, name)
    return {name: tuple(uses) for name, uses in found.items()}


def _named(taken: Iterable[str], names_: Iterable[str], ending: str) -> dict[str, str]:
    """Map each name to itself with an ending, numbered where the result is taken."""
    every = set(taken)
    result = {}
    for name in names_:
        result[name] = numbered(f"{name}{ending}", every)
        every.add(result[name])
    return result


def _recurring(found: Mapping[str, _Found]) -> tuple[str, ...]:
    required: Counter[str] = Counter()
    for _, _, arguments, _ in found.values():
        for argument in arguments:
            one = argument.field
            if argument.place != "path" and isinstance(one.type, Scalar) and one.type.kind == "string":
                required[argument.name] += one.required
    often = [
        argument
        for argument, count in required.items()
        if _IDENTIFIES.fullmatch(argument) and count * _OFTEN >= len(found)
    ]
    return tuple(sorted(often, key=lambda argument: (-required[argument], argument)))


def _chain(path: str) -> tuple[str, ...]:
    parts = _PREFIX.sub("", path).split("/")
    return tuple(part for part in parts if part and not part.startswith("{"))


def _arguments(operation: RawOperation, graph: Graph) -> tuple[tuple[Argument, ...], Class | None]:
    found: list[tuple[Place, Field]] = [(each.place, each.field) for each in operation.parameters]
    request = None
    if operation.body is not None:
        item = operation.body.field
        if isinstance(item.type, Ref) and item.type.name in graph.classes:
            request = graph.classes[item.type.name]
            computed = _signatures(request.fields)
            found.extend(
                ("body", evolve(inner, required=False) if inner.wire in computed else inner)
                for inner in request.fields
            )
        else:
            found.append(("body", evolve(item, default=None)))
    # A name in both the query and the body is two arguments.
    keys = [f"{place} {item.wire}" for place, item in found]
    wanted = {
        key: names.attribute(item.wire, METHOD_ARGUMENTS) for key, (_, item) in zip(keys, found, strict=True)
    }
    named = names.unique(keys, wanted)
    arguments = [Argument(named[key], place, item) for key, (place, item) in zip(keys, found, strict=True)]
    arguments.sort(key=lambda argument: not argument.field.required)
    return tuple(arguments), request


def _signatures(fields: Sequence[Field]) -> dict[str, str]:
    """Map a file's MD5 field to the file's field: ``photo_signature`` to ``photo_file``, or the only pair.

    The client computes these, so they are optional.
    """
    files = [item.wire for item in fields if isinstance(item.type, Scalar) and item.type.kind == "file"]
    signs = [item.wire for item in fields if item.wire.endswith("signature")]
    if len(files) == len(signs) == 1:
        return {signs[0]: files[0]}
    pairs = {name: f"{name.removesuffix('_signature')}_file" for name in signs}
    return {name: file for name, file in pairs.items() if file in files}


_Found = tuple[tuple[str, ...], RawOperation, tuple[Argument, ...], Class | None]


def _tree(
    found: Mapping[str, _Found],
    replies: Mapping[str, Type | Enveloped],
    taken: frozenset[str],
    models: frozenset[str],
) -> tuple[Resource, dict[str, Method]]:
    groups: dict[tuple[str, ...], list[str]] = {}
    documented: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, (chain, *_) in found.items():
        # These attributes would shadow names that the class itself uses.
        named = tuple(names.attribute(part, ("builtins", "property")) for part in chain)
        groups.setdefault(named, []).append(name)
        documented.update({named[:depth]: chain[:depth] for depth in range(1, len(chain) + 1)})
    places: dict[str, tuple[str, ...]] = {}
    for chain, members in groups.items():
        if len(members) == 1 and chain:
            places[members[0]] = chain
            continue
        verbs = [found[name][1].method.lower() for name in members]
        for name, verb in zip(members, verbs, strict=True):
            rest = name.removeprefix(f"{'_'.join(chain)}_")
            places[name] = (*chain, names.attribute(verb if verbs.count(verb) == 1 else rest))
    _separate(places)
    resources = {chain[:depth] for chain in places.values() for depth in range(len(chain))} | {()}
    class_names = names.unique(
        ["/".join(chain) for chain in sorted(resources)],
        {"/".join(chain): _resource_class(chain, models) for chain in resources},
        joint="",
    )
    methods: dict[str, Method] = {}
    own: dict[tuple[str, ...], list[Method]] = {}
    for name, chain in places.items():
        _, operation, arguments, request = found[name]
        parent, last = chain[:-1], chain[-1]
        if chain in resources:
            parent, last = chain, "__call__"
        elif not parent and last in taken:
            last = f"{last}_"
        attribute = ".".join((f"{chain[0]}_" if chain[0] in taken else chain[0], *chain[1:]))
        methods[name] = Method(last, operation, arguments, request, replies[name], attribute)
        own.setdefault(parent, []).append(methods[name])
    children: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for chain in sorted(resources - {()}):
        children.setdefault(chain[:-1], []).append(chain)

    def build(chain: tuple[str, ...]) -> Resource:
        attribute = chain[-1] if chain else ""
        if len(chain) == 1 and attribute in taken:
            attribute = f"{attribute}_"
        return Resource(
            attribute=attribute,
            class_name=class_names["/".join(chain)],
            chain=chain,
            title=f"/{'/'.join(documented[chain])}/" if chain else "/",
            methods=tuple(own.get(chain, ())),
            children=tuple(build(child) for child in children.get(chain, ())),
        )

    return build(()), methods


def _resource_class(chain: tuple[str, ...], models: frozenset[str]) -> str:
    name = names.class_name(names.pascal("_".join(chain) or "Root"))
    # A resource's module imports models as well.
    while name in models:
        name += "Resource"
    return name


def _separate(places: dict[str, tuple[str, ...]]) -> None:
    """Make each operation's chain unique by numbering, in the order of paths."""
    used: set[str] = set()
    for name, chain in places.items():
        own = numbered(".".join(chain), used, "_")
        used.add(own)
        places[name] = tuple(own.split("."))


def _names(of: Type | Enveloped) -> Iterable[str]:
    if not isinstance(of, Enveloped):
        yield from references(of)
    elif of.own:
        yield of.own
    elif of.data is not None:
        yield from references(of.data)
