"""What the templates of model modules are given: enums and classes with their decoding and encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from tiktok_bindgen.generate import docs, names, python
from tiktok_bindgen.generate.demands import demands
from tiktok_bindgen.generate.graph import Class, Enum, Field, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.normalize import Codes
from tiktok_bindgen.generate.plan import ENVELOPE, PAYLOAD, ModelModule, Plan
from tiktok_bindgen.generate.runtime.download import TAKEN as DOWNLOAD
from tiktok_bindgen.generate.runtime.model import RESERVED
from tiktok_bindgen.generate.signatures import DATES

# ``classmethod`` decorates below the fields, ``dt`` is what types of dates are taken from.
TAKEN_ATTRIBUTES = RESERVED | {"builtins", "classmethod", "dt"}
# What a linter takes for the name of a password, as ruff has it.
_SECRET = re.compile(r"(^|_)(PAS+WO?R?D|PASS(PHRASE)?|PWD|TOKEN|SECRETE?)($|_)")
# What gives the entries of a page.
ITEMS = "items"
_SHADOWED = frozenset({"bool", "dict", "float", "int", "list", "object", "str"})
_SCALARS = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "file": "str",
    "any": "Any",
}
READERS = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "file": "text",
    "any": "anything",
}
_LISTS = {
    "string": "strings",
    "integer": "integers",
    "number": "numbers",
    "boolean": "booleans",
    "file": "strings",
    "any": "anys",
}
_EXACT = {
    "string": ("str",),
    "integer": ("int",),
    "number": ("float", "int"),
    "boolean": ("bool",),
    "file": ("str",),
}
# A class with more fields than this is decoded with its input's method bound to a name.
_MANY = 8
# An object of no more fields than this is looked at for being exactly as documented first: most are.
_FEW = 3
_SLOW = {
    "string": "as_str",
    "integer": "as_int",
    "number": "as_number",
    "boolean": "as_bool",
    "file": "as_str",
}


@frozen
class EnumView:
    """One enum, written out.

    Attributes:
        name: Its class name.
        doc: Its docstring.
        members: Each member's assignment, and its docstring or nothing.
        alias: The assignment of the type of its documented values; empty when no request needs it.
        precision: The constant with the smallest step of an amount in each, for currencies; else empty.
    """

    name: str
    doc: str
    members: tuple[tuple[str, str], ...]
    alias: str
    precision: str


@frozen
class ClassView:
    """One class, written out.

    Attributes:
        name: Its class name.
        base: Its base class.
        doc: Its docstring.
        wire: The assignment of the wire names of the attributes that are called otherwise; empty if none is.
        fields: Its fields' declarations.
        json_object: How the type of a JSON object is spelled inside the class.
        whole: The statements that fill it from a parsed object that has all fields, and nothing else.
        decode: The statements that fill it from any parsed object.
        encode: The statements that write it to one.
        many: Whether decoding binds the method that takes a field out.
        fetching: Whether decoding looks at a value before it takes it.
        conditional: Whether there is a field that is left out when it is empty.
        lacking: Whether a required attribute can be empty when it comes from a reply, unlike its type says.
        items: The type of the entries of a page and the expression for them; nothing for what is no page.
    """

    name: str
    base: str
    doc: str
    wire: str
    fields: tuple[str, ...]
    json_object: str
    whole: tuple[str, ...]
    decode: tuple[str, ...]
    encode: tuple[str, ...]
    many: bool
    fetching: bool
    conditional: bool
    lacking: bool
    items: tuple[str, str] | None = None


@frozen
class CodesView:
    """Numbers that have names, written out.

    Attributes:
        doc: The module's docstring.
        name: The class.
        class_doc: Its docstring.
        members: Each member's assignment, and its docstring or nothing.
    """

    doc: str
    name: str
    class_doc: str
    members: tuple[tuple[str, str], ...]


@frozen
class ModelsView:
    """One module, written out."""

    doc: str
    imports: str
    typing_imports: str
    enums: tuple[EnumView, ...]
    classes: tuple[ClassView, ...]
    constants: tuple[str, ...]


def view(plan: Plan, module: ModelModule, package: str) -> ModelsView:
    """Write out one module.

    Args:
        plan: The whole package.
        module: The module.
        package: The package's name.
    """
    return _Writer(plan, module, package).view()


def codes_view(codes: Codes) -> CodesView:
    """Write out numbers that have names."""
    wanted = {name: names.member(name) for name in codes.names}
    named = names.unique(codes.names, wanted)
    summary = python.sentence(docs.text_of(codes.facts.get("description")) or f"Values of `{codes.name}`")
    members = []
    for position, (given, value) in enumerate(codes.names.items()):
        described = docs.of_value(codes.facts, str(value), position)
        members.append(
            (
                f"{named[given]} = {python.literal(value)}",
                python.docstring([described], 1) if described else "",
            )
        )
    note = "Each is the number itself: it compares and prints as one. The server may have more."
    return CodesView(
        python.docstring([python.sentence(f"The numbers of `{codes.name}`")]),
        codes.name,
        python.docstring([summary, note], 1),
        tuple(members),
    )


class _Writer:
    """Collects what a module imports and what constants it needs, while its classes are written."""

    def __init__(self, plan: Plan, module: ModelModule, package: str) -> None:
        self.plan = plan
        self.module = module
        self.package = package
        self.imports: dict[str, set[str]] = {}
        self.typing: dict[str, set[str]] = {}
        self.constants: dict[str, str] = {}
        self.tables: set[str] = set()

    def view(self) -> ModelsView:
        graph = self.plan.graph
        enums = tuple(self.enum(graph.enums[name]) for name in self.module.names if name in graph.enums)
        classes = tuple(
            self.class_(graph.classes[name]) for name in self.module.names if name in graph.classes
        )
        # Readers are made of tables, so they come after them.
        order = sorted(self.constants, key=lambda name: (name not in self.tables, name))
        constants = tuple(f"{name} = {self.constants[name]}" for name in order)
        if self.typing:
            self.need("typing", "TYPE_CHECKING")
        return ModelsView(
            doc=python.docstring([self.title()]),
            imports=python.import_sections(self.imports, self.package),
            typing_imports=python.import_sections(self.typing, self.package),
            enums=enums,
            classes=classes,
            constants=constants,
        )

    def title(self) -> str:
        if self.module.operation is None:
            return f"`{self.module.names[-1]}`, which several operations use."
        method = self.plan.methods[self.module.operation].operation
        return python.sentence(f"Objects and values of {method.method} {method.path}")

    def need(self, module: str, *wanted: str) -> None:
        self.imports.setdefault(module, set()).update(wanted)

    def runtime(self, module: str, *wanted: str) -> None:
        self.need(f"{self.package}._runtime.{module}", *wanted)

    def use(self, name: str) -> str:
        """A class or enum that this module mentions."""
        home = self.plan.home[name]
        if home != self.module:
            self.need(f"{self.package}.models.{home.dotted}", name)
        return name

    # -- enums ---------------------------------------------------------------------------

    def enum(self, enum: Enum) -> EnumView:
        self.runtime("enums", "OpenEnum")
        given = enum.facts.get("x-enum-varnames")
        chosen = {}
        if isinstance(given, list):
            chosen = {value: str(name) for value, name in zip(enum.values, given, strict=False)}
        named = names.members(enum.values, chosen)
        members = []
        for position, value in enumerate(enum.values):
            described = docs.of_value(enum.facts, value, position)
            note = "  # noqa: S105 - a documented value" if value and _SECRET.search(named[value]) else ""
            members.append(
                (
                    f"{named[value]} = {python.literal(value)}{note}",
                    python.docstring([described], 1) if described else "",
                )
            )
        alias = ""
        if enum.name in self.plan.requests:
            self.need("typing", "Literal", "TypeAlias")
            alias = f"{self.plan.aliases[enum.name]}: TypeAlias = {python.literal_type(enum.values)}"
        doc = python.docstring([self.summary(enum)], 1)
        return EnumView(enum.name, doc, tuple(members), alias, self.precision(enum))

    def precision(self, enum: Enum) -> str:
        steps = enum.facts.get("x-precision")
        if not isinstance(steps, Mapping):
            return ""
        known = {value: str(steps[value]) for value in enum.values if value in steps}
        self.need("decimal", "Decimal")
        return self.constant(f"_{names.snake(enum.name).upper()}_PRECISION", python.literal(known))

    def summary(self, of: Class | Enum) -> str:
        described = docs.text_of(of.facts.get("description"))
        if described:
            return python.sentence(described)
        used = docs.of_use(self.plan.uses.get(of.name, ()), values=isinstance(of, Enum))
        return used or (f"Values of `{of.name}`." if isinstance(of, Enum) else f"The object `{of.name}`.")

    # -- classes -------------------------------------------------------------------------

    def class_(self, cls: Class) -> ClassView:
        self.need("attrs", "define")
        self.need("typing", "Any", "Self")
        self.runtime("codec", "finish", "new")
        attributes = self.attributes(cls)
        envelope = cls.name in self.plan.envelopes
        base = "Download" if cls.name in self.plan.downloads else "Envelope" if envelope else "Model"
        self.runtime("download" if base == "Download" else "model", base)
        self.runtime("model", "with_extra")
        shadowed = _SHADOWED.intersection(attributes.values())
        request = cls.name in self.plan.requests
        writer = _Fields(self, cls, attributes, shadowed, envelope)
        fields = tuple(writer.declare(item) for item in cls.fields)
        decode = tuple(line for item in cls.fields for line in writer.decode(item))
        encode = tuple(line for item in cls.fields for line in writer.encode(item))
        told = self.told(cls, request=request)
        described = [f"{attributes[wire]}: {text}" for wire, text in told.items()]
        return ClassView(
            name=cls.name,
            base=base,
            doc=python.docstring(
                [self.summary(cls), "\n".join(["Attributes:", *described]) if described else ""], 1
            ),
            wire=self.wire(attributes, writer),
            fields=fields,
            json_object=f"{writer.builtin('dict')}[{writer.builtin('str')}, Any]",
            whole=tuple(writer.whole()),
            decode=decode,
            encode=encode,
            many=writer.many,
            fetching=any(item.type != Scalar("any") for item in cls.fields),
            conditional=not all(writer.unconditional(item) for item in cls.fields),
            lacking=request and any(item.required for item in cls.fields),
            items=self.items(cls) if envelope and not shadowed else None,
        )

    def attributes(self, cls: Class) -> dict[str, str]:
        """The attribute of each property, by its wire name."""
        taken = TAKEN_ATTRIBUTES | (DOWNLOAD if cls.name in self.plan.downloads else frozenset())
        return names.attributes((item.wire for item in cls.fields), taken)

    def wire(self, attributes: Mapping[str, str], writer: _Fields) -> str:
        """The assignment of the wire names of the attributes that are called otherwise."""
        renamed = {attribute: wire for wire, attribute in attributes.items() if attribute != wire}
        if not renamed:
            return ""
        self.need("typing", "ClassVar")
        text = writer.builtin("str")
        kind = f"ClassVar[{writer.builtin('dict')}[{text}, {text}]]"
        return f"__wire_names__: {kind} = {python.literal(renamed)}"

    def told(self, cls: Class, *, request: bool) -> dict[str, str]:
        """What is known of each property beside its name and type; those of which nothing is are left out."""
        demanded = demands(cls.facts) if request else {}
        told = {
            item.wire: docs.of_field(
                item,
                request=request,
                demands=demanded.get(item.wire, ()),
                enums=self.plan.graph.enums,
            )
            for item in cls.fields
        }
        return {wire: text for wire, text in told.items() if text}

    def items(self, cls: Class) -> tuple[str, str] | None:
        """The type of the entries of a page, and the expression for them."""
        data = next((item.type for item in cls.fields if item.wire == PAYLOAD), None)
        if not isinstance(data, Ref) or data.name not in self.plan.graph.classes:
            return None
        if ITEMS in self.attributes(cls).values():
            return None
        fields = self.plan.graph.classes[data.name].fields
        wires = {item.wire for item in fields}
        if "page_info" not in wires and not wires.issuperset({"cursor", "has_more"}) and not self.asked(cls):
            return None
        lists = [item for item in fields if isinstance(item.type, ListOf)]
        named = [item for item in lists if item.wire == "list"] or lists
        if len(named) != 1:
            return None
        attribute = self.attributes(self.plan.graph.classes[data.name])[named[0].wire]
        of = _Fields(self, cls, {}, shadowed=frozenset(), envelope=True).annotation(named[0].type)
        self.runtime("model", "entries")
        return of, f"entries(self.{PAYLOAD}, {python.quote(attribute)})"

    def asked(self, cls: Class) -> bool:
        """Whether the operation of a reply is asked for its pages, whatever the reply tells of them."""
        operation = self.plan.home[cls.name].operation
        arguments = self.plan.methods[operation].arguments if operation is not None else ()
        return {"page", "page_size"} <= {argument.field.wire for argument in arguments}

    def constant(self, wanted: str, expr: str) -> str:
        """A module constant with a value; the same value under the same name is one."""
        name, number = wanted, 1
        while name in self.constants and self.constants[name] != expr:
            number += 1
            name = f"{wanted}_{number}"
        self.constants[name] = expr
        return name

    def table(self, enum: str) -> str:
        self.runtime("codec", "enum_table")
        table = self.constant(f"_{names.snake(enum).upper()}", f"enum_table({self.use(enum)})")
        self.tables.add(table)
        return table

    def decoder(self, cls: str) -> str:
        """The constant with a class's decoding: bound once, not at each call."""
        method = f"{self.use(cls)}.from_parsed"
        decoder = self.constant(f"_{names.snake(cls).upper()}", method)
        self.tables.add(decoder)
        return decoder


