"""Sentences that take back rules: where a field is ignored, need not be sent, or causes no error.

Nothing that an ignored field holds is refused. Sentences are parsed when a field is first looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import cast

from attrs import define, field

from tiktok_bindgen.language.hedges import read
from tiktok_bindgen.language.rule_readers import Names
from tiktok_bindgen.language.rule_wordings import INSTEAD
from tiktok_bindgen.language.sentence import read_sentence
from tiktok_bindgen.language.syntax import Expr, Name
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.logic.model import Condition, Path, Present
from tiktok_bindgen.sentences.resolve import Node, Request

# Facts of wordings: a field is ignored; it need not be sent.
IGNORES = frozenset({"ignored", "ignored-when"})
RELEASES = frozenset({"released", "released-when"})
# The fact of a sentence that states anew what to send in some case.
CASES = "cases"

_SAYS = re.compile(
    r"ignored|optional|(?:not|n't|no longer) (?:need|have) to|not (?:required|needed|mandatory)|no errors?\b",
    re.IGNORECASE,
)
# Parts of these words, of which any match has one: searching for them first is faster.
_TRACES = ("gnored", "ptional", "need to", "have to", "ot required", "ot needed", "ot mandatory", "o error")
_NO_ERROR = re.compile(r"\bno errors? will (?:occur|be returned)\b", re.IGNORECASE)
# A kind of thing is left out, so that the exemption applies to all kinds.
_FOR_A_KIND = re.compile(r" for (?:an?|the) [\w\- ]{3,80}?(?=,| and\b)")
# A start date is left out, so that the exemption applies on all days.
_FROM_A_DAY = re.compile(
    r"^(?:notes?\s*[:：]\s*)?(?:starting|as of|from) [a-z]+ \d{1,2}(?:st|nd|rd|th)?, \d{4},\s+", re.IGNORECASE
)
# The other fields of an object, but for some.
_OTHERS = re.compile(
    r"\ball (?:the )?other fields(?: within `\w+`)?"
    r"(?:,? except(?: for)? (?P<kept>`\w+`(?:(?:,| and) `\w+`)*),?)?"
)
# What follows from the sentence before holds in that sentence's case.
_FOLLOWS = re.compile(r"^((?:when|if)\b[^,]+, )?.* this means (?:that )?(?=you )", re.IGNORECASE)


@define
class Exemptions:
    """The sentences of one request that take something back.

    Attributes:
        request: The fields.
        sentences: The sentences, each with the field whose description has it.
        over: Returns an over-approximation of a condition in the description of a field.
    """

    request: Request
    sentences: Sequence[tuple[Node, str]]
    over: Callable[[Node, Expr | None], Condition | bool]
    _found: dict[tuple[Path, frozenset[str], frozenset[Path]], tuple[Condition | bool, ...]] = field(
        factory=dict, init=False
    )
    _cases: dict[Path, tuple[Condition | bool, ...]] = field(factory=dict, init=False)
    _without_error: set[Path] | None = field(default=None, init=False)

    @classmethod
    def of(cls, request: Request, over: Callable[[Node, Expr | None], Condition | bool]) -> Exemptions:
        """Find the sentences in the descriptions of a request's fields."""
        lines = (
            (node, line)
            for node in request.nodes
            for statement in node.field.described
            for line in statement.walk()
            if any(trace in line.text for trace in _TRACES)
        )
        sentences = (
            (node, _FOLLOWS.sub(r"\1", f"{before} {text}") if text.startswith("This means ") else text)
            for node, line in lines
            for before, text in pairwise(("", *line.sentences))
        )
        return cls(request, [(node, text) for node, text in sentences if _SAYS.search(text)], over)

    def when(
        self, target: Node, facts: frozenset[str], given: frozenset[Path] = frozenset()
    ) -> tuple[Condition | bool, ...]:
        """The conditions under which a field is, or may be, ignored or not needed.

        Args:
            target: The field.
            facts: :data:`IGNORES`, :data:`RELEASES`, or both.
            given: Fields with which it is demanded: an unknown case that releases both has none of them.

        Returns:
            Conditions with paths from the top; ``True`` where the request does not show whether they hold.
        """
        key = (target.path, facts, given)
        if key not in self._found:
            self._found[key] = tuple(dict.fromkeys(self._of(target, facts, given)))
        return self._found[key]

    def _of(self, target: Node, facts: frozenset[str], given: frozenset[Path]) -> Iterator[Condition | bool]:
        written = f"`{target.field.name}`"
        for node, stated in self.sentences:
            others = _OTHERS.search(stated) if target.path[: len(node.parent)] == node.parent else None
            kept = others is None or node is target or written in (others["kept"] or "")
            text = stated if kept else _OTHERS.sub(written, stated)
            if node is not target and written not in text:
                continue
            for demand in read_sentence(_FROM_A_DAY.sub("", _FOR_A_KIND.sub("", text))):
                if demand.fact not in facts or demand.when is None:
                    continue
                named = [self.request.find(name, node) for name in demand.names] or [node]
                # That it may be exempt is enough, since no rule may refuse a valid request.
                condition = self.over(node, demand.when)
                others_too = {
                    other.path for other in named if isinstance(other, Node) and other is not target
                }
                without_given = condition is True and demand.fact in RELEASES and given & others_too
                if target in named and condition is not False and not without_given:
                    yield condition

    def instead(self, target: Node) -> Iterator[Present]:
        """Yield, for each field that serves another purpose in place of one, that it is present."""
        for statement in target.field.described:
            for line in statement.walk():
                for found in filter(None, (read(INSTEAD, text) for text in line.sentences)):
                    for name in cast("Names", found[1]["NAMES"]).names:
                        other = self.request.find(name, target)
                        if isinstance(other, Node) and other is not target:
                            yield Present(other.path)

    def cases(self, node: Node) -> tuple[Condition | bool, ...]:
        """The conditions under which a field's description states anew what to send."""
        if node.path not in self._cases:
            self._cases[node.path] = tuple(
                self.over(node, demand.when)
                for statement in node.field.described
                for line in statement.walk()
                for text in line.sentences
                if text.startswith(("When ", "If "))
                for demand in read_sentence(text)
                if demand.fact == CASES and demand.when is not None
            )
        return self._cases[node.path]

    def no_error(self, paths: Iterable[Path]) -> bool:
        """Whether a sentence says that one of some fields causes no error."""
        if self._without_error is None:
            self._without_error = {
                node.path
                for at, text in self.sentences
                if _NO_ERROR.search(text)
                for node in self._named(text, at)
            }
        return not self._without_error.isdisjoint(paths)

    def _named(self, text: str, at: Node) -> Iterator[Node]:
        """Yield the fields that a sentence names."""
        for token in tokenise(text):
            found = self.request.find(Name(token.text), at) if token.kind == "code" else None
            if isinstance(found, Node):
                yield found
