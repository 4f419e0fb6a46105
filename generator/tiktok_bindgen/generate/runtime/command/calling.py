"""``call``: a request, checked and sent, or shown as a curl command."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import Any

from ..codec import is_object
from ..errors import ConnectError, InvalidRequest, TikTokError
from ..secret import TOKEN_VARIABLE
from .checking import add_waive
from .package import Package, Uploads, check_call
from .parsing import OPERATION, MisuseError, Parser, Verb, misuse, operation
from .reading import found, from_text, print_reply, read, show, told

_CALL = (
    "Check and send a request, and print the reply's body; the access token comes from the environment "
    f"alone, as {TOKEN_VARIABLE}. A file comes out byte for byte, but not on a terminal. {OPERATION}"
)
_PAYLOAD = '{"advertiser_id": "1", "campaign_ids": ["2"], "operation_status": "DISABLE"}'


def _arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="OPERATION", help="what to call")
    parser.add_argument(
        "--json",
        action="append",
        default=[],
        metavar="PAYLOAD",
        help="the body, or the query of a GET: JSON text, @FILE, or - for the standard input",
    )
    parser.add_argument(
        "--query",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a value for the URL: text, or JSON where no text is documented; may be repeated",
    )
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="a file to upload; its signature is computed; may be repeated",
    )
    sending(parser)


def sending(parser: Parser) -> None:
    """Add the options of everything that is sent."""
    parser.add_argument("--base-url", metavar="URL", help="another server")
    parser.add_argument("--sandbox", action="store_true", help="the sandbox")
    parser.add_argument("--no-check", action="store_true", help="send it whatever the documentation says")
    add_waive(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="send nothing: print the call as a curl command, without the token",
    )


def _call(options: argparse.Namespace, package: Package) -> int:
    row, _ = operation(options.words, package.operations)
    method, path, name, *_ = row
    files = package.uploads.get(name)
    given = _pairs("--file", "FILE", options.file)
    query, body = _parts(method, _body(options.json), _pairs("--query", "VALUE", options.query))
    if files is None and given:
        raise MisuseError(f"{method} {path} takes no files")
    if files is not None:
        body = _signed(body or {}, given, files)
    if not options.no_check:
        violations = check_call(package, name, query, {**(body or {}), **given}, options.waive)
        if violations:
            show(found(violations))
            return 1
    sent = None if files is None else given
    from .curl import Shown

    shown = Shown(body or {}, sent) if options.dry_run else None
    with client_for(package, options, **({"transport": shown} if shown else {})) as client:
        try:
            raw = client.request(method, path, query=query, body=body, files=sent)
        except (InvalidRequest, ConnectError) as error:
            raise misuse(error) from None
        except TikTokError as error:
            return told(1, str(error))
    if shown is not None:
        show(shown.curl)
        return 0
    failure = package.failure(row, raw)
    if failure is not None:
        told(1, str(failure))
    documented = len(package.replies.get(name, ())) > 1
    print_reply(raw, is_file=documented and failure is None and raw.body.lstrip()[:1] != b"{")
    return 0 if failure is None else 1


def client_for(package: Package, options: argparse.Namespace, **more: Any) -> Any:
    """A client as options want it."""
    token = "$" if "transport" in more else os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise MisuseError(f"the environment has no {TOKEN_VARIABLE}")
    try:
        return package.client(access_token=token, base_url=options.base_url, sandbox=options.sandbox, **more)
    except ValueError as error:
        raise MisuseError(str(error)) from None


def _parts(
    method: str, body: dict[str, Any], query: dict[str, str]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What goes into the URL, and what into the body."""
    if method != "GET":
        return dict(query), body
    if twice := query.keys() & body.keys():
        raise MisuseError(f"--query and --json both have {', '.join(sorted(twice))}")
    return {**body, **query}, None


def _signed(body: dict[str, Any], given: Mapping[str, str], files: Uploads) -> dict[str, Any]:
    """A body with the signatures of the files that go with it."""
    from ..files import file_parts

    for name in body.keys() & files.keys():
        raise MisuseError(f"{name} is a file: give it by --file {name}=FILE")
    for name in given.keys() - files.keys():
        raise MisuseError(f"there is no file {name}, only {', '.join(files)}")
    try:
        parts = file_parts(given)
    except InvalidRequest as error:
        raise misuse(error) from None
    return {**{files[name]: part.md5() for name, part in parts.items() if files[name]}, **body}


def _body(given: list[str]) -> dict[str, Any]:
    if len(given) > 1:
        raise MisuseError("--json is given twice")
    for text in given:
        is_file = text == "-" or text.startswith("@")
        body = read(text.removeprefix("@")) if is_file else from_text(text)
        if not is_object(body):
            raise MisuseError("--json takes a JSON object")
        return body
    return {}


def _pairs(option: str, what: str, given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not name or not equals:
            raise MisuseError(f"{option} takes NAME={what}")
        if name in found:
            raise MisuseError(f"{option} {name} is given twice; several values are one JSON array")
        found[name] = text
    return found


CALL = Verb(
    "call",
    "OPERATION",
    "make a call",
    _CALL,
    (
        "python -m tiktok_business call GET /campaign/get/ --query advertiser_id=1 --dry-run",
        f"python -m tiktok_business call campaign.status.update --dry-run --json '{_PAYLOAD}'",
    ),
    _arguments,
    _call,
)
