"""The return codes of the appendix, by the errors raised for them."""

from __future__ import annotations

FAMILIES: dict[str, list[int]] = {
    "AuthError": [
        *(40101, 40102, 40103, 40104, 40105, 40106, 40107, 40108, 40109, 40110),
        *(40112, 40113, 40115, 40116, 40131),
    ],
    "PermissionDeniedError": [40001, 40118, 40119, 40121, 40122, 40124, 40125, 41000],
    "RateLimitError": [40016, 40100, 40132, 40133],
    "ParameterError": [40000, 40002, 40011, 40053, 40065, 40700, 41002],
    "NotFoundError": [40007, 40013, 40300, 40301],
    "UnsupportedError": [40006, 40008, 40009, 40010, 40014, 40051, 40117, 41001],
    "ConflictError": [40050, 40052, 40202, 40911],
    "NotReadyError": [40201, 40901],
    "FileError": [
        *(40900, 40902, 40903, 40904, 40905, 40906, 40907, 40908, 40909, 40910),
        *(40912, 40913, 40914, 40915),
    ],
    "QuotaError": [40502],
    "MaintenanceError": [60001],
}
#: The codes of throttled calls, which are tried again.
THROTTLED = {40016, 40100, 40133}
