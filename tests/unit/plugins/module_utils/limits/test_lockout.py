# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wrong password is tried once, by all processes together; a blocked address is left alone. Over real HTTP."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _database, _lockout, _sqlite
from ansible_collections.smsops.smsc.plugins.module_utils._model import _advice, _errors
from ansible_collections.smsops.smsc.tests.support.accounts import BY_KEY, BY_PASSWORD
from ansible_collections.smsops.smsc.tests.support.shared_limits import Machine

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

WRONG = {"login": "shop", "psw": "wrong-password"}
HALF_AN_HOUR = 1800
of_a_machine = pytest.mark.parametrize("machine", ["sqlite"], indirect=True)


class Tasks:
    """Processes on one machine, or of a fleet: every call of `get` is a new one."""

    def __init__(self, simulator: Simulator, machine: Machine) -> None:
        self.simulator = simulator
        self.machine = machine
        self.folder = machine.folder

    def get(self, credentials: dict[str, str], msg: str = "text", **settings: Any) -> None:
        self.simulator.client(credentials=credentials, **self.machine.settings, **settings).get("SHOP", msg)

    def error(self, credentials: dict[str, str], **settings: Any) -> _errors.SmscError:
        with pytest.raises(_errors.SmscError) as caught:
            self.get(credentials, **settings)
        return caught.value


@pytest.fixture
def tasks(simulator: Simulator, machine: Machine) -> Iterator[Tasks]:
    machine.clock = simulator.clock
    yield Tasks(simulator, machine)
    assert "failed_logins" not in simulator.violations()


def test_a_thousand_items_with_a_wrong_password_are_one_failed_login(tasks: Tasks, simulator: Simulator) -> None:
    kinds = [tasks.error(WRONG).kind for _number in range(50)]
    assert kinds == ["auth"] + ["credentials_locked"] * 49
    assert len(simulator.service.journal) == 1


def test_it_is_said_since_when_why_and_what_lifts_it(tasks: Tasks) -> None:
    first = tasks.error(WRONG, sources={"credentials": "password"})
    assert ' refused the credentials (from password), saying "authorise error"; they are locked ' in first.description
    error = tasks.error(WRONG)
    assert (error.kind, error.code, error.retryable) == ("credentials_locked", 2, False)
    said = re.fullmatch(
        r'127\.0\.0\.1:\d+ refused these credentials at (.*) \("authorise error"\); they are locked on '
        f"{tasks.machine.here} until (.*), because five failed logins would block its address and stop all messages",
        error.description,
    )
    assert said
    assert all(re.fullmatch(r"(20\d\d-\d\d-\d\d )?\d\d:\d\d", moment) for moment in said.groups())
    assert "SMSC_UNLOCK=1" in _advice.text(error.as_record())
    assert WRONG["psw"] not in error.description


@pytest.mark.parametrize(
    ("now", "until"),
    [((2026, 11, 26, 22, 0, 40), "until 22:31,"), ((2026, 11, 26, 23, 50, 0), "until 2026-11-27 00:20,")],
)
def test_until_when_is_the_time_of_the_machine_with_the_date_where_it_is_not_today(
    now: tuple[int, ...], until: str
) -> None:
    wall = time.mktime((*now, 0, 0, -1))  # type: ignore[arg-type]
    lockout = _lockout.Lockout(_sqlite.Store(None), "host", "account", "secret", source="api_key", wall=lambda: wall)
    said = lockout.refused("authorise error")
    assert said.startswith('host refused the credentials (from api_key), saying "authorise error"; they are locked ')
    assert until in said


def test_what_is_locked_is_told_by_the_minutes_between_which_it_surely_is() -> None:
    now = [time.mktime((2026, 11, 26, 22, 0, 40, 0, 0, -1))]
    store = _sqlite.Store(None, clock=lambda: now[0], wall=lambda: now[0])
    # A byte that is no UTF-8 comes from Ansible in this way.
    lockout = _lockout.Lockout(store, "host", "account", "s3cret\udcff", wall=lambda: now[0])
    lockout.refused("authorise error")
    now[0] += 120
    with pytest.raises(_errors.CredentialsLockedError) as locked:
        lockout.judge()
    assert locked.value.description == (
        'host refused these credentials at 22:00 ("authorise error"); they are locked on this machine until 22:31, '
        "because five failed logins would block its address and stop all messages"
    )
    assert lockout.blocked("ip is blocked") == (
        'host blocks the address of this machine, saying "ip is blocked"; nothing is sent to it from this machine '
        "until 22:33, when the block is over at the latest"
    )
    now[0] += 120
    with pytest.raises(_errors.IpBlockedError) as blocked:
        _lockout.Lockout(store, "host", "another account", "secret", wall=lambda: now[0]).judge()
    assert blocked.value.description == (
        'host blocks the address of this machine, as it said at 22:02 ("ip is blocked"); nothing is sent to it from '
        "this machine until 22:33, when the block is over at the latest"
    )


