"""Find the facts that recorded calls contradict, each with all calls that do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.compare import Names
from tiktok_bindgen.weigh.evidence import EvidenceByOperation, Side
from tiktok_bindgen.weigh.slips import Vocabulary
from tiktok_bindgen.weigh.typed import is_name

Fact = tuple[str, str, Side, Names, str]


def documented(document: Document) -> Mapping[tuple[str, str], list[Operation]]:
    """The operations keyed by method and path; a list, as several pages may document one."""
    found: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in document.operations:
        # Skip an operation that another page documents better.
        if operation.repeats is None:
            found[operation.method, operation.path].append(operation)
    return found


def contradicted(document: Document, calls: Iterable[Shown]) -> Mapping[Fact, list[tuple[str, int]]]:
    """Find the facts of a document that calls contradict.

    Returns:
        The files and lines of the calls, keyed by the operation's method and path, the side, the names of the
        field, and the fact.
    """
    known = documented(document)
    collected = EvidenceByOperation(known, Vocabulary.of(document))
    for each in calls:
        if (each.method, each.path) in known:
            collected.add(each)
    collected.decide_slips()
    return {
        (*key, names, fact): [(each.page, each.line) for each in witnesses]
        for key, evidence in collected.found.items()
        for (names, fact), witnesses in evidence.against.items()
        if (key[2] == "request" or is_told_of_replies(names, fact))
        # A key that is no field name is the caller's own data.
        and (fact != "unknown" or is_name(names[-1]))
    }


def is_told_of_replies(names: Names, fact: str) -> bool:
    """Whether a reply's fact can be contested: others are not enforced, and the envelope is common to all."""
    return fact in {"type", "required"} or (fact == "unknown" and len(names) > 1)
