# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is applied: an addition is sent once, and a read after it decides what happened, whatever the response was."""

from __future__ import annotations

from contextlib import suppress

from . import _plan
from ._model import _contract, _errors
from ._model._template import states
from ._plan import Found
from ._service import _response

# How often an addition is tried when no connection could be made for it.
_ATTEMPTS = 3


def apply(service: _plan.Service, found: Found, on_rejected: str) -> Found:
    """Add what a plan says, and find out what became of it. on_rejected: see `_provision.ensure`."""
    if not found.wanted:
        return found
    template = found.template
    with service.claim(template.sender, template.msg, found.since) as alone:
        # What another task has added since the read would be added twice.
        return _add(service, found if alone else _plan_anew(service, found, on_rejected), on_rejected)


def _plan_anew(service: _plan.Service, found: Found, on_rejected: str) -> Found:
    """A later plan of the same template. What the first one did not have was not judged, and is not added."""
    again = _plan.plan(service, found.template, on_rejected)
    again.vanished, again.notes = found.vanished, found.notes
    again.hold(found.held)
    beyond = [target for target in again.wanted if target not in found.wanted]
    if beyond:
        why = f"{', '.join(beyond)} was registered when the plan was made, and is not now; nothing was added for it"
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
                found.doubt = exc
                return _settle(service, found, [])
            attempt += 1
        else:
            return _settle(service, found, rows)
        # The addition surely did nothing, but time has passed, and the service may be reached at another host now.
        found = _plan_anew(service, found, on_rejected)
    return found


def _settle(service: _plan.Service, found: Found, rows: list[_response.Row]) -> Found:
    """Find out by reading what an addition did."""
    flags = frozenset(found.template.targets)
    found.sent = found.wanted
    found.said = [_plan.registration(row, flags, _contract.UNKNOWN) for row in rows]
    try:
        found.registrations, found.warnings = _plan.read(service, found.template)
    except _errors.SmscError as exc:
        found.unread = exc
        if not found.doubt:
            found.warnings.append(f"the registrations could not be read back after the addition: {exc.description}")
            # The service's own word is known, the state is not: the number it gave is not a status of `get`.
            kept = [r for r in found.registrations or () if r.exists or r.target not in found.sent]
            added = [r._replace(status=None) for r in found.said if r.target in found.said_added]
            found.registrations = kept + added
        return found
    after = states(found.registrations, found.sent)
    absent = [target for target in found.sent if after[target] == _contract.ABSENT]
    if found.doubt or found.said_added.intersection(absent):
        # What cannot be read now is told as not found.
        with suppress(_errors.SmscError):
            found.kept_as, found.elsewhere = _plan.spelled_otherwise(service, found.template, absent)
    return found
