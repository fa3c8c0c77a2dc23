"""What checking the text of a query says."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

Code: TypeAlias = Literal[
    "syntax", "entity-type", "attribute", "relation", "value", "choice"
]
"""What kind of mistake: no query at all; an entity type, an attribute that is not
there; something asked of an attribute that only another kind of attribute can do; a
value of another type; a value of the right type that is never there. Servers refuse
all but the last, which finds nothing."""


@attrs.frozen(kw_only=True)
class Finding:
    """A mistake in the text of a query.

    Attributes:
        code: what kind of mistake it is.
        message: a sentence that names the mistake, and what may have been meant.
        start: offset in the text of the first character at fault.
        end: offset after the last one; at least one more than *start*, so that at the
            end of the text it is beyond it.
        entity_type: the type that the mistake is about, if any.
        nearest: the known name that is most like the one at fault, if any is.
    """

    code: Code
    message: str
    start: int
    end: int
    entity_type: str | None = None
    nearest: str | None = None


@attrs.frozen(kw_only=True)
class Use:
    """An attribute that the text of a query names.

    Attributes:
        entity_type: the type that the attribute was looked up on.
        owner: the type that has it: the same, or a subtype.
        attribute: its name.
        start: offset of the name in the text.
        end: offset after it.
        projected: whether it is fetched, at the end of a selected path or on the way.
    """

    entity_type: str
    owner: str
    attribute: str
    start: int
    end: int
    projected: bool


@attrs.frozen(kw_only=True)
class Checked:
    """What is known of the text of a query.

    Attributes:
        entity_type: the type that is queried; none where the text does not tell.
        findings: what is wrong, in the order of the text.
        uses: the attributes that it names and that are there, in that order.
    """

    entity_type: str | None
    findings: tuple[Finding, ...] = ()
    uses: tuple[Use, ...] = ()
