# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of leases: it goes on while the machine sleeps, because the leases of a sleeping owner do so too."""

from __future__ import annotations

import time

_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def boottime() -> float:
    """Seconds since the machine has started; where the system cannot tell them, those that it was awake."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)
