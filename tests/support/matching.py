# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates and messages for tests, and the obvious way to match them, which may take as long as it likes."""

from __future__ import annotations

import re

from hypothesis import strategies as st

SPECIAL = re.escape("!№#%.,:;?\\/()+-\u201c\u201d―_'\"`&^{}[]<>|@$=~*")
NUMBER = f"[{SPECIAL}]*[0-9][0-9{SPECIAL}]*"
WORD = rf"[{SPECIAL}]*[^\W_](?:[^\W_]|[{SPECIAL}])*"
OPERAND = re.compile(r"%([dw])(\+|\{1,(\d+)\})?")

# Pieces that meet each other in many ways: words in each other's beginnings, signs, spaces of several kinds.
PIECES = ["а", "аб", "Аб", "x", "7", "12", ".", ",", "*", "-", "—", " ", " ", "  ", "\n", "\u00a0", "%", "_", "ß"]
OPERANDS = ["%d", "%w", "%d+", "%w+", "%d{1,2}", "%w{1,2}", "%w{1,3}", "%d{1,1}"]

texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
templates = st.lists(st.sampled_from([*PIECES, *OPERANDS]), max_size=8).map("".join)


def matches(message: str, template: str, mode: str) -> bool:
    """Whether a message matches, by a regular expression."""
    if mode == "lenient":
        message = lenient(message)
    pattern = ""
    end = 0
    is_counted_group = False
    for found in [*OPERAND.finditer(template), None]:
        literal = template[end : found.start() if found else len(template)]
        literal = lenient_literal(literal) if mode == "lenient" else literal
        if mode == "lenient" and is_counted_group and literal and not literal.startswith(" "):
            pattern += " ?"
        pattern += re.escape(literal)
        is_counted_group = found is not None and int(found[3] or 1) > 1
        if found:
            value = NUMBER if found[1] == "d" else WORD
            most = "" if found[2] == "+" else int(found[3] or 1) - 1
            pattern += f"(?:{value}(?: +{value}){{0,{most}}})"
            end = found.end()
    if mode == "lenient":
        pattern = re.sub(r"(\\ )+", r"\\ ", pattern)
        pattern = re.sub(r"^(\\ )|(\\ )$", "", pattern)
    return re.fullmatch(pattern, message) is not None


def lenient(text: str) -> str:
    """Letters, digits and single spaces alone."""
    return re.sub(" +", " ", lenient_literal(text)).strip(" ")


def lenient_literal(text: str) -> str:
    """Letters, digits and spaces alone."""
    folded = "".join(" " if char.isspace() else char.casefold() for char in text)
    return "".join(char for char in folded if char.isalnum() or char == " ")


@st.composite
def filled(draw: st.DrawFn, template: str, letters: str = "аяzZß", digits: str = "017", signs: str = "./-") -> str:
    """A message made from a template by giving each operand a value."""
    message = ""
    end = 0
    for found in OPERAND.finditer(template):
        message += template[end : found.start()]
        most = {"+": 4, None: 1}.get(found[2], int(found[3] or 1))
        count = draw(st.integers(1, most))
        counting = digits if found[1] == "d" else digits + letters
        for number in range(count):
            message += " " * draw(st.integers(1, 2)) if number else ""
            message += draw(st.text(signs, max_size=1) if signs else st.just(""))
            message += draw(st.sampled_from(counting)) + draw(st.text(counting + signs, max_size=3))
        end = found.end()
    return message + template[end:]
