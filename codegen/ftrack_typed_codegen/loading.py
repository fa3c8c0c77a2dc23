"""The schema to generate from: out of a file, or from the server itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import AuthenticationError, ServerError
from ftrack_typed.schema import SchemaDocument, load_document, read_document
from ftrack_typed.transport import HttpTransport

from .site import WANTED, site_json, there

_PAGE = 1000
"""Rows asked for at once of what a site has configured."""


def load_file(path: Path) -> SchemaDocument:
    """Return the schema document in the JSON file *path*.

    Raises:
        SchemaError: the file cannot be read, or is no usable document.
    """
    return read_document(path)


def load_from_server(configuration: Configuration) -> SchemaDocument:
    """Return the schema document that the server answers now, with its site.

    Both come with one batch. A server that does not know all that is asked of the site
    refuses it; then it is asked for the schema, and for what that has of the rest.

    Raises:
        TransportError: no answer came.
        ResponseError: an answer came that is not the API's.
        ServerError: the server refused, for want of a valid key, say.
        SchemaError: the answer is no usable document.
    """
    schemas = {"action": "query_schemas"}
    source = configuration.server_url
    wanted: Mapping[str, Sequence[str]] = WANTED
    with HttpTransport(configuration) as transport:
        try:
            rows, *pages = transport.call([schemas, *_queries(wanted)])
        except AuthenticationError:
            raise
        except ServerError:
            (rows,) = transport.call([schemas])
            wanted = there(load_document(rows, source=source))
            pages = transport.call(_queries(wanted))
        answers = {
            name: _rows(transport, name, wanted[name], page)
            for name, page in zip(wanted, pages, strict=True)
        }
    return load_document({"schemas": rows, "site": site_json(answers)}, source=source)


def _queries(wanted: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [_query(name, attributes, 0) for name, attributes in wanted.items()]


def _query(name: str, attributes: Sequence[str], offset: int) -> dict[str, str]:
    text = f"select {', '.join(attributes)} from {name} offset {offset} limit {_PAGE}"
    return {"action": "query", "expression": text}


def _rows(
    transport: HttpTransport, name: str, attributes: Sequence[str], page: Any
) -> list[Mapping[str, Any]]:
    """Return the rows of *page*, the first of its query's, and of all that follow."""
    rows: list[Mapping[str, Any]] = list(page["data"])
    while page["data"] and page.get("metadata", {}).get("next", {}).get("offset"):
        (page,) = transport.call([_query(name, attributes, len(rows))])
        rows += page["data"]
    return rows
