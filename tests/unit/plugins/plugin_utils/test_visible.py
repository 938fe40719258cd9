# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils import _visible
from ansible_collections.smsops.smsc.tests.support.records import WILD, fewer
from hypothesis import given


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
