# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Since when each registration has been in its state, remembered from run to run. Pure.

The service tells a state and not since when, so the history is made of what the runs have read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..module_utils._model import _contract, _input
from ..module_utils._model._template import Record
from . import _records, _times

_VERSION = 1
# 64 bits: among a million registrations two share a key with a chance of one in thirty million.
_DIGEST_LENGTH = 16
_Entries = dict[str, dict[str, str]]


class ForeignHistoryError(_input.InputError):
    """What was given as history is something else; it is not overwritten on a guess."""


def history(records: Any, earlier: Any, now: str, environment: str = "") -> dict[str, Any]:
    """Say since when each registration has been in its state.

    records: those of the fact op_templates_report. earlier: `history` of an earlier result; empty or None for none.
    now: ISO 8601 text. environment: that of records which do not say theirs.
    Returns records, each with `since`, a dict of target -> ISO 8601 text, and `history`, the new history. It holds
    digests, states and times, no texts. An environment that is in the records is brought up to date, so that what it
    no longer has is forgotten; others stay as they are. A state that was not read changes nothing in the history,
    and has no since. An entry of it that is damaged is forgotten.
    Raises InputError, of the kind ForeignHistoryError where `earlier` is something else.
    """
    return remember(records, _records.read(records), earlier, _records.moment(now, "now"), environment)


def remember(
    raw: Sequence[Mapping[str, Any]], records: Sequence[Record], earlier: Any, now: datetime, environment: str
) -> dict[str, Any]:
    """As `history`, of records that are read already. raw: the same, as they were given."""
    environments = _environments(earlier)
    for record in records:
        record.environment = record.environment or environment
    after: dict[str, _Entries] = {record.environment: {} for record in records}
    result = []
    for given, record in zip(raw, records):
        since = {}
        for target, state in record.states.items():
            key = _key(record, target)
            known = environments.get(record.environment, {}).get(key)
            if state != _contract.UNKNOWN:
                if not known or known["state"] != state:
                    known = {"state": state, "since": _times.iso(now)}
                since[target] = known["since"]
            if known:
                after[record.environment][key] = known
        result.append({"environment": record.environment, **given, "since": since})
    return {
        "records": result,
        "history": {"version": _VERSION, "environments": dict(sorted({**environments, **after}.items()))},
    }


def check(earlier: Any) -> None:
    """Raise ForeignHistoryError where it is something else."""
    _environments(earlier)


def _key(record: Record, target: str) -> str:
    named = json.dumps([record.environment, record.template.sender, record.template.msg, target]).encode()
    return hashlib.sha256(named).hexdigest()[:_DIGEST_LENGTH]


def _environments(earlier: Any) -> dict[str, _Entries]:
    """The environments of a history, without entries that are damaged."""
    if earlier is None or earlier == {}:
        return {}
    if not isinstance(earlier, Mapping) or not isinstance(earlier.get("environments"), Mapping):
        raise ForeignHistoryError(
            "history must be what op_template_history returned as history, or {} to begin with; "
            "this is something else, so look whether it comes from the right file"
        )
    if earlier.get("version") != _VERSION:
        raise ForeignHistoryError(
            f"history has version {earlier.get('version')!r}, and this version of the collection knows {_VERSION}: "
            "give {} to begin anew"
        )
    return {
        str(name): {str(key): entry for key, value in entries.items() if (entry := _entry(value))}
        for name, entries in earlier["environments"].items()
        if isinstance(entries, Mapping)
    }


def _entry(value: Any) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or str(value.get("state")) not in _contract.BY_NAME:
        return None
    try:
        since: datetime = _times.parse(str(value.get("since")))
    except ValueError:
        return None
    return {"state": str(value["state"]), "since": _times.iso(since)}
