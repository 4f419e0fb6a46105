"""How the two distributions of this repository are built: the client, and the generator.

What is built for an index names the repository, whose address is known when it is released: its readme leads
there, and the client's extra ``generator`` is the generator's own distribution. A clone has the generator
beside the client: there, the extra brings what the generator needs, and an editable installation has both.
"""

from __future__ import annotations

import os
import posixpath
import re
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

# The repository's address, such as a workflow knows it. Unset in a clone.
REPOSITORY = "REPOSITORY_URL"
PORTAL = "https://business-api.tiktok.com/portal/docs"
GENERATOR = Path(__file__).parent
_LINK = re.compile(r"(!?)\[([^\]]+)\]\((?!https?:|#)([^)]+)\)")


class About(MetadataHookInterface):
    """What a distribution says of itself: its addresses, its readme, and the client's extras."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in the fields that are not written down; of a source archive, all are."""
        repository = os.environ.get(REPOSITORY, "").rstrip("/")
        urls = {"API documentation": PORTAL}
        if repository:
            urls["Repository"] = repository
            urls["Changelog"] = f"{repository}/blob/HEAD/CHANGELOG.md"
            urls["Issues"] = f"{repository}/issues"
        metadata["urls"] = urls
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        folder = "" if Path(self.root) != GENERATOR else GENERATOR.name
        metadata["readme"] = {"content-type": "text/markdown", "text": for_index(text, repository, folder)}
        if "extras" in self.config:
            extra = ["tiktok-bindgen"] if repository else _generator()["dependencies"]
            metadata["optional-dependencies"] = {**self.config["extras"], "generator": extra}


class Beside(BuildHookInterface[Any]):
    """Gives an editable installation of the client the generator's command, beside its modules."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the command."""
        del build_data
        if version == "editable":
            self.metadata.core.scripts.update(_generator()["scripts"])


def for_index(text: str, repository: str, folder: str = "") -> str:
    """A readme for an index page, where no path leads anywhere.

    Args:
        text: The readme.
        repository: The repository's address; links into it are made plain text if it is not known.
        folder: Where in the repository the readme is.

    Example:
        >>> for_index("See [plans](docs/plans.md) and [x](https://x.test).", "https://garden.test/beans")
        'See [plans](https://garden.test/beans/blob/HEAD/docs/plans.md) and [x](https://x.test).'
        >>> for_index("See [plans](docs/plans.md).", "")
        'See plans.'
        >>> for_index("![Beds](docs/beds.png)", "https://garden.test/beans")
        '![Beds](https://garden.test/beans/raw/HEAD/docs/beds.png)'
    """

    def link(found: re.Match[str]) -> str:
        image, title, path = found.groups()
        place = posixpath.normpath(posixpath.join(folder, path))
        # Of a file in a repository, there is the page about it and the file itself.
        kind = "raw" if image else "blob"
        return f"{image}[{title}]({repository}/{kind}/HEAD/{place})" if repository else title

    return _LINK.sub(link, text)


def _generator() -> dict[str, Any]:
    text = (GENERATOR / "pyproject.toml").read_text(encoding="utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    return project
