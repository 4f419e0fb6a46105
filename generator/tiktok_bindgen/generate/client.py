"""Generate the files of a package from a document, and write them to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from tiktok_bindgen import __version__
from tiktok_bindgen.generate import PACKAGE
from tiktok_bindgen.generate.document import Api
from tiktok_bindgen.generate.formatting import formatted
from tiktok_bindgen.generate.normalize import normalize
from tiktok_bindgen.generate.plan import Plan, plan
from tiktok_bindgen.generate.render import MARKER, render
from tiktok_bindgen.generate.write import Changes, write
from tiktok_bindgen.problem import InputError, Problem


@frozen
class GenerateResult(Changes):
    """The result of generating a client.

    Attributes:
        problems: Parts of the document that the client cannot express.
        files: The text of each file, by path.
    """

    problems: tuple[Problem, ...] = ()
    files: Mapping[str, str] = field(factory=dict, eq=False, repr=False)

    @property
    def changed(self) -> bool:
        """Whether any file was written or removed."""
        return bool(self.written or self.removed)


def generate_client(
    spec: Mapping[str, object],
    out: Path,
    *,
    check: bool = False,
    remove: bool = True,
    version: str | None = None,
) -> GenerateResult:
    """Write the package ``tiktok_business`` into a folder.

    Args:
        spec: An OpenAPI 3 document.
        out: The folder that contains, or will contain, the package.
        check: Only compare; write nothing.
        remove: Whether obsolete generated files may be removed.
        version: The package's version; by default the generator's own.

    Raises:
        InputError: The document or the folder cannot be used, files would have to be removed although
            ``remove`` is false, or ruff is missing.
    """
    files, problems = generate_files(spec, version=version)
    changes = write(files, out / PACKAGE, MARKER, check=check, remove=remove)
    return GenerateResult(changes.written, changes.removed, changes.unchanged, problems, files)


def generate_files(
    spec: Mapping[str, object], package: str = PACKAGE, *, version: str | None = None
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Generate the package's files without writing them, by path below the package's folder.

    Args:
        spec: An OpenAPI 3 document.
        package: The package's name, used in imports between its modules.
        version: Its version; by default the generator's own.

    Raises:
        InputError: The document cannot be used, or ruff, which formats the files, is missing.
    """
    try:
        files, problems = render(*planned(spec), package, version or __version__)
        # The runtime's files are formatted in the repository already.
        made = {name: text for name, text in files.items() if not name.startswith("_runtime/")}
        return {**files, **formatted(made)}, problems
    except RecursionError as error:
        raise InputError("the document is nested too deeply") from error


def planned(spec: Mapping[str, object]) -> tuple[Api, Plan]:
    """Plan the package: name its resources, methods, arguments and classes.

    Args:
        spec: An OpenAPI 3 document.

    Raises:
        InputError: The document cannot be used.
    """
    api = normalize(spec)
    return api, plan(api, CLIENT_ATTRIBUTES)


# The client's own attributes, which no resource may shadow.
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
