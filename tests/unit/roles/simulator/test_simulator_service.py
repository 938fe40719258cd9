# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated service: commands, credentials, limits, moderation, refusals."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY, BY_KEY, BY_PASSWORD, PASSWORD, WRONG
from ansible_collections.smsops.smsc.tests.support.clock import wait_until
from ansible_collections.smsops.smsc.tests.support.simulator import FLAGS, RunningSimulator, control

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

DAY = 24 * 3600
MD5 = hashlib.md5(PASSWORD.encode()).hexdigest()


@pytest.fixture
def no_md5(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise ValueError("unsupported hash type md5")

    monkeypatch.setattr(hashlib, "md5", refuse)


def fail_to_log_in(service: RunningSimulator, times: int) -> list[int]:
    return [service.code(**WRONG) for _number in range(times)]


class TestCommands:
    def test_nothing_is_registered_at_first(self, service: RunningSimulator) -> None:
        assert service.get() == [{"name": flag, "status": -1} for flag in FLAGS]

    def test_all_fourteen_flags_can_be_added(self, simulator: Simulator, service: RunningSimulator) -> None:
        added = [{"name": flag, "id": number, "status": 1} for number, flag in enumerate(FLAGS, 1001)]
        assert service.add(*FLAGS) == added
        assert service.get() == [{**row, "status": 0} for row in added]
        assert control(service.url, "")["additions"] == 14
        assert simulator.violations() == []

    def test_an_answer_to_add_names_only_what_was_asked_for(self, service: RunningSimulator) -> None:
        service.add("mts_srv")
        assert service.add("bee_trn", "mega_adv") == [
            {"name": "mega_adv", "id": 1002, "status": 1},
            {"name": "bee_trn", "id": 1003, "status": 1},
        ]

    def test_a_template_is_the_sender_and_the_exact_text(self, service: RunningSimulator) -> None:
        service.add("mts_srv")
        assert service.statuses() == {"mts_srv": 0}
        assert service.statuses(sender="SHOP2") == {}
        assert service.statuses(msg="code %d") == {}
        assert service.statuses(msg="Code  %d") == {}

    @pytest.mark.parametrize(
        ("texts", "given", "kept"),
        [
            ("trimmed", " Код  %d\r\nи\n", "Код  %d\r\nи"),
            ("normalized", " Код  %d\r\nи\u0306\t\n", "Код %d\nй"),
        ],
    )
    def test_a_text_may_be_kept_in_another_spelling_and_is_found_by_that_alone(
        self, service: RunningSimulator, texts: str, given: str, kept: str
    ) -> None:
        control(service.url, "config", {"texts": texts})
        assert service.add("mts_srv", msg=given) == [{"name": "mts_srv", "id": 1001, "status": 1}]
        assert service.statuses(msg=given) == {}
        assert service.statuses(msg=kept) == {"mts_srv": 0}
        service.add("mts_srv", msg=given)
        assert service.violations() == ["duplicate_addition"]

    def test_accounts_do_not_see_each_other(self, service: RunningSimulator) -> None:
        accounts = [{"login": login, "api_key": f"key of {login}"} for login in ("one", "two")]
        control(service.url, "config", {"accounts": accounts})
        service.add("mts_srv", apikey="key of one")
        assert service.statuses(apikey="key of one") == {"mts_srv": 0}
        assert service.statuses(apikey="key of two") == {}

    def test_registrations_are_shown_with_all_that_is_known(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        service.add("soc", msg="Код %d")
        entry = {"login": "shop", "sender": "SHOP", "msg": "Код %d", "target": "soc"}
        assert control(service.url, "registrations") == [{**entry, "id": 1001, "added_at": 1000.0, "status": 0}]

    def test_an_addition_of_what_is_there_is_a_violation_and_changes_nothing(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        service.add("mts_srv")
        assert service.add("mts_srv", "mts_trn") == [
            {"name": "mts_srv", "id": 1001, "status": 1},
            {"name": "mts_trn", "id": 1002, "status": 1},
        ]
        assert len(simulator.registered()) == 2
        assert control(service.url, "violations") == [
            {"time": 1000.0, "limit": "duplicate_addition", "detail": "shop: SHOP: mts_srv: Code %d"}
        ]

    @pytest.mark.parametrize(
        "fields",
        [
            {"add": "1"},
            {"add": "1", "mts_srv": "0"},
            {"add": "1", "sber_srv": "1"},
            {"add": "1", "mts_srv": "1", "msg": ""},
            {"add": "1", "mts_srv": "1", "sender": ""},
            {"add": "1", "get": "1", "mts_srv": "1"},
            {"get": "1", "msg": ""},
            {"get": "1", "sender": ""},
            {},
        ],
    )
    def test_parameters_that_make_no_request_are_error_1(
        self, simulator: Simulator, service: RunningSimulator, fields: dict[str, str]
    ) -> None:
        reply = service.send({"fmt": "3", "sender": "SHOP", "msg": "Code %d", **BY_KEY, **fields})
        assert (reply.status, reply.json) == (200, {"error": "parameters error", "error_code": 1})
        assert simulator.registered() == []

    def test_a_sender_and_a_text_must_be_there_at_all(self, service: RunningSimulator) -> None:
        assert service.send({"fmt": "3", "get": "1", "sender": "SHOP", **BY_KEY}).json["error_code"] == 1
        assert service.send({"fmt": "3", "get": "1", "msg": "Code %d", **BY_KEY}).json["error_code"] == 1

    def test_new_flags_can_be_made_known(self, service: RunningSimulator) -> None:
        control(service.url, "config", {"more_targets": ["sber_srv"]})
        assert service.add("sber_srv") == [{"name": "sber_srv", "id": 1001, "status": 1}]
        assert [row["name"] for row in service.get()] == [*FLAGS, "sber_srv"]


class TestCredentials:
    def test_where_a_system_has_no_md5_the_password_itself_does(self, service: RunningSimulator, no_md5: None) -> None:
        assert service.code(**BY_PASSWORD) == 0
        assert service.code(**WRONG) == 2

    @pytest.mark.parametrize(
        "credentials",
        [BY_KEY, BY_PASSWORD, {"login": "shop", "psw": MD5}],
        ids=["api_key", "password", "md5"],
    )
    def test_right_ones(self, simulator: Simulator, service: RunningSimulator, credentials: dict[str, str]) -> None:
        assert service.code(**credentials) == 0
        assert simulator.service.state.failed_logins == {}

    @pytest.mark.parametrize(
        "credentials",
        [
            WRONG,
            {"login": "shop"},
            {"login": "shop", "psw": ""},
            {"login": "shop", "psw": MD5.upper()},
            {"login": "Shop", "psw": PASSWORD},
            {"login": "shop", "psw": API_KEY},
            {"apikey": ""},
            {"apikey": API_KEY + "x"},
            {"apikey": PASSWORD},
            {"apikey": "wrong", **BY_PASSWORD},
        ],
    )
    def test_wrong_ones_are_error_2(self, service: RunningSimulator, credentials: dict[str, str]) -> None:
        assert service.ask("get", **credentials).json == {"error": "authorise error", "error_code": 2}

    def test_none_are_error_2(self, service: RunningSimulator) -> None:
        reply = service.send({"fmt": "3", "get": "1", "sender": "SHOP", "msg": "Code %d"})
        assert reply.json["error_code"] == 2

    def test_an_account_may_have_a_key_alone_or_a_password_alone(self, service: RunningSimulator) -> None:
        accounts = [{"login": "one", "api_key": "a key"}, {"login": "two", "password": "secret"}]
        control(service.url, "config", {"accounts": accounts})
        assert service.code(apikey="a key") == 0
        assert service.code(login="one", psw="") == 2
        assert service.code(login="two", psw="secret", msg="other") == 0
        assert service.code(apikey="") == 2

    def test_they_are_looked_at_before_the_parameters(self, service: RunningSimulator) -> None:
        assert service.code("add", **WRONG) == 2


class TestIdenticalRequests:
    def test_the_eleventh_within_a_minute_is_error_9(self, simulator: Simulator, service: RunningSimulator) -> None:
        assert [service.code() for _number in range(11)] == [0] * 10 + [9]
        assert service.ask("get").json == {"error": "duplicate request, wait a minute", "error_code": 9}
        assert simulator.violations() == ["identical_requests", "identical_requests"]
        assert simulator.service.state.violations[0]["detail"] == "shop: SHOP: Code %d"

    def test_the_minute_slides(self, simulator: Simulator, service: RunningSimulator) -> None:
        assert [service.code() for _number in range(5)] == [0] * 5
        simulator.clock.now += 30
        assert [service.code() for _number in range(6)] == [0] * 5 + [9]
        simulator.clock.now += 29.9
        assert service.code() == 9
        simulator.clock.now += 0.1
        assert [service.code() for _number in range(6)] == [0] * 5 + [9]
        simulator.clock.now += 30
        assert [service.code() for _number in range(6)] == [0] * 5 + [9]

    def test_requests_that_differ_in_anything_are_not_identical(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        for _number in range(10):
            service.code()
        assert service.code(msg="Code %d.") == 0
        assert service.code(sender="SHOP2") == 0
        assert service.code(fmt="3", charset="koi8-r") == 0
        assert service.code("add", "mts_srv") == 0
        assert service.code() == 9

    def test_the_way_to_log_in_makes_no_difference_but_the_account_does(self, service: RunningSimulator) -> None:
        accounts = [
            {"login": "shop", "password": PASSWORD, "api_key": API_KEY},
            {"login": "other", "api_key": "other key"},
        ]
        control(service.url, "config", {"accounts": accounts})
        for credentials in (BY_KEY, BY_PASSWORD):
            assert [service.code(**credentials) for _number in range(5)] == [0] * 5
        assert service.code(**BY_KEY) == 9
        assert service.code(**BY_PASSWORD) == 9
        assert service.code(apikey="other key") == 0

    def test_an_addition_too_many_adds_nothing(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"limits": {"identical_requests": 0}})
        assert service.code("add", "mts_srv") == 9
        assert simulator.registered() == []

    def test_number_and_window_can_be_set(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"limits": {"identical_requests": 1, "identical_window": 5}})
        assert [service.code(), service.code()] == [0, 9]
        simulator.clock.now += 5
        assert service.code() == 0


class TestConnections:
    def test_the_fifteenth_at_once_is_error_9(self, simulator: Simulator, service: RunningSimulator) -> None:
        accounts = [*simulator.service.config["accounts"], {"login": "other", "api_key": "other key"}]
        control(service.url, "config", {"latency": 60, "accounts": accounts})
        with ThreadPoolExecutor(14) as pool:
            under_way = [pool.submit(service.code, msg=f"text {number}") for number in range(14)]
            try:
                wait_until(lambda: len(simulator.service.journal) == 14)
                control(service.url, "config", {"latency": 0})
                assert service.ask("get").json == {"error": "duplicate request, wait a minute", "error_code": 9}
                assert service.code(apikey="other key") == 0
            finally:
                # What waits is answered now.
                simulator.server.stopping.set()
            assert [request.result() for request in under_way] == [0] * 14
        assert control(service.url, "violations") == [
            {"time": 1000.0, "limit": "connections", "detail": "15 requests at once"}
        ]
        assert service.code() == 0

    def test_of_fifteen_that_are_all_under_way_one_is_refused(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        control(service.url, "config", {"latency": 60})
        with ThreadPoolExecutor(15) as pool:
            under_way = [pool.submit(service.code, msg=f"text {number}") for number in range(15)]
            try:
                wait_until(lambda: len(simulator.service.journal) == 15)
            finally:
                simulator.server.stopping.set()
            assert sorted(request.result() for request in under_way) == [0] * 14 + [9]
        assert simulator.violations() == ["connections"]

    def test_a_request_that_hangs_is_one_of_them(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"limits": {"connections": 2}, "faults": [{"kind": "hang"}]})
        with ThreadPoolExecutor(1) as pool:
            hanging = pool.submit(service.code)
            try:
                wait_until(lambda: [entry["fault"] for entry in simulator.service.journal] == ["hang"])
                assert service.code() == 9
            finally:
                simulator.server.stopping.set()
            assert isinstance(hanging.exception(), ConnectionResetError)
        assert service.code() == 0
        assert simulator.violations() == ["connections"]


class TestFailedLogins:
    def test_five_within_half_an_hour_block_for_half_an_hour(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        assert fail_to_log_in(service, 4) == [2] * 4
        simulator.clock.now += 1799
        assert fail_to_log_in(service, 1) == [2]
        assert simulator.violations() == ["failed_logins"]
        for credentials in (BY_KEY, BY_PASSWORD, WRONG):
            assert service.ask("get", **credentials).json == {"error": "ip is blocked", "error_code": 4}
        assert service.code("add", "mts_srv") == 4
        simulator.clock.now += 1799
        assert service.code() == 4
        simulator.clock.now += 1
        assert service.code() == 0
        assert simulator.registered() == []
        assert [(v["limit"], v["detail"]) for v in control(service.url, "violations")] == [
            ("failed_logins", "127.0.0.1"),
            *[("request_while_blocked", "127.0.0.1")] * 5,
        ]

    def test_after_the_block_the_count_begins_anew(self, simulator: Simulator, service: RunningSimulator) -> None:
        fail_to_log_in(service, 5)
        simulator.clock.now += 1800
        assert fail_to_log_in(service, 4) == [2] * 4
        assert service.code() == 0

    def test_those_of_half_an_hour_ago_do_not_count(self, simulator: Simulator, service: RunningSimulator) -> None:
        fail_to_log_in(service, 4)
        simulator.clock.now += 1800
        assert fail_to_log_in(service, 4) == [2] * 4
        assert service.code() == 0
        assert simulator.violations() == []

    def test_a_right_login_between_them_does_not_help(self, service: RunningSimulator) -> None:
        fail_to_log_in(service, 4)
        assert service.code() == 0
        fail_to_log_in(service, 1)
        assert service.code() == 4

    def test_an_allowed_address_is_never_blocked(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"allowed_ips": ["127.0.0.1"]})
        assert fail_to_log_in(service, 20) == [2] * 20
        assert service.code() == 0
        assert simulator.violations() == []

    def test_an_address_that_becomes_allowed_is_free_at_once(self, service: RunningSimulator) -> None:
        fail_to_log_in(service, 5)
        assert service.code() == 4
        control(service.url, "config", {"allowed_ips": ["127.0.0.1"]})
        assert service.code() == 0

    def test_number_window_and_block_can_be_set(self, simulator: Simulator, service: RunningSimulator) -> None:
        limits = {"failed_logins": 2, "failed_login_window": 10, "failed_login_block": 7}
        control(service.url, "config", {"limits": limits})
        fail_to_log_in(service, 1)
        simulator.clock.now += 10
        fail_to_log_in(service, 1)
        assert service.code() == 0
        fail_to_log_in(service, 1)
        assert service.code() == 4
        simulator.clock.now += 7
        assert service.code() == 0


class TestErrorsInARow:
    def test_a_hundred_within_ten_minutes_block_for_ten_minutes(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        assert [service.code("add") for _number in range(100)] == [1] * 100
        assert service.code() == 4
        assert simulator.violations() == ["errors", "request_while_blocked"]
        simulator.clock.now += 599
        assert service.code() == 4
        simulator.clock.now += 1
        assert service.code() == 0

    def test_a_success_between_them_breaks_the_row(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"limits": {"errors": 4}})
        for _number in range(2):
            assert [service.code("add") for _number in range(3)] == [1] * 3
            assert service.code() == 0
        assert [service.code("add") for _number in range(5)] == [1] * 4 + [4]

    def test_those_of_ten_minutes_ago_do_not_count(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"limits": {"errors": 4}})
        assert [service.code("add") for _number in range(3)] == [1] * 3
        simulator.clock.now += 600
        assert [service.code("add") for _number in range(3)] == [1] * 3
        assert service.code() == 0

    def test_a_longer_block_is_not_shortened(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"limits": {"errors": 6}})
        fail_to_log_in(service, 6)
        assert simulator.violations() == ["failed_logins", "request_while_blocked", "errors"]
        simulator.clock.now += 1799
        assert service.code() == 4

    def test_an_allowed_address_is_never_blocked(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"allowed_ips": ["127.0.0.1"], "limits": {"errors": 4}})
        assert [service.code("add") for _number in range(9)] == [1] * 9
        assert service.code() == 0
        assert simulator.violations() == []


