"""``[tool.ftrack-typed]``: what it may say, and what is said of what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftrack_typed_codegen.errors import SettingsError
from ftrack_typed_codegen.settings import Settings, find_settings, read_settings

TABLE = """\
[tool.ftrack-typed]
server = "https://company.ftrackapp.com/"
schema = "pipeline/schema.json"
package = "studio_schema"
output = "src"
types = ["Shot", "Task"]
names = ["types", "statuses"]
python = "3.12"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_key_is_read_and_paths_are_from_the_files_folder(tmp_path: Path) -> None:
    file = written(tmp_path, TABLE)

    assert read_settings(file) == Settings(
        source=file,
        server="https://company.ftrackapp.com",
        schema=tmp_path / "pipeline" / "schema.json",
        package="studio_schema",
        output=tmp_path / "src",
        types=("Shot", "Task"),
        names=("types", "statuses"),
        python="3.12",
    )


def test_a_project_without_the_table_asks_for_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, "[project]\nname = 'other'\n")

    assert find_settings(tmp_path / "below") == Settings(source=file)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("server = 3", "server: it is 3; an address"),
        ("server = 'company'", "server: The server URL 'company' does not begin"),
        ("schema = ''", "schema: it is ''; a file is needed"),
        ("package = 'a-b'", "package: 'a-b' cannot be the name of the package"),
        ("package = 'json'", "package: 'json' cannot be the name of the package"),
        ("output = true", "output: it is True; a folder is needed"),
        ("types = 'Task'", "types: it is 'Task'; a list of entity types"),
        ("types = ['Task', 3]", "types: it is ['Task', 3]; a list of entity types"),
        ("python = '3.9'", 'python: it is \'3.9\'; one of "3.10", "3.11"'),
        ("python = 3.10", 'python: it is 3.1; one of "3.10"'),
        ("templates = 'none'", "templates: it names"),
        ("pakcage = 'a'", "has no 'pakcage'; it has mixins, names, output, package"),
    ],
)
def test_a_wrong_value_is_told_with_file_table_and_key(
    line: str, said: str, tmp_path: Path
) -> None:
    file = written(tmp_path, f"[tool.ftrack-typed]\n{line}\n")

    with pytest.raises(SettingsError) as caught:
        read_settings(file)

    message = str(caught.value)
    assert message.startswith(f"{file}: [tool.ftrack-typed] ")
    assert said in message
    assert message.count("\n") == 0


@pytest.mark.parametrize("key", ["api_key", "api-key", "apikey", "API_KEY"])
def test_a_key_in_the_file_is_refused_and_not_shown(key: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"[tool.ftrack-typed]\n{key} = 'sesame'\n")

    with pytest.raises(SettingsError) as caught:
        read_settings(file)

    message = str(caught.value)
    assert message.startswith(f"{file}: [tool.ftrack-typed] {key}: ")
    assert "FTRACK_API_KEY" in message
    assert "sesame" not in message


def test_the_server_is_never_shown_with_a_password(tmp_path: Path) -> None:
    line = "server = 'https://me:sesame@company.ftrackapp.com'"
    file = written(tmp_path, f"[tool.ftrack-typed]\n{line}\n")

    with pytest.raises(SettingsError) as caught:
        read_settings(file)

    assert "sesame" not in str(caught.value)
    assert "user name" in str(caught.value)
