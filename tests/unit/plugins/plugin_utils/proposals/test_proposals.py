# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts to register, from messages that were sent."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model._input import InputError
from ansible_collections.smsops.smsc.plugins.plugin_utils._coverage import _coverage
from ansible_collections.smsops.smsc.plugins.plugin_utils._linting import _lint
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching._matcher import Matcher
from ansible_collections.smsops.smsc.plugins.plugin_utils._proposals import _proposals
from ansible_collections.smsops.smsc.tests.support.corpora import NAMES, STREETS, corpora
from hypothesis import given, settings
from hypothesis import strategies as st


def _texts(found: list[dict[str, Any]]) -> list[str]:
    return [one["msg"] for one in found]


def _many(make: Callable[[random.Random], str], count: int = 100) -> list[str]:
    rng = random.Random(count)
    return [make(rng) for _number in range(count)]


def test_what_varies_becomes_an_operand() -> None:
    messages = _many(lambda rng: f"{rng.choice(NAMES)}, ваш заказ №{rng.randint(1, 9999)} ждёт вас")
    assert _texts(_proposals.proposals(messages)) == ["%w, ваш заказ №%d ждёт вас"]


def test_a_value_of_several_words_is_as_long_as_it_needs_to_be() -> None:
    messages = _many(lambda rng: f"Заказ ждёт вас по адресу ул. {rng.choice(STREETS)}, дом {rng.randint(1, 99)}")
    assert _texts(_proposals.proposals(messages)) == ["Заказ ждёт вас по адресу ул. %w{1,2}, дом %d"]


def test_digits_are_a_value_even_if_they_never_vary() -> None:
    assert _texts(_proposals.proposals(["Вопросы по номеру 900"] * 20)) == ["Вопросы по номеру %d"]


def test_a_few_frequent_words_are_words_of_texts() -> None:
    states = ["оплачен", "отменён", "готов"]
    messages = _many(lambda rng: f"Ваш заказ {rng.randint(1, 9999)} {rng.choice(states)}. Ждём вас", 300)
    wanted = [f"Ваш заказ %d {state}. Ждём вас" for state in sorted(states)]
    assert sorted(_texts(_proposals.proposals(messages))) == wanted


def test_forms_of_a_word_go_with_its_number() -> None:
    forms = {1: "балл", 2: "балла", 3: "балла", 5: "баллов", 11: "баллов", 21: "балл", 34: "балла"}

    def message(rng: random.Random) -> str:
        number = rng.choice(list(forms))
        return f"Вам начислено {number} {forms[number]} за покупку"

    assert _texts(_proposals.proposals(_many(message))) == ["Вам начислено %d %w за покупку"]


def test_the_host_of_a_link_is_text() -> None:
    messages = _many(lambda rng: "Ваш чек: https://my.shop/" + "".join(rng.choices("abcdeXYZ", k=7)))
    assert _texts(_proposals.proposals(messages)) == ["Ваш чек: https://my.shop/%w"]


def test_guillemets_stay_around_a_value() -> None:
    messages = _many(lambda rng: f"Товар «{rng.choice(STREETS)} {rng.choice('ABCDE')}» снова в наличии")
    assert _texts(_proposals.proposals(messages)) == ["Товар «%w{1,3}» снова в наличии"]


def test_a_dash_within_a_value_is_text() -> None:
    messages = _many(lambda rng: f"Ваш рейс {rng.choice(NAMES)} — {rng.choice(NAMES)} задержан")
    assert _texts(_proposals.proposals(messages)) == ["Ваш рейс %w — %w задержан"]


def test_two_groups_in_a_row_become_several_texts() -> None:
    messages = _many(lambda rng: f"Вклад «{rng.choice(STREETS)}»: {rng.choice(['1 000', '500'])} р. на счёте", 200)
    found = _proposals.proposals(messages)
    assert sorted(_texts(found)) == ["Вклад «%w %w»: %d{1,2} р. на счёте", "Вклад «%w»: %d{1,2} р. на счёте"]
    assert sum(one["messages"] for one in found) == 200


def test_two_groups_in_a_row_are_parted_by_one_word() -> None:
    cities = [*NAMES, "Нижний Тагил", "Набережные Челны", "Минеральные Воды", "Великий Новгород"]
    end = "отменён. Деньги вернутся на вашу карту"
    found = _proposals.proposals(_many(lambda rng: f"Рейс {rng.choice(cities)} - {rng.choice(cities)} {end}", 600))
    assert sorted(_texts(found)) == [f"Рейс %w %w - %w{{1,2}} {end}", f"Рейс %w - %w{{1,2}} {end}"]
    assert sum(one["messages"] for one in found) == 600