class TestModeration:
    def test_it_goes_on_by_the_clock(self, service: RunningSimulator) -> None:
        service.add("mts_srv")
        assert service.statuses() == {"mts_srv": 0}
        for seconds, status in ((3599, 0), (1, 1), (5 * DAY - 3601, 1), (1, 2), (365 * DAY, 2)):
            control(service.url, "clock", {"advance": seconds})
            assert service.statuses() == {"mts_srv": status}

    def test_each_addition_has_its_own_time(self, service: RunningSimulator) -> None:
        service.add("mts_srv")
        control(service.url, "clock", {"advance": 3600})
        service.add("mts_trn")
        assert service.statuses() == {"mts_srv": 1, "mts_trn": 0}

    def test_the_first_verdict_that_fits_decides(self, service: RunningSimulator) -> None:
        verdicts = [
            {"target": "mts_trn", "verdict": "accepted"},
            {"target": "mts_*", "verdict": "rejected"},
            {"sender": "BANK", "verdict": "suspended"},
            {"msg": "*https://*", "verdict": "rejected"},
        ]
        moderation = {"submit_after": 10, "decide_after": 20, "verdicts": verdicts}
        control(service.url, "config", {"moderation": moderation})
        for fields in ({}, {"sender": "BANK"}, {"msg": "Look:\nhttps://example.com"}):
            service.add("mts_srv", "mts_trn", "bee_srv", **fields)
        assert service.statuses() == {"mts_srv": 0, "mts_trn": 0, "bee_srv": 0}
        control(service.url, "clock", {"advance": 10})
        assert service.statuses() == {"mts_srv": 1, "mts_trn": 1, "bee_srv": 1}
        control(service.url, "clock", {"advance": 10})
        assert service.statuses() == {"mts_srv": 3, "mts_trn": 2, "bee_srv": 2}
        assert service.statuses(sender="BANK") == {"mts_srv": 3, "mts_trn": 2, "bee_srv": 4}
        assert service.statuses(msg="Look:\nhttps://example.com") == {"mts_srv": 3, "mts_trn": 2, "bee_srv": 3}

    def test_what_is_registered_shows_the_same_status(self, service: RunningSimulator) -> None:
        service.add("mts_srv")
        control(service.url, "clock", {"advance": 5 * DAY})
        assert [entry["status"] for entry in control(service.url, "registrations")] == [2]


