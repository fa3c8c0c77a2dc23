"""What became of what a site adds to its schema: custom attributes and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import attrs

from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    NamedType,
    SchemaDocument,
    Site,
)

from .levels import types_with
from .records import Change, Kind, Severity

Configuration: TypeAlias = CustomAttribute | CustomAttributeLink

_KINDS: Mapping[str, str] = {
    "text": "text",
    "url": "text",
    "expression": "text",
    "number": "a number",
    "boolean": "true or false",
    "date": "a time",
    "enumerator": "a choice",
    "dynamic enumerator": "a choice",
}


def site_changes(old: SchemaDocument, new: SchemaDocument) -> Iterator[Change]:
    """Yield what became of custom attributes and names, where both schemas have them.

    A custom attribute or a name that has another key on the server, as on another
    site, is the same one where it is called the same; one that is called otherwise is
    the same one where its key is.
    """
    if old.site is None or new.site is None:
        return
    before, after = old.site, new.site
    pairs, gone, more = _matched(_all(before), _all(after))
    for one in gone:
        yield _gone(old, one, _namesake(one, more))
    for other in more:
        yield _come(new, other, _namesake(other, gone))
    for one, other in pairs:
        if one != other:
            yield from _Comparison(old, one, other).changes()
    yield from _name_changes(before, after)


def _all(site: Site) -> list[Configuration]:
    return [*site.custom_attributes, *site.links]


def _place(each: Configuration) -> tuple[object, ...]:
    """Return what makes a configuration the same one on another site."""
    of_links = isinstance(each, CustomAttributeLink)
    scope = each.entity_type, each.object_type, each.project_id
    hierarchical = isinstance(each, CustomAttribute) and each.hierarchical
    return of_links, each.key, scope, hierarchical


def _matched(
    old: Sequence[Configuration], new: Sequence[Configuration]
) -> tuple[
    list[tuple[Configuration, Configuration]], list[Configuration], list[Configuration]
]:
    """Return what is in both, what is gone and what was added."""
    pairs: list[tuple[Configuration, Configuration]] = []
    gone, more = list(old), list(new)
    # Those that are the same one by key first, so that none of them is taken for
    # another that has its name.
    for same in (_key, _place):
        left = {same(other): other for other in more}
        for one in list(gone):
            other = left.pop(same(one), None)
            if other is not None:
                pairs.append((one, other))
                gone.remove(one)
                more.remove(other)
    return pairs, gone, more


def _key(each: Configuration) -> tuple[object, ...]:
    return type(each), each.id


def _namesake(each: Configuration, others: Sequence[Configuration]) -> str:
    """Return the key of the only one of *others* that may be *each*, made anew."""

    def shape(one: Configuration) -> tuple[object, ...]:
        return _place(attrs.evolve(one, key="")), _type(one)

    found = [other.key for other in others if shape(other) == shape(each)]
    return found[0] if len(found) == 1 else ""


def _come(document: SchemaDocument, each: Configuration, hint: str) -> Change:
    found = _change(document, each, "added", Severity.ADDITIVE, after=_type(each))
    return attrs.evolve(found, hint=hint)


def _gone(document: SchemaDocument, each: Configuration, hint: str) -> Change:
    found = _change(document, each, "removed", Severity.BREAKING, before=_type(each))
    return attrs.evolve(found, hint=hint)


class _Comparison:
    """One configuration before and after."""

    def __init__(
        self, document: SchemaDocument, old: Configuration, new: Configuration
    ) -> None:
        self._document, self._old, self._new = document, old, new

    def changes(self) -> Iterator[Change]:
        """Yield what became of it: one change at least."""
        old, new = self._old, self._new
        found = [*self._of_any()]
        if isinstance(old, CustomAttribute) and isinstance(new, CustomAttribute):
            found += self._of_options(old, new)
            if old.hierarchical != new.hierarchical:
                wide = new.hierarchical
                found.append(self._scope(not wide, _inherits(old), _inherits(new)))
            if old.default != new.default:
                found.append(
                    self._change(
                        "default",
                        Severity.ADDITIVE,
                        repr(old.default),
                        repr(new.default),
                    )
                )
        yield from found or [self._change("declared", Severity.COSMETIC)]

    def _of_any(self) -> Iterator[Change]:
        old, new = self._old, self._new
        if old.key != new.key:
            yield self._change("renamed", before=old.key, after=new.key)
        if _type(old) != _type(new):
            yield self._change("type", before=_type(old), after=_type(new))
        if old.project_id != new.project_id:
            narrow = new.project_id is not None
            yield self._scope(narrow, _projects(old), _projects(new))
        places = [(each.entity_type, each.object_type_id) for each in (old, new)]
        if places[0] != places[1]:
            yield self._scope(True, _level(old), _level(new))
        if old.label != new.label:
            yield self._change("label", Severity.COSMETIC, old.label, new.label)

    def _of_options(
        self, old: CustomAttribute, new: CustomAttribute
    ) -> Iterator[Change]:
        gone = [each for each in old.options if each not in new.options]
        more = [each for each in new.options if each not in old.options]
        # Options that are not known are not gone.
        if gone and new.options:
            yield self._change("choices removed", before=_listed(gone))
        if more and old.options:
            yield self._change("choices added", Severity.ADDITIVE, after=_listed(more))

    def _scope(self, narrow: bool, before: str, after: str) -> Change:
        if narrow:
            return self._change("scope narrowed", Severity.BREAKING, before, after)
        return self._change("scope widened", Severity.ADDITIVE, before, after)

    def _change(
        self,
        kind: Kind,
        severity: Severity = Severity.BREAKING,
        before: str = "",
        after: str = "",
    ) -> Change:
        return _change(self._document, self._old, kind, severity, before, after)


def _change(
    document: SchemaDocument,
    each: Configuration,
    kind: Kind,
    severity: Severity,
    before: str = "",
    after: str = "",
) -> Change:
    first, *further = types_with(document, each)
    return Change(
        part="custom attribute",
        kind=kind,
        severity=severity,
        entity_type=first,
        name=each.key,
        before=before,
        after=after,
        also=tuple(further),
    )


def _name_changes(old: Site, new: Site) -> Iterator[Change]:
    entity_types: set[NamedType] = {*old.names, *new.names}
    for entity_type in sorted(entity_types):
        before = old.names.get(entity_type, {})
        after = new.names.get(entity_type, {})
        called = {key: name for name, key in after.items() if name not in before}
        renamed = {
            name: called[key]
            for name, key in before.items()
            if key in called and name not in after
        }
        for name, key in before.items():
            if name in renamed:
                yield _name(entity_type, name, "renamed", after=renamed[name])
            elif name not in after:
                yield _name(entity_type, name, "removed")
            elif after[name] != key:
                yield _name(entity_type, name, "identity", Severity.COSMETIC)
        for name in after:
            if name not in before and name not in renamed.values():
                yield _name(entity_type, name, "added", Severity.ADDITIVE)


def _name(
    entity_type: str,
    name: str,
    kind: Kind,
    severity: Severity = Severity.BREAKING,
    after: str = "",
) -> Change:
    return Change(
        part="name",
        kind=kind,
        severity=severity,
        entity_type=entity_type,
        name=name,
        after=after,
    )


def _type(each: Configuration) -> str:
    """Return what its values are, in words."""
    if isinstance(each, CustomAttributeLink):
        level = each.object_type_to or each.entity_type_to
        return f"{'a link' if each.one_to_one else 'links'} to {level}"
    if each.kind == "number" and not each.decimal:
        return "a whole number"
    if each.multiple:
        return "several choices"
    return _KINDS.get(each.kind, each.kind)


def _inherits(each: CustomAttribute) -> str:
    return "inherited by all below" if each.hierarchical else _level(each)


def _projects(each: Configuration) -> str:
    return "on all projects" if each.project_id is None else "on one project"


def _level(each: Configuration) -> str:
    return f"on {each.object_type or each.entity_type}"


def _listed(options: Sequence[str]) -> str:
    return ", ".join(repr(option) for option in options)
