# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must not be tried again for a while: credentials that were refused, and a service that has blocked this address.

Five failed logins within half an hour block the calling address for half an hour, and with it the company's messages.
So one failed login locks its credentials for all processes of the user on this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .._model import _errors
from . import _store

if TYPE_CHECKING:
    import sqlite3

LOCKED_FOR = 1800.0
UNLOCK_VARIABLE = "SMSC_UNLOCK"
# So slow that a password cannot be found by trying, and paid only where something is locked.
_ROUNDS = 100_000
_WHY = "because five failed logins would block its address and stop all messages"


class NewLockError(Exception):
    """Somebody has locked credentials of this account since the last `prepare`."""


class _Lock(NamedTuple):
    """A row of the table, with its number."""

    row: int
    kind: str
    subject: str
    salt: bytes
    digest: bytes
    wall: float
    since: float
    boot: str
    reason: str
    final: int


class Lockout:
    """The locks that concern one host and the credentials of one account.

    host: name and port of the service. account: without a secret. secret: the password or key, and source: where it
    comes from. unlock: whether the user wants what is locked to be tried again.
    """

    def __init__(
        self,
        store: _store.Store,
        host: str,
        account: str,
        secret: str,
        *,
        source: str = "",
        unlock: bool = False,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._host = host
        self._account = account
        self._secret = secret
        self._source = _errors.come_from(source)
        self._unlock = unlock
        self._wall = wall
        self._digests: dict[bytes, bytes] = {}

    def prepare(self) -> None:
        """Do the slow part of `check`, which must not keep other processes from their steps."""
        for (salt,) in self._store.look("SELECT salt FROM lockouts WHERE subject = ?", self._account):
            if isinstance(salt, bytes) and salt not in self._digests:
                self._digests[salt] = self._digest(salt)

    def check(self, db: sqlite3.Connection, now: float) -> None:
        """Raise CredentialsLockedError or IpBlockedError if nothing must be sent; a step of the store.

        Raises NewLockError for a lock that `prepare` has not seen.
        """
        for lock in [_Lock(*row) for row in db.execute("SELECT rowid, * FROM lockouts").fetchall()]:
            if self._age(lock, now) >= LOCKED_FOR:
                # Those of others too, of which nobody may ever ask again.
                db.execute("DELETE FROM lockouts WHERE rowid = ?", (lock.row,))
            elif lock.subject in (self._account, self._host) and lock.kind != "lifted" and self._concerns(lock):
                if not self._unlock or lock.final:
                    raise self._error(lock, now)
                # Remembered, so that it is lifted once and not by every one of a thousand items.
                db.execute("UPDATE lockouts SET kind = 'lifted' WHERE rowid = ?", (lock.row,))

    def refused(self, reason: str) -> str:
        """The service has refused the credentials. reason: its words. Returns what to say of it."""
        salt = os.urandom(16)
        self._lock("credentials", self._account, salt, self._digest(salt), reason)
        until = self._time(self._wall() + LOCKED_FOR, up=True)
        return (
            f'{self._host} refused the credentials{self._source}, saying "{reason}"; they are locked on this machine '
            f"until {until}, {_WHY}"
        )

    def blocked(self, reason: str) -> str:
        """The service has said that it blocks this address. reason: its words. Returns what to say of it."""
        self._lock("address", self._host, b"", b"", reason)
        until = self._time(self._wall() + LOCKED_FOR, up=True)
        return (
            f'{self._host} blocks the address of this machine, saying "{reason}"; nothing is sent to it from this '
            f"machine until {until}, when the block is over at the latest"
        )

    def _lock(self, kind: str, subject: str, salt: bytes, digest: bytes, reason: str) -> None:
        def step(db: sqlite3.Connection, now: float) -> None:
            lifted = db.execute("SELECT salt, digest FROM lockouts WHERE kind = 'lifted' AND subject = ?", (subject,))
            # The lock of an address has neither; other credentials of the account have another digest.
            again = any(self._digests.get(old_salt, b"") == old_digest for old_salt, old_digest in lifted)
            db.execute(
                "INSERT INTO lockouts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (kind, subject, salt, digest, self._wall(), now, self._store.boot, reason, int(again)),
            )

        self._store.step(step)

    def _concerns(self, lock: _Lock) -> bool:
        if lock.kind == "address":
            return True
        if lock.salt not in self._digests:
            raise NewLockError
        return hmac.compare_digest(self._digests[lock.salt], lock.digest)

    def _digest(self, salt: bytes) -> bytes:
        return hashlib.pbkdf2_hmac("sha256", self._secret.encode("utf-8", "surrogatepass"), salt, _ROUNDS)

    def _age(self, lock: _Lock, now: float) -> float:
        """Seconds since the lock; by the clock that nobody sets, as long as the machine has not started anew."""
        if lock.boot == self._store.boot and lock.since <= now:
            return now - lock.since
        return max(0.0, self._wall() - lock.wall)

    def _error(self, lock: _Lock, now: float) -> _errors.SmscError:
        began = self._wall() - self._age(lock, now)
        since, until = self._time(began), self._time(began + LOCKED_FOR, up=True)
        if lock.kind == "address":
            return _errors.IpBlockedError(
                f'{self._host} blocks the address of this machine, as it said at {since} ("{lock.reason}"); nothing is '
                f"sent to it from this machine until {until}, when the block is over at the latest",
                4,
            )
        again = " again, after they were unlocked," if lock.final else ""
        return _errors.CredentialsLockedError(
            f'{self._host} refused these credentials{self._source}{again} at {since} ("{lock.reason}"); they are '
            f"locked on this machine until {until}, {_WHY}",
            2,
        )

    def _time(self, seconds: float, *, up: bool = False) -> str:
        """The minute of a time, as the clock of the machine shows it; with the date where that is not today."""
        moment = time.localtime(math.ceil(seconds / 60) * 60 if up else seconds)
        today = time.localtime(self._wall())
        return time.strftime("%H:%M" if moment[:3] == today[:3] else "%Y-%m-%d %H:%M", moment)
