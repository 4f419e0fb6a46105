"""What all tests share."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

from once import FOLDER


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the workers of this run share, and remove it at the end."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp()
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER)))