def test_a_group_may_have_its_first_word_apart() -> None:
    cities = [*NAMES, "Нижний Тагил", "Набережные Челны", "Минеральные Воды", "Великий Новгород"]
    end = "отменён. Деньги вернутся на вашу карту"

    def message(rng: random.Random) -> str:
        return f"Рейс {rng.choice(cities)} - {rng.choice(NAMES)} {rng.choice(STREETS)} {end}"

    assert _texts(_proposals.proposals(_many(message, 600))) == [f"Рейс %w{{1,2}} - %w %w{{1,2}} {end}"]


def test_a_value_with_a_sign_of_its_own_has_a_text_of_its_own() -> None:
    names = [*NAMES, "Вок & Ролл", "Сет «Хит»"]
    messages = _many(lambda rng: f"Заказ из «{rng.choice(names)}» уже готов", 600)
    assert sorted(_texts(_proposals.proposals(messages))) == [
        "Заказ из «%w & %w» уже готов",
        "Заказ из «%w «%w»» уже готов",
        "Заказ из «%w» уже готов",
    ]


def test_words_beside_a_guillemet_are_words_of_texts() -> None:
    def message(rng: random.Random) -> str:
        day = rng.choice(["завтра", "сегодня"])
        show = f"{rng.choice(STREETS)} {rng.choice('ABCDE')}"
        return f"{rng.choice(NAMES)}, {day} «{show}»! Начало в {rng.randint(10, 23)}:00"

    wanted = ["%w, завтра «%w{1,3}»! Начало в %d", "%w, сегодня «%w{1,3}»! Начало в %d"]
    assert sorted(_texts(_proposals.proposals(_many(message, 600)))) == wanted


SERVICES = ["Паспорт", "Запись к врачу", "Патент", "Выписка", "Регистрация авто", "Справка о доходах", "Прописка"]


def test_what_stands_in_brackets_is_a_value() -> None:
    messages = _many(lambda rng: f"Статус услуги ({rng.choice(SERVICES)}): принято", 300)
    assert _texts(_proposals.proposals(messages)) == ["Статус услуги (%w{1,3}): принято"]


def test_a_text_of_hardly_any_words_is_proposed_where_it_matches_nothing_else() -> None:
    works = ["диктант", "устный ответ", "проект", "сочинение по роману", "контрольную работу", "тест", "доклад"]

    def message(rng: random.Random) -> str:
        form, mark = f"{rng.randint(1, 11)}{rng.choice('АБВ')}", rng.randint(2, 5)
        return f"{rng.choice(NAMES)} ({form}): {rng.choice(SERVICES)} - {mark} за {rng.choice(works)}"

    messages = _many(message, 900)
    (found,) = _proposals.proposals(messages)
    assert found["messages"] == len(messages)


def test_a_word_that_many_values_begin_with_is_a_value() -> None:
    def place(rng: random.Random) -> str:
        street = f"ул. {rng.choice(STREETS)}, {rng.randint(1, 99)}"
        kind = rng.choice(["ТЦ", "Парк", "Вокзал", "Аэропорт", "Больница", "Школа", "Рынок"])
        return rng.choice([street, f"{kind} {rng.choice(NAMES)}, {rng.randint(1, 9)}"])

    def message(rng: random.Random) -> str:
        ride = f"Поездка из {place(rng)} до {place(rng)} стоила {rng.randint(100, 900)} р. Спасибо"
        return rng.choice([ride, f"Машина подана, пассажир ждёт вас по адресу {place(rng)}, {rng.choice(NAMES)}"])

    found = _proposals.proposals(_many(message, 1800))
    assert sum(one["messages"] for one in found if one["msg"].startswith("Поездка из %w{1,")) > 850


def test_what_happened_is_said_before_an_address_too() -> None:
    def message(rng: random.Random) -> str:
        state = rng.choice(["принята", "выполнена", "отклонена"])
        address = f"{rng.choice(STREETS)}, {rng.randint(1, 99)}, кв. {rng.randint(1, 99)}"
        start = f"Заявка №{rng.randint(1, 999)} {state}. {address}"
        return rng.choice([start, f"{start}. Мастер {rng.choice(NAMES)} придёт завтра"])

    messages = _many(message, 900)
    cut = [one[: one.index("придёт") - 1] for one in messages if "Мастер" in one][:4]
    found = _proposals.proposals(messages + cut)
    # Those that are cut do not cost a text.
    assert len(found) == 6
    assert sum(one["messages"] for one in found) >= len(messages)


