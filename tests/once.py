"""What several tests ask for and takes seconds to make is made once a run, whichever worker asks first."""

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


#: Where the folder is named that the workers of a run share, for them to find.
FOLDER = "TESTS_OF_ONE_RUN"


def once_a_run(make: Callable[P, T]) -> Callable[P, T]:
    """Let a function be called once for the same arguments, by one worker; others take what it gave.

    Args:
        make: The function; its arguments make a file's name, its value can be pickled.
    """

    @cache
    @wraps(make)
    def made(*arguments: P.args, **options: P.kwargs) -> T:
        if FOLDER not in os.environ:
            return make(*arguments, **options)
        file = Path(os.environ[FOLDER], "-".join([make.__module__, make.__qualname__, *map(str, arguments)]))
        with FileLock(f"{file}.lock"):
            if file.is_file():
                found: T = pickle.loads(file.read_bytes())
                return found
            value = make(*arguments, **options)
            file.write_bytes(pickle.dumps(value))
            return value

    return made  # type: ignore[return-value] # what is cached is called the same
