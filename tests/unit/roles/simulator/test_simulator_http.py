# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator on the wire: methods, faults, journal, and the control addresses."""

from __future__ import annotations

import http.client
import json
import os
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY, BY_KEY, BY_PASSWORD, PASSWORD, WRONG
from ansible_collections.smsops.smsc.tests.support.clock import wait_until
from ansible_collections.smsops.smsc.tests.support.network import fetch
from ansible_collections.smsops.smsc.tests.support.simulator import FLAGS, RunningSimulator, control, refused

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

FORM = {"add": "1", "sender": "Лавка", "msg": "Код %d & 100%+", "soc": "1", "charset": "utf-8", "fmt": "1"}
AFTER_WORK = ["drop_after", "empty", "truncated", "cut", "body"]


def set_faults(service: RunningSimulator, *faults: dict[str, Any]) -> None:
    control(service.url, "config", {"faults": list(faults)})


def outcome(service: RunningSimulator, command: str = "get", *targets: str) -> str:
    """What a client makes of an answer, in a word."""
    try:
        reply = service.ask(command, *targets)
    except ConnectionResetError:
        return "dropped"
    except http.client.IncompleteRead:
        return "cut"
    try:
        answer = reply.json
    except ValueError:
        return "unreadable"
    return f"error {answer['error_code']}" if isinstance(answer, dict) else "rows"


class TestMethods:
    def test_post(self, simulator: Simulator, service: RunningSimulator) -> None:
        assert service.send({**FORM, **BY_KEY}).body == b"soc,1001,1"
        assert simulator.registered() == [("Лавка", "Код %d & 100%+", "soc")]
        assert simulator.violations() == []

    def test_get_works_too_but_shows_the_credentials(self, simulator: Simulator, service: RunningSimulator) -> None:
        assert service.send({**FORM, **BY_PASSWORD}, method="GET").body == b"soc,1001,1"
        assert simulator.registered() == [("Лавка", "Код %d & 100%+", "soc")]
        assert simulator.service.journal[0]["method"] == "GET"
        service.send({**FORM, **BY_KEY}, method="GET")
        violations = [(v["limit"], v["detail"]) for v in control(service.url, "violations")]
        assert violations[0] == ("credentials_in_url", "psw")
        assert violations[1] == ("credentials_in_url", "apikey")

    def test_a_query_beside_a_form(self, simulator: Simulator, service: RunningSimulator) -> None:
        form = urlencode(FORM).encode()
        reply = fetch(f"{service.url}sys/op_templates.php?{urlencode(BY_KEY)}", form)
        assert reply.body == b"soc,1001,1"
        assert simulator.violations() == ["credentials_in_url"]

    def test_a_query_without_credentials_is_no_violation(self, simulator: Simulator, service: RunningSimulator) -> None:
        fetch(f"{service.url}sys/op_templates.php?fmt=3", urlencode({**FORM, **BY_KEY}).encode())
        assert simulator.registered() == [("Лавка", "Код %d & 100%+", "soc")]
        assert simulator.violations() == []

    def test_other_addresses_are_not_there(self, simulator: Simulator, service: RunningSimulator) -> None:
        for address in ("", "sys/", "sys/send.php"):
            reply = fetch(service.url + address)
            assert (reply.status, reply.content_type) == (404, "text/html")
        assert list(simulator.service.journal) == []

    def test_one_connection_serves_many_requests(self, simulator: Simulator, service: RunningSimulator) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", simulator.server.server_port, timeout=10)
        try:
            for number in (1001, 1002):
                form = urlencode({**FORM, **BY_KEY, "msg": str(number)})
                connection.request("POST", "/sys/op_templates.php", form)
                used = connection.sock
                assert connection.getresponse().read().decode() == f"soc,{number},1"
                assert connection.sock is used
        finally:
            connection.close()


