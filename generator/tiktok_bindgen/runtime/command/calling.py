"""``call``: check and send a request, or show it as a curl command."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import Any

from ..arguments import MisuseError, Parser, Verb
from ..codec import is_object
from ..errors import ConnectError, InvalidRequest, TikTokError
from ..paths import SERVER_VARIABLE
from ..secret import TOKEN_VARIABLE
from .checking import add_waive, notice
from .package import Package, Uploads
from .parsing import OPERATION, misuse, operation
from .reading import found, from_text, print_reply, read, report, show, show_json

_CALL = (
    "Check and send a request, and print the reply's body. The access token is taken from the environment "
    f"variable {TOKEN_VARIABLE}. A file is printed byte for byte, but not to a terminal. {OPERATION}"
)
PAYLOAD = '{"advertiser_id": "1", "campaign_ids": ["2"], "operation_status": "DISABLE"}'


def _arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="OPERATION", help="the operation to call")
    body = "the body, or the query of a GET: JSON text, @FILE, or - for the standard input"
    parser.several("--data", "PAYLOAD", body)
    text = "a query parameter: text, or JSON if it is not documented as text; may be repeated"
    parser.several("--query", "NAME=VALUE", text)
    file = "a file to upload; its signature is computed; may be repeated"
    parser.several("--file", "NAME=FILE", file)
    sending(parser)


def sending(parser: Parser) -> None:
    """Add the options of all verbs that send requests."""
    server = f"the server to call instead; default: {SERVER_VARIABLE}"
    parser.add_argument("--base-url", metavar="URL", help=server)
    parser.switch("--sandbox", "call the sandbox")
    parser.switch("--no-check", "send the request unchecked")
    add_waive(parser)
    shown = "print the call as a curl command, without the token, instead of sending it"
    parser.switch("--dry-run", shown)


def _call(options: argparse.Namespace, package: Package) -> int:
    row, _ = operation(options.words, package.operations, listed=package.listed)
    method, path, name, *_ = row
    files = package.uploads.get(name)
    given = _pairs("--file", "FILE", options.file)
    values, texts = _body(options.data), _pairs("--query", "VALUE", options.query)
    if twice := texts.keys() & values.keys():
        raise MisuseError(f"--query and --data both have {', '.join(sorted(twice))}")
    if files is None and given:
        raise MisuseError(f"{method} {path} takes no files")
    if files is not None:
        values = _signed(values, given, files)
    query: dict[str, Any] = dict(texts)
    if not options.no_check:
        whole = package.typed(row, {**values, **given}, texts)
        judged = package.judge(row, whole, waive=options.waive)
        if judged.violations:
            show_json(found(judged.violations))
            return 1
        notice(judged.conversions)
        # A text that is sent as it was given is not rewritten.
        query |= {name: judged.sent[name] for name in texts if judged.sent[name] != whole[name]}
        values = {name: value for name, value in judged.sent.items() if name not in {*texts, *given}}
    body: dict[str, Any] | None = values
    if method == "GET":
        query, body = {**values, **query}, None
    sent = None if files is None else given
    mock = None
    if options.dry_run:
        from ..mock import MockTransport

        # With an answer of its own, since nobody reads it.
        mock = MockTransport({f"{method} {path}": {}}, operations=package.operations)
    with client_for(package, options, **({"transport": mock} if mock else {})) as client:
        try:
            raw = client.request(method, path, query=query, body=body, files=sent)
        except (InvalidRequest, ConnectError) as error:
            raise misuse(error) from None
        except TikTokError as error:
            return report(1, str(error))
    if mock is not None:
        from .curl import curl

        show(curl(mock.requests[0], body or {}, sent))
        return 0
    failure = package.failure(row, raw)
    if failure is not None:
        report(1, str(failure))
    documented = len(package.replies.get(name, ())) > 1
    print_reply(raw, is_file=documented and failure is None and raw.body.lstrip()[:1] != b"{")
    return 0 if failure is None else 1


def client_for(package: Package, options: argparse.Namespace, **more: Any) -> Any:
    """Create a client according to the options; ``more`` has further arguments of `Client`."""
    token = "$" if "transport" in more else os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise MisuseError(f"the environment variable {TOKEN_VARIABLE} is not set")
    try:
        return package.client(access_token=token, base_url=options.base_url, sandbox=options.sandbox, **more)
    except ValueError as error:
        raise MisuseError(str(error)) from None


def _signed(body: dict[str, Any], given: Mapping[str, str], files: Uploads) -> dict[str, Any]:
    from ..files import file_parts, md5

    for name in body.keys() & files.keys():
        raise MisuseError(f"{name} is a file: pass it as --file {name}=FILE")
    for name in given.keys() - files.keys():
        raise MisuseError(f"unknown file {name}; expected one of {', '.join(files)}")
    try:
        signed = {files[name]: md5(name, part) for name, part in file_parts(given).items() if files[name]}
    except InvalidRequest as error:
        raise misuse(error) from None
    return {**signed, **body}


def _body(given: list[str]) -> dict[str, Any]:
    if len(given) > 1:
        raise MisuseError("--data is given twice")
    for text in given:
        is_file = text == "-" or text.startswith("@")
        body = read(text.removeprefix("@")) if is_file else from_text(text)
        if not is_object(body):
            raise MisuseError("--data must be a JSON object")
        return body
    return {}


def _pairs(option: str, what: str, given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not name or not equals:
            raise MisuseError(f"{option} must be NAME={what}")
        if name in found:
            raise MisuseError(f"{option} {name} is given twice; pass several values as one JSON array")
        found[name] = text
    return found


CALL = Verb(
    "call",
    "OPERATION",
    "make a call",
    _CALL,
    (
        "python -m tiktok_business call GET /campaign/get/ --query advertiser_id=1 --dry-run",
        f"python -m tiktok_business call campaign.status.update --dry-run --data '{PAYLOAD}'",
    ),
    _arguments,
    _call,
)
