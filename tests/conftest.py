"""Configuration of all tests."""

from __future__ import annotations

import gc
import os
import re
import shutil
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from once import FOLDER
from searching import USUAL
from site_scripts import Scripts

# The time that generating and running an example takes depends on the machine, not on the program. Half
# of what each test says is tried in every run; a search (`nox -s random`) tries many times as much.
settings.register_profile(
    "ours",
    max_examples=USUAL // 2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# What failed is found again by the seed, which is printed, not by what an earlier search left behind.
settings.register_profile(
    "random", settings.get_profile("ours"), max_examples=20 * USUAL, derandomize=False, database=None
)
settings.load_profile("ours")
# Hypothesis also tries constants of the modules that are loaded so far, which depends on the order of tests.
providers._get_local_constants = Constants


# What a machine, or who runs the tests, sets for clients and commands; none of it is for those of tests.
_OF_THE_MACHINE = re.compile(r"TIKTOK_.*|GIT_.*|.*_PROXY|FORCE_COLOR|NO_COLOR|COLUMNS", re.IGNORECASE)


def pytest_configure(config: pytest.Config) -> None:
    """Create the folder that the workers of this run share, and remove it at the end."""
    for name in filter(_OF_THE_MACHINE.fullmatch, [*os.environ]):
        del os.environ[name]
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


@pytest.fixture(scope="module")
def scripts() -> Iterator[Scripts]:
    """The site's scripts, in one process for all tests of a module."""
    started = Scripts.started()
    yield started
    started.stop()
