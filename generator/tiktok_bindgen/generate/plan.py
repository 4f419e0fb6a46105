"""Decide what is generated: the tree of resources, the methods with their arguments, the modules.

Everything here is names and types; how it is written down is `render`'s business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from attrs import evolve, frozen

from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.demands import demands
from tiktok_bindgen.generate.document import Api, Codes, Event, RawOperation, Schema
from tiktok_bindgen.generate.graph import Class, Field, Graph, ListOf, MapOf, Ref, Scalar, Type, references
from tiktok_bindgen.generate.layout import EVENTS, ModelModule, model_modules

Place = Literal["body", "query", "header", "path"]

# What stands around every reply; a reply whose page tells of the first two has it all.
ENVELOPE = ("code", "message", "request_id")
PAYLOAD = "data"

# What says of a field that not every caller, or not every request, may have it.
_LIMITED = ("x-presence", "x-allowlist-only", "x-allowlist-partly")
# What every method has beside the documented arguments, and what its body calls.
METHOD_ARGUMENTS = (
    *("self", "under", "options", "quote", "builtins"),
    *("validate", "waive", "timeout", "extra_headers", "extra_query", "extra_body"),
    *("save_to", "progress"),
)
# How a recurring argument is named, and in how large a part of all operations it must recur.
_IDENTIFIES = re.compile(r"[a-z][a-z0-9_]*_id")
_OFTEN = 10
_PREFIX = re.compile(r"^/?open_api/v[^/]*/")


@frozen
class Enveloped:
    """A reply in the documented envelope.

    Attributes:
        data: The type of its data; ``None`` if it has none.
        own: The class of one that has other fields, too; else empty.
        file: Whether a file may come instead.
        is_object: Whether its data is an object, and so is there even when the server leaves it out.
    """

    data: Type | None
    own: str = ""
    file: bool = False
    is_object: bool = False


@frozen
class Argument:
    """One keyword argument of a method.

    Attributes:
        name: Its Python name.
        place: Where its value goes.
        field: What is known of it.
    """

    name: str
    place: Place
    field: Field


@frozen
class Method:
    """One operation as a method.

    Attributes:
        name: Its Python name; ``__call__`` when its path is a resource as well.
        operation: What it calls.
        arguments: Its arguments, required ones first, otherwise in documented order.
        request: The class whose fields the body has; ``None`` for no body, or one that is not an object.
        reply: What is answered.
        attribute: How it is reached from the client: ``garden.plot.create``.
    """

    name: str
    operation: RawOperation
    arguments: tuple[Argument, ...]
    request: Class | None
    reply: Type | Enveloped
    attribute: str

    @property
    def top(self) -> str:
        """The first part of its path, as a module is called; what it needs is in modules of that name."""
        return names.attribute((*_chain(self.operation.path), self.operation.name)[0])

    @property
    def signatures(self) -> dict[str, str]:
        """The fields that hold the signature of a file, each with that file's field; see `_signatures`."""
        return _signatures([argument.field for argument in self.arguments if argument.place == "body"])

    @property
    def files(self) -> dict[str, str] | None:
        """The fields that take a file, each with its signature's or nothing; ``None`` for another body."""
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
        """The media types of the files that its reply may be instead of an envelope."""
        return self.operation.files if isinstance(self.reply, Enveloped) else ()

    @property
    def key(self) -> Field | None:
        """The field by which the server knows a request again, where it may be sent with any request."""
        told = [each.field for each in self.arguments if each.place == "body" and _is_key(each.field)]
        if not told:
            return None
        ruled = demands(self.operation.facts, self.request.facts if self.request is not None else {})
        return next((item for item in told if not ruled.get(item.wire)), None)

    @property
    def within(self) -> int | None:
        """For how many seconds it does, if that is documented."""
        within = self.key.facts.get("x-idempotency-within") if self.key is not None else None
        return within if isinstance(within, int) else None

    @property
    def above(self) -> tuple[str, ...]:
        """The levels above it, the nearest first."""
        level = self.operation.facts.get("x-level")
        above = level.get("above") if isinstance(level, Mapping) else None
        return tuple(map(str, above)) if isinstance(above, Mapping) else ()

    @property
    def whole_body(self) -> bool:
        """Whether one argument is the whole body."""
        return self.operation.body is not None and self.request is None


def _is_key(item: Field) -> bool:
    """Whether a request is known again by a field that any caller, and any request, may have."""
    limited = any(key in item.facts for key in _LIMITED)
    return item.facts.get("x-idempotency-key") is True and item.type == Scalar("string") and not limited


@frozen
class Resource:
    """One segment of the paths.

    Attributes:
        attribute: Its name on its parent; empty for the client itself.
        class_name: The name of its class.
        chain: The attributes that lead to it from the client: ``("garden", "plot")``.
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
        wire: The field that has it; empty for a whole reply.
        owner: What that is a field of: the name of a class, or the method and path of an operation.
        many: Whether the field has several.
    """

    wire: str
    owner: str
    many: bool = False


