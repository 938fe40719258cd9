# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the corpora share: drawing values, and messages of texts among misspelt, cut and hand-written ones."""

from __future__ import annotations

import math
import random
import re
import string
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, product

Draw = Callable[[random.Random], str]

LATIN, CYRILLIC = string.ascii_uppercase, "АВЕКМНОРСТУХ"
_SIGNS = {"#": string.digits, "@": LATIN, "&": CYRILLIC, "*": string.ascii_letters + string.digits}
_FIELD = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^]]*\|[^]]*)\]")
# Shares of the alternatives of a text: each is a text of its own.
_SHARES = (1.0, 0.6, 0.4, 0.25)


def zipf(values: Iterable[str], power: float = 1.0) -> Draw:
    """Return what draws one of the values, the first ones the most often."""
    values = list(values)
    cumulative = list(accumulate((k + 1) ** -power for k in range(len(values))))
    return lambda rng: rng.choices(values, cum_weights=cumulative)[0]


def made(draw: Draw, count: int, power: float = 0.8) -> Draw:
    """Return what draws one of `count` values which `draw` has made once."""
    rng = random.Random(count)
    values: dict[str, None] = {}
    for _round in range(count * 20):
        values.setdefault(draw(rng))
        if len(values) == count:
            break
    return zipf(values, power)


def pattern(*shapes: str) -> Draw:
    """Return what fills one of the shapes: # a digit, @ a Latin, & a Cyrillic capital, * any Latin letter or digit."""
    return lambda rng: "".join(rng.choice(_SIGNS.get(sign, sign)) for sign in rng.choice(shapes))


def joined(*parts: Sequence[str], limit: int = 5000) -> list[str]:
    """Return combinations of the parts in a fixed random order."""
    values = sorted({" ".join(filter(None, combination)) for combination in product(*parts)})
    return random.Random(len(values)).sample(values, min(limit, len(values)))


def number(low: int, high: int) -> Draw:
    """Return what draws a number, small ones more often."""
    return lambda rng: str(int(low * ((high + 1) / low) ** rng.random()))


def amount(middle: float, cents: float = 0.3, spread: float = 1.0) -> Draw:
    """Return what draws an amount: 12 500 or, in this share, 1 499,90."""

    def draw(rng: random.Random) -> str:
        whole = f"{int(rng.lognormvariate(0, spread) * middle) + 10:,}".replace(",", " ")
        return whole + (f",{rng.randrange(100):02d}" if rng.random() < cents else "")

    return draw


def date(rng: random.Random) -> str:
    """Return a date such as 12.03.2026."""
    return f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.choice((2025, 2026, 2026))}"


def short_date(rng: random.Random) -> str:
    """Return a date such as 12.03."""
    return date(rng)[:6].rstrip(".")


def time(rng: random.Random) -> str:
    """Return a time such as 09:30."""
    return f"{rng.randint(7, 22):02d}:{rng.choice((0, 0, 15, 30, 30, 45, rng.randrange(60))):02d}"


class Texts:
    """The texts of a corpus, from frequent to rare. [a|b] in a text makes a text of each, {field} draws a value."""

    def __init__(self, texts: Sequence[str], fields: dict[str, Draw], phrases: Sequence[str]) -> None:
        """`phrases`: pieces of what people type by hand."""
        self.fields, self.phrases = fields, phrases
        self.texts: list[str] = []
        shares: list[float] = []
        for rank, text in enumerate(texts):
            for one, share in _alternatives(text):
                self.texts.append(one)
                shares.append(share * math.exp(-rank / 10) / (rank + 2))
        self.cumulative = list(accumulate(shares))

    def corpus(self, seed: int, size: int) -> list[tuple[str, int]]:
        """Return messages, each with the index of its text, or -1 where it is of none."""
        rng = random.Random(seed)
        messages = []
        for _round in range(size):
            number = rng.choices(range(len(self.texts)), cum_weights=self.cumulative)[0]
            text, chance = self.texts[number], rng.random()
            if chance < 0.03:
                messages.append((self._by_hand(rng), -1))
            elif chance < 0.035:
                messages.append((self._filled(rng, _misspelt(rng, text)), -1))
            elif chance < 0.045:
                message = self._filled(rng, text)
                messages.append((message[: int(len(message) * rng.uniform(0.3, 0.8))].rstrip(), -1))
            else:
                messages.append((self._filled(rng, text), number))
        return messages

    def _filled(self, rng: random.Random, text: str) -> str:
        return _FIELD.sub(lambda field: self.fields[field[1]](rng), text)

    def _by_hand(self, rng: random.Random) -> str:
        message = rng.choice([" ", ", ", ". "]).join(rng.sample(self.phrases, rng.randint(2, 4)))
        return rng.choice([message, message.capitalize()]) + rng.choice(["", "", ".", "!", "?", ")"])


def _alternatives(text: str) -> list[tuple[str, float]]:
    found = _CHOICE.search(text)
    if not found:
        return [(text, 1.0)]
    choices = found[1].split("|")
    total = sum(_SHARES[: len(choices)])
    return [
        (one, share * _SHARES[at] / total)
        for at, choice in enumerate(choices)
        for one, share in _alternatives(text[: found.start()] + choice + text[found.end() :])
    ]


def _misspelt(rng: random.Random, text: str) -> str:
    """Return the text with two letters of a word of its own exchanged, one lost, doubled or another."""
    words = _FIELD.sub(lambda field: " " * len(field[0]), text)
    at = rng.choice(
        [found.start() for found in re.finditer(r"[^\W\d_](?=[^\W\d_])", words) if words[found.end()] != found[0]]
    )
    one, two = text[at : at + 2]
    return (
        text[:at] + rng.choice([two + one, two, one, one + one + two, rng.choice("аеиоснтрвлк") + two]) + text[at + 2 :]
    )
