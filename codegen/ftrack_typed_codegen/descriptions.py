"""What the best-known entity types are, in a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

DESCRIPTIONS: Mapping[str, str] = {
    "Appointment": "A resource booked on a context: an assignment or an allocation.",
    "Asset": "Something published below a context, in one version after another.",
    "AssetBuild": "A thing built for several shots: a character, a prop, a set.",
    "AssetVersion": "One published version of an asset.",
    "Component": "A file, or several, that belong to a version.",
    "ComponentLocation": "Where in a location a component's data is.",
    "Context": "A project, or anything below it that work is organised by.",
    "Event": "Something that happened on the server.",
    "FileComponent": "A component that is a single file.",
    "Folder": "A level of the breakdown that only groups what is below it.",
    "Job": "Work that runs in the background, with its progress.",
    "List": "A named collection of versions or of typed contexts.",
    "Location": "A place where components are stored.",
    "Metadata": "One key and its value, attached to an entity.",
    "Milestone": "A date that a project aims at.",
    "Note": "A comment on an entity, or a reply to one.",
    "ObjectType": "A kind of typed context, such as shot or task.",
    "Priority": "How urgent something is.",
    "Project": "A production, with everything that belongs to it below.",
    "ProjectSchema": "Which object types, types and statuses a project uses.",
    "Resource": "Who can be assigned: a user or a group.",
    "ReviewSession": "A set of versions that invited people look at and comment on.",
    "Sequence": "A run of shots.",
    "SequenceComponent": "A component that is a numbered sequence of files.",
    "Shot": "A single shot.",
    "State": "What a status means: not started, in progress, done or blocked.",
    "Status": "A step in a workflow.",
    "StatusChange": "That the status of something changed: from what, when, by whom.",
    "Task": "A piece of work to be done on what it is below.",
    "Timelog": "Time that a user spent on a context.",
    "Timer": "A clock that runs while a user works on a context.",
    "Type": "What kind of work a task is, such as animation.",
    "TypedContext": "Anything below a project: a shot, a task, any object type.",
    "User": "A person who can log in.",
}
"""Entity type to its description; other types are described by what the schema says."""
