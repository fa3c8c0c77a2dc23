"""The templates: ours, a studio's own in front of them, and errors that tell where."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
)

from .errors import GenerationError, SettingsError, TemplateFaultError

PREFIX = "ftrack_typed"
"""Under which a template of the studio's names one of ours, to extend it."""

_SUFFIX = ".jinja"


def environment(own: Path | None = None) -> Environment:
    """Return the templates.

    Args:
        own: a folder with templates that stand in for those of that name.

    Raises:
        SettingsError: the folder holds none that does.
        GenerationError: our own templates are missing.
    """
    folder = _folder()
    ours = FileSystemLoader(folder)
    loaders: list[BaseLoader] = [ours, PrefixLoader({PREFIX: ours})]
    if own is not None:
        names = sorted(path.name for path in folder.glob(f"*{_SUFFIX}"))
        if not any((own / name).is_file() for name in names):
            raise SettingsError(
                None,
                f"{own} holds no template to use; one is called {', '.join(names)}",
            )
        loaders.insert(0, FileSystemLoader(own))
    return Environment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # The output is Python, in which nothing is escaped for HTML.
        autoescape=False,
    )


@contextmanager
def located_errors() -> Generator[None, None, None]:
    """Turn what goes wrong in a template into an error that names template and line."""
    try:
        yield
    except TemplateSyntaxError as error:
        name = error.filename or error.name or "a template"
        raise TemplateFaultError(name, error.lineno, error.message or "") from error
    except Exception as error:
        # Jinja shows a template's lines as if they were Python's.
        places = [
            (frame.f_code.co_filename, line)
            for frame, line in walk_tb(error.__traceback__)
            if frame.f_code.co_filename.endswith(_SUFFIX)
        ]
        if not places:
            raise
        raise TemplateFaultError(*places[-1], str(error)) from error


def check_rendered(files: Mapping[str, str], own: Path) -> None:
    """Check that what was rendered with templates of the studio's is Python.

    Args:
        files: file name to text.
        own: the folder with those templates.

    Raises:
        TemplateFaultError: a file is not.
    """
    for name, text in files.items():
        if not name.endswith(".py"):
            continue
        try:
            compile(text, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            shown = [*text.splitlines(), ""][line - 1].strip()
            raise TemplateFaultError(
                str(own),
                None,
                f"with the templates there, {name} is not valid Python in line {line}, "
                f"{shown!r}: {getattr(error, 'msg', error)}",
            ) from error


def _folder() -> Path:
    """Return our templates' folder: inside the package if installed, else beside."""
    here = Path(__file__).resolve().parent
    for folder in (here / "templates", here.parents[1] / "templates"):
        if (folder / "entity.py.jinja").is_file():
            return folder
    raise GenerationError(
        f"The templates are missing; they belong in {here / 'templates'}. Install "
        "ftrack-typed again."
    )
