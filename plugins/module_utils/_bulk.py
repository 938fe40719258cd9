# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many templates: all are read, then all that is missing is known, then it is added; several at once.

An error of one template stops no other. An error that concerns the account or the host stops all: the next template
would get it too, and wrong requests in a row make the service block this address.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar, Union

from ansible_collections.smsops.smsc.plugins.module_utils import _errors, _registry

# The service blocks the address after a hundred wrong requests in a row, and other tasks may make some too.
MOST_FAILURES_IN_A_ROW = 20

_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


# Registrations and warnings, or why there are none.
Read = Union["tuple[list[_registry.Registration], list[str]]", _errors.SmscError]


class Result(NamedTuple):
    """What became of one template. outcome is None where it could not be read, and then there is an error."""

    outcome: _registry.Outcome | None
    error: _errors.SmscError | None


def ensure_all(
    service: _registry.Service,
    templates: Sequence[_registry.Template],
    *,
    width: int,
    on_rejected: str = "warn",
    check_mode: bool = False,
    max_additions: int | None = None,
) -> list[Result]:
    """Make the wanted registrations of all templates exist; they must differ in sender or text.

    width: so many requests at once. on_rejected and check_mode: see `_registry.ensure`.
    max_additions: nothing is added at all when more registrations would be.
    Returns the results in the order of the templates. Raises the error that kept everything from being done.
    """
    read, stopped_by = _each(lambda template: _registry.plan(service, template, on_rejected), templates, width)
    _raise_if_none(read, stopped_by)
    to_add = [made for made in read if isinstance(made, _registry.Plan) and made.wanted]
    additions = sum(len(made.wanted) for made in to_add)
    if max_additions is not None and additions > max_additions:
        raise _errors.ParametersError(
            f"{additions} registrations of {len(to_add)} templates would be added, and max_additions allows "
            f"{max_additions}; nothing was added. If they are meant, raise max_additions"
        )

    def carry_out(made: _registry.Plan) -> _registry.Outcome:
        return _registry.carry_out(service, made, on_rejected, check_mode=check_mode)

    added: list[_registry.Outcome | _errors.SmscError] = []
    if stopped_by:
        # The plan of the whole list is not known, so nothing is added.
        added += [_not_tried(stopped_by)] * len(to_add)
    elif not check_mode:
        added, stopped_by = _each(carry_out, to_add, width, _failure)
    additions_done = iter(added)
    results = []
    for made in read:
        if isinstance(made, _errors.SmscError):
            results.append(Result(None, made))
            continue
        done = next(additions_done) if made.wanted and added else carry_out(made)
        if isinstance(done, _errors.SmscError):
            results.append(Result(made.outcome, done))
        else:
            results.append(Result(done, done.error))
    return results


def read_all(service: _registry.Service, templates: Sequence[_registry.Template], *, width: int) -> list[Read]:
    """The registrations of all templates and warnings about them, or why they could not be read; in order.

    Raises the error that kept everything from being read.
    """
    read, stopped_by = _each(lambda template: _registry.read(service, template), templates, width)
    _raise_if_none(read, stopped_by)
    return read


def _raise_if_none(done: Sequence[object], stopped_by: _errors.SmscError | None) -> None:
    if stopped_by and all(isinstance(one, _errors.SmscError) for one in done):
        raise stopped_by


class _Gate:
    """Lets work begin as long as nothing has happened that concerns all of it."""

    def __init__(self) -> None:
        self.closed_by: _errors.SmscError | None = None
        self._in_a_row = 0
        self._lock = threading.Lock()

    def succeeded(self) -> None:
        with self._lock:
            self._in_a_row = 0

    def failed(self, exc: _errors.SmscError) -> None:
        with self._lock:
            self._in_a_row += 1
            if exc.for_all or self._in_a_row >= MOST_FAILURES_IN_A_ROW:
                self.closed_by = self.closed_by or exc


def _failure(outcome: _registry.Outcome) -> _errors.SmscError | None:
    """The error of an addition that counts for the gate: to refuse a template is a right answer."""
    return None if isinstance(outcome.error, _errors.RefusedError) else outcome.error


def _each(
    work: Callable[[_Item], _Done],
    items: Sequence[_Item],
    width: int,
    failure: Callable[[_Done], _errors.SmscError | None] = lambda _done: None,
) -> tuple[list[_Done | _errors.SmscError], _errors.SmscError | None]:
    """Do some work for every item, `width` at once. The first goes alone, to see whether it can be done at all.

    failure: the error that something done has in it, if any.
    Returns for every item what was done or its error, and the error that kept the last ones from being tried.
    """
    gate = _Gate()
    done: dict[int, _Done | _errors.SmscError] = {}

    def do(index: int) -> None:
        if gate.closed_by:
            done[index] = _not_tried(gate.closed_by)
            return
        try:
            result = done[index] = work(items[index])
            error = failure(result)
        except _errors.SmscError as exc:
            done[index] = error = exc
        if error:
            gate.failed(error)
        else:
            gate.succeeded()

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
    return [done[index] for index in range(len(items))], gate.closed_by


def _not_tried(why: _errors.SmscError) -> _errors.SmscError:
    error = copy.copy(why)
    error.description = f"not tried, because of an earlier error: {why.description}"
    return error
