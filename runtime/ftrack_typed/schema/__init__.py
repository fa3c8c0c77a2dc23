"""The schema document: its records, how to read it, and what its relations mean.

Importing this package is quick; what reads a document imports cattrs when it does.
"""

from __future__ import annotations

from ftrack_typed.errors import SchemaError
from ftrack_typed.schema.dumping import digest, dump_document, dump_snapshot
from ftrack_typed.schema.inference import infer_relations
from ftrack_typed.schema.inheritance import (
    Bases,
    ancestors,
    base_of,
    descendants,
    family,
    root_of,
    stand_ins,
    subtypes,
)
from ftrack_typed.schema.loading import load_document, read_document
from ftrack_typed.schema.records import (
    EntitySchema,
    ForeignKey,
    JsonObject,
    KeyValueAttributes,
    PropertySchema,
    PropertyType,
    SchemaDocument,
    Subtype,
)
from ftrack_typed.schema.relations import (
    Closure,
    ForeignCollection,
    HiddenCollection,
    LinkedCollection,
    Reference,
    Relation,
    Relations,
)
from ftrack_typed.schema.site import (
    CustomAttribute,
    CustomAttributeLink,
    NamedType,
    Site,
)

__all__ = [
    "Bases",
    "Closure",
    "CustomAttribute",
    "CustomAttributeLink",
    "EntitySchema",
    "ForeignCollection",
    "ForeignKey",
    "HiddenCollection",
    "JsonObject",
    "KeyValueAttributes",
    "LinkedCollection",
    "NamedType",
    "PropertySchema",
    "PropertyType",
    "Reference",
    "Relation",
    "Relations",
    "SchemaDocument",
    "SchemaError",
    "Site",
    "Subtype",
    "ancestors",
    "base_of",
    "descendants",
    "digest",
    "dump_document",
    "dump_snapshot",
    "family",
    "infer_relations",
    "load_document",
    "read_document",
    "root_of",
    "stand_ins",
    "subtypes",
]
