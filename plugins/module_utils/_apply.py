# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is applied: reads decide what an addition did, whatever the response was.

An addition that got no usable response is in doubt, and may be carried out for a while yet. `apply` leaves it at that,
so that others can go on; `settle` waits for the rest of that time, and finds out.
"""

from __future__ import annotations

from contextlib import suppress

from . import _plan
from ._model import _contract, _errors, _input
from ._plan import Doubt, Found
from ._service import _response

# How often an addition is tried when no connection could be made for it.
_ATTEMPTS = 3
# Seconds before the first look at what a response that was not understood has done; the next pauses double.
_FIRST_PAUSE = 5.0
# A look so soon after another shows nothing new.
_SHORTEST_WAIT = 1.0


def apply(service: _plan.Service, found: Found, on_rejected: str) -> Found:
    """Add what a plan says, and read what became of it. on_rejected: see `_provision.ensure`.

    Where that leaves a doubt, `open_until` of what it returns is set, and `settle` must follow.
    """
    template = found.template
    with service.claim(template.sender, template.msg, found.since) as alone:
        # What another task has added since the read would be added twice.
        return _add(service, found if alone else _plan_anew(service, found, on_rejected), on_rejected)


def settle(service: _plan.Service, found: Found, on_rejected: str) -> Found:
    """Find out what became of an addition in doubt, as soon as it can no longer be carried out.

    If nothing came of it and no response had come either, it is sent once more. That may leave a doubt again, which is
    settled in the same way, but without a third addition. Raises nothing: an SmscError is the error of what was found.
    """
    template, doubt = found.template, found.doubt
    if doubt and doubt.until is not None:
        until, doubt.until = doubt.until, None
        try:
            with service.claim(template.sender, template.msg, None) as alone:
                _watch(service, found, doubt, until, alone=alone)
                return _add_again(service, found, doubt, on_rejected)
        except _errors.SmscError as exc:
            found.error = exc
    return found


def _watch(service: _plan.Service, found: Found, doubt: Doubt, until: float, *, alone: bool) -> None:
    """Read until all of an addition is there, or until it can no longer be carried out.

    Without a response, a read at the end is enough; a response that was not understood may have meant success.
    """
    awaited = found.pending
    pause = float("inf") if _is_lost(doubt) else _FIRST_PAUSE
    may_wait = True
    while found.pending and may_wait and not doubt.over:
        began = service.now()
        then = min(until, began + pause)
        may_wait = service.wait_until(then)
        if not may_wait and service.now() - began < _SHORTEST_WAIT:
            break
        doubt.over = may_wait and then == until
        _look(service, found)
        pause *= 2
    if not alone:
        doubt.others = [target for target in awaited if target not in found.pending]


def _add_again(service: _plan.Service, found: Found, doubt: Doubt, on_rejected: str) -> Found:
    """Send once more what surely was not carried out: after a lost response alone, and one time."""
    surely = doubt.over and _is_lost(doubt) and not doubt.again and not found.unread and not found.elsewhere
    if not surely or not found.pending:
        return found
    _plan.want(service, found, found.pending, on_rejected)
    if not found.wanted:
        found.error = found.blocked
    return _add(service, found, on_rejected)


def _is_lost(doubt: Doubt) -> bool:
    return isinstance(doubt.why, _errors.TransportError)


def _plan_anew(service: _plan.Service, found: Found, on_rejected: str) -> Found:
    """A later plan of the same template. What the first one did not have was not judged, and is not added."""
    again = _plan.plan(service, found.template, on_rejected)
    if found.doubt:
        again.before, again.sent, again.failure, again.doubt = found.before, found.sent, found.failure, found.doubt
    again.vanished, again.notes = found.vanished, found.notes
    again.hold(found.held)
    beyond = [target for target in again.wanted if target not in found.wanted]
    if beyond:
        was = _input.subject(beyond, "was", "were")
        why = f"{was} registered when the plan was made, but not any more; nothing was added for that"
        again.wanted = [target for target in again.wanted if target in found.wanted]
        again.blocked = _errors.ParametersError(f"{why}; run this again")
    return again


def _add(service: _plan.Service, found: Found, on_rejected: str) -> Found:
    attempt = 1
    while found.wanted:
        try:
            rows = service.add(found.template.sender, found.template.msg, found.wanted)
        except _errors.RateLimitError as exc:
            service.wait(exc)
        except (_errors.TransportError, _errors.BadResponseError, _errors.ApiError) as exc:
            if not exc.unreachable or attempt == _ATTEMPTS:
                return _read_back(service, found, [], exc)
            attempt += 1
        else:
            return _read_back(service, found, rows, None)
        # The addition surely did nothing, but time has passed, and the service may be reached at another host now.
        found = _plan_anew(service, found, on_rejected)
    return found


def _read_back(
    service: _plan.Service, found: Found, rows: list[_response.Row], failure: _errors.SmscError | None
) -> Found:
    """Read what an addition did. rows: its response; failure: what came instead."""
    template = found.template
    flags = frozenset(template.targets)
    found.failure = failure
    if found.doubt and not (failure and failure.unreachable):
        found.doubt.again = found.wanted
    if failure and failure.leaves_open:
        until = service.open_until(template.sender, template.msg)
        found.doubt = found.doubt or Doubt(found.wanted)
        found.doubt.why, found.doubt.until, found.doubt.over = failure, until, False
    found.sent = [*(target for target in found.sent if target not in found.wanted), *found.wanted]
    found.said = [_plan.registration(row, flags, _contract.UNKNOWN) for row in rows]
    _look(service, found)
    if found.unread and not failure:
        why = found.unread.description
        found.warnings.append(f"the registrations could not be read back after the addition: {why}")
        # The service's own word is known, the state is not: the number it gave is not a status of `get`.
        kept = [r for r in found.registrations or () if r.exists or r.target not in found.wanted]
        added = [r._replace(status=None) for r in found.said if r.target in found.said_added]
        found.registrations = kept + added
    return found


def _look(service: _plan.Service, found: Found) -> None:
    """Read the registrations after an addition; where they show all of it, nothing is in doubt any more."""
    template = found.template
    found.unread, found.kept_as, found.elsewhere = None, "", []
    try:
        found.registrations, found.warnings = _plan.read(service, template)
    except _errors.SmscError as exc:
        found.unread = exc
        return
    absent = found.pending
    if found.failure or found.said_added.intersection(absent):
        # What cannot be read now is told as not found.
        with suppress(_errors.SmscError):
            found.kept_as, found.elsewhere = _plan.spelled_otherwise(service, template, absent)
    if found.doubt and found.failure and not found.pending:
        found.doubt.until = None
        if not _is_lost(found.doubt):
            # The service has responded, so it does not go on with it.
            service.arrived(template.sender, template.msg)
