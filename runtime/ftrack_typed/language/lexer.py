"""Splitting the text of a query into tokens.

No word is reserved: attributes may be called ``group`` or ``from``, so whether a word
is a keyword is for the parser to say.
"""

from __future__ import annotations

import re
from enum import Enum

import attrs


class TokenKind(Enum):
    """What a token is, as far as its spelling tells."""

    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    SYMBOL = "symbol"
    UNCLOSED = "unclosed"
    UNKNOWN = "unknown"
    END = "end"


@attrs.frozen
class Token:
    """A word, number, string or symbol and where it stands.

    Attributes:
        kind: what it is.
        text: as spelled, with the quotes of a string.
        position: offset of the first character.
        key: what keywords and symbols are recognised by: the symbol, or the word in
            lower case; empty for all other kinds.
    """

    kind: TokenKind
    text: str
    position: int
    key: str = ""


# A number must not run on as a word: 2018-05-25 and 45b4130c are words. The last
# alternative matches any character, so that what is wrong is told by the parser, which
# knows what was expected there.
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<word> [A-Za-z_][A-Za-z0-9_-]* )
    | (?P<symbol> <= | >= | != | [<>=()\[\],.] )
    | (?P<string> "[^"\\]*(?:\\.[^"\\]*)*" | '[^'\\]*(?:\\.[^'\\]*)*' )
    | (?P<number> -?[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_-]) )
    | (?P<digits> [0-9][A-Za-z0-9_-]* )
    | (?P<end> \Z )
    | (?P<unclosed> ["'].* )
    | (?P<unknown> . )
    )""",
    re.VERBOSE | re.DOTALL,
)

_KINDS = {kind.value: kind for kind in TokenKind} | {"digits": TokenKind.WORD}


def tokenize(text: str) -> list[Token]:
    """Return the tokens of *text*; the last one is always the ``END``.

    Whitespace separates tokens where they would otherwise run together and has no
    meaning of its own. A string that is not closed takes the rest of the text.
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        group = match.lastgroup or "unknown"
        spelled = match[group]
        kind = _KINDS[group]
        key = ""
        if kind is TokenKind.WORD:
            key = spelled.lower()
        elif kind is TokenKind.SYMBOL:
            key = spelled
        tokens.append(Token(kind, spelled, match.start(group), key))
        if kind is TokenKind.END:
            # The pattern would match the end once more after trailing whitespace.
            break
    return tokens
