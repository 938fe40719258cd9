# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared budget: what several processes may do together, on one machine and in a fleet. Time is injected."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _budget, _lockout, _protocol
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors
from ansible_collections.smsops.smsc.tests.support.shared_limits import GET, Machine, nothing

ADD = {"add": "1", "sender": "SHOP", "msg": "text"}


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
        with pytest.raises(
            _errors.RateLimitError, match=f"^10 identical requests were sent from {machine.here} within a minute$"
        ):
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

    def test_a_text_with_a_byte_that_is_no_utf_8_is_a_text_as_others(self, machine: Machine) -> None:
        for _number in range(10):
            machine.request(machine.process(), {**GET, "msg": "\udcff"})
        with pytest.raises(_errors.RateLimitError):
            machine.process(wait_budget=0).acquire({**GET, "msg": "\udcff"}, nothing)
        machine.process(wait_budget=0).acquire({**GET, "msg": "\udcfe"}, nothing)


class TestConnections:
    def test_as_many_at_once_as_allowed(self, machine: Machine) -> None:
        machine.known_to_work()
        for number in range(4):
            machine.process().acquire({**GET, "msg": str(number)}, nothing)
        with pytest.raises(
            _errors.RateLimitError, match=f"^4 requests of this account are under way from {machine.here}$"
        ):
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

    def test_what_worked_before_credentials_were_refused_has_to_show_it_again(self, machine: Machine) -> None:
        machine.known_to_work()
        machine.clock.now += 1
        lockout = _lockout.Lockout(machine.store(), "smsc.example", "shop", "s3cret", unlock=True)
        lockout.refused("authorise error")
        first = machine.process()
        slot = first.acquire(GET, lockout.judge)
        with pytest.raises(
            _errors.RateLimitError, match=r"until its credentials have been seen to work they go one by one$"
        ):
            machine.process(wait_budget=0).acquire({**GET, "msg": "2"}, lockout.judge)
        machine.clock.now += 1
        first.release(slot, worked=True)
        for number in range(4):
            machine.process(wait_budget=0).acquire({**GET, "msg": str(number)}, lockout.judge)


class TestWhatCannotBeSeen:
    """A process of another container or machine, of which nobody knows whether it is still there."""

    def test_a_process_that_cannot_be_seen_holds_no_longer_than_its_lease(self, machine: Machine) -> None:
        machine.process(connections=1).acquire(GET, nothing)
        machine.process(connections=1).acquire({**GET, "msg": "2"}, nothing)
        assert sum(machine.clock.slept) == pytest.approx(65, abs=0.02)

    def test_a_claim_that_cannot_be_asked_for_holds_a_minute_longer(self, machine: Machine) -> None:
        held = machine.process(connections=1).claim("SHOP", "text", since=0.0)
        held.__enter__()
        with machine.process().claim("SHOP", "text", since=0.0):
            pass
        assert sum(machine.clock.slept) == pytest.approx(65 + 61, abs=0.05)
        assert machine.clock.slept[:7] == [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0], "most claims last for a moment"
        assert set(machine.clock.slept[7:-1]) == {1.0}, "who waits for long looks once a second"

    def test_what_a_killed_process_has_done_nobody_knows(self, machine: Machine) -> None:
        held = machine.process(connections=1).claim("SHOP", "text", since=0.0)
        held.__enter__()
        machine.clock.now += 1000
        with machine.process().claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone is False

    def test_a_claim_that_is_over_does_not_prolong_that_of_another(self, machine: Machine) -> None:
        first = machine.process()
        with first.claim("SHOP", "text", since=0.0):
            pass
        held = machine.process(connections=1).claim("SHOP", "text", since=0.0)
        held.__enter__()
        for number in range(3):
            machine.clock.now += 43
            machine.request(first, {"msg": str(number)})
        with machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass


