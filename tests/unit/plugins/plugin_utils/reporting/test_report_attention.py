# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands first in a report, what is counted and what is paid, in both languages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import yaml
from ansible_collections.smsops.smsc.plugins.module_utils._model import _contract, _fees, _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _gate
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _attention, _data, _report
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting._language import _words
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.records import NOW, PAID, failed, record

PAST = {"targets": [], "obsolete": "replaced", "msg": "Заказ %d отменён."}
FOR_PEOPLE = ("html", "markdown", "text")
WORDS = yaml.safe_load((TREE / "plugins/plugin_utils/_reporting/_language/words.yml").read_text("utf-8"))


def text(records: Any, **options: Any) -> list[str]:
    return _report.render(records, "text", now=NOW, **options).splitlines()


def attention(records: Any, **options: Any) -> list[str]:
    """The rows of what needs attention, each without what says which template it is."""
    found = text(records, **options)
    heads = [line for line in found if line.startswith(("needs attention: ", "требует внимания: "))]
    rows = found[found.index(heads[0]) :] if heads else [""]
    return [line.strip() for line in rows[: rows.index("")] if line.startswith(("  ", *heads))]


class TestAttention:
    def test_what_has_vanished_says_what_it_was(self) -> None:
        vanished = {"mts_srv": {"state": "accepted", "seen": "2026-11-20T10:00:00Z"}, "soc": {"state": "pending"}}
        given = record(states={"mts_srv": "not_found", "soc": "not_found", "bee_srv": "not_found"}, vanished=vanished)
        assert attention([given]) == [
            "needs attention: 2 vanished, 1 not found",
            "orders/paid  MYSHOP  mts_srv  vanished   was accepted, last seen 2026-11-20 10:00 UTC",
            "orders/paid  MYSHOP  soc      vanished   was pending",
            "orders/paid  MYSHOP  bee_srv  not found",
        ]
        (failure, *_others) = ET.fromstring(_report.render([given], "junit")).iter("failure")
        assert failure.get("message") == "vanished, was accepted, last seen 2026-11-20 10:00 UTC"
        told = json.loads(_report.render([given], "json"))["templates"][0]["vanished"]["mts_srv"]
        assert told == {"state": "accepted", "seen": "2026-11-20T10:00:00+00:00"}

    def test_an_old_text_is_sent_until_the_new_one_is_accepted(self) -> None:
        old = record("paid", {"mega_srv": "accepted", "mts_srv": "accepted", "soc": "rejected"}, **PAST)
        new = record(states={"mega_srv": "pending", "mts_srv": "accepted"})
        assert attention([new, old]) == [
            "needs attention: 2 replaced",
            "orders/paid  MYSHOP  mega_srv  replaced  the old text; send it until the new one is accepted",
            "orders/paid  MYSHOP  mts_srv   replaced  costs about 1,020 RUB a month for nothing",
        ]
        # In another environment its successor may be accepted.
        elsewhere = record(states={"mega_srv": "accepted"}, environment="dev")
        assert "send it until" in attention([elsewhere, new, old])[1]

    def test_what_is_left_over_and_may_cost_a_fee_needs_attention(self) -> None:
        states = {"mts_srv": "accepted", "mts_auth": "accepted", "mega_srv": "accepted", "soc": "pending"}
        old = record("old", states, **{**PAST, "obsolete": "left_over"})
        assert attention([old], fees={"soc": 5}) == [
            "needs attention: 3 left over",
            "orders/old  MYSHOP  mts_srv mts_auth  left over  costs about 2,040 RUB a month for nothing",
            "orders/old  MYSHOP  mega_srv          left over  no longer needed; whether it costs anything is not known",
        ]
        assert attention([old], fees={"mts": 0, "megafon": 0}) == []

    def test_what_is_replaced_and_costs_nothing_that_is_known_is_no_problem(self) -> None:
        old = record("paid", {"mega_srv": "accepted"}, **PAST)
        assert attention([record(states={"mega_srv": "accepted"}), old]) == []

    def test_an_environment_that_was_not_read_stands_first(self) -> None:
        records = [record(states={"soc": "rejected"})]
        found = text(records, environments=["prod", "dev", "dev"])
        assert found[2] == "needs attention: 1 not read, 1 rejected"
        assert found[3].split("  ")[1] == "dev"
        assert found[3].endswith("  not read  the run failed there before it read the states, see its output")
        assert "dev: not read" in found
        assert found[-1] == "2 environments, 1 template, 1 registration: 1 rejected"
        for kind in (*FOR_PEOPLE, "junit", "json"):
            assert "dev" in _report.render(records, kind, environments=["prod", "dev"])
        root = ET.fromstring(_report.render(records, "junit", environments=["dev"]))
        assert [error.get("type") for error in root.iter("error")] == ["not_read"]
        with pytest.raises(_input.InputError, match="environments: 'dev' is not a list"):
            text(records, environments="dev")

    def test_nothing_of_it_is_cut(self) -> None:
        records = [record(f"{'very-long-' * 20}{number}", {"soc": "rejected"}) for number in range(300)]
        for kind in FOR_PEOPLE:
            shown = _report.render(records, kind)
            assert all(one["name"] in shown for one in records)

    def test_every_kind_has_words_and_a_place(self) -> None:
        kinds = {*_contract.BAD, _contract.UNKNOWN, _contract.ABSENT, "failed", "vanished", "replaced", "left_over"}
        assert {*_attention._KINDS} == kinds | {"not_read"}
        for group in ("states", "numbers"):
            assert set(WORDS[group]) == {*_contract.BY_NAME, *_attention._KINDS}


