"""The documented envelope around the data of a reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from .codec import is_array
from .model import Envelope, Model, PageOf
from .structure import define

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E")


@define(kw_only=True)
class Reply(Envelope, Generic[T_co]):
    """A reply of the API.

    Attributes:
        code: The return code: 0, or another that is a success.
        message: The API's message about the outcome.
        data: The data of the reply, decoded at first access.
        request_id: The server's id for the call, to quote when asking for support.
    """

    code: int = 0
    message: str = ""
    data: T_co
    request_id: str = ""

    if TYPE_CHECKING:

        @overload
        @classmethod
        def from_json(cls, value: object, *, strict: bool = False, data: type[E]) -> Reply[E]: ...

        @overload
        @classmethod
        def from_json(cls, value: object, *, strict: bool = False, data: object = None) -> Self: ...

        @classmethod
        def from_json(cls, value: object, *, strict: bool = False, data: object = None) -> Any:
            """Decode a parsed reply; see `Envelope`."""

    def __iter__(self: Reply[PageOf[E]]) -> Iterator[E]:
        """Iterate over the entries of this page; a `TypeError` if it is not a page of a list."""
        return iter(_page(self).items)

    def __len__(self: Reply[PageOf[Any]]) -> int:
        """Return the number of entries on this page; a `TypeError` if it is not a page of a list."""
        return len(_page(self).items)

    def __bool__(self) -> bool:
        # A reply is true even if its page is empty, so that `if reply:` asks whether there is a reply.
        return True

    def _repr_html_(self) -> str | None:
        # Called by notebooks; ``None`` makes them show the text instead.
        if not _is_page(self):
            return None
        from .showing import table

        page: Any = self
        return table(page.items)

    @property
    def items(self: Reply[PageOf[E]]) -> list[E]:
        """The entries of this page; see `tiktok_business.items` for those of all pages.

        If the reply has another value in place of their array, it is returned as the only entry.

        Raises:
            TypeError: If another object is documented, which is no page of a list.
        """
        data: Any = self.data
        found: Any = getattr(data, data.__entries__, None) if hasattr(data, "__entries__") else data
        if is_array(found):
            return found
        if isinstance(found, Model):
            raise TypeError(_NO_PAGE)
        return [] if found is None else [found]


def _is_page(reply: Reply[Any]) -> bool:
    return hasattr(reply.parsed_data()[0], "__entries__") or hasattr(
        getattr(reply, "data", None), "__entries__"
    )


def _page(reply: Reply[PageOf[E]]) -> Reply[PageOf[E]]:
    if not _is_page(reply):
        raise TypeError(_NO_PAGE)
    return reply


_NO_PAGE = "this reply is not a page of a list: use `data`"
