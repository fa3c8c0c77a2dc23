"""Collecting what is found in one text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import attrs

from ftrack_typed.checking.findings import Checked, Code, Finding, Use
from ftrack_typed.checking.nearest import nearest, suggestion
from ftrack_typed.checking.places import Places, end_of
from ftrack_typed.checking.texts import QueryText, UnknownPartError
from ftrack_typed.language.lexer import Token

_Located = TypeVar("_Located", Finding, Use)


@attrs.define
class Report:
    """A text, and what was found in it so far.

    Attributes:
        text: the text.
        places: where its parts stand.
        findings: what is wrong with it.
        uses: the attributes that it names.
    """

    text: QueryText
    places: Places
    findings: list[Finding] = attrs.field(factory=list[Finding])
    uses: list[Use] = attrs.field(factory=list[Use])

    @classmethod
    def of(cls, text: QueryText) -> Report:
        """Return an empty report on *text*."""
        return cls(text, Places(text.text))

    def name(self, token: Token) -> str:
        """Return the name that *token* is.

        Raises:
            UnknownPartError: a part of it is not known.
        """
        if self.is_open(token):
            raise UnknownPartError
        return token.text

    def is_open(self, token: Token) -> bool:
        """Return whether a part of *token* is not known."""
        return self.text.has_hole(token.position, end_of(token))

    def add(
        self, code: Code, token: Token, message: str, entity_type: str | None
    ) -> None:
        """Report what is wrong with *token*."""
        self.findings.append(
            Finding(
                code=code,
                message=message,
                start=token.position,
                end=end_of(token),
                entity_type=entity_type,
            )
        )

    def add_unknown(
        self,
        code: Code,
        token: Token,
        problem: str,
        known: Iterable[str],
        entity_type: str | None,
    ) -> None:
        """Report a name that is none of the *known* ones, and what it may be.

        Args:
            code: what kind of mistake it is.
            token: the name, or the text that holds it.
            problem: the beginning of a sentence that names the mistake.
            known: the names that there are.
            entity_type: what they are names of.
        """
        found = nearest(token.text.strip("\"'"), known)
        self.findings.append(
            Finding(
                code=code,
                message=f"{problem}{suggestion(found)}",
                start=token.position,
                end=end_of(token),
                entity_type=entity_type,
                nearest=found,
            )
        )

    def use(self, entity_type: str, owner: str, token: Token, projected: bool) -> None:
        """Note that *token* names an attribute that is there."""
        self.uses.append(
            Use(
                entity_type=entity_type,
                owner=owner,
                attribute=token.text,
                start=token.position,
                end=end_of(token),
                projected=projected,
            )
        )

    def checked(self, before: int) -> Checked:
        """Return what was found, in the order of the text.

        Args:
            before: how much of the text was put before what was asked about.
        """
        findings = sorted(self.findings, key=_by_place)
        uses = sorted(self.uses, key=_by_place)
        if before:
            findings = [_shifted(found, before) for found in findings]
            uses = [_shifted(used, before) for used in uses]
        return Checked(entity_type=None, findings=tuple(findings), uses=tuple(uses))


def _shifted(found: _Located, before: int) -> _Located:
    start = max(found.start - before, 0)
    return attrs.evolve(found, start=start, end=max(found.end - before, start))


def _by_place(found: Finding | Use) -> int:
    return found.start
