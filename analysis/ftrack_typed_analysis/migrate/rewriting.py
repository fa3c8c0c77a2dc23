"""One module from the official client to this one."""

from __future__ import annotations

import re

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..inference.meanings import Session
from ..inference.origins import OFFICIAL, OFFICIAL_SESSIONS
from ..python_files import tree_of
from .comments import count_comments
from .creating import rewrite_create, rewrite_ensure, rewrite_get, rewrite_populate
from .differences import note_differences
from .imports import Imports, imported, with_imports
from .inference import Inference
from .keys import rewrite_key
from .queries import rewrite_query
from .records import Migrated, Options, Remark
from .references import is_official, name_for
from .scripts import UnreadableError
from .sessions import rewrite_session, without_dropped
from .studio import Studio
from .texts import literal_text, quoted, type_in
from .work import LeftError, Work

_CONCERNED = re.compile("ftrack|session", re.IGNORECASE)
"""What a module has in it that concerns a client of ftrack's; others are not read."""

_MOST_PASSES = 5
"""What one pass brings to light, such as the holes of a text, is for the next."""


def migrate_source(source: str, studio: Studio, options: Options) -> Migrated:
    """Return *source*, a module's text, for the package *studio*.

    What comes out, put in again, comes out as it is.

    Raises:
        UnreadableError: it is no Python 3, or nested too deeply to be read.
    """
    if not _CONCERNED.search(source):
        return Migrated(before=source, after=source)
    try:
        return _migrated(source, studio, options)
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply to be read") from error


def _migrated(source: str, studio: Studio, options: Options) -> Migrated:
    text = source
    remarks: list[tuple[Remark, ...]] = []
    for _ in range(_MOST_PASSES):
        rewritten, found = _pass(text, studio, options)
        remarks.append(found)
        if rewritten == text:
            break
        text = rewritten
    if text != source and _comments(text) < _comments(source):
        raise UnreadableError("a comment would have been lost: it is left as it is")
    return Migrated(before=source, after=text, remarks=remarks[0], rest=remarks[-1])


def _comments(text: str) -> int:
    return count_comments(_parsed(text))


def _parsed(text: str) -> cst.Module:
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise _unreadable(text, error) from error


def _unreadable(text: str, error: cst.ParserSyntaxError) -> UnreadableError:
    """Return what is wrong with *text* and where, as Python itself says it."""
    fault = f"LibCST cannot read line {error.raw_line}"
    try:
        tree_of(text)
    except SyntaxError as said:
        return _no_python(said)
    except ValueError as said:
        fault = str(said)
    return UnreadableError(f"it is no Python 3: {fault}")


def _no_python(error: SyntaxError) -> UnreadableError:
    return UnreadableError(f"it is no Python 3: {error.msg} (line {error.lineno})")


def _pass(
    text: str, studio: Studio, options: Options
) -> tuple[str, tuple[Remark, ...]]:
    module = _parsed(text)
    try:
        inference = Inference(module, text, studio)
    except SyntaxError as error:
        raise _no_python(error) from error
    work = Work(
        studio,
        options,
        inference,
        Imports(inference.taken_names(), imported(module)),
        text.split("\n"),
    )
    note_differences(work)
    rewritten = inference.module.visit(_Rewriter(work))
    if rewritten.code != text or work.imports.needed:
        rewritten = with_imports(rewritten, work.imports.needed)
    return rewritten.code, tuple(sorted(set(work.remarks)))


