# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a long task is, in lines that the action plugin shows while the module runs.

A short task says nothing, and a long one a line at most every five seconds. Pure, but for the file of the lines: what
a module writes to its own standard output or error reaches nobody before it ends.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from ._model import _input

# The name of the file. The action plugin makes it, and nobody else is meant to set it.
VARIABLE = "SMSC_PROGRESS_FILE"
# Seconds before the first line and between two of them.
INTERVAL = 5.0


class Progress:
    """Takes every step of a task, from any thread, and writes the few lines that are due."""

    def __init__(self, write: Callable[[str], None] | None, clock: Callable[[], float] = time.monotonic) -> None:
        """write: takes a line; with None nothing is ever said."""
        self._write = write
        self._clock = clock
        self._lock = threading.Lock()
        self._began = self._phase_began = clock()
        self._next_line = self._began + INTERVAL
        self._silent_so_far = True
        self._read = 0
        self._held_plan = ""

    def read(self, done: int, total: int) -> None:
        """So many of the templates are read."""
        with self._lock:
            self._read = done
            self._step("read", done, total)

    def plan(self, additions: int, templates: int) -> None:
        """All is read, and now so many registrations will be added to so many templates."""
        if not additions:
            return
        with self._lock:
            now = self._phase_began = self._clock()
            self._held_plan = (
                f"plan: {_input.count(additions, 'registration')} to add to {_input.count(templates, 'template')}"
            )
            # Each of these templates costs an addition and another read.
            expected = (now - self._began) * (1 + 2 * templates / self._read) if self._read else 0
            if now >= self._next_line or (self._silent_so_far and expected > INTERVAL):
                self._say(self._held_plan, now)

    def added(self, done: int, total: int) -> None:
        """So many of the templates of the plan have been dealt with."""
        with self._lock:
            self._step("added", done, total)

    def waiting(self, additions: int, seconds: float) -> None:
        """So many additions are in doubt, and the next of them takes so many seconds yet."""
        with self._lock:
            if seconds > INTERVAL:
                doubtful = _input.count(additions, "addition")
                self._say(f"waiting {seconds:.0f} s to find out about {doubtful} in doubt", self._clock())

    def _step(self, verb: str, done: int, total: int) -> None:
        now = self._clock()
        if now < self._next_line or not 0 < done < total:
            return
        if self._held_plan:
            self._say(self._held_plan, now)
        # A line shortly before the end of a phase would only take the place of the plan or of the result.
        elif (now - self._phase_began) / done * (total - done) > INTERVAL:
            self._say(f"{verb} {done:,} of {_input.count(total, 'template')}", now)

    def _say(self, line: str, now: float) -> None:
        if self._write:
            self._write(line)
        self._next_line = now + INTERVAL
        self._silent_so_far = False
        self._held_plan = ""


SILENT = Progress(None)


def from_environment(environ: Mapping[str, str]) -> Progress:
    """The progress of this process: shown where an action plugin waits for its lines, else silent."""
    path = environ.get(VARIABLE)
    return Progress(partial(_append, path)) if path else SILENT


def _append(path: str, line: str) -> None:
    """Append to a file of this user that is there. No task fails because that cannot be done."""
    with suppress(OSError):
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            found = os.fstat(file)
            if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid():
                os.write(file, f"{line}\n".encode())
        finally:
            os.close(file)
