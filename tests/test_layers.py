"""Imports follow the diagram in ARCHITECTURE.md: none goes up from a package, and none in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import tiktok_bindgen

ROOT = Path(tiktok_bindgen.__file__).parent
# From the bottom up; of what is in one line none imports another.
LAYERS = (
    (
        "background",
        "problem",
        "digest",
        "memo",
        "collector",
        "progress",
        "wrapping",
        "counting",
        "value_names",
        "runtime",
    ),
    ("logic", "files", "openapi"),
    ("enforced", "parts", "compat"),
    ("read", "fetch"),
    ("language", "generate", "sources"),
    ("interpret",),
    ("sentences",),
    ("facts", "assemble", "explain", "report", "styles"),
    ("weigh", "build_cache", "known_pages", "states"),
    ("evidence", "readings", "dates", "sample_file", "listed"),
    ("pipeline",),
    ("copies",),
    ("build", "new_date", "apply_evidence", "diff"),
    ("site", "update"),
    ("command",),
    ("cli",),
)
HEIGHTS = {name: height for height, layer in enumerate(LAYERS) for name in layer}
# What nothing but a tool finds: the version, and the command itself.
APART = frozenset({"__init__", "__main__"})


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """The modules of the generator that one imports, as steps: in functions and for type checkers, too."""
    around = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        package, *steps = (node.module or "").split(".")
        if node.level:
            package, steps = ROOT.name, [*around[: len(around) + 1 - node.level], package, *steps]
        steps = [step for step in steps if step]
        for alias in node.names if package == ROOT.name else ():
            inside = ROOT.joinpath(*steps, alias.name)
            is_module = inside.is_dir() or inside.with_suffix(".py").exists()
            yield (*steps, alias.name) if is_module else tuple(steps)


def modules() -> Iterator[tuple[tuple[str, ...], Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        steps = path.relative_to(ROOT).with_suffix("").parts
        yield steps[:-1] if steps[-1] == "__init__" and len(steps) > 1 else steps, path


def test_the_diagram_has_every_room() -> None:
    rooms = {steps[0] for steps, _ in modules()} - APART
    assert rooms == set(HEIGHTS)
    assert len(rooms) > 20


def test_no_package_imports_one_above_it_or_beside_it() -> None:
    arrows = {
        (steps[0], target[0])
        for steps, path in modules()
        for target in imports(path)
        if target and steps[0] not in APART and target[0] != steps[0]
    }
    assert len(arrows) > 50
    assert [(one, other) for one, other in sorted(arrows) if HEIGHTS[other] >= HEIGHTS[one]] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {steps: set(imports(path)) - {steps} for steps, path in modules()}
    assert len(graph) > 200
    # It raises an error that names the circle.
    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)
