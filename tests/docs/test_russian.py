# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Russian pages say what the English ones say: section by section the same blocks, code, numbers and links."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.tests.support.pages import blocks, name, original, prose, translation
from ansible_collections.smsops.smsc.tests.support.paths import TREE

PAGES = [TREE / "README.md", *sorted((TREE / "docs").glob("*.md")), TREE / "roles" / "op_templates" / "README.md"]
IDS = [name(page) for page in PAGES]

_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
# 1,100 and 1.5 in English are 1100 and 1,5 in Russian, so only the digits are compared.
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,\u00a0]\d+)*")


def _headings(page: Path) -> list[tuple[int, str]]:
    """The level of each heading of a page, and the anchor by which it is linked to."""
    found = re.findall(r"^(#+) (.*)$", prose(page), re.MULTILINE)
    return [(len(marks), re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")) for marks, text in found]


def _sections(page: Path) -> list[str]:
    """A page without its blocks, cut before each heading."""
    return re.split(r"^(?=#+ )", prose(page), flags=re.MULTILINE)


def _without_code(section: str) -> str:
    return _CODE.sub("", section)


def _target(page: Path, link: str) -> Path | None:
    """The file that a page links to; None for another site."""
    path = link.partition("#")[0]
    if link.startswith(("https://", "http://")):
        return None
    return (page.parent / path).resolve() if path else page


def _address(page: Path, link: str) -> tuple[str, int]:
    """Where a link leads, the same for both languages: the English page, and which of its headings."""
    target = _target(page, link)
    if target is None:
        return link, 0
    anchor = link.partition("#")[2]
    heading = [text for _level, text in _headings(target)].index(anchor) if anchor else 0
    return name(original(target) or target), heading


def _code(_page: Path, section: str) -> set[object]:
    return {" ".join(code.split()) for code in _CODE.findall(section)}


def _links(page: Path, section: str) -> set[object]:
    return {_address(page, link) for link in _LINK.findall(_without_code(section))}


def _numbers(_page: Path, section: str) -> set[object]:
    text = _LINK.sub("]", _without_code(section))
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_page_has_the_headings_and_blocks_of_the_english_one(page: Path) -> None:
    russian = translation(page)
    assert russian.is_file(), f"{name(page)} is not translated"
    assert [level for level, _text in _headings(russian)] == [level for level, _text in _headings(page)]
    assert [(one.remark, one.language, one.text) for one in blocks(russian)] == [
        (one.remark, one.language, one.text) for one in blocks(page)
    ]


@pytest.mark.parametrize("what", [_code, _links, _numbers], ids=["code", "links", "numbers"])
@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_section_names_what_the_english_one_names(page: Path, what: Callable[[Path, str], set[object]]) -> None:
    russian = translation(page)
    for english, other in zip(_sections(page), _sections(russian), strict=True):
        heading = other.partition("\n")[0]
        assert what(russian, other) == what(page, english), f"{name(russian)}, {heading!r}"


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_reader_stays_in_the_language(page: Path) -> None:
    russian = translation(page)
    assert f"[По-русски]({os.path.relpath(russian, page.parent)})" in page.read_text("utf-8")
    assert f"[In English]({os.path.relpath(page, russian.parent)})" in russian.read_text("utf-8")
    targets = {_target(russian, link) for link in _LINK.findall(_without_code(prose(russian)))}
    assert not targets & set(PAGES) - {page}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_quotation_marks_are_russian(page: Path) -> None:
    russian = translation(page)
    assert not re.findall('.*["\u201c\u201d\u201e].*', _without_code(prose(russian)))
