"""What requests that pages show give: the names of fields, and values that the documentation lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.markers import title_lifecycle
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.runtime.paths import short
from tiktok_bindgen.weigh.calls import Shown, shown
from tiktok_bindgen.weigh.compare import of_text
from tiktok_bindgen.weigh.contradicted import documented

#: An object: its names, each with a listed value, a list, an object, or ``None`` for any other value.
Given = Mapping[str, object]
#: Requests by their operations, such as ``POST /garden/create/``, in the order of a page.
Steps = Sequence[tuple[str, Given]]


def given(document: Document, pages: Iterable[Page]) -> dict[str, Steps]:
    """Collect what the requests that pages show give, by page.

    A request that is not shown completely, or has a name that is not documented, counts for nothing; so does
    one on a page that is (to be) deprecated, unless its operation is, too.

    Args:
        document: What was read and weighed.
        pages: The pages.

    Returns:
        The requests of each page that shows any, in order.
    """
    reader = _Reader(document)
    found = {page.name: [*reader.steps(page)] for page in pages}
    return {name: found[name] for name in sorted(found) if found[name]}


class _Reader:
    def __init__(self, document: Document) -> None:
        self._known = documented(document)
        self._lists = {each.name: each.values for each in document.appendix.enumerations}
        self._namesakes: dict[str, list[object]] = defaultdict(list)
        for operation in document.operations:
            for _, field in walk(operation.parameters):
                self._namesakes[field.name] += [each.value for each in field.enum]

    def steps(self, page: Page) -> Iterator[tuple[str, Given]]:
        is_going = title_lifecycle(page.title) is not None
        for each in shown(page, self._known):
            operation = next(iter(self._known.get((each.method, each.path), ())), None)
            if operation is None or each.side != "request" or not each.whole:
                continue
            if operation.lifecycle or not is_going:
                request = self._request(each, operation.parameters)
                if request is not None:
                    yield f"{each.method} {short(each.path)}", request

    def _request(self, shown: Shown, fields: Sequence[Field]) -> Given | None:
        if not isinstance(shown.value, dict):
            return None
        types = {each.name: each.type for each in fields}
        value = {
            name: of_text(item, types[name]) if name in shown.texts and name in types else item
            for name, item in shown.value.items()
        }
        try:
            return self._object(value, fields)
        except KeyError:
            return None

    def _object(self, value: Mapping[str, object], fields: Sequence[Field]) -> Given:
        """Return what an object gives, in documented order.

        Raises:
            KeyError: One of its names is not documented.
        """
        names = [each.name for each in fields]
        if unknown := value.keys() - {*names}:
            raise KeyError(*unknown)
        return {each.name: self._value(value[each.name], each) for each in fields if each.name in value}

    def _value(self, value: object, field: Field) -> object:
        if isinstance(value, list):
            found: list[object] = []
            for item in value:
                inner = self._value(item, field)
                if inner not in found:
                    found.append(inner)
            return found or None
        if isinstance(value, dict):
            # The keys of a map are the caller's own.
            return self._object(value, field.children) if field.type.kind == "object" else None
        if isinstance(value, bool):
            return value
        return next((each for each in self._listed(field) if equal(value, each)), None)

    def _listed(self, field: Field) -> Iterator[object]:
        """Yield the values that some list has for a field; numbers of things count only as its own values."""
        yield from (each.value for each in field.enum)
        if not field.enum:
            others = (each.value for each in self._lists.get(field.listed or "", ()))
            yield from (
                each
                for each in (*others, *self._namesakes[field.name])
                if isinstance(each, str) and not each.isdecimal()
            )
