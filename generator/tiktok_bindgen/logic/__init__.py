"""Rules between the fields of a request: their model, evaluation, reasoning and wording; the lowest layer."""

from __future__ import annotations
