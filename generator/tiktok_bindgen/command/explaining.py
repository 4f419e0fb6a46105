"""``explain`` and ``rules``: describe what an operation takes, and what a rule means."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tiktok_bindgen.command.parsing import OPERATION, add_output, add_spec, newest_spec
from tiktok_bindgen.command.saying import as_json, put, say, screen_width, wants_colour
from tiktok_bindgen.command.tracing import Tracer
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.arguments import Parser, Verb

_EXPLAIN = (
    "Print the fields of an operation, the rules between them, and what follows from the rules: fields "
    "that can never be sent, optional fields that are in fact required, rules that contradict each other; "
    "and the commonest documented example of a request (from samples.yaml beside the spec). "
    f"With --given, show what a partial request implies for each field. OPERATION is {OPERATION}. For a "
    "metric, dimension or filter of reports, print what it can be combined with."
)
_RULES = (
    "List the rules of diff, or explain one rule: a rule of diff, or a rule between the fields of a "
    "request, by the id that `python -m tiktok_business check` prints."
)
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})


def _explain_arguments(parser: Parser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="OPERATION [FIELD], such as items[].name; or metric NAME, dimension NAME or filter NAME",
    )
    parser.add_argument(
        "--given",
        action="append",
        metavar="FILE|NAME=VALUE",
        help="a partial request: a JSON file, or one field, also of a request before it in a launch, such as "
        "campaign.objective_type=REACH; repeatable",
    )
    parser.add_argument(
        "--objective",
        metavar="[NAME=]VALUE",
        help="show a documented example of each level of a launch whose first request has this value, such "
        "as WEB_CONVERSIONS, from samples.yaml beside the spec, and what rules require; the launch ends with "
        "OPERATION (default: the shortest with most levels)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_spec(parser)


def _rules_arguments(parser: Parser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help="explain only this rule")
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="output format (default: text)"
    )
    parser.add_argument(
        "--json", action="store_const", dest="format", const="json", help="like --format json"
    )
    add_output(parser)
    add_spec(parser)


def _explain(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_mapping, load_spec
    from tiktok_bindgen.explain.examples import Examples
    from tiktok_bindgen.explain.launch import partial
    from tiktok_bindgen.explain.names import ROLES, report_name
    from tiktok_bindgen.explain.operation import explained, with_places
    from tiktok_bindgen.explain.reason import findings
    from tiktok_bindgen.explain.report import report
    from tiktok_bindgen.explain.state import states
    from tiktok_bindgen.sample_file import SAMPLES, read_samples

    words: list[str] = options.words
    launches = options.objective is not None
    role = words[0] if words and words[0] in ROLES else None
    if not words and not launches:
        raise InputError("explain requires an OPERATION, or --objective with a value")
    if role is None and words and words[0].upper() in _METHODS and len(words) == 1:
        raise InputError(f"explain requires a path after {words[0]}")
    path = options.spec or newest_spec()
    spec = load_spec(path)
    if role is not None:
        if len(words) != 2 or options.given or launches or options.json:
            raise InputError(f"explain {role} takes one name and only the option --spec")
        say(report_name(spec, role, words[1]))
        return 0
    named, field = _named(spec, words) if words else (None, None)
    examples = Examples(spec, read_samples(path.parent / SAMPLES.name))
    if launches:
        if field or options.given:
            raise InputError("--objective cannot be combined with a FIELD or --given")
        from tiktok_bindgen.explain.launch import launch
        from tiktok_bindgen.explain.launch_report import launch_data, launch_text

        levels = launch(spec, options.objective, explained(spec, *named) if named else None)
        shown = examples.of_levels(levels)
        put(as_json(launch_data(levels, shown)) if options.json else f"{launch_text(levels, shown)}\n", None)
        return 0
    assert named is not None
    operation = explained(spec, *named)
    operation = with_places(operation, Tracer(Path()).text, operation.docs)
    given = None
    if options.given:
        parts = [each if "=" in each else load_mapping(Path(each)) for each in options.given]
        given = states(operation, partial(spec, operation, parts))
    follows = findings(operation)
    cases = examples.cases(operation) if field is None and given is None else []
    example = cases[0].request if cases else None
    if options.json:
        from tiktok_bindgen.explain.data import operation_data

        put(as_json(operation_data(operation, follows, field=field, states=given, example=example)), None)
        return 0
    text = report(operation, follows, field=field, states=given, example=example, width=screen_width())
    if wants_colour():
        from tiktok_bindgen.explain.colour import coloured

        text = coloured(text)
    say(text.rstrip("\n"))
    return 0


def _named(spec: dict[str, Any], words: Sequence[str]) -> tuple[tuple[str, str], str | None]:
    """Return the method and path of the operation that words name, and the field, if they name one."""
    from tiktok_bindgen.explain.operation import called

    count = 2 if words[0].upper() in _METHODS else 1
    rest = words[count:]
    if len(rest) > 1:
        raise InputError(f"unexpected argument {rest[1]}: explain takes an OPERATION and a FIELD")
    return called(spec, " ".join(words[:count])), rest[0] if rest else None


def _rules(options: argparse.Namespace) -> int:
    from tiktok_bindgen.diff.rules_page import kind_text, rules_text

    if options.id is None:
        put(rules_text(options.format), options.output)
        return 0
    if options.format == "markdown":
        raise InputError("--format markdown cannot be used with an ID; use text or json")
    is_json = options.format == "json"
    text = kind_text(options.id, as_json=is_json)
    if text is None:
        from tiktok_bindgen.assemble.yaml import load_spec
        from tiktok_bindgen.diff.registry import registry
        from tiktok_bindgen.explain.rule import explained_rule, rule_data, rule_text
        from tiktok_bindgen.runtime.lookup import did_you_mean

        found = explained_rule(load_spec(options.spec or newest_spec()), options.id)
        if found is None:
            raise InputError(f"unknown rule {options.id}{did_you_mean(options.id, registry())}")
        text = as_json(rule_data(found)) if is_json else rule_text(found)
        text = Tracer(Path()).text(text, text)
    put(text, options.output)
    return 0


EXPLAIN = Verb(
    "explain",
    "",
    "show an operation's fields and rules, and what follows",
    _EXPLAIN,
    (
        "tiktok-bindgen explain campaign.create budget",
        "tiktok-bindgen explain POST /campaign/create/ --given objective_type=REACH --json",
        "tiktok-bindgen explain metric spend",
        "tiktok-bindgen explain --objective REACH",
    ),
    _explain_arguments,
    _explain,
)

RULES = Verb(
    "rules",
    "",
    "list the rules of diff, or explain one rule",
    _RULES,
    (
        "tiktok-bindgen rules",
        "tiktok-bindgen rules request-enum-value-removed",
    ),
    _rules_arguments,
    _rules,
)
