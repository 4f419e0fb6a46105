"""Type annotations of arguments and results in signatures, and the imports they need."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from attrs import define, field

from tiktok_bindgen.generate import python
from tiktok_bindgen.generate.graph import (
    PYTHON_TYPES,
    Either,
    Field,
    Graph,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Type,
    innermost,
    references,
)
from tiktok_bindgen.generate.plan import Argument, Enveloped, Method, Plan, Resource
from tiktok_bindgen.generate.reports import name_types

#: The client's format for a time and a date unless another is documented.
USUAL = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
#: Documented formats of times and dates, mapped to those of `datetime.strftime`. Times are in UTC.
WRITTEN = {
    "YYYY-MM-DD HH:MM:SS": "%Y-%m-%d %H:%M:%S",
    "YYYY-MM-DD HH:mm:ss": "%Y-%m-%d %H:%M:%S",
    "YYYY-MM-DD hh:mm:ss": "%Y-%m-%d %H:%M:%S",
    "YYYY-MM-DD HH:MM": "%Y-%m-%d %H:%M",
    "YYYY-MM-DDTHH:MM:SS": "%Y-%m-%dT%H:%M:%S",
    "YYYY-MM-DDTHH:MM:SSZ": "%Y-%m-%dT%H:%M:%SZ",
    "date-time": "%Y-%m-%dT%H:%M:%SZ",
    "YYYY-MM-DD": "%Y-%m-%d",
    "date": "%Y-%m-%d",
    "YYYY/MM/DD": "%Y/%m/%d",
    "YYYYMMDD": "%Y%m%d",
    "YYYY-MM": "%Y-%m",
    "YYYYMM": "%Y%m",
}
#: The Python type accepted for a text of each documented format; the client formats it accordingly.
DATES = {written: "dt.datetime" if "%H" in how else "dt.date" for written, how in WRITTEN.items()}
_BUILTINS = frozenset({"bool", "dict", "float", "int", "list", "object", "property", "str"})


@define(eq=False)
class Spelling:
    """Renders types as annotations, collecting the imports that its module needs.

    Each class is imported from its own module: for a name from ``models`` as a whole, jedi, which completes
    code in editors, reads all modules there, which takes longer than all else that it does.

    Attributes:
        plan: The whole package.
        package: The package's name.
        typing: The names imported for type checkers only, by module.
        now: The names imported at run time, by module.
        hidden: The builtin types that are shadowed by other names.
        here: The module itself, below the package.
    """

    plan: Plan
    package: str
    typing: dict[str, set[str]]
    now: dict[str, set[str]]
    hidden: Collection[str] = field(kw_only=True)
    here: str = field(kw_only=True)

    def builtin(self, name: str) -> str:
        """Return an expression for a builtin type that works even if its name is shadowed."""
        if name not in self.hidden:
            return name
        self.now.setdefault("", set()).add("builtins")
        return f"builtins.{name}"

    def sent(self, of: Type) -> str:
        """Return the type of a value that a caller gives."""
        match of:
            case ListOf(item=item):
                self.typing.setdefault("collections.abc", set()).add("Sequence")
                return f"Sequence[{self.sent(item)}]"
            case Either(item=item):
                return f"{self.sent(item)} | {self.sent(ListOf(item))}"
            case MapOf(value=value):
                self.typing.setdefault("collections.abc", set()).add("Mapping")
                return f"Mapping[{self.builtin('str')}, {self.sent(value)}]"
            case Ref(name=name) if name in self.plan.graph.enums:
                model = self._model(name)
                return model if self.plan.graph.is_words(name) else f"{model} | {self.builtin('str')}"
            case Ref(name=name):
                home = self.plan.home[name].params
                other = self._mentioned("params", home, self.plan.dicts[name])
                either = f"{self._model(name)} | {other}"
                if self.plan.graph.classes[name].open:
                    # No `TypedDict` can say that there may be more names.
                    either += f" | {self.sent(MapOf(Scalar('any')))}"
                return either
            case Scalar(kind="string", format=written) if written in DATES and "dt" not in self.hidden:
                self.typing.setdefault("", set()).add("datetime as dt")
                return f"{self.builtin('str')} | {DATES[written]}"
            case Scalar(kind="number", values=()):
                # Amounts of money are exact where reports and lists of currencies tell them.
                self.now.setdefault("decimal", set()).add("Decimal")
                return f"{self.builtin('float')} | Decimal"
            case Scalar(kind=kind, values=values):
                whole = [value for value in values if isinstance(value, int)]
                if values and len(whole) == len(values):
                    self.now.setdefault("typing", set()).add("Literal")
                    return python.literal_type(whole)
                return self.builtin(PYTHON_TYPES[kind])

    def received(self, of: Type) -> str:
        """Return the type of a value in a reply."""
        for name in references(of):
            self._model(name)
        if innermost(of) == Scalar("any"):
            self.now.setdefault("typing", set()).add("Any")
        return decoded(of, self.plan.graph, self.builtin)

    def with_names(self, item: Field) -> str:
        """Return the type of a field that a caller gives, including the report names it can hold."""
        types = name_types(self.plan, item)
        if types:
            self.typing.setdefault(f"{self.package}.params", set()).update(types)
        return " | ".join([self.sent(item.type), *types])

    def _model(self, name: str) -> str:
        return self._mentioned("models", self.plan.home[name].dotted, name)

    def _mentioned(self, folder: str, module: str, name: str) -> str:
        place = f"{folder}.{module}"
        if place != self.here:
            self.typing.setdefault(f"{self.package}.{place}", set()).add(name)
        return name


@define(eq=False)
class Signatures:
    """Renders the signatures of one resource's methods, collecting the imports that its module needs."""

    plan: Plan
    resource: Resource
    package: str
    imports: dict[str, set[str]]
    typing: dict[str, set[str]]
    spelling: Spelling = field(init=False)

    @spelling.default
    def _spelling(self) -> Spelling:
        # A method or a property of the same name hides a builtin type.
        own = {each.name for each in self.resource.methods} | {
            each.attribute for each in self.resource.children
        }
        here = self.resource.module
        return Spelling(self.plan, self.package, self.typing, self.typing, hidden=own & _BUILTINS, here=here)

    def use(self, module: str, *wanted: str) -> None:
        """Import names from a module of the package."""
        self.imports.setdefault(f"{self.package}.{module}", set()).update(wanted)

    def use_typing(self, module: str, *wanted: str) -> None:
        """Import names from a module of the package, for type checkers only."""
        self.typing.setdefault(f"{self.package}.{module}", set()).update(wanted)

    def parameters(self, method: Method) -> list[str]:
        """Return a method's parameters."""
        found, key = list[str](), method.key
        for argument in method.arguments:
            annotation = self.names(argument.field) or self.annotation(argument.field.type)
            if argument.field.required and argument.field != key and not self.recurs(argument):
                found.append(f"{argument.name}: {annotation}")
            else:
                found.append(f"{argument.name}: {annotation} | None = None")
        options = "DownloadOptions" if method.downloads else "CallOptions"
        self.use_typing("_runtime.operation", options)
        self.typing.setdefault("typing", set()).add("Unpack")
        if method.under:
            self.use_typing("_runtime.levels", "Under")
            found.append("under: Under | None = None")
        return ["self", *(["*", *found] if found else ()), f"**options: Unpack[{options}]"]

    def names(self, item: Field) -> str:
        """Return the type of report names: any text, plus the documented names for completion; else empty."""
        types = name_types(self.plan, item)
        if not types:
            return ""
        self.use_typing("params", *types)
        self.typing.setdefault("collections.abc", set()).add("Sequence")
        one = " | ".join([self.spelling.builtin("str"), *types])
        return f"Sequence[{one}]" if isinstance(item.type, ListOf) else one

    def recurs(self, argument: Argument) -> bool:
        """Whether a required argument may be left out if the client was given it."""
        of = argument.field.type
        return (
            argument.field.required
            and argument.place != "path"
            and argument.name in self.plan.recurring
            and isinstance(of, Scalar)
            and of.kind == "string"
        )

    def annotation(self, of: Type) -> str:
        """Return the type of an argument."""
        if isinstance(of, Scalar) and of.kind == "file":
            self.use_typing("_runtime.files", "FileLike")
            return "FileLike"
        return self.spelling.sent(of)

    def result(self, method: Method) -> str:
        """Return the type of a method's reply."""
        if isinstance(method.reply, Enveloped):
            if not method.reply.own:
                self.use_typing(f"_runtime.{method.reply.kind.lower()}", method.reply.kind)
            else:
                self.use_typing("models", method.reply.own)
            return method.reply.own or reply_type(method.reply, self.spelling.received)
        return self.spelling.received(method.reply)


