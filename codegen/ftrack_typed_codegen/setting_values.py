"""One value of a settings table, of the type that is asked for, or an error on it.

Every error names the file, the table and the key.
"""

from __future__ import annotations

import keyword
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import attrs

from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import ConfigurationError

from .errors import PackageNameError, SettingsError
from .naming import check_package_name


@attrs.frozen
class Table:
    """A table of a settings file.

    Attributes:
        file: the file.
        name: the table's whole name, such as ``tool.ftrack-typed``.
        content: its keys and what they are set to.
    """

    file: Path
    name: str
    content: Mapping[str, Any]

    def refused(self, key: str, problem: str) -> SettingsError:
        """Return the error for the value of *key*."""
        return SettingsError(self.file, f"[{self.name}] {key}: {problem}")

    def table(self, key: str) -> Table:
        """Return the table *key*, an empty one if there is none.

        Raises:
            SettingsError: it is something else.
        """
        name = f"{self.name}.{key}" if self.name else key
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise SettingsError(self.file, f"{name} is no table")
        return Table(self.file, name, cast("dict[str, Any]", value))

    def text(self, key: str, needed: str) -> str | None:
        """Return the text *key*, none if it is not set.

        Args:
            key: which.
            needed: what to write instead, for the error.

        Raises:
            SettingsError: it is no text, or an empty one.
        """
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.refused(key, f"it is {value!r}; {needed} is needed")
        return value

    def texts(self, key: str, needed: str) -> tuple[str, ...]:
        """Return the list of texts *key*, empty if it is not set.

        Raises:
            SettingsError: it is no list of texts, or one that has a text twice.
        """
        value = self.content.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        texts = [item for item in items if isinstance(item, str) and item.strip()]
        if len(texts) < len(items):
            raise self.refused(key, f"it is {value!r}; {needed} is needed")
        return tuple(dict.fromkeys(texts))

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """Return the text *key*, one of *choices*.

        Raises:
            SettingsError: it is none of them.
        """
        value = self.content.get(key, default)
        if value not in choices:
            shown = ", ".join(f'"{choice}"' for choice in choices)
            raise self.refused(key, f"it is {value!r}; one of {shown} is needed")
        return cast("str", value)

    def several(self, key: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Return those of *choices* that *key* lists; all if it is true, else none.

        Raises:
            SettingsError: it is something else, or lists something else.
        """
        value = self.content.get(key, False)
        if isinstance(value, bool):
            return tuple(choices) if value else ()
        shown = ", ".join(f'"{choice}"' for choice in choices)
        needed = f"true, or a list of {shown},"
        found = self.texts(key, needed)
        if not set(found) <= set(choices):
            raise self.refused(key, f"it is {value!r}; {needed} is needed")
        return found

    def path(self, key: str, needed: str) -> Path | None:
        """Return the path *key*, taken from the file's folder; none if it is not set.

        Raises:
            SettingsError: it is no text.
        """
        value = self.text(key, needed)
        return None if value is None else self.file.parent / value

    def folder(self, key: str) -> Path | None:
        """Return the folder *key*, which has to be there; none if it is not set.

        Raises:
            SettingsError: there is no such folder.
        """
        found = self.path(key, "a folder")
        if found is not None and not found.is_dir():
            raise self.refused(key, f"it names {found}, which is no folder")
        return found

    def server(self, key: str) -> str | None:
        """Return the address of a server, none if it is not set.

        Raises:
            SettingsError: it is none.
        """
        value = self.text(key, 'an address, as in "https://company.ftrackapp.com",')
        if value is None:
            return None
        try:
            return Configuration(value, "anyone", "anything").server_url
        except ConfigurationError as error:
            raise self.refused(key, str(error).rstrip(".")) from error

    def package(self, key: str) -> str | None:
        """Return the import name of a package, none if it is not set.

        Raises:
            SettingsError: no package can have it.
        """
        value = self.text(key, 'a name, as in "studio_schema",')
        if value is not None:
            try:
                check_package_name(value)
            except PackageNameError as error:
                raise self.refused(key, str(error).rstrip(".")) from error
        return value

    def place(self, key: str) -> tuple[str, str]:
        """Return the module and the class that *key* names.

        Raises:
            SettingsError: it does not name them.
        """
        value = self.content[key]
        module, separator, name = (value if isinstance(value, str) else "").partition(
            ":"
        )
        # It becomes code: nothing but names may be in it.
        if not separator or not all(
            part.isidentifier() and not keyword.iskeyword(part)
            for part in (*module.split("."), name)
        ):
            raise self.refused(
                key,
                f"it is {value!r}; a module and a class are needed, as in "
                '"studio.pipeline:TaskMixin"',
            )
        return module, name

    def check_keys(self, known: Collection[str]) -> None:
        """Refuse keys that are not *known*, and secrets above all.

        Raises:
            SettingsError: there is one.
        """
        for key in self.content:
            if key.lower().replace("-", "_") in _SECRETS:
                # What it is set to is not shown.
                raise self.refused(
                    key,
                    "a project's file is no place for a key, which everybody with the "
                    "project would have. Remove it, set FTRACK_API_KEY in the "
                    "environment, and make a new key if this one was committed",
                )
        unknown = sorted(self.content.keys() - set(known))
        if unknown:
            *most, last = sorted(known)
            raise SettingsError(
                self.file,
                f"[{self.name}] has no {unknown[0]!r}; it has {', '.join(most)} and "
                f"{last}",
            )


_SECRETS = frozenset({"api_key", "apikey", "key", "ftrack_api_key", "password"})
