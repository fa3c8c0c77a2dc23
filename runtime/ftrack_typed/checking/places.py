"""Where in a text the parts of a parsed query stand.

Nodes remember where their paths begin, which is all that a running program needs. The
rest is counted off from there on the text's tokens, so that no node carries it
(``docs/adr/0019-checking-texts.md``).
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ftrack_typed.language import Path
from ftrack_typed.language.lexer import Token, TokenKind, tokenize


@attrs.frozen
class Step:
    """The tokens of one step of a path: a name, and the type of its cast."""

    name: Token
    cast: Token | None


class Places:
    """The tokens of a text, found by what was parsed from them."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._index = {token.position: at for at, token in enumerate(self._tokens)}

    def at(self, position: int) -> Token:
        """Return the token that begins at *position*, or else the end."""
        return self._tokens[self._index.get(position, -1)]

    def steps(self, path: Path) -> Sequence[Step]:
        """Return the tokens of the steps of *path*, which was parsed from this text."""
        return self._path(path)[0]

    def value(self, path: Path) -> Token:
        """Return the value that *path* is compared with by an operator."""
        _, following = self._path(path)
        return self._tokens[following + 1]

    def choices(self, path: Path, count: int) -> Sequence[Token]:
        """Return the *count* values in parentheses that *path* is compared with."""
        _, following = self._path(path)
        return [self._tokens[following + 2 + 2 * number] for number in range(count)]

    def outside_strings(self, position: int) -> bool:
        """Return whether what stands at *position* is no part of a closed string."""
        return not any(
            token.kind is TokenKind.STRING
            and token.position <= position < end_of(token)
            for token in self._tokens
        )

    def _path(self, path: Path) -> tuple[list[Step], int]:
        """Return the steps, and the index of the token after them."""
        assert path.position is not None
        at = self._index[path.position]
        steps: list[Step] = []
        for segment in path.segments:
            name = self._tokens[at]
            cast = None
            if segment.cast is not None:
                cast = self._tokens[at + 2]
                at += 3
            steps.append(Step(name, cast))
            at += 2
        return steps, at - 1


def end_of(token: Token) -> int:
    """Return the offset after *token*."""
    return token.position + len(token.text)
