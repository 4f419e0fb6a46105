"""``python -m tiktok_bindgen``: the same as ``tiktok-bindgen``."""

from __future__ import annotations

import sys

from tiktok_bindgen.cli import main

if __name__ == "__main__":
    sys.exit(main())
