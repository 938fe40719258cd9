# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the simulator's answers look: formats, charsets, and every shape that can be switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from ansible_collections.smsops.smsc.tests.support.accounts import BY_KEY, BY_PASSWORD
from ansible_collections.smsops.smsc.tests.support.simulator import FLAGS, RunningSimulator, control

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

ENGLISH = {
    "mts_srv": "MTS (service)",
    "mts_auth": "MTS (authorization)",
    "mts_trn": "MTS (transactional)",
    "mega_srv": "Megafon (service)",
    "mega_auth": "Megafon (authorization)",
    "mega_trn": "Megafon (transactional)",
    "mega_adv": "Megafon (advertising)",
    "bee_srv": "Beeline (service)",
    "bee_trn": "Beeline (transactional)",
    "tele2_srv": "Tele2 (service)",
    "tele2_trn": "Tele2 (transactional)",
    "motiv_srv": "Motiv (service)",
    "motiv_trn": "Motiv (transactional)",
    "soc": "Social networks",
}
RUSSIAN = {
    "mts_srv": "МТС (сервисные)",
    "mts_auth": "МТС (авторизационные)",
    "mts_trn": "МТС (транзакционные)",
    "mega_srv": "Мегафон (сервисные)",
    "mega_auth": "Мегафон (авторизационные)",
    "mega_trn": "Мегафон (транзакционные)",
    "mega_adv": "Мегафон (рекламные)",
    "bee_srv": "Билайн (сервисные)",
    "bee_trn": "Билайн (транзакционные)",
    "tele2_srv": "Теле2 (сервисные)",
    "tele2_trn": "Теле2 (транзакционные)",
    "motiv_srv": "Мотив (сервисные)",
    "motiv_trn": "Мотив (транзакционные)",
    "soc": "Социальные сети",
}
ONE = {"name": "soc", "id": 1001, "status": 1}
TWO = [{"name": "mts_srv", "id": 1001, "status": 1}, {"name": "soc", "id": 1002, "status": 1}]
CHARSETS = ["windows-1251", "utf-8", "koi8-r"]


def set_answers(service: RunningSimulator, **switches: Any) -> None:
    control(service.url, "config", {"answers": switches})


def text(service: RunningSimulator, command: str, *targets: str, **fields: str) -> str:
    return service.ask(command, *targets, **fields).body.decode()


class TestFormats:
    @pytest.mark.parametrize(
        ("fmt", "body", "content_type"),
        [
            (
                "0",
                "name = mts_srv, status = -2\nname = soc, id = 1001, status = 1",
                "text/plain; charset=utf-8",
            ),
            ("1", "mts_srv,,-2\nsoc,1001,1", "text/plain; charset=utf-8"),
            (
                "2",
                '<?xml version="1.0"?>\n<templates>'
                "<template><name>mts_srv</name><status>-2</status></template>"
                "<template><name>soc</name><id>1001</id><status>1</status></template></templates>",
                "text/xml; charset=utf-8",
            ),
            (
                "3",
                '[{"name": "mts_srv", "status": -2}, {"name": "soc", "id": 1001, "status": 1}]',
                "application/json; charset=utf-8",
            ),
        ],
    )
    def test_rows(self, service: RunningSimulator, fmt: str, body: str, content_type: str) -> None:
        control(service.url, "config", {"refusals": [{"target": "mts_*", "status": -2}]})
        reply = service.ask("add", "mts_srv", "soc", fmt=fmt)
        assert (reply.status, reply.body.decode(), reply.content_type) == (200, body, content_type)

    @pytest.mark.parametrize(
        ("fmt", "body", "content_type"),
        [
            ("0", "ERROR = 2 (authorise error)", "text/plain; charset=windows-1251"),
            ("1", "0,-2", "text/plain; charset=windows-1251"),
            (
                "2",
                "<result><error>authorise error</error><error_code>2</error_code></result>",
                "text/xml; charset=windows-1251",
            ),
            ("3", '{"error": "authorise error", "error_code": 2}', "application/json; charset=windows-1251"),
        ],
    )
    def test_errors(self, service: RunningSimulator, fmt: str, body: str, content_type: str) -> None:
        reply = service.send({"get": "1", "fmt": fmt, "sender": "SHOP", "msg": "text"})
        assert (reply.status, reply.body.decode(), reply.content_type) == (200, body, content_type)

    def test_format_0_is_the_default_and_the_answer_to_nonsense(self, service: RunningSimulator) -> None:
        form = {"sender": "SHOP", "msg": "text", **BY_KEY}
        assert service.send({"add": "1", "soc": "1", **form}).body == b"name = soc, id = 1001, status = 1"
        assert service.send({"add": "1", "mts_srv": "1", "fmt": "9", **form}).body.startswith(b"name = mts_srv, id = ")
        assert service.send({"fmt": "", **form}).body == b"ERROR = 1 (parameters error)"

    def test_no_rows_at_all(self, service: RunningSimulator) -> None:
        set_answers(service, get="registered")
        assert text(service, "get", fmt="0") == ""
        assert text(service, "get", fmt="1") == ""
        assert text(service, "get", fmt="2") == '<?xml version="1.0"?>\n<templates></templates>'
        assert text(service, "get", fmt="3") == "[]"


