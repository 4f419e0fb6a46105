"""Load the sides of a comparison: specs, pages, dates under ``spec/``, versions, or Git revisions."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve

from tiktok_bindgen.assemble.yaml import load_mapping, load_spec
from tiktok_bindgen.diff.sides import Sides
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.runtime.lookup import did_you_mean
from tiktok_bindgen.states import DATE, Dated

_VERSION = re.compile(r"v\d{1,3}(?:\.\d{1,3})?")
_SPECS = {".yaml", ".yml", ".json"}


def load_sides(
    old: str,
    new: str,
    *,
    root: Path = Path(),
    progress: Progress = SILENT,
) -> Sides:
    """Read the two sides of a comparison.

    Args:
        old: The name of the old side, as `load_side` takes it.
        new: That of the new side.
        root: The folder that contains ``spec/``.
        progress: Receives progress.

    Raises:
        InputError: Nothing has one of the names, or it cannot be used.
    """
    load_named = partial(load_side, root=root)
    copies = load_copy(old, root=root, progress=progress), load_copy(new, root=root, progress=progress)
    if copies == (None, None):
        return Sides((load_named(old), load_named(new)))
    # Reading pages takes modules that take longer to load than two specs.
    from tiktok_bindgen.diff.pages import sides_of_pages

    return sides_of_pages((old, new), copies, load_named, root, progress)


def load_side(name: str, *, root: Path = Path()) -> dict[str, Any]:
    """Read the OpenAPI document that a name stands for.

    Args:
        name: A spec or page file, a folder of pages, a date that has a spec or a folder of pages under
            ``spec/``, ``git:REV:path`` for any of these files and folders, or a version of the API: that of
            the newest spec under ``spec/`` or the previous one, with the operations that state both.
        root: The folder that contains ``spec/``; Git is run here.

    Raises:
        InputError: Nothing has that name, or it cannot be used.
    """
    if name.startswith("git:"):
        with _extracted(name, root) as (path, _):
            return _from_path(path)
    path = Path(name)
    if path.exists():
        return _from_path(path)
    if DATE.fullmatch(name):
        spec, pages = root / "spec" / f"{name}.openapi.yaml", root / "spec" / "pages" / name
        if spec.exists():
            return load_spec(spec)
        if pages.is_dir():
            from tiktok_bindgen.dates import dated_folders, read_dated
            from tiktok_bindgen.pipeline import make_specs
            from tiktok_bindgen.states import states

            return make_specs([states(read_dated(dated_folders(root)))[name]])[name].document
        near = _near(name, root)
        raise InputError(f"{name}: no spec and no pages of that date under {root / 'spec'}{near}")
    if _VERSION.fullmatch(name):
        return _of_version(name, root / "spec")
    raise InputError(f"{name}: no such file or folder{_near(name, root)}")


def load_copy(name: str, *, root: Path = Path(), progress: Progress = SILENT) -> Dated | None:
    """Read the pages that a name stands for; ``None`` if it stands for none, but may for a spec.

    Args:
        name: A page, a folder of pages, or ``git:REV:path`` for one.
        root: The folder in which Git is run.
        progress: Receives progress.

    Raises:
        InputError: The pages cannot be used.
    """

    def read(path: Path) -> Dated | None:
        if not path.exists() or not _is_of_pages(path):
            return None
        from tiktok_bindgen.copies import fetched, read_copy

        return read_copy([path], name, whole=fetched(path).whole, progress=progress)

    if not name.startswith("git:"):
        return read(Path(name))
    with _extracted(name, root) as (path, folder):
        copy = read(path)
        before = f"git:{name.split(':')[1]}:"
        return copy and evolve(
            copy,
            pages=tuple(
                evolve(each, path=Path(f"{before}{each.path.relative_to(folder).as_posix()}"))
                for each in copy.pages
                if each.path is not None
            ),
        )


def _near(name: str, root: Path) -> str:
    """Return the dates that may have been meant, as the end of a sentence."""
    specs = {file.name.removesuffix(".openapi.yaml") for file in (root / "spec").glob("*.openapi.yaml")}
    pages = {folder.name for folder in (root / "spec" / "pages").glob("*") if DATE.fullmatch(folder.name)}
    return did_you_mean(name, sorted(specs | pages))


def _of_version(name: str, folder: Path) -> dict[str, Any]:
    """Return the document of a version, from the newest spec: its own version or the previous one."""
    from tiktok_bindgen.diff.formerly import current_version, former_version

    dated = {file.name.removesuffix(".openapi.yaml"): file for file in folder.glob("*.openapi.yaml")}
    newest = max((date for date in dated if DATE.fullmatch(date)), default=None)
    if newest is None:
        raise InputError(f"{name}: no spec of any date under {folder}")
    spec = load_spec(dated[newest])
    found = current_version(spec) if spec["info"]["version"] == name else former_version(spec, name)
    if not found["paths"]:
        raise InputError(f"{name}: {dated[newest]} documents nothing of that version")
    return found


def _from_path(path: Path) -> dict[str, Any]:
    if _is_of_pages(path):
        from tiktok_bindgen.pipeline import make_spec

        return make_spec([path]).document
    return load_spec(path)


def _is_of_pages(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() not in _SPECS or _is_page(path)


def _is_page(path: Path) -> bool:
    """Report whether a JSON file is a page in the gateway's form and not a spec."""
    if path.suffix.lower() != ".json":
        return False
    with path.open("rb") as file:
        # A spec has its format's keyword near the beginning; a page never does.
        head = file.read(4096)
    if b'"openapi"' in head or b'"swagger"' in head:
        return False
    return load_mapping(path).keys() >= {"title", "content"}


@contextmanager
def _extracted(name: str, root: Path) -> Iterator[tuple[Path, Path]]:
    """Extract a file or a folder of a revision: where it is, and the temporary folder."""
    parts = name.split(":", 2)
    if len(parts) != 3 or not parts[1] or not parts[2]:
        raise InputError(f"{name}: expected git:REV:path")
    import tempfile

    _, revision, path = parts
    if revision.startswith("-"):
        raise InputError(f"{name}: not a revision")
    with tempfile.TemporaryDirectory() as folder:
        _extract(name, root, revision, path, Path(folder))
        try:
            yield Path(folder) / path, Path(folder)
        except InputError as error:
            # The user knows the name, not the temporary folder.
            raise InputError(
                str(error).replace(str(Path(folder) / path), name).replace(folder, "git")
            ) from None


def _extract(name: str, root: Path, revision: str, path: str, folder: Path) -> None:
    """Extract a file or a folder of a revision into a folder."""
    import subprocess
    import tarfile

    command = ["git", "archive", revision, "--", path]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)  # noqa: S603 - no shell, and the revision is no option
    except OSError as error:
        raise InputError(f"{name}: git cannot be run: {error.strerror}") from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        text = reason[-1].removeprefix("fatal: ") if reason else "git gave no reason"
        raise InputError(f"{name}: {text}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        # Before 3.11.4, Python has no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)  # noqa: S202 - filtered, where Python can do so; written by git
