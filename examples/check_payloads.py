"""A gate for CI: are the requests in these files what the API takes? Nothing is sent, and no token is needed.

    python examples/check_payloads.py payloads/*.json

A file has a list of {"operation": "POST /campaign/create/", "request": {…}} in the order in which they are
sent, so that an ad group is also checked beside its campaign. Exits 1 if anything would be refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tiktok_business import Plan


def findings(path: str) -> Iterator[str]:
    """Give a line for everything that is wrong in a file."""
    try:
        plan = Plan.load(path)
    except (OSError, ValueError) as error:
        yield f"{path}: {error}"
    else:
        for violation in plan.violations():
            yield f"{path}: {violation}"


def main(paths: list[str]) -> int:
    """Check all files; gives the exit status."""
    found = [line for path in paths for line in findings(path)]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(paths)} files, {len(found)} findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
