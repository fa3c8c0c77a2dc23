"""What can go wrong in generating a package, besides what the runtime raises."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ftrack_typed.errors import FtrackTypedError, SchemaError

_LONGEST_REPORT = 8


class GenerationError(FtrackTypedError):
    """No package could be generated; nothing was written."""


class PackageNameError(GenerationError):
    """A name that no Python package can have.

    Attributes:
        name: the name that was asked for.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name!r} cannot be the name of the package: {reason}. Choose a name "
            "such as 'studio_schema'."
        )
        self.name = name


class ForeignFilesError(GenerationError):
    """The output folder holds files that were not generated.

    Attributes:
        folder: the package's folder.
        files: the files in it that are foreign, relative to it.
    """

    def __init__(self, folder: str, files: Sequence[str]) -> None:
        shown = ", ".join(files[:_LONGEST_REPORT])
        if len(files) > _LONGEST_REPORT:
            shown += f" and {len(files) - _LONGEST_REPORT} more"
        super().__init__(
            f"{folder} holds files that were not generated: {shown}. Nothing was "
            "written. Move them away, or choose another --output or --package."
        )
        self.folder = folder
        self.files: tuple[str, ...] = tuple(files)


class SettingsError(GenerationError):
    """The settings of the project's that the package is generated for are wrong.

    Attributes:
        file: the file that holds them, none if they were given otherwise.
        problem: what is wrong.
    """

    def __init__(self, file: Path | None, problem: str) -> None:
        place = f"{file}: " if file is not None else ""
        super().__init__(f"{place}{problem}.")
        self.file = file
        self.problem = problem


class TemplateFaultError(GenerationError):
    """A template cannot be rendered, or what it renders is no Python.

    Attributes:
        template: the template, or the folder that holds it.
        line: the line in the template, if it is known.
    """

    def __init__(self, template: str, line: int | None, problem: str) -> None:
        place = template if line is None else f"{template}, line {line}"
        super().__init__(f"{place}: {problem.rstrip('.')}. Nothing was written.")
        self.template = template
        self.line = line


class FormattingError(GenerationError):
    """The formatter is missing or refused the rendered files."""


def unsuitable_schema(source: str | None, problems: Sequence[str]) -> SchemaError:
    """Return the error for a schema that no package can be made of.

    Args:
        source: the file or server that the document came from, if known.
        problems: every problem found; the message names the first eight.
    """
    named = "; ".join(problems[:_LONGEST_REPORT])
    if len(problems) > _LONGEST_REPORT:
        named += f"; and {len(problems) - _LONGEST_REPORT} more"
    return SchemaError(
        f"no package can be made of this schema: {named}",
        source=source,
        problems=problems,
    )
