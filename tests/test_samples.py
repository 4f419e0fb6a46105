"""What documented examples give (names and listed values) is a fact of its own, in a committed file."""

from __future__ import annotations

from pathlib import Path

import pytest

from may import may, may_pages
from pages import ROOT, needs_portal
from test_weigh import PLOT, call, pages
from tiktok_bindgen.cli import main
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sample_file import SAMPLES, read_samples, samples_text
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed
from tiktok_bindgen.weigh.given import Steps, given

CREATE = "POST /plot/create/"


def _given(*guides: str, plot: str = PLOT) -> dict[str, Steps]:
    read = pages(*guides, plot=plot)
    document, _ = weighed(interpret(read)[0], read)
    return given(document, read)


def _of_one(body: str, plot: str = PLOT) -> object:
    found = _given(call(body), plot=plot)
    return found["guides/1.md"][0] if found else None


@pytest.mark.parametrize(
    ("body", "gives"),
    [
        # In the order of the table; values of no list are the example's own.
        ('{"kind": "HERBS", "garden_id": "7"}', {"garden_id": None, "kind": "HERBS"}),
        ('{"garden_id": "{{garden_id}}", "depth": 3}', {"garden_id": None, "depth": None}),
        # Items that give the same are told once.
        (
            '{"beds": [{"soil": "peat"}, {"soil": "clay"}, {"season": "AUTUMN_TIME", "soil": "loam"}]}',
            {"beds": [{"soil": None}, {"soil": None, "season": "AUTUMN_TIME"}]},
        ),
        ('{"garden_id": "7", "beds": []}', {"garden_id": None, "beds": None}),
    ],
)
def test_an_example_gives_names_and_listed_values(body: str, gives: object) -> None:
    assert _of_one(body) == (CREATE, gives)


def test_a_value_that_another_field_of_that_name_lists_is_one() -> None:
    other = PLOT.replace("plot/create", "plot/update")
    plot = PLOT.replace("Enum values: `FLOWERS`, `HERBS`.", "What grows.") + other
    assert _of_one('{"kind": "HERBS", "label": "HERBS"}', plot) == (CREATE, {"kind": "HERBS", "label": None})


def test_a_parameter_of_a_query_is_read_as_its_type() -> None:
    plot = PLOT.replace("plot/create", "plot/get").replace("POST", "GET")
    wet = plot.replace("|spring_time|string|When it begins.|", "|wet|boolean|Wet.|")
    line = "```xcodeblock\n(code curl http)\ncurl 'https://x.test/open_api/v1.3/plot/get/?wet=true&depth=2'\n"
    assert _given(f"{line}(/code)\n```\n", plot=wet)["guides/1.md"] == [
        ("GET /plot/get/", {"depth": None, "wet": True})
    ]


def test_an_example_that_is_not_whole_or_of_another_version_gives_nothing() -> None:
    assert _given(call('{"garden_id": "7", ...}'), call('{"garden_number": "7"}'), call("{")) == {}


def test_a_page_that_is_going_tells_of_operations_that_are_going() -> None:
    guide = f"# (Deprecated) How to plant\n\nDo so:\n\n{call('{}')}"
    cases: list[tuple[str, dict[str, Steps]]] = [
        ("Create a plot", {}),
        ("(Deprecated) Create a plot", {"guide.md": [(CREATE, {})]}),
    ]
    for title, found in cases:
        texts = {"plot.md": PLOT.replace("Create a plot", title), "guide.md": guide}
        read = [read_page(text.encode(), name)[0] for name, text in texts.items()]
        assert given(interpret(read)[0], read) == found


def test_requests_stand_in_the_order_of_their_page() -> None:
    found = _given(call('{"kind": "HERBS"}') + call('{"kind": "FLOWERS"}'), call('{"kind": "HERBS"}'))
    assert found == {
        "guides/1.md": [(CREATE, {"kind": "HERBS"}), (CREATE, {"kind": "FLOWERS"})],
        "guides/2.md": [(CREATE, {"kind": "HERBS"})],
    }


def test_the_file_has_one_request_a_line(tmp_path: Path) -> None:
    request = {"garden_id": None, "kind": "HERBS", "wet": True, "year": 2, "beds": [{"soil": None}, None]}
    odd = {"on": "NO", "a b": "x, y", "null": ["A: B", "#", ""]}
    found: dict[str, Steps] = {"b.md": [(CREATE, odd)], "a.md": [(CREATE, request), (CREATE, {})]}
    text = samples_text(found)
    assert text.splitlines()[2:5] == [
        "a.md:",
        "- POST /plot/create/: {garden_id, kind: HERBS, wet: true, year: 2, beds: [{soil}, null]}",
        "- POST /plot/create/: {}",
    ]
    file = tmp_path / "samples.yaml"
    file.write_text(text, encoding="utf-8")
    assert read_samples(file) == found
    assert read_samples(tmp_path / "none.yaml") == {}


@pytest.mark.parametrize("text", ["a.md: {}\n", "a.md:\n- POST /a/\n", "a.md:\n- POST /a/: x\n", "- a\n"])
def test_another_file_is_one_clear_error(text: str, tmp_path: Path) -> None:
    file = tmp_path / "samples.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"samples\.yaml: "):
        read_samples(file)


def test_the_command_for_facts_writes_the_samples_of_its_pages_and_keeps_the_others(tmp_path: Path) -> None:
    facts = tmp_path / "spec" / "pages" / "2031-01"
    facts.mkdir(parents=True)
    (facts / "plot.md").write_text(PLOT, encoding="utf-8")
    copy = tmp_path / "copy"
    copy.mkdir()
    guide = "# How to plant\n\nDo so:\n\n" + call('{"kind": "HERBS"}')
    words = ["facts", str(copy), "--date", "2031-02", "--root", str(tmp_path), "--quiet"]
    for name, text in (
        ("first.md", guide),
        ("second.md", guide),
        ("first.md", guide.replace("HERBS", "FLOWERS")),
    ):
        (copy / "plot.md").write_text(PLOT, encoding="utf-8")
        (copy / name).write_text(text, encoding="utf-8")
        assert main(words) == 0
        (copy / name).unlink()
    assert read_samples(tmp_path / SAMPLES) == {
        "first.md": [(CREATE, {"kind": "FLOWERS"})],
        "second.md": [(CREATE, {"kind": "HERBS"})],
    }


@needs_portal
@pytest.mark.portal
def test_the_committed_samples_are_what_the_pages_give() -> None:
    pages = [each.page for each in may_pages()]
    committed = read_samples(ROOT / SAMPLES)
    # Pages that came later are copied with their own date.
    later = committed.keys() - {page.name for page in pages}
    assert {(ROOT / "spec" / "pages" / "2026-08" / name).is_file() for name in later} == {True}
    found = given(may().facts, pages) | {name: committed[name] for name in later}
    assert samples_text(found) == (ROOT / SAMPLES).read_text(encoding="utf-8")
