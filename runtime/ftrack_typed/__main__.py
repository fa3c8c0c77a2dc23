"""The command, as ``python -m ftrack_typed``."""

from __future__ import annotations

from ftrack_typed.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
