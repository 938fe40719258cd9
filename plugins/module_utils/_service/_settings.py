# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to reach an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .._limits._redis_url import Address


class Settings(NamedTuple):
    """How to reach an account.

    credentials: the form fields that authenticate, `apikey` or `login` and `psw`.
    api_urls: base addresses, each ending in a slash, in the order in which they are tried.
    timeout: seconds to connect, and again for the whole response.
    rate_limit_timeout: seconds that the task may stand still because of a limit; 0 never, -1 without bound.
    max_connections: at most so many requests of the account at once, from all processes of this user, or of a fleet.
    state_dir: where these processes keep what they share; None for this process alone.
    store: where the processes of a fleet keep it, instead of state_dir.
    unlock: whether credentials that are locked after a failed login are to be tried once more.
    sources: for errors, where `credentials` and each base address come from, as far as a user gave them.
    """

    credentials: Mapping[str, str]
    api_urls: tuple[str, ...]
    timeout: float
    rate_limit_timeout: float
    max_connections: int
    validate_certs: bool = True
    ca_path: str | None = None
    state_dir: str | None = None
    store: Address | None = None
    unlock: bool = False
    sources: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"Settings for {', '.join(self.api_urls)}"
