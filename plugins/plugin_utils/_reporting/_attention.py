# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report says before all else, what needs attention, and what is paid for what is registered. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...module_utils._model import _contract, _fees
from ...module_utils._model._template import Record
from .. import _records, _visible
from . import _data

# The most urgent first: what became of an environment, of wanted targets, of templates and of texts of the past.
_KINDS = (
    "not_read",
    *_contract.BAD,
    "failed",
    "vanished",
    _contract.UNKNOWN,
    _contract.ABSENT,
    "replaced",
    "left_over",
)


class Problem(NamedTuple):
    """Something that needs attention: what it is (one of _KINDS), of which targets, since when, and what to know of it.

    record: None of an environment of which nothing was read. details are in the language of the report.
    """

    kind: str
    environment: str
    record: Record | None
    targets: tuple[str, ...] = ()
    age: str = ""
    details: str = ""

    @property
    def cells(self) -> list[str]:
        """Environment, template, sender and targets."""
        record = self.record
        about = [_records.title(record), _visible.line(record.template.sender)] if record else ["", ""]
        return [_visible.line(self.environment), *about, _visible.line(" ".join(self.targets))]

    def about(self, report: _data.Report) -> str:
        """Its age and its details in one text."""
        age = report.words.say("for_age", self.age) if self.age else ""
        return ", ".join(part for part in (age, self.details) if part)


def problems(report: _data.Report) -> list[Problem]:
    """All that needs attention, the most urgent first."""
    found = [Problem("not_read", name, None, details=report.words.say("no_states")) for name in report.unread]
    found += [problem for record in report.records for problem in _of_record(report, record)]
    current = {(record.environment, record.template.set, record.template.name): record for record in report.records}
    for record in report.obsolete:
        template = record.template
        found += _of_obsolete(report, record, current.get((record.environment, template.set, template.name)))
    return sorted(found, key=lambda problem: _KINDS.index(problem.kind))


def head(report: _data.Report, found: list[Problem]) -> str:
    """How many registrations (templates that failed, environments that were not read) need attention for what."""
    numbers: Counter[str] = Counter()
    for problem in found:
        numbers[problem.kind] += len(problem.targets) or 1
    return f"{report.words.say('attention')}: {report.words.numbers(numbers)}"


def note(report: _data.Report, found: list[Problem]) -> str:
    """What helps with some of them, or an empty text."""
    return report.words.say("why_rejected") if any(problem.kind == "rejected" for problem in found) else ""


def costs(report: _data.Report) -> dict[str, Any]:
    """What is paid a month for what is accepted, as far as that is known, by operator, and of whom it is not known."""
    accepted = {
        (record.environment, record.template.key, target)
        for record in (*report.records, *report.obsolete)
        for target, state in record.states.items()
        if state == "accepted"
    }
    targets = [target for _environment, _key, target in accepted]
    found, numbers = _fees.of_targets(targets, report.fees), Counter(map(_operator, targets))
    return {
        "currency": _fees.CURRENCY,
        "monthly": sum(found.values()),
        "operators": {
            code: {"monthly": cost, "registrations": numbers[code], "fee": report.fees[code], **_source(report, code)}
            for code, cost in found.items()
        },
        "unknown": {code: number for code, number in sorted(numbers.items()) if code not in report.fees},
    }


def fees(report: _data.Report) -> str:
    """The same as a sentence; empty where nothing is known to be paid."""
    words, found = report.words, costs(report)
    paid: dict[str, dict[str, Any]] = found["operators"]
    if not paid:
        return ""
    parts = ", ".join(f"{words.operator(code)} {words.number(one['monthly'])}" for code, one in paid.items())
    sources = []
    for code, one in paid.items():
        facts = [words.fee_fact(one[key]) for key in ("source", "date") if one[key]] or [words.say("fees_given")]
        sources.append(f"{words.operator(code)}: {', '.join(facts)}")
    text = words.say(
        "fees",
        amount=words.say("amount", words.number(found["monthly"])),
        number=words.count(sum(one["registrations"] for one in paid.values()), "for_accepted"),
        parts="; ".join([parts, *sources]),
    )
    unknown = found["unknown"]
    if unknown:
        number = words.count(sum(unknown.values()), "registration")
        text += "; " + words.say("no_fees", operators=", ".join(map(words.operator, unknown)), number=number)
    return _visible.line(text)


def registrations(report: _data.Report, record: Record) -> list[str]:
    """What is registered of a text that the catalog no longer has, with the ids by which support finds it."""
    return [
        f"{_visible.line(one.target or one.name)} {report.words.state(one.state)}"
        + (f" (id {_visible.line(str(one.id))})" if one.id is not None else "")
        for one in record.registrations or ()
        if one.exists
    ]


def _of_record(report: _data.Report, record: Record) -> Iterator[Problem]:
    """What is wrong with a template; targets of one state and age stand together."""
    if record.failed:
        yield Problem("failed", record.environment, record, details=_records.why(record))
    found: dict[tuple[str, str, str], list[str]] = {}
    for target in record.wanted:
        state, details = record.states[target], ""
        if state == _contract.ABSENT and target in record.vanished:
            state, details = "vanished", _before(report, record, target)
        # Of a template that failed it is the failure that matters, and not that nothing could be read.
        if state in _KINDS and not (record.failed and state == _contract.UNKNOWN):
            age = "" if details else report.age_text(record, target)
            found.setdefault((state, age, details), []).append(target)
    for (state, age, details), targets in found.items():
        yield Problem(state, record.environment, record, tuple(targets), age, details)


def _before(report: _data.Report, record: Record, target: str) -> str:
    was = record.vanished[target]
    state = report.words.state(was.state)
    if not was.seen:
        return report.words.say("was", state=state)
    return report.words.say("was_seen", state=state, time=_data.time_text(was.seen))


def _of_obsolete(report: _data.Report, record: Record, new: Record | None) -> Iterator[Problem]:
    """What is accepted of a text of the past: it is needed until its successor is accepted, or it may cost a fee."""
    words = report.words
    needed: list[str] = []
    paid: list[str] = []
    unknown: list[str] = []
    for target in (target for target, state in record.states.items() if state == "accepted"):
        if record.obsolete == "replaced" and new and target in new.wanted and new.states[target] != "accepted":
            needed.append(target)
        elif report.fees.get(_operator(target)):
            paid.append(target)
        elif record.obsolete == "left_over" and _operator(target) not in report.fees:
            unknown.append(target)
    cost = words.say("amount", words.number(sum(report.fees[_operator(target)] for target in paid)))
    told = ((needed, words.say("send_it")), (paid, words.say("for_nothing", cost)), (unknown, words.say("fee_unknown")))
    for targets, details in told:
        if targets:
            yield Problem(record.obsolete, record.environment, record, tuple(targets), details=details)


def _operator(target: str) -> str:
    return _contract.describe(target).operator or target


def _source(report: _data.Report, operator: str) -> dict[str, str | None]:
    """Who says what an operator charges, and of when that is; nothing where the user has said it."""
    fee = None if operator in report.given else _fees.FEES[operator]
    return {"source": fee.source if fee else None, "date": fee.since if fee else None}
