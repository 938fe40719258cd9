# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of the role says of an environment: what is wrong first and never cut, counts last. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ...module_utils._model import _contract, _fees, _input
from ...module_utils._model._template import Record
from .. import _records, _times, _visible
from . import _failures, _money, _table

_WIDTH = max(map(len, _contract.BY_NAME))
# States of wanted targets that somebody has to do something about, the most urgent first.
_ATTENTION = ("rejected", "suspended", "vanished", _contract.UNKNOWN)


class Run(NamedTuple):
    """What there is to say. records: every one, also of texts that the catalog no longer has.

    adds: whether it was to add what is missing. changes: since the last run; None where nothing is remembered.
    error: of the module as a whole. problems: what else went wrong, in words; senders: what operators would refuse.
    held: what waits for another environment. gate: the result of op_template_gate.
    rows: so many lines of what is well are shown. whole: whether all states are to be shown.
    """

    environment: str
    records: Sequence[Record]
    now: datetime
    adds: bool = False
    check_mode: bool = False
    changes: Sequence[Mapping[str, Any]] | None = None
    error: Mapping[str, Any] | None = None
    problems: Sequence[str] = ()
    senders: Sequence[str] = ()
    held: Sequence[str] = ()
    gate: Mapping[str, Any] | None = None
    fees: Mapping[str, float] = {}
    requests: int = 0
    rows: int = 40
    whole: bool = False

    @property
    def current(self) -> list[Record]:
        """The templates of the catalog."""
        return [record for record in self.records if not record.obsolete]


def lines(run: Run) -> list[str]:
    """The lines of a run."""
    parts = [
        _failures.lines(run.environment, run.records, run.error),
        list(run.problems),
        _gate(run),
        _attention(run),
        _obsolete(run),
        _changes(run),
        _additions(run),
        list(map(_visible.line, run.senders)),
        _held(run),
        _matrix(run) if run.whole else [],
        _last(run),
    ]
    found: list[str] = []
    for part in filter(None, parts):
        # A single line at the end needs none before it.
        blank = [""] if found and not (part is parts[-1] and len(part) == 1) else []
        found += [*blank, *part]
    return found


def failed(run: Run) -> str:
    """Why the role fails, in a few words, below all these lines; empty where it does not."""
    number = sum(record.failed for record in run.records)
    why = [f"{number:,} of {_input.count(len(run.records), 'template')} failed"] * bool(number)
    why += ["the module failed"] * bool(run.error and not number)
    why += ["the gate is closed"] * bool(run.gate and not run.gate["passed"])
    why += ["not everything could be written"] * bool(run.problems)
    return f"{_visible.line(run.environment)}: {', '.join(why)}; see below" if why else ""


def _attention(run: Run) -> list[str]:
    found: dict[str, list[list[str]]] = {kind: [] for kind in _ATTENTION}
    # What the gate is closed for, it says itself.
    told = {tuple(one[key] for key in ("set", "name", "target")) for one in (run.gate or {}).get("missing", ())}
    for record in run.current:
        of_one: dict[tuple[str, str], list[str]] = {}
        for target in record.wanted:
            state, why = record.states[target], ""
            if last := record.vanished.get(target):
                seen = f" on {last.seen:%Y-%m-%d}" if last.seen else ""
                state, why = "vanished", f"it was {last.state}{seen}"
            elif age := _records.age(record, target, run.now):
                why = _for(age)
            # Of a template that failed it is the failure that matters, and not that nothing could be read.
            known = (record.template.set, record.template.name, target) in told
            if state in _ATTENTION and not known and not (record.failed and state == _contract.UNKNOWN):
                of_one.setdefault((state, why), []).append(target)
        for (state, why), targets in of_one.items():
            found[state].append([*_table.about(record), _visible.line(" ".join(targets)), state, why])
    counts = [f"{sum(len(row[2].split()) for row in rows):,} {kind}" for kind, rows in found.items() if rows]
    if not counts:
        return []
    rows = [row for of_kind in found.values() for row in of_kind]
    return [f"needs attention: {', '.join(counts)}", *_table.indented(rows), *_advice(found)]


