"""Source text (signatures, docstrings, calls) for the templates of the client and its resources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bindgen.generate import docs, names, python, report_fetch
from tiktok_bindgen.generate.document import state_of
from tiktok_bindgen.generate.graph import Either, Field, Graph, ListOf, MapOf, Ref, Scalar, Type, innermost
from tiktok_bindgen.generate.plan import Argument, Enveloped, Method, Plan, Resource
from tiktok_bindgen.generate.signatures import DATES, USUAL, WRITTEN, Signatures, Spelling, reply_type
from tiktok_bindgen.openapi import docs_of, pointer
from tiktok_bindgen.problem import InputError

# Names that the client's module assigns besides the constants of operations.
_TAKEN_CONSTANTS = frozenset({"_HEADER", "_PRODUCTION", "_SANDBOX"})
_UNDER = "under: Objects this call depends on ({}), as requests or replies; used by the check, not sent."
_OPTIONS = "options: Settings for this call only; see `CallOptions`."

_DOWNLOAD = (
    "options: Settings for this call only: `save_to` writes the file while it arrives, `progress` is called "
    "with the bytes so far, `timeout`, and others; see `DownloadOptions`."
)


@frozen
class MethodView:
    """One method, written out; imports are those in its body, and ``call`` is what it returns."""

    decorator: str
    signature: str
    doc: str
    imports: str
    warn: str
    call: str


@frozen
class ResourceView:
    """The source of one resource's class."""

    name: str
    doc: str
    methods: tuple[MethodView, ...]
    children: tuple[tuple[str, str, str, str], ...]


@frozen
class ModuleView:
    """One module, written out; what it needs is to import by module, some only for type checkers."""

    doc: str
    resources: tuple[ResourceView, ...]
    constants: tuple[str, ...]
    needs: Mapping[str, set[str]]
    typing_needs: Mapping[str, set[str]]


def view(plan: Plan, resources: Sequence[Resource], package: str) -> ModuleView:
    """Render one module: the client itself, or a resource of the client with all resources below it."""
    needs: dict[str, set[str]] = {"typing": {"TYPE_CHECKING"}}
    typing_needs: dict[str, set[str]] = {}
    constants = list[str]()
    views = list[ResourceView]()
    for resource in resources:
        writer = _Writer(plan, resource, package, needs, typing_needs)
        views.append(writer.view())
        constants += writer.assigned
    doc = python.docstring([_title(resources[0])])
    return ModuleView(doc, tuple(views), tuple(constants), needs, typing_needs)


def _title(resource: Resource) -> str:
    return python.sentence(f"The operations below `{resource.title}`" if resource.chain else "The client")


