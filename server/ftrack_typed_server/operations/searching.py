"""``search``: entities by words in their names and in those above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftrack_typed.language import (
    And,
    Comparison,
    Criterion,
    Membership,
    Operator,
    Or,
    Path,
    escape_like,
)
from ftrack_typed_server.attributes import Computed, Related, Stored
from ftrack_typed_server.errors import ParseError, ValidationError
from ftrack_typed_server.operations.context import (
    Operating,
    Operation,
    Pending,
    optional_text,
    text,
    texts,
)
from ftrack_typed_server.queries import parse_query, run_statement
from ftrack_typed_server.site import Site

_NAMES = (
    "name",
    "full_name",
    "label",
    "username",
    "first_name",
    "last_name",
    "email",
    "content",
    "parent.name",
    "ancestors.name",
    "project.name",
    "project.full_name",
    "asset.name",
    "asset.parent.name",
    "asset.parent.ancestors.name",
)
_PLACES = (
    "parent_id",
    "project_id",
    "context_id",
    "ancestors.id",
    "parent.ancestors.id",
    "asset.context_id",
    "asset.parent.ancestors.id",
)
_MOST_TERMS = 50


def search(batch: Operating, operation: Operation) -> Pending:
    """Answer the rows of a query whose names, or names above, hold all terms.

    Case does not matter. The order is the query's. An entity that is below nothing is
    found whatever context is asked for.
    """
    statement = parse_query(text(operation, "expression"))
    site = batch.reading.site
    if text(operation, "entity_type") not in site.types:
        raise ValidationError(f"There is no entity type {operation['entity_type']!r}.")
    entity = site.types.get(statement.entity_type)
    if entity is None:
        raise ParseError(f"There is no entity type {statement.entity_type!r}.")
    criteria = list(_criteria(site, entity.name, operation))
    if statement.criterion is not None:
        criteria.insert(0, statement.criterion)
    criterion = And(tuple(criteria)) if len(criteria) > 1 else (*criteria, None)[0]
    return run_statement(
        batch.reading, statement.replace(criterion=criterion), "search"
    )


def _criteria(site: Site, name: str, operation: Operation) -> Iterator[Criterion]:
    terms = [word for term in texts(operation, "terms") for word in term.split()]
    if len(terms) > _MOST_TERMS:
        raise ValidationError(
            f"A search has {_MOST_TERMS} terms at the most, not {len(terms)}."
        )
    names = _existing(site, name, _NAMES)
    for term in terms:
        pattern = f"%{escape_like(term)}%"
        yield _any_of([Comparison(path, Operator.LIKE, pattern) for path in names])
    # Clients say that there is no context with a boolean, too.
    if not isinstance(operation.get("context_id"), bool):
        context_id = optional_text(operation, "context_id")
        places = _existing(site, name, _PLACES)
        if site.types[name].root == "Context":
            places.append(Path.of("id"))
        if places and context_id is not None:
            yield _any_of(
                [Comparison(path, Operator.IS, context_id) for path in places]
            )
    object_types = texts(operation, "object_type_ids")
    if object_types and site.types[name].find("object_type_id") is not None:
        yield Membership(Path.of("object_type_id"), tuple(object_types))


def _any_of(criteria: Sequence[Criterion]) -> Criterion:
    if not criteria:
        raise ValidationError("Entities without names cannot be searched for.")
    return Or(tuple(criteria)) if len(criteria) > 1 else criteria[0]


def _existing(site: Site, name: str, paths: Sequence[str]) -> list[Path]:
    """Return those of *paths* that the entity type *name* has, leading to values."""
    found: list[Path] = []
    for dotted in paths:
        entity = site.types[name]
        *steps, last = dotted.split(".")
        for step in steps:
            relation = entity.find(step, relation=True)
            if not isinstance(relation, Related):
                break
            entity = site.types[relation.target]
        else:
            attribute = entity.find(last)
            if isinstance(attribute, (Stored, Computed)):
                found.append(Path.of(dotted))
    return found
