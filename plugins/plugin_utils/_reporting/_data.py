# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every format of the report shows: records by environment, title, time, gates; and the rows of a matrix. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...module_utils._model import _contract, _fees, _input
from ...module_utils._model._template import Record
from .. import _records, _times, _visible
from . import _changes, _covered
from ._language import _words


@dataclass(frozen=True)
class Report:
    """What is to be shown.

    environments: name -> its records, in the order in which they came, without those that are obsolete.
    obsolete: texts that the catalog no longer has. unread: environments that were to be read and were not.
    fees: what operators charge a month for a registration; given: those that the user has said.
    changes: since the last run; None where nothing is remembered. coverage: results of op_template_coverage.
    """

    title: str
    now: datetime | None
    environments: dict[str, list[Record]]
    obsolete: list[Record]
    unread: tuple[str, ...]
    gates: tuple[Gate, ...]
    fees: dict[str, float]
    given: frozenset[str]
    changes: tuple[_changes.Change, ...] | None
    coverage: tuple[Mapping[str, Any], ...]
    words: _words.Words

    @property
    def records(self) -> list[Record]:
        """All records of the catalog, by environment."""
        return [record for records in self.environments.values() for record in records]

    @property
    def several(self) -> bool:
        """Whether the environment must be said of each record."""
        return len(self.environments) + len(self.unread) > 1

    @property
    def time_text(self) -> str:
        """The time for people, or an empty text."""
        return time_text(self.now) if self.now else ""

    def age_text(self, record: Record, target: str) -> str:
        """The age of a state for people; empty where none is known.

        That a state was first seen just now says nothing of its age.
        """
        age = _records.age(record, target, self.now)
        return "" if age is None or age < _times.MINUTE else self.words.age(age)

    @property
    def news(self) -> tuple[str, list[list[str]]]:
        """What has changed since the last run: a heading, and cells for each change. Both are empty if it is not known.

        The first cell, the environment, is there where there are several.
        """
        words = self.words
        if self.changes:
            rows = _changes.rows(self.changes, words)
            head = f"{words.say('changes')}: {words.count(len(self.changes), 'change')}"
            return head, [row[not self.several :] for row in rows]
        # Of what could not be read it is not known whether it has changed.
        unread = self.unread or any(record.registrations is None for record in self.records)
        return "" if self.changes is None or unread else words.say("no_changes"), []

    def counts(self, environment: str | None = None) -> str:
        """Templates, registrations and their states, of an environment or of all: the line at the end."""
        words = self.words
        records = self.records if environment is None else self.environments[environment]
        states = _records.counts(records)
        failed = sum(record.failed for record in records)
        number = sum(states.values())
        all_of_them = words.count(number, "registration")
        parts = [
            words.count(_records.templates(records), "template"),
            words.numbers({"failed": failed}),
            f"{all_of_them}: {words.numbers(states)}" if number else words.say("no_registrations"),
        ]
        return ", ".join(part for part in parts if part)

    def every_count(self) -> list[tuple[str, str]]:
        """Environments, each with its line of counts, and where there are several an empty name with that of all."""
        lines = [(_visible.line(name), self.counts(name)) for name in self.environments]
        lines += [(_visible.line(name), self.words.state("not_read")) for name in self.unread]
        number = self.words.count(len(lines), "environment")
        return [*lines, ("", f"{number}, {self.counts()}")] if len(lines) > 1 else lines


@dataclass(frozen=True)
class Gate:
    """The result of op_template_gate. environment: whose gate it is, where that was said."""

    passed: bool
    text: tuple[str, ...]
    missing: tuple[dict[str, Any], ...]
    environment: str = ""

    def told(self, report: Report) -> tuple[str, str, list[str]]:
        """The verdict, what it is about, and a line for each thing that is missing."""
        words = report.words
        of = f" ({_visible.line(self.environment)})" if self.environment else ""
        verdict = words.say("gate_open" if self.passed else "gate_shut")
        if words.language == "en":
            head, *lines = map(_visible.line, self.text or ("",))
            return f"{words.say('gate')}{of} {verdict}", head.partition(": ")[2] or head, lines
        about = "" if self.passed else words.count(len(self.missing), "not_ready")
        return f"{words.say('gate')}{of} {verdict}", about, [_missing(report, entry) for entry in self.missing]

    def as_dict(self) -> dict[str, Any]:
        """The gate for programs."""
        told = {"passed": self.passed, "missing": self.missing, "text": self.text}
        return {**told, "environment": self.environment} if self.environment else told


