"""``explain`` and ``rules``: what an operation takes, and what a rule is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tiktok_bindgen.command.parsing import OPERATION, Verbs, add_output, add_spec, add_verb, newest_spec
from tiktok_bindgen.command.saying import as_json, put, say, screen_width, wants_colour
from tiktok_bindgen.problem import InputError

_EXPLAIN = (
    "Print what an operation takes: its fields, the rules between them, and what follows from those: fields "
    "that can never be given, optional ones that must always be, rules that clash. With a partial request, "
    f"what it makes of each field. OPERATION is {OPERATION}. Or tell what goes with a metric, a "
    "dimension or a filter of reports."
)
_RULES = (
    "Tell the rules by which diff judges, or explain one rule: one of these, or one between the fields of a "
    "request, by the id that `python -m tiktok_business check` prints."
)
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})


def add_explain(verbs: Verbs) -> None:
    """Add ``explain``."""
    parser = add_verb(
        verbs,
        "explain",
        _explain,
        summary="an operation's fields and rules, and what follows",
        description=_EXPLAIN,
        examples=(
            "tiktok-bindgen explain campaign.create budget",
            "tiktok-bindgen explain POST /campaign/create/ --given objective_type=REACH --json",
            "tiktok-bindgen explain metric spend",
            "tiktok-bindgen explain --objective REACH",
        ),
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="OPERATION [FIELD], where a field is such as items[].name; or metric, dimension or filter NAME",
    )
    parser.add_argument(
        "--given",
        action="append",
        metavar="FILE|NAME=VALUE",
        help="a partial request: a file of JSON, or a field, also of a request above, such as "
        "campaign.objective_type=REACH; more than once for several",
    )
    parser.add_argument(
        "--objective",
        metavar="[NAME=]VALUE",
        help="what each level of a launch takes whose top has this value, such as WEB_CONVERSIONS; of the "
        "operation that is named, or else of the shortest of those with most levels",
    )
    parser.add_argument("--json", action="store_true", help="print that as JSON")
    add_spec(parser)


def add_rules(verbs: Verbs) -> None:
    """Add ``rules``."""
    parser = add_verb(
        verbs,
        "rules",
        _rules,
        summary="the rules by which diff judges; what one rule is",
        description=_RULES,
        examples=(
            "tiktok-bindgen rules",
            "tiktok-bindgen rules request-enum-value-removed",
        ),
    )
    parser.add_argument("id", nargs="?", metavar="ID", help="explain this rule alone")
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="default: text"
    )
    parser.add_argument("--json", action="store_const", dest="format", const="json", help="as --format json")
    add_output(parser)
    add_spec(parser)


def _explain(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_mapping, load_spec
    from tiktok_bindgen.explain import ROLES, explained, findings, partial, report, report_name, states

    words: list[str] = options.words
    launches = options.objective is not None
    role = words[0] if words and words[0] in ROLES else None
    if not words and not launches:
        raise InputError("explain takes an OPERATION, or --objective and a value")
    if role is None and words and words[0].upper() in _METHODS and len(words) == 1:
        raise InputError(f"explain takes a path behind {words[0]}")
    spec = load_spec(options.spec or newest_spec())
    if role is not None:
        if len(words) != 2 or options.given or launches or options.json:
            raise InputError(f"explain {role} takes a name and no more")
        say(report_name(spec, role, words[1]))
        return 0
    named, field = _named(spec, words) if words else (None, None)
    if launches:
        if field or options.given:
            raise InputError("--objective takes an operation, and neither a field nor --given")
        from tiktok_bindgen.explain.launch import launch, launch_data, launch_text

        steps = launch(spec, options.objective, explained(spec, *named) if named else None)
        put(as_json(launch_data(steps)) if options.json else f"{launch_text(steps)}\n", None)
        return 0
    assert named is not None
    operation = explained(spec, *named)
    given = None
    if options.given:
        parts = [each if "=" in each else load_mapping(Path(each)) for each in options.given]
        given = states(operation, partial(spec, operation, parts))
    follows = findings(operation)
    if options.json:
        from tiktok_bindgen.explain.data import operation_data

        put(as_json(operation_data(operation, follows, field=field, states=given)), None)
        return 0
    text = report(operation, follows, field=field, states=given, width=screen_width())
    if wants_colour():
        from tiktok_bindgen.explain.colour import coloured

        text = coloured(text)
    say(text.rstrip("\n"))
    return 0


def _named(spec: dict[str, Any], words: Sequence[str]) -> tuple[tuple[str, str], str | None]:
    """The method and path of an operation, and a field of it."""
    from tiktok_bindgen.explain.operation import called

    first, *rest = words
    if first.upper() in _METHODS:
        method, (path, *rest) = first, rest
    elif " " in first.strip():
        method, path = first.split(maxsplit=1)
    else:
        method, path = called(spec, first)
    if len(rest) > 1:
        raise InputError(f"explain takes an OPERATION and a FIELD, and not {rest[1]}")
    return (method, path), rest[0] if rest else None


def _rules(options: argparse.Namespace) -> int:
    from tiktok_bindgen.diff.rules_page import kind_text, rules_text

    if options.id is None:
        put(rules_text(options.format), options.output)
        return 0
    if options.format == "markdown":
        raise InputError("one rule is told as text or JSON")
    is_json = options.format == "json"
    text = kind_text(options.id, as_json=is_json)
    if text is None:
        from tiktok_bindgen.assemble.yaml import load_spec
        from tiktok_bindgen.explain.rule import explained_rule, rule_data, rule_text

        found = explained_rule(load_spec(options.spec or newest_spec()), options.id)
        if found is None:
            raise InputError(f"no rule {options.id}{_near_rule(options.id)}")
        text = as_json(rule_data(found)) if is_json else rule_text(found)
    put(text, options.output)
    return 0


def _near_rule(name: str) -> str:
    from tiktok_bindgen.diff.registry import registry
    from tiktok_bindgen.generate.runtime.lookup import meant

    return meant(name, registry())
