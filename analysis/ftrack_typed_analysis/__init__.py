"""Reading the studio's own code: what in it does not fit the schema, or no longer will.

The commands ``ftrack-typed lint``, ``check``, ``diff`` and ``migrate``.
"""

from __future__ import annotations

__all__: list[str] = []
