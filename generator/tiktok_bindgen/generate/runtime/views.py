"""The same operations seen another way: with arguments filled in, or with each reply as it is.

Type checkers see classes of their own for these, with the signatures that come of it; at run time they are
the client and its resources with something in between.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core import Core, Operation
    from .transport import RawResponse


class RawCore:
    """Stands in for a core: its calls give the HTTP reply as it is, whatever it says."""

    __slots__ = ("_core",)

    def __init__(self, core: Core) -> None:
        self._core = core

    def __repr__(self) -> str:
        return repr(self._core)

    def call(self, operation: Operation, *, decode: object, **parts: Any) -> RawResponse:
        """Check and send one call; nothing is decoded."""
        del decode
        return self._core.call_raw(operation, **parts)


class Filled:
    """A client or a resource whose methods have some of their arguments filled in.

    An argument that is given all the same wins. A method that has no such argument is as it was.
    """

    __slots__ = ("_arguments", "_of")

    def __init__(self, of: object, arguments: Mapping[str, object]) -> None:
        self._of = of
        self._arguments = dict(arguments)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._arguments.items())
        return f"<{type(self._of).__name__.strip('_')} with {shown}>"

    def __dir__(self) -> list[str]:
        return dir(self._of)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._of, name)
        if hasattr(found, "_core"):
            return Filled(found, self._arguments)
        return self._filled(found) if callable(found) else found

    def __call__(self, **arguments: Any) -> Any:
        """Call a resource that is an operation as well."""
        of: Any = self._of
        return self._filled(of.__call__)(**arguments)

    def _filled(self, method: Callable[..., Any]) -> Callable[..., Any]:
        function: Any = getattr(method, "__func__", method)
        code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
        names = () if code is None else code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        given = {name: value for name, value in self._arguments.items() if name in names}
        return functools.partial(method, **given) if given else method