def build(
    records: Any,
    words: _words.Words,
    title: str = "",
    now: str | None = None,
    gate: Any = None,
    fees: Any = None,
    environments: Any = None,
    changes: Any = None,
    coverage: Any = None,
) -> Report:
    """Put together what is to be shown; the other arguments are those of _report.render. Raises InputError."""
    found: dict[str, list[Record]] = {}
    obsolete: list[Record] = []
    for record in _records.read(records):
        of_environment = found.setdefault(record.environment, [])
        (obsolete if record.obsolete else of_environment).append(record)
    moment = None if now is None else _records.moment(now, "now")
    named = _input.items(environments or (), "environments", "names")
    charged, known = _fees.merge(fees), _fees.merge(None)
    return Report(
        title if _visible.line(title).strip() else words.say("title"),
        moment,
        found,
        obsolete,
        tuple(name for name in dict.fromkeys(map(str, named)) if name not in found),
        _gates(gate),
        charged,
        frozenset(operator for operator, fee in charged.items() if known.get(operator) != fee),
        _changes.read(changes),
        _covered.read(coverage),
        words,
    )


def time_text(moment: datetime) -> str:
    """A point in time for people."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def matrix(records: Any, now: str | None = None) -> list[dict[str, Any]]:
    """Rows for a report of the user's own, one for each template.

    records: those of the fact op_templates_report, or templates as the modules return them.
    now: ISO 8601 text; without it there are no ages.
    Returns rows of environment, set, name, sender, msg, states and ages. states is a dict of target -> state in
    the service's order of targets, of the wanted targets and of others that are registered; ages is a dict of
    target -> seconds, of those whose record has the time since when. Raises InputError.
    """
    moment = None if now is None else _records.moment(now, "now")
    return [
        {
            "environment": record.environment,
            "set": record.template.set,
            "name": record.template.name,
            "sender": record.template.sender,
            "msg": record.template.msg,
            "states": dict(record.states),
            "ages": _records.ages(record, moment),
        }
        for record in _records.current(records)
    ]


def operators(records: Iterable[Record], words: _words.Words) -> dict[str, list[str]]:
    """The operators for people, each with the targets of it that the records show.

    An operator has a column: most templates have one message type, and a column for each target would be mostly empty.
    """
    found: dict[str, list[str]] = {}
    for target in _records.targets(records):
        found.setdefault(words.operator(_contract.describe(target).operator or target), []).append(target)
    return found


def capital(text: str) -> str:
    """The text as a sentence or a heading begins."""
    return text[:1].upper() + text[1:]


def label(state: str) -> str:
    """A state in a message of a program."""
    return state.replace("_", " ")


def _missing(report: Report, entry: Mapping[str, Any]) -> str:
    """What a gate lacks, in the language of the report."""
    words = report.words
    environment, set_name, name, sender, target, state, demand = (
        str(entry.get(key) or "") for key in ("environment", "set", "name", "sender", "target", "state", "wanted")
    )
    title = "/".join(part for part in (set_name, name) if part)
    age = entry.get("age")
    known = isinstance(age, int) and age >= _times.MINUTE
    about = [words.state(state), words.say("for_age", words.age(age))] if known and age else [words.state(state)]
    where = " ".join(part for part in (environment, title, f"({sender})") if part)
    target = target or words.say("no_targets")
    line = words.say("missing_line", where=where, target=target, state=" ".join(about), wanted=words.wanted(demand))
    return _visible.line(line)


def _gates(gate: Any) -> tuple[Gate, ...]:
    several = isinstance(gate, Sequence) and not isinstance(gate, (str, bytes))
    return tuple(map(_gate, gate if several else () if gate is None else (gate,)))


def _gate(gate: Any) -> Gate:
    fields: Any = gate if isinstance(gate, Mapping) else {}
    passed, missing, text = (fields.get(name) for name in ("passed", "missing", "text"))
    if not isinstance(passed, bool) or not _all(missing, Mapping) or not _all(text, str):
        raise _input.InputError(
            "gate must be what op_template_gate returned, a dictionary with passed (true or false), missing (a list of "
            f"dictionaries) and text (a list of strings), or a list of those, not {_input.shown(gate)}"
        )
    environment = fields.get("environment")
    lines = tuple(str(line) for line in text)
    return Gate(passed, lines, tuple(dict(entry) for entry in missing), "" if environment is None else str(environment))


def _all(values: Any, kind: type) -> bool:
    """Whether this is a list of nothing else."""
    is_list = isinstance(values, Sequence) and not isinstance(values, (str, bytes))
    return is_list and all(isinstance(value, kind) for value in values)
