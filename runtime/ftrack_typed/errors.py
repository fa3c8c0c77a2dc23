"""Every error of this package, in one tree, and so in one module, however long.

::

    FtrackTypedError
    ├── ConfigurationError          no server, user or key, or an unusable one
    ├── SchemaError                 a schema document that cannot be used
    ├── QueryError                  a query that cannot be understood
    │   └── ServerQueryError        ... by the server (a ServerError, too)
    ├── TransportError              no answer: refused, unknown, timed out, broken off
    │   └── CancelledError          ... as it was cancelled
    ├── ResponseError               an answer that is not the API's
    ├── ServerError                 the server says no
    │   ├── AuthenticationError     to this user and key
    │   ├── PermissionDeniedError   to what this user asks for
    │   ├── ValidationError         to a value
    │   ├── NotFoundError           to a change of an entity that it does not have
    │   ├── ConflictError           to an entity that exists already or is in use
    │   └── ServerQueryError        to the text of a query
    ├── NoResultError               one result was asked for, there is none
    ├── MultipleResultsError        one result was asked for, there are more
    ├── UnknownEntityTypeError      a type that the generated package does not have
    ├── CommitError                 a commit (see ``ftrack_typed.session``)
    │   ├── InvalidChangesError     ... of changes that no server would take
    │   ├── StaleChangesError       ... of what others changed meanwhile
    │   ├── CommitUncertainError    ... of which it is not known what became
    │   └── OutboxError             ... that cannot be kept on disk
    ├── SchemaDriftError            a server whose schema is not the package's
    ├── ReadOnlyError               an attribute that cannot be assigned
    ├── NotLoadedError              an attribute that was not fetched
    ├── DeletedEntityError          an entity used after it was deleted
    ├── StreamedEntityError         an entity of a stream that is to be changed
    ├── ThreadError                 a session used by a thread that it is not of
    └── ClosedSessionError          a session or transport used after it was closed

Each carries its facts as attributes and can be pickled. No message holds an API key.
Where a built-in error says the same, the error is that, too: ``QueryError`` is a
``ValueError``, ``ReadOnlyError`` an ``AttributeError``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    # Imported with the first failure instead.
    from ftrack_typed.transport.summary import OperationSummary

_E = TypeVar("_E", bound="FtrackTypedError")

TransportFault: TypeAlias = Literal[
    "unreachable", "timeout", "tls", "interrupted", "invalid", "cancelled"
]
"""What went wrong on the way: no connection, too long a silence, no trust, a
connection that broke, an address or header that cannot be used, or a cancellation."""


def _restore(cls: type[_E], args: tuple[Any, ...], state: dict[str, Any]) -> _E:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


class FtrackTypedError(Exception):
    """Anything that this package raises on purpose; catch it to catch all."""

    def __reduce__(self) -> tuple[Any, ...]:
        # The usual way calls the constructor with ``args``, the message alone, and
        # fails for constructors that take the facts.
        return _restore, (type(self), self.args, dict(self.__dict__))


class ConfigurationError(FtrackTypedError):
    """A server, user or key is missing or cannot be used; the message says what to set.

    Attributes:
        settings: names of the settings concerned, such as ``server_url``.
    """

    def __init__(self, message: str, *, settings: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.settings: tuple[str, ...] = tuple(settings)


class SchemaError(FtrackTypedError):
    """A schema document cannot be read or contradicts itself.

    Fetch it anew from the server, or look at the named place of the file.

    Attributes:
        source: the file or server that the document came from, if known.
        problems: every problem found, if there are several; the message names the
            first ones.
    """

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{source}: {message}" if source else message)
        self.source = source
        self.problems: tuple[str, ...] = tuple(problems)


class QueryError(FtrackTypedError, ValueError):
    """A query cannot be understood; correct its text.

    ``ftrack_typed.language.QuerySyntaxError`` is one that says where the fault is.
    """


class TransportError(FtrackTypedError):
    """No answer came from the server.

    Ask again when ``may_have_been_sent`` is false. When it is true, a request that
    writes may have been carried out all the same: read back before sending it again.

    Attributes:
        url: what was asked, without credentials.
        fault: what went wrong, see :data:`TransportFault`.
        may_have_been_sent: false if no byte of the request left this machine in any
            try, so that the server cannot have seen it; else true.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str,
        fault: TransportFault,
        may_have_been_sent: bool,
    ) -> None:
        super().__init__(message)
        self.url = url
        self.fault: TransportFault = fault
        self.may_have_been_sent = may_have_been_sent