def test_other_credentials_are_not_concerned(tasks: Tasks) -> None:
    tasks.error(WRONG)
    tasks.get(BY_PASSWORD)
    tasks.get(BY_KEY)
    assert tasks.error({"login": "shop", "psw": "also wrong"}).kind == "auth"


def test_a_password_that_is_wrong_after_a_right_one_was_used_is_tried_once(tasks: Tasks, simulator: Simulator) -> None:
    tasks.get(BY_PASSWORD)
    assert [tasks.error(WRONG).kind for _number in range(3)] == ["auth", "credentials_locked", "credentials_locked"]


def test_it_lasts_half_an_hour(tasks: Tasks, simulator: Simulator) -> None:
    tasks.error(WRONG)
    simulator.clock.now += HALF_AN_HOUR - 1
    assert tasks.error(WRONG).kind == "credentials_locked"
    simulator.clock.now += 2
    assert tasks.error(WRONG).kind == "auth"


def test_another_login_with_the_same_password_is_not_concerned(tasks: Tasks) -> None:
    tasks.error(WRONG)
    assert tasks.error({"login": "other", "psw": WRONG["psw"]}).kind == "auth"


def test_another_host_is_not_concerned_by_the_same_login(tasks: Tasks, simulator: Simulator) -> None:
    tasks.error(WRONG)
    elsewhere = simulator.api_url.replace("127.0.0.1", "localhost")
    assert tasks.error(WRONG, api_urls=(elsewhere,)).kind == "auth"


def test_the_user_can_unlock_once(tasks: Tasks, simulator: Simulator) -> None:
    tasks.error(WRONG)
    kinds = [tasks.error(WRONG, unlock=True).kind for _number in range(5)]
    assert kinds == ["auth"] + ["credentials_locked"] * 4
    locked = tasks.error(WRONG, unlock=True)
    assert "refused these credentials again, after they were unlocked, at " in locked.description
    assert "SMSC_UNLOCK" not in _advice.text(locked.as_record())
    assert len(simulator.service.journal) == 2


def test_an_unlock_of_other_credentials_is_not_theirs(tasks: Tasks, simulator: Simulator) -> None:
    other = {**WRONG, "psw": "also wrong"}
    tasks.error(WRONG)
    assert tasks.error(WRONG, unlock=True).kind == "auth"
    assert tasks.error(other).kind == "auth"
    assert "SMSC_UNLOCK=1" in _advice.text(tasks.error(other).as_record())
    assert tasks.error(other, unlock=True).kind == "auth"
    assert "again, after they were unlocked, at " in tasks.error(other, unlock=True).description
    assert len(simulator.service.journal) == 4


def test_an_address_that_was_unlocked_and_blocks_again_stays_locked(tasks: Tasks, simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 4, "times": 2}]})
    assert tasks.error(BY_KEY).kind == "ip_blocked"
    kinds = [tasks.error(BY_KEY, unlock=True).kind for _number in range(3)]
    assert kinds == ["ip_blocked"] * 3
    assert len(simulator.service.journal) == 2


@of_a_machine
def test_a_lock_that_is_over_is_forgotten_by_whoever_comes_next(tasks: Tasks, simulator: Simulator) -> None:
    tasks.error(WRONG)
    simulator.clock.now += HALF_AN_HOUR + 1
    tasks.get(BY_KEY)
    assert _database.Database(str(tasks.folder), clock=simulator.clock).look("SELECT * FROM lockouts") == []


