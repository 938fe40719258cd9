# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of an export: JSON Lines, for its owner alone, replaced as a whole or not at all."""

from __future__ import annotations

import hmac
import json
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .._model import _errors
from . import _messages

KEYS = ("message", "sender", "operator", "cost", "parts", "sent", "recipient")
_MODE = 0o600
_PSEUDONYM = r"r[0-9a-f]{20}"
# No line of an export is longer.
_LONGEST_LINE = 1024 * 1024

Record = dict[str, Any]


def place(dest: str) -> Path:
    """Where to write. Raises ParametersError where that is not possible, before anything is asked."""
    # A link stays, and what it leads to is replaced.
    path = Path(os.path.realpath(Path(dest).expanduser()))
    if not dest.strip() or path.is_dir():
        raise _errors.ParametersError(f"dest is {dest!r}, which is a folder; name a file")
    if not path.parent.is_dir():
        raise _errors.ParametersError(f"dest: there is no folder {str(path.parent)!r}; make it first")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise _errors.ParametersError(f"dest: the folder {str(path.parent)!r} may not be written to by this user")
    if path.exists() and not path.is_file():
        raise _errors.ParametersError(f"dest: {str(path)!r} is not a file; name another")
    return path


def read(path: Path) -> list[Record] | None:
    """The records of an earlier export; None if there is no file.

    Raises ParametersError for a file of something else, which must not be lost.
    """
    found = []
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                found.append(_record(line))
                if found[-1] is None:
                    break
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise _errors.ParametersError(f"dest: {str(path)!r} cannot be read ({exc.strerror})") from None
    records = [record for record in found if record is not None]
    if len(records) != len(found):
        raise _errors.ParametersError(
            f"dest: {str(path)!r} exists and is not an export of messages, so it was left alone; name another file, "
            "or remove it"
        )
    return records


def _record(line: bytes) -> Record | None:
    """A line of an export, or None if it is one of something else."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    ours = isinstance(record, dict) and tuple(record) == KEYS and isinstance(record["recipient"], str)
    return record if ours else None


def records(messages: Iterable[_messages.Message], *, with_phones: bool) -> list[Record]:
    """The records of messages. Each recipient has a pseudonym, which nobody can find out, and nobody can make again."""
    salt = os.urandom(32)

    def recipient(phone: str) -> str:
        return phone if with_phones else f"r{hmac.digest(salt, phone.encode('utf-8', 'replace'), 'sha256')[:10].hex()}"

    return [
        dict(zip(KEYS, (m.message, m.sender, m.operator, m.cost, m.parts, m.sent, recipient(m.phone))))
        for m in messages
    ]


def same(old: Sequence[Record] | None, new: Sequence[Record], *, with_phones: bool) -> bool:
    """Whether an earlier export says the same.

    Pseudonyms are others each time, so it counts which messages have the same recipient, and not what it is called.
    """
    if old is None or len(old) != len(new):
        return False
    if not with_phones and not all(re.fullmatch(_PSEUDONYM, record["recipient"]) for record in old):
        return False
    names: dict[str, str] = {}
    others: dict[str, str] = {}
    for one, other in zip(old, new):
        if any(one[key] != other[key] for key in KEYS[:-1]):
            return False
        was, now = one["recipient"], other["recipient"]
        if with_phones and was != now:
            return False
        if names.setdefault(was, now) != now or others.setdefault(now, was) != was:
            return False
    return True


def is_private(path: Path) -> bool:
    """Whether nobody but its owner may read a file."""
    return stat.S_IMODE(path.stat().st_mode) == _MODE


def make_private(path: Path) -> None:
    """Let nobody but its owner read a file. Raises ParametersError."""
    try:
        path.chmod(_MODE)
    except OSError as exc:
        raise _errors.ParametersError(f"dest: the mode of {str(path)!r} cannot be set ({exc.strerror})") from None


def write(path: Path, found: Iterable[Record]) -> None:
    """Write all records, or leave what was there. Raises ParametersError."""
    temporary = ""
    try:
        number, temporary = tempfile.mkstemp(prefix=".smsc-export-", dir=path.parent)
        # Half a character, which JSON may hold and UTF-8 may not, is spelled as JSON spells it.
        with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            os.fchmod(number, _MODE)
            for record in found:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(number)
        Path(temporary).replace(path)
    except OSError as exc:
        raise _errors.ParametersError(
            f"dest: {str(path)!r} cannot be written ({exc.strerror}); it was left as it was"
        ) from None
    finally:
        # After the replacement it is not there any more.
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
