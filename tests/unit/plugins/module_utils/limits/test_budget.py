# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared budget: what several processes may do together. Time is injected, processes are budgets on one file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
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
from ansible_collections.smsops.smsc.tests.support.clock import Clock
from ansible_collections.smsops.smsc.tests.support.paths import COLLECTIONS

GET = {"get": "1", "sender": "SHOP", "msg": "Заказ %d"}
SECRET = "Tr0ub4dor&3"


def nothing() -> tuple[str, ...]:
    """No lock."""
    return ()


class Machine:
    """A machine with a state folder, on which any number of processes start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "state"
        self.clock = Clock()
        self.warnings: list[str] = []

    def process(
        self,
        account: str = "shop",
        tag: str = "t",
        connections: int = 4,
        wait_budget: float = 150.0,
        sleep: Callable[[float], None] | None = None,
    ) -> _budget.Budget:
        store = _sqlite.Store(str(self.folder), clock=self.clock, warn=self.warnings.append)
        return _budget.Budget(
            store,
            account,
            tag,
            connections=connections,
            lease=65.0,
            sleep=sleep or self.clock.sleep,
            wait_left=lambda: wait_budget - sum(self.clock.slept),
        )

    def request(self, process: _budget.Budget, form: dict[str, str] | None = None, worked: bool = True) -> None:
        process.release(process.acquire(form or GET, nothing), worked=worked)

    def tickets(self) -> int:
        """How many requests wait for their slot."""
        return len(self.database(self.process()).look("SELECT id FROM tickets"))

    def database(self, process: _budget.Budget) -> _database.Database:
        """The database of a process."""
        store = process._store
        assert isinstance(store, _sqlite.Store)
        return store._database

    def foreign(self, monkeypatch: pytest.MonkeyPatch) -> _budget.Budget:
        """A process of another container, of which nobody here can tell whether it is still there."""
        with monkeypatch.context() as patch:
            patch.setattr(_processes, "this_process", lambda: "1@another container")
            return self.process(connections=1)

    def known_to_work(self, account: str = "shop", tag: str = "t") -> None:
        self.request(self.process(account, tag), {"get": "1", "sender": "SHOP", "msg": "any"})


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


class TestIdenticalRequests:
    def test_ten_go_at_once_from_ten_processes_and_the_eleventh_waits_a_minute(self, machine: Machine) -> None:
        for _number in range(10):
            machine.request(machine.process())
        assert machine.clock.slept == []
        machine.request(machine.process())
        assert machine.clock.slept == [1.0] * 61 + [0.005]
        assert machine.tickets() == 0

    def test_the_minute_slides(self, machine: Machine) -> None:
        for _number in range(10):
            machine.request(machine.process())
            machine.clock.now += 5
        machine.request(machine.process())
        assert machine.clock.slept == [1.0] * 11 + [0.005], "the first was sent 50 seconds ago"

    @pytest.mark.parametrize(
        ("account", "form"),
        [
            ("other", GET),
            ("shop", {**GET, "msg": "Заказ %d."}),
            ("shop", {**GET, "sender": "SHOP2"}),
            ("shop", {**GET, "add": "1"}),
        ],
    )
    def test_others_do_not_wait(self, machine: Machine, account: str, form: dict[str, str]) -> None:
        for _number in range(10):
            machine.request(machine.process())
        machine.request(machine.process(account), form)
        assert machine.clock.slept == []

    def test_who_waits_already_goes_before_who_comes_when_the_minute_is_over(self, machine: Machine) -> None:
        for number in range(10):
            machine.request(machine.process())
            machine.clock.now += 2 * (number == 0)
        late: list[str] = []

        def sleep(seconds: float) -> None:
            machine.clock.now += seconds
            if machine.clock.now > 1000 + _protocol.WINDOW and not late:
                # One place is free, and it belongs to who sleeps here.
                with pytest.raises(_errors.RateLimitError):
                    machine.process(wait_budget=0).acquire(GET, nothing)
                late.append("refused")

        machine.process(sleep=sleep).acquire(GET, nothing)
        assert late == ["refused"]

    def test_a_request_under_way_counts(self, machine: Machine) -> None:
        machine.known_to_work()
        process = machine.process(connections=14)
        for _number in range(10):
            process.acquire(GET, nothing)
        with pytest.raises(_errors.RateLimitError, match="10 identical requests were sent from this machine"):
            machine.process(connections=14, wait_budget=0).acquire(GET, nothing)
        with pytest.raises(_errors.RateLimitError):
            machine.process(connections=14, wait_budget=0.12).acquire(GET, nothing)
        assert machine.clock.slept == pytest.approx([0.05, 0.05, 0.02])

    def test_nobody_waits_longer_than_allowed(self, machine: Machine) -> None:
        for _number in range(10):
            machine.request(machine.process())
        with pytest.raises(_errors.RateLimitError, match="10 identical requests were sent"):
            machine.process(wait_budget=20).acquire(GET, nothing)
        assert sum(machine.clock.slept) == pytest.approx(20)
        assert machine.tickets() == 0, "who gave up keeps no place"


class TestConnections:
    def test_as_many_at_once_as_allowed(self, machine: Machine) -> None:
        machine.known_to_work()
        for number in range(4):
            machine.process().acquire({**GET, "msg": str(number)}, nothing)
        with pytest.raises(_errors.RateLimitError, match="4 requests of this account are under way"):
            machine.process(wait_budget=0).acquire(GET, nothing)
        machine.process("other").acquire(GET, nothing)

    def test_one_that_ends_lets_the_next_in(self, machine: Machine) -> None:
        machine.known_to_work()
        first = machine.process(connections=1)
        slot = first.acquire(GET, nothing)
        delays: list[float] = []

        def sleep(seconds: float) -> None:
            delays.append(seconds)
            if len(delays) == 3:
                first.release(slot, worked=True)

        machine.process(connections=1, sleep=sleep).acquire(GET, nothing)
        assert delays == [0.005] * 3
        assert machine.tickets() == 0

    def test_who_came_first_is_served_first(self, machine: Machine) -> None:
        machine.known_to_work()
        in_the_air = machine.process(connections=1)
        slot = in_the_air.acquire(GET, nothing)
        late_naps: list[float] = []
        early_naps: list[float] = []

        class EnoughError(Exception):
            pass

        def late_sleep(seconds: float) -> None:
            late_naps.append(seconds)
            if len(late_naps) == 2:
                raise EnoughError
            in_the_air.release(slot, worked=True)  # free now, but somebody waits for longer

        def early_sleep(seconds: float) -> None:
            early_naps.append(seconds)
            machine.clock.now += 3  # together longer than a ticket lasts that is not renewed
            if len(early_naps) == 3:
                with pytest.raises(EnoughError):
                    machine.process(connections=1, sleep=late_sleep).acquire({**GET, "msg": "late"}, nothing)

        machine.process(connections=1, sleep=early_sleep).acquire({**GET, "msg": "early"}, nothing)
        assert late_naps == [0.01, 0.01]
        assert early_naps == [0.005] * 3

    def test_who_waits_for_the_minute_does_not_keep_others_from_a_connection(self, machine: Machine) -> None:
        for _number in range(10):
            machine.request(machine.process())
        others: list[_protocol.Slot] = []

        def sleep(seconds: float) -> None:
            others.append(machine.process(connections=1).acquire({**GET, "msg": "other"}, nothing))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            machine.process(connections=1, sleep=sleep).acquire(GET, nothing)
        assert len(others) == 1

    def test_credentials_go_one_by_one_until_they_have_worked(self, machine: Machine) -> None:
        first = machine.process()
        slot = first.acquire(GET, nothing)
        with pytest.raises(_errors.RateLimitError):
            machine.process(wait_budget=0).acquire({**GET, "msg": "2"}, nothing)
        first.release(slot, worked=False)
        slot = first.acquire(GET, nothing)
        with pytest.raises(_errors.RateLimitError):
            machine.process(wait_budget=0).acquire({**GET, "msg": "2"}, nothing)
        first.release(slot, worked=True)
        first.acquire(GET, nothing)
        machine.process(wait_budget=0).acquire({**GET, "msg": "2"}, nothing)
        with pytest.raises(_errors.RateLimitError):
            machine.process(tag="other password", wait_budget=0).acquire({**GET, "msg": "3"}, nothing)

    def test_what_worked_a_while_ago_has_to_show_it_again(self, machine: Machine) -> None:
        machine.known_to_work()
        machine.clock.now += 61
        machine.process().acquire(GET, nothing)
        with pytest.raises(_errors.RateLimitError):
            machine.process(wait_budget=0).acquire({**GET, "msg": "2"}, nothing)


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

    def test_a_process_that_cannot_be_seen_holds_no_longer_than_its_lease(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        machine.foreign(monkeypatch).acquire(GET, nothing)
        machine.process(connections=1).acquire({**GET, "msg": "2"}, nothing)
        assert sum(machine.clock.slept) == pytest.approx(65, abs=0.02)

    def test_a_claim_that_cannot_be_asked_for_holds_a_minute_longer(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held = machine.foreign(monkeypatch).claim("SHOP", "text", since=0.0)
        held.__enter__()
        with machine.process().claim("SHOP", "text", since=0.0):
            pass
        assert sum(machine.clock.slept) == pytest.approx(65 + 61, abs=0.05)
        assert machine.clock.slept[:7] == [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0], "most claims last for a moment"
        assert set(machine.clock.slept[7:-1]) == {1.0}, "who waits for long looks once a second"

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
        database = machine.database(late)
        database.step(lambda db, _now: database._start_anew(db))
        with pytest.raises(_errors.RateLimitError):
            late.acquire({**GET, "msg": "2"}, nothing)

    def test_who_can_be_said_to_have_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        child = subprocess.Popen([sys.executable, "-c", ""])
        child.wait()
        space = _processes.this_process().partition("@")[2]
        assert space.isdecimal()
        assert _processes.is_gone(f"{child.pid}@{space}")
        assert not _processes.is_gone(_processes.this_process())
        assert not _processes.is_gone(f"1@{space}"), "another user's process cannot be asked, but it is there"
        assert not _processes.is_gone(f"{child.pid}@123")
        monkeypatch.setattr(_processes, "_PID_NAMESPACE", Path("/nonexistent"))
        assert not _processes.is_gone(f"{child.pid}@{space}")
        assert not _processes.is_gone(f"{child.pid}@")
        assert _database._read(Path("/nonexistent")) == ""

    def test_a_clock_that_starts_anew_without_being_seen_to_does_no_harm(self, machine: Machine) -> None:
        for _number in range(10):
            machine.request(machine.process())
        ticket = "INSERT INTO tickets VALUES (9, 'shop', 'k', 'o', 1005, 'connection')"
        machine.database(machine.process()).step(lambda db, _now: db.execute(ticket))
        machine.clock.now = 3.0
        machine.request(machine.process(connections=1))
        assert machine.clock.slept == []
        assert machine.tickets() == 0


class TestClaims:
    def test_one_at_a_time(self, machine: Machine) -> None:
        with machine.process().claim("SHOP", "text", since=0.0):
            with machine.process().claim("SHOP", "other text", since=0.0):
                pass
            with (
                pytest.raises(_errors.RateLimitError, match="another task works on the same template"),
                machine.process(wait_budget=1).claim("SHOP", "text", since=0.0),
            ):
                pass
        with machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass

    def test_it_tells_whether_another_has_had_it_since(self, machine: Machine) -> None:
        before = machine.process().now()
        with machine.process().claim("SHOP", "text", since=before) as alone:
            assert alone is True
            machine.clock.now += 5
        after = machine.process().now()
        for since, expected in ((before, False), (after - 0.1, False), (after, True)):
            with machine.process().claim("SHOP", "text", since=since) as alone:
                assert alone is expected
        with machine.process().claim("SHOP", "other text", since=before) as alone:
            assert alone is True

    def test_nobody_is_sure_of_a_time_long_ago_or_yet_to_come(self, machine: Machine) -> None:
        for since, expected in ((-86399.0, True), (-86401.0, False), (0.0, True), (1.0, False)):
            with machine.process().claim("SHOP", str(since), since=machine.clock.now + since) as alone:
                assert alone is expected

    def test_it_is_forgotten_after_a_day(self, machine: Machine) -> None:
        for number in range(5):
            with machine.process().claim("SHOP", f"text {number}", since=0.0):
                pass
        machine.clock.now += _protocol.CLAIMS_KNOWN_FOR + 1
        with machine.process().claim("SHOP", "text", since=machine.clock.now):
            assert machine.database(machine.process()).look("SELECT count(*) FROM claims") == [(1,)]

    def test_what_a_killed_process_has_done_nobody_knows(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held = machine.foreign(monkeypatch).claim("SHOP", "text", since=0.0)
        held.__enter__()
        machine.clock.now += 1000
        with machine.process().claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone is False

    def addition(self, process: _budget.Budget) -> _protocol.Slot:
        return process.acquire({"add": "1", "sender": "SHOP", "msg": "text"}, nothing)

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

    def test_an_addition_without_a_response_keeps_others_waiting_after_its_claim(self, machine: Machine) -> None:
        first = machine.process()
        with first.claim("SHOP", "text", since=0.0):
            first.release(self.addition(first), worked=False, settled=False)
        machine.clock.now += 5
        since = machine.clock.now
        with machine.process(wait_budget=0).claim("SHOP", "other text", since=0.0):
            pass
        with (
            pytest.raises(_errors.RateLimitError, match="an addition of it may still arrive"),
            machine.process(wait_budget=0).claim("SHOP", "text", since=since),
        ):
            pass
        with machine.process().claim("SHOP", "text", since=since) as alone:
            assert alone is False, "what was read before it could arrive no longer holds"
        assert sum(machine.clock.slept) == pytest.approx(60, abs=0.05)
        with machine.process(wait_budget=0).claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone is True

    def in_doubt(self, process: _budget.Budget) -> _protocol.Slot:
        """An addition that got no response, in a claim that is over. Returns its slot."""
        with process.claim("SHOP", "text", since=0.0):
            slot = self.addition(process)
            process.release(slot, worked=False, settled=False)
        return slot

    def test_its_own_process_claims_it_again_and_does_not_wait(self, machine: Machine) -> None:
        process = machine.process(wait_budget=0)
        self.in_doubt(process)
        assert process.open_until("SHOP", "text") == machine.clock.now + 65
        machine.clock.now += 5
        with process.claim("SHOP", "text", since=None) as alone:
            assert alone is True
            assert process.open_until("SHOP", "text") == machine.clock.now + 60
            with (
                pytest.raises(_errors.RateLimitError),
                machine.process(wait_budget=0).claim("SHOP", "text", since=0.0),
            ):
                pass
        with (
            pytest.raises(_errors.RateLimitError),
            process.claim("SHOP", "text", since=0.0),
        ):
            pass

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

    def test_it_learns_that_another_had_it_meanwhile(self, machine: Machine) -> None:
        process = machine.process()
        self.in_doubt(process)
        machine.clock.now += 66
        with machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass
        with process.claim("SHOP", "text", since=None) as alone:
            assert alone is False
        with process.claim("SHOP", "other text", since=None) as alone:
            assert alone is False, "it has sent none"

    def test_what_has_arrived_keeps_nobody_waiting(self, machine: Machine) -> None:
        process = machine.process()
        self.in_doubt(process)
        process.arrived("SHOP", "text")
        with machine.process(wait_budget=0).claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone is True

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
            machine.database(process)._db.close()
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

    def test_an_error_gives_it_back(self, machine: Machine) -> None:
        with pytest.raises(KeyboardInterrupt), machine.process().claim("SHOP", "text", since=0.0):
            raise KeyboardInterrupt
        with machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass

    def test_it_lasts_while_its_owner_sends_requests(self, machine: Machine) -> None:
        owner = machine.process()
        with owner.claim("SHOP", "text", since=0.0):
            for number in range(10):
                machine.clock.now += 60
                machine.request(owner, {"msg": str(number)})
            machine.clock.now += 125
            with pytest.raises(_errors.RateLimitError), machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
                pass

    def test_a_claim_that_is_over_does_not_prolong_that_of_another(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = machine.process()
        with first.claim("SHOP", "text", since=0.0):
            pass
        held = machine.foreign(monkeypatch).claim("SHOP", "text", since=0.0)
        held.__enter__()
        for number in range(3):
            machine.clock.now += 43
            machine.request(first, {"msg": str(number)})
        with machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass


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
        assert "the limits of the service hold within this process only" in machine.warnings[0]
        for _number in range(11):
            machine.request(process)
        assert sum(machine.clock.slept) == pytest.approx(61, abs=1.1)

    def test_trouble_that_begins_later_is_a_warning_too(self, machine: Machine) -> None:
        process = machine.process()
        slot = process.acquire(GET, nothing)
        machine.database(process)._db.close()
        process.release(slot, worked=True)
        machine.request(process)
        assert len(machine.warnings) == 1
        assert "Cannot operate on a closed database" in machine.warnings[0]

    def test_trouble_while_looking_is_a_warning_too(self, machine: Machine) -> None:
        store = machine.database(machine.process())
        store._db.close()
        assert store.look("SELECT count(*) FROM requests WHERE key = ?", "k") == [(0,)]
        assert len(machine.warnings) == 1

    def test_a_full_disk_is_a_warning_too(self, machine: Machine) -> None:
        process = machine.process()
        pages = machine.database(process)._db.execute("PRAGMA page_count").fetchone()[0]
        machine.database(process)._db.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(2000):
            machine.request(process, {**GET, "msg": str(number)})
        assert len(machine.warnings) == 1
        assert "full" in machine.warnings[0]
