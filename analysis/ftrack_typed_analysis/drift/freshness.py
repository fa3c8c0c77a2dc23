"""Whether a generated package is what its own schema gives."""

from __future__ import annotations

from pathlib import Path

from ftrack_typed.errors import SchemaError
from ftrack_typed.schema import SchemaDocument, read_document
from ftrack_typed_codegen.pipeline import package_files
from ftrack_typed_codegen.settings import Settings
from ftrack_typed_codegen.snapshot import NAME

_OTHER = ("__pycache__",)


def package_schema(folder: Path) -> SchemaDocument:
    """Return the schema that the package in *folder* was generated from.

    Raises:
        SchemaError: the package is not there, or has none that can be used.
    """
    if not (folder / NAME).is_file():
        raise SchemaError(
            f"there is no {NAME}, so no package that was generated: generate it first",
            source=str(folder),
        )
    return read_document(folder / NAME)


def stale_files(
    folder: Path, document: SchemaDocument, settings: Settings
) -> tuple[str, ...]:
    """Return the files of the package in *folder* that are not what *document* gives.

    They were edited, are missing or too many, or another version of the generator, or
    other settings, gave them.

    Raises:
        GenerationError: the settings cannot be used.
        OSError: a file cannot be read.
    """
    _, files = package_files(document, package=folder.name, settings=settings)
    present = {path.name for path in folder.iterdir()} - {*_OTHER}
    return tuple(
        str(folder / name)
        for name in sorted({*files, *present})
        if name not in files
        or name not in present
        or (folder / name).read_bytes() != files[name].encode()
    )
