from __future__ import annotations

from pathlib import Path

import pytest

from ftrack_typed.errors import FtrackTypedError, SchemaError
from ftrack_typed_codegen.errors import PackageNameError
from ftrack_typed_codegen.pipeline import generate
from support.schema_documents import TEXT, Json, document, entity_type

ADVICE = "only letters, digits, '_', '-', '.' and spaces can be in a name"
MADE_OF = "schema.json: no package can be made of this schema: "


@pytest.mark.parametrize(
    ("entities", "message"),
    [
        pytest.param(
            [entity_type('x"); import os')],
            f"the entity type 'x\"); import os' cannot become a Python name: {ADVICE}",
            id="type meant as code",
        ),
        pytest.param(
            [entity_type("Task", {"a\n\nimport os": TEXT})],
            "'Task' has the attribute 'a\\n\\nimport os', which cannot become a Python "
            f"name: {ADVICE}",
            id="attribute meant as code",
        ),
        pytest.param(
            [entity_type("Task", {"": TEXT})],
            "'Task' has the attribute '', which cannot become a Python name: " + ADVICE,
            id="attribute without a name",
        ),
        pytest.param(
            [entity_type("Task", {"a-b": TEXT, "a b": TEXT})],
            "'Task' has the attributes 'a b' and 'a-b', which would both become 'a_b' "
            "in Python",
            id="attributes of one name",
        ),
        pytest.param(
            [entity_type("Asset Build"), entity_type("Asset-Build")],
            "the entity types 'Asset Build' and 'Asset-Build' would both become "
            "'Asset_Build' in Python",
            id="types of one name",
        ),
        pytest.param(
            [entity_type("Task", {"bid": {**TEXT, "default": float("inf")}})],
            "the default of Task.bid is unusable: inf is no JSON value",
            id="default that is no value",
        ),
        pytest.param(
            [entity_type("Shot()", {"a+b": TEXT}), entity_type("Task", {"c'": TEXT})],
            f"the entity type 'Shot()' cannot become a Python name: {ADVICE}; 'Shot()' "
            f"has the attribute 'a+b', which cannot become a Python name: {ADVICE}; "
            f"'Task' has the attribute \"c'\", which cannot become a Python name: "
            f"{ADVICE}",
            id="all problems at once",
        ),
    ],
)
def test_schema_is_refused_with_every_problem_and_nothing_is_written(
    entities: list[Json], message: str, tmp_path: Path
) -> None:
    with pytest.raises(SchemaError) as caught:
        generate(
            document(*entities), package="studio", output=tmp_path, source="schema.json"
        )

    assert str(caught.value) == f"{MADE_OF}{message}"
    assert list(tmp_path.iterdir()) == []


def test_long_report_is_cut() -> None:
    entities = [entity_type(f"Type{number}!") for number in range(20)]

    with pytest.raises(SchemaError) as caught:
        generate(document(*entities), package="studio", output=Path("nowhere"))

    assert len(caught.value.problems) == 20
    assert str(caught.value).endswith("; and 12 more")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("studio schema", "it is not a Python identifier"),
        ("../studio", "it is not a Python identifier"),
        ("a.b", "it is not a Python identifier"),
        ("", "it is not a Python identifier"),
        ("class", "it is a keyword of Python"),
        ("json", "it would hide a module of Python's own library"),
        ("ftrack_typed", "it would hide the package that it stands on"),
    ],
)
def test_package_name_that_cannot_be_imported_is_refused(
    name: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(PackageNameError) as caught:
        generate(document(entity_type("Task")), package=name, output=tmp_path)

    assert str(caught.value) == (
        f"{name!r} cannot be the name of the package: {reason}. Choose a name such as "
        "'studio_schema'."
    )
    assert list(tmp_path.iterdir()) == []
    assert isinstance(caught.value, FtrackTypedError)
