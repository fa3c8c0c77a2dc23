"""Values that random sites hold and random queries ask for."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

NAMES = [
    "anim",
    "Anim",
    "ANIM",
    "comp",
    "comp_50%",
    "50%",
    "a_b",
    "aXb",
    "écran",
    "Écran",
    "ECRAN",
    "straße",
    "STRAẞE",
    "ΟΔΟΣ",
    "οδος%",
    "back\\slash",
    'say "hi"',
    "it's",
    "",
    " ",
    "\u212a",
    "\u0130anim",
    "日本",
    "\U0001f600 x",
    "none",
    "5",
    "line\nbreak",
]
DAYS = [datetime(2024, 4, 30) + timedelta(days=day) for day in range(4)]
TIMES = [
    timedelta(),
    timedelta(microseconds=250_000),
    timedelta(hours=8, minutes=30),
    timedelta(hours=8, minutes=30, microseconds=500_000),
    timedelta(hours=23, minutes=59, seconds=59, microseconds=999_999),
]
NUMBERS = [0, 1, 2, 2.5, 5, 10, 3600, -1]
TAGS = ["red", "Red", "green", "blue", "dark red"]


def custom_value(rng: random.Random, kind: str) -> object:
    """Return a custom attribute value of a kind."""
    match kind:
        case "text":
            return rng.choice(NAMES)
        case "boolean":
            return rng.choice([True, False])
        case "date":
            return rng.choice(DAYS) + rng.choice(TIMES)
        case "enumerator":
            return sorted(rng.sample(TAGS, rng.randint(0, 3)))
        case _:
            return rng.choice(NUMBERS)