class _Fields:
    """Writes the fields of one class."""

    def __init__(
        self,
        module: _Writer,
        cls: Class,
        attributes: Mapping[str, str],
        shadowed: frozenset[str],
        envelope: bool,
    ) -> None:
        self.module = module
        self.cls = cls
        self.attributes = attributes
        self.shadowed = shadowed
        self.envelope = envelope
        plan = module.plan
        self.request = cls.name in plan.requests
        self.sent_only = self.request and cls.name not in plan.replies
        # Binding the method once pays from there on.
        self.many = len(cls.fields) > _MANY

    def builtin(self, name: str) -> str:
        """A builtin type, which an attribute of the same name would hide."""
        if name not in self.shadowed:
            return name
        self.module.imports.setdefault("", set()).add("builtins")
        return f"builtins.{name}"

    def declare(self, item: Field) -> str:
        name = self.attributes[item.wire]
        annotation = self.annotation(item.type)
        if self.envelope and item.wire in ENVELOPE:
            kind = "int" if item.wire == ENVELOPE[0] else "str"
            default = "0" if kind == "int" else '""'
            return f"{name}: {self.builtin(kind)} = {default}"
        if self.always(item) or (self.request and item.required):
            return f"{name}: {annotation}"
        return f"{name}: {annotation} | None = None"

    def always(self, item: Field) -> bool:
        """Whether it is a reply's data, which is there even when the server leaves it out."""
        return (
            self.envelope
            and item.wire == PAYLOAD
            and (self.is_class(item.type) or isinstance(item.type, MapOf))
        )

    def is_class(self, of: Type) -> bool:
        return isinstance(of, Ref) and of.name in self.module.plan.graph.classes

    def annotation(self, of: Type) -> str:
        match of:
            case ListOf(item=item):
                if self.sent_only:
                    self.module.typing.setdefault("collections.abc", set()).add("Sequence")
                    return f"Sequence[{self.annotation(item)}]"
                return f"{self.builtin('list')}[{self.annotation(item)}]"
            case MapOf(value=value):
                if self.sent_only:
                    self.module.typing.setdefault("collections.abc", set()).add("Mapping")
                    return f"Mapping[{self.builtin('str')}, {self.annotation(value)}]"
                return f"{self.builtin('dict')}[{self.builtin('str')}, {self.annotation(value)}]"
            case Ref(name=name):
                self.module.use(name)
                if not self.sent_only:
                    return name
                if name in self.module.plan.graph.enums:
                    return f"{name} | {self.alias(name)}"
                plan = self.module.plan
                place = f"{self.module.package}.params.{'.'.join(plan.dict_home(name))}"
                self.module.typing.setdefault(place, set()).add(plan.dicts[name])
                return f"{name} | {plan.dicts[name]}"
            case Scalar(kind="string", format=written) if self.sent_only and written in DATES:
                self.module.typing.setdefault("", set()).add("datetime as dt")
                return f"{self.builtin('str')} | {DATES[written]}"
            case Scalar(kind="any"):
                return self.builtin("object") if self.sent_only else "Any"
            case Scalar(kind=kind, values=values):
                whole = [value for value in values if isinstance(value, int)]
                if self.sent_only and values and len(whole) == len(values):
                    self.module.need("typing", "Literal")
                    return python.literal_type(whole)
                return self.builtin(_SCALARS[kind])

    def alias(self, enum: str) -> str:
        alias = self.module.plan.aliases[enum]
        home = self.module.plan.home[enum]
        if home != self.module.module:
            self.module.typing.setdefault(f"{self.module.package}.models.{home.dotted}", set()).add(alias)
        return alias

    # -- decoding ------------------------------------------------------------------------

    def decode(self, item: Field) -> Iterator[str]:
        """The statements that set a field: take it out, keep it if it is as documented, else convert it."""
        pop = f"{'pop' if self.many else 'left.pop'}({python.literal(item.wire)}, None)"
        target = f"self.{self.attributes[item.wire]}"
        if item.type == Scalar("any"):
            yield f"{target} = {pop}"
        else:
            yield f"v = {pop}"
            yield f"{target} = {self.taken(item)}"

    def whole(self) -> Iterator[str]:
        """The statements for an object of few fields that are all there, each of the documented type."""
        fields = [(item, self.plain(item.type)) for item in self.cls.fields]
        if self.sent_only or not 0 < len(fields) <= _FEW or not all(kind for _, kind in fields):
            return
        known = [
            f"type(v{number} := data.get({python.literal(item.wire)})) is {kind}"
            for number, (item, kind) in enumerate(fields)
        ]
        yield f"if {' and '.join([f'len(data) == {len(fields)}', *known])}:"
        for number, (item, kind) in enumerate(fields):
            value = f"v{number}"
            if isinstance(item.type, Ref):
                of = item.type.name
                if kind == "dict":
                    value = f"{self.module.decoder(of)}(v{number})"
                else:
                    value = f"{self.module.table(of)}[v{number}]"
            yield f"    self.{self.attributes[item.wire]} = {value}"
        yield "    return decoded"

    def plain(self, of: Type) -> str:
        """The one Python type that a documented value has once it is parsed, if it is a single one."""
        match of:
            case Scalar(kind=kind):
                kinds = _EXACT.get(kind, ())
                return kinds[0] if len(kinds) == 1 else ""
            case Ref():
                return "dict" if self.is_class(of) else "str"
            case _:
                return ""

    def taken(self, item: Field) -> str:
        """A field's value, from what was taken out as ``v``; many are null, so that comes first."""
        module = self.module
        enums = module.plan.graph.enums

        def slow(helper: str, *more: str) -> str:
            module.runtime("codec", helper)
            return python.call(helper, "left", "data", python.literal(item.wire), *more)

        def exact(*kinds: str) -> str:
            return " or ".join(["v is None", *(f"type(v) is {kind}" for kind in kinds)])

        if self.envelope and item.wire in ENVELOPE:
            kind, zero = ("integer", "0") if item.wire == ENVELOPE[0] else ("string", '""')
            known = f"type(v) is {_EXACT[kind][0]}"
            return f"v if {known} else {zero} if v is None else {slow(_SLOW[kind])}"
        if self.always(item):
            match item.type:
                case Ref(name=name):
                    decoder = module.decoder(name)
                    return f"{decoder}(v) if type(v) is dict else {slow('as_data', decoder)}"
                case MapOf(value=Scalar(kind="any")):
                    return f"v if type(v) is dict else {slow('as_data', self.helper('free'))}"
                case _:
                    return slow("as_data", self.constant(item))
        match item.type:
            case Scalar(kind=kind):
                return f"v if {exact(*_EXACT[kind])} else {slow(_SLOW[kind])}"
            case MapOf(value=Scalar(kind="any")):
                return f"v if {exact('dict')} else {slow('as_object')}"
            case Ref(name=name) if name in enums:
                table = module.table(name)
                return f"v if v is None else {table}[v] if type(v) is str else {slow('as_enum', table)}"
            case Ref(name=name):
                made = f"{module.decoder(name)}(v)"
                return f"v if v is None else {made} if type(v) is dict else {slow('as_object')}"
            case ListOf(item=Scalar(kind=kind)):
                helper = slow(_LISTS[kind])
            case ListOf(item=Ref(name=name)) if name in enums:
                helper = slow("enums", module.table(name))
            case ListOf(item=Ref(name=name)):
                helper = slow("objects", module.decoder(name))
            case ListOf(item=MapOf(value=Scalar(kind="any"))):
                helper = slow("frees")
            case _:
                helper = slow("read", self.constant(item))
        return f"v if v is None else {helper}"

    def constant(self, item: Field) -> str:
        """The reader of a shape that goes deeper."""
        name = names.snake(f"{self.cls.name}_{self.attributes[item.wire]}").upper()
        return self.module.constant(f"_{name}", self.reader(item.type))

    def reader(self, of: Type) -> str:
        match of:
            case Scalar(kind=kind):
                return self.helper(READERS[kind])
            case MapOf(value=Scalar(kind="any")):
                return self.helper("free")
            case ListOf(item=item):
                return f"{self.helper('list_of')}({self.reader(item)})"
            case MapOf(value=value):
                return f"{self.helper('map_of')}({self.reader(value)})"
            case Ref(name=name) if name in self.module.plan.graph.enums:
                return f"{self.helper('enum_of')}({self.module.table(name)})"
            case Ref(name=name):
                return f"{self.helper('object_of')}({self.module.decoder(name)})"

    def helper(self, name: str) -> str:
        self.module.runtime("codec", name)
        return name

    # -- encoding ------------------------------------------------------------------------

    def unconditional(self, item: Field) -> bool:
        """Whether it is never left out."""
        return self.always(item) or (self.envelope and item.wire in ENVELOPE)

    def encode(self, item: Field) -> Iterator[str]:
        attribute = self.attributes[item.wire]
        wire = python.literal(item.wire)
        simple = isinstance(item.type, Scalar) and item.type.kind in {"string", "integer", "boolean"}
        if isinstance(item.type, Scalar) and self.sent_only and item.type.format in DATES:
            simple = False
        value: str = "v"
        if not simple:
            self.module.runtime("encode", "plain")
            value = "plain(v)"
        if self.unconditional(item):
            own = f"self.{attribute}" if simple else f"plain(self.{attribute})"
            yield f"out[{wire}] = {own}"
            return
        owner = "own" if self.request and item.required else "self"
        yield f"if (v := {owner}.{attribute}) is not None:"
        yield f"    out[{wire}] = {value}"
