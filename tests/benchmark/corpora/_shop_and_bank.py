# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the corpora of the shop and the bank, of one maker, share: drawing values, and messages of texts."""

from __future__ import annotations

import math
import random
import re
import string
from collections.abc import Callable, Iterable
from itertools import accumulate, product

Draw = Callable[[random.Random], str]

FIELD = re.compile(r"\{(\w+)\}")


def zipf(values: Iterable[str], power: float = 1.0) -> Callable[[random.Random], str]:
    """Return a generator of the values, the first ones the most frequent."""
    values = list(values)
    cumulative = list(accumulate((k + 1) ** -power for k in range(len(values))))
    return lambda rng: rng.choices(values, cum_weights=cumulative)[0]


def few(shares: dict[str, float]) -> Callable[[random.Random], str]:
    """Return a generator of a few values by their shares, "_" standing for a space."""
    values = [value.replace("_", " ") for value in shares]
    return lambda rng: rng.choices(values, weights=list(shares.values()))[0]


def joined(*parts: list[str], limit: int = 5000) -> list[str]:
    """Return combinations of the parts in a fixed random order."""
    values = sorted({" ".join(filter(None, combination)) for combination in product(*parts)})
    return random.Random(len(values)).sample(values, min(limit, len(values)))


def token(rng: random.Random, length: int) -> str:
    """Return random letters and digits."""
    return "".join(rng.choices(string.ascii_letters + string.digits, k=length))


def amount(rng: random.Random) -> str:
    """Return an amount: 12 500 or 499,90."""
    whole = int(rng.lognormvariate(7.6, 1.3)) + 10
    if rng.random() < 0.4:
        whole = max(100, round(whole, -2))
    cents = f",{rng.randrange(100):02d}" if rng.random() < 0.2 else ""
    return f"{whole:,}".replace(",", " ") + cents


def counted(one: str, few: str, many: str, high: int) -> Callable[[random.Random], str]:
    """Return a generator of a number with a noun in the form it asks for."""

    def generate(rng: random.Random) -> str:
        number = int(high ** rng.random())
        if number % 10 == 1 and number % 100 != 11:
            return f"{number} {one}"
        if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
            return f"{number} {few}"
        return f"{number} {many}"

    return generate


def phone(rng: random.Random) -> str:
    """Return a phone number in one of two styles."""
    area, local = rng.randint(900, 999), f"{rng.randrange(10**7):07d}"
    if rng.random() < 0.7:
        return f"+7{area}{local}"
    return f"8 ({area}) {local[:3]}-{local[3:5]}-{local[5:]}"


class Messages:
    """Messages of texts, from the most frequent to the rarest, and strays among them."""

    def __init__(self, texts: list[str], fields: dict[str, Draw], phrases: list[str]) -> None:
        """`phrases`: pieces of what people type by hand."""
        self.texts, self.fields, self.phrases = texts, fields, phrases
        self.patterns = [re.compile(".+?".join(map(re.escape, FIELD.split(text)[::2])), re.S) for text in texts]
        self.cumulative = list(accumulate(_weights(len(texts))))

    def corpus(self, seed: int, size: int) -> list[tuple[str, int]]:
        """Return messages, each with the index of its text, or -1 where it is of none."""
        rng = random.Random(seed)
        kinds = rng.choices(["text", "typo", "cut", "human"], weights=[975, 10, 5, 10], k=size)
        seen: set[str] = set()
        messages = []
        for kind in kinds:
            if kind == "text":
                index = rng.choices(range(len(self.texts)), cum_weights=self.cumulative)[0]
                messages.append((self._fill(rng, self.texts[index]), index))
            else:
                messages.append((self._stray(rng, kind, seen), -1))
        rng.shuffle(messages)
        return messages

    def _fill(self, rng: random.Random, text: str) -> str:
        return FIELD.sub(lambda match: self.fields[match[1]](rng), text)

    def _human(self, rng: random.Random) -> str:
        message = rng.choice([" ", ", ", ". "]).join(rng.sample(self.phrases, rng.randint(2, 4)))
        if rng.random() < 0.5:
            message = message[0].upper() + message[1:]
        return message + rng.choice(["", "", ".", "!", "?", ")", "))", "..."])

    def _stray(self, rng: random.Random, kind: str, seen: set[str]) -> str:
        """Return a new message which is of no text: misspelt, cut off or typed by a person."""
        while True:
            text = self.texts[rng.choices(range(len(self.texts)), cum_weights=self.cumulative)[0]]
            if kind == "human":
                message = self._human(rng)
            elif kind == "typo":
                message = self._fill(rng, _typo(rng, text))
            else:
                message = self._fill(rng, text)
                message = message[: int(len(message) * rng.uniform(0.25, 0.8))].rstrip()
            if message not in seen and not any(pattern.fullmatch(message) for pattern in self.patterns):
                seen.add(message)
                return message


def _weights(count: int, first: float = 0.15, last: float = 0.0005) -> list[float]:
    """Return falling shares from the first to the last which add up to one."""
    low, high = 0.01, 5.0
    for _round in range(60):
        power = (low + high) / 2
        fall = math.log(first / last)
        shares = [first * math.exp(-fall * (k / (count - 1)) ** power) for k in range(count)]
        low, high = (low, power) if sum(shares) > 1 else (power, high)
    return shares


def _typo(rng: random.Random, text: str) -> str:
    """Misspell a word of the text, outside of its fields."""
    words = FIELD.sub(lambda match: " " * len(match[0]), text)
    at = rng.choice([match.start() for match in re.finditer("[а-яё](?=[а-яё])", words)])
    one, two = text[at : at + 2]
    wrong = rng.choice([two + one, one, one + one + two, rng.choice("аеиоснтрвлк") + two])
    return text[:at] + wrong + text[at + 2 :]
