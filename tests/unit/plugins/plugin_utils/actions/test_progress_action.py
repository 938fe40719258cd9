# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a file of lines is shown; the whole action plugin is in the integration tests."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._actions import _progress_action


class Ends(threading.Event):
    """A module that writes something at every look into its file, and then ends."""

    def __init__(self, *writes: Callable[[], object]) -> None:
        super().__init__()
        self._writes = iter(writes)

    def wait(self, timeout: float | None = None) -> bool:
        write = next(self._writes, None)
        if write:
            write()
        return write is None


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []

    class Display:
        def display(self, line: str, *, stderr: bool) -> None:
            assert stderr
            lines.append(line)

    monkeypatch.setattr(_progress_action, "Display", Display)
    return lines


def written(host: str, *texts: bytes) -> None:
    file = io.BytesIO()

    def append(text: bytes) -> None:
        read = file.tell()
        file.seek(0, io.SEEK_END)
        file.write(text)
        file.seek(read)

    writes = [lambda text=text: append(text) for text in texts]
    _progress_action._show(file, host, Ends(*writes))


def test_whole_lines_are_shown_once(shown: list[str]) -> None:
    written("prod", b"", b"read 1 of 3 templates\nread 2", b"", b" of 3 templates\n", b"plan")
    assert shown == ["smsc [prod]: read 1 of 3 templates", "smsc [prod]: read 2 of 3 templates"]


def test_what_acts_unseen_is_seen(shown: list[str]) -> None:
    written("a\x1b[2J\nb\u202e", b"\x07 \xff\r\n")
    assert len(shown) == 1
    assert shown[0].isprintable()