class _Writer(Signatures):
    """Renders one resource's methods, collecting its module's imports and constants on the way."""

    def view(self) -> ResourceView:
        constants = self.constants()
        self.assigned = [text for _, text in constants.values()]
        methods = tuple(
            self.method(method, constants[method.operation.name][0]) for method in self.resource.methods
        ) + tuple(self.fetch(each) for each in [*report_fetch.fetches(self.plan, self.resource)][:1])
        if self.resource.chain:
            self.use("_runtime.core", "Resource")
        return ResourceView(
            self.resource.class_name,
            python.docstring([_title(self.resource)], 1),
            methods,
            tuple(self.child(child) for child in self.resource.children),
        )

    def constants(self) -> dict[str, tuple[str, str]]:
        """Map each operation's name to its constant: the constant's name and its assignment."""
        methods = self.resource.methods
        wanted = {}
        for method in methods:
            name = f"_{method.operation.name.upper()}"
            wanted[method.operation.name] = f"{name}_CALL" if name in _TAKEN_CONSTANTS else name
        named = names.unique([method.operation.name for method in methods], wanted)
        result = {}
        for method in methods:
            operation = method.operation
            self.use("_runtime.operation", "Operation", "deferred")
            items: list[str] = [
                python.literal(operation.method),
                python.literal(operation.path),
                python.literal(operation.name),
            ]
            url = docs_of(operation.facts)
            if url:
                items.append(f"docs={python.quote(url)}")
            if operation.facts.get("deprecated") is True:
                items.append("deprecated=True")
            if operation.token:
                items.append("token=True")
            items += [f"{keyword}={value}" for keyword, value in handling(self.plan.graph, method).items()]
            checks = python.literal(f"{self.package}.checks")
            items.append(f"check=deferred({checks}, {python.literal(operation.name)})")
            if method.downloads:
                items.append(f"files={python.tuple_of(map(python.literal, method.downloads))}")
            elif not isinstance(method.reply, Enveloped):
                items.append("envelope=False")
            name = named[operation.name]
            result[operation.name] = (name, f"{name} = Operation({python.rows(items)})")
        return result

    def child(self, child: Resource) -> tuple[str, str, str, str]:
        """Render the property for a child resource: its class, signature and docstring, and its imports."""
        imports = ""
        if child.module != self.resource.module:
            self.use_typing(child.module, child.class_name)
            imports = python.imports({f"{self.package}.{child.module}": {child.class_name}})
        signature = python.signature(child.attribute, ["self"], child.class_name)
        return child.class_name, signature, python.docstring([_title(child)], 2), imports

    # -- methods -------------------------------------------------------------------------

    def method(self, method: Method, constant: str) -> MethodView:
        reply, imports = self.reply(method)
        return MethodView(
            decorator=self.decorator(method),
            signature=python.signature(method.name, self.parameters(method), self.result(method)),
            doc=self.doc(method),
            imports=imports,
            warn=self.warn(method, constant),
            call=self.call(method, constant, reply),
        )

    def fetch(self, each: report_fetch.Fetch) -> MethodView:
        """Render the method that yields all rows of a report."""
        asked = each.asked
        self.use_typing("_runtime.progress", "Progress")
        self.typing.setdefault("typing", set()).update(("Any", "Literal"))
        self.typing.setdefault("collections.abc", set()).update(("Callable", "Iterator"))
        modules = {self.package: {"checks"}}
        modules[f"{self.package}._runtime.fetching"] = {"Ways", "fetch"}
        modules[f"{self.package}.models.{self.plan.home[each.page].dotted}"] = {each.page}
        items = [f"{name}: {text}" for name, text in report_fetch.DOC]
        doc = [
            "Yield all rows of a report, each as one flat dictionary of its dimensions and metrics",
            (
                "A period that is too long for one request is split into several. Figures are numbers, or "
                f"None if they are missing: see `{self.package}.rows`."
            ),
            "\n".join(["Args:", *self.arguments(asked), *items, _OPTIONS]),
        ]
        return MethodView(
            decorator="",
            signature=python.signature(
                report_fetch.NAME,
                [*self.parameters(asked)[:-1], *report_fetch.PARAMETERS, self.parameters(asked)[-1]],
                "Iterator[dict[str, Any]]",
            ),
            doc=python.docstring([python.sentence(doc[0]), *doc[1:]], 2),
            imports=python.imports(modules),
            warn="",
            call=report_fetch.call(each, self.resource),
        )

    def decorator(self, method: Method) -> str:
        operation = method.operation
        phrase = docs.deprecation(operation.facts)
        if not phrase:
            return ""
        self.use("_runtime.deprecation", "deprecated")
        text = python.quote(f"{operation.method} {python.prose(operation.path)} {phrase}")
        return f"@deprecated({text})"

    def warn(self, method: Method, constant: str) -> str:
        """Assign the messages about deprecated fields, and return the statement that warns of them."""
        places = dict(deprecated_places(self.plan.graph, method))
        if not places:
            return ""
        self.use("_runtime.deprecation", "warn_of_fields")
        name = f"{constant}_DEPRECATED"
        title = f"{method.operation.method} {python.prose(method.operation.path)}"
        messages = {
            place: python.quote(f"{title}: `{python.prose(place)}` {text}") for place, text in places.items()
        }
        self.assigned.append(f"{name} = {python.table(messages)}")
        holders = {f"/{place.split('/')[1]}" for place in places}
        given = [
            f"{python.quote(item.field.wire)}: {item.name}"
            for item in method.arguments
            if pointer((item.field.wire,)) in holders
        ]
        return f"warn_of_fields({name}, {{{', '.join(given)}}})"

    def doc(self, method: Method) -> str:
        facts = method.operation.facts
        arguments = self.arguments(method)
        if method.under:
            arguments.append(_UNDER.format(", ".join(method.under)))
        url, state = docs_of(facts), state_of(facts, self.plan.newest)
        where = f"See {url}" if url else "Documented" if state else ""
        return python.docstring(
            [
                *docs.of_operation(facts, method.attribute.replace(".", " ").replace("_", " ")),
                docs.unread({item.name: item.field for item in method.arguments}, facts, method.demanded),
                "\n".join(["Args:", *arguments, _DOWNLOAD if method.downloads else _OPTIONS]),
                f"{where} ({state})" if state else where,
            ],
            2,
        )

    def arguments(self, method: Method) -> list[str]:
        """What is known of a method's arguments."""
        demanded, key = method.demanded, method.key
        return [
            f"{item.name}: {self.argument(item, demanded, made=item.field == key)}"
            for item in method.arguments
        ]

    def argument(self, item: Argument, demanded: Mapping[str, tuple[str, ...]], *, made: bool = False) -> str:
        """Describe an argument for the docstring; ``made`` says that the client generates a missing value."""
        described = docs.of_field(
            item.field,
            request=True,
            demanded=demanded,
            enums=self.plan.graph.enums,
            default="one that the client generates" if made else "the client's" if self.recurs(item) else "",
        )
        return described or ("Required." if item.field.required else "Optional.")

    def reply(self, method: Method) -> tuple[str, str]:
        """Return the expression for the type of a method's reply, and the imports it needs."""
        reply, needed = method.reply, dict[str, set[str]]()
        hidden = {*self.spelling.hidden} | {item.name for item in method.arguments}
        # Imported where it is called.
        spelling = Spelling(self.plan, self.package, needed, needed, hidden=hidden, here=self.resource.module)

        def spelled(of: Type) -> str:
            # A parameter annotated as a type does not accept `Any`.
            return spelling.builtin("object") if of == Scalar("any") else spelling.received(of)

        if not isinstance(reply, Enveloped):
            text = spelled(reply)
        elif reply.own:
            text = spelled(Ref(reply.own))
        else:
            needed[f"{self.package}._runtime.{reply.kind.lower()}"] = {reply.kind}
            text = reply_type(reply, spelled)
        return text, python.imports(needed)

    def call(self, method: Method, constant: str, reply: str) -> str:
        """Return the expression that makes the call."""
        operation = method.operation
        places: dict[str, list[Argument]] = {"path": [], "query": [], "header": [], "body": [], "files": []}
        multipart = operation.body is not None and operation.body.kind == "multipart"
        for item in method.arguments:
            is_file = multipart and isinstance(item.field.type, Scalar) and item.field.type.kind == "file"
            places["files" if is_file else item.place].append(item)
        sent = [self.target(operation.path, constant, places["path"])]
        body_given = operation.body is not None
        for keyword, items, given in (
            ("query", places["query"], bool(places["query"])),
            ("body", places["body"], body_given),
            ("files", places["files"], multipart),
            ("headers", places["header"], bool(places["header"])),
        ):
            if keyword == "body" and given and method.whole_body:
                of = items[0].field.type
                if not isinstance(of, MapOf) and not (isinstance(of, Scalar) and of.kind == "any"):
                    where = f"{operation.method} {operation.path}"
                    raise InputError(f"{where}: a request body that is not an object is not supported")
                sent.append(f"body={items[0].name}")
            elif given:
                pairs = python.table({item.field.wire: self.given(item) for item in items})
                sent.append(f"{keyword}={pairs}")
        sent.append(f"reply={reply}")
        if method.under:
            sent.append("under=under")
        sent.append("options=options")
        return f"self._core.call({python.rows(sent)})"

    def given(self, item: Argument) -> str:
        """Return the expression for an argument's value."""
        if self.recurs(item):
            return f"self._core.default({python.quote(item.name)}, {item.name})"
        return item.name

    def target(self, path: str, constant: str, items: list[Argument]) -> str:
        """Return the expression for the operation, with the path's parameters filled in."""
        if not items:
            return constant
        marks = {f"{{{item.field.wire}}}": item.name for item in items}
        parts = re.split(f"({'|'.join(map(re.escape, marks))})", path)
        pieces = [
            f'quote(f"{{{marks[part]}}}", safe="")' if part in marks else python.quote(part)
            for part in parts
            if part
        ]
        self.imports.setdefault("urllib.parse", set()).add("quote")
        return f"{constant}._replace(path={' + '.join(pieces)})"


