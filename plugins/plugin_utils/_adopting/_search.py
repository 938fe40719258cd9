# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which spellings to read next, and what has come of it. Pure.

All texts are read as they are, then the next spelling of each that was not found, and so on: what is found early saves
the reads of the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._model import _contract, _errors
from ._source import Source
from ._spellings import Spelling, spellings

# The service blocks the address after a hundred wrong requests in a row, and other tasks may make some, too.
MOST_ERRORS_IN_A_ROW = 20
# So many texts are read at once, so that an interruption loses no more.
_BATCH = 100
# Where fewer texts than this are left, several spellings of each are read at once.
_FEW = 20

Key = tuple[str, str]


class Text:
    """A text and what is known of it.

    sender: the real sender name. outcome: `found`, `there` (the file or the catalog has it), `unknown` (the service
    knows no spelling of it), `failed` (with `error`), or `left` (nobody asked to the end). spelling: the one that was
    found or is there. tried: those that the service does not know. rows: the registrations of the found one.
    """

    def __init__(self, source: Source, sender: str) -> None:
        self.source = source
        self.sender = sender
        self.outcome = "left"
        self.spelling: Spelling | None = None
        self.tried: list[Spelling] = []
        self.rows: list[Mapping[str, Any]] = []
        self.error = ""
        self._rest: Iterator[Spelling] = spellings(source.msg)

    def next(self, most: int) -> Spelling | None:
        """The next spelling to read; none if there is no other, or if so many were tried."""
        return next(self._rest, None) if len(self.tried) < most else None

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets that are registered, in the service's order."""
        found = {one["target"] for one in self.rows if one["target"] and one["state"] != _contract.ABSENT}
        return tuple(sorted(found, key=_contract.order))

    @property
    def unrecognised(self) -> list[Mapping[str, Any]]:
        """Rows that say something is registered, but not for which target."""
        return [one for one in self.rows if not one["target"] and one["state"] != _contract.ABSENT]


class Search:
    """The search for all texts. there: what the file or the catalog has already, by real sender name and text.

    reads: so many were asked for. spelling: the number of the one that is tried now. stopped: why no more is read.
    """

    def __init__(self, texts: Sequence[Text], there: Collection[Key], *, most_spellings: int, most_reads: int) -> None:
        self.texts = texts
        self.reads = 0
        self.spelling = 0
        self.stopped = ""
        self._there = there
        self._most_spellings = most_spellings
        self._most_reads = most_reads
        self._round: deque[Text] = deque()
        self._next: list[Text] = list(texts)
        self._at_once = 1
        # The keys of a batch, and the texts that they are for.
        self._keys: list[Key] = []
        self._asking: list[tuple[Text, list[Spelling]]] = []
        # What was read: rows, or why there are none.
        self._read: dict[Key, Sequence[Mapping[str, Any]]] = {}
        self._failed: dict[Key, str] = {}
        self._errors_in_a_row = 0

    def batch(self) -> list[Key]:
        """What to read now, each once; nothing when all is known, or no more may be read."""
        self._keys, self._asking = [], []
        # The next error may be the last one.
        most = MOST_ERRORS_IN_A_ROW - self._errors_in_a_row if self._errors_in_a_row else _BATCH
        most = min(most, self._most_reads - self.reads)
        while len(self._keys) < most and not self.stopped:
            if not self._round:
                # What is not asked for is settled by what was read before.
                self._settle(unread=self._keys)
                if self._keys or not self._next:
                    break
                self._begin_round()
            self._ask(self._round.popleft(), most - len(self._keys))
        self._settle(unread=self._keys)
        return list(self._keys)

    def take(self, records: Sequence[Mapping[str, Any]]) -> None:
        """What came of a batch: a record for each, in its order."""
        self.reads += len(self._keys)
        for key, record in zip(self._keys, records):
            if not record["failed"]:
                self._errors_in_a_row = 0
                self._read[key] = record["registrations"]
                continue
            error = _errors.from_record(record["error"])
            if error.cause != error.description:
                # It was not tried.
                self.stop(error.cause)
                continue
            self._errors_in_a_row += 1
            self._failed[key] = error.description
        self._settle()
        if self._errors_in_a_row >= MOST_ERRORS_IN_A_ROW:
            self.stop(f"{MOST_ERRORS_IN_A_ROW} reads in a row failed")

    def stop(self, why: str) -> None:
        """Read no more."""
        self.stopped = self.stopped or why

    @property
    def open(self) -> list[Text]:
        """Texts of which not all spellings were read that might have been."""
        return [text for text in self.texts if text.outcome == "left"]

    def _begin_round(self) -> None:
        self._round, self._next = deque(self._next), []
        # Where few are left, to run the module takes longer than some reads too many.
        self._at_once = max(1, _FEW // len(self._round)) if self.spelling else 1
        self.spelling = min(self.spelling + self._at_once, self._most_spellings)

    def _ask(self, text: Text, most: int) -> None:
        """Ask for the next spellings of a text, so many at most, as far as they are not known."""
        asked: list[Spelling] = []
        for _number in range(min(self._at_once, most)):
            spelling = text.next(self._most_spellings - len(asked))
            if spelling is None:
                break
            asked.append(spelling)
            key = text.sender, spelling.text
            if key in self._there:
                break
            if not (key in self._read or key in self._failed or key in self._keys):
                self._keys.append(key)
        if asked:
            self._asking.append((text, asked))
        else:
            text.outcome = "unknown"

    def _settle(self, unread: Collection[Key] = ()) -> None:
        """Say what became of the texts that were asked for, as far as that does not hang on what is unread."""
        waiting = []
        for text, asked in self._asking:
            if any((text.sender, spelling.text) in unread for spelling in asked):
                waiting.append((text, asked))
            else:
                self._judge(text, asked)
        self._asking = waiting

    def _judge(self, text: Text, asked: Sequence[Spelling]) -> None:
        """The first spelling that is known counts."""
        for spelling in asked:
            key = text.sender, spelling.text
            rows = self._read.get(key)
            if key in self._there:
                text.outcome, text.spelling = "there", spelling
            elif key in self._failed:
                text.outcome, text.error = "failed", self._failed[key]
            elif rows is None:
                # It was not tried, and so is left.
                return
            elif any(one["state"] != _contract.ABSENT for one in rows):
                text.outcome, text.spelling, text.rows = "found", spelling, list(rows)
            else:
                text.tried.append(spelling)
                continue
            return
        self._next.append(text)
