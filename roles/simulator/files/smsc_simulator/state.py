# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class State:
    """What survives a restart."""

    registrations: dict[str, dict[str, Any]] = field(default_factory=dict)
    next_id: int = 1001
    clock_offset: float = 0.0
    additions: int = 0
    violations: list[dict[str, Any]] = field(default_factory=list)
    failed_logins: dict[str, list[float]] = field(default_factory=dict)
    blocked_until: dict[str, float] = field(default_factory=dict)
    # The sender names that an account has asked about.
    seen_senders: dict[str, list[str]] = field(default_factory=dict)
