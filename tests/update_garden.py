"""A portal about a garden, and a checkout made from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from fetch_server import Portal, Reply
from tiktok_bindgen.cli import main

_PAGE = """Use this endpoint to {path} a plot.

## Request

**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/{path}/

**Method** POST

**Header**

```xtable
|Field|Data Type|Description|
|---|---|---|
|Access-Token {{Required}}|string|Who asks.|
```

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
{rows}
```

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|How it went.|
|data|object|What there is now.|
#|plot_id|string|Its number.|
```
"""


def page(path: str, *rows: str) -> str:
    """Return a page of an operation with ten parameters and further rows."""
    fixed = (
        "|plot_id {Required}|string|Which plot.|",
        *(f"|bed_{number}|string|What is done to bed {number}.|" for number in range(9)),
    )
    return _PAGE.format(path=path, rows="\n".join((*fixed, *rows)))


def soils(*names: str) -> str:
    """Return a page with a list of values."""
    return "## Soil\n\n|Value|Description|\n|---|---|\n" + "\n".join(f"|`{each}`|Of it.|" for each in names)


@frozen
class Page:
    """A page of the portal: its title, its content and its folder."""

    title: str
    content: str
    folder: str = "Plots"


WATER, WEED, DIG, MOW, PRUNE, RAKE, SOW, LIST, HOE = range(1700000000000001, 1700000000000010)
_FOLDER = {"Plots": 1600000000000001, "Appendix": 1600000000000002, "Seeds": 1600000000000003}

GARDEN: Mapping[int, Page] = {
    WATER: Page("Water a plot", page("water")),
    WEED: Page("Weed a plot", page("weed")),
    DIG: Page("Dig a plot", page("dig")),
    MOW: Page("Mow a plot", page("mow")),
    PRUNE: Page("Prune a plot", page("prune")),
    RAKE: Page("Rake a plot", page("rake")),
    SOW: Page("Sow a plot", page("sow", "|soil|string|Values: [Enumeration - Soil](#).|")),
    LIST: Page("Enumerations", soils("SAND", "CLAY", "PEAT", "LOAM"), "Appendix"),
}


def serve(portal: Portal, pages: Mapping[int, Page], **answers: Reply) -> None:
    """Let the portal serve these pages, and other replies for some, keyed by ``page`` and final digits."""
    portal.tree.clear()
    portal.pages.clear()
    portal.always = {f"17000000000000{key.removeprefix('page')}": reply for key, reply in answers.items()}
    folders: dict[str, Any] = {}
    for number, each in pages.items():
        if each.folder not in folders:
            folders[each.folder] = portal.add(_FOLDER[each.folder], each.folder, content="")
        portal.add(number, each.title, content=each.content, under=folders[each.folder])


def checkout(root: Path, portal: Portal, pages: Mapping[int, Page], *, date: str) -> None:
    """Create a checkout with the facts pages, spec and client of these pages, at version 0.4.2."""
    serve(portal, pages)
    package = root / "generator" / "tiktok_bindgen"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "0.4.2"\n', encoding="utf-8")
    facts = root / "spec" / "pages" / date
    fetched = str(root.parent / "fetched")
    assert main(["fetch", fetched, "--base-url", portal.url, "--interval", "0"]) == 0
    assert main(["facts", fetched, "-o", str(facts)]) == 0
    (facts / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    assert main(["build", "--root", str(root)]) == 0
