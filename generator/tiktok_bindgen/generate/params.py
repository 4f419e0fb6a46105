"""What the template of a module of dictionary types is given: plain dictionaries that do for a class."""

from __future__ import annotations

import keyword
import re

from attrs import frozen

from tiktok_bindgen.generate import docs, python
from tiktok_bindgen.generate.demands import demands
from tiktok_bindgen.generate.graph import Class
from tiktok_bindgen.generate.layout import SHARED
from tiktok_bindgen.generate.plan import Plan
from tiktok_bindgen.generate.signatures import Spelling

_HIDDEN = frozenset({"bool", "dt", "float", "int", "object", "str"})
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


def modules(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The classes whose dictionaries each module has, by its name below ``params``; both sorted."""
    found: dict[str, list[str]] = {}
    for name in sorted(plan.requests):
        if name in plan.graph.classes:
            found.setdefault(plan.home[name].params, []).append(name)
    return {module: tuple(found[module]) for module in sorted(found)}


def view(plan: Plan, module: str, classes: tuple[str, ...], package: str) -> dict[str, object]:
    """Write out one module."""
    return _Writer(plan, module, package).view(classes)


class _Writer:
    def __init__(self, plan: Plan, module: str, package: str) -> None:
        self.plan = plan
        self.module = module
        self.here = f"params.{module}"
        self.package = package
        self.imports: dict[str, set[str]] = {"typing": {"TypedDict"}}
        self.typing: dict[str, set[str]] = {}

    def view(self, classes: tuple[str, ...]) -> dict[str, object]:
        dicts = tuple(self.dict(self.plan.graph.classes[name]) for name in classes)
        if self.typing:
            self.imports["typing"].add("TYPE_CHECKING")
        what = f"objects in requests of `{self.module}`"
        if self.module == SHARED:
            what = "objects that several parts of the client use"
        return {
            "doc": python.docstring([python.sentence(f"Types of plain dictionaries that do for {what}")]),
            "imports": python.imports(self.imports),
            "typing_imports": python.imports(self.typing),
            "dicts": dicts,
        }

    def dict(self, cls: Class) -> DictView:
        name = self.plan.dicts[cls.name]
        wires = {item.wire for item in cls.fields}
        as_class = all(_PLAIN.fullmatch(wire) and not keyword.iskeyword(wire) for wire in wires)
        # A field of a class hides what is called as it is.
        hidden = wires & _HIDDEN if as_class else set[str]()
        spelling = Spelling(self.plan, self.package, self.typing, self.imports, hidden=hidden, here=self.here)
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
            of = spelling.with_names(item)
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
