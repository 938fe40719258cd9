# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many templates: all are read, then all that is missing is known, then it is added; several at once.

An error of one template stops no other. An error that concerns the account or the host stops all: the next template
would get it too, and wrong requests in a row make the service block this address.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol, TypeVar

from . import _apply, _plan, _progress, _provision
from ._guards import _judge, _senders, _vanished
from ._guards._judge import Plan
from ._model import _errors
from ._model._template import Record, Template
from ._plan import Found

# The service blocks the address after a hundred wrong requests in a row, and other tasks may make some too.
MOST_FAILURES_IN_A_ROW = 20

_Item = TypeVar("_Item")


class Service(_plan.Service, _senders.Service, Protocol):
    """What adding to a list needs of a client."""

    def account(self) -> tuple[str, str]:
        """Host and account, the same on every machine; no secret."""


class Outcome(NamedTuple):
    """What became of a list: a record for each entry, in their order.

    error: why all of them failed, if that is one reason. senders: what is known of the sender names of the plan.
    """

    records: list[Record]
    plan: Plan = Plan()
    error: _errors.SmscError | None = None
    senders: _senders.Check = _senders.Check()


def ensure_all(
    service: Service,
    entries: Sequence[Template],
    *,
    width: int,
    on_rejected: str = "warn",
    check_mode: bool = False,
    guards: _judge.Guards = _judge.NONE,
    progress: _progress.Progress = _progress.SILENT,
) -> Outcome:
    """Make the wanted registrations of all entries exist.

    Entries of the same sender and text are one template: planned once, with the targets of all of them, and added once.
    width: so many requests at once. on_rejected and check_mode: see `_provision.ensure`.
    guards: judged when the whole plan is known; where one is exceeded, nothing is added.
    """

    def look(template: Template) -> Found:
        return _plan.plan(service, template, on_rejected)

    def apply(found: Found) -> Found:
        return _apply.apply(service, found, on_rejected)

    found, stopped_by = _each(look, merged(entries), width, progress.read, _not_read)
    _plan.block_second_spellings(found)
    vanished = _vanished.hold_back(found, guards, check_mode=check_mode)
    to_add = [one for one in found if one.wanted]
    plan, additions = _judge.plan([(one.template, one.wanted) for one in to_add], guards.fees, service.account)
    senders = _senders.Check()
    if additions and not stopped_by and guards.check_senders != "ignore":
        try:
            senders = _senders.check(service, additions.values())
        except _errors.SmscError as exc:
            stopped_by = exc
    problems = [problem.text for problem in senders.problems]
    exceeded = None if stopped_by else _judge.judge(plan, additions, guards, vanished, problems)
    if stopped_by:
        # The plan of the whole list is not known, so nothing is added.
        for one in to_add:
            one.block(stopped_by.not_tried())
    elif exceeded:
        for one in to_add:
            one.block(_errors.ParametersError(f"{', '.join(one.wanted)} not added, because the plan exceeds a guard"))
    elif not check_mode:
        progress.plan(plan.additions, plan.templates)
        done, stopped_by = _each(apply, to_add, width, progress.added, _not_added, _failure)
        done, stopped_by = _settled(service, done, on_rejected, stopped_by, progress)
        added = {one.template.key: one for one in done}
        found = [added.get(one.template.key, one) for one in found]

    def record(one: Found, entry: Template) -> Record:
        return _provision.judge(one, entry, on_rejected, check_mode=check_mode)

    records = _records(entries, found, record)
    return Outcome(records, plan, exceeded or _of_all(records, stopped_by), senders)


def read_all(
    service: _plan.Service,
    entries: Sequence[Template],
    *,
    width: int,
    progress: _progress.Progress = _progress.SILENT,
) -> Outcome:
    """The registrations of all entries; each template is read once, however often it is in the list."""

    def look(template: Template) -> Found:
        return _plan.look_up(service, template)

    found, stopped_by = _each(look, merged(entries), width, progress.read, _not_read)

    def record(one: Found, entry: Template) -> Record:
        return Record(entry, registrations=one.registrations, error=one.error, warnings=one.warnings)

    records = _records(entries, found, record)
    return Outcome(records, error=_of_all(records, stopped_by))


def merged(entries: Sequence[Template]) -> list[Template]:
    """Every template once, in the place of the first, with the targets of all its entries."""
    first: dict[tuple[str, str], Template] = {}
    for entry in entries:
        known = first.setdefault(entry.key, entry)
        if known is not entry:
            first[entry.key] = known._replace(targets=tuple(dict.fromkeys(known.targets + entry.targets)))
    return list(first.values())


