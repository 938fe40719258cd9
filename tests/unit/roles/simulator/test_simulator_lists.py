# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints that list sender names and messages."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT, BY_KEY, BY_PASSWORD, WRONG

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

ALL = {"get": "1", "all": "1", "operators": "1"}


def senders(simulator: Simulator, **fields: str) -> Any:
    form = {"get": "1", "fmt": "3", "charset": "utf-8", **(BY_KEY if "login" not in fields else {}), **fields}
    return simulator.send(form, to="senders.php").json


@pytest.fixture(autouse=True)
def _account(simulator: Simulator) -> None:
    account = {**ACCOUNT, "senders": {"MYSHOP": ["*"], "ИМЯ": []}, "sender_statuses": {"MYSHOP": {"tele2_status": 4}}}
    simulator.service.configure({"accounts": [account]})


def test_names_alone_those_that_are_active_or_all(simulator: Simulator) -> None:
    assert senders(simulator) == [{"id": 101, "sender": "MYSHOP"}]
    assert [row["sender"] for row in senders(simulator, all="1", **BY_PASSWORD)] == ["MYSHOP", "ИМЯ"]


def test_what_the_list_says_is_what_an_addition_meets(simulator: Simulator) -> None:
    rows = {row["sender"]: row for row in senders(simulator, **{k: v for k, v in ALL.items() if k != "get"})}
    assert (rows["MYSHOP"]["mts_step_status"], rows["ИМЯ"]["mts_step_status"]) == (2, 3)
    assert (rows["MYSHOP"]["tele2_step_status"], rows["MYSHOP"]["tele2_status"]) == (2, 4)
    for name, row in rows.items():
        for target, key in (("mts_srv", "mts_step_status"), ("tele2_srv", "tele2_status")):
            (added,) = simulator.add(target, sender=name)
            assert (added["status"] == 1) is (row[key] == 2), (name, target)


def test_an_account_without_a_list_shows_the_names_that_it_has_asked_about(simulator: Simulator) -> None:
    simulator.service.configure({"accounts": [ACCOUNT]})
    assert senders(simulator, all="1") == []
    simulator.get(sender="SHOP")
    assert senders(simulator, all="1", operators="1")[0]["motiv_step_status"] == 2


def test_one_name_and_one_that_is_not_there(simulator: Simulator) -> None:
    assert [row["sender"] for row in senders(simulator, sender="ИМЯ")] == ["ИМЯ"]
    assert senders(simulator, sender="NONE") == {"error": "sender name not found", "error_code": 3}


def test_wrong_credentials_and_parameters(simulator: Simulator) -> None:
    assert senders(simulator, **WRONG)["error_code"] == 2
    assert senders(simulator, get="0")["error_code"] == 1


def test_three_identical_requests_a_minute_and_the_limit_of_templates_is_its_own(simulator: Simulator) -> None:
    assert [isinstance(senders(simulator, **ALL), list) for _number in range(3)] == [True] * 3
    assert senders(simulator, **ALL)["error_code"] == 9
    assert simulator.violations() == ["identical_requests"]
    assert isinstance(senders(simulator), list), "others are counted on their own"
    simulator.clock.now += 61
    assert isinstance(senders(simulator, **ALL), list)


def test_every_format_and_charset(simulator: Simulator) -> None:
    def text(fmt: str, charset: str) -> str:
        form = {**BY_KEY, "get": "1", "all": "1", "fmt": fmt, "charset": charset}
        return simulator.send(form, to="senders.php").body.decode(charset)

    assert text("0", "utf-8") == "id = 101, sender = MYSHOP\nid = 102, sender = ИМЯ"
    assert text("1", "windows-1251") == "101,MYSHOP\n102,ИМЯ"
    root = ElementTree.fromstring(text("2", "utf-8"))
    assert [row.findtext("sender") for row in root] == ["MYSHOP", "ИМЯ"]
    simulator.service.configure({"answers": {"rows": "wrapped"}})
    assert len(senders(simulator, all="1")["templates"]) == 2


def test_credentials_in_an_address_are_a_violation(simulator: Simulator) -> None:
    simulator.send({**BY_KEY, "get": "1"}, method="GET", to="senders.php")
    assert simulator.violations() == ["credentials_in_url"]


def test_faults_await_their_command(simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "error", "code": 9, "command": "senders"}]})
    assert isinstance(simulator.get(), list)
    assert senders(simulator)["error_code"] == 9
    assert (simulator.commands(), simulator.lists()) == (["get"], ["senders"])


def history(simulator: Simulator, **fields: str) -> Any:
    form = {"get_messages": "1", "start": "01.11.2024", "end": "30.11.2024", "fmt": "3", "charset": "utf-8", **fields}
    return simulator.send({**BY_KEY, **form}, to="get.php").json


class TestMessages:
    @pytest.fixture(autouse=True)
    def _time(self, simulator: Simulator) -> None:
        simulator.service.advance(datetime(2024, 11, 20, 9, tzinfo=timezone.utc).timestamp())

    def test_newest_first_in_pages_backwards_and_always_the_same(self, simulator: Simulator) -> None:
        whole = history(simulator)
        numbers = [row["int_id"] for row in whole]
        assert len(numbers) == 390
        assert numbers == sorted(numbers, reverse=True)
        assert (whole[0]["send_date"], whole[-1]["send_date"]) == ("20.11.2024 11:24:00", "01.11.2024 00:36:00")
        first = history(simulator, cnt="10")
        second = history(simulator, cnt="10", prev_id=str(first[-1]["int_id"]))
        assert first + second == whole[:20]
        assert history(simulator, prev_id=str(numbers[-1])) == []

    def test_an_account_has_its_own(self, simulator: Simulator) -> None:
        one = history(simulator, cnt="50")
        simulator.service.configure({"accounts": [{**ACCOUNT, "login": "other"}]})
        assert [row["message"] for row in history(simulator, cnt="50")] != [row["message"] for row in one]

    def test_they_look_like_those_of_a_shop(self, simulator: Simulator) -> None:
        rows = history(simulator)
        assert {row["sender_id"] for row in rows} == {"MYSHOP", "MYSHOP-PAY"}
        assert {row["operator"] for row in rows} == {"МТС", "МегаФон", "Билайн", "Tele2", "Мотив"}
        assert all(row["phone"].startswith("7900000") for row in rows)
        assert len({row["message"] for row in rows}) > 300

    @pytest.mark.parametrize(
        "fields",
        [
            {"start": "2024-11-01"},
            {"start": "01.12.2024"},
            {"start": "01.01.2024"},
            {"cnt": "1001"},
            {"cnt": "0"},
            {"prev_id": "x"},
            {"get_messages": "0"},
        ],
    )
    def test_what_cannot_be_asked(self, simulator: Simulator, fields: dict[str, str]) -> None:
        assert history(simulator, **fields)["error_code"] == 1

    def test_nothing_found_in_both_ways(self, simulator: Simulator) -> None:
        assert history(simulator, start="25.11.2024") == []
        simulator.service.configure({"answers": {"nothing_found": "error"}})
        assert history(simulator, start="25.11.2024")["error_code"] == 3

    def test_three_identical_requests_a_minute(self, simulator: Simulator) -> None:
        assert [isinstance(history(simulator), list) for _number in range(3)] == [True] * 3
        assert history(simulator)["error_code"] == 9
        assert isinstance(history(simulator, prev_id="9"), list)
        assert simulator.violations() == ["identical_requests"]
