"""What the relations of ftrack's own types stand on, where they are declared."""

# ruff: noqa: E501 - a row of the table is a line.

from __future__ import annotations

from collections.abc import Iterator

from ftrack_typed.schema import (
    Closure,
    ForeignCollection,
    HiddenCollection,
    LinkedCollection,
    Reference,
    Relation,
    Relations,
    SchemaDocument,
    ancestors,
    base_of,
)

EXPECTED_COLLECTIONS: dict[str, str] = {
    "Asset.ancestors": "TypedContext context_id closure up parent_id",
    "Asset.custom_attribute_links": "CustomAttributeLink.from_id",
    "Asset.custom_attribute_links_from": "CustomAttributeLinkFrom.to_id",
    "Asset.custom_attributes": "AssetCustomAttributeValue.entity_id",
    "Asset.metadata": "Metadata.parent_id +parent_type",
    "Asset.versions": "AssetVersion.asset_id",
    "AssetType.assets": "Asset.type_id",
    "AssetVersion.components": "Component.version_id",
    "AssetVersion.custom_attribute_links": "CustomAttributeLink.from_id",
    "AssetVersion.custom_attribute_links_from": "CustomAttributeLinkFrom.to_id",
    "AssetVersion.custom_attributes": "AssetVersionCustomAttributeValue.entity_id",
    "AssetVersion.incoming_links": "AssetVersionLink.to_id",
    "AssetVersion.lists": "AssetVersionList by ListObject entity_id->list_id",
    "AssetVersion.metadata": "Metadata.parent_id +parent_type",
    "AssetVersion.notes": "Note.parent_id +parent_type",
    "AssetVersion.outgoing_links": "AssetVersionLink.from_id",
    "AssetVersion.review_session_objects": "ReviewSessionObject.version_id",
    "AssetVersion.status_changes": "StatusChange.parent_id +parent_type",
    "AssetVersion.used_in_versions": "AssetVersion by AssetVersionLink from_id->to_id",
    "AssetVersion.uses_versions": "AssetVersion by AssetVersionLink to_id->from_id",
    "AssetVersionLink.metadata": "Metadata.parent_id +parent_type",
    "AssetVersionList.items": "AssetVersion by ListObject list_id->entity_id",
    "CalendarEvent.calendar_event_resources": "CalendarEventResource.calendar_event_id",
    "CalendarEvent.metadata": "Metadata.parent_id +parent_type",
    "Component.component_locations": "ComponentLocation.component_id",
    "Component.custom_attribute_links": "CustomAttributeLink.from_id",
    "Component.custom_attribute_links_from": "CustomAttributeLinkFrom.to_id",
    "Component.metadata": "Metadata.parent_id +parent_type",
    "ContainerComponent.members": "Component.container_id",
    "Context.allocations": "Appointment.context_id where type=allocation",
    "Context.appointments": "Appointment.context_id",
    "Context.assets": "Asset.context_id",
    "Context.assignments": "Appointment.context_id where type=assignment",
    "Context.children": "Context.parent_id",
    "Context.custom_attribute_links": "CustomAttributeLink.from_id",
    "Context.custom_attribute_links_from": "CustomAttributeLinkFrom.to_id",
    "Context.custom_attributes": "ContextCustomAttributeValue.entity_id",
    "Context.managers": "Manager.context_id",
    "Context.notes": "Note.parent_id +parent_type",
    "Context.scopes": "Scope hidden",
    "Context.timelogs": "Timelog.context_id",
    "Conversation.messages": "Message.conversation_id",
    "Conversation.participants": "Participant.conversation_id",
    "CustomAttributeConfiguration.values": "CustomAttributeValue.configuration_id",
    "CustomAttributeGroup.custom_attribute_configurations": "CustomAttributeConfiguration.group_id",
    "CustomAttributeType.custom_attribute_configurations": "CustomAttributeConfiguration.type_id",
    "CustomConfigurationBase.read_security_roles": "SecurityRole hidden",
    "CustomConfigurationBase.write_security_roles": "SecurityRole hidden",
    "Dashboard.dashboard_resources": "DashboardResource.dashboard_id",
    "Dashboard.widgets": "DashboardWidget.dashboard_id",
    "Disk.projects": "Project.disk_id",
    "Event.feeds": "Feed.social_id",
    "Group.children": "Group.parent_id",
    "Group.custom_attribute_links": "CustomAttributeLink.from_id",
    "Group.custom_attribute_links_from": "CustomAttributeLinkFrom.to_id",
    "Group.memberships": "Membership.group_id",
    "Job.job_components": "JobComponent.job_id",
    "List.custom_attribute_links": "CustomAttributeLink.from_id",
    "List.custom_attribute_links_from": "CustomAttributeLinkFrom.to_id",
    "List.custom_attributes": "ListCustomAttributeValue.entity_id",
    "ListCategory.lists": "List.category_id",
    "ListObject.custom_attributes": "ListObjectCustomAttributeValue.entity_id",
    "Location.location_components": "ComponentLocation.location_id",
    "Note.metadata": "Metadata.parent_id +parent_type",
    "Note.note_components": "NoteComponent.note_id",
    "Note.note_label_links": "NoteLabelLink.note_id",
    "Note.recipients": "Recipient.note_id",
    "Note.replies": "Note.in_reply_to_id",
    "ObjectType.project_schemas": "ProjectSchema by ProjectSchemaObjectType object_type_id->project_schema_id",
    "ObjectType.tasks": "TypedContext.object_type_id",
    "Priority.tasks": "TypedContext.priority_id",
    "Project.calendar_events": "CalendarEvent.project_id",
    "Project.descendants": "TypedContext.project_id",
    "Project.metadata": "Metadata.parent_id +parent_type",
    "Project.review_session_folders": "ReviewSessionFolder.project_id",
    "Project.review_sessions": "ReviewSession.project_id",
    "Project.user_security_role_projects": "UserSecurityRoleProject.project_id",
    "ProjectSchema._overrides": "ProjectSchemaOverride.project_schema_id",
    "ProjectSchema._schemas": "Schema.project_schema_id",
    "ProjectSchema.object_type_schemas": "Schema.project_schema_id",
    "ProjectSchema.object_types": "ObjectType by ProjectSchemaObjectType project_schema_id->object_type_id",
    "ProjectSchema.task_templates": "TaskTemplate.project_schema_id",
    "ProjectSchema.task_workflow_schema_overrides": "ProjectSchemaOverride.project_schema_id",
    "Resource.allocations": "Appointment.resource_id where type=allocation",
    "Resource.appointments": "Appointment.resource_id",
    "Resource.assignments": "Appointment.resource_id where type=assignment",
    "Resource.dashboard_resources": "DashboardResource.resource_id",
    "ReviewSession.review_session_invitees": "ReviewSessionInvitee.review_session_id",
    "ReviewSession.review_session_objects": "ReviewSessionObject.review_session_id",
    "ReviewSession.settings": "EntitySetting.parent_id +parent_type",
    "ReviewSessionFolder.review_sessions": "ReviewSession.review_session_folder_id",
    "ReviewSessionInvitee.statuses": "ReviewSessionObjectStatus.review_session_invitee_id",
    "ReviewSessionObject.annotations": "ReviewSessionObjectAnnotation.review_session_object_id",
    "ReviewSessionObject.notes": "Note.parent_id +parent_type",
    "ReviewSessionObject.statuses": "ReviewSessionObjectStatus.review_session_object_id",
    "Schema.statuses": "SchemaStatus.schema_id",
    "Schema.types": "SchemaType.schema_id",
    "SecurityRole.user_security_roles": "UserSecurityRole.security_role_id",
    "Status.tasks": "TypedContext.status_id",
    "StatusRuleGroup.status_rules": "StatusRule.status_rule_group_id",
    "TaskTemplate.items": "TaskTemplateItem.template_id",
    "TaskTypeSchema.types": "Type by TaskTypeSchemaType task_type_schema_id->type_id",
    "Type.task_type_schemas": "TaskTypeSchema by TaskTypeSchemaType type_id->task_type_schema_id",
    "Type.tasks": "TypedContext.type_id",
    "TypedContext.ancestors": "TypedContext parent_id closure up parent_id",
    "TypedContext.descendants": "TypedContext id closure down parent_id",
    "TypedContext.incoming_links": "TypedContextLink.to_id",
    "TypedContext.lists": "TypedContextList by ListObject entity_id->list_id",
    "TypedContext.metadata": "Metadata.parent_id +parent_type",
    "TypedContext.outgoing_links": "TypedContextLink.from_id",
    "TypedContext.split_parts": "SplitTaskPart.task_id",
    "TypedContext.status_changes": "StatusChange.parent_id +parent_type",
    "TypedContextLink.metadata": "Metadata.parent_id +parent_type",
    "TypedContextList.items": "TypedContext by ListObject list_id->entity_id",
    "User.custom_attribute_links": "CustomAttributeLink.from_id",
    "User.custom_attribute_links_from": "CustomAttributeLinkFrom.to_id",
    "User.custom_attributes": "UserCustomAttributeValue.entity_id",
    "User.memberships": "Membership.user_id",
    "User.metadata": "Metadata.parent_id +parent_type",
    "User.timelogs": "Timelog.user_id",
    "User.user_security_roles": "UserSecurityRole.user_id",
    "UserSecurityRole.user_security_role_projects": "UserSecurityRoleProject.user_security_role_id",
    "UserView.shared_with": "Resource hidden",
    "WorkflowSchema.overrides": "ProjectSchemaOverride.workflow_schema_id",
    "WorkflowSchema.statuses": "Status by WorkflowSchemaStatus workflow_schema_id->status_id",
}
"""To-many relations at the types that declare them."""