def test_a_list_of_any_length_is_one_value() -> None:
    def message(rng: random.Random) -> str:
        rows = (f"товар {rng.choice(NAMES)} {rng.randint(1, 99)}" for _row in range(rng.choice([1, 1, 2, 2, 3, 4])))
        return f"В вашей корзине: {'; '.join(rows)}. Оформите заказ"

    assert _texts(_proposals.proposals(_many(message, 600))) == ["В вашей корзине: товар %w{1,11} %d. Оформите заказ"]


def test_a_few_addresses_are_values() -> None:
    places = ["ул. Мира, 14", "ул. Чехова, 2, каб. 5", "пр-т Победы, 101"]
    end = "вт и чт, с паспортом и квитанцией"

    def message(rng: random.Random) -> str:
        until = rng.choice(["3 месяца", "6 месяцев", "год"])
        return f"{rng.choice(NAMES)}, вам доступна рассрочка на {until}. Приходите: {rng.choice(places)}, {end}"

    (found,) = _texts(_proposals.proposals(_many(message, 600)))
    assert found == f"%w, вам доступна рассрочка на %w{{1,2}}. Приходите: %w{{1,4}} %d, {end}"


def test_a_series_is_of_its_number() -> None:
    series = ["ХХХ ", ""]
    messages = _many(lambda rng: f"Ваш полис {rng.choice(series)}{rng.randint(1, 9999)} оформлен, он действует", 300)
    assert _texts(_proposals.proposals(messages)) == ["Ваш полис %w{1,2} оформлен, он действует"]


def test_what_follows_a_colon_is_a_value() -> None:
    reasons = ["нет паспорта", "неполный пакет документов", "ошибка в данных", "истёк срок", "дубликат заявления"]
    messages = _many(lambda rng: f"Заявление № {rng.randint(1, 999)} отклонено: {rng.choice(reasons)}", 300)
    assert _texts(_proposals.proposals(messages)) == ["Заявление № %d отклонено: %w{1,3}"]


@pytest.mark.parametrize(("words", "n"), [(9, 9), (10, 11), (15, 16), (19, 19)])
def test_n_is_one_that_operators_allow(words: int, n: int) -> None:
    messages = _many(lambda rng: f"Ваш адрес: {' '.join(rng.choices(NAMES, k=rng.choice([1, words])))}. Верно?")
    assert _texts(_proposals.proposals(messages)) == [f"Ваш адрес: %w{{1,{n}}}. Верно?"]


def test_messages_that_a_template_matches_are_not_proposed_again() -> None:
    messages = ["Ваш заказ 5 готов"] * 20 + ["ваш заказ 5 отменён!"] * 20
    assert _texts(_proposals.proposals(messages, [{"msg": "Ваш заказ %d готов"}])) == ["ваш заказ %d отменён!"]
    both = [{"msg": "Ваш заказ %d готов"}, {"msg": "Ваш заказ %d отменён"}]
    assert _texts(_proposals.proposals(messages, both)) == ["ваш заказ %d отменён!"]
    assert _proposals.proposals(messages, both, mode="lenient") == []


def test_a_template_is_for_its_sender() -> None:
    messages = [{"message": "Ваш заказ 5 готов", "sender": sender} for sender in ("A", "B") for _number in range(20)]
    found = _proposals.proposals(messages, [{"sender": "A", "msg": "Ваш заказ %d готов"}])
    assert [(one["sender"], one["msg"], one["messages"]) for one in found] == [("B", "Ваш заказ %d готов", 20)]


def test_operators_and_cost_are_told() -> None:
    messages = [
        {"message": f"Ваш код {number}", "operator": "mts" if number % 4 else "tele2", "cost": "2.5"}
        for number in range(20)
    ]
    (found,) = _proposals.proposals(messages)
    assert found["operators"] == {"mts": 15, "tele2": 5}
    assert found["cost"] == 50
    assert found["share"] == 1
    assert [finding["severity"] for finding in found["findings"]] == []


def test_what_is_too_rare_is_not_shown() -> None:
    assert _proposals.proposals(["Ваш код 5"] * 9) == []
    assert _texts(_proposals.proposals(["Ваш код 5"] * 9, least=9)) == ["Ваш код %d"]


def test_few_messages_are_no_reason_to_take_words_for_values() -> None:
    assert _texts(_proposals.proposals(["Ваш код для входа 5"] * 3, least=3)) == ["Ваш код для входа %d"]


def test_one_recipient_is_not_enough() -> None:
    messages = [{"message": f"Пётр, ваш долг {number}", "recipient": "79990000001"} for number in range(50)]
    assert _proposals.proposals(messages) == []
    messages = [{**message, "recipient": f"7999000{number}"} for number, message in enumerate(messages)]
    assert _texts(_proposals.proposals(messages)) == ["Пётр, ваш долг %d"]


