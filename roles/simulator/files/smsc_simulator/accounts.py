# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose request it is."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any


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


def _md5(password: str) -> str:
    """The other form of a password that the service takes; in FIPS mode a system may have no MD5 at all."""
    try:
        return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    except ValueError:
        return password


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
