"""The schema document: its records, how to read it, and what its relations mean.

Importing this package is quick; what reads a document imports cattrs when it does.
"""

from __future__ import annotations

from ftrack_typed.errors import SchemaError
from ftrack_typed.schema.dumping import digest, dump_document
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

__all__ = [
    "Bases",
    "Closure",
    "EntitySchema",
    "ForeignCollection",
    "ForeignKey",
    "HiddenCollection",
    "JsonObject",
    "KeyValueAttributes",
    "LinkedCollection",
    "PropertySchema",
    "PropertyType",
    "Reference",
    "Relation",
    "Relations",
    "SchemaDocument",
    "SchemaError",
    "Subtype",
    "ancestors",
    "base_of",
    "descendants",
    "digest",
    "dump_document",
    "family",
    "infer_relations",
    "load_document",
    "read_document",
    "root_of",
    "stand_ins",
    "subtypes",
]
