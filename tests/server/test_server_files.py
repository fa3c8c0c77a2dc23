"""Files of components over HTTP: sending, fetching, removing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import socket
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
import pytest
import urllib3

import ftrack_typed_server
from ftrack_typed_server import FolderError
from support.site import RefusedError, SiteClient, create, delete

SERVER_LOCATION = "3a372bde-05bc-11e4-8908-20c9d081909b"
PNG = b"\x89PNG\r\n\x1a\n and more"


def md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def grant(site: SiteClient, key: str, size: int | None, **more: Any) -> dict[str, Any]:
    operation = {
        "action": "get_upload_metadata",
        "component_id": key,
        "file_name": "plate.mov",
        "file_size": size,
        **more,
    }
    (answer,) = site.call(operation)
    assert isinstance(answer, dict)
    return answer


def put(
    site: SiteClient, url: str, data: bytes, **headers: str
) -> urllib3.BaseHTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.pool.request("PUT", url, body=data, headers=named)


def upload(site: SiteClient, key: str, data: bytes) -> None:
    answer = grant(site, key, len(data), checksum=md5(data))
    response = put(site, answer["url"], data, **answer["headers"])
    assert response.status == 200, response.data


def fetch(
    site: SiteClient, endpoint: str, key: str, **more: str
) -> urllib3.BaseHTTPResponse:
    query = {"id": key, "username": site.user, "apiKey": site.key, **more}
    return site.pool.request("GET", f"{site.url}/component/{endpoint}", fields=query)


def refusal(response: urllib3.BaseHTTPResponse) -> tuple[int, str]:
    body = orjson.loads(response.data)
    assert body.keys() == {"exception", "content", "error_code"}
    assert "Traceback" not in body["content"]
    return response.status, body["exception"]


def test_what_is_sent_can_be_fetched(site: SiteClient) -> None:
    data = bytes(range(256)) * 10_000
    answer = grant(site, "sent", len(data), checksum=md5(data))
    assert answer["component_id"] == "sent"
    assert answer["headers"]["Content-Length"] == str(len(data))
    assert answer["headers"]["Content-Type"] == "video/quicktime"
    sent = put(site, answer["url"], data, **answer["headers"])
    assert sent.headers["etag"] == f'"{hashlib.md5(data).hexdigest()}"'
    site.call(create("FileComponent", id="sent", name="main", file_type=".mov"))
    fetched = fetch(site, "get", "sent")
    assert fetched.data == data
    assert fetched.headers["content-type"] == "video/quicktime"
    assert "main.mov" in fetched.headers["content-disposition"]


def test_a_file_is_replaced_by_the_next(site: SiteClient) -> None:
    upload(site, "twice", b"first")
    upload(site, "twice", b"second!")
    assert fetch(site, "get", "twice").data == b"second!"


def test_an_empty_file(site: SiteClient) -> None:
    answer = grant(site, "empty", 0)
    assert "Content-Length" not in answer["headers"]
    assert put(site, answer["url"], b"").status == 200
    assert fetch(site, "get", "empty").data == b""


def test_the_url_of_an_upload_is_all_it_needs(site: SiteClient) -> None:
    url = grant(site, "changed", 4)["url"]
    assert refusal(put(site, url.replace("changed", "another"), b"data")) == (
        403,
        "PermissionError",
    )
    assert refusal(put(site, url.partition("?")[0], b"data"))[0] == 403
    assert fetch(site, "get", "another").status == 404
    assert put(site, url, b"data").status == 200


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (b"too long for it", {}, 413),
        (b"short", {}, 422),
        (b"other da", {"Content_MD5": md5(b"the data")}, 422),
        (b"other da", {"Content_MD5": "no checksum"}, 422),
        (gzip.compress(b"the data", mtime=0), {"Content_Encoding": "gzip"}, 415),
    ],
)
def test_an_upload_that_is_not_what_was_announced(
    site: SiteClient, data: bytes, headers: dict[str, str], status: int
) -> None:
    url = grant(site, "refused", 8)["url"]
    assert refusal(put(site, url, data, **headers))[0] == status
    assert fetch(site, "get", "refused").status == 404


def test_the_announced_checksum_counts_without_its_header(site: SiteClient) -> None:
    url = grant(site, "summed", 8, checksum=md5(b"the data"))["url"]
    assert refusal(put(site, url, b"other da")) == (422, "ValidationError")
    assert put(site, url, b"the data").status == 200


def test_uploads_of_unknown_length_are_limited(
    site: SiteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ftrack_typed_server.media.uploads.LONGEST_UPLOAD", 10)
    url = grant(site, "long", None)["url"]
    chunks = iter([b"12345678"] * 3)
    response = site.pool.request("PUT", url, body=chunks, chunked=True)
    assert refusal(response) == (413, "RequestTooLargeError")
    assert put(site, url, b"1234567890").status == 200


def test_an_upload_in_parts(site: SiteClient) -> None:
    parts = [b"a" * 70_000, b"b" * 70_000, b"c" * 5]
    size = sum(map(len, parts))
    answer = grant(site, "parted", size, parts=3)
    assert [item["part_number"] for item in answer["urls"]] == [1, 2, 3]
    tags: list[dict[str, object]] = []
    for item, data in reversed(list(zip(answer["urls"], parts, strict=True))):
        response = put(site, item["signed_url"], data)
        assert response.status == 200
        tags.append(
            {"part_number": item["part_number"], "e_tag": response.headers["etag"]}
        )
    complete = {
        "action": "complete_multipart_upload",
        "component_id": "parted",
        "upload_id": answer["upload_id"],
        "parts": tags,
    }
    (result, _, _) = site.call(
        complete,
        create("FileComponent", id="parted", name="main", file_type=".exr"),
        create(
            "ComponentLocation",
            component_id="parted",
            resource_identifier="parted",
            location_id=SERVER_LOCATION,
        ),
    )
    assert result["action"] == "complete_multipart_upload"
    assert site.pool.request("GET", result["url"]).data == b"".join(parts)
    with pytest.raises(RefusedError, match="was completed"):
        site.call(complete)


def test_parts_that_do_not_fit(site: SiteClient) -> None:
    answer = grant(site, "unfit", 8, parts=2)
    tags: list[dict[str, object]] = []
    for item, data in zip(answer["urls"], (b"1234", b"567"), strict=True):
        tag = put(site, item["signed_url"], data).headers["etag"]
        tags.append({"part_number": item["part_number"], "e_tag": tag})
    complete = {
        "action": "complete_multipart_upload",
        "component_id": "unfit",
        "upload_id": answer["upload_id"],
    }
    for parts, reason in (
        (tags, "7 bytes instead of the 8"),
        (tags[:1], "2 parts"),
        ([*tags, tags[0]], "2 parts"),
        ([tags[0], tags[1] | {"e_tag": "wrong"}], "not the one"),
        ([{"part_number": "1"}], "'e_tag'"),
        (None, "'parts'"),
    ):
        with pytest.raises(RefusedError, match=reason):
            site.call(complete | {"parts": parts})
    put(site, answer["urls"][1]["signed_url"], b"5678")
    tags[1]["e_tag"] = hashlib.md5(b"5678").hexdigest()
    with pytest.raises(RefusedError, match="no upload"):
        site.call(complete | {"parts": tags, "component_id": "sent"})
    # A batch that fails can be sent again.
    with pytest.raises(RefusedError, match="Invalid action"):
        site.call(complete | {"parts": tags}, {"action": "fly"})
    site.call(complete | {"parts": tags})
    assert fetch(site, "get", "unfit").data == b"12345678"


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "..", "a/../b", "/etc/passwd", "a\\b", "x" * 300]
)
def test_ids_that_lead_elsewhere_are_refused(site: SiteClient, key: str) -> None:
    with pytest.raises(RefusedError, match="no id of a component"):
        grant(site, key, 1)
    for endpoint in ("get", "thumbnail", "remove"):
        assert refusal(fetch(site, endpoint, key)) == (422, "ValidationError")


@pytest.mark.parametrize("name", ["../x", "a/../../x", "..\\x", "..", "a\nb"])
def test_file_names_that_lead_elsewhere_are_refused(
    site: SiteClient, name: str
) -> None:
    with pytest.raises(RefusedError, match="no name of a file"):
        grant(site, "named", 1, file_name=name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"file_size": -1},
        {"file_size": "1"},
        {"file_size": 1.5},
        {"file_size": True},
        {"file_size": 2**60},
        {"checksum": "abc"},
        {"checksum": 1},
        {"parts": 10_001},
        {"parts": "2"},
        {"upload_id": 1, "action": "complete_multipart_upload"},
        {"upload_id": "../x", "action": "complete_multipart_upload", "parts": []},
        {"component_id": None},
        {"file_name": ""},
    ],
)
def test_uploads_that_cannot_be(site: SiteClient, wrong: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        site.call(
            {
                "action": "get_upload_metadata",
                "component_id": "c",
                "file_name": "f",
                "file_size": 1,
                **wrong,
            }
        )


@pytest.mark.parametrize("endpoint", ["get", "thumbnail", "remove"])
def test_files_need_credentials(site: SiteClient, endpoint: str) -> None:
    upload(site, "secret", PNG)
    for query in ({}, {"username": site.user}, {"username": site.user, "apiKey": "x"}):
        url = f"{site.url}/component/{endpoint}?{urlencode({'id': 'secret', **query})}"
        assert refusal(site.pool.request("GET", url)) == (
            401,
            "InvalidCredentialsError",
        )
    assert fetch(site, "get", "secret").status == 200


def test_removing_a_file(site: SiteClient) -> None:
    upload(site, "removed", b"data")
    assert orjson.loads(fetch(site, "remove", "removed").data)["data"] is True
    assert orjson.loads(fetch(site, "remove", "removed").data)["data"] is False
    assert refusal(fetch(site, "get", "removed")) == (404, "NotFoundError")


def test_a_file_goes_with_its_component(site: SiteClient) -> None:
    upload(site, "gone", b"data")
    site.call(create("FileComponent", id="gone"))
    with pytest.raises(RefusedError):
        site.call(delete("FileComponent", "gone"), {"action": "fly"})
    assert fetch(site, "get", "gone").data == b"data"
    site.call(delete("FileComponent", "gone"))
    assert fetch(site, "get", "gone").status == 404


def test_thumbnails_are_images_as_they_are_or_a_placeholder(site: SiteClient) -> None:
    upload(site, "image", PNG)
    upload(site, "script", b"<html><script>alert(1)</script>")
    shown = fetch(site, "thumbnail", "image", size="300")
    assert (shown.data, shown.headers["content-type"]) == (PNG, "image/png")
    placeholder = site.pool.request("GET", f"{site.url}/img/thumbnail2.png")
    assert placeholder.status == 200
    for key in ("script", "nothing"):
        shown = fetch(site, "thumbnail", key)
        assert (shown.data, shown.headers["content-type"]) == (
            placeholder.data,
            "image/png",
        )
    assert refusal(fetch(site, "thumbnail", "image", size="big"))[0] == 422


def test_the_placeholder_is_a_png(production: SiteClient) -> None:
    data = production.pool.request("GET", f"{production.url}/img/thumbnail2.png").data
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    length = int.from_bytes(data[33:37], "big")
    assert len(zlib.decompress(data[41 : 41 + length])) == height * (width + 1)


def test_scripts_are_not_shown_by_browsers(site: SiteClient) -> None:
    upload(site, "page", b"<html><script>alert(1)</script>")
    site.call(create("FileComponent", id="page", name='a"\r\nx: y', file_type=".html"))
    fetched = fetch(site, "get", "page")
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert "x" not in fetched.headers


def test_addresses_in_replies_need_no_credentials(site: SiteClient) -> None:
    upload(site, "linked", PNG)
    site.call(
        create("FileComponent", id="linked", file_type=".png"),
        create("User", id="pictured", username="pictured", thumbnail_id="linked"),
        create(
            "ComponentLocation",
            id="linked-there",
            component_id="linked",
            resource_identifier="linked",
            location_id=SERVER_LOCATION,
        ),
    )
    (user,) = site.rows("select thumbnail_url from User where id is pictured")
    (there,) = site.rows("select url from ComponentLocation where id is linked-there")
    for url in (user["thumbnail_url"]["url"], there["url"]["url"]):
        assert site.key not in url
        assert site.pool.request("GET", url).data == PNG
        assert site.pool.request("GET", f"{url}&size=100").data == PNG
        assert site.pool.request("GET", url.replace("linked", "sent")).status == 403
        assert site.pool.request("GET", f"{url[:-1]}x").status == 403


def test_a_signed_address_does_not_remove(site: SiteClient) -> None:
    upload(site, "kept", b"data")
    (answer,) = site.call({"action": "generate_signed_url", "component_id": "kept"})
    url = answer["signed_url"]
    assert site.pool.request("GET", url).data == b"data"
    assert site.pool.request("GET", url.replace("/get", "/remove")).status == 401


def test_a_part_of_a_file(site: SiteClient) -> None:
    upload(site, "ranged", b"0123456789")
    query = urlencode({"id": "ranged", "username": site.user, "apiKey": site.key})
    url = f"{site.url}/component/get?{query}"
    for text, data in (
        ("bytes=2-4", b"234"),
        ("bytes=8-", b"89"),
        ("bytes=-3", b"789"),
        ("bytes=5-100", b"56789"),
    ):
        response = site.pool.request("GET", url, headers={"range": text})
        assert (response.status, response.data) == (206, data)
    for text, status in (
        ("bytes=10-", 416),
        ("bytes=4-2", 416),
        ("bytes=-", 422),
        ("lines=1-2", 422),
        ("bytes=" + "9" * 50 + "-", 422),
    ):
        response = site.pool.request("GET", url, headers={"range": text})
        assert refusal(response)[0] == status


def test_addresses_that_are_none(production: SiteClient) -> None:
    pool = production.pool
    assert refusal(pool.request("GET", f"{production.url}/x")) == (404, "NotFoundError")
    for method, path in (("GET", "/api"), ("POST", "/component/get")):
        response = pool.request(method, f"{production.url}{path}")
        assert refusal(response) == (405, "MethodNotAllowedError")
    for path in ("/component/upload", "/widget"):
        method = "PUT" if "upload" in path else "GET"
        for query in ("", "?expires=1&signature=a", "?expires=1&signature=%C3%A4"):
            response = pool.request(method, f"{production.url}{path}{query}")
            assert refusal(response) == (403, "PermissionError")


def test_compressed_uploads_are_refused(site: SiteClient) -> None:
    data = gzip.compress(b"plate")
    url = grant(site, "packed", len(data))["url"]
    refused = put(site, url, data, content_encoding="gzip")
    assert refusal(refused) == (415, "UnsupportedEncodingError")
    assert fetch(site, "get", "packed").status == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", ".._.._etc_passwd.mov"),
        ("..\\x", ".._x.mov"),
        ("a\r\nSet-Cookie: b", "a__Set-Cookie%3A%20b.mov"),
    ],
)
def test_names_of_components_lead_to_no_other_folder(
    site: SiteClient, name: str, shown: str
) -> None:
    upload(site, "elsewhere", b"data")
    component = create("FileComponent", id="elsewhere", name=name, file_type=".mov")
    site.call(component)
    fetched = fetch(site, "get", "elsewhere")
    site.call(delete("FileComponent", "elsewhere"))
    assert fetched.headers["content-disposition"] in (
        f"attachment; filename*=utf-8''{shown}",
        f'attachment; filename="{shown}"',
    )


def test_files_stay_beside_the_database(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/site.db"
    for attempt in range(2):
        with ftrack_typed_server.running(database=database) as server:
            client = SiteClient.of(server)
            if attempt == 0:
                upload(client, "stays", b"data")
            assert fetch(client, "get", "stays").data == b"data"
            client.close()
    assert (tmp_path / "site.db.components").is_dir()


def test_files_in_a_folder_of_ones_own(tmp_path: Path) -> None:
    with ftrack_typed_server.running(files=tmp_path / "files", seed="empty") as server:
        client = SiteClient.of(server)
        upload(client, "mine", b"data")
        client.close()
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [b"data"]


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(FolderError, match="Choose another folder"),
        ftrack_typed_server.running(files=tmp_path / "file", seed="empty"),
    ):
        pass


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with ftrack_typed_server.running(files=tmp_path / "files", seed="empty") as server:
        client = SiteClient.of(server)
        url = urlsplit(grant(client, "broken", 1000)["url"])
        client.close()
        assert url.hostname is not None
        with socket.create_connection((url.hostname, url.port or 0)) as connection:
            connection.sendall(
                f"PUT {url.path}?{url.query} HTTP/1.1\r\nhost: {url.netloc}\r\n"
                "content-length: 1000\r\n\r\n0123456789".encode()
            )
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