@frozen
class Plan:
    """Everything there is to write.

    Attributes:
        title: The API's name.
        version: The API's version.
        root: The client as a resource.
        graph: The classes and enums.
        methods: Every method, by operation name, in the order of paths.
        modules: The modules of classes and enums.
        home: The module of each class and enum.
        requests: The names that requests reach.
        replies: The names that replies reach.
        own_replies: The classes of replies that have other fields than the documented envelope.
        pages: The classes that are a page of a list, with the field that has its entries.
        aliases: The name of the type of each enum's documented values.
        dicts: The name of the type of the plain dictionaries that do for each class that requests reach.
        recurring: The arguments that so many operations require that the client may be given them, the most
            required first.
        codes: The numbers that have names, by the name of their class.
        uses: Where each class and enum is used.
        events: The events that are sent to callbacks, by the class of their payload.
        reports: The kinds of reports, as the document has them.
        report_aliases: The name of the type of the documented names, by kind and role.
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
    aliases: Mapping[str, str]
    dicts: Mapping[str, str]
    recurring: tuple[str, ...]
    codes: Mapping[str, Codes]
    uses: Mapping[str, tuple[Use, ...]]
    events: Mapping[str, Event]
    reports: Mapping[str, Mapping[str, Any]]
    report_aliases: Mapping[tuple[str, str], str]


def parameter_component(operation: RawOperation) -> Schema:
    """An operation's parameters as the properties of one object, so that they resolve as properties do."""
    return {
        "type": "object",
        "properties": {_key(item.place, item.wire): item.schema for item in operation.parameters},
        "required": [_key(item.place, item.wire) for item in operation.parameters if item.required],
    }


def whole_component(schema: Schema) -> Schema:
    """A schema that is not an object, as the one property of one."""
    return {"type": "object", "properties": {"value": schema}, "required": []}


def plan(api: Api, graph: Graph, loose: Mapping[str, Class], taken: Iterable[str] = ()) -> Plan:
    """Lay out the package.

    Args:
        api: The document.
        graph: Its classes and enums.
        loose: What is no component, resolved as a class: parameters as ``<operation>__parameters``, bodies as
            ``<operation>__body``, replies as ``<operation>__reply``.
        taken: Names the client has itself.
    """
    methods = {
        operation.name: (_chain(operation.path), operation, *_arguments(operation, graph, loose))
        for operation in api.operations
    }
    replies = _replies(methods, graph, loose)
    aliases = _named((*graph.classes, *graph.enums), sorted(graph.enums), "Value")
    dicts = _named((*graph.classes, *graph.enums, *aliases.values()), sorted(graph.classes), "Dict")
    models = frozenset((*graph.classes, *graph.enums, *aliases.values(), *dicts.values()))
    root, placed = _tree(methods, replies, frozenset(taken), models)
    asked = {name: _asked(method) for name, method in placed.items()}
    told = {name: tuple(_names(method.reply)) for name, method in placed.items()}
    requests = graph.reach(tuple(one for every in asked.values() for one in every))
    answered = set(graph.reach(tuple(one for every in told.values() for one in every)))
    users: dict[str, set[str]] = {}
    for name, method in placed.items():
        for one in graph.reach((*asked[name], *told[name])):
            users.setdefault(one, set()).add(method.top)
    for event in api.events:
        for one in graph.reach((event.payload,)):
            users.setdefault(one, set()).add(EVENTS)
            answered.add(one)
    for name in sorted(api.enums & graph.enums.keys()):
        # What no operation mentions is still documented, and for callers to use.
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
        aliases=aliases,
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


def _replies(
    found: Mapping[str, _Found], graph: Graph, loose: Mapping[str, Class]
) -> dict[str, Type | Enveloped]:
    """What each operation answers."""
    # What is part of something else needs a class.
    inside = {name for cls in graph.classes for name in graph.uses(cls)}
    for _, _, arguments, _ in found.values():
        inside.update(name for item in arguments for name in references(item.field.type))
    replies: dict[str, Type | Enveloped] = {}
    for name, (_, operation, _, _) in found.items():
        reply = loose[f"{name}__reply"].fields[0].type
        cls = graph.classes.get(reply.name) if isinstance(reply, Ref) else None
        fields = {item.wire: item for item in cls.fields} if cls is not None else {}
        if cls is not None and fields.keys() >= {*ENVELOPE[:2]}:
            data = fields[PAYLOAD].type if PAYLOAD in fields else None
            plain = fields.keys() <= {*ENVELOPE, PAYLOAD} and cls.name not in inside
            is_object = isinstance(data, MapOf) or (isinstance(data, Ref) and data.name in graph.classes)
            replies[name] = Enveloped(data, "" if plain else cls.name, bool(operation.files), is_object)
        elif operation.files and not isinstance(reply, Ref | ListOf):
            replies[name] = Enveloped(None, file=True)
        else:
            replies[name] = reply
    return replies


