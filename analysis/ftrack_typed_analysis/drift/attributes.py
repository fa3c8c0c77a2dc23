"""What became of an attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ftrack_typed_codegen.mutability import Mutability

from .facts import Facts
from .records import Change, Kind, Severity

_MAY_BE_SET: Mapping[Mutability, str] = {
    Mutability.WRITABLE: "set at any time",
    Mutability.IMMUTABLE: "set on creation alone",
    Mutability.READ_ONLY: "computed by the server",
}


def attribute_changes(
    entity_type: str, old: Mapping[str, Facts], new: Mapping[str, Facts]
) -> Iterator[Change]:
    """Yield what became of the attributes of *entity_type*."""
    gone = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    for name in gone:
        yield Change(
            part="attribute",
            kind="removed",
            severity=Severity.BREAKING,
            entity_type=entity_type,
            name=name,
            before=_shown(old[name]),
            hint=_namesake(old[name], {other: new[other] for other in added}),
        )
    for name in added:
        yield Change(
            part="attribute",
            kind="added",
            severity=Severity.ADDITIVE,
            entity_type=entity_type,
            name=name,
            after=_shown(new[name]),
            hint=_namesake(new[name], {other: old[other] for other in gone}),
        )
    for name in old:
        if name in new and old[name] != new[name]:
            yield from _Comparison(entity_type, name, old[name], new[name]).changes()


def _namesake(facts: Facts, others: Mapping[str, Facts]) -> str:
    """Return the only one of *others* that the server has under the same name."""
    alias = facts.declared.get("alias_for")
    found = [
        name
        for name, other in others.items()
        if alias is not None and other.declared.get("alias_for") == alias
    ]
    return found[0] if len(found) == 1 else ""


def _shown(facts: Facts) -> str:
    return facts.type if facts.target is None else f"{facts.type} of {facts.target}"


class _Comparison:
    """One attribute before and after."""

    def __init__(self, entity_type: str, name: str, old: Facts, new: Facts) -> None:
        self._entity_type, self._name = entity_type, name
        self._old, self._new = old, new

    def changes(self) -> Iterator[Change]:
        """Yield what became of it: one change at least."""
        found = [*self._of_values(), *self._of_use(), *self._of_words()]
        if not found:
            found = [self._change("declared", Severity.COSMETIC)]
        yield from found

    def _of_values(self) -> Iterator[Change]:
        old, new = self._old, self._new
        if old.type != new.type:
            yield self._change("type", Severity.BREAKING, _shown(old), _shown(new))
        elif old.target != new.target:
            before, after = old.target or "", new.target or ""
            yield self._change("target", Severity.BREAKING, before, after)
        elif old.relation != new.relation:
            yield self._change("storage", Severity.ADDITIVE)
        if old.type == new.type:
            yield from self._of_choices()
        if old.filled != new.filled:
            yield self._change("required" if new.filled else "nullable")
        if old.default != new.default:
            before, after = old.default or "", new.default or ""
            yield self._change("default", Severity.ADDITIVE, before, after)

    def _of_choices(self) -> Iterator[Change]:
        old, new = self._old.choices, self._new.choices
        gone = [choice for choice in old if choice not in new] if new else []
        more = [choice for choice in new if choice not in old] if old else []
        if new and not old:
            yield self._change("choices removed", before="any", after=_listed(new))
        elif gone:
            yield self._change("choices removed", before=_listed(gone))
        if old and not new:
            severity = Severity.ADDITIVE
            yield self._change("choices added", severity, _listed(old), "any")
        elif more:
            yield self._change("choices added", Severity.ADDITIVE, after=_listed(more))

    def _of_use(self) -> Iterator[Change]:
        old, new = self._old, self._new
        if old.mutability != new.mutability:
            before, after = _MAY_BE_SET[old.mutability], _MAY_BE_SET[new.mutability]
            if new.mutability > old.mutability:
                yield self._change("mutability narrowed", before=before, after=after)
            else:
                severity = Severity.ADDITIVE
                yield self._change("mutability widened", severity, before, after)
        if old.selectable and not new.selectable:
            yield self._change("not selectable")
        elif new.selectable and not old.selectable:
            yield self._change("selectable", Severity.ADDITIVE)

    def _of_words(self) -> Iterator[Change]:
        if self._old.description != self._new.description:
            before = self._old.description or ""
            after = self._new.description or ""
            yield self._change("described", Severity.COSMETIC, before, after)

    def _change(
        self,
        kind: Kind,
        severity: Severity = Severity.BREAKING,
        before: str = "",
        after: str = "",
    ) -> Change:
        return Change(
            part="attribute",
            kind=kind,
            severity=severity,
            entity_type=self._entity_type,
            name=self._name,
            before=before,
            after=after,
        )


def _listed(choices: tuple[str, ...] | list[str]) -> str:
    return ", ".join(repr(choice) for choice in choices)
