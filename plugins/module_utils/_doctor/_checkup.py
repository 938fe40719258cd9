# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one read found, as a record that may be published. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .._model import _contract, _errors, _input
from .._service import _document, _redact, _response, _sender_names
from . import _layout, _questions

_MAX_BODY = 4096
# Enough to fill what is shown, also where much of it is redacted. The rest is not looked at.
_MAX_LOOKED_AT = 65536

_ADVICE = {
    "parameters": "the service rejects the request; if sender name and text are right, please report it",
    "auth": (
        "the service does not know these credentials, or not from this address. They are locked on this machine for "
        "half an hour, because five failed logins would block the address and stop all messages. Check "
        "them, and the list of allowed addresses in the settings of the account. If they are right after all, run "
        "once with SMSC_UNLOCK=1"
    ),
    "credentials_locked": (
        "nothing was sent, because the service has refused these credentials within the last half hour; "
        "fix them, or wait, or run once with SMSC_UNLOCK=1"
    ),
    "ip_blocked": (
        "nothing works from this address for a while; wait half an hour, and find out which program at this address "
        "sends wrong credentials"
    ),
    "rate_limit": "something else is using the account; wait a minute, and run it again",
    "transport": "no whole response came; check api_url, the network, a proxy and certificates, and run it again",
    "bad_response": (
        "the collection does not understand this response, and adds nothing when it gets one like it; check api_url, "
        "run it once more, and if that does not help, please report it"
    ),
    "api": "it is not known what this error means here; please report it",
}


def examine(
    response: _response.Response | None,
    error: _errors.SmscError | None,
    targets: tuple[str, ...],
    redactor: _redact.Redactor,
) -> dict[str, Any]:
    """The record of a read: `answer`, `rows`, `error` and `findings`, see RETURN of the module.

    response: None if no whole one came. error: what the client made of it, None for rows; what it quotes was redacted
    before it was cut. targets: as the user gave them.
    """
    layout = _layout.describe(response.body, redactor.redact, frozenset(targets)) if response else None
    seen = _questions.Seen(response.status if response else None, layout, error, targets)
    return {
        "answer": _answer(response, layout, redactor) if response and layout else None,
        "rows": [_row(entry) for entry in layout.entries] if layout else [],
        "error": _error(error, redactor) if error else None,
        "findings": [finding._asdict() for finding in _questions.findings(seen)],
    }


def examine_senders(
    response: _response.Response | None,
    error: _errors.SmscError | None,
    found: Sequence[_sender_names.Sender],
    redactor: _redact.Redactor,
) -> tuple[dict[str, Any], _questions.Finding]:
    """The record of a read of the list of sender names, `senders` of the module, and what it tells.

    What the account's sender names are is not in it, so that no body is shown.
    """
    layout = _layout.describe(response.body, redactor.redact) if response else None
    counts: dict[str, Counter[str]] = {}
    for sender in found:
        for key, state in sender.states.items():
            counts.setdefault(_input.quote(redactor.redact(key)), Counter())[state] += 1
    states = {key: dict(counted) for key, counted in counts.items()}
    record = {
        "http_status": response.status if response else None,
        "format": layout.format if layout else None,
        "outline": layout.outline if layout else None,
        "count": len(found),
        "states": states,
        "error": _error(error, redactor) if error else None,
    }
    answered = response is not None and response.status == 200
    return record, _questions.senders(answered=answered, error=error, states=states)


def _answer(response: _response.Response, layout: _layout.Layout, redactor: _redact.Redactor) -> dict[str, Any]:
    return {
        "http_status": response.status,
        "content_type": _input.quote(redactor.redact(response.content_type)),
        "charset": layout.charset,
        "format": layout.format,
        "arrangement": layout.arrangement,
        "outline": layout.outline,
        "size": len(response.body),
        "body": _body(response.body, redactor),
    }


def _row(entry: _layout.Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "target": entry.target,
        "status": entry.status,
        "state": None if entry.number is None else _contract.state_of(entry.number),
        "path": entry.path,
        "id_kind": entry.id_kind,
        "status_kind": entry.status_kind,
    }


def _body(body: bytes, redactor: _redact.Redactor) -> str:
    """The start of a body, in lines, with all other control characters spelled out."""
    _charset, text = _document.decode(body)
    shown = redactor.redact(text[:_MAX_LOOKED_AT])
    start = shown[:_MAX_BODY]
    # Cut once more, because spelled out a character can be ten.
    safe = "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode() for char in start
    )
    return safe if len(safe) <= _MAX_BODY >= len(shown) else safe[:_MAX_BODY] + "..."


def _error(error: _errors.SmscError, redactor: _redact.Redactor) -> dict[str, Any]:
    # Once more, because what was never sent, or comes from the state that tasks share, is not redacted yet.
    return {**error.as_record(), "description": redactor.redact(error.description), "advice": _ADVICE[error.kind]}
