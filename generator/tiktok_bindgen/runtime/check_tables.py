"""The checks of a module's requests, made of the JSON file beside it when they are asked for.

The file has three tables. ``operations`` gives each operation the name of its request's kind, and the
contested facts. ``kinds`` defines kinds by name: the name of a class of `kinds`, its arguments, and its
options. ``rules`` gives rules by name: id, message and fields. Where a field's kind is expected, a text is a
plain type, a list of one text the name of a definition, and any other list a definition itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import kinds
from .checks import Checks
from .json_files import read_later
from .kinds import Fields, Later

if TYPE_CHECKING:
    from types import CodeType

    from .rules import Rule

_PLAIN = {"str": str, "int": int, "bool": bool, "number": kinds.NUMBER, "any": kinds.ANYTHING}


class Tables(Mapping[str, Checks]):
    """The checks of operations, keyed by name, of a module's tables and of what only its code can say."""

    def __init__(
        self, module: Mapping[str, Any], more: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self._module = module
        self._more = more or {}
        tables = read_later(module, f"{module['__name__'].rpartition('.')[2]}.json")
        self._operations = tables["operations"]
        self._kinds = tables["kinds"]
        self.rules = tables["rules"]
        self._made: dict[str, Any] = {}
        self._rules: dict[str, Rule] = {}
        self._checks: dict[str, Checks] = {}

    def __getitem__(self, operation: str) -> Checks:
        found = self._checks.get(operation)
        if found is None:
            request, *contested = json.loads(self._operations[operation])
            pairs = tuple((place, rule) for place, rule in contested)
            found = Checks(self._named(request), pairs, **self._more.get(operation, {}))
            self._checks[operation] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._operations)

    def __len__(self) -> int:
        return len(self._operations)

    def rule(self, name: str) -> Rule:
        """Return a rule by its name."""
        # Imported for what is violated only: most requests are not.
        from .rules import Rule

        if name not in self._rules:
            rule, message, *fields = json.loads(self.rules[name])
            self._rules[name] = Rule(rule, message, tuple(fields))
        return self._rules[name]

    def objects(self, names: str) -> list[Fields]:
        """Return kinds of objects by their names, with `` | `` between them."""
        return [self._named(name) for name in names.split(" | ")]

    def used_by(self, function: CodeType) -> Iterator[Rule | Fields]:
        """Yield the rules that a function of the module reports, and the kinds that it asks for."""
        texts = [text for text in function.co_consts if isinstance(text, str)]
        yield from (self.rule(text) for text in texts if text in self.rules)
        if "objects" in function.co_names:
            for text in texts:
                if all(name in self._kinds for name in text.split(" | ")):
                    yield from self.objects(text)

    def _named(self, name: str) -> Any:
        if name not in self._made:
            # A kind that contains itself finds this.
            self._made[name] = Later(lambda: self._made[name])
            self._made[name] = self._kind(json.loads(self._kinds[name]))
        return self._made[name]

    def _kind(self, stated: Any) -> Any:
        if isinstance(stated, str):
            return _PLAIN[stated]
        name, *arguments = stated
        if not arguments:
            return self._named(name)
        if name == "Values":
            return kinds.Values(*arguments)
        *inner, options = arguments
        if name in {"Fields", "Ruled"}:
            inner = [{field: self._kind(of) for field, of in inner[0].items()}]
            if "rules" in options:
                options["rules"] = self._module[options["rules"]]
        else:
            inner = [self._kind(of) for of in inner]
        return getattr(kinds, name)(*inner, **options)
