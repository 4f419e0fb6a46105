"""``python -m`` the package: a command line for what the client does, a module for each of its verbs."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
