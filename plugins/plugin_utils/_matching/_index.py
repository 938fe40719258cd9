# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many templates in one index, through which a message goes once. Pure.

The index is a tree of words: templates that begin with the same words share them, and an operand is an edge like a
word, shared too. A message is split at its spaces and walks down all edges that fit at once, so it meets only the
templates that agree with it so far, wherever in a template the operands stand.

A word that no template has, such as a number or a name, leads where any word of the same shape leads. So each step is
kept, by the class of the word, and done once for most messages: the tree becomes a finite automaton where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from . import _operands
from ._matcher import Automaton
from ._operands import Cell, Operand, Piece
from ._words import Shapes

# The same language as the automaton's for an operand of one word. Each character fits one place only.
_CLASS = re.escape(_operands.SPECIAL)
_NUMBER = re.compile(f"[{_CLASS}]*[0-9][0-9{_CLASS}]*").fullmatch
_WORD = re.compile(rf"[{_CLASS}]*[^\W_][\w{_CLASS}]*").fullmatch
_FITS = {"d": _NUMBER, "w": _WORD}

# How many steps from one state to another are kept.
_MOST_KEPT = 100_000


class Index:
    """Templates, found by the messages that match them."""

    def __init__(self, texts: Iterable[str], mode: str = "strict") -> None:
        """texts: of templates, known by their numbers from 0. Raises ValueError for an unknown mode."""
        _operands.check_mode(mode)
        self._is_strict = mode == "strict"
        root = Node()
        shapes = Shapes()
        for number, text in enumerate(texts):
            node = root
            for cell in _operands.cells(_operands.parse(text), mode):
                shapes.learn(cell)
                node = node.grow(cell)
            node.templates.append(number)
        self.start = _Steps(shapes).begin(root)

    def find(self, message: str) -> tuple[int, ...]:
        """The numbers of all templates that the message matches, in order."""
        state = self.start
        for word in self.words(message):
            state = state[word]
        return state.templates

    def words(self, message: str) -> list[str]:
        """The words that lead a message through the states, beginning with `start`."""
        return (message if self._is_strict else _operands.normalized(message, "lenient")).split(" ")


class _Steps:
    """The states that are known, with the steps between them; not too many of either."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._states: dict[Any, State] = {}
        self._kept = 0

    def begin(self, root: Node) -> State:
        """The state before the first word."""
        self._start = State(self, (root,), {}, {})
        return self._start

    def keep(self, state: State, key: str | int, after: State) -> State:
        """Remember that a word or a shape leads from one state to another; returns the one to go on with."""
        if self._kept >= _MOST_KEPT:
            # Begin again rather than choose what to forget: what is needed comes back at once.
            self._kept = 0
            self._start.forget()
            self._states.clear()
        self._kept += 1
        state[key] = self._states.setdefault(after.key, after)
        return state[key]


class State(dict["str | int", "State"]):
    """All places in the tree where a message may be between two words. As a dict: the steps that are known.

    A step is known by the word where a template has that word here, by the shape of the word elsewhere.
    """

    __slots__ = ("_after_number", "_steps", "nodes", "runs", "spans", "templates")

    def __init__(self, steps: _Steps, nodes: tuple[Node, ...], spans: dict[_Span, int], runs: dict[_Run, int]) -> None:
        """spans: groups that more words may follow, with how many they have had; runs: cells, with their states."""
        super().__init__()
        self._steps = steps
        self.nodes = nodes
        self.spans = spans
        self.runs = runs
        # Where every number leads, if it is known, and no number is a word of a template here.
        self._after_number: State | None = None
        self.templates = tuple(sorted(number for node in nodes for number in node.templates))

    def __missing__(self, word: str) -> State:
        """The state after a word, when that is not a step known by the word."""
        shapes = self._steps.shapes
        # Numbers are so many that they are worth a way of their own.
        is_number = len(word) >= shapes.longest_run and word.isdecimal() and word.isascii()
        if is_number and self._after_number is not None:
            return self._after_number
        for node in self.nodes:
            if node.words is not None and word in node.words:
                return self._steps.keep(self, word, self._after(word))
        shape = shapes[word]
        after = self.get(shape)
        if after is None:
            after = self._steps.keep(self, shape, self._after(word))
        if is_number and shapes.numbers_are_alike and not self._has_numbers():
            self._after_number = after
        return after

    def _has_numbers(self) -> bool:
        return any(word.isdecimal() for node in self.nodes for word in node.words or ())

    def forget(self) -> None:
        """Forget all steps from here."""
        self.clear()
        self._after_number = None

    @property
    def is_alive(self) -> bool:
        """Whether some template agrees with the words so far."""
        return bool(self.nodes or self.spans or self.runs)

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two states the same."""
        return self.nodes, tuple(self.spans.items()), tuple(self.runs.items())

    def _after(self, word: str) -> State:
        """Where one more word leads. It meets each node, group and cell once at most."""
        nodes: list[Node] = []
        starts: list[_More] = []
        for node in self.nodes:
            if node.words is not None and word in node.words:
                nodes.append(node.words[word])
            if node.number is not None and _NUMBER(word):
                nodes.append(node.number)
            if node.word is not None and _WORD(word):
                nodes.append(node.word)
            if node.more is not None:
                node.more.follow(word, nodes)
                if node.more.has_groups:
                    starts.append(node.more)
        spans = _follow_spans(word, starts, self.spans, nodes) if starts or self.spans else {}
        runs = _follow_runs(word, starts, self.runs, nodes) if starts or self.runs else {}
        return State(self._steps, tuple(nodes), spans, runs)


