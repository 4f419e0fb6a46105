"""``mcp``: serve the client to assistants, by the Model Context Protocol."""

from __future__ import annotations

import gc
import os
import re
from argparse import ArgumentTypeError, BooleanOptionalAction, Namespace
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from ..arguments import MisuseError, Parser, Verb
from ..check import currency_code
from ..plans import core_of
from ..secret import TOKEN_VARIABLE
from .package import Package
from .reading import read

#: The environment variable with the token that programs have to send over HTTP.
BEARER_VARIABLE = "TIKTOK_MCP_TOKEN"
_MCP = (
    "Serve the API to an assistant by the Model Context Protocol, on the standard input and output. It only "
    "reads, unless --allow and --advertiser say what may be changed, and where; each change is shown to a "
    f"person. The access token is taken from the environment variable {TOKEN_VARIABLE}, or from a file."
)
_HTTP = f"serve on 127.0.0.1:PORT/mcp, for those who send the token in {BEARER_VARIABLE}"


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text[:6]) < 1 << 16):
        raise ArgumentTypeError(f"must be a port from 1 to 65535, not {text[:20]}")
    return int(text)


def _arguments(parser: Parser) -> None:
    add = parser.add_argument
    add("--mock", action="store_true", help="call a mock, which needs no account")
    add("--http", metavar="PORT", type=_port, help=_HTTP)
    add("--client", metavar="FILE", help="the client's settings, as for Client.from_file")
    add("--tokens", metavar="FILE", help="the tokens that were kept when somebody signed in")
    add("--allow", action="append", metavar="KIND,...", help="create, update, status, delete or other")
    add("--advertiser", action="append", metavar="ID", help="an account that may be used; repeated")
    add("--max-daily-budget", nargs=2, metavar=("AMOUNT", "CURRENCY"), help="for all plans together")
    add("--new-as-disabled", action=BooleanOptionalAction, default=True, help="pause what is made")
    add("--yes", action="store_true", help="carry out plans where nobody can be asked")
    add("--state", metavar="FOLDER", help="where plans and the log are kept")


def _mcp(options: Namespace, package: Package) -> int:
    # Of what is imported, nothing is garbage; looking for it takes a tenth of the time.
    gc.disable()
    try:
        from mcp.server.transport_security import TransportSecuritySettings

        from ..assistant import changes, permits, tools
    except ModuleNotFoundError as error:
        install = "pip install 'tiktok-business-bindings[mcp]'"
        raise MisuseError(f"{error.name} is missing, which the extra mcp installs: {install}") from None
    finally:
        gc.enable()
    gc.freeze()
    bearer = os.environ.get(BEARER_VARIABLE, "")
    settings: dict[str, Any] = {"after": tools.note_call}
    if options.mock:
        from ..mock import MockTransport

        # Saved plans may name what an earlier mock made.
        mock = MockTransport(operations=package.operations, any_ids=True)
        settings |= {"transport": mock, "access_token": "mock"}
    try:
        if options.tokens:
            from ..oauth import Tokens

            settings["access_token"] = Tokens.from_json(read(options.tokens)).access_token
        made = import_module(f"{package.checks.rpartition('.')[0]}.async_client").AsyncClient
        client = made.from_file(options.client, **settings) if options.client else made(**settings)
        secrets = [os.environ.get(TOKEN_VARIABLE, ""), bearer, *core_of(client.blocking).tokens]
        allowed = permits.Permits(**_limits(options, [*permits.CHANGES]), secrets=[*filter(None, secrets)])
        if options.http is not None and len(bearer) < len("sixteen letters."):
            raise MisuseError(f"--http needs a token of at least 16 characters in {BEARER_VARIABLE}")
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        folder = Path(options.state or Path(home) / "tiktok_business")
        # Plans say what is advertised, and so they are for their owner alone, as the log is.
        os.umask(0o077)
        folder.mkdir(parents=True, exist_ok=True)
        if os.name == "posix" and folder.stat().st_mode & 0o022:
            raise MisuseError(f"{folder}: others may write there")
    except (ValueError, TypeError, OSError) as error:
        raise MisuseError(str(error)) from None
    known = dict.fromkeys(allowed.accounts if options.mock else (), allowed.currency)
    plans = changes.Changes(client.blocking, allowed, folder, known)
    server = tools.Server(package, client, plans, tools.Log(folder / "mcp.log"), bearer)
    if options.http is None:
        server.run()
    else:
        # A page in a browser sends its own address, or the name by which it was led here.
        security = TransportSecuritySettings(allowed_hosts=[f"127.0.0.1:{options.http}"])
        server.run("streamable-http", port=options.http, transport_security=security)
    return 0


def _limits(options: Namespace, kinds: list[str]) -> dict[str, Any]:
    allow = {kind.strip() for each in options.allow or () for kind in each.split(",")}
    if unknown := sorted(allow.difference(kinds)):
        raise ValueError(f"--allow has {', '.join(kinds)}, not {unknown[0][:40]}")
    if allow and not options.advertiser:
        raise ValueError("--allow needs --advertiser: the accounts in which changes may be made")
    found: dict[str, Any] = {"allow": frozenset(allow), "accounts": frozenset(options.advertiser or ())}
    if options.max_daily_budget:
        amount, code = options.max_daily_budget
        if not (re.fullmatch(r"\d{1,12}(\.\d+)?", amount) and Decimal(amount)):
            raise ValueError(f"--max-daily-budget must be like 50 USD, not {amount[:20]}")
        found |= {"most": Decimal(amount), "currency": currency_code(code)}
    return {**found, "paused": options.new_as_disabled, "unasked": options.yes}


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
