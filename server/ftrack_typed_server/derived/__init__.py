"""Values that the server derives instead of storing them."""

from __future__ import annotations

from ftrack_typed_server.derived.registry import derived_attribute, derived_key

__all__ = ["derived_attribute", "derived_key"]
