# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as text for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...module_utils._model import _contract
from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _attention, _data

_WIDTH = max(map(len, _contract.BY_NAME))


def page(report: _data.Report) -> str:
    """The report as text: what needs attention, what is new, all states, what is paid, and how many of what there are.

    Nothing in it is cut. With more than one environment there is a column for them.
    """
    heading = ", ".join(part for part in (_visible.line(report.title), report.time_text) if part)
    words = report.words
    heads = [words.say(name) for name in ("environment", "template", "sender")]
    fees = _attention.fees(report)
    parts = [
        [heading],
        *([f"{verdict}: {about}" if about else verdict, *_indented(lines)] for verdict, about, lines in _gates(report)),
        _problems(report),
        _news(report),
        table(report.records, report.several, heads, words.state) if report.records else [],
        _obsolete(report),
        [fees] if fees else [],
        [f"{name}: {counts}" if name else counts for name, counts in report.every_count()],
        [] if report.environments or report.unread else [words.say("no_templates")],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def table(
    records: Sequence[Record],
    several: bool = False,
    heads: Sequence[str] = ("environment", "template", "sender"),
    label: Callable[[str], str] = str,
) -> list[str]:
    """The matrix of states: a row for each template, a column for each target. several: and one for the environment.

    label: what to call a state.
    """
    targets = list(dict.fromkeys(target for record in records for target in record.states))
    rows = [[*heads[not several :], *(_visible.line(target).ljust(_WIDTH) for target in targets)]]
    rows += [
        [
            *_about(record, several),
            *(label(record.states[target]) if target in record.states else "-" for target in targets),
        ]
        for record in records
    ]
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of these cells, in which columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def _gates(report: _data.Report) -> list[tuple[str, str, list[str]]]:
    return [gate.told(report) for gate in report.gates]


def _problems(report: _data.Report) -> list[str]:
    found = _attention.problems(report)
    rows = [
        [*problem.cells[not report.several :], report.words.state(problem.kind), problem.about(report)]
        for problem in found
    ]
    note = _attention.note(report, found)
    return [_attention.head(report, found), *_indented(aligned(rows)), *([note] if note else [])] if rows else []


def _news(report: _data.Report) -> list[str]:
    head, rows = report.news
    return [head, *_indented(aligned(rows))] if rows else [head] * bool(head)


def _obsolete(report: _data.Report) -> list[str]:
    words = report.words
    rows = [
        [
            *_about(record, report.several),
            words.state(record.obsolete),
            ", ".join(_attention.registrations(report, record)),
            f"«{_visible.line(record.template.msg)}»",
        ]
        for record in report.obsolete
    ]
    head = f"{words.say('obsolete')}: {words.count(len(rows), 'text')}"
    return [head, *_indented(aligned(rows))] if rows else []


def _about(record: Record, several: bool) -> list[str]:
    """The cells that say which template it is."""
    title, sender = _records.title(record), _visible.line(record.template.sender)
    return [_visible.line(record.environment), title, sender] if several else [title, sender]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" for line in lines]
