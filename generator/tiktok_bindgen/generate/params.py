"""Source text for the templates of modules that type the plain dictionaries accepted instead of classes."""

from __future__ import annotations

import keyword
import re

from tiktok_bindgen.generate import docs, python
from tiktok_bindgen.generate.graph import Class
from tiktok_bindgen.generate.layout import SHARED
from tiktok_bindgen.generate.plan import Plan
from tiktok_bindgen.generate.signatures import Spelling

_HIDDEN = frozenset({"bool", "dt", "float", "int", "object", "str"})
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def modules(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Map each module below ``params`` to the classes whose dictionaries it types; both sorted."""
    found: dict[str, list[str]] = {}
    for name in sorted(plan.requests):
        if name in plan.graph.classes:
            found.setdefault(plan.home[name].params, []).append(name)
    return {module: tuple(found[module]) for module in sorted(found)}


def view(plan: Plan, module: str, classes: tuple[str, ...], package: str) -> dict[str, object]:
    """Render one module."""
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
            what = "objects shared by several parts of the client"
        return {
            "doc": python.docstring([python.sentence(f"Types of plain dictionaries accepted for {what}")]),
            "imports": python.imports(self.imports),
            "typing_imports": python.imports(self.typing),
            "dicts": dicts,
        }

    def dict(self, cls: Class) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Render one type of dictionaries: its name, its docstring, and its lines.

        The lines are its fields, each with a docstring or an empty text; or, if it cannot be written as a
        class, the statement that creates it, without a docstring.
        """
        name = self.plan.dicts[cls.name]
        wires = {item.wire for item in cls.fields}
        as_class = all(_PLAIN.fullmatch(wire) and not keyword.iskeyword(wire) for wire in wires)
        # A field shadows a builtin type of the same name.
        hidden = wires & _HIDDEN if as_class else set[str]()
        spelling = Spelling(self.plan, self.package, self.typing, self.imports, hidden=hidden, here=self.here)
        fields: dict[str, str] = {}
        demanded = cls.demanded
        lines = {
            item.wire: python.attribute_docstring(
                docs.of_field(item, request=True, demanded=demanded, enums=self.plan.graph.enums)
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
            return (name, doc, tuple((f"{wire}: {of}", lines[wire]) for wire, of in fields.items()))
        # These names cannot be attributes of a class.
        made = python.literal(fields)
        return (name, "", ((f"{name} = TypedDict({python.quote(name)}, {made}, total=False)", ""),))
