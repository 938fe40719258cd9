# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent and what that means for the catalog, for a terminal: no message is shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _fees, _input
from ...module_utils._model._template import Record
from .. import _records, _visible
from .._matching._traffic import Traffic
from . import _money, _table

# So much of a proposed text is shown, however long the sender name is.
_LEAST = 24


def lines(
    environment: str,
    traffic: Traffic,
    records: Sequence[Record],
    proposals: Sequence[Mapping[str, Any]],
    *,
    file: str,
    fees: Mapping[str, float],
    rows: int,
) -> list[str]:
    """The lines. proposals: of op_template_proposals. file: where they were written, if anywhere."""
    with_text = traffic.messages - traffic.empty
    counts = [f"{traffic.matched:,} ({_share(traffic.matched, with_text)}) match a template"]
    if traffic.matched > traffic.accepted:
        counts.append(f"{traffic.matched - traffic.accepted:,} of them none that is accepted for them")
    counts.append(f"{len(traffic.unmatched):,} match none")
    counts += [f"{traffic.empty:,} are empty"] * bool(traffic.empty)
    head = f"{_visible.line(environment)}: {_input.count(traffic.messages, 'message')}: {'; '.join(counts)}"
    parts = [_proposals(proposals, len(traffic.unmatched), file, rows), _unused(traffic, records, fees), [head]]
    shown = [part for part in parts if part]
    return [line for number, part in enumerate(shown) for line in ([""] if number else []) + part]


def _proposals(proposals: Sequence[Mapping[str, Any]], unmatched: int, file: str, rows: int) -> list[str]:
    if not unmatched:
        return []
    covered = sum(one["messages"] for one in proposals)
    head = f"{_input.count(len(proposals), 'text')} to register would match {covered:,} of the {unmatched:,} messages"
    table = [
        [f"{one['messages']:,}".rjust(9), f"{100 * one['share']:.1f} %".rjust(7), _visible.line(one["sender"]), "|"]
        for one in proposals[:rows]
    ]
    shown = [
        row[:-1] + _table.start(one["msg"], max(_table.LINE - len(row), _LEAST))
        for one, row in zip(proposals, _table.indented(table))
    ]
    where = [f"they are in {file}; read each before it goes into the catalog"] if file and proposals else []
    return [head, *shown, *_table.more(len(proposals) - rows), *where]


def _unused(traffic: Traffic, records: Sequence[Record], fees: Mapping[str, float]) -> list[str]:
    """Registered texts that nobody has sent: operators drop what is not used for two months, and some charge for it."""
    unused = [one for one, hits in zip(records, traffic.hits) if not hits and _money.accepted(one)]
    if not unused or traffic.messages == traffic.empty:
        return []
    costs = [sum(_fees.of_targets(_money.accepted(one), fees).values()) for one in unused]
    total = f", which cost about {_fees.amount_text(sum(costs))} a month" if any(costs) else ""
    names = ", ".join(map(_records.title, unused))
    return [f"sent by nobody in these messages: {_input.count(len(unused), 'accepted template')}{total}: {names}"]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "0 %"
