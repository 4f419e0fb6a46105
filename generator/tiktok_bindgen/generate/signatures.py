"""How arguments and results are spelled in signatures, and what a module imports for that."""

from __future__ import annotations

from tiktok_bindgen.generate import python
from tiktok_bindgen.generate.graph import ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.plan import Method, Plan, Resource

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
_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "any": "object"}
_BUILTINS = frozenset({"bool", "dict", "float", "int", "list", "object", "property", "str"})


class Signatures:
    """Spells the signatures of one resource's methods, and collects what that takes to import."""

    def __init__(self, plan: Plan, resource: Resource, package: str) -> None:
        self.plan = plan
        self.resource = resource
        self.package = package
        self.imports: dict[str, set[str]] = {}
        self.typing: dict[str, set[str]] = {}
        own = {method.name for method in resource.methods} | {child.attribute for child in resource.children}
        self.shadowed = own & _BUILTINS

    def builtin(self, name: str) -> str:
        """A builtin type, which a method or a property of the same name would hide."""
        if name not in self.shadowed:
            return name
        self.typing.setdefault("", set()).add("builtins")
        return f"builtins.{name}"

    def use(self, module: str, *wanted: str) -> None:
        """Import from a module of the package."""
        self.imports.setdefault(f"{self.package}.{module}", set()).update(wanted)

    def use_typing(self, module: str, *wanted: str) -> None:
        """Import from a module of the package, for type checkers only."""
        self.typing.setdefault(f"{self.package}.{module}", set()).update(wanted)

    def parameters(self, method: Method, optional: str = "") -> list[str]:
        """A method's parameters.

        Args:
            method: The method.
            optional: The Python name of an argument that need not be given although it is required.
        """
        found: list[str] = ["self", "*"]
        for argument in method.arguments:
            annotation = self.annotation(argument.field.type)
            if argument.name == optional:
                found.append(f"{argument.name}: {annotation} = ...")
            elif argument.field.required:
                found.append(f"{argument.name}: {annotation}")
            else:
                found.append(f"{argument.name}: {annotation} | None = None")
        self.use_typing("_runtime.core", "TimeoutLike")
        return [*found, f"validate: {self.builtin('bool')} | None = None", "timeout: TimeoutLike = None"]

    def annotation(self, of: Type) -> str:
        """The type of an argument."""
        match of:
            case ListOf(item=item):
                self.typing.setdefault("collections.abc", set()).add("Sequence")
                return f"Sequence[{self.annotation(item)}]"
            case MapOf(value=value):
                self.typing.setdefault("collections.abc", set()).add("Mapping")
                return f"Mapping[{self.builtin('str')}, {self.annotation(value)}]"
            case Ref(name=name) if name in self.plan.graph.enums:
                self.use_typing("models", name, self.plan.aliases[name])
                return f"{name} | {self.plan.aliases[name]}"
            case Ref(name=name):
                self.use_typing("models", name)
                self.use_typing("params", self.plan.dicts[name])
                return f"{name} | {self.plan.dicts[name]}"
            case Scalar(kind="file"):
                self.use_typing("_runtime.core", "FileLike")
                return "FileLike"
            case Scalar(kind="string", format=written) if written in DATES:
                self.typing.setdefault("", set()).add("datetime as dt")
                return f"{self.builtin('str')} | {DATES[written]}"
            case Scalar(kind=kind, values=values):
                whole = [value for value in values if isinstance(value, int)]
                if values and len(whole) == len(values):
                    self.typing.setdefault("typing", set()).add("Literal")
                    return python.literal_type(whole)
                return self.builtin(_SCALARS[kind])

    def result(self, method: Method) -> str:
        """The type of a method's reply."""
        if method.downloads and not method.envelope:
            self.use_typing("_runtime.download", "Download")
            return "Download"
        return self.decoded(method.reply)

    def decoded(self, of: Type) -> str:
        """The type of what comes in a reply."""
        match of:
            case Ref(name=name):
                self.use_typing("models", name)
                return name
            case ListOf(item=item):
                return f"{self.builtin('list')}[{self.decoded(item)}]"
            case MapOf(value=value):
                return f"{self.builtin('dict')}[{self.builtin('str')}, {self.decoded(value)}]"
            case Scalar(kind="any"):
                self.typing.setdefault("typing", set()).add("Any")
                return "Any"
            case Scalar(kind=kind):
                return self.builtin("str" if kind == "file" else _SCALARS[kind])