class TestCharsets:
    @pytest.mark.parametrize("charset", CHARSETS)
    def test_of_the_request_and_of_the_answer(
        self, simulator: Simulator, service: RunningSimulator, charset: str
    ) -> None:
        set_answers(service, names="russian", get="registered")
        form = {"add": "1", "sender": "Лавка", "msg": "Код %d для входа", "bee_trn": "1", "charset": charset}
        reply = service.send({**form, **BY_PASSWORD}, encoding=charset)
        assert reply.body == "name = Билайн (транзакционные), id = 1001, status = 1".encode(charset)
        assert reply.content_type == f"text/plain; charset={charset}"
        assert simulator.registered() == [("Лавка", "Код %d для входа", "bee_trn")]

    @pytest.mark.parametrize("extra", [{}, {"charset": ""}, {"charset": "latin-1"}, {"charset": "Windows-1251"}])
    def test_windows_1251_is_the_default(
        self, simulator: Simulator, service: RunningSimulator, extra: dict[str, str]
    ) -> None:
        set_answers(service, names="russian")
        form = {"add": "1", "sender": "Лавка", "msg": "Код № %d", "soc": "1", **extra, **BY_PASSWORD}
        reply = service.send(form, encoding="windows-1251")
        assert reply.body == "name = Социальные сети, id = 1001, status = 1".encode("windows-1251")
        assert reply.content_type == "text/plain; charset=windows-1251"
        assert simulator.registered() == [("Лавка", "Код № %d", "soc")]

    def test_case_does_not_matter(self, simulator: Simulator, service: RunningSimulator) -> None:
        assert service.ask("add", "soc", charset="UTF-8", msg="Код").content_type == "application/json; charset=utf-8"
        assert simulator.registered() == [("SHOP", "Код", "soc")]

    def test_a_wrong_charset_makes_another_text(self, simulator: Simulator, service: RunningSimulator) -> None:
        service.send({"add": "1", "sender": "SHOP", "msg": "Код", "soc": "1", **BY_KEY}, encoding="utf-8")
        assert simulator.registered() == [("SHOP", "РљРѕРґ", "soc")]

    @pytest.mark.parametrize("forced", CHARSETS)
    def test_that_of_the_answer_can_be_forced(self, service: RunningSimulator, forced: str) -> None:
        set_answers(service, names="russian", get="registered", charset=forced)
        reply = service.ask("add", "mts_srv", fmt="1", msg="Код")
        assert reply.body == "МТС (сервисные),1001,1".encode(forced)
        assert reply.content_type == f"text/plain; charset={forced}"

    def test_what_a_charset_lacks_becomes_a_question_mark(self, service: RunningSimulator) -> None:
        set_answers(service, names={"soc": "Сети 😀"}, charset="koi8-r")
        assert service.ask("add", "soc", fmt="1").body == "Сети ?,1001,1".encode("koi8-r")


