# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command lines of processes, which every user of a machine may read."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path


class CommandLines:
    """Looks at the command lines of what this process starts for as long as the context lasts.

    Not of all processes: tests that run beside this one use the same secrets.
    """

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> CommandLines:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            for folder in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    command_line = (folder / "cmdline").read_bytes()
                    if _is_below(folder, os.getpid()):
                        self.seen.add(command_line)


def _is_below(folder: Path, root: int) -> bool:
    """Whether a process was started by another one, or by what that started; also where it has just ended."""
    number = int(folder.name)
    with suppress(OSError):
        while number > 1:
            if number == root:
                return True
            number = int((folder.parent / str(number) / "stat").read_bytes().rpartition(b")")[2].split()[1])
        return False
    return True