def handling(graph: Graph, method: Method) -> dict[str, str]:
    """Return what the client does to an operation's requests, as keyword arguments of `Operation`."""
    found: dict[str, str] = {}
    if (key := method.key) is not None:
        found["key"] = python.quote(key.wire)
    if method.within is not None:
        found["within"] = str(method.within)
    if signed := method.signatures:
        found["signatures"] = python.literal(signed)
    for keyword, places in (("formats", unusual_formats), ("zones", other_zones)):
        if table := {place: python.quote(what) for place, what in places(graph, method)}:
            found[keyword] = python.table(table)
    return found


def deprecated_places(graph: Graph, method: Method) -> Iterator[tuple[str, str]]:
    """Yield the pointer and message of each deprecated argument or nested field, for `warn_of_fields`."""
    for place, item, _ in _places(graph, method):
        phrase = docs.deprecation(item.facts)
        if phrase:
            yield place, phrase


def unusual_formats(graph: Graph, method: Method) -> Iterator[tuple[str, str]]:
    """Yield the pointer and format of each date whose format is not the usual one."""
    for place, item, _ in _places(graph, method):
        for at, of in _scalars(item.type, place):
            how = WRITTEN.get(of.format) if of.kind == "string" else None
            if how is not None and how not in USUAL:
                yield at, how