class TestCounts:
    def test_a_template_of_several_environments_and_entries_counts_once(self) -> None:
        states = {"mts_srv": "accepted", "soc": "pending"}
        records = [record(states=states, environment="dev", sender="DEV"), record(states=states)]
        # Two entries of a list that are one template for the service.
        records.append(record("twin", states={"mts_srv": "accepted", "bee_srv": "pending"}, msg=PAID))
        assert text(records)[-3:] == [
            "dev: 1 template, 2 registrations: 1 accepted, 1 pending",
            "prod: 1 template, 3 registrations: 1 accepted, 2 pending",
            "2 environments, 1 template, 5 registrations: 2 accepted, 3 pending",
        ]
        assert json.loads(_report.render(records, "json"))["summary"]["templates"] == 1

    def test_a_text_of_the_past_counts_nowhere(self) -> None:
        old = record("old", {"soc": "accepted", "bee_srv": "rejected"}, **PAST)
        records = [record(states={"soc": "accepted"}), old]
        assert text(records)[-1] == "prod: 1 template, 1 registration: 1 accepted"
        assert len(_data.matrix(records)) == 1
        assert len(list(ET.fromstring(_report.render(records, "junit")).iter("testcase"))) == 1
        assert 'template="old"' not in _report.render(records, "prometheus")
        content = json.loads(_report.render(records, "json"))
        assert content["summary"]["registrations"]["accepted"] == len(content["templates"]) == 1
        (told,) = content["obsolete"]
        assert (told["obsolete"], told["msg"], told["registrations"][0]["id"]) == ("replaced", PAST["msg"], 1)
        assert "no longer in the catalog: 1 text" in text(records)
        row = "  orders/old  MYSHOP  replaced  soc accepted (id 1), bee_srv rejected (id 1)  «Заказ %d отменён.»"
        assert row in text(records)

    @pytest.mark.parametrize(("seconds", "shown"), [(0, ""), (59, ""), (60, " for 1 min"), (7200, " for 2 h")])
    def test_what_was_first_seen_just_now_has_no_age(self, seconds: int, shown: str) -> None:
        since = f"2026-11-22T{10 - seconds // 3600:02}:00:00Z" if seconds >= 3600 else "2026-11-22T09:59:00Z"
        now = NOW if seconds >= 60 else f"2026-11-22T09:59:{seconds:02}+00:00"
        given = [record(states={"mts_srv": "rejected"}, since={"mts_srv": since})]
        root = ET.fromstring(_report.render(given, "junit", now=now))
        assert [found.get("message") for found in root.iter("failure")] == [f"rejected{shown}"]


