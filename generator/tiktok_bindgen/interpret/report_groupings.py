"""How dimensions may be grouped: sentences and lists of code as groupings.

A grouping is written as its dimensions, and kinds of dimensions, put together by a sign or by commas; what
kinds there are is said nearby. A text that is about groupings and is not read wholly allows nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from attrs import define, field

from tiktok_bindgen.interpret.model import Slot
from tiktok_bindgen.interpret.report_pages import LONGEST, Wording, wording

# What introduces groupings, or explains them, and allows none by itself. To read one more, add a row.
INTRODUCTIONS: tuple[Wording, ...] = (
    wording(
        r"^(?:if you want to use .+, |to (?:retrieve|get|query|use) .+, )?(?:you can )?specify .*\bgroupings?\b.*[:：]?$",
        "You can specify any of the groupings below:",
        "To retrieve plot metrics, specify any of the following dimension groupings using `dimensions`:",
        "If you want to use `plot_id`, you can specify any of the following groupings:",
    ),
    wording(
        r"^if you want to use .+, you can specify in the `?dimensions`? field of the request[:：]$",
        "If you want to use places, you can specify in the `dimensions` field of the request:",
    ),
    wording(
        r"^the supported dimensions? (?:is|are) categorized as .*$",
        "The supported dimensions are categorized as ID and time dimensions.",
    ),
    wording(
        r"^see the following table to learn about .*$",
        "See the following table to learn about the grouping rules.",
    ),
    wording(r"^supported dimension groupings?[:：]?$", "Supported dimension groupings"),
    wording(
        r"^in your request, you should at least have one [\w ]+ dimension\. .* are optional\.?$",
        "In your request, you should at least have one bed dimension. ID dimensions are optional.",
    ),
    wording(
        r"^in your request, if no [\w ]+ dimension is used, you should at least have one [\w ]+ dimension\. .* are optional[:：]?$",
        "In your request, if no soil dimension is used, you should at least have one bed dimension. ID dimensions "
        "are optional:",
    ),
    wording(
        r"^if you want to use an? [\w ]+ dimension, ensure that your dimension grouping meets the following requirement[:：]$",
        "If you want to use a soil dimension, ensure that your dimension grouping meets the following requirement:",
    ),
)
# A heading of what is about groupings, down to the next one.
HEADING = wording(r"\bdimension (?:groupings?|categories)\b", "Dimension grouping rules")
# What ends the groupings, though no heading does.
EXAMPLES = wording(r"^(?:in)?correct examples?[:：]?$|^examples?[:：]?$", "Correct examples:", "Example")
# A kind of dimensions and those that are of it.
CATEGORY = wording(
    r"^(?P<name>[\w ]+?) dimensions?\s*[:：]\s*(?P<names>(?:(?:and\s*)?`[^`]+`[\s,.;]*)+(?:and\s*`[^`]+`\.?)?)$",
    "ID dimensions: `bed_id`, `plot_id`.",
    "Time dimension: `day` and `hour`.",
)
#: A heading of a list of the dimensions of a kind.
CATEGORY_HEADING = wording(r"^(?P<name>[\w ]+?) dimensions?$", "ID dimensions")
# What a sentence begins with that is a grouping of its own.
SENTENCES: tuple[tuple[str, Wording], ...] = (
    (
        "each optional",
        wording(
            r"^in each request, you can only have (?P<slots>[^.]+)\.",
            "In each request, you can only have one ID dimension and (or) one time dimension. Like `a`.",
        ),
    ),
    (
        "as written",
        wording(
            r"^the grouping can be (?P<slots>[^.]+)\.$",
            "The grouping can be one bed dimension (required), and one time dimension (optional).",
        ),
    ),
)
_NUMBERS = {"one": 1, "a": 1, "single": 1, "two": 2, "three": 3, "four": 4}
_NUMBER = rf"{'|'.join(_NUMBERS)}|\d{{1,2}}"
_CODE = re.compile(r"`\s*([a-z][a-z0-9_]*)\s*`")
_NAMES = re.compile(r"`[^`]+`(?:\s*(?:/|,\s*or|,|\bor\b)\s*`[^`]+`)*")
_COUNTED = re.compile(
    rf"(?:(?P<least>{_NUMBER})(?: (?P<to>to|or) (?P<most>{_NUMBER}|more))?|(?P<many>multiple|any))\s+"
    r"(?:of\s+)?(?P<what>.+)",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?P<name>[\w ]+?)\s+dimensions?(?:\s*[(（]\s*(?P<names>`[^()（）]*`)\s*[)）])?", re.IGNORECASE
)
_OPTIONAL = re.compile(r"\s*\(\s*(optional|required)\s*\)\s*", re.IGNORECASE)
_ONLY = re.compile(r"\s*\bonly\b[\s,]*(?:or)?$")
_ENDS = re.compile(r"[\s.,;]*(?:,\s*or)?[\s.,;]*$")
_LIST = re.compile(r"`\s*(\[[^`\]]*\])\s*`|(\[[^\]]*\])")
_BULLET = re.compile(r"^\s*[-*•]\s+")


@define
class Groupings:
    """Reads texts about groupings, with the kinds of dimensions that were named so far.

    Attributes:
        categories: The dimensions of each kind, by its name in lower case.
    """

    categories: dict[str, tuple[str, ...]] = field(factory=dict)

    def learn(self, text: str) -> bool:
        """Take a text that says which dimensions are of a kind; say whether it is one."""
        match = CATEGORY.pattern.match(text.strip()) if len(text) <= LONGEST else None
        if match is None:
            return False
        self.categories[match["name"].lower()] = tuple(_CODE.findall(match["names"]))
        return True

    def read(self, text: str) -> tuple[tuple[Slot, ...], ...] | None:
        """Read one line.

        Returns:
            The groupings that it allows, none for a line that only explains or gives an example; ``None`` if
            it is not understood.
        """
        text = _BULLET.sub("", text).strip()
        if len(text) > LONGEST:
            return None
        if any(each.pattern.match(text) for each in INTRODUCTIONS):
            return ()
        listed = _listed(text)
        if listed:
            return listed
        for how, each in SENTENCES:
            if match := each.pattern.match(text):
                slots = self._slots(
                    re.split(r",\s*(?:and\s+)?|\s+and\s*(?:\(\s*or\s*\))?\s+", match["slots"])
                )
                if slots and how == "each optional":
                    slots = tuple(Slot(slot.names, 0, slot.most) for slot in slots)
                return (slots,) if slots else None
        slots = self._slots(_TOGETHER.split(_without_brackets_plus(text)))
        return (slots,) if slots else None

    def _slots(self, parts: Sequence[str]) -> tuple[Slot, ...]:
        """The slots of a grouping's parts; none if one of them is not understood."""
        found = [self._slot(part) for part in parts if part.strip()]
        return tuple(slot for slot in found if slot is not None) if all(found) else ()

    def _slot(self, part: str) -> Slot | None:
        marks = [mark.lower() for mark in _OPTIONAL.findall(part)]
        text = _ENDS.sub("", _ONLY.sub("", _ENDS.sub("", _OPTIONAL.sub(" ", part).strip())))
        counted = _COUNTED.fullmatch(text)
        least, most = (1, 1) if counted is None else _bounds(counted)
        names = self._names(text if counted is None else counted["what"])
        if not names:
            return None
        return Slot(names, 0 if "optional" in marks else least, most)

    def _names(self, text: str) -> tuple[str, ...]:
        text = text.strip()
        if _NAMES.fullmatch(text):
            return tuple(_CODE.findall(text)) if text.count("`") == 2 * len(_CODE.findall(text)) else ()
        match = _KIND.fullmatch(text)
        if match is None:
            return (text,) if re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)+", text) else ()
        if match["names"]:
            names = tuple(_CODE.findall(match["names"]))
            self.categories.setdefault(match["name"].lower(), names)
            return names
        return self.categories.get(match["name"].lower(), ())


