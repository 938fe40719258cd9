# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account that tests use, with signs in its secrets that are easily lost or shown in another spelling."""

from __future__ import annotations

LOGIN = "shop"
PASSWORD = "Пароль +%&/ 9f8e7d"
API_KEY = "key/+=4711-secret"

# As settings of the simulator.
ACCOUNT = {"login": LOGIN, "password": PASSWORD, "api_key": API_KEY}
# As fields of a request.
BY_KEY = {"apikey": API_KEY}
BY_PASSWORD = {"login": LOGIN, "psw": PASSWORD}
WRONG = {"login": LOGIN, "psw": "wrong"}
