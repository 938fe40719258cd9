# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of many messages match which templates, and where the others depart. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from ...module_utils._model import _input, _template
from .. import _visible
from . import _operands
from ._index import Index
from ._matcher import Matcher
from ._operands import Operand

# So many templates are looked at when the one is sought that a message comes nearest to.
CANDIDATES = 64


def coverage(messages: Any, templates: Any, mode: str = "strict", limit: int | None = None) -> dict[str, Any]:
    """Compare messages with templates.

    messages: a list of strings. templates: a list of dicts with msg, and where wanted set and name.
    mode: strict or lenient. limit: how many messages each list of the result has at most, None for all of them; the
    counts are always whole.

    Returns matched (message, templates: the names of all that it matches), ambiguous (those of them that match more
    than one), unmatched (message, template: the name of the nearest or None, column from 1 where the message departs
    from that and expected, how that goes on; both None without one), unused (names of templates that nothing
    matched), counts (messages, matched, ambiguous, unmatched, templates, unused).
    Raises _input.InputError.
    """
    most = None if limit is None else _input.limit(limit)
    records = _template.read_list(templates, needed=("msg",))
    labels = [_visible.line(record.title) for record in records]
    index = Index((record.msg for record in records), mode)
    nearest = _Nearest([record.msg for record in records], mode)
    texts = _input.texts(messages, "messages")
    found = [index.find(text) for text in texts]
    counts = Counter(found)
    unmatched = list(islice((text for text, numbers in zip(texts, found, strict=True) if not numbers), most))
    # The same message comes many times.
    departures = {text: nearest.find(text, labels) for text in dict.fromkeys(unmatched)}
    used = {number for numbers in counts for number in numbers}
    unused = [label for number, label in enumerate(labels) if number not in used]
    return {
        "matched": _named(texts, found, labels, 1, most),
        "ambiguous": _named(texts, found, labels, 2, most),
        "unmatched": [{"message": text, **departures[text]} for text in unmatched],
        "unused": unused,
        "counts": {
            "messages": len(texts),
            "matched": len(texts) - counts[()],
            "ambiguous": sum(count for numbers, count in counts.items() if len(numbers) > 1),
            "unmatched": counts[()],
            "templates": len(records),
            "unused": len(unused),
        },
    }


def _named(
    texts: list[str], found: list[tuple[int, ...]], labels: list[str], least: int, limit: int | None
) -> list[dict[str, Any]]:
    """The messages that match so many templates, with the templates' names."""
    matching = ((text, numbers) for text, numbers in zip(texts, found, strict=True) if len(numbers) >= least)
    return [
        {"message": text, "templates": [labels[number] for number in numbers]}
        for text, numbers in islice(matching, limit)
    ]


class _Nearest:
    """Finds the template that has most words in common with a message."""

    def __init__(self, texts: list[str], mode: str) -> None:
        self._texts = texts
        self._mode = mode
        self._words: list[frozenset[str]] = []
        self._having: dict[str, list[int]] | None = None
        self._matchers: dict[int, Matcher] = {}

    def find(self, message: str, labels: list[str]) -> dict[str, Any]:
        """The name of the nearest template, and where the message departs from it; all None without a common word."""
        if self._having is None:
            self._having = self._read()
        words = frozenset(_words(message))
        candidates: dict[int, None] = {}
        # A rare word says most.
        for having in sorted((self._having[word] for word in words if word in self._having), key=len):
            candidates.update(dict.fromkeys(having[: CANDIDATES - len(candidates)]))
            if len(candidates) >= CANDIDATES:
                break
        if not candidates:
            return {"template": None, "column": None, "expected": None}
        number = max(candidates, key=lambda n: (self._likeness(words, n), -n))
        if number not in self._matchers:
            self._matchers[number] = Matcher(self._texts[number], self._mode)
        departure = self._matchers[number].departure(message)
        return {"template": labels[number], **(departure._asdict() if departure else {})}

    def _likeness(self, words: frozenset[str], number: int) -> float:
        """The coefficient of Dice and Sørensen, from 0 to 1."""
        other = self._words[number]
        return 2 * len(words & other) / (len(words) + len(other))

    def _read(self) -> dict[str, list[int]]:
        having: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            pieces = _operands.parse(text).pieces
            fixed = "".join(" " if isinstance(what, Operand) else what for what, _column in pieces)
            words = frozenset(_words(fixed))
            self._words.append(words)
            for word in words:
                having.setdefault(word, []).append(number)
        return having


def _words(text: str) -> Iterable[str]:
    return _operands.simplified(text, "lenient").split()