def written_grouping(slots: Sequence[Slot]) -> str:
    """A grouping in our own words, which `Groupings.read` reads."""
    return " + ".join(map(_written_slot, slots))


def _written_slot(slot: Slot) -> str:
    names = "/".join(f"`{name}`" for name in slot.names)
    if slot.most is None:
        counted = f"{max(slot.least, 1)} or more of {names}"
    elif slot.most > 1:
        counted = f"{max(slot.least, 1)} to {slot.most} of {names}"
    else:
        counted = names
    return counted + (" (optional)" if slot.least == 0 else "")


def _bounds(counted: re.Match[str]) -> tuple[int, int | None]:
    if counted["many"]:
        return 1, None
    least = _number(counted["least"])
    if counted["most"] is None:
        return least, least
    return least, None if counted["most"].lower() == "more" else _number(counted["most"])


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)


def _listed(text: str) -> tuple[tuple[Slot, ...], ...]:
    """Groupings that are lists of JSON, where a line is nothing else."""
    if _ENDS.sub("", _LIST.sub("", text)):
        return ()
    found = []
    for match in _LIST.finditer(text):
        try:
            names = json.loads(match[1] or match[2])
        except ValueError:
            return ()
        if not names or not all(isinstance(name, str) for name in names):
            return ()
        found.append(tuple(Slot((name.strip(),)) for name in names))
    return tuple(found)


_TOGETHER = re.compile(r"\s*\+\s*|\s+[x×]\s+|(?<=[)）])\s+and\s+")
_WITHIN = re.compile(r"\([^()]*\)")


def _without_brackets_plus(text: str) -> str:
    """A text in which a sign within brackets does not put things together."""
    return _WITHIN.sub(lambda match: match[0].replace("+", " "), text)
