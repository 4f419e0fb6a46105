"""Match single sentences against the tables of wordings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from tiktok_bindgen.language import fact_wordings
from tiktok_bindgen.language.acts import OPEN, is_limit, itself, read_acts, read_two_cases
from tiktok_bindgen.language.hedges import without_asides, without_opening
from tiktok_bindgen.language.patterns import Captures
from tiktok_bindgen.language.table import Table
from tiktok_bindgen.language.tokens import STOPS, tokenise

#: The facts that a sentence states and their parts, keyed by table of wordings.
Facts = Mapping[Table, tuple[tuple[str, Captures], ...]]
# Called with a problem's code, and its explanation in our own words.
Report = Callable[[str, str], None]

CONDITIONAL = re.compile(
    r"^(?:•\s*)?(?:when|if|for|in case|in (?:any|the|other)|once|unless|otherwise|to(?! be))\b", re.IGNORECASE
)
# The place where a sentence continues with another fact: ``Default value: 1, value range: 1-50``.
_NEXT_FACT = re.compile(
    r"[,;，；]\s+(?:and )?(?=(?:the )?(?:default(?: value)?|(?:value )?range|length limit"
    r"|(?:max|min)(?:imum)?(?: value| size| length))\s*(?:is\s+[`\[(\d]|[:：]))",
    re.IGNORECASE,
)


def clauses(sentence: str) -> Iterator[str]:
    """Split a sentence into the facts that it states in turn, usually one, without its full stop."""
    whole = sentence.rstrip(".。 ").strip()
    if whole.startswith(("(", "（")) and whole.endswith((")", "）")):
        whole = whole[1:-1].rstrip(".。 ")
    parts = _NEXT_FACT.split(whole)
    if len(parts) > 1 and (CASE.search(whole) or whole[:3].lower() == "in "):
        parts = [whole]
    yield from parts


CASE = re.compile(r"\b(?:when|if|for|once|unless|otherwise)\b", re.IGNORECASE)

#: A sentence that begins like a condition but is none.
ADVICE = re.compile(
    r"if you (?:do not|don't|want to|would like to) (?:know|learn|find out)\b(?!.*\b(?:following|below)\b)",
    re.IGNORECASE,
)


# Cached because requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def stated_facts(sentence: str) -> Facts:
    """The facts that a sentence states."""
    tables = [table for table in fact_wordings.FACTS if table.may_fit(sentence)]
    tokens = without_asides(without_opening(tokenise(sentence))) if tables else ()
    found = (
        (table, tuple((wording.fact, parts) for wording, parts in table.whole(tokens))) for table in tables
    )
    return {table: stated for table, stated in found if stated}


def stated_by(table: Table, sentence: str) -> tuple[tuple[str, Captures], ...]:
    """The facts that a sentence states by the wordings of one table, and their parts."""
    return stated_facts(sentence.rstrip(STOPS)).get(table, ())


# Cached because requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def is_condition(sentence: str) -> bool:
    """Whether a sentence states a condition on the request, or on what is returned."""
    if ADVICE.match(sentence):
        return False
    tokens = without_opening(tokenise(sentence))
    if any(True for _ in fact_wordings.CONDITIONS.whole(tokens)):
        return True
    acts = () if stated_facts(sentence) else (*read_acts(tokens), *read_two_cases(tokens))
    return any(act.fact not in OPEN and not (is_limit(act) and itself(act)) for act in acts)
