"""What stands for the official client's names here, or what to do where nothing does.

``docs/migrating.md`` has the same for people, with more.
"""

from __future__ import annotations

from collections.abc import Mapping

ERRORS = "ftrack_typed.errors"

EXCEPTIONS: Mapping[str, str] = {
    "AuthenticationError": "AuthenticationError",
    "ConnectionClosedError": "ClosedSessionError",
    "Error": "FtrackTypedError",
    "ImmutableAttributeError": "ReadOnlyError",
    "MultipleResultsFoundError": "MultipleResultsError",
    "NoResultFoundError": "NoResultError",
    "PermissionDeniedError": "PermissionDeniedError",
    "ServerError": "ServerError",
    "UnrecognisedEntityTypeError": "UnknownEntityTypeError",
}
"""The official client's errors to those of ``ftrack_typed.errors`` for the same."""

SAME: frozenset[str] = frozenset(
    {"call", "close", "commit", "create", "delete", "ensure", "get", "populate"}
    | {"query", "rollback"}
)
"""What a session of either client has, with the meaning that the rewriting heeds."""

_LOCATIONS = "files and locations have no counterpart yet: keep ftrack_api for them"
_EVENTS = (
    "there is no event hub on a session: open ftrack_typed.events.EventHub, or "
    "keep ftrack_api's"
)
_CALL = "send the operation with session.call"

SESSION: Mapping[str, str] = {
    "api_key": "a session does not hand out its key",
    "api_user": "take FTRACK_API_USER, or what the session was opened with",
    "auto_populate": "assign session.lazy = LazyLoading(strict=True) to refuse loading",
    "auto_populating": "assign session.lazy = LazyLoading(strict=True) and back",
    "check_server_compatibility": "not needed: the package is generated for the server",
    "closed": "use the session in a with block",
    "create_component": _LOCATIONS,
    "created": "look at session.plan() or session.changes",
    "decode": "what session.call returns is decoded JSON",
    "deleted": "look at session.plan() or session.changes",
    "encode": "session.call takes operations as the protocol has them",
    "encode_media": _LOCATIONS,
    "entity_reference": "write {'__entity_type__': ..., 'id': ...}",
    "event_hub": _EVENTS,
    "get_component_availabilities": _LOCATIONS,
    "get_component_availability": _LOCATIONS,
    "get_upload_metadata": _CALL,
    "get_widget_url": _CALL,
    "merge": "entities of one session are one object each: there is nothing to merge",
    "modified": "look at session.plan() or session.changes",
    "operation_recording": "changes are always recorded: use session.call beside them",
    "pick_location": _LOCATIONS,
    "pick_locations": _LOCATIONS,
    "record_operations": "changes are always recorded: use session.call beside them",
    "recorded_operations": "look at session.plan() or session.changes",
    "reset": "session.rollback() and session.expire_all()",
    "reset_remote": _CALL,
    "send_review_session_invite": _CALL,
    "send_review_session_invites": _CALL,
    "send_user_invite": _CALL,
    "send_user_invites": _CALL,
    "server_information": "session.call([{'action': 'query_server_information'}])",
    "server_url": "take FTRACK_SERVER, or what the session was opened with",
    "types": "session.registry['Task'] is a type's class",
    "schemas": "session.registry['Task'] is a type's class",
    "cache": "give the session a cache: docs/caching.md",
}
"""What to do about the rest of the official session."""

ENTITY: Mapping[str, str] = {
    "attributes": "type(entity).__attributes__ has them by Python name",
    "clear": "assign None, or session.rollback()",
    "default_projections": "type(entity).__default_projections__",
    "entity_type": "type(entity).__entity_type__",
    "merge": "session.refresh(entity) reads it again",
    "pop": "an attribute cannot be removed: assign None",
    "popitem": "an attribute cannot be removed: assign None",
    "primary_key_attributes": "type(entity).__primary_key__",
    "session": "an entity does not hand out its session: pass the session along",
    "setdefault": "read, and assign",
    "update": "assign one by one",
}
"""What to do about members of the official entities that ours do not have."""

MODULES: Mapping[str, str] = {
    "accessor": _LOCATIONS,
    "cache": "ftrack_typed.cache has caches in memory, SQLite and Redis",
    "collection": "ftrack_typed.EntityCollection and KeyValueMap",
    "data": _LOCATIONS,
    "entity": "register classes of your own, or name mixins: docs/extending.md",
    "event": _EVENTS,
    "exception": "no error of ours is for the same: see ftrack_typed.errors",
    "formatter": "print(session.plan()), or dict(entity.items())",
    "inspection": "entity.__key__ is the key; session.plan() has what changed",
    "mixin": "register classes of your own, or name mixins: docs/extending.md",
    "operation": "ftrack_typed.session has changes as records",
    "plugin": "docs/extending.md has plugins",
    "query": "ftrack_typed.Query",
    "resource_identifier_transformer": _LOCATIONS,
    "structure": _LOCATIONS,
    "symbol": "there are no symbols: an attribute is loaded when it is read",
}
"""What to do about what is in the official client's modules."""

DROPPED: Mapping[str, str] = {
    "auto_connect_event_hub": _EVENTS,
    "auto_populate": "Session(lazy=LazyLoading(strict=True)) refuses to load",
    "cache": "Session(cache=...) takes one of ftrack_typed.cache: docs/caching.md",
    "cache_key_maker": "caches make their keys themselves",
    "cookies": "Session(transport=HttpTransport(cookies=...)): docs/transport.md",
    "headers": "Session(transport=HttpTransport(headers=...)): docs/transport.md",
    "plugin_arguments": "docs/extending.md has plugins",
    "plugin_paths": "docs/extending.md has plugins",
    "schema_cache_path": "",
    "strict_api": "",
    "timeout": "Session(transport=HttpTransport(timeout=...)): docs/transport.md",
}
"""Arguments of the official session that ours does not take, and what to do instead;
nothing where none is needed."""

SESSION_PARAMETERS: tuple[str, ...] = (
    *("server_url", "api_key", "api_user", "auto_populate", "plugin_paths", "cache"),
    *("cache_key_maker", "auto_connect_event_hub", "schema_cache_path"),
    *("plugin_arguments", "timeout", "cookies", "headers", "strict_api"),
)
"""The parameters of the official session, in their order."""

HARMLESS: Mapping[str, frozenset[str]] = {
    "auto_connect_event_hub": frozenset({"False", "None"}),
    "auto_populate": frozenset({"True"}),
    "cache": frozenset({"None"}),
    "cache_key_maker": frozenset({"None"}),
    "cookies": frozenset({"None"}),
    "headers": frozenset({"None"}),
    "plugin_arguments": frozenset({"None"}),
    "plugin_paths": frozenset({"None", "[]"}),
}
"""Values of these arguments that ask for nothing."""
