# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The template that a message comes nearest to. Pure.

That is the one whose fixed text the message follows longest from its start; of several the one that it follows
longest with values; of these the one that has most words in common with it. The index leads to the few templates
that are worth looking at: where the message leaves it, and where it last met a fixed word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import nlargest

from . import _operands
from ._index import Index, Node, State
from ._matcher import Matcher, Mismatch
from ._operands import Operand

# So many templates are looked at for words in common, and so many of those for where the message departs.
_CANDIDATES = 64
_COMPARED = 4
# A common beginning of fewer letters and digits is chance.
_CHANCE = 3


class Nearest:
    """Finds the nearest of many templates."""

    def __init__(self, texts: list[str], mode: str, index: Index) -> None:
        """texts: of the templates, which the index has, too, in the same order and mode."""
        self._texts = texts
        self._mode = mode
        self._index = index
        self._words: list[frozenset[str]] = []
        self._having: dict[str, list[int]] | None = None
        self._matchers: dict[int, Matcher] = {}
        self._under: dict[Node, frozenset[int]] = {}
        self._sorted: dict[Node, list[str]] = {}

    def find(self, message: str) -> tuple[int, Mismatch] | None:
        """The number of the template nearest to a message that matches none, and where the message departs from it.

        None if no template begins like the message or has a word of it.
        """
        if self._having is None:
            self._having = self._read()
        words = frozenset(_words(message))
        numbers = dict.fromkeys(self._alike(words, None))
        for branch in self._branches(message):
            numbers.update(dict.fromkeys(self._alike(words, branch)))
        best: tuple[tuple[int, int, float, int], Mismatch] | None = None
        for number in numbers:
            mismatch = self._mismatch(number, message)
            agreed = self._agreed(number, mismatch)
            rank = (agreed, mismatch.column if agreed else 0, self._likeness(words, number), -number)
            if (rank[0] or rank[2]) and (best is None or rank > best[0]):
                best = rank, mismatch
        return (-best[0][3], best[1]) if best else None

    def _mismatch(self, number: int, message: str) -> Mismatch:
        if number not in self._matchers:
            self._matchers[number] = Matcher(self._texts[number], self._mode)
        mismatch = self._matchers[number].mismatch(message)
        if mismatch is None:
            raise ValueError("the message matches a template")
        return mismatch

    def _agreed(self, number: int, mismatch: Mismatch) -> int:
        """How many letters and digits of fixed text the message has followed; 0 if it may be chance."""
        text = self._texts[number]
        read = text[: len(text) - len(mismatch.expected)]
        fixed = (what for what, _column in _operands.parse(read).pieces if isinstance(what, str))
        agreed = sum(char.isalnum() for what in fixed for char in what)
        return agreed if agreed >= _CHANCE else 0

    def _alike(self, words: frozenset[str], among: frozenset[int] | None) -> list[int]:
        """The few templates, of these or of all, that have most words in common with a message."""
        having = self._having or {}
        candidates: dict[int, None] = {}
        if among is not None and len(among) <= _CANDIDATES:
            candidates = dict.fromkeys(among)
        else:
            # A rare word says most.
            for numbers in sorted((having[word] for word in words if word in having), key=len):
                more = numbers if among is None else [number for number in numbers if number in among]
                candidates.update(dict.fromkeys(more[: _CANDIDATES - len(candidates)]))
                if len(candidates) >= _CANDIDATES:
                    break
            candidates = candidates or dict.fromkeys(sorted(among or ())[:_COMPARED])
        return nlargest(_COMPARED, candidates, key=lambda number: (self._likeness(words, number), -number))

    def _likeness(self, words: frozenset[str], number: int) -> float:
        """The coefficient of Dice and Sørensen, from 0 to 1."""
        other = self._words[number]
        return 2 * len(words & other) / (len(words) + len(other)) if words or other else 0.0

    def _branches(self, message: str) -> Iterator[frozenset[int]]:
        """Templates that go on alike, where the message leaves the index and where it last met a fixed word."""
        state = self._index.start
        last: tuple[State, str | None] = state, None
        fixed = last
        words: list[str | None] = [*self._index.words(message), None]
        for word, following in zip(words, words[1:], strict=False):
            if word is None or not state.is_alive:
                break
            last = state, word
            after = state[word]
            if any(node.words is not None and word in node.words for node in state.nodes):
                fixed = after, following
            state = after
        if state.is_alive:
            last = state, None
        yield from self._at(*last)
        if fixed[0] is not last[0]:
            yield from self._at(*fixed)

    def _at(self, state: State, word: str | None) -> Iterator[frozenset[int]]:
        """Templates by how they go on at a place, when the next word of the message is this, or None at its end."""
        for node in state.nodes:
            yield self._all_under(self._beginning_like(node, word) if word else []) or self._all_under([node])
            yield from (self._all_under([edge]) for edge in (node.number, node.word) if edge is not None)
            if node.more is not None:
                yield self._all_under(node.more.targets())
        targets = [*(span.target for span in state.spans), *(run.target for run in state.runs)]
        yield from (self._all_under([node]) for node in targets)

    def _beginning_like(self, node: Node, word: str) -> list[Node]:
        """What is behind the fixed words that have the longest beginning in common with a word; none has none."""
        if node.words is None:
            return []
        if node not in self._sorted:
            self._sorted[node] = sorted(node.words)
        known = self._sorted[node]
        at = bisect_left(known, word)
        # The nearest words are neighbours in order.
        beginning = max((_beginning(word, near) for near in known[max(at - 1, 0) : at + 1]), key=len, default="")
        if not beginning:
            return []
        first, end = bisect_left(known, beginning), bisect_left(known, beginning + "\U0010ffff")
        return [node.words[near] for near in known[first:end]]

    def _all_under(self, nodes: list[Node]) -> frozenset[int]:
        """The numbers of all templates that lead through one of these nodes."""
        for node in nodes:
            if node not in self._under:
                self._under[node] = frozenset(_below(node))
        return self._under[nodes[0]] if len(nodes) == 1 else frozenset().union(*map(self._under.__getitem__, nodes))

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


def _beginning(one: str, other: str) -> str:
    """What two words have in common from their start."""
    length = next((at for at, chars in enumerate(zip(one, other)) if chars[0] != chars[1]), min(len(one), len(other)))
    return one[:length]


def _below(above: Node) -> Iterator[int]:
    """The numbers of all templates that lead through a node."""
    nodes = [above]
    while nodes:
        node = nodes.pop()
        yield from node.templates
        nodes += (node.words or {}).values()
        nodes += (edge for edge in (node.number, node.word) if edge is not None)
        nodes += node.more.targets() if node.more is not None else []


def _words(text: str) -> Iterable[str]:
    return _operands.normalized(text, "lenient").split()