def _records(
    entries: Sequence[Template], found: Sequence[Found], record: Callable[[Found, Template], Record]
) -> list[Record]:
    """A record for each entry. What is said of the template as a whole, the first entry says."""
    by_key = {one.template.key: one for one in found}
    records: list[Record] = []
    told = set()
    for entry in entries:
        one = by_key[entry.key]
        made = record(one, entry)
        if entry.key in told:
            made.warnings = [warning for warning in made.warnings if warning not in (*one.notes, *one.warnings)]
        told.add(entry.key)
        records.append(made)
    return records


def _of_all(records: Sequence[Record], stopped_by: _errors.SmscError | None) -> _errors.SmscError | None:
    """What kept all of it from being done."""
    return stopped_by if all(record.error for record in records) else None


def _not_read(template: Template, why: _errors.SmscError) -> Found:
    return Found(template, error=why)


def _not_added(found: Found, why: _errors.SmscError) -> Found:
    found.error = why
    return found


class _Breaker:
    """A circuit breaker: nothing more is tried once something has failed that concerns all of it."""

    def __init__(self, tripped_by: _errors.SmscError | None = None) -> None:
        self.tripped_by = tripped_by
        self._in_a_row = 0
        self._lock = threading.Lock()

    def count(self, exc: _errors.SmscError | None) -> None:
        """Something was done. exc: the error that it failed with, if it did."""
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if exc else 0
            if exc and (exc.for_all or self._in_a_row >= MOST_FAILURES_IN_A_ROW):
                self.tripped_by = self.tripped_by or exc


def _settled(
    service: Service,
    done: Sequence[Found],
    on_rejected: str,
    stopped_by: _errors.SmscError | None,
    progress: _progress.Progress,
) -> tuple[list[Found], _errors.SmscError | None]:
    """Settle the additions in doubt, in the order of their times, so that one wait serves all of them.

    One after the other, and in this thread: an interruption must end the wait, and nothing be sent after it.
    Returns all that was done, and the error that ended it.
    """
    found = list(done)
    breaker = _Breaker(stopped_by)
    while True:
        waiting = [(one.open_until, index) for index, one in enumerate(found) if one.open_until is not None]
        if not waiting:
            return found, breaker.tripped_by
        until, index = min(waiting)
        if breaker.tripped_by:
            found[index].give_up(breaker.tripped_by)
            continue
        progress.waiting(len(waiting), until - service.now())
        one = found[index] = _apply.settle(service, found[index], on_rejected)
        breaker.count(one.error or one.unread or _failure(one))


def _failure(found: Found) -> _errors.SmscError | None:
    """The error of an addition that counts for the breaker: to refuse a template is its right."""
    error = _provision.judge(found, found.template).error
    return None if isinstance(error, _errors.RefusedError) else error


def _each(
    work: Callable[[_Item], Found],
    items: Sequence[_Item],
    width: int,
    report: Callable[[int, int], None],
    failed: Callable[[_Item, _errors.SmscError], Found],
    failure: Callable[[Found], _errors.SmscError | None] = lambda _found: None,
) -> tuple[list[Found], _errors.SmscError | None]:
    """Do some work for every item, `width` at once. The first goes alone, to see whether it can be done at all.

    report: is told how many are done, of how many. failed: what an item is whose work raised an error.
    failure: the error that something done has in it, if any.
    Returns what was done for every item, and the error that kept the last ones from being tried.
    """
    breaker = _Breaker()
    done: dict[int, Found] = {}

    def do(index: int) -> None:
        item = items[index]
        if breaker.tripped_by:
            done[index] = failed(item, breaker.tripped_by.not_tried())
            return
        try:
            result = done[index] = work(item)
            error = failure(result)
        except _errors.SmscError as exc:
            done[index] = failed(item, exc)
            error = exc
        breaker.count(error)
        report(len(done), len(items))

    indexes = iter(range(len(items)))

    def work_off() -> None:
        for index in indexes:
            do(index)

    if items:
        do(next(indexes))
    with ThreadPoolExecutor(width) as pool:
        try:
            for worker in [pool.submit(work_off) for _number in range(min(width, len(items)))]:
                worker.result()
        finally:
            # Nothing is left here, unless an interruption must not wait for thousands of templates.
            for _index in indexes:
                pass
    return [done[index] for index in range(len(items))], breaker.tripped_by