class TestFaults:
    @pytest.mark.parametrize(
        ("kind", "seen"),
        [
            ("drop_before", "dropped"),
            ("html_502", "unreadable"),
            ("redirect", "unreadable"),
            ("error", "error 9"),
            ("drop_after", "dropped"),
            ("empty", "unreadable"),
            ("truncated", "unreadable"),
            ("body", "unreadable"),
        ],
    )
    def test_what_is_seen_and_what_is_done(
        self, simulator: Simulator, service: RunningSimulator, kind: str, seen: str
    ) -> None:
        set_faults(service, {"kind": kind})
        assert outcome(service, "add", "soc") == seen
        done = kind in AFTER_WORK
        assert simulator.registered() == ([("SHOP", "Code %d", "soc")] if done else [])
        (entry,) = control(service.url, "journal")
        assert entry["fault"] == kind
        assert entry["answer"] == ({"soc": 1} if done else None)
        assert outcome(service) == "rows"

    def test_cut(self, simulator: Simulator, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "cut"})
        # Whether the end or the reset of the connection is noticed first is up to the system.
        assert outcome(service, "add", "soc") in ("cut", "dropped")
        assert simulator.registered() == [("SHOP", "Code %d", "soc")]

    def test_hang(self, simulator: Simulator, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "hang", "seconds": 0.05})
        begin = time.monotonic()
        assert outcome(service, "add", "soc") == "dropped"
        assert time.monotonic() - begin >= 0.05
        assert simulator.registered() == []

    def test_a_hanging_request_does_not_keep_the_server_from_stopping(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        set_faults(service, {"kind": "hang", "work": True})
        with ThreadPoolExecutor(1) as pool:
            hanging = pool.submit(outcome, service, "add", "soc")
            wait_until(lambda: simulator.registered() == [("SHOP", "Code %d", "soc")])
            assert not hanging.done()
            simulator.server.stopping.set()
            assert hanging.result() == "dropped"

    def test_truncated_is_half_an_answer_that_looks_whole(self, service: RunningSimulator) -> None:
        whole = service.ask("get")
        set_faults(service, {"kind": "truncated"})
        half = service.ask("get")
        assert half.body == whole.body[: len(whole.body) // 2]
        assert (half.status, half.content_type) == (200, whole.content_type)

    def test_empty_has_the_headers_of_an_answer(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "empty"})
        reply = service.ask("get")
        assert (reply.status, reply.body, reply.content_type) == (200, b"", "application/json; charset=utf-8")

    def test_html_502(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "html_502"})
        reply = service.ask("get")
        assert (reply.status, reply.content_type) == (502, "text/html")
        assert b"<h1>502 Bad Gateway</h1>" in reply.body

    def test_redirect_leads_to_where_nothing_is(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "redirect"})
        reply = service.ask("get")
        assert reply.status == 302
        assert reply.headers["Location"] == f"{service.url}elsewhere/op_templates.php"
        assert fetch(reply.headers["Location"]).status == 404

    @pytest.mark.parametrize(
        ("code", "description"),
        [
            (1, "parameters error"),
            (2, "authorise error"),
            (4, "ip is blocked"),
            (9, "duplicate request, wait a minute"),
            (3, "error"),
        ],
    )
    def test_error(self, simulator: Simulator, service: RunningSimulator, code: int, description: str) -> None:
        set_faults(service, {"kind": "error", "code": code})
        reply = service.ask("get", fmt="0")
        assert (reply.status, reply.body.decode()) == (200, f"ERROR = {code} ({description})")
        assert simulator.violations() == []

    def test_an_error_has_the_http_status_of_errors(self, service: RunningSimulator) -> None:
        control(service.url, "config", {"faults": [{"kind": "error"}], "answers": {"error_status": 500}})
        reply = service.ask("get")
        assert (reply.status, reply.json["error_code"]) == (500, 9)

    def test_body(self, simulator: Simulator, service: RunningSimulator) -> None:
        fault = {"kind": "body", "body": "Ведутся работы", "status": 503}
        set_faults(service, fault, {**fault, "status": 200})
        reply = service.ask("add", "soc", charset="koi8-r")
        assert (reply.status, reply.body) == (503, "Ведутся работы".encode("koi8-r"))
        assert reply.content_type == "application/json; charset=koi8-r"
        reply = service.ask("get")
        assert (reply.status, reply.body) == (200, "Ведутся работы".encode())

    def test_the_command_that_they_await(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "empty", "command": "add"})
        assert [outcome(service), outcome(service, "add", "soc"), outcome(service, "add", "mts_srv")] == [
            "rows",
            "unreadable",
            "rows",
        ]

    def test_requests_that_they_let_pass_and_how_often_they_come(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "empty", "command": "get", "skip": 2, "times": 3})
        assert outcome(service, "add", "soc") == "rows"
        assert [outcome(service) for _number in range(6)] == ["rows"] * 2 + ["unreadable"] * 3 + ["rows"]

    def test_they_come_in_order(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "drop_before"}, {"kind": "error", "code": 3, "times": 2}, {"kind": "empty"})
        assert [outcome(service) for _number in range(5)] == ["dropped", "error 3", "error 3", "unreadable", "rows"]

    @pytest.mark.parametrize("kind", ["drop_before", "html_502", "redirect", "error"])
    def test_work_can_be_done_before_any(self, simulator: Simulator, service: RunningSimulator, kind: str) -> None:
        set_faults(service, {"kind": kind, "work": True})
        assert outcome(service, "add", "soc") != "rows"
        assert simulator.registered() == [("SHOP", "Code %d", "soc")]

    @pytest.mark.parametrize("kind", AFTER_WORK)
    def test_work_can_be_left_out_after_any(self, simulator: Simulator, service: RunningSimulator, kind: str) -> None:
        set_faults(service, {"kind": kind, "work": False})
        assert outcome(service, "add", "soc") != "rows"
        assert simulator.registered() == []

    @pytest.mark.parametrize("kind", ["drop_before", "drop_after", "empty"])
    def test_work_can_be_done_late(self, simulator: Simulator, service: RunningSimulator, kind: str) -> None:
        set_faults(service, {"kind": kind, "late": 30.5})
        assert outcome(service, "add", "soc") != "rows"
        simulator.clock.now += 30
        assert (service.statuses(), simulator.registered()) == ({}, [])
        simulator.clock.now += 1
        assert service.statuses() == {"soc": 0}
        service.add("soc")
        assert service.violations() == ["duplicate_addition"]

    def test_work_that_is_late_is_seen_by_who_looks_from_outside(
        self, simulator: Simulator, service: RunningSimulator
    ) -> None:
        set_faults(service, {"kind": "drop_before", "late": 5})
        outcome(service, "add", "soc")
        simulator.clock.now += 6
        assert simulator.registered() == [("SHOP", "Code %d", "soc")]
        control(service.url, "reset", {})
        assert simulator.registered() == []

    def test_those_that_are_used_up_come_back_only_when_they_are_set_again(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "empty"})
        assert outcome(service) == "unreadable"
        control(service.url, "config", {"latency": 0.001})
        assert outcome(service) == "rows"
        set_faults(service, {"kind": "empty"})
        assert outcome(service) == "unreadable"

    def test_those_that_wait_can_be_called_off(self, service: RunningSimulator) -> None:
        set_faults(service, {"kind": "empty", "times": 9})
        assert outcome(service) == "unreadable"
        set_faults(service)
        assert outcome(service) == "rows"