class TestArrangement:
    @pytest.mark.parametrize(
        ("rows", "one", "two"),
        [
            ("list", [ONE], TWO),
            ("object", ONE, TWO),
            ("wrapped", {"templates": [ONE]}, {"templates": TWO}),
            (
                "keyed",
                {"soc": {"id": 1001, "status": 1}},
                {"mts_srv": {"id": 1001, "status": 1}, "soc": {"id": 1002, "status": 1}},
            ),
        ],
    )
    def test_json(self, service: RunningSimulator, rows: str, one: Any, two: Any) -> None:
        set_answers(service, rows=rows)
        assert service.add("soc") == one
        control(service.url, "reset", {})
        assert service.add("mts_srv", "soc") == two

    @pytest.mark.parametrize(
        ("rows", "one"),
        [
            ("list", "<templates><template><name>soc</name><id>1001</id><status>1</status></template></templates>"),
            ("object", "<template><name>soc</name><id>1001</id><status>1</status></template>"),
            ("wrapped", "<templates><template><name>soc</name><id>1001</id><status>1</status></template></templates>"),
            ("keyed", "<templates><soc><id>1001</id><status>1</status></soc></templates>"),
        ],
    )
    def test_xml(self, service: RunningSimulator, rows: str, one: str) -> None:
        set_answers(service, rows=rows)
        assert text(service, "add", "soc", fmt="2") == f'<?xml version="1.0"?>\n{one}'

    def test_several_rows_of_xml_always_have_a_wrapper(self, service: RunningSimulator) -> None:
        set_answers(service, rows="object")
        answer = ElementTree.fromstring(text(service, "add", "soc", "mts_srv", fmt="2"))
        assert (answer.tag, [row.tag for row in answer]) == ("templates", ["template", "template"])

    @pytest.mark.parametrize("names", ["english", "russian"])
    def test_keyed_xml_stays_xml_when_names_are_for_people(self, service: RunningSimulator, names: str) -> None:
        more = [{"name": "sber", "id": 7, "status": 2}]
        set_answers(service, rows="keyed", names=names, get="registered", more_rows=more)
        service.add("soc")
        soc = ENGLISH["soc"] if names == "english" else RUSSIAN["soc"]
        assert text(service, "get", fmt="2") == (
            '<?xml version="1.0"?>\n<templates>'
            f"<template><name>{soc}</name><id>1001</id><status>0</status></template>"
            "<sber><id>7</id><status>2</status></sber></templates>"
        )

    def test_the_wrapper_can_be_named(self, service: RunningSimulator) -> None:
        set_answers(service, rows="wrapped", wrapper="result")
        assert service.add("soc") == {"result": [ONE]}
        assert text(service, "add", "mts_srv", fmt="2").endswith("</template></result>")


