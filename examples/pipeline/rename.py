"""Rename a custom attribute, as an administrator does in a web page.

``python rename.py client_due delivery_date``
"""

from __future__ import annotations

import sys

from studio_schema import CustomAttributeConfiguration, Session


def rename(session: Session, old: str, new: str) -> None:
    """Give the custom attribute *old* the key *new*."""
    configurations = session.query(CustomAttributeConfiguration)
    found = configurations.where(CustomAttributeConfiguration.key == old).one()
    found.key = new
    session.commit()


if __name__ == "__main__":
    with Session() as session:
        rename(session, *sys.argv[1:])