class TestFees:
    def test_a_report_says_what_is_paid_and_how_sure_that_is(self) -> None:
        states = {"tele2_srv": "accepted", "tele2_trn": "accepted", "mts_srv": "accepted", "mega_srv": "accepted"}
        records = [record(states=states), record("x", states={"mts_srv": "pending"})]
        records.append(record("old", states={"mts_srv": "accepted"}, **PAST))
        assert (
            "about 4,240 RUB a month for 4 accepted registrations (Tele2 2,200, MTS 2,040; "
            f"Tele2: {_fees.FEES['tele2'].source}, since 2026-04-01; MTS: a reseller, undated); "
            "no fee is known for MegaFon (1 registration)"
        ) in text(records)
        told = json.loads(_report.render(records, "json"))["fees"]
        assert told["monthly"] == 4240
        assert told["operators"]["mts"] == {
            "monthly": 2040,
            "registrations": 2,
            "fee": 1020,
            "source": "a reseller",
            "date": "undated",
        }
        assert told["unknown"] == {"megafon": 1}

    def test_the_user_may_know_better(self) -> None:
        records = [record(states={"mts_srv": "accepted", "mega_srv": "accepted"})]
        said = "about 1,520.5 RUB a month for 2 accepted registrations (MTS 1,020, MegaFon 500.5; "
        said += "MTS: a reseller, undated; MegaFon: as given)"
        assert said in text(records, fees={"megafon": 500.5})
        assert not [line for line in text(records, fees={"mts": 0}) if "RUB" in line]
        with pytest.raises(_input.InputError, match="did you mean 'megaphone'"):
            text(records, fees={"megaphon": 1})


class TestGates:
    def test_several_environments_have_a_gate_each(self) -> None:
        records = [record(states={"soc": "pending"}, environment="dev"), record(states={"soc": "accepted"})]
        gates = [{**_gate.gate([one], "accepted"), "environment": one["environment"]} for one in records]
        found = text(records, gate=gates)
        assert "gate (dev) closed: policy accepted, 0 of 1 registration as wanted" in found
        assert "gate (prod) open: policy accepted, 1 of 1 registration as wanted" in found
        root = ET.fromstring(_report.render(records, "junit", gate=gates))
        assert [case.get("name") for case in root[-1]] == ["dev", "prod"]
        prometheus = _report.render(records, "prometheus", gate=gates)
        assert 'smsc_op_template_gate_passed{environment="dev"} 0\n' in prometheus
        content = json.loads(_report.render(records, "json", gate=gates))
        assert ([gate["passed"] for gate in content["gates"]], content["gate"]) == ([False, True], None)

    def test_a_verdict_in_russian(self) -> None:
        records = [record(states={"soc": "pending"}, since={"soc": "2026-11-20T09:00:00Z"}), failed(targets=())]
        gate = _gate.gate(records, "accepted", NOW)
        assert text(records, gate=gate, language="ru")[2:5] == [
            "допуск к релизу закрыт: 2 регистрации не готовы",
            "  prod orders/paid (MYSHOP): soc — ожидает уже 2 дн. 1 ч; нужно: принят",
            "  prod orders/paid (MYSHOP): операторы не указаны — не найден; нужно: принят",
        ]
        passed = _gate.gate(records, "none")
        assert text(records, gate=passed, language="ru")[2] == "допуск к релизу открыт"
        bare = {"passed": False, "missing": [{}], "text": []}
        assert text([], gate=bare, language="ru")[2] == "допуск к релизу закрыт: 1 регистрация не готова"


