# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of one machine: its file, and what is left behind there. Processes are budgets on one file."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import (
    _budget,
    _database,
    _processes,
    _protocol,
    _sqlite,
)
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.tests.support.paths import COLLECTIONS
from ansible_collections.smsops.smsc.tests.support.shared_limits import GET, Machine, nothing

SECRET = "Tr0ub4dor&3"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def database(process: _budget.Budget) -> _database.Database:
    """The database of a process."""
    store = process._store
    assert isinstance(store, _sqlite.Store)
    return store._database


class TestWhatIsLeftBehind:
    def test_a_killed_process_holds_nothing(self, machine: Machine, tmp_path: Path) -> None:
        script = (
            "import os, signal\n"
            "from ansible_collections.smsops.smsc.plugins.module_utils._limits import _budget, _sqlite\n"
            f"store = _sqlite.Store({str(machine.folder)!r}, clock=lambda: {machine.clock.now})\n"
            "budget = _budget.Budget(store, 'shop', 't', connections=1, lease=65, sleep=print, wait_left=lambda: 9)\n"
            f"budget.acquire({GET!r}, tuple)\n"
            "with budget.claim('SHOP', 'text', since=0.0):\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        environ = {**os.environ, "PYTHONPATH": str(COLLECTIONS)}
        assert subprocess.run([sys.executable, "-c", script], env=environ, check=False, timeout=60).returncode == -9
        process = machine.process(connections=1)
        with process.claim("SHOP", "text", since=0.0):
            process.acquire({**GET, "msg": "2"}, nothing)
        assert sum(machine.clock.slept) < 0.1
        assert machine.warnings == []

    def test_a_killed_process_that_waited_keeps_no_place(self, machine: Machine) -> None:
        machine.known_to_work()
        first = machine.process(connections=1)
        slot = first.acquire(GET, nothing)
        script = (
            "import os\n"
            "from ansible_collections.smsops.smsc.plugins.module_utils._limits import _budget, _sqlite\n"
            f"store = _sqlite.Store({str(machine.folder)!r}, clock=lambda: {machine.clock.now})\n"
            "end = lambda seconds: os.kill(os.getpid(), 9)\n"
            "budget = _budget.Budget(store, 'shop', 't', connections=1, lease=65, sleep=end, wait_left=lambda: 9)\n"
            "budget.acquire({'msg': 'other'}, tuple)\n"
        )
        environ = {**os.environ, "PYTHONPATH": str(COLLECTIONS)}
        assert subprocess.run([sys.executable, "-c", script], env=environ, check=False, timeout=60).returncode == -9
        assert machine.tickets() == 1
        first.release(slot, worked=True)
        machine.process(connections=1).acquire({**GET, "msg": "2"}, nothing)
        assert len(machine.clock.slept) == 1
        assert (machine.tickets(), machine.warnings) == (0, [])

    def test_a_reboot_leaves_no_request_and_no_ticket(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        for _number in range(10):
            machine.request(machine.process())
        machine.process(connections=1).acquire({"msg": "under way"}, nothing)
        monkeypatch.setattr(_database, "_read", lambda _path: "another boot")
        machine.clock.now = 3.0
        machine.request(machine.process(connections=1))
        assert machine.clock.slept == []

    def test_only_the_first_process_after_a_reboot_forgets(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        machine.request(machine.process())
        monkeypatch.setattr(_database, "_read", lambda _path: "another boot")
        machine.process(connections=1).acquire(GET, nothing)
        late = machine.process(connections=1, wait_budget=0)
        # As if it had looked before the first one wrote.
        store = database(late)
        store.step(lambda db, _now: store._start_anew(db))
        with pytest.raises(_errors.RateLimitError):
            late.acquire({**GET, "msg": "2"}, nothing)

    def test_a_clock_that_starts_anew_without_being_seen_to_does_no_harm(self, machine: Machine) -> None:
        for _number in range(10):
            machine.request(machine.process())
        ticket = "INSERT INTO tickets VALUES (9, 'shop', 'k', 'o', 1005, 'connection')"
        database(machine.process()).step(lambda db, _now: db.execute(ticket))
        machine.clock.now = 3.0
        machine.request(machine.process(connections=1))
        assert machine.clock.slept == []
        assert machine.tickets() == 0


class TestClaims:
    def addition(self, process: _budget.Budget) -> _protocol.Slot:
        return process.acquire({"add": "1", "sender": "SHOP", "msg": "text"}, nothing)

    def in_doubt(self, process: _budget.Budget) -> _protocol.Slot:
        """An addition that got no response, in a claim that is over. Returns its slot."""
        with process.claim("SHOP", "text", since=0.0):
            slot = self.addition(process)
            process.release(slot, worked=False, settled=False)
        return slot

    def test_it_is_forgotten_after_a_day(self, machine: Machine) -> None:
        for number in range(5):
            with machine.process().claim("SHOP", f"text {number}", since=0.0):
                pass
        machine.clock.now += _protocol.CLAIMS_KNOWN_FOR + 1
        with machine.process().claim("SHOP", "text", since=machine.clock.now):
            assert database(machine.process()).look("SELECT count(*) FROM claims") == [(1,)]

    @pytest.mark.parametrize(("answered", "waits"), [(False, 60), (True, 0)])
    def test_only_an_unanswered_addition_of_a_process_that_is_killed_keeps_others_waiting(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch, answered: bool, waits: int
    ) -> None:
        killed = machine.process()
        held = killed.claim("SHOP", "text", since=0.0)
        held.__enter__()
        slot = self.addition(killed)
        if answered:
            killed.release(slot, worked=True)
        monkeypatch.setattr(_processes, "is_gone", lambda _owner: True)
        machine.clock.now += 5
        with machine.process(connections=1).claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone is False
        assert sum(machine.clock.slept) == pytest.approx(waits, abs=0.05)

    def test_a_process_that_is_killed_then_keeps_others_waiting_as_long_as_it_may_arrive(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        killed = machine.process()
        self.in_doubt(killed)
        killed.claim("SHOP", "text", since=None).__enter__()
        monkeypatch.setattr(_processes, "is_gone", lambda _owner: True)
        with machine.process().claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone is False
        assert sum(machine.clock.slept) == pytest.approx(65, abs=0.05)

    def test_another_request_never_gets_the_number_of_a_forgotten_one(self, machine: Machine) -> None:
        slot = self.in_doubt(machine.process())
        # The request is forgotten before the addition is: it has ended at once.
        machine.clock.now += _protocol.WINDOW + 1
        other = machine.process().acquire(GET, nothing)
        assert other.number > slot.number
        machine.process().release(other, worked=True)
        with pytest.raises(_errors.RateLimitError), machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass

    def test_where_the_folder_was_lost_it_is_open_for_as_long_as_can_be(self, machine: Machine) -> None:
        process = machine.process()
        with process.claim("SHOP", "text", since=0.0):
            slot = self.addition(process)
            database(process)._db.close()
            machine.clock.now += 10
            process.release(slot, worked=False, settled=False)
        assert process.open_until("SHOP", "text") == machine.clock.now + 65

    def test_a_clock_that_begins_anew_does_not_prolong_that(self, machine: Machine) -> None:
        first = machine.process()
        with first.claim("SHOP", "text", since=0.0):
            first.release(self.addition(first), worked=False, settled=False)
        machine.clock.now = 3.0
        with machine.process(wait_budget=0).claim("SHOP", "text", since=3.0) as alone:
            assert alone is False


class TestTheFolder:
    def test_it_is_private_and_holds_no_secret(self, machine: Machine) -> None:
        store = _sqlite.Store(str(machine.folder))
        budget = _budget.Budget(
            store,
            store.digest("account", "shop"),
            store.digest("secret", SECRET, size=2),
            connections=1,
            lease=65,
            sleep=machine.clock.sleep,
            wait_left=lambda: 0,
        )
        budget.release(budget.acquire({**GET, "psw": SECRET}, nothing), worked=True)
        assert stat.S_IMODE(machine.folder.stat().st_mode) == 0o700
        files = list(machine.folder.iterdir())
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        content = b"".join(file.read_bytes() for file in files)
        assert b"requests" in content
        assert SECRET.encode() not in content
        assert "Заказ".encode() not in content

    def test_a_digest_of_a_secret_fits_too_many_secrets_to_find_it(self, machine: Machine) -> None:
        store = _sqlite.Store(str(machine.folder))
        tags = {store.digest("secret", str(number), size=2) for number in range(200_000)}
        assert 60_000 < len(tags) <= 65_536
        assert store.digest("secret", "1", size=2) != _sqlite.Store(None).digest("secret", "1", size=2)

    def test_it_is_made_with_all_that_is_above_it(self, tmp_path: Path) -> None:
        machine = Machine(tmp_path / "home" / "local")
        machine.request(machine.process())
        assert machine.folder.is_dir()
        assert machine.warnings == []

    def test_a_step_that_fails_leaves_nothing_behind_and_no_trouble(self, machine: Machine) -> None:
        shared = database(machine.process())

        def fail(db: sqlite3.Connection, _now: float) -> None:
            db.execute("DELETE FROM machine")
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            shared.step(fail)
        assert shared.step(lambda db, _now: db.execute("SELECT count(*) FROM machine").fetchone()) == (1,)
        assert machine.warnings == []

    def test_a_system_that_does_not_tell_when_it_has_started_is_served_too(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(_database, "_BOOT_ID", tmp_path / "none")
        for _number in range(10):
            machine.request(machine.process())
        with pytest.raises(_errors.RateLimitError):
            machine.process(wait_budget=0).acquire(GET, nothing)
        assert machine.warnings == []

    def damaged(self, machine: Machine) -> None:
        machine.folder.mkdir()
        (machine.folder / _database.FILE_NAME).write_bytes(b"no database at all" * 1000)

    def in_the_way(self, machine: Machine) -> None:
        machine.folder.write_text("a file where the folder should be")

    def of_another_user(self, machine: Machine) -> None:
        machine.folder.mkdir()
        os.chown(machine.folder, 12345, 12345)

    @pytest.mark.parametrize("trouble", ["damaged", "in_the_way", "of_another_user"])
    def test_trouble_with_it_is_a_warning_and_the_limits_hold_in_the_process(
        self, machine: Machine, trouble: str
    ) -> None:
        if trouble == "of_another_user" and os.geteuid() != 0:
            pytest.skip("only root can give a folder away")
        getattr(self, trouble)(machine)
        process = machine.process()
        assert len(machine.warnings) == 1
        assert machine.warnings[0].startswith(f"{machine.folder / _database.FILE_NAME} cannot be used (")
        assert "the limits of the service hold within this process only" in machine.warnings[0]
        for _number in range(11):
            machine.request(process)
        assert sum(machine.clock.slept) == pytest.approx(61, abs=1.1)

    def test_trouble_that_begins_later_is_a_warning_too(self, machine: Machine) -> None:
        process = machine.process()
        slot = process.acquire(GET, nothing)
        database(process)._db.close()
        process.release(slot, worked=True)
        machine.request(process)
        assert len(machine.warnings) == 1
        assert "Cannot operate on a closed database" in machine.warnings[0]

    def test_trouble_between_a_claim_and_its_addition_does_not_take_the_claim(self, machine: Machine) -> None:
        process = machine.process()
        with process.claim("SHOP", "text", since=0.0):
            database(process)._db.close()
            process.release(process.acquire({"add": "1", "sender": "SHOP", "msg": "text"}, nothing), worked=True)
        assert len(machine.warnings) == 1

    def test_trouble_while_looking_is_a_warning_too(self, machine: Machine) -> None:
        store = database(machine.process())
        store._db.close()
        assert store.look("SELECT count(*) FROM requests WHERE key = ?", "k") == [(0,)]
        assert len(machine.warnings) == 1

    def test_trouble_in_memory_is_a_warning_too(self) -> None:
        warnings: list[str] = []
        store = _database.Database(None, warn=warnings.append)
        store._db.close()
        assert store.look("SELECT count(*) FROM requests") == [(0,)]
        (warning,) = warnings
        assert warning.startswith("the database in memory cannot be used (ProgrammingError: ")

    def test_a_full_disk_is_a_warning_too(self, machine: Machine) -> None:
        process = machine.process()
        pages = database(process)._db.execute("PRAGMA page_count").fetchone()[0]
        database(process)._db.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(2000):
            machine.request(process, {**GET, "msg": str(number)})
        assert len(machine.warnings) == 1
        assert "full" in machine.warnings[0]
