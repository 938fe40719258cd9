# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import itertools

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _contract
from hypothesis import given
from hypothesis import strategies as st

OPERATORS = {
    "mts": ("mts", ["MTS", "МТС", "мтс"]),
    "mega": ("megafon", ["Megafon", "MegaFon", "Мегафон", "МегаФон", "mega"]),
    "bee": ("beeline", ["Beeline", "Билайн", "BEELINE"]),
    "tele2": ("tele2", ["Tele2", "Теле2", "Tele 2", "Теле-2", "T2"]),
    "motiv": ("motiv", ["Motiv", "Мотив"]),
}
TYPES = {
    "srv": ("service", ["service", "Service messages", "сервисные", "сервисный", "сервисные сообщения", "srv", "info"]),
    "auth": ("authorization", ["authorization", "auth", "авторизационные", "авторизация"]),
    "trn": ("transactional", ["transactional", "транзакционные", "транзакционный шаблон", "trn"]),
    "adv": ("advertising", ["advertising", "рекламные", "реклама", "adv"]),
}
ARRANGEMENTS = ["{o} ({t})", "{o} {t}", "{t} {o}", "{o}: {t}", "{o}, {t}", "{o} - {t}", "{o}/{t}", "  {o}_{t} "]


@pytest.mark.parametrize("flag", _contract.FLAGS)
def test_a_flag_means_itself(flag: str) -> None:
    for spelling in (flag, flag.upper(), f" {flag} "):
        assert _contract.recognise(spelling)[0] == flag


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("flag", [flag for flag in _contract.FLAGS if flag != "soc"])
def test_names_for_people_are_recognised_in_both_languages(flag: str, arrangement: str) -> None:
    prefix, suffix = flag.split("_")
    operator, operator_words = OPERATORS[prefix]
    message_type, type_words = TYPES[suffix]
    for operator_word in operator_words:
        for type_word in type_words:
            name = arrangement.format(o=operator_word, t=type_word)
            assert _contract.recognise(name) == (flag, operator, message_type), name


@pytest.mark.parametrize("name", ["soc", "Social networks", "Социальные сети", "Соцсети", "СОЦ. СЕТИ"])
def test_social_networks_have_no_message_type(name: str) -> None:
    assert _contract.recognise(name) == ("soc", "soc", None)


@pytest.mark.parametrize(
    ("name", "operator", "message_type"),
    [
        ("СберМобайл (сервисные)", None, "service"),
        ("МТС (новый вид)", "mts", None),
        ("МТС Беларусь (сервисные)", "mts", "service"),
        ("МТС", "mts", None),
        ("сервисные", None, "service"),
        ("МТС и Мегафон (сервисные)", None, "service"),
        ("МТС (сервисные, рекламные)", "mts", None),
        ("Билайн (авторизационные)", "beeline", "authorization"),
        ("sber_srv", "sber", "service"),
        ("bee_auth", "beeline", "authorization"),
        ("something else", None, None),
        ("???", None, None),
    ],
)
def test_a_name_that_is_not_understood_whole_is_not_a_target(
    name: str, operator: str | None, message_type: str | None
) -> None:
    assert _contract.recognise(name) == (None, operator, message_type)


@pytest.mark.parametrize("name", ["sber_srv", "SBER_SRV"])
def test_a_flag_that_the_user_named_is_recognised(name: str) -> None:
    assert _contract.recognise(name, frozenset(["sber_srv"])) == ("sber_srv", "sber", "service")
    assert _contract.recognise("Билайн (авторизационные)", frozenset(["bee_auth"]))[0] == "bee_auth"
    assert _contract.recognise("vk", frozenset(["vk"])) == ("vk", "vk", None)


def test_the_same_names_are_worked_out_once_and_long_ones_are_not_kept() -> None:
    _contract._recognise.cache_clear()
    for _answer in range(3):
        for flags in (frozenset[str](), frozenset(["sber_srv"])):
            assert _contract.recognise("МТС (сервисные)", flags) == ("mts_srv", "mts", "service")
            assert _contract.recognise("МТС " + " " * 97 + "srv", flags) == ("mts_srv", "mts", "service")
            assert _contract.recognise("sber_srv", flags)[0] == ("sber_srv" if flags else None)
    found = _contract._recognise.cache_info()
    assert (found.misses, found.hits, found.currsize) == (4, 8, 4)


@pytest.mark.parametrize(
    ("flag", "operator", "message_type", "possible"),
    [
        ("mts_srv", None, None, True),
        ("mts_srv", "mts", None, True),
        ("mts_srv", None, "service", True),
        ("mts_srv", "mts", "service", True),
        ("mts_srv", "beeline", None, False),
        ("mts_srv", None, "advertising", False),
        ("mts_srv", "sber", "service", False),
        ("sber_srv", None, "service", True),
        ("sber_srv", "mts", "service", False),
        ("vk", None, "service", True),
        ("soc", "mts", "service", False),
    ],
)
def test_what_a_row_could_be(flag: str, operator: str | None, message_type: str | None, possible: bool) -> None:
    assert _contract.could_be(flag, operator, message_type) is possible


@given(st.text(max_size=60))
def test_any_text_is_a_known_target_or_none(name: str) -> None:
    target, operator, _message_type = _contract.recognise(name)
    assert target in (None, *_contract.FLAGS)
    assert target is None or operator is not None


@pytest.mark.parametrize(
    ("status", "state"),
    list(zip(range(-1, 6), ["not_found", "pending", "submitted", "accepted", "rejected", "suspended", "unknown"])),
)
def test_states(status: int, state: str) -> None:
    assert _contract.state_of(status) == state


def test_of_two_states_the_one_that_promises_less_counts() -> None:
    states = ["accepted", "submitted", "pending", "unknown", "suspended", "rejected", "not_found"]
    for better, worse in itertools.combinations(states, 2):
        assert _contract.worse(better, worse) == _contract.worse(worse, better) == worse


def test_every_state_has_signs_of_its_own_of_one_character() -> None:
    for signs in ([state.sign for state in _contract.STATES], [state.emoji for state in _contract.STATES]):
        assert len(set(signs)) == len(signs)
        # An emoji may have a mark after it that says that it is one.
        assert {len(sign.rstrip("\ufe0f")) for sign in signs} == {1}


@pytest.mark.parametrize(("text", "is_one"), [("mts_srv", True), ("vk", True), ("t2_new_1", True), ("", False)])
def test_what_can_be_a_flag(text: str, is_one: bool) -> None:
    assert _contract.is_flag(text) is is_one
    assert not _contract.is_flag(f"{text}=1&apikey")
    assert not _contract.is_flag(f"{text} ")
    assert not _contract.is_flag("МТС")
