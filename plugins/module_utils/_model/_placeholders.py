# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and passwords of the documentation, which are no account's. Pure.

Each costs a failed login where it is sent to the service, and five failed logins block the address.
"""

from __future__ import annotations

import re

# Those of the pages, the examples and the simulator, and what people write where a reader puts his own.
_PLACEHOLDER = re.compile(r"demo-(key|password|only)(-\w+)?|for-tests-only|[.…*]+|[xX]{3,}|<.*>", re.DOTALL)


def is_placeholder(secret: str) -> bool:
    """Whether a key or password only stands for one."""
    return _PLACEHOLDER.fullmatch(secret.strip()) is not None
