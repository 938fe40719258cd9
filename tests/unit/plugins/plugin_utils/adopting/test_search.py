# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for registered texts: what is read when, when it ends, and what it knows then."""

from __future__ import annotations

from typing import Any

from ansible_collections.smsops.smsc.plugins.plugin_utils._adopting._search import Key, Search, Text
from ansible_collections.smsops.smsc.plugins.plugin_utils._adopting._source import Source
from hypothesis import given, settings
from hypothesis import strategies as st

SHOP = "SHOP"
ROW = {"target": "mts_srv", "state": "accepted"}
ABSENT = {"target": "mts_srv", "state": "not_found"}
ERROR = {"kind": "transport", "code": None, "description": "no response", "retryable": True}
NOT_TRIED = {**ERROR, "description": "not tried, because of an earlier error: no response"}


class Service:
    """Knows some texts, and fails for others; `reads` are those that were asked for, batch by batch."""

    def __init__(self, *known: str, failing: Any = lambda msg: False) -> None:
        self.known = known
        self.failing = failing
        self.reads: list[list[str]] = []

    def answer(self, keys: list[Key]) -> list[dict[str, Any]]:
        """What the module returns: after twenty errors in a row it tries no more."""
        tried: list[str] = []
        self.reads.append(tried)
        records: list[dict[str, Any]] = []
        in_a_row = 0
        for _sender, msg in keys:
            if in_a_row == 20:
                records.append({"failed": True, "error": NOT_TRIED})
                continue
            tried.append(msg)
            in_a_row = in_a_row + 1 if self.failing(msg) else 0
            known = {"failed": False, "registrations": [ROW if msg in self.known else ABSENT]}
            records.append({"failed": True, "error": ERROR} if in_a_row else known)
        return records

    def search(self, *texts: str, there: tuple[str, ...] = (), spellings: int = 20, reads: int = 1000) -> Search:
        search = Search(
            [Text(Source(SHOP, msg), SHOP) for msg in texts],
            {(SHOP, msg) for msg in there},
            most_spellings=spellings,
            most_reads=reads,
        )
        while batch := search.batch():
            search.take(self.answer(batch))
        return search


def outcomes(search: Search) -> dict[str, str]:
    return {text.source.msg: text.outcome for text in search.texts}


def in_runs(runs: list[tuple[bool, int]]) -> list[bool]:
    """So many of each, one run after the other."""
    return [value for value, length in runs for _number in range(length)]


def test_all_are_read_as_they_are_before_the_next_spelling_of_any() -> None:
    service = Service("Код %d", "Имя %w")
    search = service.search("Код %d", "Имя «%w»", "Имя %w\n")
    assert service.reads[0] == ["Код %d", "Имя «%w»", "Имя %w\n"]
    assert outcomes(search) == {"Код %d": "found", "Имя «%w»": "unknown", "Имя %w\n": "found"}
    assert search.texts[2].spelling and search.texts[2].spelling.text == "Имя %w"


def test_nothing_is_read_twice_and_no_text_in_more_spellings_than_allowed() -> None:
    service = Service()
    search = service.search("Код %d", "Код %d\n", "Код %d+", spellings=5)
    every = [msg for batch in service.reads for msg in batch]
    assert len(every) == len(set(every)) == search.reads
    assert [len(text.tried) for text in search.texts] == [5, 5, 5]
    assert set(outcomes(search).values()) == {"unknown"}


def test_few_texts_that_are_left_take_few_batches() -> None:
    service = Service()
    service.search("Код %d")
    assert len(service.reads) == 2


def test_of_spellings_that_are_read_at_once_the_likeliest_counts() -> None:
    search = Service("Код %d{1,2}", "Код %d+").search("Код %d")
    assert search.texts[0].spelling and search.texts[0].spelling.text == "Код %d+"


def test_no_more_is_read_than_allowed_and_the_rest_is_left() -> None:
    service = Service("6")
    search = service.search(*map(str, range(30)), reads=10)
    assert sum(map(len, service.reads)) == search.reads == 10
    assert len(search.open) == 29
    assert not search.stopped


def test_what_is_there_already_is_not_read() -> None:
    service = Service("Код %d")
    search = service.search("Код %d", "Имя %w\n", there=("Код %d", "Имя %w"))
    assert service.reads == [["Имя %w\n"]]
    assert set(outcomes(search).values()) == {"there"}


def test_a_text_that_cannot_be_read_is_not_asked_for_again() -> None:
    service = Service("Код %d", failing=lambda msg: msg == "x")
    search = service.search("x", "Код %d")
    assert outcomes(search) == {"x": "failed", "Код %d": "found"}
    assert search.texts[0].error == "no response"
    assert not search.stopped


@settings(max_examples=min(settings().max_examples, 300))
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), min_size=1, max_size=12).map(in_runs))
def test_twenty_errors_in_a_row_end_it_however_they_fall(failing: list[bool]) -> None:
    service = Service(failing=lambda msg: msg.strip().isdigit() and failing[int(msg)])
    search = service.search(*map(str, range(len(failing))))
    in_a_row = longest = 0
    for msg in (msg for batch in service.reads for msg in batch):
        in_a_row = in_a_row + 1 if service.failing(msg) else 0
        longest = max(longest, in_a_row)
    assert longest <= 20
    assert bool(search.stopped) == (longest == 20)


def test_errors_of_several_batches_add_up() -> None:
    service = Service(failing=lambda msg: int(msg) >= 90)
    search = service.search(*map(str, range(200)))
    assert [len(batch) for batch in service.reads] == [100, 10]
    assert search.stopped == "20 reads in a row failed"


def test_what_the_module_did_not_try_is_left() -> None:
    search = Search([Text(Source(SHOP, msg), SHOP) for msg in "ab"], (), most_spellings=20, most_reads=1000)
    assert len(search.batch()) == 2
    search.take([{"failed": True, "error": ERROR}, {"failed": True, "error": NOT_TRIED}])
    assert outcomes(search) == {"a": "failed", "b": "left"}
    assert search.stopped == "no response"
    assert search.batch() == []
