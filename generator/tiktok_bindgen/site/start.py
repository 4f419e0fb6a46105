"""The first page: what the site is of, the first call, and all operations."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.explain.launch import chains
from tiktok_bindgen.openapi import listed, mapping
from tiktok_bindgen.runtime.secret import TOKEN_VARIABLE
from tiktok_bindgen.site.frame import Operation, Pages, Site, page
from tiktok_bindgen.site.operations import cases_of
from tiktok_bindgen.site.samples import Sample, arguments, has_data, python_call

# As the readme shows it.
_FIRST_CALL = """\
from tiktok_business import ApiError, Client, InvalidRequest

client = Client({given})  # the token comes from {variable}

try:
    reply = {call}
except InvalidRequest as error:  # nothing was sent; tells what is wrong where, by JSON pointers
    for violation in error.violations:
        print(violation.pointer, violation.message)
except ApiError as error:  # the API refused: its code, message and request id
    print(error.code, error.message, error.request_id)
else:
    print({shown})
"""


def pages(site: Site) -> Pages:
    """Render the first page."""
    yield page(
        site,
        "index.html.jinja",
        title="Reference",
        href="index.html",
        sample=first_call(site),
        token=TOKEN_VARIABLE if any(each.plan.operation.token for each in site.operations) else "",
        free=[each for each in site.operations if not each.plan.operation.token],
        listed=[mapping(each) for each in listed(site.document.get("x-listed-only"))],
    )


def first_call(site: Site) -> Sample | None:
    """Write the call that creates the top of a launch, or else the first call that can be written."""
    for operation in _candidates(site):
        cases, _ = cases_of(site, operation)
        if cases:
            given = list(arguments(operation, cases[0].request))
            once = [(each, value) for each, value in given if each.name in site.recurring]
            text = _FIRST_CALL.format(
                given=", ".join(f"{each.name}={value!r}".replace("'", '"') for each, value in once),
                variable=TOKEN_VARIABLE,
                call=python_call(operation, (each for each in given if each not in once)),
                shown="reply.request_id, reply.data" if has_data(operation) else "reply",
            )
            return Sample("Python", text, "python")
    return None


def _candidates(site: Site) -> Iterator[Operation]:
    for top, *_ in chains(site.document):
        yield site.by_path[top.method, top.path]
    yield from site.operations
