# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget: what all processes of a user on this machine may send to an account, together.

Ansible starts a process for every item and host, so a limit kept in one process keeps nothing. A request needs a
slot. A slot is given when fewer identical requests were sent within the last minute than the endpoint takes (identical:
the same host, account, endpoint, command and parameters), and when a connection is free. Who has to wait gets a
ticket, and is served in the order of tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from .._model import _contract, _errors
from . import _store

if TYPE_CHECKING:
    import sqlite3

# A second more than the service's minute, and counted from the end of a request: the network delays.
WINDOW = 61.0
# Credentials that have worked this recently may be used by several requests at once.
SEEN_TO_WORK_FOR = 60.0
# A ticket or a claim is renewed at least once a second while its owner waits.
_TICKET_LEASE = 5.0
_LONGEST_DELAY = 1.0
# Who has worked on a template is known for a day; a plan that is older has to be made anew.
CLAIMS_KNOWN_FOR = 86400.0
_SHORTEST_DELAY = 0.005
# Who waits for a claim looks again after it, then after twice as long: an addition takes a moment, one that was cut off
# a minute.
_FIRST_CLAIM_DELAY = 0.02


class _Wait(NamedTuple):
    """Why a request or a claim has to wait, how long at most before it looks again, and a request's ticket."""

    reason: str
    delay: float
    ticket: int = 0


