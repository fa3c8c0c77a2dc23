"""The bytes of components: where they are kept, how they come in and go out."""

from __future__ import annotations

from ftrack_typed_server.media.images import PLACEHOLDER, image_type
from ftrack_typed_server.media.store import FileStore, FolderError, Incoming
from ftrack_typed_server.media.uploads import (
    LONGEST_UPLOAD,
    MOST_PARTS,
    UPLOAD_PATH,
    Grant,
    Parts,
    Uploads,
    check_component_id,
    check_file_name,
    plain_file_name,
)

__all__ = [
    "LONGEST_UPLOAD",
    "MOST_PARTS",
    "PLACEHOLDER",
    "UPLOAD_PATH",
    "FileStore",
    "FolderError",
    "Grant",
    "Incoming",
    "Parts",
    "Uploads",
    "check_component_id",
    "check_file_name",
    "image_type",
    "plain_file_name",
]
