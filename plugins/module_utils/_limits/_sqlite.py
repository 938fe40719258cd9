# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of one machine: see `_protocol`. Its file is `_database`'s.

What a killed process holds is given back by whoever has to wait for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from . import _clock, _processes, _protocol
from ._database import Database
from ._protocol import Claim, Lock, Locked, Lost, Request, Slot, Wait

if TYPE_CHECKING:
    import sqlite3

_SHORTEST_DELAY = 0.005


class Store:
    """The shared database as a store. folder: for its file; None for this process alone.

    clock: seconds since the machine has started, the same for all its processes. wall: the time of day.
    warn: called with a sentence when the file cannot be used.
    """

    here = "this machine"

    def __init__(
        self,
        folder: str | None,
        *,
        clock: Callable[[], float] = _clock.boottime,
        wall: Callable[[], float] = time.time,
        warn: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._database = Database(folder, clock=clock, warn=warn)
        self._wall = wall
        self._process = _processes.this_process()
        self.now = clock
        self.digest = self._database.digest
        self.keep = self._database.keep
        self.kept = self._database.kept

    def acquire(self, request: Request, ticket: int, judged: Collection[str]) -> Slot | Wait | Locked | Lost:
        """See `_protocol.Store`."""
        return self._database.step(lambda db, now: self._acquire(db, now, request, ticket, judged))

    def give_up(self, request: Request, ticket: int) -> None:  # noqa: ARG002 - as the protocol has it
        """See `_protocol.Store`."""
        self._database.step(lambda db, _now: db.execute("DELETE FROM tickets WHERE id = ?", (ticket,)))

    def release(self, slot: Slot, *, worked: bool, settled: bool) -> None:
        """See `_protocol.Store`."""
        request = slot.request

        def step(db: sqlite3.Connection, now: float) -> None:
            db.execute("UPDATE requests SET ended = ? WHERE id = ?", (now, slot.number))
            if settled:
                db.execute("UPDATE claims SET open_until = NULL WHERE addition = ?", (slot.number,))
            if worked:
                db.execute("INSERT OR REPLACE INTO seen_to_work VALUES (?, ?, ?)", (request.account, request.tag, now))

        self._database.step(step)

    def claim(self, key: str, *, since: float | None, last: str, lease: float, unknown_for: float) -> Claim | Wait:  # noqa: ARG002
        """See `_protocol.Store`. The file is removed by the user alone, so that nothing is unknown."""
        return self._database.step(lambda db, now: self._claim(db, now, key, since, last, lease))

    def end_claim(self, claim: Claim) -> None:
        """See `_protocol.Store`."""
        end = "UPDATE claims SET ended = ? WHERE key = ? AND owner = ?"
        self._database.step(lambda db, now: db.execute(end, (now, claim.key, claim.owner)))

    def arrived(self, slot: Slot) -> None:
        """See `_protocol.Store`."""
        close = "UPDATE claims SET open_until = NULL WHERE addition = ?"
        self._database.step(lambda db, _now: db.execute(close, (slot.number,)))

    def locks(self, account: str, host: str) -> list[Lock]:
        """See `_protocol.Store`."""
        return self._database.step(lambda db, now: self._locks(db, now, account, host))

    def lock(self, subject: str, lock: Lock, ours: Collection[str]) -> None:
        """See `_protocol.Store`."""

        def step(db: sqlite3.Connection, now: float) -> None:
            lifted = db.execute("SELECT salt FROM lockouts WHERE kind = 'lifted' AND subject = ?", (subject,))
            again = any(salt.hex() in ours for (salt,) in lifted)
            row = (lock.kind, subject, bytes.fromhex(lock.id), lock.digest, self._wall(), now, self._database.boot)
            db.execute("INSERT INTO lockouts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, lock.reason, int(again)))

        self._database.step(step)

    def lift(self, subject: str, lock: Lock) -> None:
        """See `_protocol.Store`."""
        lift = "UPDATE lockouts SET kind = 'lifted' WHERE subject = ? AND salt = ?"
        self._database.step(lambda db, _now: db.execute(lift, (subject, bytes.fromhex(lock.id))))

    def _acquire(
        self, db: sqlite3.Connection, now: float, request: Request, ticket: int, judged: Collection[str]
    ) -> Slot | Wait | Locked | Lost:
        account, key = request.account, request.key
        _clean(db, now)
        locks = self._locks(db, now, account, request.host)
        if any(lock.kind != _protocol.LIFTED and lock.id not in judged for lock in locks):
            return Locked()
        for claim in request.claims:
            renew = "UPDATE claims SET expires = ? WHERE key = ? AND owner = ?"
            renewed = db.execute(renew, (now + request.lease + _protocol.WINDOW, claim.key, claim.owner)).rowcount
            if claim == request.adds and not renewed and not self._database.fell_back:
                return Lost()
        before = ticket or 2**62
        sent = _count(db, "requests WHERE key = ?", key)
        ahead = _count(db, "tickets WHERE key = ? AND id < ?", key, before)
        if sent + ahead >= request.identical:
            ends = db.execute("SELECT min(ended) FROM requests WHERE key = ?", (key,)).fetchone()[0]
            delay = _SHORTEST_DELAY * 10 if ends is None else ends + _protocol.WINDOW - now
            return _queue(db, now, request, ticket, Wait(_protocol.IDENTICAL, delay), self._process)

        # What was seen to work before credentials were refused shows nothing.
        since = now - min([_protocol.SEEN_TO_WORK_FOR, *(lock.age for lock in locks)])
        proven = _count(db, "seen_to_work WHERE account = ? AND tag = ? AND at > ?", account, request.tag, since)
        under_way = _count(db, "requests WHERE account = ? AND ended IS NULL", account)
        queued = _count(db, "tickets WHERE account = ? AND waits_for = 'connection' AND id < ?", account, before)
        if under_way + queued >= (request.connections if proven else 1):
            limit = _protocol.CONNECTION if proven else _protocol.UNPROVEN
            return _queue(db, now, request, ticket, Wait(limit, _SHORTEST_DELAY * (1 + queued)), self._process)

        db.execute("DELETE FROM tickets WHERE id = ?", (ticket,))
        until = now + request.lease
        cursor = db.execute(
            "INSERT INTO requests (account, key, owner, expires) VALUES (?, ?, ?, ?)",
            (account, key, self._process, until),
        )
        number = str(cursor.lastrowid)
        if request.adds:
            opened = "UPDATE claims SET addition = ?, open_since = ?, open_until = ? WHERE key = ?"
            db.execute(opened, (number, now, until, request.adds.key))
        return Slot(number, request, until)

    def _claim(
        self, db: sqlite3.Connection, now: float, key: str, since: float | None, last: str, lease: float
    ) -> Claim | Wait:
        mine = f"{self._process}/{os.urandom(8).hex()}"
        query = "SELECT owner, expires, ended, addition, open_since, open_until FROM claims WHERE key = ?"
        row = db.execute(query, (key,)).fetchone()
        if row and since is None and row[3] == last:
            # Nobody has had it since. It stays as it was, in case this process is killed now.
            again = "UPDATE claims SET ended = NULL, owner = ?, expires = ? WHERE key = ?"
            db.execute(again, (mine, now + lease, key))
            return Claim(key, mine, alone=True)
        over = float("-inf")
        if row:
            owner, expires, ended, _addition, open_since, open_until = row
            held = ended is None and now < expires and not _processes.is_gone(owner)
            # A clock that has begun anew leaves times that lie in the future.
            arriving = open_until is not None and open_since <= now < open_until
            if held or arriving:
                return Wait(_protocol.TAKEN, (expires if held else open_until) - now)
            # One that was killed has no end, and nobody knows what it did.
            over = float("inf") if ended is None else max(ended, open_until or ended)
        forget = "DELETE FROM claims WHERE ended < ? OR ended > ?"
        db.execute(forget, (now - _protocol.CLAIMS_KNOWN_FOR, now))
        db.execute(
            "INSERT OR REPLACE INTO claims VALUES (?, ?, ?, NULL, NULL, NULL, NULL)",
            (key, mine, now + lease),
        )
        alone = since is not None and over <= since <= now < since + _protocol.CLAIMS_KNOWN_FOR
        return Claim(key, mine, alone)

    def _locks(self, db: sqlite3.Connection, now: float, account: str, host: str) -> list[Lock]:
        """The locks of both. What is over is forgotten, of others too, of which nobody may ever ask again."""
        found = []
        for row in db.execute("SELECT rowid, * FROM lockouts").fetchall():
            number, kind, subject, salt, digest, wall, since, boot, reason, final = row
            # By the clock that nobody sets, as long as the machine has not started anew.
            same = boot == self._database.boot and since <= now
            age = now - since if same else max(0.0, self._wall() - wall)
            if age >= _protocol.LOCKED_FOR:
                db.execute("DELETE FROM lockouts WHERE rowid = ?", (number,))
            elif subject in (account, host):
                found.append(Lock(salt.hex(), kind, salt, digest, age, reason, bool(final)))
        return found


def _queue(db: sqlite3.Connection, now: float, request: Request, ticket: int, wait: Wait, process: str) -> Wait:
    """Take or keep a place in the queue."""
    _reap(db, now, request.account)
    waits_for = "window" if wait.limit == _protocol.IDENTICAL else "connection"
    expires = now + _protocol.TICKET_LEASE
    if ticket:
        db.execute("UPDATE tickets SET expires = ?, waits_for = ? WHERE id = ?", (expires, waits_for, ticket))
        return wait._replace(ticket=ticket)
    cursor = db.execute(
        "INSERT INTO tickets (account, key, owner, expires, waits_for) VALUES (?, ?, ?, ?, ?)",
        (request.account, request.key, process, expires, waits_for),
    )
    return wait._replace(ticket=int(cursor.lastrowid or 0))


def _count(db: sqlite3.Connection, what: str, *values: object) -> int:
    return int(db.execute(f"SELECT count(*) FROM {what}", values).fetchone()[0])  # noqa: S608 - text of our own


def _clean(db: sqlite3.Connection, now: float) -> None:
    """Forget what is over. A request whose lease has ended may have arrived as late as that."""
    window, lease = _protocol.WINDOW, 2 * _protocol.TICKET_LEASE
    db.execute("UPDATE requests SET ended = expires WHERE ended IS NULL AND expires < ?", (now,))
    db.execute("DELETE FROM requests WHERE ended < ? OR ended > ?", (now - window, now + window))
    db.execute("DELETE FROM tickets WHERE expires < ? OR expires > ?", (now, now + lease))


def _reap(db: sqlite3.Connection, now: float, account: str) -> None:
    """Give back what killed processes hold. Looked at only by who has to wait."""
    under_way = "SELECT id, owner FROM requests WHERE account = ? AND ended IS NULL"
    for number, owner in db.execute(under_way, (account,)).fetchall():
        if _processes.is_gone(owner):
            db.execute("UPDATE requests SET ended = ? WHERE id = ?", (now, number))
    for number, owner in db.execute("SELECT id, owner FROM tickets WHERE account = ?", (account,)).fetchall():
        if _processes.is_gone(owner):
            db.execute("DELETE FROM tickets WHERE id = ?", (number,))