class _Rewriter(cst.CSTTransformer):
    """Rewrites what is certain, and notes what is not."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._mentions_ftrack = any("ftrack" in line.lower() for line in work.lines)
        self._references: dict[cst.CSTNode, cst.BaseExpression] = {}
        self._kept: set[cst.CSTNode] = set()
        self._commits: dict[cst.CSTNode, cst.BaseExpression] = {}
        self._ensured: dict[cst.CSTNode, bool] = {}
        self._openings: list[list[str]] = []

    # Imports are looked after when everything else is done.

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        if isinstance(node.names, cst.ImportStar) and node.module is not None:
            name = get_full_name_for_node(node.module) or ""
            if name.partition(".")[0] == OFFICIAL:
                self._work.remark(node, "import the names that are used instead of *")
        return False

    # Blocks, for what is indented anew.

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        indent = node.indent or self._work.inference.module.default_indent
        self._work.blocks.append(indent)

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        self._work.blocks.pop()
        return updated_node

    # Names of the official client's.

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        # What a full name is made of is none of its own.
        return not self._refers(node)

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        return self._references.get(original_node, updated_node)

    def visit_Name(self, node: cst.Name) -> None:
        self._refers(node)

    def leave_Name(
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        return self._references.get(original_node, updated_node)

    def leave_Annotation(
        self, original_node: cst.Annotation, updated_node: cst.Annotation
    ) -> cst.Annotation:
        if literal_text(original_node.annotation) not in OFFICIAL_SESSIONS:
            return updated_node
        name = self._work.imports.name(self._work.studio.package, "Session")
        return updated_node.with_changes(annotation=cst.SimpleString(quoted(name)))

    def _refers(self, node: cst.Name | cst.Attribute) -> bool:
        """Note what stands for *node*, if it is a name of the official client's."""
        if not is_official(self._work, node):
            return False
        if node not in self._kept:
            name = name_for(self._work, node)
            if name is not None:
                self._references[node] = name
        return True

    # Calls.

    def visit_Call(self, node: cst.Call) -> None:
        full = self._work.inference.imported_name(node.func)
        if full not in OFFICIAL_SESSIONS:
            return
        try:
            without_dropped(node)
        except LeftError as error:
            # Then its name stays, too.
            self._kept.add(node.func)
            self._work.remark(node, error.text)

    def leave_Call(
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        work = self._work
        needed = dict(work.imports.needed)
        told, noted = len(work.remarks), len(work.notices)
        try:
            rewritten = self._rewritten(original_node, updated_node)
            if rewritten is updated_node:
                return rewritten
            if count_comments(rewritten) < count_comments(updated_node):
                raise LeftError(
                    "comments between its arguments are in the way; it works as it is, "
                    "and is not checked",
                    by_hand=False,
                )
        except LeftError as error:
            # As if nothing had been tried.
            work.imports.needed = needed
            del work.remarks[told:]
            del work.notices[noted:]
            self._commits.pop(original_node, None)
            if self._is_ftracks(original_node):
                work.remark(original_node, error.text, by_hand=error.by_hand)
            return updated_node
        return rewritten

    def _is_ftracks(self, node: cst.Call) -> bool:
        """Whether a call that is left is one of a session of ftrack's at all.

        Where nothing but the name says so, other libraries have sessions, too.
        """
        owner = None
        if isinstance(node.func, cst.Attribute):
            owner = self._work.inference.of(node.func.value)
        if not isinstance(owner, Session) or owner.certain:
            return True
        if not node.args:
            return self._mentions_ftrack
        named = type_in(node.args[0].value)
        if named is None:
            is_text = literal_text(node.args[0].value) is not None
            return self._mentions_ftrack and not is_text
        return self._work.studio.has(named) or named[:1].isupper()

    def _rewritten(self, original: cst.Call, call: cst.Call) -> cst.BaseExpression:
        work = self._work
        full = work.inference.imported_name(original.func)
        if full in OFFICIAL_SESSIONS:
            if original.func in self._kept:
                return call
            return rewrite_session(work, original, call)
        if isinstance(call.func, cst.Name):
            return self._of_length(original, call)
        if not isinstance(original.func, cst.Attribute):
            return call
        owner = work.inference.of(original.func.value)
        if not isinstance(owner, Session) or self._is_ours(original):
            return call
        method = original.func.attr.value
        if method == "query":
            return rewrite_query(work, original, call)
        if method == "create":
            return rewrite_create(work, call)
        if method == "get":
            return rewrite_get(work, call)
        if method == "populate":
            return rewrite_populate(call)
        if method == "ensure":
            return self._ensure(original, call)
        return call

    def _is_ours(self, original: cst.Call) -> bool:
        """Whether the call names a class already, as ours does."""
        if not original.args:
            return False
        inference = self._work.inference
        full = inference.imported_name(original.args[0].value)
        return full.rpartition(".")[0] == self._work.studio.package

    def _of_length(self, original: cst.Call, call: cst.Call) -> cst.BaseExpression:
        """Return ``len`` of a query as that of all its results."""
        assert isinstance(call.func, cst.Name)
        if call.func.value != "len" or len(call.args) != 1:
            return call
        if not self._work.inference.is_query(original.args[0].value):
            return call
        if not isinstance(original.args[0].value, cst.Call):
            raise LeftError("a query has no length: use .count(), or .all() before")
        everything = cst.Call(cst.Attribute(call.args[0].value, cst.Name("all")))
        return call.with_changes(args=[call.args[0].with_changes(value=everything)])

    # The official client's ensure commits; ours leaves that to the script.

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        small = node.body[0] if len(node.body) == 1 else None
        if isinstance(small, (cst.Expr, cst.Assign)):
            self._ensured[small.value] = isinstance(small, cst.Assign)

    def leave_SimpleStatementLine(
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        noted = _noted(updated_node, self._work.notices)
        self._work.notices.clear()
        if not self._commits:
            return noted
        _, session = self._commits.popitem()
        commit = cst.Call(cst.Attribute(session, cst.Name("commit")))
        line = cst.SimpleStatementLine([cst.Expr(commit)])
        return cst.FlattenSentinel([noted, line])

    def _ensure(self, original: cst.Call, call: cst.Call) -> cst.BaseExpression:
        used = self._ensured.get(original)
        if used is None:
            raise LeftError(
                "ensure commits in ftrack_api and not here, and there is no place for "
                "it inside of an expression: make it a statement"
            )
        assert isinstance(call.func, cst.Attribute)
        try:
            rewritten = rewrite_ensure(self._work, call, used=used)
            if count_comments(rewritten) < count_comments(call):
                raise LeftError("comments between its arguments are in the way")
        except LeftError as error:
            reason = error.text.partition(";")[0]
            raise LeftError(
                f"{reason}; here, ensure takes the attributes that tell the entity "
                "apart before the values, and the script commits"
            ) from error
        self._commits[original] = call.func.value
        return rewritten

    def visit_With(self, node: cst.With) -> None:
        self._openings.append([])

    def leave_WithItem(
        self, original_node: cst.WithItem, updated_node: cst.WithItem
    ) -> cst.WithItem:
        # What is in the block has notices of its own.
        self._openings[-1] += self._work.notices
        self._work.notices.clear()
        return updated_node

    def leave_With(
        self, original_node: cst.With, updated_node: cst.With
    ) -> cst.BaseStatement:
        return _noted(updated_node, self._openings.pop())

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        return rewrite_key(self._work, original_node, updated_node)


def _noted(
    statement: cst.SimpleStatementLine | cst.With, notices: list[str]
) -> cst.SimpleStatementLine | cst.With:
    """Return *statement* with *notices* as comments above it."""
    comments = [cst.EmptyLine(comment=cst.Comment(text)) for text in notices]
    return statement.with_changes(leading_lines=[*statement.leading_lines, *comments])
