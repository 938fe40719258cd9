# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which process of this machine something belongs to, and whether that has ended."""

from __future__ import annotations

import os
from pathlib import Path

_PID_NAMESPACE = Path("/proc/self/ns/pid")


def this_process() -> str:
    """A name for this process; with `is_gone` another process can tell whether it has ended."""
    return f"{os.getpid()}@{_namespace()}"


def is_gone(owner: str) -> bool:
    """Whether a process has surely ended. One that cannot be seen from here (another container) is not said to.

    owner: a name of `this_process`; what follows a slash is of no account.
    """
    number, _at, namespace = owner.partition("/")[0].partition("@")
    if not namespace or namespace != _namespace():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _namespace() -> str:
    try:
        return str(_PID_NAMESPACE.stat().st_ino)
    except OSError:
        return ""
