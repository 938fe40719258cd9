# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that take more than a search in the text. Each yields hits, a column and what is wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...module_utils._model import _contract
from ...module_utils._model._template import Template
from .._matching._matcher import Matcher
from .._matching._operands import Operand, Text
from . import _characters, _sms_parts
from ._hits import Check, Hit

MOST_OPERAND_WORDS = 20
MOST_OPERANDS = 20
_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_SENDER = re.compile(r"[A-Za-z0-9 !\"#$%&'()*+,\-./:;<=>?@_]{1,11}|[0-9]{1,15}")
_SENDER_MTS = re.compile(r"[A-Za-z0-9!?\-_.()]*")


def empty_text(record: Template, _template: Text) -> Iterator[Hit]:
    """Nothing, or nothing but spaces."""
    if not record.msg.strip():
        yield Hit(None, "the text is empty")


def malformed_operand(_record: Template, template: Text) -> Iterator[Hit]:
    """What the parser could not read."""
    for text, column, fix in template.malformed:
        yield Hit(column, f"{text} is not an operand", fix)


def example_mismatch(record: Template, _template: Text) -> Iterator[Hit]:
    """Examples that depart from the template in strict mode."""
    if not record.examples:
        return
    matcher = Matcher(record.msg)
    for number, example in enumerate(record.examples, 1):
        mismatch = matcher.mismatch(example)
        if mismatch:
            goes_on = f"goes on with {mismatch.expected[:30]!r}" if mismatch.expected else "ends"
            message = f"example {number} does not match: at its column {mismatch.column} the template {goes_on}"
            yield Hit(None, message)


def edge_space(record: Template, _template: Text) -> Iterator[Hit]:
    """White space at an end, but for line breaks."""
    for column, spaces, end in _at_the_ends(record.msg):
        if not _LINE_BREAK.search(spaces):
            yield Hit(column, f"a space at the {end}")


def edge_line_break(record: Template, _template: Text) -> Iterator[Hit]:
    """Line breaks at an end."""
    for column, spaces, end in _at_the_ends(record.msg):
        if _LINE_BREAK.search(spaces):
            yield Hit(column, f"a line break at the {end}")


def double_space(record: Template, _template: Text) -> Iterator[Hit]:
    """Spaces in a row, not at the ends."""
    text = record.msg.rstrip()
    at = text.find("  ", len(text) - len(text.lstrip()))
    if at >= 0:
        yield Hit(at + 1, "two spaces in a row")


def adjacent_group_operands(_record: Template, template: Text) -> Iterator[Hit]:
    """Two groups with no word between them."""
    before: Operand | None = None
    for what, column in template.pieces:
        if isinstance(what, Operand):
            if before is not None and before.is_group and what.is_group:
                yield Hit(column, f"two group operands in a row, {before.text} and {what.text}")
            before = what
        elif any(char.isalnum() for char in what):
            before = None


def operand_spacing(_record: Template, template: Text) -> Iterator[Hit]:
    """Letters, digits and operands beside an operand."""
    for operand, column, side, beside in _beside(template):
        if isinstance(beside, Operand):
            if side == "after":
                yield Hit(column, f"no space between {operand.text} and {beside.text}")
        elif beside.isalnum():
            yield Hit(column, f"no space {side} {operand.text}")


def operand_punctuation(_record: Template, template: Text) -> Iterator[Hit]:
    """Signs beside an operand."""
    for operand, column, side, beside in _beside(template):
        if isinstance(beside, str) and not beside.isspace() and not beside.isalnum():
            yield Hit(column, f"{beside} and no space {side} {operand.text}")


def two_message_types(record: Template, _template: Text) -> Iterator[Hit]:
    """Targets of more than one message type."""
    types = {flag: _contract.describe(flag).message_type for flag in record.targets}
    known = sorted({kind for kind in types.values() if kind})
    if len(known) > 1:
        yield Hit(None, f"the text is filed as {' and '.join(known)}")


def sender_name(record: Template, _template: Text) -> Iterator[Hit]:
    """A sender name that the service does not take."""
    if record.sender and not _SENDER.fullmatch(record.sender):
        yield Hit(None, f"the sender name {record.sender!r} is too long, or has other characters")


def sender_name_mts(record: Template, _template: Text) -> Iterator[Hit]:
    """A sender name that MTS does not take."""
    if not _SENDER_MTS.fullmatch(record.sender):
        yield Hit(None, f"the sender name {record.sender!r} has other characters")


def sms_parts(record: Template, template: Text) -> Iterator[Hit]:
    """More than one part, with the shortest values that there are."""
    size = _sms_parts.shortest(template)
    if size.parts > 1 and record.msg.strip():
        least = "at least " if template.operands else ""
        yield Hit(
            None,
            f"{least}{size.parts} parts: {least}{size.length} characters in {size.encoding}, "
            f"{size.room} more fit into the last one",
        )


def too_many_words(_record: Template, template: Text) -> Iterator[Hit]:
    """More words in all operands than allowed; an operand without a bound counts as one."""
    total = sum(operand.most or 1 for operand, _column in template.operands)
    if total > MOST_OPERAND_WORDS:
        yield Hit(None, f"the operands stand for up to {total} words")


def too_many_operands(_record: Template, template: Text) -> Iterator[Hit]:
    """More operands than allowed, whatever they stand for."""
    count = len(template.operands)
    if count > MOST_OPERANDS:
        yield Hit(template.operands[MOST_OPERANDS][1], f"the text has {count} operands")


def mega_adv_cancelled(_record: Template, _template: Text) -> Iterator[Hit]:
    """Every text that is filed as templated advertising with MegaFon."""
    yield Hit(None, "MegaFon has cancelled templated advertising")


def _at_the_ends(text: str) -> Iterator[tuple[int, str, str]]:
    """The white space at both ends, with its column and where it is. A text of nothing else has its own rule."""
    inner = text.strip()
    if inner:
        before, _inner, after = text.partition(inner)
        if before:
            yield 1, before, "beginning"
        if after:
            yield len(before + inner) + 1, after, "end"


def _beside(template: Text) -> Iterator[tuple[Operand, int, str, str | Operand]]:
    """Each operand with its column, and what touches it before and after."""
    pieces = template.pieces
    for at, (what, column) in enumerate(pieces):
        if isinstance(what, Operand):
            if at > 0:
                before = pieces[at - 1].what
                yield what, column, "before", before if isinstance(before, Operand) else before[-1]
            if at + 1 < len(pieces):
                after = pieces[at + 1].what
                yield what, column, "after", after if isinstance(after, Operand) else after[0]


CHECKS: dict[str, Check] = {
    check.__name__.replace("_", "-"): check
    for check in (
        empty_text,
        malformed_operand,
        example_mismatch,
        edge_space,
        edge_line_break,
        double_space,
        _characters.odd_space,
        _characters.invisible_character,
        _characters.unlisted_character,
        _characters.not_composed,
        _characters.mixed_alphabets,
        _characters.foreign_letter,
        adjacent_group_operands,
        operand_spacing,
        operand_punctuation,
        two_message_types,
        sender_name,
        sender_name_mts,
        sms_parts,
        too_many_words,
        too_many_operands,
        mega_adv_cancelled,
    )
}
