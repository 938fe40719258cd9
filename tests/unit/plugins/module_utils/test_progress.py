# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a line is due, and where it goes; what a user sees of it is in the integration tests."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk, _progress
from ansible_collections.smsops.smsc.plugins.module_utils._model import _template
from ansible_collections.smsops.smsc.tests.support.clock import Clock
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator


class Task:
    """A task on a clock of its own, and the lines it has shown: seconds since its start, text."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.began = self.clock.now
        self.lines: list[tuple[float, str]] = []
        self.progress = _progress.Progress(
            lambda line: self.lines.append((self.clock.now - self.began, line)), self.clock
        )

    def reads(self, total: int, seconds: float) -> None:
        for done in range(1, total + 1):
            self.clock.sleep(seconds)
            self.progress.read(done, total)

    def adds(self, total: int, seconds: float, additions: int = 0) -> None:
        self.progress.plan(additions or total, total)
        for done in range(1, total + 1):
            self.clock.sleep(seconds)
            self.progress.added(done, total)


def test_a_long_task_says_what_it_has_read_what_it_will_add_and_what_it_has_added() -> None:
    task = Task()
    task.reads(1000, 0.03125)
    task.adds(30, 0.5, additions=40)
    assert task.lines == [
        (5, "read 160 of 1,000 templates"),
        (10, "read 320 of 1,000 templates"),
        (15, "read 480 of 1,000 templates"),
        (20, "read 640 of 1,000 templates"),
        (25, "read 800 of 1,000 templates"),
        # Not at 30, because all is read at 31.25, and this line is the one that matters.
        (31.25, "plan: 40 registrations to add to 30 templates"),
        (36.25, "added 10 of 30 templates"),
        # Not at 41.25, five seconds before the end.
    ]


def test_a_short_task_says_nothing() -> None:
    task = Task()
    task.reads(20, 0.125)
    task.adds(1, 0.5)
    assert task.lines == []


def test_the_plan_of_a_task_that_will_be_long_is_shown_at_once() -> None:
    task = Task()
    task.reads(4, 0.5)
    task.adds(4, 1)
    assert task.lines == [(2, "plan: 4 registrations to add to 4 templates")]


def test_the_plan_of_a_task_that_seemed_to_be_short_comes_when_it_is_not() -> None:
    task = Task()
    task.reads(30, 0.125)
    task.adds(4, 0.5)
    assert task.lines == [(5.25, "plan: 4 registrations to add to 4 templates")]


def test_a_plan_right_after_another_line_waits() -> None:
    task = Task()
    for done, at in ((1, 5), (4, 6)):
        task.clock.now = task.began + at
        task.progress.read(done, 4)
    task.adds(8, 1)
    assert task.lines == [(5, "read 1 of 4 templates"), (10, "plan: 8 registrations to add to 8 templates")]


def test_a_plan_is_not_shown_when_all_is_done() -> None:
    task = Task()
    task.reads(4, 0.5)
    task.adds(1, 60)
    assert task.lines == []


def test_a_plan_of_nothing_is_not_shown() -> None:
    task = Task()
    task.reads(4, 10)
    task.progress.plan(0, 0)
    assert [line for _at, line in task.lines] == [
        "read 1 of 4 templates",
        "read 2 of 4 templates",
        "read 3 of 4 templates",
    ]


def test_one_is_not_many() -> None:
    task = Task()
    task.clock.sleep(10)
    task.progress.plan(1, 1)
    assert task.lines == [(10, "plan: 1 registration to add to 1 template")]


def test_threads_do_not_say_the_same_twice() -> None:
    task = Task()
    task.clock.sleep(6)
    start = threading.Barrier(8)

    def step(done: int) -> None:
        start.wait()
        for _number in range(200):
            task.progress.read(done, 1000)

    threads = [threading.Thread(target=step, args=(done,)) for done in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(task.lines) == 1


COUNT = st.integers(0, 50)
STEPS = st.lists(
    st.tuples(st.sampled_from(["read", "plan", "added"]), st.integers(0, 80).map(lambda n: n / 8), COUNT, COUNT),
    max_size=10,
)


@settings(max_examples=min(settings().max_examples, 500))
@given(STEPS)
def test_whatever_happens_lines_are_rare_and_true(steps: list[tuple[str, float, int, int]]) -> None:
    task = Task()
    read = 0
    for method, seconds, first, second in steps:
        task.clock.sleep(seconds)
        said = len(task.lines)
        getattr(task.progress, method)(first, second)
        for at, line in task.lines[said:]:
            expected = at * (1 + 2 * second / read) if read else 0
            assert at >= 5 or (method == "plan" and line.startswith("plan: ") and expected > 5)
            if not line.startswith("plan: "):
                done, total = map(int, re.findall("[0-9]+", line))
                assert (method, 0 < done < total) == (line.split()[0], True)
        read = first if method == "read" else read
    times = [at for at, _line in task.lines]
    assert all(later - earlier >= 5 for earlier, later in zip(times, times[1:]))


def test_the_plan_comes_before_the_first_addition(simulator: Simulator) -> None:
    seen: list[tuple[str, set[str]]] = []
    clock = Clock()
    progress = _progress.Progress(lambda line: seen.append((line, set(simulator.commands()))), clock)
    clock.sleep(4)
    templates = [_template.Template("SHOP", f"Заказ {number}", ("mts_srv", "soc")) for number in range(3)]
    _bulk.ensure_all(simulator.client(), templates, width=4, progress=progress)
    assert seen == [("plan: 6 registrations to add to 3 templates", {"get"})]
    assert len(simulator.registered()) == 6


def test_a_plan_that_is_not_carried_out_is_not_shown(simulator: Simulator) -> None:
    seen: list[str] = []
    clock = Clock()
    progress = _progress.Progress(seen.append, clock)
    clock.sleep(5)
    templates = [_template.Template("SHOP", "Заказ", ("mts_srv",))]
    _bulk.ensure_all(simulator.client(), templates, width=4, check_mode=True, progress=progress)
    assert seen == []


def late(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> _progress.Progress:
    """The progress of a process that began an hour ago."""
    clock = Clock()
    monkeypatch.setattr(_progress.Progress.__init__, "__defaults__", (clock,))
    progress = _progress.from_environment(environ)
    clock.sleep(3600)
    return progress


def test_lines_go_to_the_end_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "строки"
    file.write_text("before\n")
    late({_progress.VARIABLE: str(file)}, monkeypatch).plan(1, 1)
    assert file.read_text() == "before\nplan: 1 registration to add to 1 template\n"


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("missing", "no folder/missing", ""):
        late({_progress.VARIABLE: name and str(tmp_path / name)}, monkeypatch).plan(1, 1)
    late({}, monkeypatch).plan(1, 1)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_a_file_of_this_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    link = tmp_path / "link"
    link.symlink_to(file)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for path in (link, pipe, tmp_path):
        late({_progress.VARIABLE: str(path)}, monkeypatch).plan(1, 1)
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    late({_progress.VARIABLE: str(file)}, monkeypatch).plan(1, 1)
    assert (os.read(reader, 100), file.read_text()) == (b"", "")
    os.close(reader)
