"""What the template of a stub is given: the client's classes as type checkers see them in another view.

Two kinds of view have signatures of their own: the one in which each method gives the HTTP reply as it is,
and those in which an argument that recurs is filled in; each of the latter leads to both at once, and so does
the former. At run time all are the ordinary classes with something in between, so these are stubs alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from tiktok_bindgen.generate import python
from tiktok_bindgen.generate.plan import Method, Plan, Recurring, Resource
from tiktok_bindgen.generate.signatures import Signatures

RAW = "with_raw_response"


@frozen
class View:
    """One way to see the client.

    Attributes:
        name: The name of its folder: ``for_gardener``, ``for_gardener_with_raw_response``.
        raw: Whether each method gives the HTTP reply as it is.
        recurring: The argument that is filled in, if it is one of those.
    """

    name: str
    raw: bool = False
    recurring: Recurring | None = None

    @property
    def class_name(self) -> str:
        """The name by which other modules know its class."""
        return f"Client{_pascal(self.name)}"

    @property
    def direct(self) -> bool:
        """Whether the client itself leads to it."""
        return not (self.raw and self.recurring)


@frozen
class StubView:
    """One stub, written out.

    Attributes:
        name: The stub's path below the views' folder.
        class_name: The class in it.
        imports: Its imports.
        children: The signatures of the properties that lead further.
        methods: The signatures of the methods.
    """

    name: str
    class_name: str
    imports: str
    children: tuple[str, ...]
    methods: tuple[str, ...]


def views(plan: Plan) -> tuple[View, ...]:
    """Every view there is."""
    return (
        View(RAW, raw=True),
        *(View(one.attribute, recurring=one) for one in plan.recurring),
        *(View(f"{one.attribute}_{RAW}", raw=True, recurring=one) for one in plan.recurring),
    )


def stubs(plan: Plan, view: View, package: str) -> Iterator[StubView]:
    """Write out a view's stubs."""
    kept = [resource for resource in plan.root.walk() if _kept(resource, view)]
    for resource in kept:
        yield _Writer(plan, resource, package).stub(view)


def _pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def _kept(resource: Resource, view: View) -> bool:
    """Whether there is anything in a view below a resource; the client itself is always there."""
    return not resource.attribute or any(
        _seen(method, view) for one in resource.walk() for method in one.methods
    )


def _combines(view: View, both: View) -> bool:
    """Whether a view leads on to one that is it and another at once."""
    return view.direct and not both.direct and (view.raw or view.recurring == both.recurring)


def _seen(method: Method, view: View) -> bool:
    return view.recurring is None or method.operation.name in view.recurring.operations


class _Writer(Signatures):
    def stub(self, view: View) -> StubView:
        resource = self.resource
        children = [child for child in resource.children if _kept(child, view)]
        methods = [method for method in resource.methods if _seen(method, view)]
        further = [] if resource.attribute else [one for one in views(self.plan) if _combines(view, one)]
        return StubView(
            name="/".join(
                (view.name, *resource.module, *(["__init__"] if self.is_package(children) else []))
            ),
            class_name=resource.class_name if resource.attribute else "Client",
            children=(
                *(self.child(child, view) for child in children),
                *(self.both(one, view) for one in further if not view.raw),
            ),
            methods=(
                *(self.method(method, view) for method in methods),
                *(self.both(one, view) for one in further if view.raw),
            ),
            imports=python.import_sections(self.joined(), self.package),
        )

    def is_package(self, children: list[Resource]) -> bool:
        return bool(children) or not self.resource.attribute

    def joined(self) -> dict[str, set[str]]:
        names = {*self.imports, *self.typing}
        return {name: self.imports.get(name, set()) | self.typing.get(name, set()) for name in names}

    def child(self, child: Resource, view: View) -> str:
        self.use_typing(".".join(("_views", view.name, *child.module)), child.class_name)
        return python.signature(child.attribute, ["self"], child.class_name)

    def both(self, both: View, view: View) -> str:
        """What leads on from a view to the one that is it and another at once."""
        self.use_typing(f"_views.{both.name}", f"Client as {both.class_name}")
        if view.recurring is not None or both.recurring is None:
            return python.signature(RAW, ["self"], both.class_name)
        argument = f"{both.recurring.argument}: {self.builtin('str')}"
        return python.signature(both.recurring.attribute, ["self", argument], both.class_name)

    def method(self, method: Method, view: View) -> str:
        if view.raw:
            self.use_typing("_runtime.transport", "RawResponse")
            result = "RawResponse"
        else:
            result = self.result(method)
        optional = view.recurring.argument if view.recurring is not None else ""
        return python.signature(method.name, self.parameters(method, optional), result)