class Budget:
    """The budget of one account, as one process sees it.

    account: who pays, without a secret. tag: tells credentials of the account from each other, without telling them.
    connections: at most so many requests at once. lease: seconds after which a request is over, come what may.
    sleep: waits for a number of seconds. wait_left: how many seconds may still be waited. Threads may share it.
    """

    def __init__(
        self,
        store: _store.Store,
        account: str,
        tag: str,
        *,
        connections: int,
        lease: float,
        sleep: Callable[[float], None],
        wait_left: Callable[[], float],
    ) -> None:
        self._store = store
        self._account = account
        self._tag = tag
        self._connections = connections
        self._lease = lease
        self._sleep = sleep
        self._wait_left = wait_left
        self._owner = _store.this_process()
        self._claims: list[str] = []
        # Additions of this process without a usable response: claim -> slot, and until when it may be carried out.
        self._open: dict[str, tuple[int, float]] = {}

    def acquire(
        self,
        form: Mapping[str, str],
        check: Callable[[sqlite3.Connection, float], None],
        endpoint: _contract.Endpoint = _contract.OP_TEMPLATES,
    ) -> int:
        """Wait for a slot to send a form. check: called in the same step, may raise to stop the request.

        Returns the number of the slot, for `release`. Raises RateLimitError when the wait budget is spent before.
        """
        fields = (f"{name}={form[name]}" for name in sorted(form))
        key = self._store.digest("request", self._account, endpoint.file, *fields)
        claim = self._claim_key(form["sender"], form["msg"]) if "add" in form else None
        ticket = 0
        try:
            while True:
                slot = self._store.step(
                    partial(self._try, key=key, most=endpoint.identical, claim=claim, ticket=ticket, check=check)
                )
                if isinstance(slot, int):
                    if claim:
                        self._open.pop(claim, None)
                    return slot
                ticket = slot.ticket
                self._wait(slot.delay, slot.reason)
        except BaseException:
            if ticket:
                self._store.step(lambda db, _now: db.execute("DELETE FROM tickets WHERE id = ?", (ticket,)))
            raise

    def release(self, slot: int, *, worked: bool, settled: bool = True) -> None:
        """The request is over. worked: the service has accepted the credentials.

        settled: the service surely does not go on with it. An addition that is not may still be carried out, so
        nobody else adds the template until its lease ends, or `arrived` says that it was.
        """

        def step(db: sqlite3.Connection, now: float) -> None:
            db.execute("UPDATE requests SET ended = ? WHERE id = ?", (now, slot))
            if settled:
                db.execute("UPDATE claims SET open_until = NULL WHERE addition = ?", (slot,))
            else:
                for key, until in db.execute("SELECT key, open_until FROM claims WHERE addition = ?", (slot,)):
                    self._open[key] = slot, until
            if worked:
                db.execute("INSERT OR REPLACE INTO seen_to_work VALUES (?, ?, ?)", (self._account, self._tag, now))

        self._store.step(step)

    def now(self) -> float:
        """The time by the clock of claims."""
        return self._store.clock()

    def open_until(self, sender: str, msg: str) -> float:
        """When an addition of this process that got no usable response can no longer be carried out, by `now`."""
        # Not known if the store was lost meanwhile; later than this it is not.
        return self._open.get(self._claim_key(sender, msg), (0, self.now() + self._lease))[1]

    def arrived(self, sender: str, msg: str) -> None:
        """An addition of this process without a usable response has been carried out: nobody has to wait for it."""
        slot, _until = self._open.pop(self._claim_key(sender, msg), (0, 0.0))
        close = "UPDATE claims SET open_until = NULL WHERE addition = ?"
        self._store.step(lambda db, _now: db.execute(close, (slot,)))

    def _claim_key(self, sender: str, msg: str) -> str:
        return self._store.digest("claim", self._account, sender, msg)

    @contextmanager
    def claim(self, sender: str, msg: str, since: float | None) -> Iterator[bool]:
        """Be the only one that adds a template, for as long as it takes.

        Gives whether surely nobody else has had the claim since a time, so that what was read then still holds.
        since: None for the time of the last addition by this process, which is not waited for then.
        """
        key = self._claim_key(sender, msg)
        delay = _FIRST_CLAIM_DELAY
        while True:
            alone = self._store.step(lambda db, now: self._try_claim(db, now, key, since))
            if isinstance(alone, bool):
                break
            self._wait(min(delay, alone.delay), alone.reason)
            delay = min(2 * delay, _LONGEST_DELAY)
        self._claims.append(key)
        try:
            yield alone
        finally:
            self._claims.remove(key)
            self._store.step(
                lambda db, now: db.execute(
                    "UPDATE claims SET ended = ? WHERE key = ? AND owner = ?", (now, key, self._owner)
                )
            )

    def _wait(self, seconds: float, reason: str) -> None:
        left = self._wait_left()
        if left <= 0:
            raise _errors.RateLimitError(reason)
        self._sleep(min(seconds, left))

    def _try(
        self,
        db: sqlite3.Connection,
        now: float,
        *,
        key: str,
        most: int,
        claim: str | None,
        ticket: int,
        check: Callable[[sqlite3.Connection, float], None],
    ) -> int | _Wait:
        _clean(db, now)
        check(db, now)
        self._renew_claims(db, now)
        before = ticket or 2**62
        sent = _count(db, "requests WHERE key = ?", key)
        ahead = _count(db, "tickets WHERE key = ? AND id < ?", key, before)
        if sent + ahead >= most:
            ends = db.execute("SELECT min(ended) FROM requests WHERE key = ?", (key,)).fetchone()[0]
            delay = _SHORTEST_DELAY * 10 if ends is None else ends + WINDOW - now
            reason = f"{most} identical requests were sent from this machine within a minute"
            return self._queue(db, now, key, ticket, "window", delay, reason)

        proven = self._seen_to_work(db, now)
        limit = self._connections if proven else 1
        under_way = _count(db, "requests WHERE account = ? AND ended IS NULL", self._account)
        queued = _count(db, "tickets WHERE account = ? AND waits_for = 'connection' AND id < ?", self._account, before)
        if under_way + queued >= limit:
            reason = f"{limit} requests of this account are under way from this machine"
            if not proven:
                reason = (
                    "a request of this account is under way from this machine, and until its credentials have been "
                )
                reason += "seen to work they go one by one"
            return self._queue(db, now, key, ticket, "connection", _SHORTEST_DELAY * (1 + queued), reason)

        db.execute("DELETE FROM tickets WHERE id = ?", (ticket,))
        cursor = db.execute(
            "INSERT INTO requests (account, key, owner, expires) VALUES (?, ?, ?, ?)",
            (self._account, key, self._owner, now + self._lease),
        )
        slot = int(cursor.lastrowid or 0)
        if claim:
            db.execute("UPDATE claims SET addition = ?, open_until = ? WHERE key = ?", (slot, now + self._lease, claim))
        return slot

    def _queue(
        self, db: sqlite3.Connection, now: float, key: str, ticket: int, waits_for: str, delay: float, reason: str
    ) -> _Wait:
        _reap(db, now, self._account)
        if ticket:
            db.execute(
                "UPDATE tickets SET expires = ?, waits_for = ? WHERE id = ?", (now + _TICKET_LEASE, waits_for, ticket)
            )
        else:
            ticket = int(
                db.execute(
                    "INSERT INTO tickets (account, key, owner, expires, waits_for) VALUES (?, ?, ?, ?, ?)",
                    (self._account, key, self._owner, now + _TICKET_LEASE, waits_for),
                ).lastrowid
                or 0
            )
        return _Wait(reason, min(max(delay, _SHORTEST_DELAY), _LONGEST_DELAY), ticket)

    def _seen_to_work(self, db: sqlite3.Connection, now: float) -> bool:
        since = now - SEEN_TO_WORK_FOR
        return _count(db, "seen_to_work WHERE account = ? AND tag = ? AND at > ?", self._account, self._tag, since) > 0

    def _try_claim(self, db: sqlite3.Connection, now: float, key: str, since: float | None) -> bool | _Wait:
        """What `claim` gives if the claim is ours now; if it is not, until when it is not at the latest."""
        lease = now + self._lease + WINDOW
        query = "SELECT owner, expires, ended, addition, open_until FROM claims WHERE key = ?"
        row = db.execute(query, (key,)).fetchone()
        if row and since is None and row[3] == self._open.get(key, (0,))[0]:
            # Nobody has had it since. It stays as it was, in case this process is killed now.
            db.execute("UPDATE claims SET ended = NULL, expires = ? WHERE key = ?", (lease, key))
            return True
        over = float("-inf")
        if row:
            owner, expires, ended, _addition, open_until = row
            held = ended is None and now < expires and not _store.is_gone(owner)
            # A clock that has begun anew leaves times that lie in the future.
            arriving = open_until is not None and now < open_until <= now + self._lease
            if held or arriving:
                reason = "another task works on the same template, or an addition of it may still arrive"
                return _Wait(reason, (expires if held else open_until) - now)
            # One that was killed has no end, and nobody knows what it did.
            over = float("inf") if ended is None else max(ended, open_until or ended)
        db.execute("DELETE FROM claims WHERE ended < ? OR ended > ?", (now - CLAIMS_KNOWN_FOR, now))
        db.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?, NULL, NULL, NULL)", (key, self._owner, lease))
        return since is not None and over <= since <= now < since + CLAIMS_KNOWN_FOR

    def _renew_claims(self, db: sqlite3.Connection, now: float) -> None:
        for key in list(self._claims):
            db.execute("UPDATE claims SET expires = ? WHERE key = ?", (now + self._lease + WINDOW, key))


