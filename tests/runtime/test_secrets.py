from __future__ import annotations

import copy
import pickle

import attrs
import pytest

from ftrack_typed.secret import Secret, masked_url, struck

VALUE = "hush-hush-hush"


def test_a_secret_is_its_value_and_does_not_show_it() -> None:
    secret = Secret(VALUE)

    assert secret == VALUE
    assert f"{secret}" == VALUE
    assert hash(secret) == hash(VALUE)
    assert repr({"key": [secret]}) == "{'key': ['***']}"
    assert f"{secret!r}" == "'***'"


def test_what_holds_a_secret_is_copied_and_not_pickled() -> None:
    @attrs.frozen
    class Holder:
        secret: str

    holder = Holder(Secret(VALUE))

    assert copy.copy(holder) == copy.deepcopy(holder) == holder
    assert VALUE not in repr(copy.deepcopy(holder))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps({"secret": Secret(VALUE)}, protocol)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("https://company.ftrackapp.com/api", "https://company.ftrackapp.com/api"),
        ("http://me:hush@proxy:3128", "http://***@proxy:3128"),
        ("//me@host", "//***@host"),
        (
            "https://x/component/get?id=1&username=amy&apiKey=hush",
            "https://x/component/get?id=1&username=amy&apiKey=***",
        ),
        ("https://x/get?apiKey=hush&id=1#y", "https://x/get?apiKey=***&id=1#y"),
        ("GET /get?api_key=hush HTTP/1.1", "GET /get?api_key=*** HTTP/1.1"),
        ("mail to me@company.com", "mail to me@company.com"),
    ],
)
def test_credentials_in_urls_are_masked(url: str, masked: str) -> None:
    assert masked_url(url) == masked
    assert masked_url(masked) == masked


def test_secrets_are_struck_out_of_what_others_say() -> None:
    said = f"user amy, key {VALUE}, see http://x/?apiKey=abc"

    assert struck(said, [VALUE]) == "user amy, key ***, see http://x/?apiKey=***"


def test_short_ones_are_left_as_they_are_parts_of_words() -> None:
    assert struck("the first of a list", ["", "a", "first"]) == "the first of a list"