def test_latency(service: RunningSimulator) -> None:
    control(service.url, "config", {"latency": 0.05})
    begin = time.monotonic()
    assert outcome(service) == "rows"
    assert time.monotonic() - begin >= 0.05


def test_a_client_that_goes_away_leaves_no_trace(
    simulator: Simulator, service: RunningSimulator, capfd: pytest.CaptureFixture[str]
) -> None:
    control(service.url, "config", {"latency": 60})
    form = urlencode({"get": "1", "sender": "SHOP", "msg": "Code %d", **BY_KEY}).encode()
    with socket.create_connection(("127.0.0.1", simulator.server.server_port)) as client:
        client.sendall(
            b"POST /sys/op_templates.php HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(form), form)
        )
        wait_until(lambda: len(simulator.service.journal) == 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    simulator.server.stopping.set()
    wait_until(lambda: control(service.url, "journal")[0]["answer"] is not None)
    assert outcome(service) == "rows"
    assert capfd.readouterr() == ("", "")


def test_a_bug_of_the_simulator_is_not_hidden(
    simulator: Simulator, service: RunningSimulator, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(simulator.service, "handle", None)
    assert outcome(service) == "dropped"
    wait_until(lambda: "TypeError: 'NoneType' object is not callable" in capfd.readouterr().err)


class TestJournal:
    def test_it_holds_every_request(self, simulator: Simulator, service: RunningSimulator) -> None:
        service.ask("add", "soc", "mts_srv", msg="Код %d", **BY_PASSWORD)
        simulator.clock.now += 5
        service.ask("get", **WRONG)
        service.send({})
        params = {"sender": "SHOP", "charset": "utf-8", "fmt": "3", "login": "shop"}
        added = {"add": "1", "msg": "Код %d", "soc": "1", "mts_srv": "1", **params}
        common = {"method": "POST", "fault": None}
        assert control(service.url, "journal") == [
            {**common, "time": 1000.0, "command": "add", "params": added, "answer": {"mts_srv": 1, "soc": 1}},
            {
                **common,
                "time": 1005.0,
                "command": "get",
                "params": {"get": "1", "msg": "Code %d", **params},
                "answer": {"error_code": 2},
            },
            {**common, "time": 1005.0, "command": "", "params": {}, "answer": {"error_code": 2}},
        ]

    def test_what_get_answers_is_kept_by_target(self, service: RunningSimulator) -> None:
        control(service.url, "config", {"answers": {"names": "russian"}})
        service.add("mts_srv")
        service.get()
        assert control(service.url, "journal")[1]["answer"] == {**dict.fromkeys(FLAGS, -1), "mts_srv": 0}

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_no_secret_is_kept_anywhere(self, simulator: Simulator, service: RunningSimulator, method: str) -> None:
        for credentials in (BY_KEY, BY_PASSWORD, {"login": "shop", "psw": "wrong secret"}):
            form = {"get": "1", "sender": "SHOP", "msg": "Code %d", "charset": "utf-8", **credentials}
            service.send(form, method=method)
        kept = [fetch(f"{service.url}_simulator/{what}").body.decode() for what in ("journal", "violations")]
        kept.append(repr(simulator.service.state))
        assert len(control(service.url, "journal")) == 3
        for secret in (API_KEY, PASSWORD, "wrong secret"):
            for spelling in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]):
                assert [spelling in place for place in kept] == [False] * 3

    def test_control_addresses_are_no_requests(self, service: RunningSimulator) -> None:
        for what in ("", "config", "journal", "violations", "registrations"):
            control(service.url, what)
        assert control(service.url, "journal") == []


