"""The method that yields all rows of a report: the operations it combines, and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.generate import python
from tiktok_bindgen.generate.graph import Field, Ref, Scalar
from tiktok_bindgen.generate.plan import Enveloped, Method, Plan, Resource
from tiktok_bindgen.runtime.tasks import STATES

NAME = "fetch"
_PAGES = frozenset({"page", "page_size"})
# A report has two date arguments: its start and its end, in this order.
_DATES = 2


@frozen
class Fetch:
    """The operations that return a report.

    Attributes:
        get: Returns one page of the report.
        page: The class of that page.
        create: Starts a task that creates the report.
        check: Returns the state of the task.
        download: Returns the result of the task.
        task: The field of the task's id.
        dates: The arguments for the start and the end date.
    """

    get: Method
    page: str
    create: Method
    check: Method
    download: Method
    task: str
    dates: tuple[str, str]

    @property
    def methods(self) -> tuple[Method, ...]:
        """All four operations."""
        return self.get, self.create, self.check, self.download

    @property
    def most(self) -> int | None:
        """The largest page size, in rows, if documented."""
        found = (one.field.type for one in self.get.arguments if one.name == "page_size")
        limits = [of.limits.get("maximum") for of in found if isinstance(of, Scalar)]
        return int(limits[0]) if limits and limits[0] else None

    @property
    def preset(self) -> dict[str, object]:
        """The default arguments of a task."""
        facts = {one.name: one.field.facts for one in self.create.arguments}
        return {name: one["x-report-preset"] for name, one in facts.items() if "x-report-preset" in one}

    @property
    def asked(self) -> Method:
        """The page method with the arguments that the combined method takes."""
        arguments = (one for one in self.get.arguments if one.name not in _PAGES)
        return evolve(
            self.get,
            arguments=tuple(one for one in arguments if one.field.facts.get("deprecated") is not True),
        )


def fetches(plan: Plan, resource: Resource) -> Iterator[Fetch]:
    """Yield each report whose operations are all below a resource, but not all below one child."""
    taken = {method.name for method in resource.methods} | {child.attribute for child in resource.children}
    for each in _all(plan, [method for child in resource.walk() for method in child.methods]):
        # The report belongs to the resource where its operations' paths diverge.
        chains = [tuple(method.attribute.split(".")[:-1]) for method in each.methods]
        depth = len(resource.chain)
        above, below = ({chain[:end] for chain in chains} for end in (depth, depth + 1))
        if above == {resource.chain} and len(below) > 1 and NAME not in taken:
            yield each


def _all(plan: Plan, methods: Sequence[Method]) -> Iterator[Fetch]:
    for get in _run(methods, "synchronous"):
        page = get.reply.data if isinstance(get.reply, Enveloped) else None
        types = {one.name: one.field.type for one in get.arguments}
        dates = [name for name, of in types.items() if isinstance(of, Scalar) and of.format == "date"]
        plain = all(one.name == one.field.wire for one in get.arguments)
        for create in _run(methods, "asynchronous"):
            if not (plain and isinstance(page, Ref) and page.name in plan.pages and len(dates) == _DATES):
                continue
            if _kinds(create) and _kinds(create) <= _kinds(get):
                for check, download, task in _task(plan, methods, create):
                    yield Fetch(get, page.name, create, check, download, task, (dates[0], dates[1]))


def _task(plan: Plan, methods: Sequence[Method], create: Method) -> Iterator[tuple[Method, Method, str]]:
    """Yield the operations that check and download a task, and the field of its id, if they are clear."""
    fields = [item for item in _data(plan, create) if isinstance(item.type, Scalar)]
    if len(fields) != 1:
        return
    task, folder = fields[0].wire, create.attribute.rpartition(".")[0]
    about = [
        method
        for method in methods
        if method.attribute.rpartition(".")[0] == folder
        and method.operation.method == "GET"
        and any(one.name == task for one in method.arguments)
    ]
    results = [method for method in about if method.downloads]
    states = [method for method in about if {item.wire for item in _data(plan, method)} & set(STATES)]
    if len(results) == len(states) == 1:
        yield states[0], results[0], task


def _run(methods: Sequence[Method], mode: str) -> list[Method]:
    return [method for method in methods if method.operation.facts.get("x-report-mode") == mode]


def _kinds(method: Method) -> set[str]:
    found = (one.field.facts.get("x-report-kinds") for one in method.arguments)
    return {str(kind) for kinds in found if isinstance(kinds, Mapping) for kind in kinds.values()}


def _data(plan: Plan, method: Method) -> tuple[Field, ...]:
    data = method.reply.data if isinstance(method.reply, Enveloped) else None
    cls = plan.graph.classes.get(data.name) if isinstance(data, Ref) else None
    return cls.fields if cls is not None else ()


DOC: tuple[tuple[str, str], ...] = (
    (
        "mode",
        "How to run the report: in pages, or by a task that creates a file. By default in pages if possible.",
    ),
    (
        "task",
        "The id of a task created earlier, from `Progress.task` or an error's `task`, to continue with.",
    ),
    ("wait", "The maximum number of seconds to wait for a task."),
    ("progress", "Called with a `Progress` after each page, and after each poll of a task's state."),
)
PARAMETERS = (
    'mode: Literal["synchronous", "asynchronous"] | None = None',
    "task: str | None = None",
    "wait: float = 3600.0",
    "progress: Callable[[Progress], object] | None = None",
)


def call(each: Fetch, resource: Resource) -> str:
    """Return the expression that yields the rows."""

    def bound(method: Method) -> str:
        return "self." + ".".join(method.attribute.split(".")[len(resource.chain) :])

    checks = [f"checks.{method.operation.name}" for method in (each.get, each.create)]
    tasks = python.tuple_of(map(bound, (each.create, each.check, each.download)))
    ways: list[Any] = [
        f"get={bound(each.get)}",
        f"checks={checks[0]}",
        f"page={each.page}",
        f"most={python.literal(each.most)}",
        f"dates={python.tuple_of(map(python.literal, each.dates))}",
        f"tasks={tasks}",
        f"task_checks={checks[1]}",
        f"task={python.quote(each.task)}",
        f"preset={python.literal(each.preset)}",
    ]
    asked = python.table({one.name: one.name for one in each.asked.arguments})
    items = [
        f"Ways({python.rows(ways)})",
        asked,
        "options",
        *(f"{name}={name}" for name, _ in DOC),
    ]
    return f"fetch({python.rows(items)})"
