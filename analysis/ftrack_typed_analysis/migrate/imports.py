"""The imports of a module: what rewritten code needs, and what it needs no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
import libcst as cst
from libcst.helpers import get_full_name_for_node
from libcst.metadata import (
    Assignment,
    ImportAssignment,
    MetadataWrapper,
    ScopeProvider,
)

from ..inference.origins import OFFICIAL

_WIDTH = 88
_PREFIX = "Ftrack"
"""Before the name of a class where the module has that name for something else."""


@attrs.define
class Imports:
    """What is to be imported.

    Attributes:
        taken: names that the module uses for something else.
        known: what it imports already, as (module, name) to what it is called.
        needed: what it is to import besides, likewise.
    """

    taken: frozenset[str]
    known: dict[tuple[str, str], str]
    needed: dict[tuple[str, str], str] = attrs.field(factory=dict[tuple[str, str], str])

    def would_name(self, module: str, name: str) -> str:
        """Return what *name* of *module* is, or would be, called here."""
        called = self.known.get((module, name))
        return called or (f"{_PREFIX}{name}" if name in self.taken else name)

    def name(self, module: str, name: str) -> str:
        """Return what *name* of *module* is called here; it is imported if need be."""
        called = self.would_name(module, name)
        if (module, name) not in self.known:
            self.needed[module, name] = called
        return called


def imported(module: cst.Module) -> dict[tuple[str, str], str]:
    """Return what *module* imports from others at its top."""
    found: dict[tuple[str, str], str] = {}
    for statement in _imports_from(module.body):
        source = _module_of(statement)
        if not isinstance(statement.names, cst.ImportStar):
            for alias in statement.names:
                called = alias.evaluated_alias or alias.evaluated_name
                found[source, alias.evaluated_name] = called
    return found


def with_imports(module: cst.Module, needed: dict[tuple[str, str], str]) -> cst.Module:
    """Return *module* with what is *needed*, without the official client if unused.

    New imports take the place of the first one of the official client's, else they
    come after the last import.
    """
    module, gap = _without_official(module)
    body = list(module.body)
    rest = dict(needed)
    for number, statement in enumerate(body):
        body[number] = _extended(statement, rest) or statement
    lines = [
        _import_line(source, {key: rest[key] for key in rest if key[0] == source})
        for source in sorted({source for source, _ in rest})
    ]
    place = _after_imports(body) if gap.place is None else gap.place
    if lines:
        lines[0] = lines[0].with_changes(leading_lines=gap.above)
        if gap.behind is not None:
            lines[0] = lines[0].with_changes(trailing_whitespace=gap.behind)
        return module.with_changes(body=[*body[:place], *lines, *body[place:]])
    left = [*gap.above, *gap.comment]
    if left and place < len(body):
        below = body[place]
        assert isinstance(below, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        body[place] = below.with_changes(leading_lines=[*left, *below.leading_lines])
    elif left:
        module = module.with_changes(footer=[*left, *module.footer])
    return module.with_changes(body=body)


@attrs.define
class _Gap:
    """What the first import of the official client left where it was.

    Attributes:
        place: the number of the statement that is there now, none if nothing went.
        above: blank lines and comments that were above it.
        behind: what stood behind it in its line.
    """

    place: int | None = None
    above: list[cst.EmptyLine] = attrs.field(factory=list[cst.EmptyLine])
    behind: cst.TrailingWhitespace | None = None

    @property
    def comment(self) -> list[cst.EmptyLine]:
        """What stood behind it, as a line of its own."""
        comment = None if self.behind is None else self.behind.comment
        return [] if comment is None else [cst.EmptyLine(comment=comment)]

    def take(self, statement: cst.SimpleStatementLine) -> None:
        """Keep what was around a *statement* that goes."""
        self.above += statement.leading_lines
        if not self.comment:
            self.behind = statement.trailing_whitespace
        elif statement.trailing_whitespace.comment is not None:
            self.above.append(
                cst.EmptyLine(comment=statement.trailing_whitespace.comment)
            )


class _Marks(cst.CSTTransformer):
    """Takes out import statements and their parts; leaves a pass where all is gone."""

    def __init__(self, unused: set[cst.CSTNode]) -> None:
        super().__init__()
        self._unused = unused

    def _left(
        self, original: cst.Import | cst.ImportFrom, aliases: Sequence[cst.ImportAlias]
    ) -> list[cst.ImportAlias]:
        left = [
            alias
            for alias, before in zip(aliases, _aliases(original), strict=True)
            if before not in self._unused
        ]
        if left and len(left) < len(aliases):
            left[-1] = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return left

    def leave_Import(
        self, original_node: cst.Import, updated_node: cst.Import
    ) -> cst.Import | cst.RemovalSentinel:
        left = self._left(original_node, updated_node.names)
        return updated_node.with_changes(names=left) if left else cst.RemoveFromParent()

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        if isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        left = self._left(original_node, updated_node.names)
        return updated_node.with_changes(names=left) if left else cst.RemoveFromParent()

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        if updated_node.body:
            return updated_node
        return updated_node.with_changes(body=[cst.SimpleStatementLine([cst.Pass()])])


def _without_official(module: cst.Module) -> tuple[cst.Module, _Gap]:
    """Take out what is unused of the official client; tell what is left of it."""
    wrapper = MetadataWrapper(module)
    module = wrapper.module
    unused = _unused(wrapper)
    gap = _Gap()
    if not unused:
        return module, gap
    body: list[cst.BaseStatement] = []
    for statement in module.body:
        changed = statement.visit(_Marks(unused))
        if gap.place is None and _imports_any(statement, unused):
            gap.place = len(body)
        if isinstance(changed, cst.BaseStatement) and (
            not isinstance(changed, cst.SimpleStatementLine) or changed.body
        ):
            body.append(changed)
            continue
        assert isinstance(statement, cst.SimpleStatementLine)
        gap.take(statement)
    return module.with_changes(body=body), gap


def _imports_any(statement: cst.BaseStatement, names: set[cst.CSTNode]) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and any(
        alias in names
        for small in statement.body
        if isinstance(small, (cst.Import, cst.ImportFrom))
        for alias in _aliases(small)
    )


def _unused(wrapper: MetadataWrapper) -> set[cst.CSTNode]:
    """Return the names of imports from the official client that nothing refers to."""
    scopes = {scope for scope in wrapper.resolve(ScopeProvider).values() if scope}
    used: set[cst.CSTNode] = set()
    found: set[cst.CSTNode] = set()
    for scope in scopes:
        for assignment in scope.assignments:
            if not isinstance(assignment, (Assignment, ImportAssignment)):
                continue
            node = assignment.node
            if not isinstance(node, (cst.Import, cst.ImportFrom)):
                continue
            if (
                isinstance(node, cst.ImportFrom)
                and _module_of(node).partition(".")[0] != OFFICIAL
            ):
                continue
            for alias in _aliases(node):
                if (
                    isinstance(node, cst.Import)
                    and alias.evaluated_name.partition(".")[0] != OFFICIAL
                ):
                    continue
                called = alias.evaluated_alias or alias.evaluated_name.partition(".")[0]
                if called != assignment.name.partition(".")[0]:
                    continue
                (used if assignment.references else found).add(alias)
    return found - used


def _aliases(node: cst.Import | cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    return () if isinstance(node.names, cst.ImportStar) else node.names


def _module_of(node: cst.ImportFrom) -> str:
    if node.module is None or node.relative:
        return ""
    return get_full_name_for_node(node.module) or ""


def _imports_from(body: Iterable[cst.CSTNode]) -> Iterable[cst.ImportFrom]:
    for statement in body:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                if isinstance(small, cst.ImportFrom):
                    yield small


def _extended(
    statement: cst.CSTNode, rest: dict[tuple[str, str], str]
) -> cst.SimpleStatementLine | None:
    """Return *statement* with what of *rest* it can import, and take it out there."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    if not isinstance(small, cst.ImportFrom) or isinstance(small.names, cst.ImportStar):
        return None
    if "#" in cst.Module([]).code_for_node(small):
        # What is said beside a name would not stay beside it.
        return None
    source = _module_of(small)
    own = {key: rest.pop(key) for key in list(rest) if key[0] == source}
    if not own:
        return None
    for alias in small.names:
        called = alias.evaluated_alias or alias.evaluated_name
        own[source, alias.evaluated_name] = called
    line = _import_line(source, own)
    return statement.with_changes(body=line.body)


def _import_line(
    source: str, names: dict[tuple[str, str], str]
) -> cst.SimpleStatementLine:
    """Return one line, or one line for each name where it would be too long."""
    shown = [
        name if called == name else f"{name} as {called}"
        for (_, name), called in sorted(names.items())
    ]
    text = f"from {source} import {', '.join(shown)}"
    if len(text) > _WIDTH:
        inner = "".join(f"    {name},\n" for name in shown)
        text = f"from {source} import (\n{inner})"
    line = cst.parse_statement(text)
    assert isinstance(line, cst.SimpleStatementLine)
    return line


def _after_imports(body: Sequence[cst.CSTNode]) -> int:
    """Return where an import can come: after the last one, or after the docstring."""
    place = 0
    for number, statement in enumerate(body):
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        small = statement.body[0] if statement.body else None
        is_import = isinstance(small, (cst.Import, cst.ImportFrom))
        is_docstring = (
            number == 0
            and isinstance(small, cst.Expr)
            and isinstance(small.value, (cst.SimpleString, cst.ConcatenatedString))
        )
        if is_import or is_docstring:
            place = number + 1
    return place