def other_zones(graph: Graph, method: Method) -> Iterator[tuple[str, str]]:
    """Yield the pointer of each time that is in a time zone other than UTC, and whose zone it is."""
    for place, item, _ in _places(graph, method):
        zone = docs.text_of(item.facts.get("x-time-zone"))
        for at, of in _scalars(item.type, place):
            # A date without a time has no zone in Python.
            if zone not in {"", "UTC"} and DATES.get(of.format) == "dt.datetime":
                yield at, zone


def defaults(graph: Graph, method: Method) -> Iterator[tuple[str, object]]:
    """Yield the pointer and the documented default of each argument and nested field."""
    for place, item, _ in _places(graph, method):
        if item.default is not None:
            yield place, item.default


def _places(graph: Graph, method: Method) -> Iterator[tuple[str, Field, Type]]:
    """Yield each argument and nested field: its pointer, the field, and its type below lists and maps."""
    for item in method.arguments:
        if item.place in {"query", "body"}:
            yield from _places_below(graph, item.field, "", ())


def _places_below(
    graph: Graph, item: Field, at: str, trail: tuple[str, ...]
) -> Iterator[tuple[str, Field, Type]]:
    place = f"{at}{pointer((item.wire,))}"
    of = innermost(item.type)
    yield place, item, of
    # A class that contains itself would have infinitely many nested fields.
    if isinstance(of, Ref) and of.name in graph.classes and of.name not in trail:
        for inner in graph.classes[of.name].fields:
            yield from _places_below(graph, inner, place + "/*" * _depth(item.type), (*trail, of.name))


def _scalars(of: Type, at: str) -> Iterator[tuple[str, Scalar]]:
    """Yield each place at which a field has a value without nested values, and the value's type."""
    at += "/*" * _depth(of)
    of = innermost(of)
    if isinstance(of, Either):
        yield from ((each, of.item) for each in (at, f"{at}/*"))
    elif isinstance(of, Scalar):
        yield at, of


def _depth(of: Type) -> int:
    depth = 0
    while isinstance(of, ListOf | MapOf):
        of = of.item if isinstance(of, ListOf) else of.value
        depth += 1
    return depth
