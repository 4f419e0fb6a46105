"""The documented envelope around what an operation answers with."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from attrs import define

from .codec import is_array
from .model import Envelope, PageOf, with_extra

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E")


@define(eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra)
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

    @property
    def items(self: Reply[PageOf[E]]) -> list[E]:
        """The entries of this page; see `tiktok_business.items` for those of all pages.

        What came in the place of an array of them is one, so that nothing is lost.
        """
        data: Any = self.data
        found: Any = getattr(data, data.__entries__) if hasattr(data, "__entries__") else data
        if is_array(found):
            return found
        return [] if found is None else [found]
