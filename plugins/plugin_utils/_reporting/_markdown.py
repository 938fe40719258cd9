# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in Markdown, for merge requests and wikis. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...module_utils._model import _contract, _input
from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _data

# An underscore within a word means nothing.
_SPECIAL = re.compile(r"[\\`*\[\]<>#|~&$]|(?<![^\W_])_|_(?![^\W_])")


def page(report: _data.Report) -> str:
    """The report in the Markdown of GitHub and GitLab."""
    return "\n".join(_page(report)) + "\n"


def escape(text: str) -> str:
    """The text as a cell of a table may hold it: one line, in which no sign means anything to Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", _visible.line(text))


def _page(report: _data.Report) -> Iterator[str]:
    yield f"# {escape(report.title)}"
    counts = f"{_input.count(len(report.records), 'template')}: {_data.summary(report.records)}"
    yield f"\n{report.time_text + ', ' if report.time_text else ''}{counts}"
    if report.gate:
        head, *lines = report.gate.text or ("",)
        yield f"\n**Gate:** {escape(head)}\n"
        yield from (f"- {escape(line)}" for line in lines)
    for name, records in report.environments.items():
        yield f"\n## {escape(name) or 'Templates'}\n\n{_data.summary(records)}\n"
        yield from _table(report, records)
    yield "\n## Texts\n\n| template | text |\n|---|---|"
    yield from dict.fromkeys(
        f"| {escape(_records.title(record))} | {escape(record.template.msg)} |" for record in report.records
    )


def _table(report: _data.Report, records: list[Record]) -> Iterator[str]:
    operators = _data.operators(records)
    yield "| template | sender |" + "".join(f" {escape(name)} |" for name in operators)
    yield "|---|---|" + "---|" * len(operators)
    for record in records:
        states = (_cell(report, record, targets) for targets in operators.values())
        yield f"| {' | '.join([escape(_records.title(record)), escape(record.template.sender), *states])} |"
    for record in records:
        if record.failed:
            yield f"\n❗ {escape(_records.title(record))} failed: {escape(_records.why(record))}"


def _cell(report: _data.Report, record: Record, targets: list[str]) -> str:
    parts = []
    for target in targets:
        if target in record.states:
            state, age = record.states[target], report.age_text(record, target)
            about = ", ".join(part for part in (escape(target), age) if part)
            parts.append(f"{_contract.BY_NAME[state].emoji} {_data.label(state)} ({about})")
    return "<br>".join(parts)