class TestFields:
    def test_ids_and_statuses_can_be_strings(self, service: RunningSimulator) -> None:
        set_answers(service, ids="string", get="registered")
        assert service.add("soc") == [{"name": "soc", "id": "1001", "status": 1}]
        set_answers(service, ids="number", statuses="string")
        assert service.get() == [{"name": "soc", "id": 1001, "status": "0"}]
        set_answers(service, ids="string")
        assert service.get() == [{"name": "soc", "id": "1001", "status": "0"}]

    @pytest.mark.parametrize(
        ("failed_id", "ids", "fields"),
        [
            ("absent", "number", {}),
            ("absent", "string", {}),
            ("zero", "number", {"id": 0}),
            ("zero", "string", {"id": "0"}),
            ("empty", "number", {"id": ""}),
            ("empty", "string", {"id": ""}),
        ],
    )
    def test_the_id_of_a_row_that_has_none(
        self, service: RunningSimulator, failed_id: str, ids: str, fields: dict[str, Any]
    ) -> None:
        control(service.url, "config", {"refusals": [{"target": "soc", "status": -2}]})
        set_answers(service, failed_id=failed_id, ids=ids)
        assert service.add("soc") == [{"name": "soc", **fields, "status": -2}]
        assert service.get()[-1] == {"name": "soc", **fields, "status": -1}
        service.add("mts_srv")
        assert service.get()[0]["id"] == (1001 if ids == "number" else "1001")

    @pytest.mark.parametrize(
        ("failed_id", "plain", "lines"),
        [
            ("absent", "name = soc, status = -1", "soc,,-1"),
            ("zero", "name = soc, id = 0, status = -1", "soc,0,-1"),
            ("empty", "name = soc, id = , status = -1", "soc,,-1"),
        ],
    )
    def test_the_same_in_the_formats_for_lines(
        self, service: RunningSimulator, failed_id: str, plain: str, lines: str
    ) -> None:
        set_answers(service, failed_id=failed_id)
        assert text(service, "get", fmt="0").splitlines()[-1] == plain
        assert text(service, "get", fmt="1").splitlines()[-1] == lines

    @pytest.mark.parametrize(
        ("names", "expected"),
        [("flag", {flag: flag for flag in FLAGS}), ("english", ENGLISH), ("russian", RUSSIAN)],
    )
    def test_names(self, service: RunningSimulator, names: str, expected: dict[str, str]) -> None:
        set_answers(service, names=names)
        assert [row["name"] for row in service.get()] == [expected[flag] for flag in FLAGS]

    @pytest.mark.parametrize("names", ["english", "russian"])
    @pytest.mark.parametrize("flag", ["sber_srv", "mts_viber", "vk"])
    def test_a_flag_without_a_name_stays_a_flag(self, service: RunningSimulator, names: str, flag: str) -> None:
        control(service.url, "config", {"more_targets": [flag]})
        set_answers(service, names=names)
        assert service.add(flag) == [{"name": flag, "id": 1001, "status": 1}]

    def test_names_of_ones_own(self, service: RunningSimulator) -> None:
        set_answers(service, names={"mts_srv": "Первый <&>"}, get="registered")
        service.add("mts_srv", "soc")
        assert service.statuses() == {"Первый <&>": 0, "soc": 0}
        answer = ElementTree.fromstring(text(service, "get", fmt="2"))
        assert [name.text for name in answer.iter("name")] == ["Первый <&>", "soc"]

    def test_names_of_ones_own_can_be_changed_and_given_up(self, service: RunningSimulator) -> None:
        set_answers(service, names={"mts_srv": "one"}, get="registered")
        set_answers(service, names={"soc": "two"})
        service.add("mts_srv", "soc")
        assert service.statuses() == {"mts_srv": 0, "two": 0}
        set_answers(service, names="flag")
        assert service.statuses() == {"mts_srv": 0, "soc": 0}

    def test_get_can_show_only_what_is_registered(self, service: RunningSimulator) -> None:
        set_answers(service, get="registered")
        assert service.get() == []
        service.add("mega_adv")
        assert service.get() == [{"name": "mega_adv", "id": 1001, "status": 0}]

    def test_rows_beside(self, service: RunningSimulator) -> None:
        more = [{"name": "СберМобайл", "id": "x7", "status": 9}, {"name": "bare"}]
        set_answers(service, get="registered", more_rows=more)
        service.add("soc")
        assert service.get() == [{"name": "soc", "id": 1001, "status": 0}, *more]
        assert text(service, "get", fmt="1") == "soc,1001,0\nСберМобайл,x7,9\nbare,,"
        assert service.add("mts_srv") == [{"name": "mts_srv", "id": 1002, "status": 1}]


def test_the_http_status_of_an_error_can_be_set(service: RunningSimulator) -> None:
    set_answers(service, error_status=403)
    reply = service.ask("add")
    assert (reply.status, reply.json) == (403, {"error": "parameters error", "error_code": 1})
    assert service.ask("get").status == 200
