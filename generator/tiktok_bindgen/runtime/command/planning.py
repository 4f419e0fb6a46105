"""``plan create``: send the steps of a launch in order."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from ..arguments import MisuseError, Parser, Verb
from ..building import converted
from ..errors import InvalidRequest
from ..plans import PlanError
from .calling import PAYLOAD, client_for, sending
from .checking import notice_steps, plan, violations_of
from .package import Package
from .parsing import OutputError, misuse
from .reading import report, show

if TYPE_CHECKING:
    from ..plans import Plan

_CREATE = (
    "Send the steps of a plan in order, with the ids that earlier steps return. All steps are checked before "
    "anything is sent. The access token is taken from the environment, as for call."
)
_PLAN = f'[{{"operation": "campaign.status.update", "request": {PAYLOAD}}}]'


def _arguments(parser: Parser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="the JSON or YAML file, as for plan check")
    state = "record what was done in this file, and resume from it"
    parser.add_argument("--state", metavar="FILE", help=state)
    repeat = "send a step again if its outcome is unknown; it may be carried out twice"
    parser.switch("--repeat", repeat)
    sending(parser)


def _create(options: argparse.Namespace, package: Package) -> int:
    (wanted, unsendable), state = plan(options.plan), options.state
    if wanted is None:
        return violations_of(unsendable)
    if state is not None:
        _resume(wanted, state)
    if not options.no_check:
        if found := wanted.violations(waive=options.waive):
            return violations_of(found)
        notice_steps(wanted)
    if options.dry_run:
        return _shown(wanted, options, package)
    with client_for(package, options) as client:
        try:
            wanted.create(
                client,
                state=state,
                repeat=options.repeat,
                validate=not options.no_check,
                waive=options.waive,
                progress=lambda _, step: show(json.dumps({"operation": str(step), "ids": step.ids})),
            )
        except InvalidRequest as error:
            raise misuse(error) from None
        except PlanError as error:
            return report(1, str(error))
        except ValueError as error:
            raise MisuseError(str(error)) from None
        except BlockingIOError as error:
            raise MisuseError(f"{state}: {error.strerror}; nothing was sent") from None
        except OSError as error:
            raise OutputError(f"{state} cannot be written: {error.strerror or error}") from None
    return 0


def _resume(wanted: Plan, state: str) -> None:
    """Take over what is done already, since that is neither checked nor shown."""
    from ..plans import resume

    try:
        resume(wanted, state)
    except ValueError as error:
        raise MisuseError(str(error)) from None
    except OSError as error:
        raise MisuseError(f"{state} cannot be read: {error.strerror or error}") from None


def _shown(wanted: Plan, options: argparse.Namespace, package: Package) -> int:
    from ..mock import MockTransport
    from .curl import curl

    for step, (method, path, given) in zip(wanted.steps, wanted.calls(), strict=True):
        request = given if options.no_check else converted(step.facts.operation, given)
        query, body = (request, None) if method == "GET" else (None, request)
        mock = MockTransport({f"{method} {path}": {}}, operations=package.operations)
        with client_for(package, options, transport=mock) as client:
            client.request(method, path, query=query, body=body)
        show(curl(mock.requests[0], request, None))
    return 0


PLAN_CREATE = Verb(
    "plan create",
    "PLAN",
    "send a launch",
    _CREATE,
    (f"echo '{_PLAN}' | python -m tiktok_business plan create --dry-run -",),
    _arguments,
    _create,
)