EXPECTED_KEYS: dict[str, str | None] = {
    "Asset.latest_version": None,
    "Asset.parent": "context_id",
    "CustomAttributeLinkConfiguration.object_type_to": "object_type_id_to",
    "Feed.event": "social_id",
    "List.owner": "user_id",
    "Note.author": "user_id",
    "ProjectSchema._task_type_schema": "task_type_schema_id",
    "ProjectSchema._task_workflow": "task_workflow_schema_id",
    "ProjectSchema._version_workflow": "asset_version_workflow_schema_id",
    "Recipient.recipient": "resource_id",
    "Recipient.user": "resource_id",
    "ReviewSessionObject.asset_version": "version_id",
    "ReviewSessionObjectStatus.invitee": "review_session_invitee_id",
    "SchemaStatus.task_status": "status_id",
    "SchemaType.task_type": "type_id",
    "SettingComponent.setting": None,
    "Status.state": None,
    "Status.type": None,
}
"""Keys behind to-one relations that are not named after them."""


def described(relation: Relation) -> str:
    """Return a to-many relation in the table's words."""
    match relation:
        case ForeignCollection():
            parent = f" +{relation.parent_type}" if relation.parent_type else ""
            where = "".join(f" where {name}={value}" for name, value in relation.where)
            return f"{relation.target}.{relation.key}{parent}{where}"
        case LinkedCollection():
            ends = f"{relation.source_key}->{relation.target_key}"
            return f"{relation.target} by {relation.link} {ends}"
        case HiddenCollection():
            return f"{relation.target} hidden"
        case Closure():
            way = "up" if relation.upwards else "down"
            start = f"{relation.target} {relation.start}"
            return f"{start} closure {way} {relation.parent_key}"
        case _:
            return "to-one"


