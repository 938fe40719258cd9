# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on the controller, written in one step."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PRIVATE = 0o600
READABLE = 0o644


def obstacle(file: Path) -> str:
    """What would keep a file from being written, and the fix; empty if nothing would."""
    folder = file.expanduser().absolute().parent
    if not folder.is_dir():
        return f"there is no folder {str(folder)!r}; make it first"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"nothing can be written to {str(folder)!r}; make it writable"
    return f"{str(file)!r} is a folder; name a file" if file.expanduser().is_dir() else ""


def write(file: Path, text: str, mode: int = PRIVATE) -> None:
    """Write a file of this mode, all of it or nothing. Raises OSError."""
    # Made with mode 0600.
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as temporary:
            temporary.write(text)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(name).chmod(mode)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def written(file: Path, text: str, mode: int = PRIVATE) -> list[str]:
    """Write a file, and return what kept it from being written, if anything did."""
    try:
        write(file, text, mode)
    except OSError as exc:
        return [f"{file}: it cannot be written ({exc.strerror})"]
    return []
