"""The parts common to all pages: the documents of a site, and the frame around each page's content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from itertools import groupby, pairwise
from typing import Any, TypeAlias

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tiktok_bindgen import __version__
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.explain.examples import NO_EXAMPLES, Examples, GivenByPage
from tiktok_bindgen.explain.operation import Explained, Fields, explained, fields_of, with_places
from tiktok_bindgen.generate.client import planned
from tiktok_bindgen.generate.docs import titled_deprecated
from tiktok_bindgen.generate.document import Api
from tiktok_bindgen.generate.plan import Method
from tiktok_bindgen.openapi import TAG_GROUPS, listed, mapping, operations, schema_of
from tiktok_bindgen.value_names import numbered

#: How every file of a site begins, after the comment's opening.
MARKER = "Made by tiktok-bindgen site"
#: Rendered pages: each file's path below the site's folder, and its text.
Pages: TypeAlias = Iterable[tuple[str, str]]

_CODE = re.compile(r"`([^`]*)`")


@frozen
class Operation:
    """An operation, with its page.

    Attributes:
        name: Its name in the client: ``garden.plot.create``.
        method: The HTTP method in capitals.
        path: The path as documented.
        title: Its one-line summary.
        group: The first part of its name.
        stated: Its object in the document.
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
        """Its page, relative to the site's root."""
        return f"operations/{self.name}.html"

    @property
    def reply(self) -> Mapping[str, Any]:
        """The object of its successful reply in the document."""
        replies = mapping(self.stated.get("responses"))
        return next((mapping(each) for status, each in replies.items() if str(status).startswith("2")), {})


@frozen
class Group:
    """Operations whose names begin alike.

    Attributes:
        name: The first part of their names.
        tag: Their tag in the document.
        what: Its one-line description; empty if it has none.
        operations: The operations, sorted by name.
    """

    name: str
    tag: str
    what: str
    operations: tuple[Operation, ...]


@frozen
class Topic:
    """Groups of operations that belong together.

    Attributes:
        name: Its title.
        href: Its page, relative to the site's root.
        what: Its one-line description; empty if it has none.
        about: More about it; may be empty.
        groups: Its groups.
    """

    name: str
    href: str
    what: str
    about: str
    groups: tuple[Group, ...]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of all its groups."""
        return tuple(each for group in self.groups for each in group.operations)


@frozen(slots=False)
class Site:
    """The input of a site.

    Attributes:
        document: The newest OpenAPI document, which is shown.
        date: Its date.
        earlier: The earlier documents by date, oldest first.
        api: The document as prepared for planning the client.
        operations: Its operations, sorted by name.
        recurring: The arguments that can be given to the client once, by their names.
        examples: The documented examples of requests.
        locate: Says where to look up the example against a fact, as `with_places` calls it.
    """

    document: Mapping[str, Any]
    date: str
    earlier: Mapping[str, Mapping[str, Any]]
    api: Api
    operations: tuple[Operation, ...]
    recurring: frozenset[str]
    examples: Examples
    locate: Callable[[str, str], str]

    @classmethod
    def of(
        cls,
        specs: Mapping[str, Mapping[str, Any]],
        given: GivenByPage = NO_EXAMPLES,
        locate: Callable[[str, str], str] = lambda text, _docs: text,
    ) -> Site:
        """Prepare the input of a site.

        Args:
            specs: The OpenAPI documents by date, oldest first; at least one.
            given: What documented examples give, by page.
            locate: Says where to look up the example against a fact, as `with_places` calls it.

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
        earlier = {each: specs[each] for each in before}
        examples = Examples(document, given)
        return cls(document, date, earlier, api, tuple(found), frozenset(plan.recurring), examples, locate)

    @cached_property
    def by_path(self) -> Mapping[tuple[str, str], Operation]:
        """The operations by upper-case method and path."""
        return {(each.method, each.path): each for each in self.operations}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The operations by the first part of their names."""
        tags = listed(self.document.get("tags"))
        lines = {tag.get("name"): str(tag.get("description") or "").partition("\n")[0] for tag in tags}
        found = []
        for name, several in groupby(self.operations, lambda each: each.group):
            own = tuple(several)
            tag = str(next(iter(listed(own[0].stated.get("tags"))), name))
            found.append(Group(name, tag, lines.get(tag, ""), own))
        return tuple(found)

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The topics of the document; none if its tags are not grouped."""
        taken: set[str] = set()
        found = []
        for stated in listed(self.document.get(TAG_GROUPS)):
            groups = [group for tag in stated["tags"] for group in self.groups if group.tag == tag]
            what, _, about = str(stated.get("x-description") or "").partition("\n")
            if groups:
                file = numbered(anchor(stated["name"].lower().replace(" ", "-")), taken, "-")
                taken.add(file)
                href = f"topics/{file}.html"
                found.append(Topic(stated["name"], href, what, about.strip(), tuple(groups)))
        return tuple(found)

    @cached_property
    def requests(self) -> Mapping[str, Explained]:
        """The explained request of each operation, by its name."""
        found = ((each.name, explained(self.document, each.method, each.path)) for each in self.operations)
        return {name: with_places(each, self.locate, each.docs) for name, each in found}

    @cached_property
    def replies(self) -> Mapping[str, Fields]:
        """The fields of each operation's successful reply, by its name."""
        return {
            each.name: with_places(
                fields_of(self.document, schema_of(each.reply)), self.locate, self.requests[each.name].docs
            )
            for each in self.operations
        }

    @cached_property
    def schemas(self) -> Mapping[str, Any]:
        """The component schemas, by name."""
        return mapping(mapping(self.document.get("components")).get("schemas"))

    @cached_property
    def lists(self) -> frozenset[str]:
        """The names of schemas that are independent lists of values, used by an operation or not."""
        marks = {"x-enum-facts", "x-enum-fields", "x-enum-partial"}
        return frozenset(
            name for name, each in self.schemas.items() if mapping(each).get("enum") and marks & each.keys()
        )

    @cached_property
    def changes(self) -> tuple[tuple[str, str, tuple[Change, ...]], ...]:
        """The changes between consecutive dates, newest first, each with the earlier and the later date."""
        dated = [*self.earlier.items(), (self.date, self.document)]
        found = [(old, new, tuple(compare(was, now))) for (old, was), (new, now) in pairwise(dated)]
        return tuple(reversed(found))


