"""The whole documentation as it was read: the value that later stages pass on."""

from __future__ import annotations

from attrs import frozen

from tiktok_bindgen.interpret.appendix_model import Appendix
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.report_model import Report


@frozen
class Document:
    """Everything that was read of the documentation.

    Attributes:
        operations: The operations, in the order of their paths and methods.
        appendix: What is documented for the API as a whole.
        reports: The kinds of reports, in the order of their names.
        webhooks: The events that the server sends to a callback, in the order of their names. An event is an
            operation without a path, whose title is its name and whose reply is its whole payload.
    """

    operations: tuple[Operation, ...] = ()
    appendix: Appendix = Appendix()
    reports: tuple[Report, ...] = ()
    webhooks: tuple[Operation, ...] = ()
