"""Which version is the latest, and which project assets and versions are of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, null, or_, select, true

from ftrack_typed_server.site import Site


def latest_version(site: Site, source: FromClause) -> ColumnElement[Any]:
    """The key of an asset's highest version."""
    if not site.has("AssetVersion", "asset_id", "version"):
        return null()
    versions = site.table("AssetVersion").alias()
    return (
        select(versions.c.id)
        .where(versions.c.asset_id == source.c.id)
        .order_by(versions.c.version.desc(), versions.c.id.desc())
        .limit(1)
        .correlate(source)
        .scalar_subquery()
    )


def is_latest(site: Site, source: FromClause) -> ColumnElement[Any]:
    """Whether no other version of the asset is higher."""
    if not site.has("AssetVersion", "asset_id", "version"):
        return true()
    others = site.table("AssetVersion").alias()
    return ~exists(
        select(others.c.id)
        .where(
            others.c.asset_id == source.c.asset_id,
            or_(
                others.c.version > source.c.version,
                and_(others.c.version == source.c.version, others.c.id > source.c.id),
            ),
        )
        .correlate(source)
    )


def project_of_asset(site: Site, source: FromClause) -> ColumnElement[Any]:
    """The project of an asset's parent."""
    contexts = site.table("Context").alias()
    return (
        select(contexts.c.project_id)
        .where(contexts.c.id == source.c.context_id)
        .correlate(source)
        .scalar_subquery()
    )


def project_of_version(site: Site, source: FromClause) -> ColumnElement[Any]:
    """The project of the parent of a version's asset."""
    contexts = site.table("Context").alias()
    assets = site.table("Asset").alias()
    return (
        select(contexts.c.project_id)
        .join_from(contexts, assets, assets.c.context_id == contexts.c.id)
        .where(assets.c.id == source.c.asset_id)
        .correlate(source)
        .scalar_subquery()
    )
