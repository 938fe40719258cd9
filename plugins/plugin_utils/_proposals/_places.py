# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places where the messages of a group differ: words of several texts, or values of a field. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice

from ._foretold import FEWEST, Group, by_key, refine, settle
from ._shapes import END, FIXED, NUMBER, Key, has_digit, is_letters, is_series

# A place of so many values is words of the text, if each comes this often; of two, one may be rarer.
MOST_WORDS = 4
REAL_SHARE = 0.15
REAL_SHARE_OF_TWO = 0.03
# Words that say what happened are words of texts, even if they come as seldom as this.
REAL_SHARE_HAPPENED = 0.01
LEAST_HAPPENED = 4
# What comes more seldom, all together, is a mistake.
MISTAKES = 0.03
# Even more may be mistakes if all of them differ.
DUST = 0.2

# Addresses have so many words at most, and there are not more of them than this.
_LONGEST_ADDRESS, _MOST_ADDRESSES = 8, 8

# A negation, or the end of a participle or a verb of the past: не, оплачен, отменена, истёк, готовы.
_HAPPENED = re.compile("^не$|(?:[её]н|ан|[аяыиоу]т|готов|[аяыиео]л|[её]к|ш[её]л|шл)(?:а|о|ы|и)?(?:ся|сь)?[.,!:;]*$")
_INTEGER = re.compile("[0-9]+")
# So many messages show whether a word goes with the number before it.
_SAMPLE = 200


def words_of(values: Counter[str]) -> list[str] | None:
    """The values of a place if they are words of texts; None if they are those of a field."""
    total = sum(values.values())
    order = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    most = next((number for number, (value, _count) in enumerate(order) if not _says_what_happened(value)), len(order))
    main: list[str] = []
    rest = total
    for value, count in order[:MOST_WORDS]:
        least = (REAL_SHARE_OF_TWO if len(main) < 2 else REAL_SHARE) * total
        if len(main) < most:
            least = max(REAL_SHARE_HAPPENED * total, LEAST_HAPPENED)
        if count < least:
            break
        main.append(value)
        rest -= count
    if NUMBER in main:
        return None
    others = [count for _value, count in order[len(main) :]]
    if not others:
        return main
    # A mistake is much rarer than what is none.
    if len(main) > 1 and others[0] > max(order[len(main) - 1][1] / 4, 1):
        return None
    if rest <= max(MISTAKES * total, 1):
        return main
    # Messages that were cut end in whatever there is.
    are_dust = rest <= DUST * total and len(others) > MOST_WORDS and others[0] <= max(0.02 * total, 3)
    return main if are_dust else None


def _says_what_happened(value: str) -> bool:
    return _HAPPENED.search(value) is not None


def part(groups: Iterable[Group], shared: frozenset[str], is_first: bool = False) -> list[Group]:
    """Part groups by words of the text where each of a few comes often; what has another word there is left out.

    shared: words that come in different texts. is_first: nothing was merged yet.
    """
    todo = list(groups)
    done = []
    while todo:
        group = todo.pop()
        if sum(shape.count for shape in group) >= FEWEST and _part(group, shared):
            done += [[shape] for shape in group if shape.is_odd]
            kept = by_key(shape for shape in group if not shape.is_odd)
            todo += [finer for one in kept for finer in refine(one, is_whole=False)] if is_first else settle(kept)
            for shape in group:
                shape.is_odd = False
        else:
            done.append(group)
    return done


def _part(group: Group, shared: frozenset[str]) -> bool:
    """Mark words as fixed at the first place where there are some; returns whether there is one."""
    gaps = [shape.gaps() for shape in group]
    for number in range(len(gaps[0])):
        if _are_addresses(group, [gap[number] for gap in gaps]):
            continue
        for step in (1, -1):
            if _part_from(group, [gap[number] for gap in gaps], step, shared):
                return True
    return _part_by_two(group, gaps)


def _are_addresses(group: Group, gaps: list[tuple[int, int]]) -> bool:
    """Whether a gap has a few values of several words, most with numbers that go with their words: ул. Мира, 14."""
    if any(end - start > _LONGEST_ADDRESS for start, end in gaps):
        return False
    if len({shape.words[start:end] for shape, (start, end) in zip(group, gaps)}) > _MOST_ADDRESSES:
        return False
    values: set[tuple[str, ...]] = set()
    for shape, (start, end) in zip(group, gaps):
        for message in shape.messages:
            values.add(tuple(chain.from_iterable(shape.cells(message)[start:end])))
            if len(values) > _MOST_ADDRESSES:
                return False
    words = {tuple(word for word in value if not has_digit(word)) for value in values}
    with_number = sum(any(map(has_digit, value)) and len(value) > 1 for value in values)
    return len(values) > 2 and len(words) == len(values) and 3 * with_number >= 2 * len(values)


