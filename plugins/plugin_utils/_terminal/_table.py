# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines, cells and columns of what people see on a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...module_utils._model._template import Record
from .. import _records, _visible

_ROWS = "op_templates_matrix_rows"
# Characters of a line: longer ones are wrapped in YAML, which is hard to read.
LINE = 74
_LEAST = 12


def about(record: Record) -> list[str]:
    """The cells that say which template it is."""
    return [_records.title(record), _visible.line(record.template.sender)]


def start(msg: str, width: int) -> str:
    """The start of a text, in so many characters; nothing where they are too few to say something."""
    text = _visible.line(msg) if width >= _LEAST else ""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def label(state: str) -> str:
    """A state for people."""
    return state.replace("_", " ")


def more(number: int) -> list[str]:
    """That so many lines are left out, and what says so."""
    return [f"and {number:,} more ({_ROWS})"] if number > 0 else []


def indented(rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of these cells, below a heading."""
    return [f"  {line}" for line in aligned(list(rows))]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of these cells, in which columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
