"""What no rule can infer about ftrack's relations, each row with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from ftrack_typed.schema.relations import (
    Closure,
    ForeignCollection,
    HiddenCollection,
    LinkedCollection,
    Relation,
)

KNOWN_COLLECTIONS: Mapping[tuple[str, str], Relation] = {
    # Links have two foreign keys to the same type, one an end.
    ("AssetVersion", "incoming_links"): ForeignCollection(
        target="AssetVersionLink", key="to_id"
    ),
    ("AssetVersion", "outgoing_links"): ForeignCollection(
        target="AssetVersionLink", key="from_id"
    ),
    ("TypedContext", "incoming_links"): ForeignCollection(
        target="TypedContextLink", key="to_id"
    ),
    ("TypedContext", "outgoing_links"): ForeignCollection(
        target="TypedContextLink", key="from_id"
    ),
    # A version that uses another has a link from that one to itself.
    ("AssetVersion", "uses_versions"): LinkedCollection(
        target="AssetVersion",
        link="AssetVersionLink",
        source_key="to_id",
        target_key="from_id",
    ),
    ("AssetVersion", "used_in_versions"): LinkedCollection(
        target="AssetVersion",
        link="AssetVersionLink",
        source_key="from_id",
        target_key="to_id",
    ),
    # A list's object is of either type, so that its key is not declared a foreign one.
    ("AssetVersion", "lists"): LinkedCollection(
        target="AssetVersionList",
        link="ListObject",
        source_key="entity_id",
        target_key="list_id",
    ),
    ("TypedContext", "lists"): LinkedCollection(
        target="TypedContextList",
        link="ListObject",
        source_key="entity_id",
        target_key="list_id",
    ),
    ("AssetVersionList", "items"): LinkedCollection(
        target="AssetVersion",
        link="ListObject",
        source_key="list_id",
        target_key="entity_id",
    ),
    ("TypedContextList", "items"): LinkedCollection(
        target="TypedContext",
        link="ListObject",
        source_key="list_id",
        target_key="entity_id",
    ),
    # The link's table is no entity type.
    ("Context", "scopes"): HiddenCollection(target="Scope", table="Context_scopes"),
    ("CustomConfigurationBase", "read_security_roles"): HiddenCollection(
        target="SecurityRole", table="CustomConfigurationBase_read_security_roles"
    ),
    ("CustomConfigurationBase", "write_security_roles"): HiddenCollection(
        target="SecurityRole", table="CustomConfigurationBase_write_security_roles"
    ),
    ("UserView", "shared_with"): HiddenCollection(
        target="Resource", table="UserView_shared_with"
    ),
    # A single foreign key to the type is there, but it leads to the parent alone.
    ("TypedContext", "ancestors"): Closure(
        target="TypedContext", start="parent_id", parent_key="parent_id", upwards=True
    ),
    ("TypedContext", "descendants"): Closure(
        target="TypedContext", start="id", parent_key="parent_id", upwards=False
    ),
    ("Asset", "ancestors"): Closure(
        target="TypedContext", start="context_id", parent_key="parent_id", upwards=True
    ),
}
"""To-many relations at the type that declares them."""

ITEM_FILTERS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("Appointment", "allocations"): (("type", "allocation"),),
    ("Appointment", "assignments"): (("type", "assignment"),),
}
"""(Items' type, relation's name) to attribute values that the items have besides."""

MAPPED_KEYS: Mapping[str, tuple[str, str | None]] = {
    "Metadata": ("parent_id", "parent_type"),
    "CustomAttributeValue": ("entity_id", None),
    "CustomAttributeLink": ("from_id", None),
    "CustomAttributeLinkFrom": ("to_id", None),
}
"""End of a mapped array's item type to the items' keys (owner, owner's type)."""

TYPED_LINK_KEYS: Mapping[str, str] = {
    "CustomAttributeLink": "to_id",
    "CustomAttributeLinkFrom": "from_id",
}
"""End of a typed link's name to the key behind its reference to the typed entity."""
