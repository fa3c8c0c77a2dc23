"""The official JavaScript client, run by node.

Its packages are installed once into a folder of their own, as
``tests/server/javascript/package-lock.json`` pins them.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

import attrs

from ftrack_typed_server import RunningServer

from . import virtual_environments
from .required_peers import skip_without

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "tests/server/javascript"
_PEER = "node"
_PACKAGES = ("package.json", "package-lock.json")


@attrs.frozen
class Node:
    """A node that has the official client.

    Attributes:
        program: the interpreter.
        folder: where its packages are.
    """

    program: str
    folder: Path

    def run(self, script: str, server: RunningServer) -> None:
        """Run the tests of *script* against *server*.

        Raises:
            AssertionError: one of them failed; says which.
        """
        done = subprocess.run(
            [
                *(self.program, "--test-force-exit", str(SCRIPTS / script)),
                *(str(self.folder), server.url, server.api_user, server.api_key),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def official_node() -> Node:
    """Return a node that has the official client, which is installed only once.

    Several test processes may ask at a time; the client is installed anew when what is
    pinned has changed. Without node or npm the test is skipped.

    Raises:
        CommandError: the client cannot be installed.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        skip_without(_PEER, "node and npm are not installed (nodejs.org, 20 or newer)")
    folder = ROOT / ".venv-official-node"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pinned = [(SCRIPTS / name).read_bytes() for name in _PACKAGES]
        done = folder / "installed"
        if not done.exists() or done.read_bytes() != b"".join(pinned):
            for name, content in zip(_PACKAGES, pinned, strict=True):
                (folder / name).write_bytes(content)
            quiet = ("--no-audit", "--no-fund", "--ignore-scripts")
            virtual_environments.run(npm, "ci", *quiet, cwd=folder)
            done.write_bytes(b"".join(pinned))
    return Node(node, folder)
