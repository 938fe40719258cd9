# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget: what all processes of a user on this machine, or of a fleet, may send to an account, together.

Ansible starts a process for every item and host, so a limit kept in one process keeps nothing. A request needs a
slot. A slot is given when fewer identical requests were sent within the last minute than the endpoint takes (identical:
the same host, account, endpoint, command and parameters), and when a connection is free. Who has to wait gets a
ticket, and is served in the order of tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NoReturn

from .._model import _contract, _errors
from . import _clock, _protocol
from ._protocol import Claim, Locked, Lost, Request, Slot, Wait

_LONGEST_DELAY = 1.0
_SHORTEST_DELAY = 0.005
# Who waits for a claim looks again after it, then after twice as long: an addition takes a moment, one that was cut off
# a minute.
_FIRST_CLAIM_DELAY = 0.02
_REASONS = {
    _protocol.IDENTICAL: "{most} identical requests were sent from {here} within a minute",
    _protocol.CONNECTION: "{limit} requests of this account are under way from {here}",
    _protocol.UNPROVEN: "a request of this account is under way from {here}, and until its credentials have been "
    "seen to work they go one by one",
    _protocol.TAKEN: "another task works on the same template, or an addition of it may still arrive",
    _protocol.NEW_STORE: "{here} has only just begun to share limits, so nobody knows which addition may still arrive",
}


