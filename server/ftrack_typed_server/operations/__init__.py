"""The operations besides reading and writing entities, by their actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ftrack_typed_server.operations import (
    encoding,
    jobs,
    people,
    roles,
    rollups,
    searching,
    uploading,
    widgets,
)
from ftrack_typed_server.operations.context import (
    Action,
    Operating,
    Operation,
    Pending,
)

WRITING: Final[Mapping[str, Action]] = {
    "add_user_security_role": roles.add_user_security_role,
    "configure_totp": people.configure_totp,
    "delayed_job": jobs.delayed_job,
    "encode_media": encoding.encode_media,
    "grant_user_security_role_project": roles.grant_user_security_role_project,
    "remove_user_security_role": roles.remove_user_security_role,
    "reset_remote": people.reset_remote,
    "revoke_user_security_role_project": roles.revoke_user_security_role_project,
    "update_user_security_role": roles.update_user_security_role,
}
"""Those that change rows."""

READING: Final[Mapping[str, Action]] = {
    "complete_multipart_upload": uploading.complete_multipart_upload,
    "compute_rollups": rollups.compute_rollups,
    "generate_signed_url": uploading.generate_signed_url,
    "get_upload_metadata": uploading.get_upload_metadata,
    "get_widget_url": widgets.get_widget_url,
    "permissions": roles.permissions,
    "search": searching.search,
    "send_review_session_invite": people.send_review_session_invite,
    "send_user_invite": people.send_user_invite,
}
"""Those that change none."""

__all__ = ["READING", "WRITING", "Action", "Operating", "Operation", "Pending"]
