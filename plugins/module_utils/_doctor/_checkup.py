# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one read found, as a record that may be published. Pure."""

from __future__ import annotations

from typing import Any

from .._model import _contract, _errors, _input
from .._service import _http, _response
from . import _disguise, _layout, _questions

# As in galaxy.yml, which is not there where a module runs.
COLLECTION_VERSION = "1.0.0"
_MAX_BODY = 4096
# Enough to fill what is shown, also where much of it is hidden. The rest is not looked at.
_MAX_LOOKED_AT = 65536

_ADVICE = {
    "parameters": "the service does not like the request; if sender name and text are right, please report it",
    "auth": (
        "the service does not know these credentials, or not from this address. They are locked on this machine for "
        "half an hour now, which is right: five failed logins would block the address and stop all messages. Check "
        "them, and the list of allowed addresses in the settings of the account. If they are right after all, run "
        "once with SMSC_UNLOCK=1"
    ),
    "credentials_locked": (
        "nothing was sent, because the service has refused these credentials within the last half an hour; "
        "mend them, or wait, or run once with SMSC_UNLOCK=1"
    ),
    "ip_blocked": (
        "nothing works from this address for a while; wait half an hour, and find out which program at this address "
        "sends wrong credentials"
    ),
    "rate_limit": "something else uses the account at this moment; wait a minute, and run it again",
    "transport": "no whole answer came; check api_url, the network, a proxy and certificates, and run it again",
    "bad_response": (
        "the collection does not understand this answer, and adds nothing when it gets one like it; check api_url, "
        "run it once more, and if it stays so, please report it"
    ),
    "api": "what this error means here is not known; please report it",
}


def examine(
    answer: _http.Answer | None,
    error: _errors.SmscError | None,
    targets: tuple[str, ...],
    disguise: _disguise.Disguise,
) -> dict[str, Any]:
    """The record of a read: `answer`, `rows`, `error` and `findings`, see RETURN of the module.

    answer: None if no whole one came. error: what the client made of it, None for rows. targets: as the user gave them.
    """
    shape = _layout.describe(answer.body, disguise.hide, frozenset(targets)) if answer else None
    seen = _questions.Seen(answer.status if answer else None, shape, error, targets)
    return {
        "answer": _answer(answer, shape, disguise) if answer and shape else None,
        "rows": [_row(entry) for entry in shape.entries] if shape else [],
        "error": _error(answer, error, disguise) if error else None,
        "findings": [finding._asdict() for finding in _questions.findings(seen)],
    }


def _answer(answer: _http.Answer, shape: _layout.Shape, disguise: _disguise.Disguise) -> dict[str, Any]:
    return {
        "http_status": answer.status,
        "content_type": _input.quote(disguise.hide(answer.content_type)),
        "charset": shape.charset,
        "format": shape.format,
        "arrangement": shape.arrangement,
        "outline": shape.outline,
        "size": len(answer.body),
        "body": _body(answer.body, disguise),
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


def _body(body: bytes, disguise: _disguise.Disguise) -> str:
    """The start of a body, in lines, with all other control characters spelled out."""
    _charset, text = _layout.decode(body)
    shown = disguise.hide(text[:_MAX_LOOKED_AT])
    start = shown[:_MAX_BODY]
    # Cut once more, because spelled out a character can be ten.
    safe = "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode() for char in start
    )
    return safe if len(safe) <= _MAX_BODY >= len(shown) else safe[:_MAX_BODY] + "..."


def _error(answer: _http.Answer | None, error: _errors.SmscError, disguise: _disguise.Disguise) -> dict[str, Any]:
    description = _words(answer, disguise) if answer else disguise.hide(error.description)
    return {**error.as_record(), "description": description, "advice": _ADVICE[error.kind]}


def _words(answer: _http.Answer, disguise: _disguise.Disguise) -> str:
    """What is wrong with an answer, said anew: what is to be hidden must be hidden before a quotation is cut."""
    if 300 <= answer.status < 400:
        return f"HTTP {answer.status} redirects to {_input.quote(disguise.hide(answer.location))}"
    try:
        _response.parse(answer.body, disguise.hide)
    except _errors.SmscError as exc:
        return exc.description if answer.status == 200 else f"HTTP {answer.status}: {exc.description}"
    return f"HTTP {answer.status} with rows, which cannot both be true"