def _part_by_two(group: Group, gaps: list[list[tuple[int, int]]]) -> bool:
    """Mark two words as fixed that never come together, at two places where values begin or end, if each has one."""
    total = sum(shape.count for shape in group)
    slots: list[Counter[tuple[int, int, str]]] = []
    for shape, found in zip(group, gaps):
        ends: Counter[tuple[int, int, str]] = Counter()
        for number, (start, end) in enumerate(found):
            for side, at in ((1, start), (-1, end - 1)):
                if shape.words[at] != NUMBER and not is_series(shape.words, at):
                    ends[number, side, shape.words[at]] = at
        slots.append(ends)
    counts: Counter[tuple[int, int, str]] = Counter()
    for shape, ends in zip(group, slots):
        for slot in ends:
            counts[slot] += shape.count
    for one in sorted(slot for slot, count in counts.items() if 0.5 * total <= count <= (1 - MISTAKES) * total):
        others: Counter[tuple[int, int, str]] = Counter()
        for shape, ends in zip(group, slots):
            if one not in ends:
                for slot in ends:
                    others[slot] += shape.count
        rest = total - counts[one]
        for other, count in sorted(others.items()):
            if other[:2] != one[:2] and count >= 0.95 * rest and counts[other] - count <= 0.02 * counts[one]:
                for shape, ends in zip(group, slots):
                    if (one in ends) == (other in ends):
                        shape.is_odd = True
                    else:
                        shape.known[ends[one] if one in ends else ends[other]] = FIXED
                return True
    return False


def _part_from(group: Group, gaps: list[tuple[int, int]], step: int, shared: frozenset[str]) -> bool:
    """The same for one gap from its start (step 1) or its end (step -1)."""
    first = [start if step == 1 else end - 1 for start, end in gaps]
    behind = [end if step == 1 else start - 1 for start, end in gaps]
    beside_number = False
    while True:
        values: Counter[str] = Counter()
        for shape, at, stop in zip(group, first, behind):
            values[END if at == stop else shape.words[at]] += shape.count
        most = (1 - MISTAKES) * sum(values.values())
        if sum(count for word, count in values.items() if word == NUMBER or is_letters(word)) >= most:
            past = [_past_number(shape.words, at, stop, step) for shape, at, stop in zip(group, first, behind)]
            if sum(shape.count for shape, at, end in zip(group, first, past) if at != end) >= most:
                # A number is a value whatever stands beside it.
                first = past
                beside_number = True
                continue
        words = words_of(values)
        if words is None or words == [END] or (values[END] and len(words) == 1):
            return False
        chosen = set(words)
        if len(words) > 1:
            if all(word == END or is_letters(word) for word in words) and _are_series(group, first, behind, chosen):
                return False
            is_shared = all(word in shared for word in words if word != END)
            if all(_says_what_happened(word) for word in words if word != END):
                is_shared = False
            if beside_number and is_shared and not _depends(group, first, behind, words):
                return False
            if _goes_with_number(group, first, behind, chosen):
                return False
        changed = False
        for shape, at, stop in zip(group, first, behind):
            value = END if at == stop else shape.words[at]
            if value not in chosen:
                shape.is_odd = True
            elif value != END:
                shape.known[at] = FIXED
                changed = True
        return changed


def _past_number(words: Key, at: int, stop: int, step: int) -> int:
    """Where a number is over, with the letters before it; the same place if there is none."""
    if at != stop and is_series(words, at):
        at += step
        if step == -1:
            return at
    return at + step if at != stop and words[at] == NUMBER else at


def _are_series(group: Group, first: list[int], behind: list[int], words: set[str]) -> bool:
    """Whether each of the words stands before a number, unless it is missing."""
    places = zip(group, first, behind)
    return words <= {END, *(shape.words[at] for shape, at, stop in places if at != stop and is_series(shape.words, at))}


def _depends(group: Group, first: list[int], behind: list[int], words: list[str]) -> bool:
    """Whether what else varies is another with one value than with another."""
    with_word: dict[str, Counter[str]] = {word: Counter() for word in words}
    totals: Counter[str] = Counter()
    for shape, at, stop in zip(group, first, behind):
        value = END if at == stop else shape.words[at]
        if value in with_word:
            totals[value] += shape.count
            others = [shape.words[i] for i, known in enumerate(shape.known) if i != at and known != FIXED]
            for word in {*others} - {NUMBER}:
                with_word[value][word] += shape.count
    one, other = words[:2]
    return any(
        abs(with_word[one][word] / totals[one] - with_word[other][word] / totals[other]) > 0.5
        for word in {*with_word[one], *with_word[other]}
    )


def _goes_with_number(group: Group, first: list[int], behind: list[int], words: set[str]) -> bool:
    """Whether the number before the word tells which one it is, as in 1 балл, 2 балла, 5 баллов."""
    forms: dict[int, Counter[str]] = {}
    for shape, at, stop in zip(group, first, behind):
        if at == stop or at == 0 or shape.words[at] not in words or shape.words[at - 1] != NUMBER:
            continue
        for message in islice(shape.messages, _SAMPLE):
            number = "".join(_INTEGER.findall(shape.cells(message)[at - 1][-1]))
            forms.setdefault(_form(number), Counter())[shape.words[at]] += 1
    if len(forms) < 2:
        return False
    usual = [counts.most_common(1)[0] for counts in forms.values()]
    agree = sum(count for _word, count in usual)
    return len({word for word, _count in usual}) > 1 and agree >= 0.9 * sum(sum(c.values()) for c in forms.values())


def _form(number: str) -> int:
    """Which form of a noun a number takes: one, few or many."""
    last = int(number[-2:] or 0)
    if 10 < last < 20:
        return 2
    return 0 if last % 10 == 1 else 1 if 1 < last % 10 < 5 else 2
