"""What the templates of the client and of resources are given: signatures, docstrings, calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from tiktok_bindgen.generate import docs, layout, names
from tiktok_bindgen.generate.demands import demands
from tiktok_bindgen.generate.graph import Field, Graph, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.models import READERS
from tiktok_bindgen.generate.plan import Argument, Method, Plan, Resource
from tiktok_bindgen.generate.signatures import USUAL, WRITTEN, Signatures
from tiktok_bindgen.problem import InputError

# What the client's module has besides operations.
_TAKEN_CONSTANTS = frozenset({"_HEADER", "_PRODUCTION", "_SANDBOX"})
_TIMEOUT = "timeout: Seconds to wait, instead of the client's setting."
_VALIDATE = "validate: Whether to check the request before it is sent, instead of the client's setting."


@frozen
class MethodView:
    """One method, written out.

    Attributes:
        decorator: The line before it, if it is deprecated.
        signature: Its first line or lines.
        doc: Its docstring.
        imports: The imports in its body.
        warn: The statement that warns of arguments that are deprecated, if there are such.
        call: Its last statement.
    """

    decorator: str
    signature: str
    doc: str
    imports: str
    warn: str
    call: str


@frozen
class ChildView:
    """A property that leads to a resource below."""

    signature: str
    doc: str
    imports: str
    result: str


@frozen
class ResourceView:
    """One module, written out."""

    doc: str
    class_name: str
    class_doc: str
    imports: str
    typing_imports: str
    constants: tuple[str, ...]
    methods: tuple[MethodView, ...]
    children: tuple[ChildView, ...]
    needs: Mapping[str, set[str]]
    typing_needs: Mapping[str, set[str]]


def view(plan: Plan, resource: Resource, package: str) -> ResourceView:
    """Write out one resource."""
    return _Writer(plan, resource, package).view()


class _Writer(Signatures):
    """Collects what a module imports, while its methods are written."""

    def __init__(self, plan: Plan, resource: Resource, package: str) -> None:
        super().__init__(plan, resource, package)
        self.tables: list[str] = []

    def view(self) -> ResourceView:
        constants = self.constants()
        methods = tuple(
            self.method(method, constants[method.operation.name][0]) for method in self.resource.methods
        )
        children = tuple(self.child(child) for child in self.resource.children)
        if not self.resource.attribute:
            title = "The client"
        else:
            title = f"The operations below `{self.resource.title}`"
        self.imports.setdefault("typing", set()).add("TYPE_CHECKING")
        if self.resource.attribute:
            self.use_typing("_runtime.core", "Core")
        return ResourceView(
            doc=layout.docstring([layout.sentence(title)]),
            class_name=self.resource.class_name,
            class_doc=layout.docstring([layout.sentence(title)], 1),
            imports=layout.import_sections(self.imports, self.package, 0),
            typing_imports=layout.import_sections(self.typing, self.package, 1),
            constants=(*(text for _, text in constants.values()), *self.tables),
            methods=methods,
            children=children,
            needs=self.imports,
            typing_needs=self.typing,
        )

    def constants(self) -> dict[str, tuple[str, str]]:
        """The operations' constants: by operation, the name and the assignment."""
        methods = self.resource.methods
        wanted = {}
        for method in methods:
            name = f"_{method.name.strip('_').upper() or 'CALL'}"
            wanted[method.operation.name] = f"{name}_CALL" if name in _TAKEN_CONSTANTS else name
        named = names.unique([method.operation.name for method in methods], wanted)
        result = {}
        for method in methods:
            operation = method.operation
            self.use("_runtime.core", "Operation", "deferred")
            items: list[layout.Expr | str] = [
                layout.literal(operation.method),
                layout.literal(operation.path),
                layout.literal(operation.name),
            ]
            url = docs.link(operation.facts)
            if url:
                items.append(f"docs={layout.quote(url)}")
            if operation.facts.get("deprecated") is True:
                items.append("deprecated=True")
            if operation.token:
                items.append("token=True")
            signed = method.signatures
            if signed:
                items.append(layout.keyword("signatures", layout.literal(signed)))
            module = layout.literal(f"{self.package}.checks.{operation.name}")
            items.append(layout.keyword("check", layout.call("deferred", module)))
            if method.downloads:
                items.append(layout.keyword("files", layout.texts([*map(layout.literal, method.downloads)])))
            elif not method.envelope:
                items.append("envelope=False")
            name = named[operation.name]
            result[operation.name] = (name, layout.rows(f"{name} = Operation(", items))
        return result

    def child(self, child: Resource) -> ChildView:
        module = ".".join(("api", *child.module))
        self.use_typing(module, child.class_name)
        return ChildView(
            signature=layout.signature(child.attribute, ["self"], child.class_name, 1),
            doc=layout.docstring([layout.sentence(f"The operations below `{child.title}`")], 2),
            result=layout.statement("return ", layout.call(child.class_name, "self._core"), depth=2),
            imports=layout.imports({f"{self.package}.{module}": {child.class_name}}, 2),
        )

    # -- methods -------------------------------------------------------------------------

    def method(self, method: Method, constant: str) -> MethodView:
        result, decode, imports = self.reply(method)
        return MethodView(
            decorator=self.decorator(method),
            signature=layout.signature(method.name, self.parameters(method), result, 1),
            doc=self.doc(method),
            imports=imports,
            warn=self.warn(method, constant),
            call=self.call(method, constant, decode),
        )

    def decorator(self, method: Method) -> str:
        operation = method.operation
        told = docs.deprecation(operation.facts)
        if not told:
            return ""
        self.use("_runtime.deprecation", "deprecated")
        text = layout.quote(f"{operation.method} {layout.prose(operation.path)} {told}")
        return layout.statement("@", layout.call("deprecated", text), depth=1)

    def warn(self, method: Method, constant: str) -> str:
        """The statement that warns of deprecated fields, and the constant with what it says of each."""
        places = dict(deprecated_places(self.plan.graph, method))
        if not places:
            return ""
        self.use("_runtime.deprecation", "warn_of_fields")
        name = f"{constant}_DEPRECATED"
        title = f"{method.operation.method} {layout.prose(method.operation.path)}"
        said = {place: f"{title}: `{layout.prose(place)}` {told}" for place, told in places.items()}
        rows = [layout.name(f"{layout.quote(place)}: {layout.quote(text)}") for place, text in said.items()]
        self.tables.append(layout.rows(f"{name} = {{", rows))
        given = [
            _pair(item)
            for item in method.arguments
            if any(place.split("/")[1] == step(item.field.wire) for place in places)
        ]
        return layout.statement(
            "", layout.call("warn_of_fields", name, layout.Call("", tuple(given), "{}")), depth=2
        )

    def written(self, method: Method, constant: str) -> str:
        """The name of the constant that tells how dates are written, if some are not as usual."""
        places = dict(written_places(self.plan.graph, method))
        if not places:
            return ""
        self.use("_runtime.encode", "written")
        rows = [layout.name(f"{layout.quote(place)}: {layout.quote(how)}") for place, how in places.items()]
        table = layout.rows(f"{constant}_WRITTEN = {{", rows)
        if table not in self.tables:
            self.tables.append(table)
        return f"{constant}_WRITTEN"

    def doc(self, method: Method) -> str:
        facts = method.operation.facts
        demanded = demands(facts, method.request.facts if method.request is not None else {})
        arguments = [f"{item.name}: {self.argument(item, demanded)}" for item in method.arguments]
        url, date = docs.link(facts), docs.documented(facts)
        where = f"See {url}" if url else "Documented" if date else ""
        return layout.docstring(
            [
                *docs.of_operation(facts, method.attribute.replace(".", " ").replace("_", " ")),
                "\n".join(["Args:", *arguments, _VALIDATE, _TIMEOUT]),
                f"{where} as of {date}" if date else where,
            ],
            2,
        )

    def argument(self, item: Argument, demanded: Mapping[str, tuple[str, ...]]) -> str:
        """What is known of an argument."""
        told = docs.of_field(
            item.field,
            request=True,
            demands=demanded.get(item.field.wire, ()),
            enums=self.plan.graph.enums,
        )
        return told or "Optional."

    def reply(self, method: Method) -> tuple[str, layout.Expr, str]:
        """How the reply's type is spelled, what decodes it, and the import that takes."""
        needed: dict[str, set[str]] = {}
        result = layout.flat(self.result(method))
        if method.downloads and not method.envelope:
            needed[f"{self.package}._runtime.download"] = {"Download"}
            return result, layout.name("Download.from_parsed"), layout.imports(needed, 2)
        if method.envelope and isinstance(method.reply, Ref):
            name = method.reply.name
            needed[f"{self.package}.models.{self.plan.home[name].dotted}"] = {name}
            return result, layout.name(f"{name}.from_parsed"), layout.imports(needed, 2)
        decode = self.reader(method.reply, needed)
        return result, decode, layout.imports(needed, 2)

    def reader(self, of: Type, needed: dict[str, set[str]]) -> layout.Expr:
        """What decodes a reply that has no envelope."""
        match of:
            case Ref(name=name) if name in self.plan.graph.classes:
                needed.setdefault(f"{self.package}.models.{self.plan.home[name].dotted}", set()).add(name)
                return layout.call(self.helper("object_of", needed), f"{name}.from_parsed")
            case Ref(name=name):
                needed.setdefault(f"{self.package}.models.{self.plan.home[name].dotted}", set()).add(name)
                table = layout.call(self.helper("enum_table", needed), name)
                return layout.call(self.helper("enum_of", needed), table)
            case MapOf(value=Scalar(kind="any")):
                return layout.name(self.helper("free", needed))
            case ListOf(item=inner):
                return layout.call(self.helper("list_of", needed), self.reader(inner, needed))
            case MapOf(value=inner):
                return layout.call(self.helper("map_of", needed), self.reader(inner, needed))
            case Scalar(kind=kind):
                return layout.name(self.helper(READERS[kind], needed))

    def helper(self, name: str, needed: dict[str, set[str]]) -> str:
        needed.setdefault(f"{self.package}._runtime.codec", set()).add(name)
        return name

    def call(self, method: Method, constant: str, decode: layout.Expr) -> str:
        """The statement that makes the call."""
        operation = method.operation
        places: dict[str, list[Argument]] = {"path": [], "query": [], "header": [], "body": [], "files": []}
        multipart = operation.body is not None and operation.body.kind == "multipart"
        for item in method.arguments:
            is_file = multipart and isinstance(item.field.type, Scalar) and item.field.type.kind == "file"
            places["files" if is_file else item.place].append(item)
        # What reads an enum gives any of them, for all that types tell.
        is_enum = isinstance(method.reply, Ref) and method.reply.name in self.plan.graph.enums
        result = f"result: {layout.flat(self.result(method))} =" if is_enum else "return"
        lines = [f"        {result} self._core.call("]
        lines.append(layout.item(self.target(operation.path, constant, places["path"]), 3))
        body_given = operation.body is not None
        for keyword, items, given in (
            ("query", places["query"], bool(places["query"])),
            ("body", places["body"], body_given),
            ("files", places["files"], multipart),
            ("headers", places["header"], bool(places["header"])),
        ):
            if keyword == "body" and given and method.whole_body:
                if not isinstance(items[0].field.type, MapOf | Scalar) or _narrow(items[0].field.type):
                    where = f"{operation.method} {operation.path}"
                    raise InputError(f"{where}: a request body that is not an object is not supported")
                lines.append(f"            body={items[0].name},")
            elif given:
                pairs = [_pair(item) for item in items]
                table = self.written(method, constant) if keyword in {"query", "body"} else ""
                if table:
                    lines.append(layout.rows(f"{keyword}=written({table}, {{", pairs, "),", 3))
                else:
                    lines.append(layout.rows(f"{keyword}={{", pairs, ",", 3))
        lines.append(layout.item(layout.keyword("decode", decode), 3))
        lines.append("            validate=validate,")
        lines.append("            timeout=timeout,")
        lines.append("        )")
        if is_enum:
            lines.append("        return result")
        return "\n".join(lines)

    def target(self, path: str, constant: str, items: list[Argument]) -> layout.Expr:
        """The operation, with the path's parameters filled in."""
        if not items:
            return layout.name(constant)
        pieces: list[str] = []
        rest = path
        marks = {f"{{{item.field.wire}}}": item.name for item in items}
        while rest:
            found = [(rest.find(mark), mark) for mark in marks if mark in rest]
            start, mark = min(found, default=(len(rest), ""))
            if start:
                pieces.append(layout.quote(rest[:start]))
            if mark:
                pieces.append(f'quote(f"{{{marks[mark]}}}", safe="")')
            rest = rest[start + len(mark) :]
        self.imports.setdefault("urllib.parse", set()).add("quote")
        return layout.call(f"{constant}._replace", layout.keyword("path", layout.chain("+", *pieces)))