def test_an_unlock_that_was_right_lets_everything_through(tasks: Tasks, simulator: Simulator) -> None:
    simulator.service.configure({"accounts": [{"login": "shop", "password": "not yet"}]})
    tasks.error(BY_PASSWORD)
    simulator.service.configure({"accounts": [{"login": "shop", "password": BY_PASSWORD["psw"]}]})
    assert tasks.error(BY_PASSWORD).kind == "credentials_locked"
    tasks.get(BY_PASSWORD, unlock=True)
    tasks.get(BY_PASSWORD)


@of_a_machine
def test_a_reboot_does_not_lift_it(tasks: Tasks, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.error(WRONG)
    monkeypatch.setattr(_database, "_read", lambda _path: "another boot")
    simulator.clock.now = 5.0
    assert tasks.error(WRONG).kind == "credentials_locked"


@of_a_machine
@pytest.mark.parametrize("jump", [-(10**9), -3600, 3600, 10**9])
def test_a_jump_of_the_wall_clock_does_not_lift_it(tasks: Tasks, jump: int) -> None:
    wall = [1_790_000_000.0]
    store = _sqlite.Store(str(tasks.folder), clock=tasks.simulator.clock, wall=lambda: wall[0])
    lockout = _lockout.Lockout(store, "host", "account", "secret", wall=lambda: wall[0])
    lockout.refused("authorise error")
    wall[0] += jump
    with pytest.raises(_errors.CredentialsLockedError):
        lockout.judge()
    tasks.simulator.clock.now += HALF_AN_HOUR
    lockout.judge()


def test_a_blocked_address_is_left_alone_by_all_accounts(tasks: Tasks, simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 4}]})
    error = tasks.error(BY_PASSWORD)
    assert error.kind == "ip_blocked"
    assert ' blocks the address of this machine, saying "ip is blocked"; nothing is sent to it ' in error.description
    error = tasks.error(BY_KEY)
    assert (error.kind, error.code) == ("ip_blocked", 4)
    assert re.search(
        r'127\.0\.0\.1:\d+ blocks the address of this machine, as it said at [-\d: ]+ \("ip is blocked"\); nothing is '
        rf"sent to it from {tasks.machine.here} until [-\d: ]+, when the block is over at the latest$",
        error.description,
    )
    assert len(simulator.service.journal) == 1
    simulator.clock.now += HALF_AN_HOUR + 1
    tasks.get(BY_PASSWORD)


@of_a_machine
def test_the_state_folder_holds_no_secret(tasks: Tasks) -> None:
    tasks.error(WRONG)
    tasks.get(BY_PASSWORD)
    tasks.get(BY_KEY)
    content = b"".join(file.read_bytes() for file in tasks.folder.iterdir())
    assert b"authorise error" in content
    for credentials in (WRONG, BY_PASSWORD, BY_KEY):
        for value in credentials.values():
            assert value.encode() not in content


def test_without_a_folder_the_lock_holds_in_the_process(simulator: Simulator) -> None:
    client = simulator.client(credentials=WRONG)
    for kind in ("auth", "credentials_locked"):
        with pytest.raises(_errors.SmscError) as caught:
            client.get("SHOP", "text")
        assert caught.value.kind == kind


def test_a_password_that_is_changed_while_requests_are_under_way_locks_too(
    simulator: Simulator, tmp_path: Path
) -> None:
    client = simulator.client(credentials=BY_PASSWORD, state_dir=str(tmp_path / "state"))
    client.get("SHOP", "text")
    simulator.service.configure({"accounts": [{"login": "shop", "password": "changed"}]})
    kinds = []
    for _number in range(3):
        with pytest.raises(_errors.SmscError) as caught:
            client.get("SHOP", "text")
        kinds.append(caught.value.kind)
    assert kinds == ["auth", "credentials_locked", "credentials_locked"]


def test_a_lock_that_comes_while_a_request_waits_for_its_slot_stops_it(
    tasks: Tasks, simulator: Simulator, tmp_path: Path
) -> None:
    first = simulator.client(credentials=WRONG, **tasks.machine.settings)
    slot = first._budget.acquire({"get": "1"}, first._lockout.judge)
    second = simulator.client(credentials=WRONG, **tasks.machine.settings)

    def meanwhile(_seconds: float) -> None:
        first._lockout.refused("authorise error")
        first._budget.release(slot, worked=False)

    second._wait_budget._sleep = meanwhile
    with pytest.raises(_errors.CredentialsLockedError):
        second.get("SHOP", "text")
    assert simulator.commands() == []
