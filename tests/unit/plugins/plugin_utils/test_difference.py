# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils import _difference, _visible
from ansible_collections.smsops.smsc.tests.support.records import WILD, fewer
from hypothesis import given


def test_equal_texts_have_no_difference() -> None:
    assert _difference.first("Заказ %d", "Заказ %d") is None


def test_a_look_alike_is_found_named_and_pointed_at() -> None:
    found = _difference.first("Код для входа: %d", "Код для вxода: %d")
    assert found == _difference.Difference(
        column=10,
        one="Код·для·входа:·%d",
        other="Код·для·вxода:·%d",
        marker="         ^",
        kind="look-alikes",
        note="U+0445 CYRILLIC SMALL LETTER HA, U+0078 LATIN SMALL LETTER X",
    )


def test_a_long_text_is_cut_around_the_difference() -> None:
    found = _difference.first("а" * 100 + "б" + "в" * 100, "а" * 100 + "г" + "в" * 100)
    assert found is not None
    assert found.column == 101
    assert found.one == "…" + "а" * 24 + "б" + "в" * 23 + "…"
    assert found.other == "…" + "а" * 24 + "г" + "в" * 23 + "…"
    assert found.marker == " " * 25 + "^"


def test_the_end_of_a_text_is_a_difference_too() -> None:
    found = _difference.first("Заказ", "Заказ.")
    assert found is not None
    assert (found.column, found.one, found.other) == (6, "Заказ", "Заказ.")
    assert found.note == "the end of the text, U+002E FULL STOP"


def test_the_marker_stands_right_behind_a_wide_character() -> None:
    found = _difference.first("🙂а", "🙂б")
    assert found is not None
    assert found.marker == "  ^"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Заказ %d", "Заказ  %d", "spaces"),
        ("Заказ %d", "Заказ\u00a0%d", "spaces"),
        ("Заказ %d", "Заказ\u200b %d", "spaces"),
        ("Заказ\n%d", "Заказ\r\n%d", "spaces"),
        ("Заказ", "заказ", "case"),
        ("Мой", "Мои\u0306", "composition"),
        ("— «Да»", '- "Да"', "look-alikes"),
        ("Заказ %d", "Зaказ  %d", "spaces and look-alikes"),
        ("Заказ %d", "Зaказ  %D", "spaces and look-alikes and case"),
        ("Заказ %d", "Заказ %w", "text"),
    ],
)
def test_what_the_texts_differ_in(one: str, other: str, kind: str) -> None:
    assert [_difference.kind(*texts) for texts in ((one, other), (other, one))] == [kind, kind]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a b\u00a0c", "a·b⍽c"),
        ("\t\n\r", "→↵␍"),
        ("\0\x1b\x7f", "␀␛␡"),
        ("\u200b\u202e\u0306\ue000\ud800\x85", "▯▯▯▯▯▯"),
        ("Ёж 🙂", "Ёж·🙂"),
    ],
)
def test_every_character_is_seen_in_a_comparison(text: str, marked: str) -> None:
    assert _visible.mark(text) == marked


@pytest.mark.parametrize(
    ("text", "shown", "line"),
    [
        ("Заказ %d", "Заказ %d", "Заказ %d"),
        ("a\n\tb", "a\n\tb", "a b"),
        ("a\r\nb", "a␍\nb", "a b"),
        ("\x1b[31mred\x7f", "␛[31mred␡", "␛[31mred␡"),
        ("a\u202eb\u200bc", "a[U+202E]b[U+200B]c", "a[U+202E]b[U+200B]c"),
        ("a\ud800b\ufffec", "a\ufffdb\ufffdc", "a\ufffdb\ufffdc"),
        ("a\u2028b\x85c\x9bd", "a[U+2028]b[U+0085]c[U+009B]d", "a b c[U+009B]d"),
        ("мой\u0306 🙂", "мой\u0306 🙂", "мой\u0306 🙂"),
    ],
)
def test_a_report_shows_what_acts_unseen(text: str, shown: str, line: str) -> None:
    assert _visible.show(text) == shown
    assert _visible.line(text) == line


@fewer
@given(WILD)
def test_what_is_shown_can_be_printed_and_written(text: str) -> None:
    assert all(char in "\n\t" or char.isprintable() or char.isspace() for char in _visible.show(text))
    assert len(_visible.line(text).splitlines()) <= 1
    _visible.show(text).encode("utf-8")


@fewer
@given(WILD, WILD)
def test_a_difference_is_found_between_any_two_texts_that_differ(left: str, right: str) -> None:
    found = _difference.first(left, right)
    if left == right:
        assert found is None
    else:
        assert found is not None
        at = found.column - 1
        assert left[:at] == right[:at]
        assert left[at : at + 1] != right[at : at + 1]
        assert all(char.isprintable() for char in found.one + found.other + found.note)
        swapped = _difference.first(right, left)
        assert swapped is not None
        assert found.kind == swapped.kind
        assert set(found.kind.split(" and ")) <= {"spaces", "composition", "look-alikes", "case", "text"}