def _count(db: sqlite3.Connection, what: str, *values: object) -> int:
    return int(db.execute(f"SELECT count(*) FROM {what}", values).fetchone()[0])  # noqa: S608 - text of our own


def _clean(db: sqlite3.Connection, now: float) -> None:
    """Forget what is over. A request whose lease has ended may have arrived as late as that."""
    db.execute("UPDATE requests SET ended = expires WHERE ended IS NULL AND expires < ?", (now,))
    db.execute("DELETE FROM requests WHERE ended < ? OR ended > ?", (now - WINDOW, now + WINDOW))
    db.execute("DELETE FROM tickets WHERE expires < ? OR expires > ?", (now, now + 2 * _TICKET_LEASE))


def _reap(db: sqlite3.Connection, now: float, account: str) -> None:
    """Give back what killed processes hold. Looked at only by who has to wait."""
    for number, owner in db.execute(
        "SELECT id, owner FROM requests WHERE account = ? AND ended IS NULL", (account,)
    ).fetchall():
        if _store.is_gone(owner):
            db.execute("UPDATE requests SET ended = ? WHERE id = ?", (now, number))
    for number, owner in db.execute("SELECT id, owner FROM tickets WHERE account = ?", (account,)).fetchall():
        if _store.is_gone(owner):
            db.execute("DELETE FROM tickets WHERE id = ?", (number,))
