"""A running server, asked over HTTP as clients ask."""

from __future__ import annotations

from typing import Any

import attrs
import orjson
import urllib3

from ftrack_typed_server import RunningServer


@attrs.frozen
class RefusedError(Exception):
    """The server answered with an error object."""

    exception: str
    content: str
    status: int


@attrs.define
class SiteClient:
    """Sends batches and returns what is in the results."""

    url: str
    user: str
    key: str
    headers: dict[str, str] = attrs.field(factory=dict[str, str])
    pool: urllib3.PoolManager = attrs.field(factory=urllib3.PoolManager)

    @classmethod
    def of(cls, server: RunningServer, **headers: str) -> SiteClient:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(server.url, server.api_user, server.api_key, named)

    def post(self, body: bytes, **headers: str) -> urllib3.BaseHTTPResponse:
        return self.pool.request(
            "POST",
            f"{self.url}/api",
            body=body,
            headers={
                "content-type": "application/json",
                "ftrack-user": self.user,
                "ftrack-api-key": self.key,
                **self.headers,
                **headers,
            },
        )

    def call(self, *operations: dict[str, Any]) -> list[Any]:
        response = self.post(orjson.dumps(operations))
        answer = orjson.loads(response.data)
        if isinstance(answer, dict):
            raise RefusedError(answer["exception"], answer["content"], response.status)
        assert isinstance(answer, list)
        return answer

    def rows(self, expression: str) -> list[dict[str, Any]]:
        (result,) = self.call(query(expression))
        data: list[dict[str, Any]] = result["data"]
        return data

    def keys(self, expression: str) -> list[str]:
        return [row["id"] for row in self.rows(expression)]

    def close(self) -> None:
        self.pool.clear()


def query(expression: str) -> dict[str, Any]:
    return {"action": "query", "expression": expression}


def create(entity_type: str, /, **data: Any) -> dict[str, Any]:
    return {
        "action": "create",
        "entity_type": entity_type,
        "entity_data": {"__entity_type__": entity_type, **data},
    }


def update(entity_type: str, key: str | list[str], /, **data: Any) -> dict[str, Any]:
    return {
        "action": "update",
        "entity_type": entity_type,
        "entity_key": key,
        "entity_data": {"__entity_type__": entity_type, **data},
    }


def delete(entity_type: str, *key: str) -> dict[str, Any]:
    return {"action": "delete", "entity_type": entity_type, "entity_key": list(key)}


def refer(entity_type: str, key: str) -> dict[str, str]:
    return {"__entity_type__": entity_type, "id": key}


def moment(value: str) -> dict[str, str]:
    return {"__type__": "datetime", "value": value}
