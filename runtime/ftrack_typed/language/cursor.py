"""Going through the tokens of a query, one at a time."""

from __future__ import annotations

import attrs

from ftrack_typed.language.errors import QuerySyntaxError, printable
from ftrack_typed.language.lexer import Token, TokenKind, tokenize

_SHOWN_LENGTH = 40


@attrs.define
class TokenCursor:
    """A place between the tokens of a text."""

    text: str
    _tokens: list[Token] = attrs.field(init=False)
    _index: int = attrs.field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        self._tokens = tokenize(self.text)

    @property
    def current(self) -> Token:
        """The token that was not taken yet."""
        return self._tokens[self._index]

    def ahead(self, count: int) -> Token:
        """Return the token *count* places after the current one, or the end."""
        return self._tokens[min(self._index + count, len(self._tokens) - 1)]

    def take(self) -> Token:
        """Return the current token and go on to the next."""
        token = self._tokens[self._index]
        if token.kind is not TokenKind.END:
            self._index += 1
        return token

    def accept(self, key: str) -> bool:
        """Take the current token if it is the keyword or symbol *key*."""
        if self._tokens[self._index].key != key:
            return False
        self._index += 1
        return True

    def expect(self, key: str, expected: str | None = None) -> None:
        """Take the keyword or symbol *key*.

        Raises:
            QuerySyntaxError: another token stands there.
        """
        if not self.accept(key):
            raise self.error(expected or f'"{key}"')

    def expect_identifier(self, expected: str) -> Token:
        """Take a name: letters, digits and underscores, not beginning with a digit.

        Raises:
            QuerySyntaxError: another token stands there.
        """
        token = self.current
        if token.kind is not TokenKind.WORD or not token.text.isidentifier():
            raise self.error(expected)
        return self.take()

    def expect_end(self, expected: str) -> None:
        """Make sure that all tokens are taken.

        Raises:
            QuerySyntaxError: a token is left.
        """
        if self.current.kind is not TokenKind.END:
            raise self.error(f"{expected} or end of text")

    def error(self, expected: str, at: Token | None = None) -> QuerySyntaxError:
        """Return the error that *expected* should stand instead of the token *at*.

        Args:
            expected: what could stand there.
            at: the offending token; by default the current one.
        """
        token = at or self.current
        if token.kind is TokenKind.UNCLOSED:
            quote = token.text[0]
            return QuerySyntaxError(
                self.text,
                len(self.text),
                f"the closing {quote} of the string at position {token.position}",
                "end of text",
            )
        return QuerySyntaxError(self.text, token.position, expected, _describe(token))


def _describe(token: Token) -> str:
    if token.kind is TokenKind.END:
        return "end of text"
    shown = printable(token.text)
    if len(shown) > _SHOWN_LENGTH:
        shown = f"{shown[:_SHOWN_LENGTH]}..."
    if token.kind is TokenKind.STRING:
        return f"the string {shown}"
    return f'"{shown}"'