class TestRefusals:
    def test_a_sender_name_that_an_operator_does_not_accept_is_status_minus_1(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        account = {"login": "shop", "api_key": API_KEY, "senders": {"SHOP": ["mts_*", "soc"], "BANK": []}}
        control(service.url, "config", {"accounts": [account]})
        assert service.add("mts_srv", "bee_srv", "soc") == [
            {"name": "mts_srv", "id": 1001, "status": 1},
            {"name": "bee_srv", "status": -1},
            {"name": "soc", "id": 1002, "status": 1},
        ]
        assert service.add("mts_srv", sender="BANK") == [{"name": "mts_srv", "status": -1}]
        assert service.add("mts_srv", sender="OTHER") == [{"name": "mts_srv", "status": -1}]
        assert simulator.registered() == [("SHOP", "Code %d", "mts_srv"), ("SHOP", "Code %d", "soc")]
        assert control(service.url, "")["additions"] == 2

    def test_rules_refuse_with_a_status_of_their_own(self, simulator: Simulator, service: RunningSimulator) -> None:
        refusals = [{"target": "mts_*", "msg": "*promo*", "status": -2}, {"sender": "BANK", "status": -1}]
        control(service.url, "config", {"refusals": refusals})
        assert service.add("mts_srv", "bee_srv", msg="a promo code") == [
            {"name": "mts_srv", "status": -2},
            {"name": "bee_srv", "id": 1001, "status": 1},
        ]
        assert service.add("mts_srv", sender="BANK") == [{"name": "mts_srv", "status": -1}]
        assert service.add("mts_srv") == [{"name": "mts_srv", "id": 1002, "status": 1}]
        assert service.statuses(msg="a promo code") == {"bee_srv": 0}

    def test_a_refusal_may_be_repeated(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"refusals": [{"status": -2}]})
        assert [service.add("soc") for _number in range(2)] == [[{"name": "soc", "status": -2}]] * 2
        assert simulator.violations() == []


def test_operators_pass_templates_on(simulator: Simulator, service: RunningSimulator) -> None:
    control(service.url, "config", {"forwards": {"mts_srv": ["mega_srv", "bee_srv"]}})
    assert service.add("mts_srv") == [{"name": "mts_srv", "id": 1001, "status": 1}]
    assert service.statuses() == {"mts_srv": 0, "mega_srv": 0, "bee_srv": 0}
    assert control(service.url, "")["additions"] == 1
    assert service.add("mts_trn") == [{"name": "mts_trn", "id": 1004, "status": 1}]
    assert simulator.violations() == []
    # Who adds what an operator has passed on already did not look first.
    assert service.add("bee_srv") == [{"name": "bee_srv", "id": 1003, "status": 1}]
    assert simulator.violations() == ["duplicate_addition"]
