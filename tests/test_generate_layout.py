"""Which module a class or an enum is in."""

from __future__ import annotations

from tiktok_bindgen.generate.graph import Graph
from tiktok_bindgen.generate.layout import model_modules


def modules(users: dict[str, str], *requested: str) -> dict[str, tuple[str, ...]]:
    """The names in each module, of models without fields; each has the resources that use it."""
    of = {name: set(resources.split()) for name, resources in users.items()}
    found = model_modules(Graph({}, {}), of, of.keys() - {*requested}, ())
    return {each.dotted: each.names for each in found}


def test_a_model_of_one_resource_is_in_the_module_of_its_replies_or_of_its_requests() -> None:
    assert modules({"Bed": "plot", "BedUpdate": "plot"}, "BedUpdate") == {
        "_requests.plot": ("BedUpdate",),
        "plot": ("Bed",),
    }


def test_what_several_resources_share_is_in_a_module_that_is_named_for_them() -> None:
    users = {
        "Bed": "plot orchard",
        "Row": "plot orchard",
        "BedUpdate": "plot orchard",
        "RowUpdate": "plot orchard",
        "Soil": "plot orchard barn field hedge",
        "Water": "plot orchard barn field hedge",
    }
    assert modules(users, "BedUpdate", "RowUpdate") == {
        "_shared.barn_field_hedge_orchard_and_more": ("Soil", "Water"),
        "_shared.orchard_plot": ("Bed", "Row"),
        "_shared.orchard_plot_requests": ("BedUpdate", "RowUpdate"),
    }


def test_what_alone_is_shared_or_that_no_call_uses_has_a_module_of_its_own_name() -> None:
    assert modules({"CountryCode": "plot barn", "SpareValue": ""}, "SpareValue") == {
        "_shared.country_code": ("CountryCode",),
        "_shared.spare_value": ("SpareValue",),
    }


def test_two_modules_of_one_name_are_numbered() -> None:
    of_weir, of_yard = "barn field orchard plot weir", "barn field orchard plot yard"
    assert modules({"Soil": of_weir, "Water": of_weir, "Light": of_yard, "Wind": of_yard}) == {
        "_shared.barn_field_orchard_plot_and_more": ("Light", "Wind"),
        "_shared.barn_field_orchard_plot_and_more_2": ("Soil", "Water"),
    }