def _advice(found: Mapping[str, Sequence[Any]]) -> list[str]:
    advice = {
        "rejected": "rejected: the web dashboard shows why; a changed text is a new template",
        "suspended": "suspended: see the web dashboard; the operator has switched it off for now",
        "vanished": "vanished: dropped by the operator for lack of use, or deleted in the web dashboard",
        _contract.UNKNOWN: "unknown: the response is not understood; run smsops.smsc.doctor to see what it is",
    }
    return [advice[kind] for kind, rows in found.items() if rows]


def _obsolete(run: Run) -> list[str]:
    """Texts that are still registered, although the catalog has others of their names, or none."""
    current = {record.template.title: record for record in run.current}
    found = []
    for record in run.records:
        there = [one for one in record.registrations or () if one.exists and one.target]
        if not record.obsolete or not there:
            continue
        by_state: dict[str, list[str]] = {}
        for one in there:
            by_state.setdefault(one.state, []).append(str(one.target))
        states = ", ".join(f"{' '.join(targets)} {state}" for state, targets in by_state.items())
        ids = [_visible.line(str(one.id)) for one in there if one.id is not None]
        fee = sum(_fees.of_targets(_money.accepted(record), run.fees).values())
        details = [
            _what_to_do(record, [str(one.target) for one in there], current.get(record.template.title)),
            f"{'id' if len(ids) == 1 else 'ids'} {', '.join(ids)}" if ids else "",
            f"{_fees.amount_text(fee)} a month" if fee else "",
        ]
        kind = record.obsolete.replace("_", " ")
        found.append(f"  {'  '.join([kind, *_table.about(record), _visible.line(states)])}")
        found.append(f"    {'; '.join(filter(None, details))}")
    head = f"still registered: {_input.count(len(found) // 2, 'text')} that the catalog has replaced or no longer has"
    return [head, *found] if found else []


def _what_to_do(old: Record, targets: Sequence[str], new: Record | None) -> str:
    if old.obsolete == "left_over":
        return "delete it in the web dashboard once nothing sends it"
    lacking = [target for target in targets if not new or new.states.get(target) != "accepted"]
    if lacking:
        return f"send it until the new text is accepted for {_visible.line(' '.join(lacking))}"
    return "the new text is accepted; delete this one in the web dashboard"


def _changes(run: Run) -> list[str]:
    """What is new: first what has become worse, which is not cut."""
    if run.changes is None:
        return []
    if not run.changes:
        # Of what could not be read that is not known.
        unread = any(record.registrations is None for record in run.records)
        return [] if unread else ["nothing has changed since the last run"]
    worse: dict[tuple[str, str, str], list[str]] = {}
    other: dict[tuple[str, str, str], list[str]] = {}
    # What this run has added, it tells as that; what became of an older text of the name is another matter.
    added = {(one.template.set, one.template.name, target) for one in run.current for target in one.added}
    for change in run.changes:
        if change["from"] == _contract.ABSENT and (change["set"], change["name"], change["target"]) in added:
            continue
        title = "/".join(part for part in (change["set"], change["name"]) if part) or change["sender"]
        after = _times.rough_age(change["after"]) if change["after"] else ""
        step = f"{_table.label(change['from'])} -> {_table.label(change['to'])}"
        found = worse if change["to"] in (*_contract.BAD, _contract.ABSENT) else other
        key = _visible.line(title), step, f"after {after}" if after else ""
        found.setdefault(key, []).append(_visible.line(change["target"]))
    shown = [*worse.items(), *list(other.items())[: run.rows]]
    rows = [[title, " ".join(targets), step, after] for (title, step, after), targets in shown]
    return ["since the last run", *_table.indented(rows), *_table.more(len(other) - run.rows)] if rows else []


