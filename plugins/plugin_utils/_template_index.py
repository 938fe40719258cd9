# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many templates in one index, through which a message goes once. Pure.

The index is a tree of words: templates that begin with the same words share them, and an operand is an edge like a
word, shared too. A message is split at its spaces and walks down all edges that fit at once, so it meets only the
templates that agree with it so far, wherever in a template the operands stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansible_collections.smsops.smsc.plugins.plugin_utils import _template_text
from ansible_collections.smsops.smsc.plugins.plugin_utils._template_match import Automaton
from ansible_collections.smsops.smsc.plugins.plugin_utils._template_text import Operand, Unit

# The same language as the automaton's for an operand of one word. Each character fits one place only.
_CLASS = re.escape(_template_text.SPECIAL)
_NUMBER = re.compile(f"[{_CLASS}]*[0-9][0-9{_CLASS}]*").fullmatch
_WORD = re.compile(rf"[{_CLASS}]*[^\W_][\w{_CLASS}]*").fullmatch
_FITS = {"d": _NUMBER, "w": _WORD}


class Index:
    """Templates, found by the messages that match them."""

    def __init__(self, texts: Iterable[str], mode: str = "strict") -> None:
        """texts: of templates, known by their numbers from 0. Raises ValueError for what is no mode."""
        _template_text.check_mode(mode)
        self._mode = mode
        self._root = _Node()
        for number, text in enumerate(texts):
            node = self._root
            for cell in _cells(_template_text.units_of(_template_text.parse(text), mode)):
                node = node.grow(cell)
            node.templates.append(number)

    def find(self, message: str) -> list[int]:
        """The numbers of all templates that the message matches, in order."""
        nodes: list[_Node] = [self._root]
        # Groups that more words may follow: how many they have had; glued groups: their automaton's state.
        spans: dict[_Span, int] = {}
        runs: dict[_Run, int] = {}
        for word in _template_text.simplified(message, self._mode).split(" "):
            following: list[_Node] = []
            starts: list[_More] = []
            for node in nodes:
                if node.words is not None:
                    child = node.words.get(word)
                    if child is not None:
                        following.append(child)
                if node.number is not None and _NUMBER(word):
                    following.append(node.number)
                if node.word is not None and _WORD(word):
                    following.append(node.word)
                if node.more is not None:
                    node.more.follow(word, following)
                    if node.more.has_groups:
                        starts.append(node.more)
            if starts or spans:
                spans = _follow_spans(word, starts, spans, following)
            if starts or runs:
                runs = _follow_runs(word, starts, runs, following)
            if not following and not spans and not runs:
                return []
            nodes = following
        found = [number for node in nodes for number in node.templates]
        return sorted(found) if len(found) > 1 else found


class _Node:
    """What may follow the words before it."""

    __slots__ = ("more", "number", "templates", "word", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] | None = None
        self.number: _Node | None = None
        self.word: _Node | None = None
        self.more: _More | None = None
        self.templates: list[int] = []

    def grow(self, cell: list[Unit]) -> _Node:
        """The node behind this cell; it is made where there is none."""
        if not any(isinstance(unit.what, Operand) for unit in cell):
            if self.words is None:
                self.words = {}
            return self.words.setdefault("".join(str(unit.what) for unit in cell), _Node())
        only = cell[0].what
        if len(cell) == 1 and isinstance(only, Operand) and not only.is_group:
            if only.kind == "d":
                self.number = self.number or _Node()
                return self.number
            self.word = self.word or _Node()
            return self.word
        self.more = self.more or _More()
        return self.more.grow(cell)


class _More:
    """The rarer edges of a node: operands with text around them, and groups."""

    __slots__ = ("glued", "runs", "spans")

    def __init__(self) -> None:
        # By the lengths of prefix and suffix, by the two themselves, by kind.
        self.glued: dict[tuple[int, int], dict[tuple[str, str], dict[str, _Node]]] = {}
        self.spans: dict[tuple[str, int | None], _Span] = {}
        # By the length of the prefix, by the prefix, by the whole cell.
        self.runs: dict[int, dict[str, dict[str, _Run]]] = {}

    @property
    def has_groups(self) -> bool:
        """Whether an edge may take more than one word."""
        return bool(self.spans or self.runs)

    def grow(self, cell: list[Unit]) -> _Node:
        """The node behind this cell; it is made where there is none."""
        operands = [(at, unit.what) for at, unit in enumerate(cell) if isinstance(unit.what, Operand)]
        at, first = operands[0]
        prefix = "".join(str(unit.what) for unit in cell[:at])
        if len(cell) == 1:
            return self.spans.setdefault((first.kind, first.most), _Span(first)).target
        if len(operands) == 1 and not first.is_group:
            suffix = "".join(str(unit.what) for unit in cell[at + 1 :])
            by_ends = self.glued.setdefault((len(prefix), len(suffix)), {})
            return by_ends.setdefault((prefix, suffix), {}).setdefault(first.kind, _Node())
        by_cell = self.runs.setdefault(len(prefix), {}).setdefault(prefix, {})
        # A fixed %d, left over from a malformed operand, is not the operand %d.
        key = "".join(unit.what.text if isinstance(unit.what, Operand) else f"\\{unit.what}" for unit in cell)
        return by_cell.setdefault(key, _Run(cell)).target

    def follow(self, word: str, following: list[_Node]) -> None:
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
        self.target = _Node()


class _Run:
    """A cell of several operands, or a group with text around it."""

    __slots__ = ("automaton", "target")

    def __init__(self, cell: list[Unit]) -> None:
        self.automaton = Automaton(cell)
        self.target = _Node()


def _follow_spans(word: str, starts: list[_More], spans: dict[_Span, int], following: list[_Node]) -> dict[_Span, int]:
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


def _follow_runs(word: str, starts: list[_More], runs: dict[_Run, int], following: list[_Node]) -> dict[_Run, int]:
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


def _cells(units: list[Unit]) -> list[list[Unit]]:
    """The units between spaces."""
    cells: list[list[Unit]] = [[]]
    for unit in units:
        if unit.what == " ":
            cells.append([])
        else:
            cells[-1].append(unit)
    return cells
