"""``tiktok-bindgen``, and ``python -m tiktok_bindgen``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line, also where it is interrupted before there is any."""
    try:
        from tiktok_bindgen.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("tiktok-bindgen: interrupted\n")
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