def decoded(of: Type, graph: Graph, builtin: Callable[[str], str] = str) -> str:
    """The type of what comes in a reply; ``builtin`` gives the expression for a builtin type."""
    match of:
        case Ref(name=name):
            # The server may add a word to a list.
            return f"{name} | {builtin('str')}" if graph.is_words(name) else name
        case ListOf(item=item):
            return f"{builtin('list')}[{decoded(item, graph, builtin)}]"
        case Either(item=item):
            return f"{decoded(item, graph, builtin)} | {decoded(ListOf(item), graph, builtin)}"
        case MapOf(value=value):
            return f"{builtin('dict')}[{builtin('str')}, {decoded(value, graph, builtin)}]"
        case Scalar(kind="any"):
            return "Any"
        case Scalar(kind=kind):
            return builtin(PYTHON_TYPES[kind])


def annotation(reply: Type | Enveloped, graph: Graph) -> str:
    """Return the type of any reply, for use outside classes."""
    if not isinstance(reply, Enveloped):
        return decoded(reply, graph)
    return reply.own or reply_type(reply, partial(decoded, graph=graph))


def reply_type(reply: Enveloped, spelled: Callable[[Type], str]) -> str:
    """The type of a reply in the documented envelope; ``spelled`` gives that of its data."""
    if reply.data is None:
        return f"{reply.kind}[None]"
    # An object or a list exists even if the server leaves it out.
    nothing = "" if reply.is_container else " | None"
    return f"{reply.kind}[{spelled(reply.data)}{nothing}]"
