# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the text of a template."""

from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils._matching import _operands
from ansible_collections.smsops.smsc.tests.support import matching
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "operands"),
    [
        ("%d", [("d", 1, 1)]),
        ("Код %d+ и %w+", [("d", None, 5), ("w", None, 11)]),
        ("%d{1,3} %w{1,12}", [("d", 3, 1), ("w", 12, 9)]),
        ("код%d.%dруб", [("d", 1, 4), ("d", 1, 7)]),
        ("%dd%ww", [("d", 1, 1), ("w", 1, 4)]),
        ("%d++", [("d", None, 1)]),
    ],
)
def test_operands_are_found_with_their_columns(text: str, operands: list[tuple[str, int | None, int]]) -> None:
    template = _operands.parse(text)

    assert [(operand.kind, operand.most, column) for operand, column in template.operands] == operands
    assert template.malformed == ()


@pytest.mark.parametrize(
    ("text", "malformed", "column", "fix"),
    [
        ("от %d{2,5} дней", "%d{2,5}", 4, "begins with 1"),
        ("%d{1,}", "%d{1,}", 1, "from 1 to 999"),
        ("%d{1,0}", "%d{1,0}", 1, "from 1 to 999"),
        ("%d{1,01}", "%d{1,01}", 1, "from 1 to 999"),
        ("%w{1,1000}", "%w{1,1000}", 1, "from 1 to 999"),
        ("%d{5}", "%d{5}", 1, "begins with 1"),
        ("%w{}", "%w{}", 1, "begins with 1"),
        ("%w{1,5", "%w{1,5", 1, "close the brace"),
        ("%w{1, 5}", "%w{1,", 1, "without spaces"),
        ("%d+{1,5}", "%d+{1,5}", 1, "one count at most"),
        ("%d{1,5}{1,5}", "%d{1,5}{1,5}", 1, "one count at most"),
        ("Код %D", "%D", 5, "lower case: %d"),
        ("Имя %W{1,3}", "%W{1,3}", 5, "lower case: %w"),
        ("Имя %s!", "%s", 5, "the operands are %d"),
        ("Код %д", "%д", 5, "the operands are %d"),
        ("100%хлопок", "%х", 4, "put a space after a percent sign"),
    ],
)
def test_malformed_operands_are_named_with_column_and_fix(text: str, malformed: str, column: int, fix: str) -> None:
    (found,) = _operands.parse(text).malformed

    assert (found.text, found.column) == (malformed, column)
    assert fix in found.fix
    assert _operands.parse(text).operands == []


@pytest.mark.parametrize("text", ["Скидка 5% на", "100%", "100%.", "%%", "5%-10%", "%5", "%{d}", "% d", "%_"])
def test_percent_sign_is_harmless_unless_a_letter_follows(text: str) -> None:
    template = _operands.parse(text)

    assert template.malformed == ()
    assert template.pieces == ((text, 1),)


@settings(max_examples=min(settings().max_examples, 500))
@given(st.text("%dwDs{}1,05+ а", max_size=20))
def test_every_text_is_read_and_nothing_of_it_lost(text: str) -> None:
    pieces = [(what if isinstance(what, str) else what.text, at) for what, at in _operands.parse(text).pieces]

    assert "".join(piece for piece, _column in pieces) == text
    assert all(text.startswith(piece, column - 1) for piece, column in pieces)


@settings(max_examples=min(settings().max_examples, 500))
@given(st.one_of(matching.texts, st.text(max_size=20)), st.sampled_from(["strict", "lenient"]))
def test_each_character_that_counts_has_its_column(message: str, mode: str) -> None:
    normalized = _operands.normalized(message, mode)
    columns = _operands.columns_of(message, mode)

    assert len(columns) == len(normalized) + 1
    assert columns == sorted(columns)
    for char, column in zip(normalized, columns):
        source = message[column - 1]
        assert char in source + source.casefold() or (char == " " and source.isspace())
