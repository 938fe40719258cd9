# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of a fleet: see `_protocol`. It is a Redis or Valkey server, and does each step by a script.

A server that cannot be used is an error, and is never replaced by limits of this machine.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from . import _clock, _protocol
from . import _redis_scripts as _scripts
from ._protocol import Claim, Lock, Locked, Lost, Request, Slot, Wait
from ._redis_server import Server, microseconds

if TYPE_CHECKING:
    from ._redis_url import Address

_SECOND = 1_000_000
_STRANGE = (
    f"holds something else where the tasks keep what they share; when none runs, delete the keys {_scripts.PREFIX}*"
)


class Store:
    """A server as a store. Raises StateError wherever it cannot be used.

    address: where it is. validate_certs and ca_path: for TLS. clock: of this machine, also while it sleeps.
    """

    here = "the machines of the fleet"

    def __init__(
        self,
        address: Address,
        *,
        validate_certs: bool = True,
        ca_path: str | None = None,
        clock: Callable[[], float] = _clock.boottime,
    ) -> None:
        self._server = Server(address, validate_certs=validate_certs, ca_path=ca_path, clock=clock)
        # Taken if the store is empty, as the other tasks will find them.
        fresh = (os.urandom(16).hex(), os.urandom(16).hex())
        found, *values = self._server.run(_scripts.START, [_scripts.EPOCH], [_scripts.VERSION, *fresh])
        if found == b"version":
            raise self._server.fail(
                "is used by tasks of another release of the collection, which keep their limits in another way "
                f"(version {values[0].decode()}, here {_scripts.VERSION}); use one release everywhere, and when no "
                f"task of the other runs any more, delete the key {_scripts.EPOCH}",
                retryable=False,
            )
        try:
            self._epoch, self._salt = values[0].decode(), bytes.fromhex(values[1].decode())
        except (ValueError, AttributeError):
            raise self._server.fail(_STRANGE, retryable=False) from None

    def now(self) -> float:
        """See `_protocol.Store`."""
        return self._server.now() / _SECOND

    def digest(self, *parts: str, size: int = 16) -> str:
        """See `_protocol.Store`."""
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self._salt, text, "sha256")[:size].hex()

    def acquire(self, request: Request, ticket: int, judged: Collection[str]) -> Slot | Wait | Locked | Lost:
        """See `_protocol.Store`."""
        number = os.urandom(8).hex()
        claims = list(request.claims)
        adds = claims.index(request.adds) + 1 if request.adds else 0
        bounds = (request.identical, request.connections, microseconds(request.lease))
        found, *values = self._run(
            _scripts.ACQUIRE,
            [
                self._locks_key(request.account),
                self._locks_key(request.host),
                *_keys(request),
                _key("proven", request.account, request.tag),
                *(_key("claim", claim.key) for claim in claims),
            ],
            [number, *bounds, ticket, adds, len(claims), *(claim.owner for claim in claims), *judged],
        )
        if found == b"slot":
            return Slot(number, request, values[0] / _SECOND)
        if found == b"wait":
            return Wait(values[0].decode(), values[1] / _SECOND, values[2])
        return Locked() if found == b"locked" else Lost()

    def give_up(self, request: Request, ticket: int) -> None:
        """See `_protocol.Store`."""
        _sent, line, _under_way, queue = _keys(request)
        self._run(_scripts.GIVE_UP, [line, queue], [ticket])

    def release(self, slot: Slot, *, worked: bool, settled: bool) -> None:
        """See `_protocol.Store`."""
        request = slot.request
        sent, _line, under_way, _queue = _keys(request)
        keys = [sent, under_way, _key("proven", request.account, request.tag)]
        if request.adds:
            keys.append(_key("claim", request.adds.key))
        self._run(_scripts.RELEASE, keys, [slot.number, int(worked), int(settled)])

    def claim(self, key: str, *, since: float | None, last: str, lease: float, unknown_for: float) -> Claim | Wait:
        """See `_protocol.Store`."""
        owner = os.urandom(8).hex()
        when = "" if since is None else microseconds(since)
        spans = (microseconds(lease), microseconds(unknown_for))
        found, *values = self._run(_scripts.CLAIM, [_key("claim", key)], [owner, when, last, *spans])
        if found == b"wait":
            return Wait(values[0].decode(), values[1] / _SECOND)
        return Claim(key, owner, alone=bool(values[0]))

    def end_claim(self, claim: Claim) -> None:
        """See `_protocol.Store`."""
        self._run(_scripts.END_CLAIM, [_key("claim", claim.key)], [claim.owner])

    def arrived(self, slot: Slot) -> None:
        """See `_protocol.Store`."""
        if slot.request.adds:
            self._run(_scripts.ARRIVED, [_key("claim", slot.request.adds.key)], [slot.number])

    def locks(self, account: str, host: str) -> list[Lock]:
        """See `_protocol.Store`."""
        _found, *locks = self._run(_scripts.LOCKS, [self._locks_key(account), self._locks_key(host)], [])
        return [lock for rows in locks for lock in self._locks(rows) if lock.age < _protocol.LOCKED_FOR]

    def _locks(self, rows: Sequence[bytes]) -> list[Lock]:
        locks = []
        for name, row in zip(rows[::2], rows[1::2]):
            try:
                fields = json.loads(row)
                salt, digest = bytes.fromhex(name.decode()), bytes.fromhex(fields["digest"])
                age = max(0.0, self.now() - int(fields["at"]) / _SECOND)
                locks.append(Lock(name.decode(), fields["kind"], salt, digest, age, fields["reason"], fields["final"]))
            except (ValueError, TypeError, KeyError):
                raise self._server.fail(_STRANGE, retryable=False) from None
        return locks

    def lock(self, subject: str, lock: Lock, ours: Collection[str]) -> None:
        """See `_protocol.Store`."""
        values = [lock.id, lock.kind, lock.digest.hex(), lock.reason.encode("utf-8", "replace"), *ours]
        self._run(_scripts.LOCK, [self._locks_key(subject)], values)

    def lift(self, subject: str, lock: Lock) -> None:
        """See `_protocol.Store`."""
        self._run(_scripts.LIFT, [self._locks_key(subject)], [lock.id])

    def keep(self, key: str, content: str) -> None:
        """See `_protocol.Store`."""
        span = microseconds(_protocol.LISTS_KEPT_FOR)
        self._run(_scripts.KEEP, [_key("list", key)], [span, content.encode("utf-8", "surrogatepass")])

    def kept(self, key: str, longest: float) -> str | None:
        """See `_protocol.Store`."""
        span = microseconds(min(longest, _protocol.LISTS_KEPT_FOR))
        found, *values = self._run(_scripts.KEPT, [_key("list", key)], [span])
        return values[0].decode("utf-8", "surrogatepass") if found == b"kept" else None

    def _locks_key(self, subject: str) -> str:
        return _key("locks", self.digest("locks", subject))

    def _run(self, script: str, keys: Sequence[str], values: Sequence[object]) -> list[Any]:
        reply = self._server.run(script, [_scripts.EPOCH, *keys], [self._epoch, *values])
        if reply[0] == b"epoch":
            raise self._server.fail(
                "has lost what the tasks share while this one ran: it was emptied, or started anew without its data "
                "(it needs appendonly yes)"
            )
        return reply


def _keys(request: Request) -> tuple[str, str, str, str]:
    """Where identical requests are, and their queue; where those under way are, and their queue."""
    account, key = request.account, request.key
    return _key("sent", key), _key("line", key), _key("under-way", account), _key("queue", account)


def _key(kind: str, *names: str) -> str:
    return ":".join((f"{_scripts.PREFIX}{_scripts.VERSION}", kind, *names))