class TestClaims:
    def test_one_at_a_time(self, machine: Machine) -> None:
        with machine.process().claim("SHOP", "text", since=0.0):
            with machine.process().claim("SHOP", "other text", since=0.0):
                pass
            with (
                pytest.raises(
                    _errors.RateLimitError,
                    match=r"^another task works on the same template, or an addition of it may still arrive$",
                ),
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
        with machine.process().claim("SHOP", "another text", since=before):
            pass
        for since, expected in ((before, False), (after - 0.1, False), (after, True)):
            with machine.process().claim("SHOP", "text", since=since) as alone:
                assert alone is expected
        with machine.process().claim("SHOP", "other text", since=before) as alone:
            assert alone is True

    def test_nobody_is_sure_of_a_time_long_ago_or_yet_to_come(self, machine: Machine) -> None:
        for since, expected in ((-86399.0, True), (-86401.0, False), (0.0, True), (1.0, False)):
            with machine.process().claim("SHOP", str(since), since=machine.clock.now + since) as alone:
                assert alone is expected

    def addition(self, process: _budget.Budget) -> _protocol.Slot:
        return process.acquire({"add": "1", "sender": "SHOP", "msg": "text"}, nothing)

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

    def test_an_addition_that_was_answered_leaves_no_doubt_about_the_one_before(self, machine: Machine) -> None:
        process = machine.process()
        self.in_doubt(process)
        machine.clock.now += 5
        with process.claim("SHOP", "text", since=None):
            process.release(self.addition(process), worked=True)
        assert process.open_until("SHOP", "text") == machine.clock.now + 65, "as if it had sent none"
        with machine.process(wait_budget=0).claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone is True

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

    @pytest.mark.parametrize("lease", [25.0, 7205.0])
    def test_an_addition_in_doubt_is_known_to_tasks_with_another_timeout(self, machine: Machine, lease: float) -> None:
        self.in_doubt(machine.process())
        with (
            pytest.raises(_errors.RateLimitError),
            machine.process(wait_budget=0, lease=lease).claim("SHOP", "text", 0),
        ):
            pass


class TestStandingStill:
    """A process that was paused, or whose machine has slept, between what it was allowed and what it does."""

    def test_a_request_that_was_allowed_too_long_ago_does_not_leave(self, machine: Machine) -> None:
        process = machine.process()
        slot = process.acquire(GET, nothing)
        machine.clock.now += 35
        process.check(slot)
        machine.clock.now += 0.1
        with pytest.raises(_errors.LateError, match=r"was allowed to leave until 0\.1 s ago; it was not sent"):
            process.check(slot)

    def test_the_time_until_the_store_has_answered_counts(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        process = machine.process()
        acquire = process._store.acquire

        def paused(*given: Any) -> Any:
            found = acquire(*given)
            machine.clock.now += 36
            return found

        monkeypatch.setattr(process._store, "acquire", paused)
        with pytest.raises(_errors.LateError):
            process.check(process.acquire(GET, nothing))

    def test_an_addition_whose_claim_another_has_had_does_not_leave(self, machine: Machine) -> None:
        paused, other = machine.process(), machine.process()
        with paused.claim("SHOP", "text", since=machine.clock.now) as alone:
            assert alone
            machine.clock.now += 65 + 61 + 1
            with other.claim("SHOP", "text", since=machine.clock.now):
                other.release(other.acquire(ADD, nothing), worked=True)
            with pytest.raises(_errors.StateError, match=r"another may have added it; nothing was sent for it$"):
                paused.acquire(ADD, nothing)
            with pytest.raises(_errors.StateError):
                paused.acquire(ADD, nothing)
        assert machine.tickets() == 0

    def test_one_whose_claim_nobody_has_had_leaves(self, machine: Machine) -> None:
        paused = machine.process()
        with paused.claim("SHOP", "text", since=machine.clock.now):
            machine.clock.now += 1000
            machine.process().release(machine.process().acquire(GET, nothing), worked=True)
            paused.release(paused.acquire(ADD, nothing), worked=True)

    def test_it_neither_renews_nor_ends_the_claim_of_another(self, machine: Machine) -> None:
        paused, other = machine.process(), machine.process()
        with other.claim("SHOP", "another text", since=0.0):
            pass
        held = paused.claim("SHOP", "text", since=0.0)
        held.__enter__()
        machine.clock.now += 65 + 61 + 1
        others = other.claim("SHOP", "text", since=0.0)
        others.__enter__()
        machine.clock.now += 100
        machine.request(paused, {"msg": "1"})
        held.__exit__(None, None, None)
        with pytest.raises(_errors.RateLimitError), machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass
        machine.clock.now += 27
        with machine.process(wait_budget=0).claim("SHOP", "text", since=0.0):
            pass

    def test_an_addition_that_was_sent_holds_its_time_whatever_becomes_of_its_owner(self, machine: Machine) -> None:
        gone = machine.process()
        claim = gone.claim("SHOP", "text", since=0.0)
        claim.__enter__()
        machine.clock.now += 100
        gone.acquire(ADD, nothing)
        began = machine.clock.now
        with machine.process().claim("SHOP", "text", since=began) as alone:
            assert not alone
        assert machine.clock.now - began > 65


class TestKeptLists:
    def test_a_list_is_kept_for_ten_minutes(self, machine: Machine) -> None:
        machine.store().keep("names", '["МАГАЗИН"]')
        assert machine.store().kept("names", 600) == '["МАГАЗИН"]'
        assert machine.store().kept("other", 600) is None
        machine.clock.now += 599
        assert machine.store().kept("names", 60) is None
        assert machine.store().kept("names", 10_000) is not None
        machine.clock.now += 2
        assert machine.store().kept("names", 10_000) is None