def test_a_literal_operand_leaves_a_message_out() -> None:
    assert _proposals.proposals(["Ваш заказ %d готов"] * 20 + ["Имя: %w", ""] * 20) == []


def test_a_text_that_the_linter_warns_of_is_not_proposed() -> None:
    assert _proposals.proposals(["Ваш  заказ 5 готов"] * 20 + ["К оплате ровно ₽ сегодня"] * 20) == []


def test_mistakes_and_cut_messages_change_nothing() -> None:
    messages = _many(lambda rng: f"{rng.choice(NAMES)}, ваш заказ №{rng.randint(1, 9999)} ждёт вас", 300)
    odd = [message.replace("заказ", "закза") for message in messages[:4]] + [message[:15] for message in messages[4:8]]
    assert _texts(_proposals.proposals(messages + odd)) == ["%w, ваш заказ №%d ждёт вас"]


def test_a_line_break_in_a_few_values_is_no_value() -> None:
    messages = [f"Уважаемый клиент {NAMES[n % 16]} ваш заказ {n} готов" for n in range(200)]
    odd = [f"Уважаемый клиент Анна\nПетрова ваш заказ {n} готов" for n in range(3)]
    (found,) = _proposals.proposals([*messages, *odd])
    assert (found["msg"], found["messages"]) == ("Уважаемый клиент %w ваш заказ %d готов", 200)


def test_examples_match_and_hold_no_value_of_the_messages() -> None:
    messages = _many(lambda rng: f"{rng.choice(NAMES)}, ваш код {rng.randint(0, 9)}: 5{rng.choice('01')}-А")
    used = {word.strip(",:").casefold() for message in messages for word in message.split()}
    for one in _proposals.proposals(messages):
        assert one["examples"]
        for example in one["examples"]:
            assert Matcher(one["msg"]).matches(example)
            words = {word.strip(",:").casefold() for word in example.split()}
            assert words & used == {"ваш", "код"}


def test_the_most_frequent_are_first_and_as_many_as_wanted() -> None:
    messages = ["Первый текст"] * 10 + ["Другое сообщение"] * 30 + ["Третий вариант"] * 20
    assert _texts(_proposals.proposals(messages)) == ["Другое сообщение", "Третий вариант", "Первый текст"]
    assert _texts(_proposals.proposals(messages, limit=1)) == ["Другое сообщение"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((5,), "messages is of type int: give a list of texts or dictionaries"),
        (([5],), "messages: item 1 is of type int, which is neither a text nor a dictionary"),
        (([{"message": 5}],), "messages: item 1: message is of type int, which is not a text"),
        (([{"message": "а", "cost": "x"}],), "messages: item 1: cost is of type str, which is not a number"),
        (([], 5), "templates: 5 is not a list"),
        (([], [], "x"), "mode is 'x': give one of strict, lenient"),
        (([], [], "strict", 0), "least is 0: give a number of messages, 1 or more"),
        (([], [], "strict", 10, -1), "limit is -1"),
    ],
)
def test_bad_input_is_named(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(InputError) as error:
        _proposals.proposals(*arguments)
    assert said in str(error.value)


@settings(max_examples=min(settings().max_examples, 50))
@given(corpora(), st.integers(1, 12), st.randoms(use_true_random=False))
def test_what_is_promised_of_proposals(messages: list[str], least: int, rng: random.Random) -> None:
    found = _proposals.proposals(messages, least=least)
    texts = _texts(found)
    matchers = [Matcher(text) for text in texts]
    groups = [[message for message in messages if matcher.matches(message)] for matcher in matchers]
    # Each is for as many messages as it says, and no message is of two groups.
    assert [len(group) for group in groups] == [one["messages"] for one in found]
    assert all(len(group) >= least for group in groups)
    assert sum(map(len, groups)) == sum(any(matcher.matches(message) for matcher in matchers) for message in messages)
    # The linter has nothing against them, and the examples are as they should be.
    records = [{"msg": one["msg"], "examples": one["examples"]} for one in found]
    assert {finding["severity"] for finding in _lint.lint(records)} <= {"info"}
    # As templates they cover their groups, each message once.
    covered = _coverage.coverage([message for group in groups for message in group], records)["counts"]
    assert (covered["unmatched"], covered["ambiguous"], covered["unused"]) == (0, 0, 0)
    assert not {*texts} & {*_texts(_proposals.proposals(messages, records, least=least))}
    # The order of the messages does not matter.
    shuffled = rng.sample(messages, len(messages))
    assert _proposals.proposals(shuffled, least=least) == found
