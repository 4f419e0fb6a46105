"""The documented envelope around what an operation answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .codec import is_array
from .model import Envelope, PageOf, define

if TYPE_CHECKING:
    from collections.abc import Iterator

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E")


@define(kw_only=True)
class Reply(Envelope, Generic[T_co]):
    """A reply of the API.

    Attributes:
        code: The return code: 0, or another that is a success.
        message: What the API says of it.
        data: What the operation answers with. It is decoded when it is first asked for.
        request_id: What the API's support asks for.
    """

    code: int = 0
    message: str = ""
    data: T_co
    request_id: str = ""

    def __iter__(self: Reply[PageOf[E]]) -> Iterator[E]:
        """Go through the entries of this page.

        Raises:
            TypeError: If it is no page of a list.
        """
        return iter(_page(self).items)

    def __len__(self: Reply[PageOf[Any]]) -> int:
        """Tell how many entries this page has.

        Raises:
            TypeError: If it is no page of a list.
        """
        return len(_page(self).items)

    def __bool__(self) -> bool:
        # A reply is one, also where its page has no entries: whether it has any, `len` tells.
        return True

    def _repr_html_(self) -> str | None:
        # What notebooks ask for; ``None`` is for the text in its place.
        if not _is_page(self):
            return None
        from .showing import table

        page: Any = self
        return table(page.items)

    @property
    def items(self: Reply[PageOf[E]]) -> list[E]:
        """The entries of this page; see `tiktok_business.items` for those of all pages.

        What came in the place of an array of them is one, so that nothing is lost.
        """
        data: Any = self.data
        found: Any = getattr(data, data.__entries__, None) if hasattr(data, "__entries__") else data
        if is_array(found):
            return found
        return [] if found is None else [found]


def _is_page(reply: Reply[Any]) -> bool:
    return hasattr(reply.parsed_data()[0], "__entries__") or hasattr(
        getattr(reply, "data", None), "__entries__"
    )


def _page(reply: Reply[PageOf[E]]) -> Reply[PageOf[E]]:
    if not _is_page(reply):
        raise TypeError("this reply is no page of a list: what it has is its `data`")
    return reply
