"""Small schema documents, written as a server answers them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from ftrack_typed.schema import SchemaDocument, load_document

Json = dict[str, Any]

ID: Json = {"type": "string", "default": "{uid}"}
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number"}


def entity_type(
    name: str,
    properties: Mapping[str, Json] | None = None,
    *,
    base: str | None = None,
    required: Sequence[str] = (),
    immutable: Sequence[str] = ("id",),
    computed: Sequence[str] = (),
    key: Sequence[str] = ("id",),
    **more: Any,
) -> Json:
    """Return an entity type that has an ``id`` besides *properties*."""
    result: Json = {
        "id": name,
        "type": "object",
        "properties": {"id": ID, **(properties or {})},
        "primary_key": list(key),
        "required": ["id", *required],
        "immutable": list(immutable),
        "computed": list(computed),
        "default_projections": list(key),
        **more,
    }
    if base is not None:
        result["$mixin"] = {"$ref": base}
    return result


def reference(target: str) -> Json:
    """Return a to-one relation."""
    return {"$ref": target}


def foreign_key(target: str) -> Json:
    """Return the key of a to-one relation."""
    return {
        "type": "string",
        "format": "foreign_key",
        "description": f"Foreign key(s): {target}.id",
    }


def collection(target: str) -> Json:
    """Return a to-many relation."""
    return {"type": "array", "items": {"$ref": target}}


def document(*entities: Json) -> SchemaDocument:
    """Return *entities* as records."""
    return load_document(list(entities), source="the test")


@contextmanager
def imported(folder: Path, package: str) -> Generator[ModuleType, None, None]:
    """Give the *package* in *folder*, and forget its modules afterwards."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))
        for name in list(sys.modules):
            if name == package or name.startswith(f"{package}."):
                del sys.modules[name]
