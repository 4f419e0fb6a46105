"""The stages put together: pages to a spec, a spec to a client, and both for every date at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from attrs import frozen

from tiktok_bindgen.assemble import assemble
from tiktok_bindgen.assemble.overlay import apply_overlay, load_overlay
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.facts import appendix_facts, facts_page
from tiktok_bindgen.fetch.store import read_manifest
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret import interpret
from tiktok_bindgen.interpret.model import Document
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.report import make_report
from tiktok_bindgen.sources import PageFile, ReadPage, find_pages, read_pages

Prose = Literal["full", "none"]
Progress = Callable[[Iterable[PageFile]], Iterable[PageFile]]

# Beside the facts pages: the problems of the pages that they were made from.
CARRIED_PROBLEMS = "_problems.txt"
_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_PROBLEM = re.compile(r"(?P<page>.+?):(?P<line>\d+): (?P<code>[a-z][a-z0-9-]*): (?P<text>.*)")


@frozen
class Spec:
    """A spec and how it came about.

    Attributes:
        document: The OpenAPI document.
        problems: What was not understood, sorted.
        report: Counts by page.
        facts: The operations read, with their prose.
    """

    document: dict[str, Any]
    problems: tuple[Problem, ...]
    report: dict[str, Any]
    facts: Document


def make_spec(
    paths: Sequence[Path], *, prose: Prose = "full", overlay: Path | None = None, progress: Progress = iter
) -> Spec:
    """Read pages and assemble the spec.

    Args:
        paths: Page files or folders of pages, in any form.
        prose: Whether the documentation's sentences are kept.
        overlay: Corrections to apply, an OpenAPI Overlay document.
        progress: Wraps the files to show how far reading is.

    Raises:
        InputError: There is nothing to read, nothing documents an endpoint, or the overlay is unusable.
    """
    pages = read_pages(find_pages(paths), progress)
    facts, odd = interpret([read.page for read in pages])
    if not facts.operations:
        where = ", ".join(str(path) for path in paths)
        msg = f"{where}: {len(pages)} page(s) read, none documents an endpoint"
        raise InputError(msg)
    spec, odd_spec = assemble(facts if prose == "full" else without_prose(facts), prose=prose)
    problems = [*_read_problems(pages), *odd, *odd_spec, *_carried(paths)]
    if overlay is not None:
        spec, odd_overlay = apply_overlay(spec, load_overlay(overlay))
        problems.extend(odd_overlay)
    found = tuple(sorted(set(problems)))
    return Spec(spec, found, make_report(pages, facts.operations, found), facts)


def _read_problems(pages: Sequence[ReadPage]) -> list[Problem]:
    return [problem for read in pages for problem in read.problems]


def _carried(paths: Sequence[Path]) -> list[Problem]:
    """The problems that were written beside facts pages when those were made."""
    found: list[Problem] = []
    for path in paths:
        file = path / CARRIED_PROBLEMS
        if not file.is_file():
            continue
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        matches = (_PROBLEM.fullmatch(line) for line in lines)
        found.extend(
            Problem(match["page"], int(match["line"]), match["code"], match["text"])
            for match in matches
            if match
        )
    return found


def write_facts(paths: Sequence[Path], out: Path, progress: Progress = iter) -> tuple[Spec, list[Path]]:
    """Write what pages state as facts pages.

    Args:
        paths: Page files or folders of pages.
        out: The folder for the facts pages; each keeps its page's relative path.
        progress: Wraps the files to show how far reading is.

    Returns:
        What was read, and the files whose bytes changed.
    """
    spec = make_spec(paths, prose="none", progress=progress)
    texts = {out / name: text for name, text in facts_files(spec.facts).items()}
    texts[out / CARRIED_PROBLEMS] = problems_text(spec.problems)
    return spec, [path for path, text in texts.items() if write_text_atomic(path, text)]


def facts_files(document: Document) -> dict[str, str]:
    """The facts pages of a document, by relative path: one an operation, one a page of the appendix."""
    pages = [
        *((operation.page, facts_page(operation)) for operation in document.operations),
        *appendix_facts(document.appendix).items(),
    ]
    files: dict[str, str] = {}
    for page, text in pages:
        stem = re.sub(r"\.(?:md|markdown|txt|json)$", "", page)
        name, number = f"{stem}.md", 1
        while name in files:
            number += 1
            name = f"{stem}.{number}.md"
        files[name] = text
    return files


def problems_text(problems: Iterable[Problem]) -> str:
    """Problems, one a line; each line can be read back."""
    return "".join(f"{' '.join(str(problem).split())}\n" for problem in problems)


@frozen
class Build:
    """What a build found and wrote.

    Attributes:
        specs: The spec of each date, oldest first.
        changed: Files whose bytes differ from what was there, relative to the root.
        kept: How many files were already right.
    """

    specs: dict[str, Spec]
    changed: tuple[str, ...]
    kept: int


def build(
    root: Path,
    *,
    pages: Path | None = None,
    date: str | None = None,
    prose: Prose = "none",
    check: bool = False,
    progress: Progress = iter,
) -> Build:
    """Make every spec and the client.

    Args:
        root: Where ``spec/`` and ``generated/`` are.
        pages: A folder of pages to build from instead of those under ``spec/pages/``.
        date: The name of the spec made from ``pages``; by default the date in its or its files' names.
        prose: Whether the documentation's sentences are kept.
        check: Write nothing, only say what would change.
        progress: Wraps the files to show how far reading is.

    Raises:
        InputError: There is nothing to build from, or a file cannot be written.
    """
    from tiktok_bindgen.generate import PACKAGE, generate_client
    from tiktok_bindgen.generate.cache import default_folder

    dated = {date or date_of(pages): pages} if pages is not None else _dated(root / "spec" / "pages")
    overlay = root / "spec" / "overlay.yaml"
    specs = {
        name: make_spec(
            [folder], prose=prose, overlay=overlay if overlay.is_file() else None, progress=progress
        )
        for name, folder in sorted(dated.items())
    }
    texts = {f"spec/{name}.openapi.yaml": dump_yaml(spec.document) for name, spec in specs.items()}
    newest = specs[max(specs)]
    client = generate_client(newest.document, root / "generated", check=check, cache=default_folder())
    told = {name: spec.problems for name, spec in specs.items()}
    told[max(specs)] = (*newest.problems, *client.problems)
    texts["spec/problems.txt"] = "".join(
        f"{name}: {line}"
        for name, problems in told.items()
        for line in problems_text(problems).splitlines(keepends=True)
    )
    changed = [name for name, text in texts.items() if _differs(root / name, text)]
    if not check:
        for name in changed:
            write_text_atomic(root / name, texts[name])
    package = [f"generated/{PACKAGE}/{name}" for name in (*client.written, *client.removed)]
    return Build(specs, tuple(sorted([*changed, *package])), len(texts) - len(changed) + client.unchanged)


def _differs(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() != text.encode("utf-8")
    except FileNotFoundError:
        return True
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise InputError(msg) from None


def _dated(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        msg = f"{folder}: no such folder; give one with --pages DIR, or run in a checkout"
        raise InputError(msg)
    found = {
        child.name: child for child in folder.iterdir() if child.is_dir() and _DATE.fullmatch(child.name)
    }
    if not found:
        msg = f"{folder}: no folder named for a date (2025-10)"
        raise InputError(msg)
    return found


def date_of(pages: Path) -> str:
    """The date that a folder of pages stands for.

    That in its name, else of the newest change its manifest tells of, else the newest in its files' names.
    """
    if match := _DATE.search(pages.name):
        return match[0]
    told = (record.last_changed for record in read_manifest(pages).pages.values() if record.last_changed)
    if changed := max(told, default=None):
        return changed[:10]
    names = (match[0] for file in find_pages([pages]) if (match := _DATE.search(file.name)))
    newest = max(names, default=None)
    return newest or re.sub(r"[^\w.-]+", "-", pages.resolve().name).strip(".-") or "pages"
