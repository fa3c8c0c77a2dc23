"""From the model to the text of files, by the templates."""

from __future__ import annotations

from pathlib import Path

from .model import PackageModel
from .templating import check_rendered, environment, located_errors

_EXAMPLES = ("Task", "Project")
"""Classes for the usage example, the best-known first."""


def render_package(package: PackageModel, own: Path | None = None) -> dict[str, str]:
    """Return file name to text, not formatted yet, for every file of *package*.

    Args:
        package: what to render.
        own: a folder with templates that stand in for ours of that name.

    Raises:
        SettingsError: the folder holds none that does.
        TemplateFaultError: a template fails, or renders what is no Python.
    """
    with located_errors():
        files = _rendered(package, own)
    if own is not None:
        check_rendered(files, own)
    return files


def _rendered(package: PackageModel, own: Path | None) -> dict[str, str]:
    templates = environment(own)
    entity = templates.get_template("entity.py.jinja")
    files = {
        f"{item.module}.py": entity.render(package=package, entity=item)
        for item in (*package.classes, *package.below_mixins)
    }
    modules = sorted(
        [(item.name, item.module) for item in (*package.classes, *package.below_mixins)]
        + [("Session", "_session")]
    )
    names = [item.name for item in package.classes]
    files["__init__.py"] = templates.get_template("package.py.jinja").render(
        package=package,
        modules=modules,
        example=next((name for name in _EXAMPLES if name in names), names[0]),
    )
    if package.custom_attributes is not None:
        custom = templates.get_template("custom_attributes.py.jinja")
        files["custom_attributes.py"] = custom.render(
            package=package, module=package.custom_attributes
        )
    if package.names:
        names_module = templates.get_template("names.py.jinja")
        files["names.py"] = names_module.render(package=package)
    files["_registry.py"] = templates.get_template("registry.py.jinja").render(
        package=package
    )
    files["_session.py"] = templates.get_template("session.py.jinja").render(
        package=package
    )
    files["py.typed"] = ""
    return files