class TestControl:
    def test_the_root_tells_process_and_time(self, service: RunningSimulator) -> None:
        assert control(service.url, "") == {"pid": os.getpid(), "now": 1000.0, "additions": 0}

    def test_the_clock_can_be_advanced(self, service: RunningSimulator) -> None:
        assert control(service.url, "clock", {"advance": 90.5}) == {}
        control(service.url, "clock", {"advance": 10})
        assert control(service.url, "")["now"] == 1100.5

    @pytest.mark.parametrize("data", [{}, {"advance": "soon"}, {"advance": None}, []])
    def test_a_clock_that_cannot_be_set_is_refused(self, service: RunningSimulator, data: Any) -> None:
        assert refused(service.url, "clock", data) != ""
        assert control(service.url, "")["now"] == 1000.0

    def test_config_changes_what_is_named_and_leaves_the_rest(self, service: RunningSimulator) -> None:
        before = control(service.url, "config")
        assert control(service.url, "config", {"limits": {"connections": 3}}) == {"changed": True}
        assert control(service.url, "config", {"limits": {"connections": 3}, "latency": 0}) == {"changed": False}
        assert control(service.url, "config", {"answers": {"names": "english"}}) == {"changed": True}
        after = control(service.url, "config")
        assert after["limits"] == {**before["limits"], "connections": 3}
        assert after["answers"] == {**before["answers"], "names": "english"}
        assert after["accounts"] == [{"login": "shop", "password": PASSWORD, "api_key": API_KEY}]

    def test_an_empty_change_changes_nothing(self, service: RunningSimulator) -> None:
        assert fetch(f"{service.url}_simulator/config", b"").json == {"changed": False}

    def test_load_sets_what_is_named_and_the_rest_to_its_default(self, service: RunningSimulator) -> None:
        control(service.url, "config", {"latency": 0.001, "forwards": {"soc": ["mts_srv"]}})
        assert control(service.url, "load", {"more_targets": ["sber_srv"]}) == {"changed": True}
        config = control(service.url, "config")
        assert (config["latency"], config["forwards"], config["more_targets"]) == (0, {}, ["sber_srv"])
        assert [account["login"] for account in config["accounts"]] == ["demo"]
        assert control(service.url, "load", {"more_targets": ["sber_srv"]}) == {"changed": False}

    def test_a_load_of_the_same_does_not_bring_faults_back(self, service: RunningSimulator) -> None:
        accounts = control(service.url, "config")["accounts"]
        settings = {"accounts": accounts, "faults": [{"kind": "empty"}]}
        assert control(service.url, "load", settings) == {"changed": True}
        assert outcome(service) == "unreadable"
        assert control(service.url, "load", settings) == {"changed": False}
        assert outcome(service) == "rows"

    def test_reset_forgets_all_but_the_configuration(self, simulator: Simulator, service: RunningSimulator) -> None:
        control(service.url, "config", {"limits": {"identical_requests": 1, "errors": 2}})
        service.add("soc")
        control(service.url, "clock", {"advance": 50})
        assert [service.code("add", "soc"), service.code("add")] == [9, 1]
        assert service.code() == 4
        assert control(service.url, "reset", {}) == {}
        assert control(service.url, "") == {"pid": os.getpid(), "now": 1000.0, "additions": 0}
        for what in ("journal", "violations", "registrations"):
            assert control(service.url, what) == []
        assert service.add("soc") == [{"name": "soc", "id": 1001, "status": 1}]
        assert service.code("add", "soc") == 9

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ([], "the configuration must be a dict, not []"),
            (None, "the configuration must be a dict, not None"),
            (
                {"latencies": 1},
                "latencies is not a setting; the configuration has accounts, allowed_ips, answers, faults, forwards, "
                "latency, limits, messages_per_day, moderation, more_targets, refusals, texts",
            ),
            (
                {"moderation": {"verdict": []}},
                "moderation.verdict is not a setting; moderation has decide_after, submit_after, verdicts",
            ),
            ({"limits": 5}, "limits must be a dict, not 5"),
            ({"latency": "1"}, "latency is '1'; it must be like 0.0"),
            ({"latency": True}, "latency is True; it must be like 0.0"),
            ({"limits": {"errors": None}}, "limits.errors is None; it must be like 100"),
            ({"answers": {"rows": "table"}}, "answers.rows is 'table'; it can be 'list', 'object', 'wrapped', 'keyed'"),
            ({"answers": {"ids": 1}}, "answers.ids is 1; it can be 'number', 'string'"),
            ({"answers": {"statuses": []}}, "answers.statuses is []; it can be 'number', 'string'"),
            ({"answers": {"failed_id": "no"}}, "answers.failed_id is 'no'; it can be 'absent', 'zero', 'empty'"),
            ({"answers": {"names": "greek"}}, "answers.names is 'greek'; it can be 'flag', 'english', 'russian', {}"),
            ({"answers": {"get": {}}}, "answers.get is {}; it can be 'all', 'registered'"),
            (
                {"answers": {"charset": "cp866"}},
                "answers.charset is 'cp866'; it can be '', 'windows-1251', 'utf-8', 'koi8-r'",
            ),
            ({"answers": {"wrapper": 1}}, "answers.wrapper is 1; it must be like 'templates'"),
            ({"answers": {"more_rows": [{"id": 1}]}}, "answers.more_rows[0] has no name"),
            ({"faults": [{"kind": "empty"}, {"kind": "flood"}]}, "faults[1].kind is 'flood'; it can be 'drop_before',"),
            ({"faults": [{"command": "get"}]}, "faults[0] has no kind"),
            (
                {"faults": [{"kind": "empty", "command": "put"}]},
                "faults[0].command is 'put'; it can be 'add', 'get', 'senders', 'messages'",
            ),
            (
                {"faults": [{"kind": "empty", "time": 2}]},
                "faults[0].time is not a setting; faults[0] has body, code, command, kind, late, seconds, skip, "
                "status, times, work",
            ),
            ({"faults": [{"kind": "empty", "work": 1}]}, "faults[0].work is 1; it must be like False"),
            ({"faults": {"kind": "empty"}}, "faults is {'kind': 'empty'}; it must be like [{'kind':"),
            ({"accounts": [{"password": "x"}]}, "accounts[0] has no login"),
            ({"accounts": [{"login": "x", "password": 1}]}, "accounts[0].password is 1; it must be like ''"),
            (
                {"accounts": [{"login": "x", "senders": {"SHOP": "mts_*"}}]},
                "accounts[0].senders.SHOP is 'mts_*'; it must be like ['']",
            ),
            ({"forwards": {"mts_srv": "bee_srv"}}, "forwards.mts_srv is 'bee_srv'; it must be like ['']"),
            ({"more_targets": [1]}, "more_targets[0] is 1; it must be like ''"),
            ({"allowed_ips": "127.0.0.1"}, "allowed_ips is '127.0.0.1'; it must be like ['']"),
            ({"refusals": [{"target": "*"}]}, "refusals[0] has no status"),
            (
                {"moderation": {"verdicts": [{"verdict": "lost"}]}},
                "moderation.verdicts[0].verdict is 'lost'; it can be 'accepted', 'rejected', 'suspended'",
            ),
        ],
    )
    @pytest.mark.parametrize("how", ["config", "load"])
    def test_what_cannot_be_meant_is_refused_and_changes_nothing(
        self, service: RunningSimulator, how: str, data: Any, reason: str
    ) -> None:
        before = control(service.url, "config")
        message = refused(service.url, how, data)
        exact = f"ConfigError: {reason}"
        assert message.startswith(exact) if reason.endswith((",", ":")) else message == exact
        assert control(service.url, "config") == before

    def test_what_is_no_json_is_refused(self, service: RunningSimulator) -> None:
        reply = fetch(f"{service.url}_simulator/config", b"{")
        assert reply.status == 400
        assert reply.json["error"].startswith("JSONDecodeError: ")

    def test_addresses_that_are_not_there_name_those_that_are(self, service: RunningSimulator) -> None:
        error = {"error": "GET , config, journal, violations, registrations; POST config, load, clock, reset"}
        for address, data in (("nothing", None), ("reset", None), ("journal", b"{}")):
            reply = fetch(f"{service.url}_simulator/{address}", data)
            assert (reply.status, json.loads(reply.body)) == (404, error)
