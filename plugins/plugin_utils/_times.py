# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Points in time and ages, as texts. Pure: the caller gives the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from ..module_utils._model import _input

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def parse(text: str) -> datetime:
    """A point in time from ISO 8601 text, such as 2026-11-22T10:00:00+00:00 or 2026-11-22T10:00:00Z.

    A time without an offset is taken as UTC. Returns it in UTC, in whole seconds. Raises ValueError.
    """
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    try:
        return moment.astimezone(timezone.utc).replace(microsecond=0)
    except OverflowError:
        raise ValueError(f"{text!r} is outside of the calendar") from None


def iso(moment: datetime) -> str:
    """The point in time as ISO 8601 text in UTC."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds")


def age(since: datetime, now: datetime) -> int:
    """Seconds from since to now; 0 where since lies ahead, because a clock was set back."""
    return max(0, int((now - since).total_seconds()))


def rough_age(seconds: int) -> str:
    """An age for people, in its largest unit: `3 days`, `4 hours`, `5 minutes`; empty for less than a minute."""
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= unit:
            return _input.count(seconds // unit, name)
    return ""


def age_text(seconds: int, units: Sequence[str] = ("{} d", "{} h", "{} min")) -> str:
    """An age for people, in its two largest units: `3 d 4 h`, `4 h 12 min`, `5 min`.

    units: how a number of days, of hours and of minutes is written.
    """
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    parts = list(zip((days, hours, rest // MINUTE), units))
    start = 0 if days else 1 if hours else 2
    return " ".join(unit.format(number) for number, unit in parts[start : start + 2] if number) or units[2].format(0)
