"""What the template of a module of dictionary types is given: plain dictionaries that do for a class."""

from __future__ import annotations

import keyword
import re

from attrs import frozen

from tiktok_bindgen.generate import docs, python
from tiktok_bindgen.generate.demands import demands
from tiktok_bindgen.generate.graph import PYTHON_TYPES, Class, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.layout import SHARED
from tiktok_bindgen.generate.plan import Plan
from tiktok_bindgen.generate.reports import name_types
from tiktok_bindgen.generate.signatures import DATES

_BUILTINS = frozenset({"bool", "float", "int", "object", "str"})
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@frozen
class DictView:
    """One type of dictionaries, written out.

    Attributes:
        name: Its name.
        doc: Its docstring; empty when it is not written as a class.
        lines: Each field with its docstring or nothing, or the statement that makes it, with nothing.
    """

    name: str
    doc: str
    lines: tuple[tuple[str, str], ...]


@frozen
class ParamsView:
    """One module, written out."""

    doc: str
    imports: str
    typing_imports: str
    dicts: tuple[DictView, ...]


def modules(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The classes whose dictionaries each module has, by its name below ``params``; both sorted."""
    found: dict[str, list[str]] = {}
    for name in sorted(plan.requests):
        if name in plan.graph.classes:
            found.setdefault(plan.home[name].params, []).append(name)
    return {module: tuple(found[module]) for module in sorted(found)}


def view(plan: Plan, module: str, classes: tuple[str, ...], package: str) -> ParamsView:
    """Write out one module."""
    return _Writer(plan, module, package).view(classes)


class _Writer:
    def __init__(self, plan: Plan, module: str, package: str) -> None:
        self.plan = plan
        self.module = module
        self.package = package
        self.imports: dict[str, set[str]] = {"typing": {"TypedDict"}}
        self.typing: dict[str, set[str]] = {}

    def view(self, classes: tuple[str, ...]) -> ParamsView:
        dicts = tuple(self.dict(self.plan.graph.classes[name]) for name in classes)
        if self.typing:
            self.imports["typing"].add("TYPE_CHECKING")
        what = f"objects in requests of `{self.module}`"
        if self.module == SHARED:
            what = "objects that several parts of the client use"
        return ParamsView(
            doc=python.docstring([python.sentence(f"Types of plain dictionaries that do for {what}")]),
            imports=python.import_sections(self.imports, self.package),
            typing_imports=python.import_sections(self.typing, self.package),
            dicts=dicts,
        )

    def dict(self, cls: Class) -> DictView:
        name = self.plan.dicts[cls.name]
        wires = {item.wire for item in cls.fields}
        as_class = all(_PLAIN.fullmatch(wire) and not keyword.iskeyword(wire) for wire in wires)
        shadowed = wires & _BUILTINS if as_class else set[str]()
        fields: dict[str, str] = {}
        demanded = demands(cls.facts)
        told = {
            item.wire: python.attribute_docstring(
                docs.of_field(
                    item,
                    request=True,
                    demands=demanded.get(item.wire, ()),
                    enums=self.plan.graph.enums,
                )
            )
            for item in cls.fields
        }
        for item in cls.fields:
            of = self.annotation(item.type, shadowed, dates=not (as_class and "dt" in wires))
            if types := name_types(self.plan, item):
                self.typing.setdefault(f"{self.package}.params", set()).update(types)
                of = " | ".join([of, *types])
            if item.required:
                self.imports["typing"].add("Required")
                of = f"Required[{of}]"
            fields[item.wire] = of
        if as_class:
            doc = python.docstring([f"A plain dictionary for `{cls.name}`."], 1)
            return DictView(name, doc, tuple((f"{wire}: {of}", told[wire]) for wire, of in fields.items()))
        # No class could have such names.
        made = python.literal(fields)
        return DictView(name, "", ((f"{name} = TypedDict({python.quote(name)}, {made}, total=False)", ""),))

    def builtin(self, name: str, shadowed: set[str]) -> str:
        """A builtin type, which a field of the same name would hide."""
        if name not in shadowed:
            return name
        self.imports.setdefault("", set()).add("builtins")
        return f"builtins.{name}"

    def annotation(self, of: Type, shadowed: set[str], *, dates: bool) -> str:
        match of:
            case ListOf(item=item):
                self.typing.setdefault("collections.abc", set()).add("Sequence")
                return f"Sequence[{self.annotation(item, shadowed, dates=dates)}]"
            case MapOf(value=value):
                self.typing.setdefault("collections.abc", set()).add("Mapping")
                key, inner = self.builtin("str", shadowed), self.annotation(value, shadowed, dates=dates)
                return f"Mapping[{key}, {inner}]"
            case Ref(name=name):
                home = f"{self.package}.models.{self.plan.home[name].dotted}"
                models = self.typing.setdefault(home, set())
                models.add(name)
                if name in self.plan.graph.enums:
                    models.add(self.plan.aliases[name])
                    return f"{name} | {self.plan.aliases[name]}"
                if (module := self.plan.home[name].params) != self.module:
                    place = f"{self.package}.params.{module}"
                    self.typing.setdefault(place, set()).add(self.plan.dicts[name])
                return f"{name} | {self.plan.dicts[name]}"
            case Scalar(kind="string", format=written) if written in DATES and dates:
                self.typing.setdefault("", set()).add("datetime as dt")
                return f"{self.builtin('str', shadowed)} | {DATES[written]}"
            case Scalar(kind=kind, values=values):
                whole = [value for value in values if isinstance(value, int)]
                if values and len(whole) == len(values):
                    self.typing.setdefault("typing", set()).add("Literal")
                    return python.literal_type(whole)
                return self.builtin(PYTHON_TYPES[kind], shadowed)
