"""The object types of a new site: each is an entity type, a kind of typed context.

What may be set on entities of an object type after their creation follows from what
the object type says of itself: a type without statuses has an immutable status.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ftrack_typed.schema import EntitySchema, Subtype
from ftrack_typed_server.object_types import NO_PRIORITY_ID, WITHOUT
from ftrack_typed_server.stock.contexts import TYPED_CONTEXT
from ftrack_typed_server.stock.notation import entity, key


@attrs.frozen(kw_only=True)
class ObjectTypeTraits:
    """What an object type says of its entities.

    Attributes:
        name: the public name of the object type, which may have spaces.
        id: the object type's identifier.
        is_typeable: whether its entities have types.
        is_statusable: whether its entities have statuses.
        is_schedulable: whether its entities have dates and bids.
        is_prioritizable: whether its entities have priorities.
    """

    name: str
    id: str
    is_typeable: bool = False
    is_statusable: bool = False
    is_schedulable: bool = False
    is_prioritizable: bool = True

    @property
    def entity_type(self) -> str:
        """The entity type's name."""
        return self.name.replace(" ", "")


STOCK_OBJECT_TYPES: Final = (
    ObjectTypeTraits(
        name="Task",
        id="11c137c0-ee7e-4f9c-91c5-8c77cec22b2c",
        is_typeable=True,
        is_statusable=True,
        is_schedulable=True,
    ),
    ObjectTypeTraits(
        name="Milestone",
        id="01decdd1-51cb-11e3-9d5b-20c9d0831e59",
        is_typeable=True,
        is_statusable=True,
        is_schedulable=True,
    ),
    ObjectTypeTraits(
        name="Asset Build",
        id="4be63b64-5010-42fb-bf1f-428af9d638f0",
        is_typeable=True,
        is_statusable=True,
    ),
    ObjectTypeTraits(
        name="Shot", id="bad911de-3bd6-47b9-8b46-3476e237cb36", is_statusable=True
    ),
    ObjectTypeTraits(
        name="Episode", id="22139355-61da-4c8f-9db4-3abc870166bc", is_statusable=True
    ),
    ObjectTypeTraits(name="Sequence", id="e5139355-61da-4c8f-9db4-3abc870166bc"),
    ObjectTypeTraits(name="Folder", id="3c133785-51cb-11e3-980a-20c9d0831e59"),
)


def object_type_entity(traits: ObjectTypeTraits) -> EntitySchema:
    """Return the entity type of an object type."""
    priority = NO_PRIORITY_ID if traits.is_prioritizable else None
    return entity(
        traits.entity_type,
        key("object_type_id", "ObjectType", "object_typeid", default=traits.id),
        key("priority_id", "Priority", "priorityid", default=priority),
        base=TYPED_CONTEXT,
        alias=Subtype(base="Task", classifiers={"object_typeid": traits.id}),
        immutable=tuple(_immutable(traits)),
    )


def _immutable(traits: ObjectTypeTraits) -> Iterator[str]:
    yield from ("object_type_id", "object_type")
    flags = {
        "is_typeable": traits.is_typeable,
        "is_statusable": traits.is_statusable,
        "is_schedulable": traits.is_schedulable,
        "is_prioritizable": traits.is_prioritizable,
    }
    for flag, names in WITHOUT.items():
        if not flags[flag]:
            yield from names
    if traits.name == "Milestone":
        # A milestone is a point in time: its start follows from its end.
        yield "start_date"
    if traits.name != "Task":
        yield "split_parts"


ENTITIES: Final = tuple(object_type_entity(traits) for traits in STOCK_OBJECT_TYPES)