def expected_key(owner: str, attribute: str) -> str | None:
    """Return the key behind a to-one relation of the type that declares it."""
    if owner.endswith("CustomAttributeLink") and attribute != "configuration":
        return "to_id"
    if owner.endswith("CustomAttributeLinkFrom") and attribute != "configuration":
        return "from_id"
    return EXPECTED_KEYS.get(f"{owner}.{attribute}", f"{attribute}_id")


def unexpected(document: SchemaDocument, relations: Relations) -> Iterator[str]:
    """Yield each relation that is missing or stands on something else than known."""
    bases = base_of(document)
    for entity in document.entities.values():
        for item in entity.properties.values():
            if item.target is None:
                continue
            label = f"{entity.name}.{item.name}"
            relation = relations[entity.name, item.name]
            names = (entity.name, *ancestors(bases, entity.name))
            keys = [f"{name}.{item.name}" for name in names]
            if isinstance(relation, Reference):
                known = [key for key in keys if key in EXPECTED_KEYS] or keys
                found = relation.key
                expected = expected_key(*known[0].split("."))
            else:
                known = [key for key in keys if key in EXPECTED_COLLECTIONS]
                found = described(relation)
                expected = EXPECTED_COLLECTIONS[known[0]] if known else "nothing"
            if found != expected:
                yield f"{label}: {found}, not {expected}"
