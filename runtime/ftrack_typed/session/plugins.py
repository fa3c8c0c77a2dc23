"""Plugins: functions that make a session the studio's own, found on request.

A plugin is a function ``register(session)``. It is found as an entry point of an
installed distribution, or in a file below a folder that is asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from inspect import Parameter, signature
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from .extending import Extending

GROUP = "ftrack_typed.plugins"
"""The group of entry points that are plugins."""

VARIABLE = "FTRACK_TYPED_PLUGIN_PATH"
"""The environment variable that names folders with plugins.

It is not the official client's: that one's plugins are written for its own session.
"""

_logger = getLogger(__name__)


@attrs.frozen
class Plugin:
    """A plugin that was found.

    Attributes:
        source: its file, or its entry point as ``name = module:function``.
        error: what it raised, none if it was registered.
    """

    source: str
    error: BaseException | None = None


@attrs.frozen
class _Found:
    """A plugin that is not loaded yet; what loads it gives none if it is no plugin."""

    source: str
    load: Callable[[], Callable[..., object] | None]


def load_plugins(
    session: Extending,
    paths: Iterable[str | os.PathLike[str]] | None = None,
    arguments: Mapping[str, object] | None = None,
) -> tuple[Plugin, ...]:
    """Register the plugins with *session*; see its method of that name."""
    given = arguments or {}
    done: list[Plugin] = []
    for found in (*_of_distributions(), *_of_folders(_folders(paths))):
        try:
            register = found.load()
            if register is None:
                continue
            register(session, **_accepted(register, given))
        except (Exception, SystemExit) as error:
            # One that fails is no reason for the others, or the script, to stop; nor
            # is one that takes itself for a program.
            _logger.error("The plugin %s failed.", found.source, exc_info=True)
            done.append(Plugin(found.source, error))
        else:
            done.append(Plugin(found.source))
    return tuple(done)


def _of_distributions() -> Iterator[_Found]:
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield _Found(f"{point.name} = {point.value}", point.load)


def _folders(paths: Iterable[str | os.PathLike[str]] | None) -> list[Path]:
    if paths is None:
        paths = os.environ.get(VARIABLE, "").split(os.pathsep)
    return [Path(path) for path in paths if str(path)]


def _of_folders(folders: Iterable[Path]) -> Iterator[_Found]:
    for folder in folders:
        if not folder.is_dir():
            _logger.warning("The folder of plugins %s is not there.", folder)
        for place, below, files in os.walk(folder):
            # The order is told by names alone, on every file system.
            below[:] = sorted(
                name for name in below if not name.startswith((".", "__"))
            )
            for name in sorted(files):
                if name.endswith(".py"):
                    yield _of_file(Path(place, name))


def _of_file(path: Path) -> _Found:
    def load() -> Callable[..., object] | None:
        module = _imported(path)
        register: Callable[..., object] | None = getattr(module, "register", None)
        return register if callable(register) else None

    return _Found(str(path), load)


def _imported(path: Path) -> Any:
    """Return the module in *path*, which is imported once however often it is found."""
    place = path.resolve()
    digest = sha256(str(place).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    name = f"ftrack_typed_plugin_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, place)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported.")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _accepted(
    register: Callable[..., object], arguments: Mapping[str, object]
) -> dict[str, object]:
    """Return those of *arguments* that *register* takes."""
    parameters = signature(register).parameters.values()
    if any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters):
        return dict(arguments)
    named = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    names = {parameter.name for parameter in parameters if parameter.kind in named}
    return {name: value for name, value in arguments.items() if name in names}