def _pages(graph: Graph, methods: Mapping[str, Method]) -> dict[str, Field]:
    """The classes of data that are a page of a list, each with the field that has its entries."""
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
    """A name with an ending for each name, none of them taken."""
    every = set(taken)
    result = {}
    for name in names_:
        made, number = f"{name}{ending}", 1
        while made in every:
            number += 1
            made = f"{name}{ending}{number}"
        every.add(made)
        result[name] = made
    return result


def _recurring(found: Mapping[str, _Found]) -> tuple[str, ...]:
    required: Counter[str] = Counter()
    for _, _, arguments, _ in found.values():
        for argument in arguments:
            one = argument.field
            if isinstance(one.type, Scalar) and one.type.kind == "string":
                required[argument.name] += one.required
    often = [
        argument
        for argument, count in required.items()
        if _IDENTIFIES.fullmatch(argument) and count * _OFTEN >= len(found)
    ]
    return tuple(sorted(often, key=lambda argument: (-required[argument], argument)))


def _key(place: str, wire: str) -> str:
    return f"{place} {wire}"


def _chain(path: str) -> tuple[str, ...]:
    parts = _PREFIX.sub("", path).split("/")
    return tuple(part for part in parts if part and not part.startswith("{"))


def _arguments(
    operation: RawOperation, graph: Graph, loose: Mapping[str, Class]
) -> tuple[tuple[Argument, ...], Class | None]:
    found: list[tuple[Place, Field]] = []
    for parameter, item in zip(
        operation.parameters, loose[f"{operation.name}__parameters"].fields, strict=True
    ):
        found.append(
            (parameter.place, Field(parameter.wire, item.type, item.required, item.default, item.facts)),
        )
    request = None
    if operation.body is not None:
        item = loose[f"{operation.name}__body"].fields[0]
        if isinstance(item.type, Ref) and item.type.name in graph.classes:
            request = graph.classes[item.type.name]
            computed = _signatures(request.fields)
            found.extend(
                ("body", evolve(inner, required=False) if inner.wire in computed else inner)
                for inner in request.fields
            )
        else:
            found.append(("body", Field("body", item.type, operation.body.required, None, item.facts)))
    # The same name in the query and the body is two arguments.
    keys = [_key(place, item.wire) for place, item in found]
    wanted = {
        key: names.attribute(item.wire, METHOD_ARGUMENTS) for key, (_, item) in zip(keys, found, strict=True)
    }
    named = names.unique(keys, wanted)
    arguments = [Argument(named[key], place, item) for key, (place, item) in zip(keys, found, strict=True)]
    arguments.sort(key=lambda argument: not argument.field.required)
    return tuple(arguments), request


def _signatures(fields: Sequence[Field]) -> dict[str, str]:
    """The fields that hold the MD5 of a file: ``photo_signature`` of ``photo_file``, or one of the only file.

    The client computes them, so they need not be given.
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
        # A path that has one of these words would hide what the class itself uses.
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
            told = name.removeprefix(f"{'_'.join(chain)}_")
            places[name] = (*chain, names.attribute(verb if verbs.count(verb) == 1 else told))
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
        methods[name] = Method(last, operation, arguments, request, replies[name], ".".join(chain))
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
    # A resource's module mentions models too.
    while name in models:
        name += "Resource"
    return name


def _separate(places: dict[str, tuple[str, ...]]) -> None:
    """Give each operation a chain of its own, in the order of paths."""
    used: set[tuple[str, ...]] = set()
    for name, chain in places.items():
        number = 1
        own = chain
        while own in used:
            number += 1
            own = (*chain[:-1], f"{chain[-1]}_{number}")
        used.add(own)
        places[name] = own


def _asked(method: Method) -> tuple[str, ...]:
    """The classes and enums that a method's arguments mention; the body's own class is never needed."""
    return tuple(one for argument in method.arguments for one in _names(argument.field.type))


def _names(of: Type | Enveloped) -> Iterable[str]:
    if not isinstance(of, Enveloped):
        yield from references(of)
    elif of.own:
        yield of.own
    elif of.data is not None:
        yield from references(of.data)


def loose_components(api: Api) -> dict[str, Schema]:
    """What has to be resolved besides the components: see `plan`."""
    result: dict[str, Schema] = {}
    for operation in api.operations:
        result[f"{operation.name}__parameters"] = parameter_component(operation)
        if operation.body is not None:
            result[f"{operation.name}__body"] = whole_component(operation.body.schema)
        result[f"{operation.name}__reply"] = whole_component(operation.response)
    return result
