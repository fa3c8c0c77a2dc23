"""Keys of entries: whose data it is, of which server and schema, and what."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

_FORMAT = "ftrack-typed:1"
"""Changes with the form of keys and values, so that none is read as another."""


@attrs.frozen
class Scope:
    """What one user sees of one server through one schema; no key leads out of it.

    Attributes:
        prefix: what every key of it begins with: a digest of the three, so that keys
            tell nothing.
    """

    prefix: str

    @classmethod
    def of(cls, server_url: str, api_user: str, schema_digest: str) -> Scope:
        """Return the scope of *api_user* on a server whose schema has that digest."""
        from hashlib import blake2b

        digest = blake2b(digest_size=16)
        for part in (server_url, api_user, schema_digest):
            # With its length, so that no two triples are the same bytes.
            content = part.encode()
            digest.update(b"%d:%s" % (len(content), content))
        return cls(f"{_FORMAT}:{digest.hexdigest()}")

    def entity(self, family: str, key: Iterable[str]) -> str:
        """Return the key of an entity.

        Args:
            family: the topmost base type, below which keys are unique.
            key: the parts of its primary key.
        """
        return f"{self.entities(family)}{'/'.join(map(_escaped, key))}"

    def entities(self, family: str) -> str:
        """Return what the keys of all entities of a *family* begin with."""
        return f"{self.prefix}:entity:{family}:"

    def result(self, family: str, text: str) -> str:
        """Return the key of the result of the query *text* for entities of *family*."""
        from hashlib import blake2b

        return f"{self.results(family)}{blake2b(text.encode()).hexdigest()}"

    def results(self, family: str) -> str:
        """Return what the keys of all results of a *family* begin with."""
        return f"{self.prefix}:result:{family}:"


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")
