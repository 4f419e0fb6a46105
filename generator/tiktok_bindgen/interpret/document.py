"""The whole documentation as it was read: the value that later stages pass on."""

from __future__ import annotations

from attrs import field, frozen

from tiktok_bindgen.interpret.appendix_model import Appendix
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.report_model import Report


@frozen
class Webhook:
    """An event that the server sends to a callback.

    Attributes:
        name: Its name in the payload, or else in the subscription to it.
        fields: The fields of its whole payload.
        description: Its description; prose.
        source: The address of its page in the portal, if known.
        page: The page it was read from.
        documented: The date of that page, if known.
    """

    name: str
    fields: tuple[Field, ...]
    description: str = ""
    source: str | None = None
    page: str = field(default="", eq=False)
    documented: str | None = field(default=None, eq=False)


@frozen
class Document:
    """Everything that was read of the documentation.

    Attributes:
        operations: The operations, in the order of their paths and methods.
        appendix: What is documented for the API as a whole.
        reports: The kinds of reports, in the order of their names.
        webhooks: The events that are sent to a callback, in the order of their names.
    """

    operations: tuple[Operation, ...] = ()
    appendix: Appendix = Appendix()
    reports: tuple[Report, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
