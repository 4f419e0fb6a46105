"""Configuration of all tests."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from once import FOLDER

# The time that generating and running an example takes depends on the machine, not on the program.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


def pytest_configure(config: pytest.Config) -> None:
    """Create the folder that the workers of this run share, and remove it at the end."""
    # Builds of tests would evict those of the checkout from the user's cache.
    os.environ["TIKTOK_BINDGEN_CACHE"] = ""
    # Garbage collection should look at new objects, not repeatedly at the whole portal.
    gc.set_threshold(1_000_000, 20, 100)
    if not os.environ.get(FOLDER):
        os.environ[FOLDER] = tempfile.mkdtemp()
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER)))


def pytest_collection_finish() -> None:
    """Exclude objects that exist for the whole run from garbage collection."""
    gc.freeze()
