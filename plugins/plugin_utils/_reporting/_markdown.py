# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in Markdown, for merge requests and wikis. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...module_utils._model import _contract
from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _attention, _data

# An underscore within a word means nothing.
_SPECIAL = re.compile(r"[\\`*\[\]<>#|~&$]|(?<![^\W_])_|_(?![^\W_])")


def page(report: _data.Report) -> str:
    """The report in the Markdown of GitHub and GitLab."""
    return "\n".join(_page(report)) + "\n"


def escape(text: str) -> str:
    """The text as a cell of a table may hold it: one line, in which no sign means anything to Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", _visible.line(text))


def _page(report: _data.Report) -> Iterator[str]:
    words = report.words
    yield f"# {escape(report.title)}"
    if report.time_text:
        yield f"\n{report.time_text}"
    for gate in report.gates:
        verdict, about, lines = gate.told(report)
        yield f"\n**{escape(_data.capital(verdict))}**{': ' if about else ''}{escape(about)}\n"
        yield from (f"- {escape(line)}" for line in lines)
    yield from _problems(report)
    yield from _news(report)
    for name, records in report.environments.items():
        yield f"\n## {escape(name) or words.say('templates')}\n\n{report.counts(name)}\n"
        yield from _table(report, records)
    for name in report.unread:
        yield f"\n## {escape(name)}\n\n{words.state('not_read')}"
    if report.records:
        yield f"\n## {words.say('texts')}\n"
        yield from _heads([words.say("template"), words.say("text")])
        yield from dict.fromkeys(
            f"| {escape(_records.title(record))} | {escape(record.template.msg)} |" for record in report.records
        )
    yield from _obsolete(report)
    fees = _attention.fees(report)
    if fees:
        yield f"\n{escape(fees)}"
    counts = report.every_count()
    yield f"\n{counts[-1][1] if counts else words.say('no_templates')}"


def _problems(report: _data.Report) -> Iterator[str]:
    found, words = _attention.problems(report), report.words
    if not found:
        return
    yield f"\n## {escape(_data.capital(_attention.head(report, found)))}\n"
    names = ("environment", "template", "sender", "target", "state", "details")
    yield from _heads([words.say(name) for name in names[not report.several :]])
    for problem in found:
        emoji = _contract.BY_NAME[problem.kind].emoji if problem.kind in _contract.BY_NAME else "❗"
        state = f"{emoji} {words.state(problem.kind)}"
        cells = [*problem.cells[not report.several :], state, problem.about(report)]
        yield f"| {' | '.join(map(escape, cells))} |"
    note = _attention.note(report, found)
    if note:
        yield f"\n{_data.capital(note)}."


def _news(report: _data.Report) -> Iterator[str]:
    head, rows = report.news
    if not rows:
        yield from [f"\n{_data.capital(head)}."] * bool(head)
        return
    yield f"\n## {_data.capital(head)}\n"
    names = ("environment", "template", "sender", "target", "state", "details")
    yield from _heads([report.words.say(name) for name in names[not report.several :]])
    yield from (f"| {' | '.join(map(escape, cells))} |" for cells in rows)


def _obsolete(report: _data.Report) -> Iterator[str]:
    words = report.words
    if not report.obsolete:
        return
    yield f"\n## {_data.capital(words.say('obsolete'))}: {words.count(len(report.obsolete), 'text')}\n"
    names = ("environment", "template", "sender", "state", "registrations", "text")
    yield from _heads([words.say(name) for name in names[not report.several :]])
    for record in report.obsolete:
        about = [record.environment, _records.title(record), record.template.sender, words.state(record.obsolete)]
        registered = ", ".join(_attention.registrations(report, record))
        cells = [*about[not report.several :], registered, record.template.msg]
        yield f"| {' | '.join(map(escape, cells))} |"


def _table(report: _data.Report, records: list[Record]) -> Iterator[str]:
    operators = _data.operators(records, report.words)
    yield from _heads([report.words.say("template"), report.words.say("sender"), *map(escape, operators)])
    for record in records:
        states = (_cell(report, record, targets) for targets in operators.values())
        yield f"| {' | '.join([escape(_records.title(record)), escape(record.template.sender), *states])} |"


def _heads(names: list[str]) -> Iterator[str]:
    yield f"| {' | '.join(names)} |"
    yield "|" + "---|" * len(names)


def _cell(report: _data.Report, record: Record, targets: list[str]) -> str:
    parts = []
    for target in targets:
        if target in record.states:
            state, age = record.states[target], report.age_text(record, target)
            about = ", ".join(part for part in (escape(target), age) if part)
            parts.append(f"{_contract.BY_NAME[state].emoji} {report.words.state(state)} ({about})")
    return "<br>".join(parts)
