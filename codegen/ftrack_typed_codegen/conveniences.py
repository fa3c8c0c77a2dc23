"""Which entity classes get which mixins of the runtime: those that have what it takes.

A path such as ``notes.author`` leads from the type through its relations; one that
begins with an entity type, such as ``Timer.user``, begins there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from ftrack_typed import mixins
from ftrack_typed.model import Entity
from ftrack_typed.schema import EntitySchema

from .model import Import
from .values import is_link
from .view import SchemaView

_RUNTIME = "ftrack_typed.mixins"


@attrs.frozen(kw_only=True)
class Convenience:
    """A mixin and what it takes.

    Attributes:
        mixin: the class in ``ftrack_typed.mixins``.
        needs: paths to attributes that have to be there.
        arguments: paths to the types that are the mixin's parameters; the empty one
            is the type itself.
        only: the only type that gets it, or empty for every one.
    """

    mixin: str
    needs: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    only: str = ""

    @property
    def members(self) -> frozenset[str]:
        """Names that the mixin adds."""
        cls: type[Entity] = getattr(mixins, self.mixin)
        names: Mapping[str, object] = vars(cls)
        return frozenset(name for name in names if not name.startswith("_"))


TABLE: Sequence[Convenience] = (
    # Whatever has notes can be written on.
    Convenience(
        mixin="WithNotes",
        needs=("notes.content", "notes.is_todo"),
        arguments=(
            "notes",
            "notes.author",
            "notes.recipients.recipient",
            "notes.note_label_links.label",
        ),
    ),
    # A note is what has replies.
    Convenience(
        mixin="WithReplies",
        needs=("content", "in_reply_to"),
        arguments=("replies", "author"),
    ),
    # A group has a link, too, which is no way from a project.
    Convenience(mixin="WithPath", needs=("link", "parent.link", "project_id")),
    Convenience(mixin="WithPath", needs=("link", "asset.parent.link")),
    # Jobs are no relation of a user's, but always someone's.
    Convenience(
        mixin="WithJobs",
        needs=("Job.user_id", "Job.status", "Job.data", "Job.type"),
        arguments=("Job",),
        only="User",
    ),
    # So are timers.
    Convenience(
        mixin="WithTimers",
        needs=(
            *("Timer.user", "Timer.start", "Timer.name", "Timer.comment"),
            *("timelogs.user", "timelogs.context", "timelogs.start", "timelogs.name"),
            *("timelogs.comment", "timelogs.duration"),
        ),
        arguments=("Timer", "timelogs", "Timer.context"),
        only="User",
    ),
    # What a project schema says is told in five places, under these names.
    Convenience(
        mixin="WithWorkflows",
        needs=(
            *("_version_workflow.statuses", "_overrides.workflow_schema.statuses"),
            *("_overrides.type_id", "_schemas.type_id"),
            *("_schemas.statuses.task_status", "_schemas.types.task_type"),
        ),
        arguments=("_task_workflow.statuses", "_task_type_schema.types"),
    ),
    # It is found through the project, or through what an asset is below.
    Convenience(
        mixin="WithWorkflow",
        needs=("project.project_schema._task_workflow.statuses", "type", "parent"),
        arguments=("status",),
    ),
    Convenience(
        mixin="WithWorkflow",
        needs=(
            "asset.parent.project_id",
            "Project.project_schema._version_workflow.statuses",
        ),
        arguments=("status",),
        only="AssetVersion",
    ),
    Convenience(
        mixin="WithTypes",
        needs=("project.project_schema._task_type_schema.types", "parent"),
        arguments=("type",),
    ),
    # What is inherited is told apart by the table of values that were set.
    Convenience(
        mixin="WithCustomAttributes",
        needs=(
            "custom_attributes",
            "CustomAttributeValue.configuration_id",
            "CustomAttributeConfiguration.is_hierarchical",
        ),
    ),
)


def conveniences_of(view: SchemaView, wire: str) -> Iterator[tuple[str, set[Import]]]:
    """Yield bases of the class of *wire* as expressions, each with what it imports.

    They are those that the type has what it takes for and its base has not; none that
    would hide an attribute of it or of a subtype.
    """
    entity = view.document.entities[wire]
    base = view.bases[wire]
    above = None if base is None else view.document.entities[base]
    for row in TABLE:
        if not _applies(view, entity, row) or (
            above is not None and _applies(view, above, row)
        ):
            continue
        targets = [_target(view, entity, path) for path in row.arguments]
        types = [view.class_type(target) for target in targets if target is not None]
        imports = {Import(_RUNTIME, row.mixin)}
        imports = {Import(_RUNTIME, row.mixin)}
        imports.update(item.for_texts() for type_ in types for item in type_.imports)
        # As texts, so that none of these classes is imported with the entity's.
        names = ", ".join(f'"{type_.text}"' for type_ in types)
        yield f"{row.mixin}[{names}]" if names else row.mixin, imports


def _applies(view: SchemaView, entity: EntitySchema, row: Convenience) -> bool:
    if row.only and entity.name != row.only:
        return False
    return (
        all(_is_there(view, entity, path) for path in row.needs)
        and all(_target(view, entity, path) is not None for path in row.arguments)
        and not _hides(view, entity, row)
    )


def _hides(view: SchemaView, entity: EntitySchema, row: Convenience) -> bool:
    """Whether a member has the name of an attribute, here or in a subtype."""
    line = [
        other for other in view.document.entities.values() if entity in view.line(other)
    ]
    return any(
        view.names.attributes[wire] in row.members
        for other in line
        for wire in other.properties
    )


def _is_there(view: SchemaView, entity: EntitySchema, path: str) -> bool:
    above, _, name = path.rpartition(".")
    holder = _target(view, entity, above)
    if holder is None:
        return False
    owner = view.document.entities[holder]
    item = owner.properties.get(name)
    if item is None:
        return False
    # Under these names only the way from the project is meant.
    return name != "link" or is_link(owner, item)


def _target(view: SchemaView, entity: EntitySchema, path: str) -> str | None:
    """Return the type that *path* leads to, none if it leads nowhere."""
    steps = path.split(".") if path else []
    name = entity.name
    if steps and steps[0] in view.document.entities:
        name = steps.pop(0)
    for step in steps:
        item = view.document.entities[name].properties.get(step)
        if item is None or item.target is None:
            return None
        name = view.relations[name, step].target
    return name
