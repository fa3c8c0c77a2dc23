"""The scripts to migrate: found, read and written as they are."""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import attrs

_NEVER = frozenset({"__pycache__", "node_modules", "site-packages"})


class UnreadableError(Exception):
    """A file cannot be read as Python; the message says where and why."""


@attrs.frozen
class Script:
    """A file's text and how it is encoded.

    Attributes:
        path: the file.
        text: what it says, line ends as they are.
        encoding: how it is encoded.
    """

    path: Path
    text: str
    encoding: str

    @classmethod
    def read(cls, path: Path) -> Script:
        """Return the script in *path*.

        Raises:
            UnreadableError: it cannot be read, or is no text of its encoding.
        """
        try:
            data = path.read_bytes()
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            return cls(path, data.decode(encoding), encoding)
        except OSError as error:
            raise UnreadableError(error.strerror or str(error)) from error
        except (SyntaxError, UnicodeDecodeError) as error:
            raise UnreadableError(f"it is no text of its encoding: {error}") from error

    def replace(self, text: str) -> None:
        """Write *text* in the place of what is there: all of it, or nothing.

        Raises:
            OSError: it cannot be written.
        """
        target = self.path.resolve()
        mode = target.stat().st_mode
        with NamedTemporaryFile(dir=target.parent, delete=False) as file:
            fresh = Path(file.name)
            try:
                file.write(text.encode(self.encoding))
                file.close()
                fresh.chmod(mode)
                os.replace(fresh, target)
            except BaseException:
                fresh.unlink(missing_ok=True)
                raise


def find_scripts(paths: Iterable[Path], package: str) -> Iterator[Path]:
    """Yield the files that *paths* name, and the Python files in folders among them.

    Hidden folders, virtual environments, installed packages and the generated *package*
    itself are left out.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(
                name for name in folders if _is_own(Path(folder, name), package)
            )
            for name in sorted(files):
                if name.endswith(".py"):
                    yield Path(folder, name)


def _is_own(folder: Path, package: str) -> bool:
    return not (
        folder.name.startswith(".")
        or folder.name in _NEVER
        or (folder / "pyvenv.cfg").exists()
        or (folder.name == package and (folder / "_registry.py").exists())
    )
