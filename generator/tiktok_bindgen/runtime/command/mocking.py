"""``mock``: serve a mock of the API on this machine."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import Any

from ..arguments import MisuseError, Parser, Verb
from ..paths import SERVER_VARIABLE
from .checking import add_waive
from .package import Package
from .reading import report, show

_MOCK = (
    "Serve a mock of the API, for testing programs in any language: requests are checked, and what is made "
    "is remembered until the mock ends, but nothing is carried out. This package's client calls it where the "
    f"environment variable {SERVER_VARIABLE} is the URL that is printed. Options set the share of requests, "
    "from 0 to 1, that are throttled, fail or are late; the header X-Mock-Fault: throttle, error or slow "
    "does so for one request."
)


def _arguments(parser: Parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", default="4010", help="default: 4010; 0 chooses a free one")
    parser.add_argument("--seed", default="0", metavar="N", help="default: 0; chooses the example values")
    for name, what in (("throttle", "throttled"), ("error", "failing"), ("slow", "late")):
        parser.add_argument(f"--{name}", metavar="SHARE", help=f"share of requests that are {what}")
    parser.switch("--any-ids", "take ids that the mock neither made nor listed")
    add_waive(parser)


def _mock(options: argparse.Namespace, package: Package) -> int:
    from ..serving import Faults, MockApi, MockServer

    port, seed = options.port, options.seed
    if not (port.isdecimal() and len(port) < len("100000") and int(port) < 1 << 16):
        raise MisuseError(f"--port must be from 0 to 65535, not {port}")
    if not (seed.isdecimal() and len(seed) < len("1000000000")):
        raise MisuseError(f"--seed must be a whole number, not {seed}")
    shares = {name: _share(name, getattr(options, name) or "0") for name in ("throttle", "error", "slow")}
    check = partial(package.received, waive=options.waive)
    more: Any = {"faults": Faults(**shares), "seed": int(seed), "any_ids": options.any_ids}
    api = MockApi(package.operations, package.replies, check, **more)
    try:
        server = MockServer(api, host=options.host, port=int(port), log=lambda line: report(0, line))
    except OSError as error:
        raise MisuseError(f"port {port} cannot be opened: {error.strerror or error}") from None
    with server:
        show(server.url)
        sys.stdout.flush()
        server.serve_forever()
    return 0


def _share(name: str, text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise MisuseError(f"--{name} must be a share of requests, from 0 to 1, not {text}")
    return share


MOCK = Verb(
    "mock",
    "",
    "serve a mock of the API, to test against",
    _MOCK,
    ("python -m tiktok_business mock --port 4010 --throttle 0.1",),
    _arguments,
    _mock,
)
