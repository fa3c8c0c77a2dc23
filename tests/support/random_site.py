"""Small random sites: rows of many types that refer to each other, from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

import attrs

from ftrack_typed.schema import SchemaDocument, base_of, root_of
from ftrack_typed_server.seeds import rows as seed_rows
from support.complete_rows import SiteRow, complete_values
from support.query_world import VALUES, Entity, World
from support.value_pools import DAYS, NAMES, NUMBERS, TIMES, custom_value

_Item = TypeVar("_Item")

_CONTEXTS = ["Sequence", "Shot", "Folder", "AssetBuild", "Milestone", "Episode"]
_LEVELS = ["task", "show", "assetversion", "asset", "list", "user"]
_KINDS = ["text", "number", "boolean", "date", "enumerator"]


@attrs.frozen(eq=False)
class RandomSite:
    """A random site, as rows to insert and as a world to evaluate queries in."""

    rows: list[SiteRow]
    world: World


def random_site(document: SchemaDocument, seed: int) -> RandomSite:
    """Return the site that *seed* stands for."""
    builder = _Builder(document, random.Random(seed))
    for seeded in seed_rows("fresh"):
        builder.add(seeded.entity_type, **seeded.values)
    builder.fill()
    entities: dict[str, list[Entity]] = {}
    bases = base_of(document)
    for row in builder.rows:
        values = row.values
        if row.entity_type.endswith(VALUES):
            stored = Entity(VALUES, values)
            entities.setdefault(VALUES, []).append(stored)
            continue
        root = root_of(bases, row.entity_type)
        entities.setdefault(root, []).append(Entity(row.entity_type, values))
    return RandomSite(builder.rows, World(document, entities, builder.hidden))


class _Builder:
    def __init__(self, document: SchemaDocument, rng: random.Random) -> None:
        self.document = document
        self.rng = rng
        self.rows: list[SiteRow] = []
        self.hidden: dict[str, list[tuple[str, str]]] = {}
        self.keys: dict[str, list[str]] = {}
        self.projects: dict[str, str] = {}

    def add(self, entity_type: str, /, **values: object) -> str:
        entity = self.document.entities[entity_type]
        number = len(self.keys.setdefault(entity_type, []))
        # Keys in no order of creation, the same for every seed.
        key = str(uuid5(NAMESPACE_URL, f"{entity_type}/{number}"))
        if "id" in entity.properties:
            values.setdefault("id", key)
        complete = complete_values(entity, values)
        self.rows.append(SiteRow(entity_type, complete))
        key = str(complete.get("id", ""))
        self.keys[entity_type].append(key)
        return key

    def some(self, *entity_types: str) -> str:
        return self.rng.choice(
            [key for name in entity_types for key in self.keys[name]]
        )

    def maybe(self, value: _Item, *, share: float = 0.75) -> _Item | None:
        return value if self.rng.random() < share else None

    def name(self) -> str:
        return self.rng.choice(NAMES)

    def number(self) -> float:
        return self.rng.choice(NUMBERS)

    def moment(self) -> datetime | None:
        return self.maybe(self.rng.choice(DAYS) + self.rng.choice(TIMES))

    def times(self, low: int, high: int) -> range:
        return range(self.rng.randint(low, high))

    def fill(self) -> None:
        self._people()
        self._contexts()
        self._publishes()
        self._work()
        self._lists()
        self._custom_attributes()
        self._custom_links()

    def _people(self) -> None:
        for _ in self.times(2, 5):
            self.add(
                "User",
                username=self.name(),
                first_name=self.maybe(self.name()),
                email=self.maybe(self.name()),
                is_active=self.rng.choice([True, False, None]),
            )
        for _ in self.times(2, 4):
            above = self.keys.get("Group")
            parent = self.maybe(self.rng.choice(above)) if above else None
            local = self.rng.choice([True, False, None])
            self.add("Group", name=self.name(), parent_id=parent, local=local)
        for _ in self.times(2, 6):
            self.add(
                "Membership", group_id=self.some("Group"), user_id=self.some("User")
            )
        for _ in self.times(1, 3):
            self.add("Scope", name=self.name())

    def _contexts(self) -> None:
        for _ in self.times(2, 4):
            key = self.add(
                "Project",
                name=self.name(),
                full_name=self.maybe(self.name()),
                status=self.maybe("active"),
                start_date=self.moment(),
                is_private=self.rng.choice([True, False]),
                project_schema_id=self.some("ProjectSchema"),
            )
            self._own_project(key, key)
        for _ in self.times(6, 14):
            self._context(self.rng.choice(_CONTEXTS))
        for _ in self.times(8, 16):
            self._context("Task")
        typed = ["Task", *(name for name in _CONTEXTS if name in self.keys)]
        for _ in self.times(2, 6):
            self.add(
                "TypedContextLink",
                from_id=self.some(*typed),
                to_id=self.some(*typed),
                lag=self.maybe(self.number()),
            )
        pairs = {(self.some("Project", *typed), self.some("Scope")) for _ in range(5)}
        self.hidden["Context_scopes"] = sorted(pairs)

    def _context(self, entity_type: str) -> None:
        parent = self.rng.choice(list(self.projects))
        project = self.projects[parent]
        key = self.add(
            entity_type,
            name=self.name(),
            parent_id=parent,
            project_id=project,
            description=self.maybe(self.name(), share=0.4),
            bid=self.maybe(self.number()),
            sort=self.maybe(self.number()),
            start_date=self.moment(),
            end_date=self.moment(),
            status_id=self.maybe(self.some("Status")),
            type_id=self.maybe(self.some("Type")),
            created_by_id=self.maybe(self.some("User")),
            created_at=self.moment(),
        )
        self._own_project(key, project)

    def _own_project(self, key: str, project: str) -> None:
        self.projects[key] = project
        if key == project:
            row = self.rows[-1]
            self.rows[-1] = attrs.evolve(row, values={**row.values, "project_id": key})

    def _publishes(self) -> None:
        contexts = list(self.projects)
        for _ in self.times(2, 5):
            self.add(
                "Asset",
                name=self.name(),
                context_id=self.rng.choice(contexts),
                type_id=self.maybe(self.some("AssetType")),
            )
        for number in self.times(4, 10):
            self.add(
                "AssetVersion",
                asset_id=self.some("Asset"),
                version=self.rng.choice([1, 2, number]),
                comment=self.maybe(self.name()),
                date=self.moment(),
                is_published=self.rng.choice([True, False, None]),
                status_id=self.maybe(self.some("Status")),
                task_id=self.maybe(self.some("Task")),
                user_id=self.maybe(self.some("User")),
            )
        for _ in self.times(1, 5):
            ends = (self.some("AssetVersion"), self.some("AssetVersion"))
            self.add("AssetVersionLink", from_id=ends[0], to_id=ends[1])
        for number in self.times(3, 9):
            kinds = ["SequenceComponent", "ContainerComponent", "FileComponent"]
            kind = kinds[number % 3]
            known = ("SequenceComponent", "ContainerComponent")
            holder = self.maybe(self.some(*known[:number])) if number > 1 else None
            extra = {"padding": self.rng.randint(0, 4)} if number % 3 == 0 else {}
            self.add(
                kind,
                name=self.name(),
                file_type=self.maybe(".exr"),
                size=self.rng.choice([0, 5, 2**40]),
                version_id=self.maybe(self.some("AssetVersion")),
                container_id=holder,
                **extra,
            )
        components = [k for k in self.keys if k.endswith("Component")]
        for _ in self.times(1, 5):
            self.add(
                "ComponentLocation",
                component_id=self.some(*components),
                location_id=self.some("Location"),
                resource_identifier=self.maybe(self.name()),
            )

    def _work(self) -> None:
        contexts = list(self.projects)
        for _ in self.times(4, 12):
            self.add(
                "Timelog",
                context_id=self.maybe(self.rng.choice(contexts), share=0.9),
                user_id=self.maybe(self.some("User")),
                comment=self.maybe(self.name()),
                start=self.moment(),
                duration=float(self.number()),
            )
        for _ in self.times(4, 12):
            self.add(
                "Appointment",
                context_id=self.rng.choice(contexts),
                resource_id=self.some("User", "Group"),
                type=self.rng.choice(["assignment", "allocation"]),
            )
        owners = self._owners("Task", "Shot", "Project", "AssetVersion")
        for _ in self.times(3, 10):
            kind, key = self.rng.choice(owners)
            above = self.keys.get("Note")
            self.add(
                "Note",
                content=self.name(),
                date=self.moment(),
                user_id=self.maybe(self.some("User")),
                parent_id=self.maybe(key),
                parent_type=kind,
                category_id=self.maybe(self.some("NoteLabel")),
                in_reply_to_id=self.maybe(self.rng.choice(above)) if above else None,
                frame_number=self.maybe(self.rng.randint(1, 3)),
                is_todo=self.rng.choice([True, False]),
            )
        self._pairs("Recipient", "note_id", ("Note",), "resource_id", ("User", "Group"))
        self._pairs("NoteLabelLink", "note_id", ("Note",), "label_id", ("NoteLabel",))
        for kind, key in owners:
            if kind != "Project" and self.rng.random() < 0.3:
                self._status_change(kind, key)
        owners = self._owners("Task", "Shot", "Project", "User", "Asset", "Note")
        for kind, owner in owners:
            for key in ("a", "A b", "fps"):
                if self.rng.random() < 0.25:
                    self.add(
                        "Metadata",
                        parent_id=owner,
                        parent_type=kind,
                        key=key,
                        value=self.maybe(self.name(), share=0.9),
                    )

    def _status_change(self, kind: str, key: str) -> None:
        of = "AssetVersion" if kind == "AssetVersion" else "TypedContext"
        self.add(
            f"{of}StatusChange",
            parent_id=key,
            parent_type=kind,
            status_id=self.some("Status"),
            from_status_id=self.maybe(self.some("Status")),
            user_id=self.maybe(self.some("User")),
            date=self.moment(),
        )

    def _owners(self, *kinds: str) -> list[tuple[str, str]]:
        return [(kind, key) for kind in kinds for key in self.keys.get(kind, ())]

    def _pairs(
        self,
        entity_type: str,
        one: str,
        ones: Iterable[str],
        other: str,
        others: Iterable[str],
    ) -> None:
        pairs = {(self.some(*ones), self.some(*others)) for _ in self.times(1, 6)}
        for first, second in sorted(pairs):
            self.add(entity_type, **{one: first, other: second})

    def _lists(self) -> None:
        for number in self.times(2, 5):
            kind = ["TypedContextList", "AssetVersionList"][number % 2]
            key = self.add(
                kind,
                name=self.name(),
                is_open=self.rng.choice([True, False]),
                project_id=self.maybe(self.some("Project")),
                category_id=self.maybe(self.some("ListCategory")),
                user_id=self.maybe(self.some("User")),
            )
            items = "Task" if number % 2 == 0 else "AssetVersion"
            for item in sorted({self.some(items) for _ in self.times(0, 4)}):
                self.add("ListObject", list_id=key, entity_id=item)

    def _custom_attributes(self) -> None:
        for number in self.times(4, 10):
            level = self.rng.choice(_LEVELS)
            kind = self.rng.choice(_KINDS)
            project = self.maybe(self.some("Project"), share=0.3)
            hierarchical = self.rng.random() < 0.25
            # The same key twice only where a project's hides the site's.
            key = f"{kind}{number}" if number % 3 else f"{level}_key"
            if not number % 3 and (hierarchical or number > 6):
                key += str(number)
            if key == f"{level}_key":
                project = None if number == 0 else self.some("Project")
            self.add(
                "CustomAttributeConfiguration",
                key=key,
                label=self.name(),
                entity_type=level,
                object_type_id=self.some("ObjectType") if level == "task" else None,
                project_id=project,
                is_hierarchical=hierarchical,
                default=self.maybe(custom_value(self.rng, kind)),
                type_id=self.some("CustomAttributeType"),
                sort=self.rng.randint(0, 2),
                config=kind,
            )
        kinds_of = {
            str(row.values["id"]): str(row.values["config"])
            for row in self.rows
            if row.entity_type == "CustomAttributeConfiguration"
        }
        owners = {
            "Context": list(self.projects),
            "Asset": self.keys["Asset"],
            "AssetVersion": self.keys["AssetVersion"],
            "List": [key for _, key in self._owners("TypedContextList")],
            "User": self.keys["User"],
        }
        for owner, keys in owners.items():
            for key in keys:
                for configuration, kind in kinds_of.items():
                    if self.rng.random() < 0.3:
                        value = self.maybe(custom_value(self.rng, kind), share=0.9)
                        self._set(f"{owner}{VALUES}", configuration, key, value)

    def _set(
        self, entity_type: str, configuration: str, key: str, value: object
    ) -> None:
        values = {"configuration_id": configuration, "entity_id": key, "value": value}
        self.rows.append(SiteRow(entity_type, values))

    def _custom_links(self) -> None:
        configuration = self.add(
            "CustomAttributeLinkConfiguration",
            key="watched_by",
            entity_type="task",
            entity_type_to="user",
        )
        ends = {
            "ContextCustomAttributeLink": ("Task", "Shot", "Project"),
            "UserCustomAttributeLink": ("User",),
            "GroupCustomAttributeLink": ("Group",),
            "AssetVersionCustomAttributeLink": ("AssetVersion",),
        }
        every = [owner for kinds in ends.values() for owner in self._owners(*kinds)]
        for name, kinds in ends.items():
            for _ in self.times(1, 4):
                from_type, from_id = self.rng.choice(every)
                to_type, to_id = self.rng.choice(self._owners(*kinds))
                self.add(
                    name,
                    configuration_id=configuration,
                    from_id=from_id,
                    from_entity_type=from_type,
                    to_id=to_id,
                    to_entity_type=to_type,
                )
