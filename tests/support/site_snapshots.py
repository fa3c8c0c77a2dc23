"""Snapshots of servers, and documents of sites that are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import attrs

import ftrack_typed_server
from ftrack_typed.configuration import Configuration
from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    NamedType,
    SchemaDocument,
    Site,
)
from ftrack_typed_codegen.loading import load_from_server
from ftrack_typed_server import RunningServer


def snapshot(server: RunningServer) -> SchemaDocument:
    """Return what ``ftrack-typed schema`` saves of *server*."""
    return load_from_server(
        Configuration.resolve(server.url, server.api_user, server.api_key)
    )


@cache
def stock_snapshot() -> SchemaDocument:
    """Return a new site's snapshot."""
    with ftrack_typed_server.running() as server:
        return snapshot(server)


def configured(
    document: SchemaDocument,
    attributes: Sequence[CustomAttribute] = (),
    links: Sequence[CustomAttributeLink] = (),
    names: Mapping[NamedType, Mapping[str, str]] | None = None,
) -> SchemaDocument:
    """Return *document* with these custom attributes and links, and other names.

    Args:
        document: a snapshot of a site.
        attributes: all that there are.
        links: all that there are.
        names: in place of what the types are called that it has.
    """
    assert document.site is not None
    site = Site(
        custom_attributes=tuple(attributes),
        links=tuple(links),
        names={**document.site.names, **(names or {})},
    )
    return attrs.evolve(document, site=site)
