"""``client`` and ``models``: generate Python from a specification."""

from __future__ import annotations

import argparse
from pathlib import Path

from tiktok_bindgen.command.parsing import OPERATION, add_output
from tiktok_bindgen.command.saying import put, say
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.openapi import operations
from tiktok_bindgen.problem import InputError, OutputError
from tiktok_bindgen.runtime.arguments import Parser, Verb

_CLIENT = (
    "Generate a Python client from an OpenAPI document, this project's or any other. Exit status: 0 done, "
    "1 --check found a file that would change, 2 the document or DIR cannot be used."
)
_MODELS = (
    "Generate models of requests and replies for pydantic, dataclasses, msgspec or TypedDict, as one "
    "module. They contain no rules between fields and no default values, which are the server's. Exit "
    "status: 0 done, 2 the document cannot be used, or has no such operation."
)


def _client_arguments(client: Parser) -> None:
    client.add_argument("spec", type=Path, metavar="SPEC", help="an OpenAPI 3.1 document, .yaml or .json")
    client.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help="write to DIR/tiktok_business",
    )
    client.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")


def _models_arguments(models: Parser) -> None:
    models.add_argument("spec", type=Path, metavar="SPEC", help="an OpenAPI 3.1 document, .yaml or .json")
    models.add_argument(
        "operations",
        nargs="*",
        metavar="OPERATION",
        help=f"an operation ({OPERATION}) or a resource (campaign); default: all",
    )
    models.add_argument(
        "--style",
        choices=("pydantic", "dataclass", "msgspec", "typeddict"),
        required=True,
        help="kind of models",
    )
    add_output(models)


def _client(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_spec
    from tiktok_bindgen.generate import PACKAGE
    from tiktok_bindgen.generate.client import generate_client

    spec = load_spec(options.spec)
    if isinstance(spec.get("paths", {}), dict) and not any(operations(spec)):
        raise InputError(f"{options.spec}: no operation, so there is no client to generate")
    try:
        result = generate_client(spec, options.output, check=options.check)
    except OutputError:
        raise
    except InputError as error:
        # The message names the place in the document, not the file.
        raise InputError(f"{options.spec}: {error}") from None
    changed = [*result.written, *result.removed]
    if options.check:
        for name in changed:
            say(f"stale: {options.output / PACKAGE / name}")
        say(f"{len(changed)} of {number_of(len(changed) + result.unchanged, 'file')} would change")
        return 1 if changed else 0
    for problem in result.problems:
        say(str(problem))
    say(f"{options.output}: wrote {number_of(len(changed), 'file')}, {result.unchanged} unchanged")
    return 0


def _models(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_spec
    from tiktok_bindgen.styles import models

    spec = load_spec(options.spec)
    try:
        text = models(spec, options.style, options.operations)
    except InputError as error:
        raise InputError(f"{options.spec}: {error}") from None
    put(text, options.output)
    if options.output is not None:
        say(f"{options.output}: {number_of(text.count(chr(10)), 'line')}")
    return 0


CLIENT = Verb(
    "client",
    "",
    "generate a Python client from an OpenAPI document",
    _CLIENT,
    ("tiktok-bindgen client spec.yaml -o out",),
    _client_arguments,
    _client,
)

MODELS = Verb(
    "models",
    "",
    "generate models for pydantic, dataclasses, msgspec or TypedDict",
    _MODELS,
    ("tiktok-bindgen models spec.yaml campaign.create --style pydantic",),
    _models_arguments,
    _models,
)
