"""Cache values that several tests need and that take seconds, once for all workers of a run."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from filelock import FileLock

P = ParamSpec("P")
T = TypeVar("T")


#: The environment variable with the folder that the workers of a run share.
FOLDER = "TESTS_OF_ONE_RUN"


def once_a_run(make: Callable[P, T]) -> Callable[P, T]:
    """Cache a function for a whole run: for the same arguments, one worker calls it, others load its result.

    Args:
        make: The function; its arguments must be usable in a file's name, and its result picklable.
    """

    @cache
    @wraps(make)
    def made(*arguments: P.args, **options: P.kwargs) -> T:
        if not (folder := os.environ.get(FOLDER)):
            return make(*arguments, **options)
        file = Path(folder, "-".join([make.__module__, make.__qualname__, *map(str, arguments)]))
        with FileLock(f"{file}.lock"):
            if file.is_file():
                found: T = pickle.loads(file.read_bytes())
                return found
            value = make(*arguments, **options)
            file.write_bytes(pickle.dumps(value))
            return value

    return made  # type: ignore[return-value] # a cached function is called alike
