"""The command line of the package, ``python -m``: a module for each of its verbs."""

from __future__ import annotations

from .main import main
from .package import Package

__all__ = ["Package", "main"]
