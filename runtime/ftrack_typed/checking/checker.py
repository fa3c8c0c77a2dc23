"""The face of checking: one method for each place that takes the text of a query."""

from __future__ import annotations

from collections.abc import Callable

from ftrack_typed.checking.attributes import Attributes
from ftrack_typed.checking.comparing import Comparing
from ftrack_typed.checking.findings import Checked, Code, Finding
from ftrack_typed.checking.nearest import nearest, suggestion
from ftrack_typed.checking.paths import Paths
from ftrack_typed.checking.places import end_of
from ftrack_typed.checking.report import Report
from ftrack_typed.checking.site_names import SiteNames
from ftrack_typed.checking.statements import Statements
from ftrack_typed.checking.texts import QueryText, UnknownPartError
from ftrack_typed.language import QuerySyntaxError
from ftrack_typed.language.parser import (
    parse,
    parse_clauses,
    parse_criterion,
    parse_projections,
)
from ftrack_typed.schema import SchemaDocument

_ORDER_BY = "order by "


class Checker:
    """Checks the texts of queries against one schema.

    Every method takes the text as it is sent, or with holes where a program puts values
    in, and returns what is known of it: nothing, where something else than a value is
    put in.

    Args:
        document: the schema.

    Attributes:
        document: the same.
    """

    def __init__(self, document: SchemaDocument) -> None:
        self.document: SchemaDocument = document
        self.attributes: Attributes = Attributes(document)
        self.names: SiteNames = SiteNames.of_site(document.site)

    def has_type(self, entity_type: str) -> bool:
        """Return whether the schema has an entity type."""
        return entity_type in self.attributes.entities

    def query(self, text: QueryText | str) -> Checked:
        """Check a whole query, ``select name from Task where bid > 3``."""
        entity_types: list[str] = []

        def check(statements: Statements) -> None:
            statement = parse(statements.report.text.text)
            if statements.statement(statement):
                entity_types.append(statement.entity_type)

        checked = self._checked(text, check)
        entity_type = entity_types[0] if entity_types else None
        return Checked(
            entity_type=entity_type, findings=checked.findings, uses=checked.uses
        )

    def clauses(self, entity_type: str, text: QueryText | str) -> Checked:
        """Check what follows the type's name in a query, ``where bid > 3 limit 5``.

        Raises:
            KeyError: the schema has no such type; so do the methods below.
        """

        def check(statements: Statements) -> None:
            statement = parse_clauses(entity_type, statements.report.text.text)
            statements.clauses(statement)

        return self._about(entity_type, text, check)

    def criterion(self, entity_type: str, text: QueryText | str) -> Checked:
        """Check the body of a ``where`` clause, ``bid > 3 and not timelogs any ()``."""

        def check(statements: Statements) -> None:
            criterion = parse_criterion(statements.report.text.text)
            statements.criterion(entity_type, criterion)

        return self._about(entity_type, text, check)

    def projections(self, entity_type: str, text: QueryText | str) -> Checked:
        """Check a list of what to select, ``name, parent.name``."""

        def check(statements: Statements) -> None:
            paths = parse_projections(statements.report.text.text)
            statements.projections(entity_type, paths)

        return self._about(entity_type, text, check)

    def orderings(self, entity_type: str, text: QueryText | str) -> Checked:
        """Check a list of what to sort by, ``end_date desc, name``."""

        def check(statements: Statements) -> None:
            statement = parse_clauses(entity_type, statements.report.text.text)
            statements.orderings(entity_type, statement.order_by)

        return self._about(entity_type, text, check, before=_ORDER_BY)

    def type_name(self, name: str) -> tuple[Finding, ...]:
        """Check a text that is the name of an entity type, and nothing else."""
        if self.has_type(name):
            return ()
        found = nearest(name, self.attributes.entities)
        problem = f'There is no entity type "{name}"{suggestion(found)}'
        return (_whole(name, "entity-type", problem, None, found),)

    def attribute(self, entity_type: str, name: str) -> tuple[Finding, ...]:
        """Check a text that is the name of an attribute that a type itself has.

        Raises:
            KeyError: the schema has no such type.
        """
        known = self.attributes.entities[entity_type].properties
        if name in known:
            return ()
        found = nearest(name, known)
        problem = f'{entity_type} has no attribute "{name}"{suggestion(found)}'
        return (_whole(name, "attribute", problem, entity_type, found),)

    def _about(
        self,
        entity_type: str,
        text: QueryText | str,
        check: Callable[[Statements], None],
        *,
        before: str = "",
    ) -> Checked:
        if not self.has_type(entity_type):
            raise KeyError(entity_type)
        checked = self._checked(text, check, before=before)
        return Checked(
            entity_type=entity_type, findings=checked.findings, uses=checked.uses
        )

    def _checked(
        self,
        text: QueryText | str,
        check: Callable[[Statements], None],
        *,
        before: str = "",
    ) -> Checked:
        given = QueryText(text) if isinstance(text, str) else text
        report = Report.of(given.after(before))
        paths = Paths(self.attributes, report)
        comparing = Comparing(report, self.names)
        try:
            check(Statements(self.attributes, report, paths, comparing))
        except UnknownPartError:
            return Checked(entity_type=None)
        except QuerySyntaxError as error:
            if not _is_certain(report, error.position):
                return Checked(entity_type=None)
            report.findings.append(_syntax(report, error))
        return report.checked(len(before))


def _whole(
    text: str, code: Code, message: str, entity_type: str | None, found: str | None
) -> Finding:
    """Return a finding about all of a text."""
    return Finding(
        code=code,
        message=message,
        start=0,
        end=max(len(text), 1),
        entity_type=entity_type,
        nearest=found,
    )


def _syntax(report: Report, error: QuerySyntaxError) -> Finding:
    end = end_of(report.places.at(error.position))
    return Finding(
        code="syntax",
        message=f"Expected {error.expected}, found {error.found}.",
        start=error.position,
        end=max(end, error.position + 1),
    )


def _is_certain(report: Report, position: int) -> bool:
    """Return whether a text is no query whatever is put into its holes.

    What stands in quotes is taken for a value. Any other hole may hold a part of the
    query that makes sense of what follows it.
    """
    end = end_of(report.places.at(position))
    return not any(
        hole < max(end, position + 1) and report.places.outside_strings(hole)
        for hole in report.text.holes
    )
