# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a message matches a template, alone and among many, and where it departs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching import _index, _matcher, _operands
from ansible_collections.smsops.smsc.tests.support import matching as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

MODES = ["strict", "lenient"]
# Drawing a template and a message for it takes longer than comparing them.
fewer = settings(max_examples=min(settings().max_examples, 300))
both_modes = pytest.mark.parametrize("mode", MODES)


@pytest.mark.parametrize(
    ("message", "template"),
    [
        ("Заказ 123 оплачен", "Заказ %d оплачен"),
        ("Заказ А-123/4 оплачен", "Заказ %w оплачен"),
        ("C 20/03/2026 02:00", "C %d %d"),
        ("Карта *4321. Баланс: 8500 р.", "Карта *%d. Баланс: %d р."),
        ("12.05 в 10:30", "%d.%d в %d"),
        ("Адрес: ул. Ленина 5", "Адрес: %w{1,5}"),
        ("Адрес: ул.  Ленина 5", "Адрес: %w{1,5}"),
        ("Коды 1 2 3", "Коды %d+"),
        ("код123 456 789!", "код%d+!"),
        ("код123!", "код%d{1,3}!"),
        ("Скидка 5% на 100%.", "Скидка 5% на %d%."),
        ("«Ромашка» ждёт", "«%w» ждёт"),
        ("", ""),
    ],
)
@both_modes
def test_message_that_differs_in_operands_alone_matches(message: str, template: str, mode: str) -> None:
    assert _matcher.Matcher(template, mode).matches(message)
    assert _index.Index([template], mode).find(message) == (0,)


@pytest.mark.parametrize(
    ("message", "template"),
    [
        ("Заказ оплачен", "Заказ %d оплачен"),
        ("Заказ  оплачен", "Заказ %d оплачен"),
        ("Заказ А1 оплачен", "Заказ %d оплачен"),
        ("Заказ 1 2 оплачен", "Заказ %d оплачен"),
        ("Заказ 1\n2 оплачен", "Заказ %w оплачен"),
        ("а б в", "%w{1,2}"),
        ("а ", "%w+"),
        (" а", "%w+"),
        ("1 а", "%d+"),
        ("Цена %D", "Цена %d"),
        ("Цена 5", "Цена %D"),
        ("—", "%w"),
        ("...", "%d"),
    ],
)
def test_message_that_differs_elsewhere_does_not_match(message: str, template: str) -> None:
    assert not _matcher.Matcher(template).matches(message)
    assert _index.Index([template]).find(message) == ()


@pytest.mark.parametrize(
    ("message", "template"),
    [
        ("ЗАКАЗ 7 готов", "Заказ %d готов"),
        ("Заказ  7\nготов!", "Заказ %d готов."),
        ("Заказ 7 - готов", "Заказ %d, готов"),
        ("Заказ\u00a07 готов ", "Заказ %d готов"),
    ],
)
def test_case_signs_and_kinds_of_space_count_in_strict_mode_alone(message: str, template: str) -> None:
    assert not _matcher.Matcher(template, "strict").matches(message)
    assert _matcher.Matcher(template, "lenient").matches(message)


@pytest.mark.parametrize(
    ("message", "template", "matches"),
    [
        ("Вес 5 кг", "Вес %d{1,3}кг", True),
        ("Вес 5кг", "Вес %d{1,3}кг", True),
        ("Вес 5 6 7 кг", "Вес %d{1,3}кг", True),
        ("Вес 5 6 7 8 кг", "Вес %d{1,3}кг", False),
        ("Вес 5 - кг, всего", "Вес %d{1,3}-кг всего", True),
        ("вес5 6 кг", "вес%d{1,3}кг", True),
        ("вес 5 6 кг", "вес%d{1,3}кг", False),
        ("до Ленина 5 мск", "до %w{1,3}мск", True),
        ("до мск", "до %w{1,3}мск", False),
        ("1 и 2 шт", "%d{1,2}и %d{1,2}шт", True),
        # With an open group or a single operand the same source saw no space.
        ("Вес 5 6 кг", "Вес %d+кг", False),
        ("Вес 5 кг", "Вес %dкг", False),
        ("Вес 5 кг", "Вес %d{1,1}кг", False),
    ],
)
def test_a_counted_group_may_be_apart_from_text_behind_it_in_lenient_mode_alone(
    message: str, template: str, matches: bool
) -> None:
    assert oracle.matches(message, template, "lenient") is matches
    assert _matcher.Matcher(template, "lenient").matches(message) is matches
    assert (_matcher.Matcher(template, "lenient").mismatch(message) is None) is matches
    assert _index.Index(["Вес %d", template], "lenient").find(message) == (1,) * matches
    assert _matcher.Matcher(template).matches(message) is _index_finds(template, message)
    assert _matcher.Matcher(template).matches(message) is (message == "Вес 5кг")


def _index_finds(template: str, message: str) -> bool:
    return _index.Index([template]).find(message) == (0,)


@fewer
@given(st.data(), oracle.templates, st.sampled_from(MODES))
def test_filled_template_matches(data: st.DataObject, template: str, mode: str) -> None:
    message = data.draw(oracle.filled(template))
    assert _matcher.Matcher(template, mode).matches(message)
    assert _index.Index([template], mode).find(message) == (0,)