class TestLanguages:
    def test_a_report_in_russian(self) -> None:
        records = [
            record(states={"mts_srv": "accepted", "mega_srv": "suspended"}, since={"mega_srv": "2026-11-19T06:00:00Z"}),
            record("login", states={"mts_auth": "rejected"}, set="codes"),
        ]
        assert text(records, language="ru") == [
            "Шаблоны операторов, 2026-11-22 10:00 UTC",
            "",
            "требует внимания: отклонено 1, приостановлено 1",
            "  codes/login  MYSHOP  mts_auth  отклонён",
            "  orders/paid  MYSHOP  mega_srv  приостановлен  уже 3 дн. 4 ч",
            "причину отказа оператора смотрите в личном кабинете",
            "",
            "шаблон       отправитель  mts_srv    mega_srv       mts_auth",
            "orders/paid  MYSHOP       принят     приостановлен  -",
            "codes/login  MYSHOP       -          -              отклонён",
            "",
            "около 1 020 руб. в месяц за 1 принятую регистрацию (МТС 1 020; МТС: один из посредников, дата неизвестна)",
            "",
            "prod: 2 шаблона, 3 регистрации: принято 1, отклонено 1, приостановлено 1",
        ]

    @pytest.mark.parametrize(
        ("number", "russian", "english"),
        [
            (0, "0 шаблонов", "0 templates"),
            (1, "1 шаблон", "1 template"),
            (2, "2 шаблона", "2 templates"),
            (4, "4 шаблона", "4 templates"),
            (5, "5 шаблонов", "5 templates"),
            (11, "11 шаблонов", "11 templates"),
            (12, "12 шаблонов", "12 templates"),
            (21, "21 шаблон", "21 templates"),
            (22, "22 шаблона", "22 templates"),
            (111, "111 шаблонов", "111 templates"),
            (1001, "1\u00a0001 шаблон", "1,001 templates"),
        ],
    )
    def test_numbers_have_the_right_form(self, number: int, russian: str, english: str) -> None:
        assert _words.Words("ru").count(number, "template") == russian
        assert _words.Words("en").count(number, "template") == english

    def test_every_word_is_there_in_both_languages(self) -> None:
        for group, words in WORDS.items():
            for name, word in words.items():
                assert set(word) == ({"ru"} if group == "operators" else {"en", "ru"}), name
                if group == "counted":
                    assert (len(word["en"]), len(word["ru"])) == (2, 3)

    def test_nothing_english_is_left_in_a_russian_report(self) -> None:
        states = dict(zip(("mts_srv", "mega_srv", "bee_srv", "tele2_srv", "motiv_srv", "soc"), _contract.BY_NAME))
        vanished = {"soc": {"state": "accepted", "seen": NOW}}
        records = [record(states=states, vanished=vanished), record("old", {"mts_srv": "accepted"}, **PAST)]
        gate = _gate.gate(records, "accepted", NOW)
        for kind in ("markdown", "text"):
            shown = _report.render(records, kind, now=NOW, gate=gate, language="ru", environments=["dev"])
            for english in ("accepted", "rejected", "registration", "template", " is ", "month", "gate", "undated"):
                assert english not in shown

    @pytest.mark.parametrize("kind", ["json", "junit", "prometheus"])
    def test_programs_read_english(self, kind: str) -> None:
        records = [record(states={"mts_srv": "accepted", "soc": "rejected"}, since={"soc": "2026-11-20T09:00:00Z"})]
        assert _report.render(records, kind, now=NOW) == _report.render(records, kind, now=NOW, language="ru")

    @pytest.mark.parametrize("kind", list(_report.FORMATS))
    def test_another_language_is_an_error(self, kind: str) -> None:
        with pytest.raises(_input.InputError, match="there is no language 'rus'; did you mean 'ru'"):
            _report.render([], kind, language="rus")
