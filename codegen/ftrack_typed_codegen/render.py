"""From the model to the text of files, by the templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .errors import GenerationError
from .model import PackageModel

_EXAMPLES = ("Task", "Project")
"""Classes for the usage example, the best-known first."""


def render_package(package: PackageModel) -> dict[str, str]:
    """Return file name to text, not formatted yet, for every file of *package*."""
    environment = _environment()
    entity = environment.get_template("entity.py.jinja")
    files = {
        f"{item.module}.py": entity.render(package=package, entity=item)
        for item in (*package.classes, *package.below_mixins)
    }
    modules = sorted(
        [(item.name, item.module) for item in (*package.classes, *package.below_mixins)]
        + [("Session", "_session")]
    )
    names = [item.name for item in package.classes]
    files["__init__.py"] = environment.get_template("package.py.jinja").render(
        package=package,
        modules=modules,
        example=next((name for name in _EXAMPLES if name in names), names[0]),
    )
    files["_registry.py"] = environment.get_template("registry.py.jinja").render(
        package=package
    )
    files["_session.py"] = environment.get_template("session.py.jinja").render(
        package=package
    )
    files["py.typed"] = ""
    return files


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # The output is Python, in which nothing is escaped for HTML.
        autoescape=False,
    )


def _folder() -> Path:
    """Return the templates' folder: inside the package if installed, else beside."""
    here = Path(__file__).resolve().parent
    for folder in (here / "templates", here.parents[1] / "templates"):
        if (folder / "entity.py.jinja").is_file():
            return folder
    raise GenerationError(
        f"The templates are missing; they belong in {here / 'templates'}. Install "
        "ftrack-typed again."
    )