class CancelledError(TransportError):
    """A call was cancelled from elsewhere, see ``ftrack_typed.transport.Cancellation``.

    ``may_have_been_sent`` says whether the server may have carried it out.
    """


class ResponseError(FtrackTypedError):
    """An answer came that is not the ftrack API's: a web page, half a document.

    Most often the server's URL names something else than the ftrack server, or a
    proxy or log-in page stands before it. A request that writes may have been
    carried out all the same.

    Attributes:
        url: what was asked, if known.
        status: the HTTP status, if known.
        excerpt: the beginning of the answer, shortened and without the API key.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str | None = None,
        status: int | None = None,
        excerpt: str = "",
    ) -> None:
        super().__init__(message)
        self.url = url
        self.status = status
        self.excerpt = excerpt


class ServerError(FtrackTypedError):
    """The server refused a request; nothing of its batch was carried out.

    The subclasses tell the causes apart; this class itself stands for all others. The
    server reports one error for a whole batch: which operation it is about is found by
    what its text names.

    Attributes:
        content: what the server says, without the API key.
        exception: the name of the error on the server, such as ``IntegrityError``.
        error_code: the server's code for the error, if it gives one.
        status: the HTTP status, if known; 200 for servers that fail politely.
        operation: the operation that failed, where it is known.
        candidates: else the operations that it may be, as far as the text tells.
        operations: how many operations the batch had.
    """

    advice: ClassVar[str] = ""

    def __init__(
        self,
        content: str,
        *,
        exception: str = "ServerError",
        error_code: str | None = None,
        status: int | None = None,
        operation: OperationSummary | None = None,
        candidates: Sequence[OperationSummary] = (),
        operations: int = 1,
    ) -> None:
        from ftrack_typed.transport.summary import possible, subject

        refused = subject(operation, operations)
        message = f"The server refused {refused}: {exception}: {content}"
        if operation is None and candidates:
            message = f"{message} {possible(candidates)}"
        super().__init__(f"{message} {self.advice}" if self.advice else message)
        self.content = content
        self.exception = exception
        self.error_code = error_code
        self.status = status
        self.operation = operation
        self.candidates: tuple[OperationSummary, ...] = tuple(candidates)
        self.operations = operations


class AuthenticationError(ServerError):
    """The server does not know this user or key; check both, and the server's URL."""

    advice = (
        "Check FTRACK_API_USER and FTRACK_API_KEY, or the arguments api_user and "
        "api_key: both must belong to this server."
    )


class PermissionDeniedError(ServerError):
    """The user may not do this; ask an administrator for a role that may."""

    advice = "The user's roles do not allow it."


class ValidationError(ServerError):
    """A value is missing or not allowed; ``content`` names it. Correct and resend."""


class NotFoundError(ServerError, LookupError):
    """An entity that is to be updated or deleted is not on the server, or no more.

    ``operation`` names it. Forget the change, or create the entity anew.
    """


class ConflictError(ServerError):
    """An equal entity exists already, or a reference stands in the way.

    Query for the existing entity and use it, or give the new one other values.
    """


class ServerQueryError(ServerError, QueryError):
    """The server cannot understand a query: unknown type or attribute, or its syntax.

    Compare ``operation.expression`` with the schema that the server has now.
    """


