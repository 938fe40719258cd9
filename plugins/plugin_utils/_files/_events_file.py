# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the event source knows of an environment as a file: its history, and the events that nobody has taken yet.

Both stand in one file, which is written in one step, so that no change is lost or emitted twice by a restart.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from ...module_utils._model import _input
from ...module_utils._model._template import Record
from .. import _times
from . import _history_file

# Beside the role's history, because what a run of the role has seen first would be no change here.
_FOLDER = "events"
_PENDING, _POLLED = "pending", "polled"
_TEXT_START = 30


class EventsFile(_history_file.HistoryFile):
    """The file below a folder. Raises InputError where it cannot be read or written."""

    def __init__(self, folder: str, environment: str) -> None:
        super().__init__(str(Path(folder) / _FOLDER), environment, prefix="")
        self.read()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only source of this history; with the process it ends, too. Raises InputError if there is another."""
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise _input.InputError(
                f"another source is using {self.path}; stop it, or give this one another history_dir"
            ) from None
        finally:
            os.close(lock)

    def pending(self) -> list[dict[str, Any]]:
        """The events that nobody has taken yet."""
        self.read()
        return list(self.beside.get(_PENDING) or [])

    def took(self, number: int) -> None:
        """Somebody has taken so many of them."""
        with self.update():
            self.beside[_PENDING] = self.beside[_PENDING][number:]

    def seconds_left(self, interval: int, now: datetime) -> int:
        """Until the next reading is due; a restart brings none forward. interval: seconds between two."""
        self.read()
        polled = self.beside.get(_POLLED)
        return max(0, interval - _times.age(_times.parse(polled), now)) if polled else 0

    def remember(self, records: Sequence[Record], began: datetime, now: datetime) -> None:
        """Keep what was read, and what has changed as events. began: when the reading began."""
        starts = {(one.template.set, one.template.name): _start(one.template.msg) for one in records}
        with self.update() as history:
            changes = history.remember(records, _times.iso(now), _times.iso(began))
            events = [{**change, "text_start": starts[change["set"], change["name"]]} for change in changes]
            self.beside[_PENDING] = [*(self.beside.get(_PENDING) or []), *events]
            self.beside[_POLLED] = _times.iso(now)


def _start(text: str) -> str:
    """The start of a text, by which a person knows it; never all of it."""
    return text[: min(_TEXT_START, len(text) // 2)]
