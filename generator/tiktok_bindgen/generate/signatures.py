"""How arguments and results are spelled in signatures, and what a module imports for that."""

from __future__ import annotations

from collections.abc import Callable, Collection

from tiktok_bindgen.generate import python
from tiktok_bindgen.generate.graph import (
    PYTHON_TYPES,
    Field,
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

#: How the client writes a time or a date wherever nothing else is documented.
USUAL = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
#: How a text is documented to be written, as `datetime.strftime` takes it. A time is in UTC.
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
#: The types of Python that do for a text, by how it is documented to be written; the client writes them so.
DATES = {written: "dt.datetime" if "%H" in how else "dt.date" for written, how in WRITTEN.items()}
_BUILTINS = frozenset({"bool", "dict", "float", "int", "list", "object", "property", "str"})


class Spelling:
    """Spells types, and collects what that takes a module to import.

    Args:
        plan: The whole package.
        package: The package's name.
        typing: What type checkers import, by module.
        now: What is imported in any case, by module.
        hidden: The builtin types that something else hides by its name.
        here: The module itself, below the package; nothing where classes are imported from ``models``, and
            the types of dictionaries from ``params``.
    """

    def __init__(
        self,
        plan: Plan,
        package: str,
        typing: dict[str, set[str]],
        now: dict[str, set[str]],
        *,
        hidden: Collection[str],
        here: str = "",
    ) -> None:
        self.plan = plan
        self.package = package
        self.typing = typing
        self.now = now
        self.hidden = hidden
        self.here = here

    def builtin(self, name: str) -> str:
        """A builtin type, by a name that nothing hides."""
        if name not in self.hidden:
            return name
        self.now.setdefault("", set()).add("builtins")
        return f"builtins.{name}"

    def sent(self, of: Type) -> str:
        """The type of what a caller gives."""
        match of:
            case ListOf(item=item):
                self.typing.setdefault("collections.abc", set()).add("Sequence")
                return f"Sequence[{self.sent(item)}]"
            case MapOf(value=value):
                self.typing.setdefault("collections.abc", set()).add("Mapping")
                return f"Mapping[{self.builtin('str')}, {self.sent(value)}]"
            case Ref(name=name) if name in self.plan.graph.enums:
                return f"{self._model(name, name)} | {self._model(name, self.plan.aliases[name])}"
            case Ref(name=name):
                home = self.plan.home[name].params
                other = self._mentioned("params", home, self.plan.dicts[name])
                return f"{self._model(name, name)} | {other}"
            case Scalar(kind="string", format=written) if written in DATES and "dt" not in self.hidden:
                self.typing.setdefault("", set()).add("datetime as dt")
                return f"{self.builtin('str')} | {DATES[written]}"
            case Scalar(kind=kind, values=values):
                whole = [value for value in values if isinstance(value, int)]
                if values and len(whole) == len(values):
                    self.now.setdefault("typing", set()).add("Literal")
                    return python.literal_type(whole)
                return self.builtin(PYTHON_TYPES[kind])

    def received(self, of: Type) -> str:
        """The type of what comes in a reply."""
        for name in references(of):
            self._model(name, name)
        if innermost(of) == Scalar("any"):
            self.now.setdefault("typing", set()).add("Any")
        return decoded(of, self.builtin)

    def with_names(self, item: Field) -> str:
        """The type of a field that a caller gives: also the names of reports that it can hold."""
        types = name_types(self.plan, item)
        if types:
            self.typing.setdefault(f"{self.package}.params", set()).update(types)
        return " | ".join([self.sent(item.type), *types])

    def _model(self, of: str, name: str) -> str:
        return self._mentioned("models", self.plan.home[of].dotted, name)

    def _mentioned(self, folder: str, module: str, name: str) -> str:
        place = f"{folder}.{module}" if self.here else folder
        if place != self.here:
            self.typing.setdefault(f"{self.package}.{place}", set()).add(name)
        return name


class Signatures:
    """Spells the signatures of one resource's methods, and collects what that takes its module to import."""

    def __init__(
        self,
        plan: Plan,
        resource: Resource,
        package: str,
        imports: dict[str, set[str]],
        typing: dict[str, set[str]],
    ) -> None:
        self.plan = plan
        self.resource = resource
        self.package = package
        self.imports = imports
        self.typing = typing
        own = {method.name for method in resource.methods} | {child.attribute for child in resource.children}
        # A method or a property of the same name hides a builtin type.
        self.spelling = Spelling(plan, package, typing, typing, hidden=own & _BUILTINS)

    def use(self, module: str, *wanted: str) -> None:
        """Import from a module of the package."""
        self.imports.setdefault(f"{self.package}.{module}", set()).update(wanted)

    def use_typing(self, module: str, *wanted: str) -> None:
        """Import from a module of the package, for type checkers only."""
        self.typing.setdefault(f"{self.package}.{module}", set()).update(wanted)

    def parameters(self, method: Method) -> list[str]:
        """A method's parameters."""
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
        under: list[str] = []
        if method.above:
            self.use_typing("_runtime.levels", "Under")
            under = ["under: Under | None = None"]
        named = [*found, *under]
        return ["self", *(["*", *named] if named else ()), f"**options: Unpack[{options}]"]

    def names(self, item: Field) -> str:
        """The type of a list of names of reports: any text, and the documented names, to be completed."""
        types = name_types(self.plan, item)
        if not types:
            return ""
        self.use_typing("params", *types)
        self.typing.setdefault("collections.abc", set()).add("Sequence")
        one = " | ".join([self.spelling.builtin("str"), *types])
        return f"Sequence[{one}]" if isinstance(item.type, ListOf) else one

    def recurs(self, argument: Argument) -> bool:
        """Whether a required argument need not be given if the client was given it."""
        of = argument.field.type
        return (
            argument.field.required
            and argument.name in self.plan.recurring
            and isinstance(of, Scalar)
            and of.kind == "string"
        )

    def annotation(self, of: Type) -> str:
        """The type of an argument."""
        if isinstance(of, Scalar) and of.kind == "file":
            self.use_typing("_runtime.files", "FileLike")
            return "FileLike"
        return self.spelling.sent(of)

    def result(self, method: Method) -> str:
        """The type of a method's reply."""
        if isinstance(method.reply, Enveloped):
            if not method.reply.own:
                kind = "Download" if method.reply.file else "Reply"
                self.use_typing(f"_runtime.{kind.lower()}", kind)
            else:
                self.use_typing("models", method.reply.own)
            return method.reply.own or reply_type(method.reply, self.spelling.received)
        return self.spelling.received(method.reply)


def decoded(of: Type, builtin: Callable[[str], str] = str) -> str:
    """The type of what comes in a reply.

    Args:
        of: What is documented.
        builtin: Gives the expression for a builtin type.
    """
    match of:
        case Ref(name=name):
            return name
        case ListOf(item=item):
            return f"{builtin('list')}[{decoded(item, builtin)}]"
        case MapOf(value=value):
            return f"{builtin('dict')}[{builtin('str')}, {decoded(value, builtin)}]"
        case Scalar(kind="any"):
            return "Any"
        case Scalar(kind=kind):
            return builtin(PYTHON_TYPES[kind])


def annotation(reply: Type | Enveloped) -> str:
    """The type of any reply, outside of classes."""
    if not isinstance(reply, Enveloped):
        return decoded(reply)
    return reply.own or reply_type(reply)


def reply_type(reply: Enveloped, spelled: Callable[[Type], str] = decoded) -> str:
    """The type of a reply in the documented envelope, without fields of its own.

    Args:
        reply: The reply.
        spelled: Gives the type of its data.
    """
    kind = "Download" if reply.file else "Reply"
    if reply.data is None:
        return f"{kind}[None]"
    # An object is there even when the server leaves it out.
    nothing = "" if reply.is_object else " | None"
    return f"{kind}[{spelled(reply.data)}{nothing}]"
