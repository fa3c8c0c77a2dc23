"""Names that the snapshot of a site knows: a value that is none of them is wrong."""

from __future__ import annotations

from functools import cache

import attrs
import pytest

from ftrack_typed.checking import Checker
from ftrack_typed.schema import CustomAttribute, PropertySchema, SchemaDocument, Site
from ftrack_typed_server.stock import stock_document


@cache
def checker() -> Checker:
    site = Site(
        names={"Status": {"Done": "s1", "In progress": "s2"}},
        custom_attributes=(
            CustomAttribute(id="c1", key="fstart", kind="number", entity_type="task"),
        ),
    )
    return Checker(attrs.evolve(stock_document(), site=site))


@pytest.mark.parametrize(
    "text",
    [
        "Task where status.name is 'Done' or status.name is 'in PROGRESS'",
        "Task where status.name like 'Dne%' or status.name > 'Dne'",
        "Task where type.name is 'anything, for types are not known'",
        "Task where custom_attributes any (key is 'fstart' and value > 3)",
        "Task where custom_attributes any (configuration.key is fstart)",
        # Whether there is one of that name may be what is asked.
        "Status where name is 'Dne'",
        "CustomAttributeConfiguration where key is 'fend'",
    ],
)
def test_a_name_that_the_site_has_is_right(text: str) -> None:
    assert checker().query(text).findings == ()


@pytest.mark.parametrize(
    ("text", "at_fault", "message"),
    [
        (
            "Task where status.name is 'Dne'",
            "'Dne'",
            'The site has no Status.name "Dne": did you mean "Done"?',
        ),
        (
            "Task where status has (name in (Done, Omitted))",
            "Omitted",
            'The site has no Status.name "Omitted".',
        ),
        (
            "Shot where custom_attributes any (key is 'fstrt')",
            "'fstrt'",
            'The site has no ContextCustomAttributeValue.key "fstrt": '
            'did you mean "fstart"?',
        ),
        (
            "Shot where custom_attributes any (configuration.key is 'fstrt')",
            "'fstrt'",
            'The site has no CustomAttributeConfiguration.key "fstrt": '
            'did you mean "fstart"?',
        ),
    ],
)
def test_a_name_that_it_lacks_is_found(text: str, at_fault: str, message: str) -> None:
    (finding,) = checker().query(text).findings

    assert (finding.code, finding.message) == ("choice", message)
    assert text[finding.start : finding.end] == at_fault


def with_values(entity_type: str, name: str, *values: str) -> SchemaDocument:
    document = stock_document()
    entity = document.entities[entity_type]
    item = PropertySchema(name=name, type="string", enum=values)
    changed = attrs.evolve(entity, properties={**entity.properties, name: item})
    return attrs.evolve(document, entities={**document.entities, entity_type: changed})


def test_a_value_that_the_schema_does_not_list_is_found() -> None:
    listed = Checker(with_values("Project", "status", "active", "hidden"))
    (finding,) = listed.query("Project where status in (ACTIVE, hiden)").findings

    assert (finding.code, finding.nearest) == ("choice", "hidden")
    assert finding.message == (
        'Project.status is never "hiden", but one of active, hidden: did you mean '
        '"hidden"?'
    )
