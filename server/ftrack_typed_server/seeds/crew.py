"""The people of the demo production: users, groups, roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from .defaults_people import user, user_id, user_role
from .records import Row, identifier


@attrs.frozen
class Person:
    """Somebody who works on the demo production.

    Attributes:
        username: the login name.
        first_name: the given name.
        last_name: the family name.
        group: the group that the person is a member of.
        role: the security role's name.
        is_active: false for somebody who left.
    """

    username: str
    first_name: str
    last_name: str
    group: str
    role: str = "User"
    is_active: bool = True


PEOPLE: tuple[Person, ...] = (
    Person("ines.carvalho", "Inês", "Carvalho", "Production", "Project Manager"),
    Person("tom.okafor", "Tom", "Okafor", "Production", "Project Manager"),
    Person("maeve.obrien", "Maeve", "O'Brien", "Supervision", "Project Manager"),
    Person("jurgen.weiss", "Jürgen", "Weiß", "Supervision", "Project Manager"),
    Person("zoe.laurent", "Zoë", "Laurent", "Animation"),
    Person("kenji.sato", "健二", "佐藤", "Animation"),
    Person("lukasz.wojcik", "Łukasz", "Wójcik", "Layout"),
    Person("amara.nwosu", "Amara", "Nwosu", "Assets"),
    Person("soren.odegard", "Søren", "Ødegård", "Assets"),
    Person("priya.raman", "Priya", "Raman", "Lighting"),
    Person("daniel.fischer", "Daniel", "Fischer", "FX"),
    Person("helena.novak", "Helena", "Nováková", "Compositing"),
    Person("marcus.bell", "Marcus", "Bell", "Compositing"),
    Person("aiko.tanaka", "Aiko", "Tanaka", "Compositing", "Restricted User"),
    Person("rafael.nunez", "Rafael", "Núñez", "Animation", is_active=False),
)

FREELANCER = "aiko.tanaka"
"""The one person who sees granted projects only."""

# Group to parent group.
_GROUPS: Mapping[str, str | None] = {
    "Production": None,
    "Supervision": None,
    "Artists": None,
    "Animation": "Artists",
    "Assets": "Artists",
    "Compositing": "Artists",
    "FX": "Artists",
    "Layout": "Artists",
    "Lighting": "Artists",
}


def group_id(name: str) -> str:
    """The identifier of the group called *name*."""
    return identifier("Group", name)


def artists(group: str) -> tuple[str, ...]:
    """The usernames of the active members of a group."""
    return tuple(p.username for p in PEOPLE if p.group == group and p.is_active)


def crew_rows() -> Iterator[Row]:
    """Groups, users, their memberships and their security roles."""
    for name, parent in _GROUPS.items():
        yield Row(
            "Group",
            {
                "id": group_id(name),
                "name": name,
                "local": True,
                "resource_type": "group",
                "parent_id": group_id(parent) if parent else None,
            },
        )
    for person in PEOPLE:
        yield user(
            person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            email=f"{person.username}@example.com",
            is_active=person.is_active,
        )
        yield Row(
            "Membership",
            {
                "id": identifier("Membership", person.group, person.username),
                "group_id": group_id(person.group),
                "user_id": user_id(person.username),
            },
        )
        yield user_role(
            person.username,
            person.role,
            is_all_projects=person.username != FREELANCER,
        )
