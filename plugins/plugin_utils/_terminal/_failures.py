# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What failed in a run of the role, and why: one line for each cause, with all that it concerns. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _advice, _contract, _input
from ...module_utils._model._template import Record
from .. import _records, _visible

_NO_SENDER = -1


def lines(environment: str, records: Sequence[Record], error: Mapping[str, Any] | None) -> list[str]:
    """Which templates failed, and why; nothing if none did. error: what kept all of it from being done."""
    failed = [record for record in records if record.error]
    if not failed and not error:
        return []
    head = [f"{_visible.line(environment)}: {len(failed):,} of {_input.count(len(records), 'template')} failed"]
    if error:
        head = [*map(_visible.line, _advice.paragraph(error, environment, names=_advice.ROLE_VARIABLES))]
        failed = [one for one in failed if one.error and one.error.cause != error.get("description")]
    causes: dict[str, list[str]] = {}
    for record in failed:
        for cause in _causes(record):
            causes.setdefault(cause, []).append(_records.title(record))
    return [*head, *(f"  {cause}: {_which(names)}" for cause, names in causes.items())]


def _causes(record: Record) -> list[str]:
    """Why a template failed: what other templates have failed of, too, in the same words."""
    refused = [one for one in record.refused if one.status == _NO_SENDER and one.target]
    if refused:
        return [_not_accepted(record.template.sender, str(one.target)) for one in refused]
    return [_renamed(record.error.cause)] if record.error else []


def _not_accepted(sender: str, target: str) -> str:
    operator = _contract.operator_label(_contract.describe(target).operator or target)
    return (
        f"{_visible.line(sender)} is not accepted by {_visible.line(operator)}; register the sender there or drop "
        f"{_visible.line(target)}"
    )


def _which(names: Sequence[str]) -> str:
    return f"{_input.count(len(names), 'template')}: {', '.join(names)}" if len(names) > 1 else names[0]


def _renamed(text: str) -> str:
    return _visible.line(_advice.renamed(text, _advice.ROLE_VARIABLES))
