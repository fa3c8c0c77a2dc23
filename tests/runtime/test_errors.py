from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Iterator

import attrs
import pytest

from ftrack_typed import errors
from ftrack_typed.errors import (
    AuthenticationError,
    CancelledError,
    ClosedSessionError,
    ConfigurationError,
    ConflictError,
    DeletedEntityError,
    FtrackTypedError,
    MultipleResultsError,
    NoResultError,
    NotFoundError,
    NotLoadedError,
    PermissionDeniedError,
    QueryError,
    ReadOnlyError,
    ResponseError,
    SchemaError,
    ServerError,
    ServerQueryError,
    StreamedEntityError,
    ThreadError,
    TransportError,
    UnknownEntityTypeError,
    ValidationError,
)
from ftrack_typed.session import commit_errors, schema_drift
from ftrack_typed.session.commit_errors import (
    CommitError,
    CommitUncertainError,
    Conflict,
    InvalidChangesError,
    OutboxError,
    Problem,
    StaleChangesError,
)
from ftrack_typed.session.schema_drift import SchemaDriftError
from ftrack_typed.transport import OperationSummary

OPERATION = OperationSummary(action="update", entity_type="Task", key=("t1",))


def server_error(cls: type[ServerError]) -> ServerError:
    return cls(
        "no",
        exception="SomeError",
        error_code="E1",
        status=400,
        operation=OPERATION,
    )


SAMPLES: list[FtrackTypedError] = [
    FtrackTypedError("something"),
    ConfigurationError("no key", settings=["api_key"]),
    SchemaError("not a list", source="schema.json"),
    QueryError("what?"),
    SchemaDriftError("studio_schema", "0a1b", "2c3d"),
    TransportError(
        "gone", url="http://x", fault="unreachable", may_have_been_sent=False
    ),
    CancelledError(
        "cancelled", url="http://x", fault="cancelled", may_have_been_sent=True
    ),
    ResponseError("html", url="http://x", status=200, excerpt="<html>"),
    server_error(ServerError),
    server_error(AuthenticationError),
    server_error(PermissionDeniedError),
    server_error(ValidationError),
    server_error(NotFoundError),
    server_error(ConflictError),
    server_error(ServerQueryError),
    NoResultError("Task"),
    MultipleResultsError("Task"),
    UnknownEntityTypeError("Tsk", known=["Task", "User"]),
    ReadOnlyError("Task", "id", "It is the key."),
    NotLoadedError("Task", "name"),
    DeletedEntityError("<Task (t1)>"),
    StreamedEntityError("<Task (t1)>"),
    ThreadError("main", "worker"),
    ClosedSessionError(),
    CommitError("no"),
    InvalidChangesError(
        [Problem(entity_type="Task", key=("t1",), attribute="bid", message="No.")]
    ),
    StaleChangesError(
        [
            Conflict(
                entity_type="Task",
                key=("t1",),
                attribute="bid",
                read=1,
                mine=2,
                theirs=3,
            )
        ]
    ),
    CommitUncertainError("1 create", "b1"),
    OutboxError("full"),
]

MODULES = {errors.__name__, commit_errors.__name__, schema_drift.__name__}


def tree(root: type[FtrackTypedError]) -> Iterator[type[FtrackTypedError]]:
    if root.__module__ in MODULES:
        yield root
    for cls in root.__subclasses__():
        yield from tree(cls)


def test_every_error_has_a_sample_below() -> None:
    assert {type(sample) for sample in SAMPLES} == set(tree(FtrackTypedError))


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    drawn: list[tuple[str, str]] = []
    ancestors: list[tuple[int, str]] = []
    for match in re.finditer(r"^([ │├└─]*)(\w+Error)\b", errors.__doc__ or "", re.M):
        depth, name = len(match[1]), match[2]
        while ancestors and ancestors[-1][0] >= depth:
            ancestors.pop()
        drawn.extend((name, parent) for _, parent in ancestors[-1:])
        ancestors.append((depth, name))

    actual = {
        (cls.__name__, base.__name__)
        for cls in tree(FtrackTypedError)
        for base in cls.__bases__
        if base.__module__ in MODULES
    }
    assert set(drawn) == actual


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling_with_all_facts(error: FtrackTypedError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


@pytest.mark.parametrize("cls", list(tree(FtrackTypedError)))
def test_every_error_is_documented(cls: type[FtrackTypedError]) -> None:
    assert cls.__doc__


def test_errors_are_also_the_built_in_error_that_says_the_same() -> None:
    assert issubclass(QueryError, ValueError)
    assert issubclass(ReadOnlyError, AttributeError)
    assert issubclass(UnknownEntityTypeError, LookupError)
    assert issubclass(NotFoundError, LookupError)


def test_schema_error_names_its_source() -> None:
    assert str(SchemaError("not a list", source="a.json")) == "a.json: not a list"
    assert str(SchemaError("not a list")) == "not a list"


def test_unknown_type_suggests_names_spelled_alike() -> None:
    error = UnknownEntityTypeError("Tsak", known=["User", "Task"])

    assert error.suggestions == ("Task",)
    assert "Did you mean 'Task'?" in str(error)


def test_server_error_names_operation_exception_and_cause() -> None:
    error = server_error(ValidationError)

    assert str(error) == "The server refused to update Task t1: SomeError: no"


def test_server_error_gives_advice_where_there_is_some() -> None:
    assert "FTRACK_API_KEY" in str(AuthenticationError("no"))


def test_operation_summary_takes_keys_in_both_forms_and_no_data() -> None:
    listed = OperationSummary.of(
        {
            "action": "create",
            "entity_type": "User",
            "entity_key": ["u1"],
            "entity_data": {"password": "hush"},
        }
    )
    bare = OperationSummary.of({"action": "delete", "entity_key": "u1"})

    assert listed == OperationSummary(action="create", entity_type="User", key=("u1",))
    assert "hush" not in repr(attrs.asdict(listed))
    assert str(bare) == "delete u1"


def test_operation_summary_shortens_long_queries() -> None:
    summary = OperationSummary.of({"action": "query", "expression": "x" * 5000})

    assert summary.expression == "x" * 5000
    assert len(str(summary)) < 300
