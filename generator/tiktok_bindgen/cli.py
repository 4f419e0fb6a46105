"""``tiktok-bindgen``: the command line.

Exit status: 0 success; 1 a finding (``--check`` found stale files, more problems than ``--max-problems``, a
change as severe as ``--fail-on``); 2 misuse, or input or output that cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tiktok_bindgen import __version__
from tiktok_bindgen.command.browsing import SITE
from tiktok_bindgen.command.building import BUILD, FACTS, GLOSSARY, SPEC
from tiktok_bindgen.command.comparing import DIFF
from tiktok_bindgen.command.explaining import EXPLAIN, RULES
from tiktok_bindgen.command.fetching import FETCH, UPDATE
from tiktok_bindgen.command.generating import CLIENT, MODELS
from tiktok_bindgen.command.saying import say
from tiktok_bindgen.problem import InputError, UnreadTableError
from tiktok_bindgen.runtime.arguments import MisuseError, Parser, Verb, add_shell, command_line
from tiktok_bindgen.runtime.completing import script

_ABOUT = (
    "Turn TikTok Business API documentation into an OpenAPI document and a typed client. Exit status: 0 "
    "done, 1 a finding, 2 misuse or unusable input. TIKTOK_BINDGEN_CACHE sets the cache folder; an empty "
    "value disables the cache. See COMMAND --help."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments after the program's name; by default those of the process.

    Returns:
        The exit status.
    """
    if sys.stdout is None:
        say("tiktok-bindgen: standard output is closed", to=sys.stderr)
        return 2
    try:
        options = _parser().read(sys.argv[1:] if arguments is None else arguments)
        status: int = options.run(options)
    except MisuseError as error:
        say(f"tiktok-bindgen: {error}", to=sys.stderr)
        return 2
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
    return status


def _parser() -> Parser:
    whole = command_line(
        "tiktok-bindgen", _VERBS, description=_ABOUT, examples=("tiktok-bindgen explain campaign.create",)
    )
    whole.add_argument(
        "--version", action="version", version=f"%(prog)s {__version__}", help="print the version"
    )
    return whole


def _complete(options: argparse.Namespace) -> int:
    say(script(_parser(), options.shell))
    return 0


COMPLETION = Verb(
    "completion",
    "",
    "print a shell completion script",
    "Print a shell script that completes commands and options of this one.",
    ("tiktok-bindgen completion bash",),
    add_shell,
    _complete,
)
_VERBS = (
    BUILD,
    SPEC,
    CLIENT,
    MODELS,
    SITE,
    EXPLAIN,
    FACTS,
    GLOSSARY,
    DIFF,
    RULES,
    UPDATE,
    FETCH,
    COMPLETION,
)
