# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows for a report, one for each template. Pure."""

from __future__ import annotations

from typing import Any

from .. import _records


def matrix(records: Any, now: str | None = None) -> list[dict[str, Any]]:
    """Rows for a report, one for each template.

    records: those of the fact op_templates_report, or templates as the modules return them.
    now: ISO 8601 text; without it there are no ages.
    Returns rows of environment, set, name, sender, msg, states and ages. states is a dict of target -> state in
    the service's order of targets, of the wanted targets and of others that are registered; ages is a dict of
    target -> seconds, of those whose record says since when. Raises InputError.
    """
    moment = None if now is None else _records.moment(now, "now")
    return [
        {
            "environment": record.environment,
            "set": record.template.set,
            "name": record.template.name,
            "sender": record.template.sender,
            "msg": record.template.msg,
            "states": dict(record.states),
            "ages": _records.ages(record, moment),
        }
        for record in _records.read(records)
    ]
