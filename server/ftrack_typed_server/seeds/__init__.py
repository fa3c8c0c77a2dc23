"""The data that the embedded server starts with: a new site's, or a demo production's.

>>> [row.values["username"] for row in rows("empty") if row.entity_type == "User"]
['admin']
"""

from __future__ import annotations

from .assembly import rows
from .defaults_people import ADMIN_ID, ADMIN_USERNAME
from .records import REFERENCE_DAY, Row, SeedName, Value

__all__ = [
    "ADMIN_ID",
    "ADMIN_USERNAME",
    "REFERENCE_DAY",
    "Row",
    "SeedName",
    "Value",
    "rows",
]
