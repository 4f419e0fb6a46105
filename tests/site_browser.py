"""Types of the fixtures for tests in a browser, which are in `tests/browser`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: A page of Playwright, which is not installed where these tests are only type-checked.
Page = Any
#: Opens an address in a window of some width and colours.
Open = Callable[..., Page]
