"""A schema and its site as the text of a file that reads well in a diff."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ftrack_typed.schema import SchemaDocument, dump_snapshot

NAME = "schema.json"
"""What a snapshot is called in a generated package."""

MARK = b'{"schemas": ['
"""The first line of every snapshot."""


def snapshot_text(document: SchemaDocument) -> str:
    """Return *document* as the text of a file: a line for each attribute.

    So there is one for each configuration of a custom attribute, and for each name.
    Entity types keep the server's order, which the schema's hash depends on; the keys
    of objects, on which it does not depend, are sorted.
    """
    content = dump_snapshot(document)
    schemas = ",\n".join(map(_entity, content["schemas"]))
    site = content.get("site")
    end = "]}" if site is None else f'],\n"site": {_site(site)}}}'
    return f"{MARK.decode()}\n{schemas}\n{end}\n"


def _entity(entity: Mapping[str, Any]) -> str:
    rows = {
        key: _object(value) if key == "properties" else _line(value)
        for key, value in entity.items()
    }
    return _lines(rows)


def _site(site: Mapping[str, Any]) -> str:
    names = {kind: _object(rows) for kind, rows in site["names"].items()}
    return _lines(
        {
            "custom_attributes": _list(site["custom_attributes"]),
            "links": _list(site["links"]),
            "names": _lines(names),
        }
    )


def _list(rows: Iterable[object]) -> str:
    # As the record has them: what it is called comes first.
    lines = ",\n".join(map(json.dumps, rows))
    return f"[\n{lines}\n]" if lines else "[]"


def _object(rows: Mapping[str, object]) -> str:
    return _lines({key: _line(value) for key, value in rows.items()})


def _lines(rows: Mapping[str, str]) -> str:
    lines = ",\n".join(f"{_line(key)}: {rows[key]}" for key in sorted(rows))
    return f"{{\n{lines}\n}}" if lines else "{}"


def _line(value: object) -> str:
    return json.dumps(value, sort_keys=True)