class Node:
    """What may follow the words before it."""

    __slots__ = ("more", "number", "templates", "word", "words")

    def __init__(self) -> None:
        self.words: dict[str, Node] | None = None
        self.number: Node | None = None
        self.word: Node | None = None
        self.more: _More | None = None
        self.templates: list[int] = []

    def grow(self, cell: Cell) -> Node:
        """The node behind this cell; it is made where there is none."""
        only = cell[0] if cell else ""
        if len(cell) < 2 and isinstance(only, str):
            if self.words is None:
                self.words = {}
            return self.words.setdefault(only, Node())
        if len(cell) == 1 and isinstance(only, Operand) and not only.is_group:
            if only.kind == "d":
                self.number = self.number or Node()
                return self.number
            self.word = self.word or Node()
            return self.word
        self.more = self.more or _More()
        return self.more.grow(cell)


class _More:
    """The rarer edges of a node: operands with text around them, and groups."""

    __slots__ = ("glued", "runs", "spans")

    def __init__(self) -> None:
        # By the lengths of prefix and suffix, by the two themselves, by kind.
        self.glued: dict[tuple[int, int], dict[tuple[str, str], dict[str, Node]]] = {}
        self.spans: dict[tuple[str, int | None], _Span] = {}
        # By the length of the prefix, by the prefix, by the whole cell.
        self.runs: dict[int, dict[str, dict[tuple[str | Operand, ...], _Run]]] = {}

    @property
    def has_groups(self) -> bool:
        """Whether an edge may take more than one word."""
        return bool(self.spans or self.runs)

    def grow(self, cell: Cell) -> Node:
        """The node behind this cell; it is made where there is none."""
        operands = [what for what in cell if isinstance(what, Operand)]
        first = operands[0]
        if len(cell) == 1:
            return self.spans.setdefault((first.kind, first.most), _Span(first)).target
        prefix = cell[0] if isinstance(cell[0], str) else ""
        if len(operands) == 1 and not first.is_group:
            suffix = cell[-1] if isinstance(cell[-1], str) else ""
            by_ends = self.glued.setdefault((len(prefix), len(suffix)), {})
            return by_ends.setdefault((prefix, suffix), {}).setdefault(first.kind, Node())
        by_cell = self.runs.setdefault(len(prefix), {}).setdefault(prefix, {})
        return by_cell.setdefault(tuple(cell), _Run(cell)).target

    def targets(self) -> list[Node]:
        """What is behind all these edges."""
        glued = (node for by_ends in self.glued.values() for edges in by_ends.values() for node in edges.values())
        runs = (run for by_prefix in self.runs.values() for cells in by_prefix.values() for run in cells.values())
        return [*glued, *(edge.target for edges in (self.spans.values(), runs) for edge in edges)]

    def follow(self, word: str, following: list[Node]) -> None:
        """Add what is behind the single operands that this word fits."""
        length = len(word)
        for (before, after), by_ends in self.glued.items():
            edges = by_ends.get((word[:before], word[length - after :])) if length > before + after else None
            if edges:
                value = word[before : length - after]
                following.extend(node for kind, node in edges.items() if _FITS[kind](value))


class _Span:
    """A group operand that stands by itself."""

    __slots__ = ("fits", "most", "target")

    def __init__(self, operand: Operand) -> None:
        self.fits = _FITS[operand.kind]
        self.most = operand.most
        self.target = Node()


class _Run:
    """A cell of several operands, or a group with text around it."""

    __slots__ = ("automaton", "target")

    def __init__(self, cell: Cell) -> None:
        self.automaton = Automaton(
            Piece(part, 0) for what in cell for part in (what if isinstance(what, str) else (what,))
        )
        self.target = Node()


def _follow_spans(word: str, starts: list[_More], spans: dict[_Span, int], following: list[Node]) -> dict[_Span, int]:
    if not word:
        # One more space between two words of a group.
        return spans
    # Of two ways into the same group the one with fewer words behind it can do all that the other can.
    now = {**spans, **{span: 0 for more in starts for span in more.spans.values()}}
    open_spans = {}
    for span, had in now.items():
        if span.fits(word):
            following.append(span.target)
            if span.most is None or had + 1 < span.most:
                open_spans[span] = had + 1
    return open_spans


def _follow_runs(word: str, starts: list[_More], runs: dict[_Run, int], following: list[Node]) -> dict[_Run, int]:
    now = dict(runs)
    for more in starts:
        for length, by_prefix in more.runs.items():
            for run in by_prefix.get(word[:length], {}).values():
                now[run] = now.get(run, 0) | run.automaton.start
    open_runs = {}
    for run, state in now.items():
        after = run.automaton.read(state, word)
        if run.automaton.accepts(after):
            following.append(run.target)
        after = run.automaton.read(after, " ")
        if after:
            open_runs[run] = after
    return open_runs
