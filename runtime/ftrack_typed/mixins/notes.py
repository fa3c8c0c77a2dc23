"""Notes on entities, and replies to notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar, cast

from ..model.entity import Entity
from .access import create, target

NoteT = TypeVar("NoteT", bound=Entity)
AuthorT = TypeVar("AuthorT", bound=Entity)
RecipientT = TypeVar("RecipientT", bound=Entity)
LabelT = TypeVar("LabelT", bound=Entity)


class WithNotes(Entity, Generic[NoteT, AuthorT, RecipientT, LabelT]):
    """An entity that has notes."""

    __slots__ = ()

    def create_note(
        self,
        content: str,
        *,
        author: AuthorT,
        recipients: Iterable[RecipientT] = (),
        labels: Iterable[LabelT] = (),
        is_todo: bool = False,
    ) -> NoteT:
        """Create a note on this; it is sent with the next commit.

        Args:
            content: the text.
            author: who writes it.
            recipients: users and groups that it is addressed to.
            labels: what it is filed under; an older category is one, too.
            is_todo: whether it is something to be done.
        """
        me: Any = self
        cls = target(type(self), "notes")
        note = create(
            self,
            cls.__entity_type__,
            {"content": content, "author": author, "is_todo": is_todo},
        )
        me.notes.append(note)
        recipient_type = target(cls, "recipients").__entity_type__
        for recipient in dict.fromkeys(recipients):
            create(self, recipient_type, {"note": note, "recipient": recipient})
        label_type = target(cls, "note_label_links").__entity_type__
        for label in dict.fromkeys(labels):
            create(self, label_type, {"note": note, "label": label})
        return cast("NoteT", note)


class WithReplies(Entity, Generic[NoteT, AuthorT]):
    """A note that can be replied to."""

    __slots__ = ()

    def create_reply(self, content: str, *, author: AuthorT) -> NoteT:
        """Create a reply to this note; it is sent with the next commit.

        Args:
            content: the text.
            author: who writes it.
        """
        me: Any = self
        cls = target(type(self), "replies")
        reply = create(
            self, cls.__entity_type__, {"content": content, "author": author}
        )
        me.replies.append(reply)
        return cast("NoteT", reply)