class Budget:
    """The budget of one account, as one process sees it.

    account: who pays, without a secret. tag: tells credentials of the account from each other, without telling them.
    host: that of the service. connections: at most so many requests at once. lease: seconds after which a request is
    over, come what may. answered_within: seconds that it takes at most when it has been sent; what has not been sent
    so long before the end of its lease never is. clock: of this machine, also while it sleeps. sleep: waits for a
    number of seconds. wait_left: how many seconds may still be waited. warn: called with a sentence for the user.
    Threads may share it.
    """

    def __init__(
        self,
        store: _protocol.Store,
        account: str,
        tag: str,
        *,
        host: str = "",
        connections: int,
        lease: float,
        answered_within: float = 0,
        clock: Callable[[], float] = _clock.boottime,
        sleep: Callable[[float], None],
        wait_left: Callable[[], float],
        warn: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._store = store
        self._account = account
        self._tag = tag
        self._host = host
        self._connections = connections
        self._lease = lease
        self._answered_within = answered_within
        self._clock = clock
        self._sleep = sleep
        self._wait_left = wait_left
        self._warn = warn
        self._claims: list[Claim] = []
        # Additions of this process without a usable response, by the keys of their claims.
        self._open: dict[str, Slot] = {}
        self._judged: Collection[str] = ()

    def acquire(
        self,
        form: Mapping[str, str],
        judge: Callable[[], Collection[str]],
        endpoint: _contract.Endpoint = _contract.OP_TEMPLATES,
    ) -> Slot:
        """Wait for a slot to send a form.

        judge: looks at the locks that there are, raises for one that stops the request, and gives those that do not.
        Raises RateLimitError when the wait budget is spent before, and StateError where the store cannot be used, or an
        addition has lost its claim.
        """
        fields = (f"{name}={form[name]}" for name in sorted(form))
        key = self._store.digest("request", self._account, endpoint.file, *fields)
        claims = list(self._claims)
        claimed = self._claim_key(form["sender"], form["msg"]) if "add" in form else ""
        adds = next((claim for claim in claims if claim.key == claimed), None)
        request = Request(
            self._account, self._tag, self._host, key, endpoint.identical, self._connections, self._lease, claims, adds
        )
        ticket = 0
        try:
            while True:
                # Before the store gives the lease, so that this process never has it for longer.
                began = self._clock()
                found = self._store.acquire(request, ticket, self._judged)
                if isinstance(found, Slot):
                    self._open.pop(claimed, None)
                    return found._replace(send_by=began + self._lease - self._answered_within)
                if isinstance(found, Locked):
                    self._judged = judge()
                elif isinstance(found, Lost):
                    _fail_lost()
                else:
                    ticket = found.ticket
                    self._wait(found, min(max(found.delay, _SHORTEST_DELAY), _LONGEST_DELAY), endpoint.identical)
        except BaseException:
            if ticket:
                with suppress(_errors.StateError):
                    self._store.give_up(request, ticket)
            raise

    def check(self, slot: Slot) -> None:
        """Raise LateError where it is too late to send the request of a slot: call it in the moment of sending.

        By the clock of this machine, because the process may have been paused, or the machine have slept.
        """
        late = self._clock() - slot.send_by
        if late > 0:
            raise _errors.LateError(
                "this process, its machine or the way to what it shares has stood still: a request was allowed to "
                f"leave until {late:.1f} s ago; it was not sent"
            )

    def release(self, slot: Slot, *, worked: bool, settled: bool = True) -> None:
        """The request is over. worked: the service has accepted the credentials.

        settled: the service surely does not go on with it. An addition that is not may still be carried out, so
        nobody else adds the template until its lease ends, or `arrived` says that it was.

        A store that cannot be used is no error here: there is a response. The next request gets it.
        """
        if not settled and slot.request.adds:
            self._open[slot.request.adds.key] = slot
        with self._after_all():
            self._store.release(slot, worked=worked, settled=settled)

    @contextmanager
    def _after_all(self) -> Iterator[None]:
        """Tell the store what is over: that it cannot be used is no error then, but a warning, once."""
        try:
            yield
        except _errors.StateError as exc:
            warn, self._warn = self._warn, lambda _text: None
            warn(
                f"{exc.description}. What was done counts; nothing more is sent, and others may have to wait for longer"
            )

    def now(self) -> float:
        """The time by the clock of claims."""
        return self._store.now()

    def open_until(self, sender: str, msg: str) -> float:
        """When an addition of this process that got no usable response can no longer be carried out, by `now`."""
        slot = self._open.get(self._claim_key(sender, msg))
        return slot.until if slot else self.now() + self._lease

    def arrived(self, sender: str, msg: str) -> None:
        """An addition of this process without a usable response has been carried out: nobody has to wait for it."""
        slot = self._open.pop(self._claim_key(sender, msg), None)
        if slot:
            # If it cannot be said, others wait for longer.
            with self._after_all():
                self._store.arrived(slot)

    def _claim_key(self, sender: str, msg: str) -> str:
        return self._store.digest("claim", self._account, sender, msg)

    @contextmanager
    def claim(self, sender: str, msg: str, since: float | None) -> Iterator[bool]:
        """Be the only one that adds a template, for as long as it takes.

        Gives whether surely nobody else has had the claim since a time, so that what was read then still holds.
        since: None for the time of the last addition by this process, which is not waited for then.
        """
        key = self._claim_key(sender, msg)
        last = self._open.get(key)
        delay = _FIRST_CLAIM_DELAY
        while True:
            found = self._store.claim(
                key,
                since=since,
                last=last.number if last else "",
                lease=self._lease + _protocol.WINDOW,
                # Without a sender name it is for no addition.
                unknown_for=self._lease if sender else 0,
            )
            if isinstance(found, Claim):
                break
            self._wait(found, min(delay, found.delay))
            delay = min(2 * delay, _LONGEST_DELAY)
        self._claims.append(found)
        try:
            yield found.alone
        finally:
            self._claims.remove(found)
            # If it cannot be given back, it ends by itself.
            with self._after_all():
                self._store.end_claim(found)

    def _wait(self, wait: Wait, seconds: float, most: int = 0) -> None:
        left = self._wait_left()
        if left <= 0:
            reason = _REASONS[wait.limit].format(most=most, limit=self._connections, here=self._store.here)
            raise _errors.RateLimitError(reason)
        self._sleep(min(seconds, left))


def _fail_lost() -> NoReturn:
    raise _errors.StateError(
        "this task has stood still for so long that it is no longer the only one working on the template, and another "
        "may have added it; nothing was sent for it"
    )