def page(site: Site, template: str, *, title: str, href: str, **values: object) -> tuple[str, str]:
    """Render a page; return its path and its text.

    Values are escaped for HTML unless they are `Markup` already.

    Args:
        site: The site.
        template: The name of a template that extends ``base.html.jinja``.
        title: The page's title.
        href: The page, relative to the site's root; the template gets the way back as ``root``.
        values: Other values for the template.
    """
    filled = _environment().get_template(template)
    return href, filled.render(site=site, title=title, href=href, root=root_of(href), **values)


def root_of(href: str) -> str:
    """Return the relative path from a page to the site's root: empty, or some ``../``."""
    return "../" * href.count("/")


_NO_ANCHOR = re.compile(r"[^\w.-]+")


def anchor(*parts: str) -> str:
    """Return an element's id for names with any characters.

    Examples:
        >>> anchor("event", "bed watered")
        'event.bed_watered'
    """
    return _NO_ANCHOR.sub("_", ".".join(parts))


def marked(text: str) -> Markup:
    """Convert a text's back-ticked parts to code elements, escaping everything else."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - it has just been escaped


def breakable(text: str) -> Markup:
    """Let a name break after its dots and underscores if it does not fit on a line."""
    return Markup(re.sub(r"(?<=[._])(?=.)", "<wbr>", str(escape(text))))  # noqa: S704 - likewise


def embedded(value: object) -> Markup:
    """Return JSON that is safe inside a script element and as a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # No text may end the element, open a comment in it, or break a line of the script.
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - likewise


def _lifecycle(stated: Mapping[str, Any]) -> Markup:
    """Return a badge for something deprecated; empty otherwise, or if the title says so."""
    words = {"to-be-deprecated": "to be deprecated"}.get(str(stated.get("x-lifecycle")), "deprecated")
    going = (stated.get("deprecated") is True or "x-lifecycle" in stated) and not titled_deprecated(stated)
    return Markup(f' <span class="badge going">{words}</span>' if going else "")  # noqa: S704 - words of our own


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tiktok_bindgen.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "breakable": breakable,
        "code": marked,
        "embedded": embedded,
        "number_of": number_of,
    }
    environment.globals |= {"marker": MARKER, "version": __version__, "lifecycle": _lifecycle}
    return environment
