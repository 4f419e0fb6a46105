"""A document to the files of a package, and these to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from tiktok_bindgen.generate import PACKAGE
from tiktok_bindgen.generate.classes import resolve
from tiktok_bindgen.generate.document import Api
from tiktok_bindgen.generate.formatting import formatted
from tiktok_bindgen.generate.graph import Class, Enum, Graph
from tiktok_bindgen.generate.normalize import normalize
from tiktok_bindgen.generate.plan import Plan, loose_components, plan
from tiktok_bindgen.generate.render import MARKER, render
from tiktok_bindgen.generate.write import write
from tiktok_bindgen.problem import InputError, Problem


@frozen
class GenerateResult:
    """What came of generating a client.

    Attributes:
        written: The files that were new or changed, or would be, as paths below the package's folder.
        removed: The files that had been generated before and are no longer needed.
        unchanged: How many files stayed as they were.
        problems: What in the document the client cannot express.
        files: The texts of all files, by their paths.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    problems: tuple[Problem, ...] = ()
    files: Mapping[str, str] = field(factory=dict, eq=False, repr=False)

    @property
    def changed(self) -> bool:
        """Whether anything differed."""
        return bool(self.written or self.removed)


def generate_client(
    spec: Mapping[str, object],
    out: Path,
    *,
    check: bool = False,
    remove: bool = True,
) -> GenerateResult:
    """Write the package ``tiktok_business`` into a folder.

    Args:
        spec: An OpenAPI 3 document.
        out: The folder that gets, or has, the package.
        check: Only compare; nothing is written.
        remove: Whether files may go that were generated before and are no longer needed.

    Raises:
        InputError: The document or the folder cannot be used, files would go that may not, or ruff is
            missing.
    """
    files, problems = generate_files(spec)
    changes = write(files, out / PACKAGE, MARKER, check=check, remove=remove)
    return GenerateResult(changes.written, changes.removed, changes.unchanged, problems, files)


def generate_files(
    spec: Mapping[str, object], package: str = PACKAGE
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Make the package's files, by path below its folder, without writing them.

    Args:
        spec: An OpenAPI 3 document.
        package: The package's name, which its modules import each other by.

    Raises:
        InputError: The document cannot be used, or there is no ruff to lay out the files.
    """
    try:
        files, problems = render(*planned(spec), package)
        # The runtime is laid out where it is written.
        made = {name: text for name, text in files.items() if not name.startswith("_runtime/")}
        return {**files, **formatted(made)}, problems
    except RecursionError as error:
        raise InputError("the document is nested too deeply") from error


def planned(spec: Mapping[str, object]) -> tuple[Api, Plan]:
    """Decide what the package has: its resources, methods, arguments and classes by their names.

    Args:
        spec: An OpenAPI 3 document.

    Raises:
        InputError: The document cannot be used.
    """
    api = normalize(spec)
    loose = loose_components(api)
    resolved = resolve({**api.components, **loose})
    classes = {name: one for name, one in resolved.items() if isinstance(one, Class)}
    graph = Graph(
        {name: one for name, one in classes.items() if name not in loose},
        {name: one for name, one in resolved.items() if isinstance(one, Enum)},
    )
    return api, plan(api, graph, {name: classes[name] for name in loose}, CLIENT_ATTRIBUTES)


# What the client has besides the resources.
CLIENT_ATTRIBUTES = (
    "aclose",
    "blocking",
    "call",
    "close",
    "from_file",
    "property",
    "request",
    "run",
    "with_options",
)