def _additions(run: Run) -> list[str]:
    """What was added, or in check mode what is to be added: each registration counts once."""
    added = [record for record in run.current if record.added]
    off = _switched_off(run) if run.check_mode else []
    if not run.adds or not added:
        return off if run.adds else []
    targets = {(record.template.key, target) for record in added for target in record.added}
    number, of = len(targets), len({record.template.key for record in added})
    verb = "to add to" if run.check_mode else ("was" if number == 1 else "were") + " added to"
    costs = _fees.of_targets((target for _key, target in targets), run.fees)
    head = f"{_visible.line(run.environment)}: {_input.count(number, 'registration')} {verb} "
    head += _input.count(of, "template") + (f"; monthly fees +{_money.fee_text(costs)}" if costs else "")
    old = {record.template.title: record for record in run.records if record.obsolete == "replaced"}
    # In place of the text a mark, to see how much of the line is left for it.
    table = [
        ["~" if one.template.title in old else "+", *_table.about(one), _visible.line(" ".join(one.added)), "|"]
        for one in added[: run.rows]
    ]
    found = [head]
    for one, row in zip(added, _table.indented(table)):
        text = _table.start(one.template.msg, _table.LINE - len(row))
        found.append((row[:-1] + text).rstrip())
        # Whoever approves a plan wants to see what it is about.
        found += [f"     {_table.start(one.template.msg, _table.LINE - 5)}"] * (run.check_mode and not text)
        if one.template.title in old:
            found.append(f"     replaces: {_table.start(old[one.template.title].template.msg, _table.LINE - 15)}")
    return [*found, *_table.more(len(added) - run.rows), *off]


def _switched_off(run: Run) -> list[str]:
    """Templates for which nothing is added because their targets are an empty list."""
    off = [record for record in run.current if record.template.off]
    if not off:
        return []
    names = [f"{_records.title(one)} ({_visible.line(one.template.sender)})" for one in off[: run.rows]]
    verb = "is" if len(off) == 1 else "are"
    head = f"{_input.count(len(off), 'template')} {verb} switched off (targets: [])"
    return [f"{head}: {', '.join(names)}", *_table.more(len(off) - run.rows)]


def _held(run: Run) -> list[str]:
    if not run.held:
        return []
    shown = [f"  {_visible.line(line)}" for line in run.held[: run.rows]]
    head = f"held back: {_input.count(len(run.held), 'template')}, until another environment has them accepted"
    return [head, *shown, *_table.more(len(run.held) - run.rows)]


def _gate(run: Run) -> list[str]:
    if run.gate is None:
        return []
    head, *lines = map(_visible.line, run.gate["text"])
    return [f"gate {head}", *(f"  {line}" for line in lines)]


def _matrix(run: Run) -> list[str]:
    """A row for each template, a column for each target."""
    shown = run.current[: run.rows]
    targets = list(dict.fromkeys(target for record in shown for target in record.states))
    table = [["template", "sender", *(_visible.line(target).ljust(_WIDTH) for target in targets)]]
    table += [[*_table.about(record), *(record.states.get(target, "-") for target in targets)] for record in shown]
    return [*_table.aligned(table), *_table.more(len(run.current) - run.rows)]


def _last(run: Run) -> list[str]:
    """What was done, what is paid, and what there is."""
    registered = [record for record in run.records if record.registrations is not None]
    found = []
    if run.adds and not any(record.added for record in run.current):
        nothing = "nothing to add" if run.check_mode else "nothing was added"
        found.append(f"{nothing}; {_input.count(run.requests, 'request')}")
    missing = [target for record in registered for target in _not_registered(record)]
    if missing and not run.adds:
        found.append(f"{_input.count(len(missing), 'registration')} not there yet; provision adds what is missing")
    counts = _records.counts(run.current)
    listed = ", ".join(f"{number:,} {_table.label(state)}" for state, number in counts.items() if number)
    parts = [_input.count(len(run.current), "template"), _input.count(sum(counts.values()), "registration")]
    failed, off = sum(one.failed for one in run.current), sum(one.template.off for one in run.current)
    more = [f"{failed:,} failed"] * bool(failed) + [f"{off:,} switched off"] * bool(off)
    last = f"{_visible.line(run.environment)}: {', '.join([*parts[:1], *more, *parts[1:]])}"
    return [*found, *_money.paid(run.records, run.fees), f"{last}: {listed}" if listed else last]


def _not_registered(record: Record) -> list[str]:
    absent = [target for target in record.template.targets if record.states[target] == _contract.ABSENT]
    return [target for target in absent if target not in record.vanished]


def _for(age: int) -> str:
    rough = _times.rough_age(age)
    return f"for {rough}" if rough else ""