def deprecated_places(graph: Graph, method: Method) -> Iterator[tuple[str, str]]:
    """The deprecated places in a method's arguments, as `warn_of_fields` takes them, and what to say."""
    for place, item, _ in _places(graph, method):
        told = docs.deprecation(item.facts)
        if told:
            yield place, told


def written_places(graph: Graph, method: Method) -> Iterator[tuple[str, str]]:
    """The places of dates that are written in another way than usual, as `written` takes them."""
    for place, item, of in _places(graph, method):
        how = WRITTEN.get(of.format or "") if isinstance(of, Scalar) and of.kind == "string" else None
        if how is not None and how not in USUAL:
            yield place + "/*" * _depth(item.type), how


def _places(graph: Graph, method: Method) -> Iterator[tuple[str, Field, Type]]:
    """Every place in a method's arguments: the field, and what it holds below lists and maps."""
    for item in method.arguments:
        if item.place in {"query", "body"}:
            yield from _places_below(graph, item.field, "", ())


def _places_below(
    graph: Graph, item: Field, at: str, trail: tuple[str, ...]
) -> Iterator[tuple[str, Field, Type]]:
    place = f"{at}/{step(item.wire)}"
    of = item.type
    while isinstance(of, ListOf | MapOf):
        of = of.item if isinstance(of, ListOf) else of.value
    yield place, item, of
    # What holds itself has no end to its places.
    if isinstance(of, Ref) and of.name in graph.classes and of.name not in trail:
        for inner in graph.classes[of.name].fields:
            yield from _places_below(graph, inner, place + "/*" * _depth(item.type), (*trail, of.name))


def _depth(of: Type) -> int:
    depth = 0
    while isinstance(of, ListOf | MapOf):
        of = of.item if isinstance(of, ListOf) else of.value
        depth += 1
    return depth


def step(wire: str) -> str:
    """A name as a step of a place."""
    return wire.replace("~", "~0").replace("/", "~1")


def _narrow(of: Type) -> bool:
    return isinstance(of, Scalar) and of.kind != "any"


def _pair(item: Argument) -> layout.Expr:
    return layout.name(f"{layout.quote(item.field.wire)}: {item.name}")
