"""What a rule is, what it means, what follows from it, and how it reads: below everything else."""

from __future__ import annotations
