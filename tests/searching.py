"""How many examples property tests try: some that are always the same, or many random ones."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import HealthCheck, settings

#: What a profile's number of examples is when tests try as many as they say.
USUAL = 100


def trying(count: int, *, suppress: Collection[HealthCheck] = ()) -> settings:
    """Return settings of a property test.

    Args:
        count: How many examples it tries; a random search (`nox -s random`) tries more in proportion.
        suppress: Health checks that it does without, besides those that no test has.
    """
    profile = settings()
    return settings(
        max_examples=count * profile.max_examples // USUAL,
        suppress_health_check=[*profile.suppress_health_check, *suppress],
    )
