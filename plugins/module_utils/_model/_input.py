# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users gave: the error about it, the nearest right name, and quotations that are safe and short. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_QUOTED = 200
_SHOWN = 40
_LISTED = 20
_MOST = 1_000_000_000
# What to do where YAML, an inventory or Jinja has made something else of a text.
QUOTE_IT = "put it in quotation marks (in an INI inventory '\"...\"'; after a Jinja expression | string)"
# So many things of one kind are listed in a message, and the rest is counted.
_MOST_LISTED = 10
# Keys of the pages, the examples and the simulator, and what people write where a reader puts his own.
_PLACEHOLDER = r"(?s)demo-(key|password|only)(-\w+)?|for-tests-only|[.…*]+|[xX]{3,}|<.*>"


class InputError(ValueError):
    """What was given is wrong; the message names the place, the value and the fix."""


def quote(text: str) -> str:
    """The start of a foreign text, safe to print: control characters and terminal escapes are spelled out."""
    start = text[:_QUOTED]
    # Cut once more, because spelled out a character can be ten.
    safe = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in start)
    return safe if len(safe) <= _QUOTED >= len(text) else safe[:_QUOTED] + "..."


def shown(value: Any, width: int = _SHOWN) -> str:
    """The value as a message quotes it, in so many characters at most."""
    # A date that YAML has made of a text is told as it was written.
    text = value.isoformat() if hasattr(value, "isoformat") else repr(value)
    return text if len(text) <= width else f"{text[:width]}…"


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that ends an error message: the nearest right name, or the first of them if none is near."""
    # Only an error needs it, and every start of a module would pay for it.
    import difflib  # noqa: PLC0415

    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]!r}?{_look_alikes(name, close[0])}"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"there are {', '.join(names[:_LISTED]) or 'none'}{more}"


def _look_alikes(name: str, known: str) -> str:
    """Letters of another script that stand in a name, because nobody can see them."""
    # Only an error needs it, and every start of a module would pay for it.
    import unicodedata  # noqa: PLC0415

    strange = dict.fromkeys(one for one in name if not one.isascii() and one not in known) if known.isascii() else ()
    if not strange or len(name) != len(known):
        return ""
    listed = ", ".join(f"U+{ord(one):04X} {unicodedata.name(one, 'without a name')}" for one in strange)
    return f" Here it is written with {listed}"


def count(number: int, noun: str) -> str:
    """`1 template`, `1,000 templates`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def subject(names: Sequence[str], one: str = "is", more: str = "are") -> str:
    """Names with the verb that goes with so many: `mts_srv is`, `mts_srv, mega_srv are`."""
    return f"{', '.join(names)} {one if len(names) == 1 else more}"


def some(texts: Sequence[str]) -> list[str]:
    """The first texts, and how many more there are: what a person reads is a page, not a book."""
    more = len(texts) - _MOST_LISTED
    return [*texts[:_MOST_LISTED], *([f"and {more} more like these"] if more > 0 else [])]


def items(values: Any, what: str, of: str) -> Iterable[Any]:
    """The values themselves, if they are some kind of list. what: how to call it. Raises InputError."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise InputError(f"{what}: {shown(values)} is not a list: give a list of {of}")
    return values


def texts(values: Any, what: str) -> list[str]:
    """Plain strings from a list of strings. what: how to call the list. Raises InputError."""
    checked = []
    for number, value in enumerate(items(values, what, "strings"), 1):
        if not isinstance(value, str):
            raise InputError(f"{what}: item {number} is {shown(value)}, which is not a text: {QUOTE_IT}")
        checked.append(str(value))
    return checked


def limit(value: Any) -> int:
    """A limit that a user gave, checked. Raises InputError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise InputError(f"limit is {shown(value)}: give a number from 0 to {_MOST:,}")
    return int(value)


def is_host(host: str) -> bool:
    """Whether a name can be looked up at all: labels of 1 to 63 characters. An IP address can, too."""
    labels = host[:-1].split(".") if host.endswith(".") else host.split(".")
    return ":" in host or all(0 < len(label) < 64 for label in labels)


def is_placeholder(secret: str) -> bool:
    """Whether a key or password only stands for one: no account has it, and each try is a failed login."""
    return re.fullmatch(_PLACEHOLDER, secret.strip()) is not None
