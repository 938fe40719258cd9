# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What registrations cost, for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...module_utils._model import _contract, _fees, _input
from ...module_utils._model._template import Record
from .. import _records, _visible

# So many templates are named beside a fee.
_NAMED = 3


def paid(records: Sequence[Record], fees: Mapping[str, float]) -> list[str]:
    """What accepted registrations cost a month, as far as fees are known."""
    names: dict[str, list[str]] = {}
    targets = []
    for record in records:
        for target in accepted(record):
            operator = _contract.describe(target).operator or target
            if fees.get(operator):
                names.setdefault(operator, []).append(_records.title(record))
                targets.append(target)
    if not targets:
        return []
    costs = _fees.of_targets(targets, fees)
    listed = [
        f"{_contract.operator_label(operator)} {_fees.number_text(cost)} ({_some(names[operator])})"
        for operator, cost in costs.items()
    ]
    total = _fees.amount_text(sum(costs.values()))
    number = _input.count(len(targets), "accepted registration")
    return [f"fees: about {total} a month for {number}: {', '.join(listed)}"]


def accepted(record: Record) -> list[str]:
    return [target for target, state in record.states.items() if state == "accepted"]


def _some(names: Sequence[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = f" and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return f"{', '.join(listed[:_NAMED])}{more}"


def fee_text(costs: Mapping[str, float]) -> str:
    listed = ", ".join(f"{_contract.operator_label(code)} {_fees.number_text(fee)}" for code, fee in costs.items())
    return f"{_fees.amount_text(sum(costs.values()))} ({_visible.line(listed)})"
