# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts to register, from messages that were sent. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from ...module_utils._model import _input, _template
from .._linting import _lint
from .._matching import _operands
from .._matching._index import Index
from . import _groups, _operands_of


def proposals(
    messages: Any, templates: Any = (), mode: str = "strict", least: Any = 10, limit: Any = 100
) -> list[dict[str, Any]]:
    """Texts that would match the messages that no template matches."""
    most = _input.limit(limit)
    given = list(messages)
    known = Index((record.msg for record in _template.read_list(templates, needed=("msg",))), mode)
    counts = Counter(text for text in given if text.strip())
    todo = [text for text in counts if not known.find(text) and not _operands.parse(text).operands]
    texts = {}
    found = _groups.groups(text for one in todo for text in [one] * counts[one])
    for group in found:
        if sum(shape.count for shape in group) >= least:
            for text in _operands_of.texts_of(group, least):
                if _says_something(text):
                    texts[text] = texts.get(text, 0) + sum(shape.count for shape in group)
    findings = _lint.lint([{"msg": text} for text in texts])
    bad = {finding["template"] for finding in findings if finding["severity"] in ("warning", "error")}
    names = {f"#{number + 1}": text for number, text in enumerate(texts)}
    kept = [text for name, text in names.items() if name not in bad]
    index = Index(kept)
    matched = {text: index.find(text) for text in todo}
    size: Counter[int] = Counter()
    clashes: dict[int, set[int]] = {}
    for text, numbers in matched.items():
        for number in numbers:
            size[number] += counts[text]
        if len(numbers) > 1:
            for number in numbers:
                clashes.setdefault(number, set()).update(numbers)
    chosen: set[int] = set()
    for number in sorted(size, key=lambda number: (-texts[kept[number]], kept[number])):
        if size[number] >= least and chosen.isdisjoint(clashes.get(number, ())):
            chosen.add(number)
    total = sum(counts.values())
    return [
        {"msg": kept[number], "messages": size[number], "share": size[number] / total}
        for number in sorted(chosen, key=lambda number: (-size[number], kept[number]))
    ][:most]


def _says_something(text: str) -> bool:
    """Whether there is enough fixed text for what may stand in the operands."""
    parsed = _operands.parse(text)
    fixed = " ".join(what for what, _column in parsed.pieces if isinstance(what, str))
    words = re.findall(r"[^\W\d_]{2,}", fixed)
    return len(words) > 1 or (len(words) == 1 and not any(operand.is_group for operand, _column in parsed.operands))
