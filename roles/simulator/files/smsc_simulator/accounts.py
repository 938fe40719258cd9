# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose request it is, and which sender names the account has: those that an addition meets."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

ACCEPTED, NOT_ACCEPTED = 2, 3
# Operators by their prefixes; of the last three no target is known yet.
_KEYS = (
    "mts_step_status",
    "mega_step_status",
    "bee_step_status",
    "tele2_step_status",
    "tele2_status",
    "motiv_step_status",
    "sber_step_status",
    "winmob_step_status",
    "volnamob_step_status",
)


def find(accounts: Iterable[Mapping[str, Any]], params: Mapping[str, str]) -> dict[str, Any] | None:
    """The account whose credentials are in a request, if there is one."""
    for account in accounts:
        if "apikey" in params:
            if account.get("api_key") and _same(params["apikey"], account["api_key"]):
                return dict(account)
        elif params.get("login") == account["login"] and account.get("password"):
            psw, password = params.get("psw", ""), account["password"]
            if _same(psw, password) or _same(psw, _md5(password)):
                return dict(account)
    return None


def accepts(account: Mapping[str, Any], sender: str, target: str) -> bool:
    """Whether the operator of a target accepts a sender name."""
    own = _own(account, sender)
    return _fits(account, sender, target) and all(
        status == ACCEPTED for key, status in own.items() if _prefix(key) == _prefix(target)
    )


def sender_names(account: Mapping[str, Any], seen: Iterable[str], targets: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each sender name of an account. seen: those of an account that has no list, and so accepts any."""
    listed = seen if account.get("senders") is None else account["senders"]
    names = dict.fromkeys([*listed, *account.get("sender_statuses", {})])
    rows = enumerate(names, 101)
    return [{"id": number, "sender": name, **_statuses(account, name, targets)} for number, name in rows]


def is_active(row: Mapping[str, Any]) -> bool:
    """Whether some operator accepts the sender name of a row."""
    return ACCEPTED in row.values()


def _md5(password: str) -> str:
    """The other form of a password that the service takes; in FIPS mode a system may have no MD5 at all."""
    try:
        return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    except ValueError:
        return password


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _statuses(account: Mapping[str, Any], sender: str, targets: Sequence[str]) -> dict[str, int]:
    found = {}
    for key in _KEYS:
        # Of an operator without targets, the first that it would have.
        own = [target for target in targets if _prefix(target) == _prefix(key)] or [f"{_prefix(key)}_srv"]
        fits = any(_fits(account, sender, target) for target in own)
        found[key] = ACCEPTED if fits else NOT_ACCEPTED
    return {**found, **_own(account, sender)}


def _fits(account: Mapping[str, Any], sender: str, target: str) -> bool:
    patterns = account.get("senders")
    return patterns is None or any(fnmatchcase(target, pattern) for pattern in patterns.get(sender, []))


def _own(account: Mapping[str, Any], sender: str) -> dict[str, int]:
    own: dict[str, int] = account.get("sender_statuses", {}).get(sender, {})
    return own


def _prefix(name: str) -> str:
    return name.partition("_")[0]
