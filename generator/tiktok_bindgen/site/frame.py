"""What all pages share: the documents that the site is of, and the frame around what each page says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from tiktok_bindgen import __version__
from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.explain.operation import Explained, Fields, explained, fields_of
from tiktok_bindgen.generate import planned
from tiktok_bindgen.generate.docs import titled_deprecated
from tiktok_bindgen.generate.document import Api
from tiktok_bindgen.generate.plan import Method
from tiktok_bindgen.openapi import mapping, operations, schema_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: How every file of a site begins, after what opens a comment in it.
MARKER = "Made by tiktok-bindgen site"
#: What the pages of a maker are: the name of each file below the site's folder, and its text.
Pages: TypeAlias = Iterable[tuple[str, str]]

_CODE = re.compile(r"`([^`]*)`")


@frozen
class Operation:
    """An operation, and where its page is.

    Attributes:
        name: How the client calls it: ``garden.plot.create``.
        method: The HTTP method in capitals.
        path: The path as documented.
        title: What it does, in a line.
        group: The first part of its name.
        stated: What the document says of it.
        plan: The client's method for it.
    """

    name: str
    method: str
    path: str
    title: str
    group: str
    stated: Mapping[str, Any]
    plan: Method

    @property
    def href(self) -> str:
        """Its page, from the root of the site."""
        return f"operations/{self.name}.html"

    @property
    def reply(self) -> Mapping[str, Any]:
        """What the document says of the answer when all is well."""
        replies = mapping(self.stated.get("responses"))
        return next((mapping(each) for status, each in replies.items() if str(status).startswith("2")), {})


@frozen(slots=False)
class Site:
    """What a site is made of.

    Attributes:
        document: The newest OpenAPI document, which is shown.
        date: Its date.
        earlier: Those before, by their dates, the oldest first.
        api: The document as the client is planned from it.
        operations: Its operations, in the order of their names.
    """

    document: Mapping[str, Any]
    date: str
    earlier: Mapping[str, Mapping[str, Any]]
    api: Api
    operations: tuple[Operation, ...]

    @classmethod
    def of(cls, specs: Mapping[str, Mapping[str, Any]]) -> Site:
        """Put together what pages are made from.

        Args:
            specs: The OpenAPI documents by their dates, the oldest first; at least one.

        Raises:
            InputError: The newest document cannot be used.
        """
        *before, date = specs
        document = specs[date]
        api, plan = planned(document)
        stated = {(method.upper(), path): of for path, method, of in operations(document)}
        found = [
            Operation(
                name=method.attribute,
                method=method.operation.method,
                path=method.operation.path,
                title=str(of.get("summary") or method.attribute),
                group=method.attribute.partition(".")[0],
                stated=of,
                plan=method,
            )
            for method in plan.methods.values()
            for of in [stated[method.operation.method, method.operation.path]]
        ]
        found.sort(key=lambda each: each.name)
        return cls(document, date, {each: specs[each] for each in before}, api, tuple(found))

    @cached_property
    def by_path(self) -> Mapping[tuple[str, str], Operation]:
        """The operations by method in capitals and path."""
        return {(each.method, each.path): each for each in self.operations}

    @cached_property
    def requests(self) -> Mapping[str, Explained]:
        """What each operation takes, by its name."""
        return {each.name: explained(self.document, each.method, each.path) for each in self.operations}

    @cached_property
    def replies(self) -> Mapping[str, Fields]:
        """The fields of what each operation answers when all is well, by its name."""
        return {each.name: fields_of(self.document, schema_of(each.reply)) for each in self.operations}

    @cached_property
    def schemas(self) -> Mapping[str, Any]:
        """The schemas that are components, by their names."""
        return mapping(mapping(self.document.get("components")).get("schemas"))

    @cached_property
    def lists(self) -> frozenset[str]:
        """The schemas that are lists of values and stand for themselves, used by an operation or not."""
        told = {"x-enum-facts", "x-enum-fields", "x-enum-partial"}
        return frozenset(
            name for name, each in self.schemas.items() if mapping(each).get("enum") and told & each.keys()
        )

    @cached_property
    def changes(self) -> tuple[tuple[str, str, tuple[Change, ...]], ...]:
        """What changed from each date to the next: both dates and the changes, the newest first."""
        dated = [*self.earlier.items(), (self.date, self.document)]
        found = [(old, new, tuple(compare(was, now))) for (old, was), (new, now) in pairwise(dated)]
        return tuple(reversed(found))


def page(site: Site, template: str, *, title: str, href: str, **values: object) -> str:
    """Fill in a page.

    What is filled in is text: it is made safe for HTML, but for what is `Markup` already.

    Args:
        site: The site.
        template: The name of a template that extends ``base.html.jinja``.
        title: The page's title.
        href: The page from the root of the site; the template has the way back as ``root``.
        values: What else the template takes.
    """
    filled = _environment().get_template(template)
    return filled.render(site=site, title=title, href=href, root=root_of(href), **values)


def root_of(href: str) -> str:
    """The way from a page to the root of the site: empty, or some ``../``."""
    return "../" * href.count("/")


_NO_ANCHOR = re.compile(r"[^\w.-]+")


def anchor(*parts: str) -> str:
    """The id of an element from names that may be anybody's.

    Examples:
        >>> anchor("event", "bed watered")
        'event.bed_watered'
    """
    return _NO_ANCHOR.sub("_", ".".join(parts))


def marked(text: str) -> str:
    """A text's back-ticks as code; what is in none stays text."""
    from markupsafe import escape

    return _CODE.sub(r"<code>\1</code>", str(escape(text)))


def breakable(text: str) -> str:
    """A name that may be broken behind its dots and underscores, where a line has no room for it."""
    from markupsafe import escape

    return re.sub(r"(?<=[._])(?=.)", "<wbr>", str(escape(text)))


def embedded(value: object) -> str:
    """JSON that can stand inside of a script element, and in a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # No text ends the element, opens a comment in it, or breaks a line of a script.
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _lifecycle(stated: Mapping[str, Any]) -> Markup:
    """A badge for what is going, or gone; nothing for what stays, or whose title says it."""
    from markupsafe import Markup

    words = {"to-be-deprecated": "to be deprecated"}.get(str(stated.get("x-lifecycle")), "deprecated")
    going = (stated.get("deprecated") is True or "x-lifecycle" in stated) and not titled_deprecated(stated)
    return Markup(f' <span class="badge going">{words}</span>' if going else "")  # noqa: S704 - words of our own


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def safe(text: str) -> Markup:
        return Markup(text)  # noqa: S704 - each filter has escaped it

    environment = Environment(
        loader=PackageLoader("tiktok_bindgen.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "breakable": lambda text: safe(breakable(text)),
        "code": lambda text: safe(marked(text)),
        "embedded": lambda value: safe(embedded(value)),
    }
    environment.globals |= {"marker": MARKER, "version": __version__, "lifecycle": _lifecycle}
    return environment
