from __future__ import annotations

import copy
import pickle

import pytest

from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import ConfigurationError
from support.shown import shown

SERVER = "https://company.ftrackapp.com"
KEY = "k3y-that-nobody-may-see"
ENVIRONMENT = {
    "FTRACK_SERVER": SERVER,
    "FTRACK_API_USER": "amy",
    "FTRACK_API_KEY": KEY,
}


def test_environment_fills_what_is_not_given() -> None:
    configuration = Configuration.resolve(api_user="bob", environment=ENVIRONMENT)

    assert configuration == Configuration(SERVER, "bob", KEY)


def test_arguments_win_over_the_environment() -> None:
    configuration = Configuration.resolve(
        "http://localhost:8000", "bob", "other", environment=ENVIRONMENT
    )

    assert configuration == Configuration("http://localhost:8000", "bob", "other")


def test_the_process_environment_is_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    assert Configuration.resolve() == Configuration(SERVER, "amy", KEY)


def test_the_older_key_variable_is_the_second_choice() -> None:
    older = {"FTRACK_SERVER": SERVER, "FTRACK_API_USER": "amy", "FTRACK_APIKEY": "old"}

    assert Configuration.resolve(environment=older).api_key == "old"
    assert Configuration.resolve(environment=older | ENVIRONMENT).api_key == KEY


def test_the_user_is_else_the_login_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "carol")
    environment = {"FTRACK_SERVER": SERVER, "FTRACK_API_KEY": KEY}

    assert Configuration.resolve(environment=environment).api_user == "carol"


@pytest.mark.parametrize(
    ("variable", "setting"),
    [("FTRACK_SERVER", "server_url"), ("FTRACK_API_KEY", "api_key")],
)
@pytest.mark.parametrize("value", [None, ""])
def test_missing_settings_are_named_with_argument_and_variable(
    variable: str, setting: str, value: str | None
) -> None:
    environment = {k: v for k, v in ENVIRONMENT.items() if k != variable}
    if value is not None:
        environment[variable] = value

    with pytest.raises(ConfigurationError) as caught:
        Configuration.resolve(environment=environment)

    assert setting in str(caught.value)
    assert variable in str(caught.value)
    assert caught.value.settings == (setting,)


def test_all_missing_settings_are_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Configuration.resolve(api_user="amy", environment={})

    assert caught.value.settings == ("server_url", "api_key")


@pytest.mark.parametrize("url", [SERVER, f"{SERVER}/", f" {SERVER}//\n"])
def test_trailing_slashes_and_space_are_cut_off(url: str) -> None:
    assert Configuration(url, " amy ", f"{KEY}\n") == Configuration(SERVER, "amy", KEY)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("company.ftrackapp.com", SERVER),
        ("company.ftrackapp.com/", SERVER),
        ("htps://company.ftrackapp.com", SERVER),
        ("https:/company.ftrackapp.com", SERVER),
        ("https//company.ftrackapp.com", SERVER),
        ("//company.ftrackapp.com", SERVER),
        ("ftp://company.ftrackapp.com", SERVER),
        ("localhost:8000", "http://localhost:8000"),
        (f"{SERVER}/#slideEntityId=1&slideEntityType=task", SERVER),
        (f"{SERVER}/login?next=x", SERVER),
        ("https://", "https://company.ftrackapp.com"),
        ("https:///api", "https://"),
        (f"{SERVER}:port", "https://"),
        ("https://two words", "https://"),
        ("https://[::1", "https://"),
    ],
)
def test_an_unusable_url_is_answered_with_the_one_to_write(
    url: str, meant: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Configuration(url, "amy", KEY)

    assert caught.value.settings == ("server_url",)
    assert f"write '{meant}" in str(caught.value)


def test_credentials_in_the_url_are_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Configuration(f"https://amy:{KEY}@company.ftrackapp.com", "amy", KEY)

    assert KEY not in str(caught.value)
    assert f"write '{SERVER}'" in str(caught.value)


@pytest.mark.parametrize("key", [f"{KEY}\r\nevil: 1", f"{KEY}…", "", "  "])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Configuration(SERVER, "amy", key)

    assert KEY not in str(caught.value)
    assert caught.value.settings == ("api_key",)


def test_the_key_is_not_shown() -> None:
    configuration = Configuration(SERVER, "amy", KEY)

    assert KEY not in repr(configuration)
    assert "amy" in repr(configuration)


def test_a_configuration_is_copied_and_not_pickled() -> None:
    configuration = Configuration(SERVER, "amy", KEY)

    assert copy.deepcopy(configuration) == configuration
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(configuration)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ftp://company.ftrackapp.com", "amy", KEY),
        (f"https://amy:{KEY}@company.ftrackapp.com", "amy", KEY),
        (SERVER, " ", KEY),
        (SERVER, "amy", f"{KEY}\n…"),
        ("", "amy", KEY),
    ],
)
def test_no_frame_of_a_refusal_shows_the_key(arguments: tuple[str, str, str]) -> None:
    for environment in ({}, {"FTRACK_SERVER": "x", "FTRACK_APIKEY": KEY}):
        with pytest.raises(ConfigurationError) as caught:
            Configuration.resolve(*arguments, environment=environment)

        assert "in resolve" in shown(caught.value)
        assert KEY not in shown(caught.value)
