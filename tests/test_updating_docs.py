"""The page about updates, docs/updating.md, is true: its commands are run on a garden's portal."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from doc_pages import blocks, run
from fetch_server import serving
from update_garden import DIG, GARDEN, WATER, checkout, page, serve

BLOCKS = blocks("docs/updating.md")
_HALF = page("dig").partition("|bed_4|")[0]
_MORE = page("water", "|litres|number|How much.|")


def test_the_commands_of_the_page_update_a_checkout_but_for_what_is_held(tmp_path: Path) -> None:
    root = tmp_path / "root"
    with serving() as portal:
        checkout(root, portal, GARDEN, date="2020-01")
        pages = {WATER: evolve(GARDEN[WATER], content=_MORE), DIG: evolve(GARDEN[DIG], content=_HALF)}
        serve(portal, {**GARDEN, **pages})
        # The portal is another one, and so is the page that came half.
        update = BLOCKS["command: update"].replace("fetch pages", f"fetch pages --base-url {portal.url}")
        accept = BLOCKS["command: accept"].replace("campaign/create-a-campaign", "plots/dig-a-plot")
        done = run(update, root)
        assert (done.returncode, done.stderr) == (1, "held: plots/dig-a-plot: 14 rows before, 6 now\n")
        assert done.stdout.splitlines()[1].endswith(": 1 safe change; 0 problems")
        assert done.stdout.splitlines()[2] == "version 0.4.2 → 0.4.3"
        text = (root / "report.md").read_text(encoding="utf-8")
        assert text.startswith("### ⏸ 1 page held for review\n")
        assert "Client.plot.dig" not in text
        done = run(accept, root)
        assert (done.returncode, done.stderr) == (0, "")
    text = (root / "report.md").read_text(encoding="utf-8")
    assert text.startswith("### What changed for callers: 7 breaking changes\n")
    left_out = "`Client.plot.dig(bed_4=…)`: omit each of `bed_4` … `bed_8`, which is no longer accepted"
    assert left_out in text
    assert "bed_4" in (root / "changes.html").read_text(encoding="utf-8")
