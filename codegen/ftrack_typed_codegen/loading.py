"""The schema to generate from: out of a file, or from the server itself."""

from __future__ import annotations

from pathlib import Path

from ftrack_typed.configuration import Configuration
from ftrack_typed.schema import SchemaDocument, load_document, read_document
from ftrack_typed.transport import HttpTransport


def load_file(path: Path) -> SchemaDocument:
    """Return the schema document in the JSON file *path*.

    Raises:
        SchemaError: the file cannot be read, or is no usable document.
    """
    return read_document(path)


def load_from_server(configuration: Configuration) -> SchemaDocument:
    """Return the schema document that the server answers now.

    Raises:
        TransportError: no answer came.
        ResponseError: an answer came that is not the API's.
        ServerError: the server refused, for want of a valid key, say.
        SchemaError: the answer is no usable document.
    """
    with HttpTransport(configuration) as transport:
        answer = transport.call([{"action": "query_schemas"}])
    return load_document(answer[0], source=configuration.server_url)
