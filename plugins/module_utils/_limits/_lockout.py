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

from .._model import _errors
from . import _protocol
from ._protocol import Lock

UNLOCK_VARIABLE = "SMSC_UNLOCK"
# So slow that a password cannot be found by trying, and paid only where something is locked.
_ROUNDS = 100_000
_WHY = "because five failed logins would block its address and stop all messages"


class Lockout:
    """The locks that concern one host and the credentials of one account.

    host: name and port of the service. account: without a secret. secret: the password or key, and source: where it
    comes from. unlock: whether the user wants what is locked to be tried again.
    """

    def __init__(
        self,
        store: _protocol.Store,
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

    def judge(self) -> frozenset[str]:
        """Raise CredentialsLockedError or IpBlockedError if nothing must be sent.

        Returns the locks that it has found not to concern these credentials. It may be slow, so it is no part of the
        step that takes a slot: that looks whether there is a lock that was not judged.
        """
        locks = self._store.locks(self._account, self._host)
        for lock in locks:
            if lock.kind == _protocol.LIFTED or not self._concerns(lock):
                continue
            if not self._unlock or lock.final:
                raise self._error(lock)
            # Remembered, so that it is lifted once and not by every one of a thousand items.
            self._store.lift(self._subject(lock), lock)
        return frozenset(lock.id for lock in locks)

    def refused(self, reason: str) -> str:
        """The service has refused the credentials. reason: its words. Returns what to say of it."""
        salt = os.urandom(16)
        lock = Lock(salt.hex(), _protocol.CREDENTIALS, salt, self._digest(salt), 0, reason, final=False)
        until = self._time(self._wall() + _protocol.LOCKED_FOR, up=True)
        return (
            f'{self._host} refused the credentials{self._source}, saying "{reason}"; '
            f"{self._keep(lock) or f'they are locked on {self._store.here} until {until}, {_WHY}'}"
        )

    def blocked(self, reason: str) -> str:
        """The service has said that it blocks this address. reason: its words. Returns what to say of it."""
        lock = Lock(os.urandom(16).hex(), _protocol.ADDRESS, b"", b"", 0, reason, final=False)
        until = self._time(self._wall() + _protocol.LOCKED_FOR, up=True)
        kept = f"nothing is sent to it from {self._store.here} until {until}, when the block is over at the latest"
        return f'{self._host} blocks the address of this machine, saying "{reason}"; {self._keep(lock) or kept}'

    def _keep(self, lock: Lock) -> str:
        """Keep a lock for all; what to say where that cannot be done."""
        try:
            ours = [old.id for old in self._store.locks(self._account, self._host) if self._concerns(old)]
            self._store.lock(self._subject(lock), lock, ours)
        except _errors.StateError as exc:
            return (
                "no other task could be told, so that others may do the same, and five failed logins block the "
                f"address: stop them; {exc.description}"
            )
        return ""

    def _subject(self, lock: Lock) -> str:
        return self._account if lock.digest else self._host

    def _concerns(self, lock: Lock) -> bool:
        """Whether a lock, or one that was lifted, is of these credentials or of the address."""
        if not lock.digest:
            return True
        if lock.salt not in self._digests:
            self._digests[lock.salt] = self._digest(lock.salt)
        return hmac.compare_digest(self._digests[lock.salt], lock.digest)

    def _digest(self, salt: bytes) -> bytes:
        return hashlib.pbkdf2_hmac("sha256", self._secret.encode("utf-8", "surrogatepass"), salt, _ROUNDS)

    def _error(self, lock: Lock) -> _errors.SmscError:
        began = self._wall() - lock.age
        since, until = self._time(began), self._time(began + _protocol.LOCKED_FOR, up=True)
        if lock.kind == _protocol.ADDRESS:
            return _errors.IpBlockedError(
                f'{self._host} blocks the address of this machine, as it said at {since} ("{lock.reason}"); nothing is '
                f"sent to it from {self._store.here} until {until}, when the block is over at the latest",
                4,
            )
        again = " again, after they were unlocked," if lock.final else ""
        return _errors.CredentialsLockedError(
            f'{self._host} refused these credentials{self._source}{again} at {since} ("{lock.reason}"); they are '
            f"locked on {self._store.here} until {until}, {_WHY}",
            2,
        )

    def _time(self, seconds: float, *, up: bool = False) -> str:
        """The minute of a time, as the clock of the machine shows it; with the date where that is not today."""
        moment = time.localtime(math.ceil(seconds / 60) * 60 if up else seconds)
        today = time.localtime(self._wall())
        return time.strftime("%H:%M" if moment[:3] == today[:3] else "%Y-%m-%d %H:%M", moment)
