"""What all tests share."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from once import FOLDER

# How long an example takes, and how soon it is made, tells of the machine and not of the program.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the workers of this run share, and remove it at the end."""
    # The builds of tests would drive those of the checkout out of the user's cache.
    os.environ["TIKTOK_BINDGEN_CACHE"] = ""
    # Python looks for cycles among what was made since, not again and again in the whole portal.
    gc.set_threshold(100_000, 20, 100)
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp()
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER)))


def pytest_collection_finish() -> None:
    """Leave what is there for the whole run out of that search."""
    gc.freeze()
