# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command lines of processes, which every user of a machine may read."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path


class CommandLines:
    """Looks at the command lines of all processes of the machine for as long as the context lasts."""

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
            for folder in Path("/proc").iterdir():
                with suppress(OSError):
                    self.seen.add((folder / "cmdline").read_bytes())