class NoResultError(FtrackTypedError, LookupError):
    """One result was asked for and there is none; use ``one_or_none`` if that is fine.

    Attributes:
        query: the text of the query.
    """

    def __init__(self, query: str) -> None:
        super().__init__(f"No result for {query!r}, where one was asked for.")
        self.query = query


class MultipleResultsError(FtrackTypedError, LookupError):
    """One result was asked for and there are more; use ``first``, or narrow the query.

    Attributes:
        query: the text of the query.
    """

    def __init__(self, query: str) -> None:
        super().__init__(
            f"More than one result for {query!r}, where one was asked for."
        )
        self.query = query


class UnknownEntityTypeError(FtrackTypedError, LookupError):
    """An entity type is not in the generated package; generate it anew if it is new.

    Attributes:
        entity_type: the name that is not known.
        suggestions: known names that are spelled alike, the nearest first.
    """

    def __init__(self, entity_type: str, *, known: Iterable[str] = ()) -> None:
        from difflib import get_close_matches

        self.entity_type = entity_type
        self.suggestions: tuple[str, ...] = tuple(
            get_close_matches(entity_type, sorted(known))
        )
        hint = (
            f"Did you mean {' or '.join(map(repr, self.suggestions))}? "
            if self.suggestions
            else ""
        )
        super().__init__(
            f"The package has no entity type {entity_type!r}. {hint}"
            "If the server has it, generate the package anew."
        )


class ReadOnlyError(FtrackTypedError, AttributeError):
    """An attribute cannot be assigned.

    Attributes:
        entity_type: the type of the entity.
        attribute: the name of the attribute.
        reason: why, as a sentence, or empty.
    """

    def __init__(self, entity_type: str, attribute: str, reason: str = "") -> None:
        message = f"{entity_type}.{attribute} cannot be assigned."
        super().__init__(f"{message} {reason}" if reason else message)
        self.entity_type = entity_type
        self.attribute = attribute
        self.reason = reason


class NotLoadedError(FtrackTypedError):
    """An attribute was not fetched and cannot be fetched now.

    Attributes:
        entity_type: the type of the entity.
        attribute: the name of the attribute.
        reason: why, and what to do, as a sentence, or empty.
    """

    def __init__(self, entity_type: str, attribute: str, reason: str = "") -> None:
        message = f"{entity_type}.{attribute} is not loaded and cannot be fetched now."
        super().__init__(f"{message} {reason}" if reason else message)
        self.entity_type = entity_type
        self.attribute = attribute
        self.reason = reason


class DeletedEntityError(FtrackTypedError):
    """An entity is used that was deleted, or whose creation was undone.

    Attributes:
        entity: the entity's type and key.
    """

    def __init__(self, entity: str) -> None:
        super().__init__(
            f"{entity} was deleted, or its creation was undone: it can be neither "
            "changed, loaded nor referred to. Use another entity."
        )
        self.entity = entity


class StreamedEntityError(FtrackTypedError):
    """An entity of a stream is to be changed; it is no entity that the session knows.

    Attributes:
        entity: the entity's type and key.
    """

    def __init__(self, entity: str) -> None:
        super().__init__(
            f"{entity} came with stream(), for reading alone: to change it, get it "
            "from the session, with session.get(type, key)."
        )
        self.entity = entity


class ThreadError(FtrackTypedError):
    """A session is used by another thread than its own; open one for each thread.

    Attributes:
        owner: the name of the thread that the session belongs to.
        caller: the name of the thread that used it.
    """

    def __init__(self, owner: str, caller: str) -> None:
        super().__init__(
            f"The session belongs to the thread {owner!r} and is used by {caller!r}, "
            "which would mix up their changes. Open a session for each thread (they "
            "may share a transport, and so its connections: Session(transport=...)), "
            "or hand this one over with session.move_to_this_thread()."
        )
        self.owner = owner
        self.caller = caller


class ClosedSessionError(FtrackTypedError):
    """A session, or its transport, was used after it was closed; open a new one."""

    def __init__(self, message: str = "The session is closed; open a new one.") -> None:
        super().__init__(message)
