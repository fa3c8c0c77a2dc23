"""Functions of the studio's own that a session calls when something happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..language.nodes import Statement
    from ..model.entity import Entity
    from .plan import Plan


class Hooks:
    """Lists of functions to call; add to them and remove from them at any time.

    A function before something happens refuses it by raising an error of its own. It
    may read through the session; what it changes in ``before_commit`` is not part of
    the commit.

    Attributes:
        before_load: called with each query before it is sent.
        after_load: called with the entities that a query brought, those that came for
            the first time and those that were known.
        on_change: called with the entity, the attribute's Python name and its new
            value, after an assignment.
        before_commit: called with the plan, after it was found to be valid.
        after_commit: called with the plan, after it was carried out.
    """

    def __init__(self) -> None:
        self.before_load: list[Callable[[Statement], object]] = []
        self.after_load: list[Callable[[Sequence[Entity]], object]] = []
        self.on_change: list[Callable[[Entity, str, Any], object]] = []
        self.before_commit: list[Callable[[Plan], object]] = []
        self.after_commit: list[Callable[[Plan], object]] = []

    @property
    def about_commits(self) -> bool:
        """Whether a function is called with the plan of a commit."""
        return bool(self.before_commit or self.after_commit)
