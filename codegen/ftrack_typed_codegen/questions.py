"""Asking a person for a value, until it is one."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from .errors import GenerationError


class NoAnswerError(GenerationError):
    """The input ended before every question was answered."""

    def __init__(self) -> None:
        super().__init__(
            "The input ended before every question was answered. Nothing was written. "
            "Give the answers as options, or --yes for what is in brackets."
        )


@attrs.frozen
class Questions:
    """Asks, or takes what is proposed.

    Attributes:
        silent: whether what is proposed is taken for the answer.
    """

    silent: bool

    def ask(
        self, question: str, proposed: str, problem: Callable[[str], str | None]
    ) -> str:
        """Return the answer to *question*.

        Args:
            question: what is asked.
            proposed: what an empty answer means.
            problem: returns what is wrong with an answer, or none.

        Raises:
            NoAnswerError: the input ended.
            GenerationError: nobody is asked, and what is proposed is wrong.
        """
        while True:
            answer = proposed
            if not self.silent:
                answer = self._answer(question, proposed) or proposed
            wrong = problem(answer)
            if wrong is None:
                return answer
            if self.silent:
                raise GenerationError(f"{question}: {wrong}. Nothing was written.")
            print(f"  {wrong}.")

    @staticmethod
    def _answer(question: str, proposed: str) -> str:
        shown = f" [{proposed}]" if proposed else ""
        try:
            return input(f"{question}{shown}: ").strip()
        except EOFError:
            print()
            raise NoAnswerError from None