@fewer
@given(st.data(), oracle.templates)
def test_changed_fixed_text_does_not_match_in_strict_mode(data: st.DataObject, template: str) -> None:
    fixed = [
        char.what
        for char in _operands.characters(_operands.parse(template), "strict")
        if isinstance(char.what, str) and char.what != " "
    ]
    if not fixed:
        return
    changed = data.draw(st.sampled_from(fixed))
    # Values that share no character with the fixed text, so that none of them can stand in for it.
    message = data.draw(oracle.filled(template.replace(" ", "\x00"), letters="qz", digits="34", signs="")).replace(
        "\x00", " "
    )
    at = message.index(changed)
    other = data.draw(st.sampled_from("яЯ9?").filter(lambda char: char != changed))
    assert not _matcher.Matcher(template).matches(message[:at] + other + message[at + 1 :])


@fewer
@given(oracle.templates, oracle.texts, st.sampled_from(MODES))
def test_agrees_with_the_obvious_way_on_any_message(template: str, message: str, mode: str) -> None:
    expected = oracle.matches(message, template, mode)
    assert _matcher.Matcher(template, mode).matches(message) is expected
    assert (_matcher.Matcher(template, mode).mismatch(message) is None) is expected
    assert _index.Index([template], mode).find(message) == (0,) * expected


@fewer
@given(st.data(), st.lists(oracle.templates, min_size=1, max_size=12), st.sampled_from(MODES))
def test_many_at_once_are_found_as_one_by_one(data: st.DataObject, templates: list[str], mode: str) -> None:
    index = _index.Index(templates, mode)
    # Several messages, so that what was found for one may be used for another.
    for message in data.draw(st.lists(st.one_of(oracle.texts, st.sampled_from(templates).flatmap(oracle.filled)))):
        assert index.find(message) == tuple(
            number for number, template in enumerate(templates) if oracle.matches(message, template, mode)
        )


@fewer
@given(st.lists(oracle.templates, min_size=1, max_size=6), st.lists(oracle.texts, max_size=12))
def test_what_was_forgotten_is_found_again(templates: list[str], messages: list[str]) -> None:
    index = _index.Index(templates)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_index, "_MOST_KEPT", 3)
        assert [index.find(message) for message in messages] == [
            tuple(n for n, template in enumerate(templates) if oracle.matches(message, template, "strict"))
            for message in messages
        ]


@fewer
@given(st.data(), oracle.templates)
def test_what_matches_strictly_matches_leniently(data: st.DataObject, template: str) -> None:
    message = data.draw(st.one_of(oracle.texts, oracle.filled(template)))
    if _matcher.Matcher(template, "strict").matches(message):
        assert _matcher.Matcher(template, "lenient").matches(message)


@pytest.mark.parametrize(
    ("message", "template", "mode", "column", "expected"),
    [
        ("Заказ 12 отменён", "Заказ %d оплачен", "strict", 11, "плачен"),
        ("Заказ А12 оплачен", "Заказ %d оплачен", "strict", 7, "%d оплачен"),
        ("Заказ 12", "Заказ %d оплачен", "strict", 9, " оплачен"),
        ("Заказ 12 оплачен.", "Заказ %d оплачен", "strict", 17, ""),
        ("Заказ 12  оплачен", "Заказ %d оплачен", "strict", 10, "оплачен"),
        ("ул. а б в", "ул. %w{1,2}", "strict", 8, ""),
        ("", "%d", "strict", 1, "%d"),
        ("«Заказ»\n-  12, отменён!", "Заказ %d оплачен", "lenient", 17, "плачен"),
        ("Straße 5 a", "STRASSE %d b", "lenient", 10, "b"),
    ],
)
def test_mismatch_names_the_column_and_how_the_template_goes_on(
    message: str, template: str, mode: str, column: int, expected: str
) -> None:
    assert _matcher.Matcher(template, mode).mismatch(message) == (column, expected)


def test_duplicates_are_all_found() -> None:
    assert _index.Index(["код %d", "%w %d", "код %d", "код %w+"]).find("код 5") == (0, 1, 2, 3)


def test_fixed_text_that_reads_like_an_operand_is_no_operand() -> None:
    # %d{2,3} is malformed, hence fixed text.
    assert _index.Index(["%d{2,3}%d%w", "%w"]).find("5{2,3}55") == (1,)
    assert _index.Index(["%d{2,3}%d%d"]).find("%d{2,3}55") == (0,)


def test_unknown_mode_is_named() -> None:
    for call in (
        lambda: _matcher.Matcher("а", "loose"),
        lambda: _index.Index([], "loose"),
    ):
        with pytest.raises(ValueError, match=r"mode is 'loose': give one of strict, lenient"):
            call()


def lines_run(call: Callable[[], Any]) -> int:
    """How many lines of Python a call runs: the same on every machine and at any load."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    ("template", "piece"),
    [
        (" ".join(["%w+"] * 12) + " x", "а "),
        (" ".join(["%w{1,20}"] * 12) + " x", "а "),
        ("%w" * 12 + "x", "а"),
        ("%d%w" * 6 + "x", "1"),
        ("%w+!" * 6 + "x", "а! "),
        ("%w{1,999}", "а  "),
    ],
)
@both_modes
def test_work_grows_with_the_message_and_no_faster(template: str, piece: str, mode: str) -> None:
    short, long = piece * 400, piece * 1600

    # Made anew each time, because an index remembers.
    indexes = [_index.Index([template], mode) for _message in (short, long)]
    assert lines_run(lambda: indexes[1].find(long)) < 4.5 * lines_run(lambda: indexes[0].find(short))
    once = lines_run(lambda: _matcher.Matcher(template, mode).matches(short))
    assert lines_run(lambda: _matcher.Matcher(template, mode).matches(long)) < 4.5 * once
