"""The same operations seen another way: with arguments filled in, or with each reply as it is.

Type checkers see classes of their own for these, with the signatures that come of it; at run time they are
the client and its resources with something in between.
"""

from __future__ import annotations

import functools
import types
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

    def call_raw(self, operation: Operation, **parts: Any) -> RawResponse:
        """Do the same: the raw view of a raw view is as it is."""
        return self._core.call_raw(operation, **parts)


class Filled:
    """A client or a resource whose methods have some of their arguments filled in.

    An argument that is given all the same wins. A method that has no such argument is as it was.
    """

    __slots__ = ("_arguments", "_of")

    def __init__(self, of: object, arguments: Mapping[str, object]) -> None:
        match of:
            case Filled(_of=inner, _arguments=before):
                self._of: object = inner
                self._arguments: dict[str, object] = {**before, **arguments}
            case _:
                self._of = of
                self._arguments = dict(arguments)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._arguments.items())
        return f"<{type(self._of).__name__.strip('_')} with {shown}>"

    def __dir__(self) -> list[str]:
        return dir(self._of)

    @property
    def __wrapped__(self) -> object:
        return self._of

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._of, name)
        if hasattr(found, "_core"):
            return Filled(found, self._arguments)
        if isinstance(found, types.MethodType):
            # Bound to this, so that what leads on to another view keeps what is filled in.
            return self._filled(found.__func__)
        return found

    def __call__(self, **arguments: Any) -> Any:
        """Call a resource that is an operation as well."""
        of: Any = type(self._of)
        return self._filled(of.__call__)(**arguments)

    def _filled(self, function: Callable[..., Any]) -> Callable[..., Any]:
        names = keywords(function) or ()
        given = {name: value for name, value in self._arguments.items() if name in names}
        method = types.MethodType(function, self)
        return functools.partial(method, **given) if given else method


def keywords(call: object) -> frozenset[str] | None:
    """Tell the names of a method's keyword-only arguments; ``None`` if it takes any, or it cannot be told."""
    match call:
        case functools.partial(func=function):
            return keywords(function)
        case Filled(__wrapped__=function):
            return keywords(function)
        case types.MethodType(__func__=function) | (types.FunctionType() as function):
            code: types.CodeType = getattr(function, "__wrapped__", function).__code__
        case _:
            # An object that can be called.
            kind: Any = type(call)
            function = getattr(kind, "__call__", None)  # noqa: B004 - what is called is looked at
            if not isinstance(function, types.FunctionType):
                return None
            return keywords(function)
    if code.co_flags & _TAKES_ANY:
        return None
    return frozenset(code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount])


# As `inspect` has it, which would be imported for this alone.
_TAKES_ANY = 0x08
