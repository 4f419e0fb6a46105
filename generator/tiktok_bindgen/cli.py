"""``tiktok-bindgen``: the command line.

Exit status: 0 success; 1 a finding (``--check`` found stale files, more problems than ``--max-problems``, a
change as severe as ``--fail-on``); 2 misuse, or input or output that cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from tiktok_bindgen import __version__
from tiktok_bindgen.command.browsing import add_site
from tiktok_bindgen.command.building import add_build, add_facts, add_glossary, add_spec_verb
from tiktok_bindgen.command.comparing import add_diff
from tiktok_bindgen.command.completing import add_completion
from tiktok_bindgen.command.explaining import add_explain, add_rules
from tiktok_bindgen.command.fetching import add_fetch, add_update
from tiktok_bindgen.command.generating import add_client, add_models
from tiktok_bindgen.command.parsing import Parser
from tiktok_bindgen.command.saying import say
from tiktok_bindgen.problem import InputError, UnreadTableError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments after the program's name; by default those of the process.

    Returns:
        The exit status.
    """
    try:
        options, left = _parser().parse_known_args(arguments)
        if left:
            options.parser.error(f"unknown argument {left[0][:80]}{options.parser.nearest_option(left[0])}")
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except InputError as error:
        say(f"tiktok-bindgen: {' '.join(str(error).split())}", to=sys.stderr)
        return 1 if isinstance(error, UnreadTableError) else 2
    except ModuleNotFoundError as error:
        # The wheel includes the generator, but its dependencies are an extra that the client does not need.
        if error.name is None or error.name.partition(".")[0] in {"tiktok_bindgen", "tiktok_business"}:
            raise
        say(
            f"tiktok-bindgen: {error.name} is not installed; "
            "pip install 'tiktok-business-bindings[generator]' installs all that the generator requires",
            to=sys.stderr,
        )
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        say("tiktok-bindgen: interrupted; files already written are complete", to=sys.stderr)
        return 2


def _parser() -> Parser:
    parser = Parser(
        prog="tiktok-bindgen",
        description="Turn TikTok Business API documentation into an OpenAPI document and a typed client. "
        "Exit status: 0 done, 1 a finding, 2 misuse or unusable input. TIKTOK_BINDGEN_CACHE sets the cache "
        "folder; an empty value disables the cache. See COMMAND --help.",
        examples=("tiktok-bindgen explain campaign.create",),
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        add_build,
        add_spec_verb,
        add_client,
        add_models,
        add_site,
        add_explain,
        add_facts,
        add_glossary,
        add_diff,
        add_rules,
        add_update,
        add_fetch,
    ):
        add(verbs)
    add_completion(verbs, _parser)
    return parser
