"""The weight of each kind of evidence about a row's depth.

``tests/tools/fit_depth.py`` fits the weights so that the true nesting, known from pages in native form,
scores best. Each weight keeps the sign that its reason implies, even where the other sign would fit better.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Evidence:
    """One kind of evidence.

    Attributes:
        name: Its unique name.
        weight: Added to a reading's score; negative for evidence against the reading.
        reason: Why it is a sign of nesting.
    """

    name: str
    weight: float
    reason: str


EVIDENCE: tuple[Evidence, ...] = (
    # How the row follows the row before
    Evidence("first-child", 0.54, "an object is followed by its first field"),
    Evidence("first-child-weak", 0.66, "a list or a map may be followed by what is inside it"),
    Evidence("empty-elsewhere", -0.98, "another place of the page has such an object without fields"),
    Evidence(
        "left-empty", -2.56, "an object would have no fields, and its description refers to no other place"
    ),
    Evidence("stay", 0.68, "a field follows its sibling"),
    Evidence("stay-after-empty", -1.53, "a field follows an object without fields beside it"),
    Evidence("close", -0.35, "an object ends only once"),
    Evidence("close-more", -0.15, "objects seldom end together"),
    Evidence("close-one", -0.75, "the object that would end has one field so far"),
    Evidence("close-few", 0.32, "the object that would end has two or three fields so far"),
    Evidence("close-with-object", 1.51, "an object ends where another begins"),
    Evidence("back-to-large", 0.38, "what the row would be in has many fields already"),
    Evidence("back-to-one", 0.73, "what the row would be in has a single field, and the row is an object"),
    Evidence(
        "back-to-one-plain",
        -1.14,
        "what the row would be in has a single field, and the row is a plain value",
    ),
    Evidence("last-at-top", 2.19, "a reply ends with a field of its envelope"),
    Evidence("prefix", 1.85, "its name begins as its sibling's just before does"),
    Evidence("suffix", 2.22, "its name ends as its sibling's just before does"),
    Evidence("sequence", 0.81, "the two fields follow each other elsewhere, with this step between them"),
    Evidence("sequence-same", 0.13, "they do so in an object of this name"),
    # About the object the row would be in
    Evidence("same-name", -8.0, "an object has no two fields of one name"),
    Evidence("example", 3.12, "the example has the field at this very place"),
    Evidence(
        "not-in-example-complete",
        -0.16,
        "the example shows the object without the field, and all that it shows has been found",
    ),
    Evidence("not-at-top", -0.5, "the example of a request shows the top level without the field"),
    Evidence("next-shown-here", 0.43, "the next row that the example shows at all is in this object"),
    Evidence("envelope", 3.28, "what describes the reply itself is at its top level"),
    Evidence(
        "not-in-envelope-shown", -2.12, "the top level of a reply is its envelope, which the example shows"
    ),
    Evidence("leaves-supplement", -2.35, "a table that adds to an object stays in it"),
    Evidence("paging-asked", 2.64, "which page is wanted is said at the top level of a request"),
    Evidence("paging-told", 2.49, "which page came is told in an object about pages"),
    Evidence("paging-in-list", -0.84, "an object about pages stands beside the list, not in it"),
    Evidence("parent-mentions", 0.96, "the description of the object speaks of the field"),
    Evidence("before-mentions", 2.82, "the description of the sibling just before speaks of the field"),
    Evidence("condition-parent", 0.2, "it is needed when the object it is in is given"),
    Evidence("condition-ancestor", 1.47, "it is needed when an object around it is given"),
    Evidence("mention-sibling", 1.1, "its description speaks of a sibling"),
    Evidence("speaks-of-parent", 1.12, "its name or description uses the words of the object's name"),
    Evidence("words-object", 0.11, "it shares a rare word with the object's description"),
    Evidence("words-object-many", 0.63, "it shares three rare words with the object's description"),
    Evidence("words-last", 0.53, "it shares a rare word with the field found last in the object"),
    Evidence("words-last-many", 0.64, "it shares three rare words with the field found last in the object"),
    Evidence("stem", 1.42, "its name begins as the name of the object does"),
    Evidence("stem-object", 1.5, "likewise, of an object"),
    Evidence(
        "breaks-stem-one", -1.94, "the only field of the object so far begins as its name does, this one not"
    ),
    Evidence("kin", 1.32, "its name begins with the two words with which a sibling's begins"),
    Evidence("kin-first", 0.61, "its name begins with the word with which a sibling's begins"),
    Evidence("alike-parent", -0.19, "objects whose names end alike stand beside each other"),
    Evidence("alike-sibling", 1.38, "objects whose names end alike stand beside each other"),
    Evidence("parent-elsewhere", 0.76, "another place of the page has it in an object of this name"),
    Evidence(
        "parent-differs", -0.16, "another place of the page has it, and an object of this name without it"
    ),
    Evidence("top-elsewhere", 0.6, "another place of the page has it at the top level"),
    Evidence("parent-likely", 0.28, "another place of the page seems to have it in an object of this name"),
    # About each object that would end
    Evidence("closed-example", -0.51, "the example has the field in it"),
    Evidence("closed-whole", 1.34, "another object of the page has just its fields"),
    Evidence("closed-condition", -1.64, "the field is needed when it is given"),
    Evidence("closed-speaks", -0.47, "the field's name or description uses the words of its name"),
    Evidence("closed-stem-object", -0.68, "the field is an object, and its name begins as its name does"),
    Evidence("closed-kin", 1.14, "both are objects and their names begin with the same word"),
)

WEIGHTS: dict[str, float] = {evidence.name: evidence.weight for evidence in EVIDENCE}
