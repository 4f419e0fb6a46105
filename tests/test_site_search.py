"""What the site's search finds: names that have the words, and the nearest ones of words with a slip."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest

from made_sites import committed, garden, index_of, search_index
from site_scripts import ASSETS, NODE, needs_node

pytestmark = needs_node

# Answers all that is asked with the kinds and names of hits, and with what was read.
_PROGRAM = """
const fs = require("node:fs"), vm = require("node:vm");
vm.runInThisContext(fs.readFileSync(process.argv[1], "utf8"));
const { index, asked, marked } = JSON.parse(fs.readFileSync(0, "utf8"));
const entries = TikTokSearch.entriesOf(index);
const found = asked.map((text) => {
  const { kinds, words, read } = TikTokSearch.search(entries, text);
  const names = kinds.map(([kind, hits]) => [kind, hits.map(({ entry }) => entry.text)]);
  return { kinds: names, read, marked: TikTokSearch.marked(marked, words) };
});
const every = entries.map((each) => ({ ...each, places: each.places() }));
process.stdout.write(JSON.stringify({ found, entries: every }));
"""


def answered(index: object, asked: Sequence[str], marked: str = "") -> Any:
    """What the script says of an index when asked for some texts."""
    assert NODE is not None
    command = [NODE, "-e", _PROGRAM, "--", str(ASSETS / "find.js")]
    given = json.dumps({"index": index, "asked": asked, "marked": marked})
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def entries() -> Any:
    """All that can be found in the site of the two newest specs."""
    return answered(search_index(), [])["entries"]


def hits(asked: str, index: object = None) -> dict[str, list[str]]:
    (found,) = answered(index or index_of(garden()), [asked])["found"]
    return dict(found["kinds"])


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("spacing", "spacing"),
        ("spcing", "spacing"),  # a letter is missing
        ("spaccing", "spacing"),  # one is too many
        ("spoceng", ""),  # two are wrong in a short word
        ("spaicng", "spacing"),  # two are swapped
        ("requesst_di", "request_id"),  # two slips in a long word
        ("requesst_", "request_id"),  # it is not written to its end
        ("requestid", "request_id"),
        ("sol", ""),  # a word of three letters has no slips
    ],
)
def test_a_slip_is_forgiven(asked: str, name: str) -> None:
    found = hits(asked)
    assert found.get("Fields", []) == [name] * bool(name)


def test_nearly_every_name_is_found_with_a_slip() -> None:
    random = Random(7)
    index = search_index()
    names = {row[0] for key in ("operations", "fields", "metrics") for row in index[key] if len(row[0]) > 4}
    written = {name: slip(name, random) for name in random.sample(sorted(names), 400)}
    answers = answered(index, list(written.values()))["found"]
    # The others have become the beginning of another word.
    missed = [
        (name, wrong)
        for (name, wrong), answer in zip(written.items(), answers, strict=True)
        if not any(name in several for _, several in answer["kinds"])
    ]
    assert len(missed) < 0.03 * len(written), missed


def slip(name: str, random: Random) -> str:
    at = random.randrange(1, len(name) - 1)
    return random.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + random.choice("aeiounst") + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def test_what_is_found_as_it_was_typed_is_not_guessed_at() -> None:
    written, slipped = answered(search_index(), ["budget_mode", "campain"])["found"]
    assert written["read"] == []
    assert all("budget_mode" in name.lower() for _, names in written["kinds"] for name in names)
    assert slipped["read"] == ["campaign"]


def test_the_best_hits_and_kinds_come_first() -> None:
    assert next(iter(hits("bed"))) == "Operations"
    assert hits("soil") == {"Fields": ["soil"]}
    # Written as it is, the value comes before the field.
    assert next(iter(hits("BED"))) == "Values"
    assert hits("bed_id")["Fields"] == ["bed_id"]
    assert list(hits("bed_id"))[:2] == ["Fields", "Dimensions"]
    fields = hits("budget", search_index())["Fields"]
    assert fields[0] == "budget"
    assert fields.index("bid_budget") < fields.index("budget_mode")


@pytest.mark.parametrize(
    "asked", ["bed create", "create  bed", "POST /bed/create/", "/open_api/v2/bed/create/", "Bed Make"]
)
def test_an_operation_is_found_by_words_or_its_path(asked: str) -> None:
    assert hits(asked)["Operations"] == ["bed.create"]


def test_nothing_is_found_of_nothing() -> None:
    assert hits("  ") == {}
    assert hits("wheelbarrow") == {}


def test_all_words_are_marked_wherever_they_are() -> None:
    text = "Beds of a BED (bed+soil) in soil."
    (found,) = answered(index_of(garden()), ["soil bed"], text)["found"]
    assert found["marked"] == ["", "Bed", "s of a ", "BED", " (", "bed", "+", "soil", ") in ", "soil", "."]
    (found,) = answered(index_of(garden()), ["("], text)["found"]
    assert found["marked"] == ["Beds of a BED ", "(", "bed+soil) in soil."]
    (found,) = answered(index_of(garden()), ["spcing"], "Spacing, not spcing")["found"]
    assert found["marked"] == ["", "Spacing", ", not ", "spcing", ""]


def test_no_place_is_called_what_the_hit_is_called() -> None:
    for each in entries():
        assert not {each["text"], each["line"]} & {place["label"] for place in each["places"]} - {""}, each
        assert len(each["places"]) == 1 or all(place["label"] for place in each["places"]), each


def test_each_hit_leads_to_a_page() -> None:
    files = committed()
    for each in entries():
        for place in each["places"]:
            name, _, id_ = place["href"].partition("#")
            assert name in files, place
            assert not id_ or id_.startswith("field=") or f'id="{unquote(id_)}"' in files[name], place
