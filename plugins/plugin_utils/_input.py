# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users gave and cannot have meant: the error, and what its message quotes and hints at. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

_SHOWN = 40
_LISTED = 20


class InputError(ValueError):
    """What was given cannot be meant; the message names the value and the mend."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that ends an error message: the nearest right name, or the first of them if none is near."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"there are {', '.join(names[:_LISTED]) or 'none'}{more}"


def shown(value: Any) -> str:
    """The value as a message quotes it, not longer than a line has room for."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def limit(value: Any) -> int:
    """A limit that a user gave, checked. Raises InputError."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError(f"limit is {value!r}: give a number from 0")
    return int(value)
