"""Every attribute of the stock schema can be selected, and most compared."""

from __future__ import annotations

import pytest

from ftrack_typed.schema import PropertySchema
from ftrack_typed_server.stock import stock_document
from support.site import RefusedError, SiteClient, query

DOCUMENT = stock_document()
PUT_TOGETHER = {"link", "_link", "url", "thumbnail_url"}


@pytest.mark.parametrize("name", DOCUMENT.entities)
def test_all_attributes_can_be_selected(production: SiteClient, name: str) -> None:
    entity = DOCUMENT.entities[name]
    shown = [
        item.name
        for item in entity.properties.values()
        if not item.restricted_projection
    ]
    for row in production.rows(f"select {', '.join(shown)} from {name} limit 3"):
        assert set(entity.primary_key) < set(row)


@pytest.mark.parametrize("name", DOCUMENT.entities)
def test_all_attributes_can_be_compared(production: SiteClient, name: str) -> None:
    properties = DOCUMENT.entities[name].properties.values()
    production.call(
        *(
            query(f"{name} where {criterion(item)} limit 1")
            for item in properties
            if item.name not in PUT_TOGETHER
        )
    )


@pytest.mark.parametrize(
    "path", ["Task.link", "Group.link", "JobComponent.url", "User.thumbnail_url"]
)
def test_what_is_put_together_can_not_be_compared(
    production: SiteClient, path: str
) -> None:
    name, attribute = path.split(".")
    with pytest.raises(RefusedError, match="put together by the server"):
        production.call(query(f"{name} where {attribute} is none"))


def criterion(item: PropertySchema) -> str:
    if item.is_collection:
        return f"{item.name} any ()"
    if item.is_reference:
        return f"{item.name} has ()"
    return f"{item.name} is none"
