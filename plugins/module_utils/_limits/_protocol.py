# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the budget and the lockout need of a store: steps, each of them done at once or not at all.

There are two stores: `_sqlite` for the processes of a user on one machine, `_redis` for those of a fleet.
Times are seconds by the store's clock, unless it is said otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

# A second more than the service's minute, and counted from the end of a request: the network delays.
WINDOW = 61.0
# Credentials that have worked this recently may be used by several requests at once.
SEEN_TO_WORK_FOR = 60.0
# A ticket is renewed at least once a second while its owner waits.
TICKET_LEASE = 5.0
# Who has worked on a template is known for a day; a plan that is older has to be made anew.
CLAIMS_KNOWN_FOR = 86400.0
LOCKED_FOR = 1800.0
# How long a list of the service is kept.
LISTS_KEPT_FOR = 600.0

# The kinds of locks. One that the user has lifted stays known, so that it is lifted once.
CREDENTIALS, ADDRESS, LIFTED = "credentials", "address", "lifted"
# The limits that a request or a claim waits for.
IDENTICAL, CONNECTION, UNPROVEN, TAKEN, NEW_STORE = "identical", "connection", "unproven", "taken", "new store"


class Claim(NamedTuple):
    """The right to add a template. owner: of this claim and no other, also of the same process.

    alone: whether surely nobody else has had it since the time that was asked for.
    """

    key: str
    owner: str
    alone: bool


class Request(NamedTuple):
    """A request that wants a slot.

    account: who pays; tag: tells its credentials apart; host: the service. key: the same for identical requests, of
    which so many are allowed a minute. connections: at most so many at once. lease: seconds after which it is over,
    come what may. claims: those that its process has, which are renewed; adds: the one that it is an addition of.
    """

    account: str
    tag: str
    host: str
    key: str
    identical: int
    connections: int
    lease: float
    claims: Sequence[Claim] = ()
    adds: Claim | None = None


class Slot(NamedTuple):
    """A request may be sent. until: when it is over, come what may. send_by: by the clock of this machine."""

    number: str
    request: Request
    until: float
    send_by: float = float("inf")


class Wait(NamedTuple):
    """What has to be waited for, and how many seconds at most before another look; a request's place in the queue."""

    limit: str
    delay: float
    ticket: int = 0


class Locked:
    """There is a lock that has not been judged yet."""


class Lost:
    """The claim of an addition is not its owner's any more."""


class Lock(NamedTuple):
    """A lock. id: no other lock has it. age: its seconds. salt and digest: of refused credentials, else empty.

    final: whether the user had lifted one before, so that this one cannot be lifted.
    """

    id: str
    kind: str
    salt: bytes
    digest: bytes
    age: float
    reason: str
    final: bool


class Store(Protocol):
    """What tasks share. Threads may use it at once.

    here: what they share it on, as messages say it.
    """

    here: str

    def now(self) -> float:
        """The time; never later than it is."""

    def digest(self, *parts: str, size: int = 16) -> str:
        """A name for something, that does not tell what it is. With a small size (bytes) it fits many things alike."""

    def acquire(self, request: Request, ticket: int, judged: Collection[str]) -> Slot | Wait | Locked | Lost:
        """Take a slot if no limit is in the way, or else a place in the queue, or renew that.

        ticket: the place, 0 for none yet. judged: the locks of account and host that do not concern the request.
        """

    def give_up(self, request: Request, ticket: int) -> None:
        """Leave the queue."""

    def release(self, slot: Slot, *, worked: bool, settled: bool) -> None:
        """The request is over. worked: its credentials were accepted. settled: the service does not go on with it."""

    def claim(self, key: str, *, since: float | None, last: str, lease: float, unknown_for: float) -> Claim | Wait:
        """Take a claim if nobody has it, and no addition of another may still arrive.

        since: see `Claim`; None for the time of the addition with the slot `last`, which is not waited for. lease:
        seconds until it is over if it is not renewed. unknown_for: seconds for which an addition may arrive that was
        sent before the store began.
        """

    def end_claim(self, claim: Claim) -> None:
        """Give a claim back."""

    def arrived(self, slot: Slot) -> None:
        """An addition without a usable response has been carried out, so that nobody has to wait for it."""

    def locks(self, account: str, host: str) -> list[Lock]:
        """The locks of an account and of a host, those that were lifted too."""

    def lock(self, subject: str, lock: Lock, ours: Collection[str]) -> None:
        """Keep a new lock of an account or host; it is final if one of `ours` was lifted."""

    def lift(self, subject: str, lock: Lock) -> None:
        """The user wants what is locked to be tried once more."""

    def keep(self, key: str, content: str) -> None:
        """Keep a list of the service for the other tasks, for ten minutes; no secret must be in it."""

    def kept(self, key: str, longest: float) -> str | None:
        """What was kept under this name within so many seconds, the last ten minutes at most."""
