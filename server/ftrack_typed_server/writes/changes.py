"""What is answered to creates and updates: the state after the whole batch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import attrs

from ftrack_typed_server.attributes import Related
from ftrack_typed_server.projection import Emitter, Loaded, load_keys, plan_names
from ftrack_typed_server.projection.loading import Row
from ftrack_typed_server.reading import Reading
from ftrack_typed_server.site import EntityType
from ftrack_typed_server.writes.state import KeyParts


@attrs.frozen
class Change:
    """A create or an update.

    Attributes:
        action: the operation's action: ``create``, ``update``, or another one that
            created the row.
        entity: the row's type.
        key: its key.
        carried: the attributes that the operation had.
    """

    action: str
    entity: EntityType
    key: KeyParts
    carried: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """What is shown: what was carried, of a created row all values besides."""
        names = dict.fromkeys(
            name for name in self.entity.attributes if name in self.carried
        )
        for attribute in self.entity.stored:
            keys = {
                own
                for name in self.carried
                for relation in (self.entity.attributes[name],)
                if isinstance(relation, Related)
                for own, _ in relation.keys
            }
            if self.action != "update" or attribute.column in keys:
                names[attribute.name] = None
        return tuple(names)


_Group: TypeAlias = "tuple[str, tuple[str, ...]]"


@attrs.frozen
class Described:
    """The rows of a batch's changes, loaded."""

    _groups: dict[_Group, tuple[Loaded, dict[object, Row]]]

    def data(self, emitter: Emitter, change: Change) -> dict[str, object]:
        """Return the ``data`` of the result of *change*."""
        loaded, rows = self._groups[change.entity.name, change.names]
        key = change.key[0] if len(change.key) == 1 else change.key
        row = rows.get(key)
        if row is None:
            # Deleted by a later operation of the batch.
            return {
                "__entity_type__": change.entity.shown_as,
                **dict(zip(change.entity.schema.primary_key, change.key, strict=True)),
            }
        # Clients drop what they had and read stale values where nothing is echoed.
        entity = emitter.entity(loaded, row, whole=True)
        return {
            name: value
            for name, value in entity.items()
            if value is not None or name in change.carried
        }


def load_changes(reading: Reading, changes: Iterable[Change]) -> Described:
    """Load what is to be shown of *changes*: alike ones together."""
    keys: dict[_Group, tuple[EntityType, dict[object, None]]] = {}
    for change in changes:
        _, found = keys.setdefault(
            (change.entity.name, change.names), (change.entity, {})
        )
        found[change.key[0] if len(change.key) == 1 else change.key] = None
    groups: dict[_Group, tuple[Loaded, dict[object, Row]]] = {}
    for group, (entity, wanted) in keys.items():
        node = plan_names(reading.site, entity, group[1])
        loaded = load_keys(reading, node, wanted)
        rows = {loaded.selection.key(row): row for row in loaded.rows}
        groups[group] = (loaded, rows)
    return Described(groups)
