"""What workers of a run share of a reading is what a fresh reading gives."""

from __future__ import annotations

import pytest

from pages import needs_portal
from readings import read_once, readers

pytestmark = [needs_portal, pytest.mark.portal]

EVERY = 101


def test_what_is_shared_is_what_a_fresh_reading_gives() -> None:
    read_once()
    for reader in readers():
        tried = list(reader.known.items())[::EVERY]
        assert len(tried) > 100
        for (arguments, options), found in tried:
            assert reader.read(*arguments, **dict(options)) == found
