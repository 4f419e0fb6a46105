"""Every rule has a pair of documents that yields it and nothing else, and its mirror on the way back."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from about import about
from diff_cases import cases, mirrored
from pages import ROOT
from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import compare, registry
from tiktok_bindgen.diff.rules_page import rules_text

_CASES = cases()
_IDS = [case.id for case in _CASES]


def test_a_pair_yields_the_rule_it_is_for_and_nothing_else() -> None:
    for case in _CASES:
        with about(case.id):
            changes = compare(case.old, case.new, prose=case.prose)
            assert sorted(change.id for change in changes) == sorted([case.id, *case.also])
            change = next(change for change in changes if change.id == case.id)
            assert change.pointer == case.pointer
            assert change.severity == case.severity


def test_the_same_pair_the_other_way_round_yields_the_mirror() -> None:
    for case in _CASES:
        with about(case.id):
            changes = compare(case.new, case.old, prose=case.prose)
            ids = sorted(change.id for change in changes)
            assert ids == sorted(mirrored(each) for each in (case.id, *case.also))
            change = next(change for change in changes if change.id == mirrored(case.id))
            assert (change.pointer, change.severity) == (case.back, case.back_severity)


def test_no_rule_is_without_a_pair() -> None:
    shown = {*_IDS, *map(mirrored, _IDS)}
    assert [id_ for id_ in registry() if id_ not in shown] == []


def test_the_table_of_kinds_has_no_cell_that_nobody_reads() -> None:
    table = files("tiktok_bindgen.diff").joinpath("kinds.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("# ")]
    assert {row[1].strip() for row in rows} == {"breaking", "risky", "safe"}
    assert {row[2].strip() for row in rows} == {"breaking", "risky", "safe", "-"}
    labels = {cell.partition(": ")[0] for row in rows for cell in row[4:]}
    assert labels == {"why", "why sent", "why read", "about", "do", "do sent", "do read"}
    # Only who breaks has to alter something.
    for row in rows:
        to_do = {cell.partition(": ")[0] for cell in row[4:] if cell.startswith("do")}
        sent, read = row[1].strip(), row[2].strip()
        allowed = {"do" if read == "-" else "do sent"} if sent == "breaking" else set()
        assert to_do <= allowed | ({"do read"} if read == "breaking" else set()), row[0]


def test_the_mirror_of_a_mirror_is_the_rule_itself() -> None:
    for rule in registry().values():
        assert registry()[rule.mirror].mirror == rule.id


def test_what_is_tightened_for_a_sender_is_no_worse_for_a_reader_and_the_other_way_round() -> None:
    # Only what a caller reads can be worse when more is allowed, and only what it sends when less is.
    tightened = [
        rule
        for rule in registry().values()
        if rule.side == "request"
        and (rule.severity, registry()[rule.mirror].severity) == ("breaking", "safe")
        and "removed" not in rule.id
    ]
    replies = [registry()[rule.id.replace("request-", "response-", 1)] for rule in tightened]
    assert [reply.id for reply in replies if reply.severity == "breaking"] == []
    assert len(tightened) > 20


def test_a_message_is_a_whole_sentence_without_gaps() -> None:
    for case in _CASES:
        for change in compare(case.old, case.new, prose=case.prose):
            assert change.message.endswith(".")
            assert change.message[0].isupper() or not change.message[0].isalpha()
            assert "None" not in change.message
            assert "{" not in change.message.replace("{name}", "") or "{" in str(
                [change.old, change.new, change.note]
            )


def test_a_breaking_change_of_a_request_says_what_a_caller_has_to_alter() -> None:
    without = [
        case.id
        for case in _CASES
        for change in compare(case.old, case.new)
        if change.severity == "breaking" and change.method and not change.hint
    ]
    assert without == []


def test_the_page_of_rules_is_what_the_registry_says() -> None:
    page = ROOT / "docs" / "diff-rules.md"
    assert page.read_text(encoding="utf-8") == rules_text("markdown"), (
        "run: tiktok-bindgen rules --format markdown -o docs/diff-rules.md"
    )


def test_what_another_differ_has_rules_for_has_rules_here_unless_there_is_a_reason() -> None:
    lines = (ROOT / "tests" / "cases" / "oasdiff.tsv").read_text(encoding="utf-8").splitlines()[1:]
    yards = [line.split("\t") for line in lines]
    assert len({theirs for theirs, _, _ in yards}) == len(yards)
    assert Counter(state for _, state, _ in yards) == {"covered": 439, "cannot occur": 13, "left": 12}
    for theirs, state, ours in yards:
        assert state != "covered" or (ours and set(ours.split()) <= registry().keys()), theirs


def test_the_command_lists_every_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(registry())
    assert main(["rules", "--format", "json", "-o", str(tmp_path / "rules.json")]) == 0
    assert (tmp_path / "rules.json").read_text(encoding="utf-8").startswith("[\n")
