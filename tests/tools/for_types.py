"""Write what type checkers are to look at besides the checkout: ``python tests/tools/for_types.py FOLDER``.

- ``examples``: those of the README and of the pages under docs
- ``garden_client``, ``usage.py``: the exemplar's client, and what it lets callers do
- ``models``: models of some operations in each style

``nox -s types`` checks the folder together with everything else.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from doc_pages import examples
from newest import newest_spec
from pages import ROOT
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.generate.client import generate_files
from tiktok_bindgen.styles import STYLES, models

_CASE = ROOT / "tests" / "cases" / "mini"
# An example may have a function of the same name as one before it, and show a value.
_RELAXED = """\
# mypy: disable-error-code=no-redef, ignore-missing-imports
# pyright: basic, reportRedeclaration=false, reportUnusedExpression=false"""


def write(folder: Path) -> None:
    """Write all this into a folder, of which nothing else is kept."""
    client, _ = generate_files(load_spec(_CASE / "openapi.yaml"), "garden_client")
    files = {f"garden_client/{name}": text for name, text in client.items()}
    files["usage.py"] = (_CASE / "usage.py.txt").read_text(encoding="utf-8")
    files["examples/readme.py"] = "\n".join([*examples("README.md").values(), ""])
    for path in sorted((ROOT / "docs").glob("*.md")):
        # Those of web frameworks need the frameworks.
        shown = [text for text in examples(f"docs/{path.name}").values() if "app." not in text]
        files[f"examples/{path.stem.replace('-', '_')}.py"] = "\n".join([_RELAXED, *shown, ""])
    files |= {
        f"models/{style}_style.py": models(newest_spec(), style, ["campaign.create", "ad.create", "file"])
        for style in STYLES
    }
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
