"""Which web pages a browser lets ask the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import urllib3

import ftrack_typed_server
from ftrack_typed_server.origins import OriginError
from support.site import SiteClient

STUDIO = "https://tools.studio.example:8080"
CLIENT_HEADERS = (
    "content-type,ftrack-api-key,ftrack-api-options,ftrack-clienttoken,"
    "ftrack-pushtoken,ftrack-strict-api,ftrack-user,x-studio"
)


@pytest.fixture(scope="module")
def open_site() -> Iterator[SiteClient]:
    with ftrack_typed_server.running(seed="empty", origins=[STUDIO]) as server:
        site = SiteClient.of(server)
        yield site
        site.close()


def preflight(
    site: SiteClient, origin: str, path: str = "/api", method: str = "POST"
) -> urllib3.BaseHTTPResponse:
    return site.pool.request(
        "OPTIONS",
        site.url + path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": CLIENT_HEADERS,
        },
    )


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:3000",
        "https://localhost",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://review.localhost:3000",
        STUDIO,
    ],
)
def test_a_page_that_is_let_in(open_site: SiteClient, origin: str) -> None:
    asked = preflight(open_site, origin)
    assert asked.status == 200
    assert asked.headers["access-control-allow-origin"] == origin
    assert asked.headers["access-control-allow-credentials"] == "true"
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert asked.headers["access-control-allow-headers"] == CLIENT_HEADERS
    assert "origin" in asked.headers["vary"].lower()
    answer = open_site.post(b"[]", Origin=origin)
    assert answer.data == b"[]"
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-credentials"] == "true"


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        "https://localhost.evil.example",
        "https://evil.example/localhost",
        "https://127.0.0.1.evil.example",
        "https://tools.studio.example",
        "http://tools.studio.example:8080",
    ],
)
def test_a_page_that_is_not_let_in(open_site: SiteClient, origin: str) -> None:
    asked = preflight(open_site, origin)
    assert asked.status == 400
    assert "access-control-allow-origin" not in asked.headers
    answer = open_site.post(b"[]", Origin=origin)
    assert "access-control-allow-origin" not in answer.headers


def test_a_page_can_read_what_was_wrong(open_site: SiteClient) -> None:
    wrong = {"Origin": STUDIO, "ftrack-api-key": "wrong", "ftrack-strict-api": "true"}
    answer = open_site.post(b"[]", **wrong)
    assert answer.status == 401
    assert answer.headers["access-control-allow-origin"] == STUDIO
    missing = open_site.pool.request(
        "GET", f"{open_site.url}/nowhere", headers={"Origin": STUDIO}
    )
    assert missing.status == 404
    assert missing.headers["access-control-allow-origin"] == STUDIO


def test_a_page_can_connect_and_send_files(open_site: SiteClient) -> None:
    query = f"?api_user={open_site.user}&api_key={open_site.key}"
    shaken = open_site.pool.request(
        "GET", f"{open_site.url}/socket.io/1/{query}", headers={"Origin": STUDIO}
    )
    assert shaken.status == 200
    assert shaken.headers["access-control-allow-origin"] == STUDIO
    (grant,) = open_site.call(
        {
            "action": "get_upload_metadata",
            "component_id": "c1",
            "file_name": "a.txt",
            "file_size": 3,
        }
    )
    path = grant["url"].removeprefix(open_site.url)
    assert (
        "PUT"
        in preflight(open_site, STUDIO, path, "PUT").headers[
            "access-control-allow-methods"
        ]
    )
    sent = open_site.pool.request(
        "PUT", grant["url"], body=b"abc", headers={"Origin": STUDIO}
    )
    assert sent.status == 200
    # The client reads this one, of all headers of its own.
    assert "ETag" in sent.headers["access-control-expose-headers"]
    assert sent.headers["etag"]


def test_programs_are_told_nothing_of_origins(open_site: SiteClient) -> None:
    answer = open_site.post(b"[]")
    names = [name for name in answer.headers if name.startswith("access-control")]
    assert names == []


@pytest.mark.parametrize(
    "text", ["*", "null", "tools.example", "https://Tools.example", "https://a/b", ""]
)
def test_what_is_no_origin(text: str) -> None:
    with (
        pytest.raises(OriginError, match="as browsers do"),
        ftrack_typed_server.running(seed="empty", origins=[text]),
    ):
        pass
