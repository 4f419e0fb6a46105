"""The asyncio client's types: each method is declared in terms of the synchronous client's method."""

from __future__ import annotations

from collections.abc import Container

from tiktok_bindgen.generate import docs, python, report_fetch
from tiktok_bindgen.generate.plan import Plan, Resource

_TOP = "AsyncOperations"
# The module of the helpers that type awaitable methods.
_TYPES = "{}._runtime.awaited"


def view(plan: Plan, package: str) -> dict[str, object]:
    """Render each class of the client: its name mapped to one line for each method and child resource."""
    needed: dict[str, set[str]] = {_TYPES.format(package): set()}
    found = dict[str, list[str]]()
    taken = {resource.class_name for resource in plan.root.walk()}
    for resource in plan.root.walk():
        own = resource.class_name if resource.attribute else "_Operations"
        lines = list[str]()
        for method in resource.methods:
            how = "outdated" if docs.deprecation(method.operation.facts) else "awaited"
            needed[_TYPES.format(package)].add(how)
            lines.append(f"{method.name} = {how}({own}.{method.name})")
        if any(report_fetch.fetches(plan, resource)):
            needed[_TYPES.format(package)].add("each")
            lines.append(f"{report_fetch.NAME} = each({own}.{report_fetch.NAME})")
        if lines:
            needed.setdefault(f"{package}.{resource.module}", set()).add(own)
        lines += [f"{child.attribute}: {_name(child, taken)}" for child in resource.children]
        found[_name(resource, taken)] = lines
    return {"imports": python.imports(needed), "resources": found}


def _name(resource: Resource, taken: Container[str]) -> str:
    """Return the name of a resource's asyncio class, distinct from the names of all synchronous classes."""
    if not resource.attribute:
        return _TOP
    name = f"Async{resource.class_name}"
    return f"{name}_" if name in taken or name == _TOP else name
