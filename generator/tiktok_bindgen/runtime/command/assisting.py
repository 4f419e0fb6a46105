"""``mcp``: serve the client to assistants, by the Model Context Protocol."""

from __future__ import annotations

import argparse
import gc
import os
from decimal import Decimal, InvalidOperation
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from ..arguments import MisuseError, Parser, Verb
from ..check import currency_code
from ..secret import TOKEN_VARIABLE
from .package import Package
from .reading import read, report

#: The environment variable with the token that programs have to send over HTTP.
BEARER_VARIABLE = "TIKTOK_MCP_TOKEN"
_MCP = (
    "Serve the API to an assistant by the Model Context Protocol, on the standard input and output. It only "
    "reads, unless --allow and --advertiser say what may be changed, and where; each change is shown to a "
    f"person. The access token is taken from the environment variable {TOKEN_VARIABLE} or from --client."
)


def _arguments(parser: Parser) -> None:
    parser.add_argument("--mock", action="store_true", help="call a mock, which needs no account")
    parser.add_argument(
        "--http",
        metavar="PORT",
        help=f"serve 127.0.0.1:PORT/mcp for those with the token in {BEARER_VARIABLE}",
    )
    parser.add_argument("--client", metavar="FILE", help="the client's settings, as for Client.from_file")
    parser.add_argument("--tokens", metavar="FILE", help="the tokens that were kept when somebody signed in")
    parser.add_argument(
        "--allow", action="append", default=[], metavar="KIND,...", help="create, update, status or delete"
    )
    parser.add_argument(
        "--advertiser",
        action="append",
        default=[],
        metavar="ID",
        help="an account that may be used; repeated",
    )
    parser.add_argument(
        "--max-daily-budget",
        nargs=2,
        metavar=("AMOUNT", "CURRENCY"),
        help="for all budgets of a plan together",
    )
    parser.add_argument(
        "--new-as-disabled", action=argparse.BooleanOptionalAction, default=True, help="pause what is made"
    )
    parser.add_argument("--yes", action="store_true", help="carry out plans where nobody can be asked")
    parser.add_argument("--state", metavar="FOLDER", help="where plans and the log are kept")


def _mcp(options: argparse.Namespace, package: Package) -> int:
    # Of what is imported, nothing is garbage; looking for it takes a tenth of the time.
    gc.disable()
    try:
        from ..assistant import changes, permits, tools
    except ModuleNotFoundError as error:
        if (error.name or "").startswith(package.checks.partition(".")[0]):
            raise
        install = "pip install 'tiktok-business-bindings[mcp]'"
        raise MisuseError(f"{error.name} is missing, which the extra mcp installs: {install}") from None
    finally:
        gc.enable()
    gc.freeze()
    port, token = options.http or "", os.environ.get(BEARER_VARIABLE, "")
    if options.http is not None and not (port.isdecimal() and int(port[:6]) < 1 << 16):
        raise MisuseError(f"--http must be a port from 0 to 65535, not {port[:20]}")
    if options.http is not None and len(token) < len("sixteen letters."):
        raise MisuseError(f"--http needs a token of at least 16 characters in {BEARER_VARIABLE}")
    made = import_module(f"{package.checks.rpartition('.')[0]}.async_client").AsyncClient
    settings: dict[str, Any] = {"after": tools.note_call}
    secrets = [os.environ.get(TOKEN_VARIABLE, ""), token]
    if options.tokens:
        from ..oauth import Tokens

        try:
            settings["access_token"] = Tokens.from_json(read(options.tokens)).access_token
        except (ValueError, TypeError) as error:
            raise MisuseError(f"{options.tokens}: {error}") from None
        secrets.append(settings["access_token"].reveal())
    if options.mock:
        from ..mock import MockTransport

        settings |= {"transport": MockTransport(operations=package.operations), "access_token": "mock"}
    try:
        allowed = _permits(options, made, permits)
        client = made.from_file(options.client, **settings) if options.client else made(**settings)
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        folder = Path(options.state or Path(home) / "tiktok_business")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o022:
            raise MisuseError(f"{folder}: others may write there")
        log = tools.private_log(folder / "mcp.log", secrets)
    except (ValueError, TypeError) as error:
        raise MisuseError(str(error)) from None
    except OSError as error:
        raise MisuseError(f"{error.filename}: {error.strerror}") from None
    about: dict[str, Any] = {
        "package": package,
        "client": client,
        "changes": changes.Changes(client.blocking, allowed, folder, {}),
        "log": log,
        "unasked": options.yes,
        "currencies": dict.fromkeys(allowed.accounts, allowed.currency) if options.mock else {},
    }
    if options.http is None:
        tools.Server(**about).run()
    else:
        tools.serve_http(int(port), token, lambda line: report(0, line), **about)
    return 0


def _permits(options: argparse.Namespace, made: Any, permits: Any) -> Any:
    allow = {kind.strip() for each in options.allow for kind in each.split(",")}
    if unknown := sorted(allow - permits.CHANGES.keys()):
        raise ValueError(f"--allow has {', '.join(permits.CHANGES)}, not {unknown[0][:40]}")
    if allow and not options.advertiser:
        raise ValueError("--allow needs --advertiser: the accounts in which changes may be made")
    amount, code = options.max_daily_budget or ("", "")
    try:
        most = Decimal(amount) if options.max_daily_budget else None
    except InvalidOperation:
        most = Decimal(0)
    if most is not None and not (most.is_finite() and most > 0):
        raise ValueError(f"--max-daily-budget must be like 50 USD, not {amount[:20]}")
    # The argument that most calls require names the account.
    field = next((name for name in signature(made).parameters if name.endswith("_id")), "")
    currency = currency_code(code) if code else ""
    return permits.Permits(
        field, frozenset(allow), frozenset(options.advertiser), most, currency, options.new_as_disabled
    )


MCP = Verb(
    "mcp",
    "",
    "serve the API to an assistant",
    _MCP,
    (
        "python -m tiktok_business mcp --mock",
        "python -m tiktok_business mcp --allow create,status --advertiser 7 --max-daily-budget 50 USD",
    ),
    _arguments,
    _mcp,
)
