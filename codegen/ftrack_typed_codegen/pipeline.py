"""The whole way from a schema to a package on disk."""

from __future__ import annotations

from pathlib import Path

from ftrack_typed.schema import SchemaDocument

from .build import build_package
from .errors import ForeignFilesError
from .formatting import format_files
from .model import PackageModel
from .naming import check_package_name
from .render import render_package
from .settings import Settings
from .snapshot import NAME as SNAPSHOT
from .snapshot import snapshot_text
from .writing import Written, foreign_files, write_package


def generate(
    document: SchemaDocument,
    *,
    package: str,
    output: Path,
    source: str | None = None,
    settings: Settings | None = None,
) -> tuple[PackageModel, Written]:
    """Write the client package for *document* into the folder *output*.

    Args:
        document: the schema.
        package: the package's import name, and that of its folder.
        output: the folder that gets the package's; it is made if it is missing.
        source: where the document came from, for errors.
        settings: what the project asks for, by default nothing.

    Returns:
        What the package holds, and what was written.

    Raises:
        SchemaError: the schema holds names or defaults that Python cannot have.
        GenerationError: the package's name or the settings cannot be used, its folder
            holds files that were not generated, or the formatter is missing.
        OSError: a folder cannot be read or written.
    """
    check_package_name(package)
    folder = output / package
    # Asked here as well, so that the answer does not wait for the rendering.
    foreign = foreign_files(folder)
    if foreign:
        raise ForeignFilesError(str(folder), foreign)
    model, files = package_files(
        document, package=package, source=source, settings=settings
    )
    return model, write_package(files, folder)


def package_files(
    document: SchemaDocument,
    *,
    package: str,
    source: str | None = None,
    settings: Settings | None = None,
) -> tuple[PackageModel, dict[str, str]]:
    """Return what the package for *document* holds, and its files: name to text.

    See :func:`generate` for arguments and errors.
    """
    model = build_package(document, name=package, source=source, settings=settings)
    settings = settings or Settings()
    rendered = render_package(model, settings.templates)
    files = format_files(rendered, settings.python)
    files[SNAPSHOT] = snapshot_text(document)
    return model, files
