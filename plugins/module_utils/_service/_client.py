# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the service: within the limits, repeated where that does no harm, at a host that can be reached."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from .._limits import _clock, _protocol, _wait_budget
from .._model import _contract, _errors
from . import _http, _response, _shared
from ._settings import Settings

if TYPE_CHECKING:
    from . import _redact, _sender_names

__all__ = ["Client", "Settings"]

READ_ATTEMPTS = 3
# Seconds. Ten identical requests a minute are too many, so that a pause of some seconds may be enough already.
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 30.0
# How often a request is given up because it could not be sent in time.
_MOST_LATE = 3
# What makes of a key an account: fixed, because it must be the same on every machine.
_ACCOUNT_LABEL = b"smsops.smsc account"
_ACCOUNT_ROUNDS = 100_000
_SENDERS_FORM = {"get": "1", "all": "1", "operators": "1"}
_Row = TypeVar("_Row")


class Client:
    """Asks one account of the service. Several threads may share it, `max_connections` of them usefully.

    sent counts the requests that went out; warnings are for the user.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = _clock.boottime,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.sent = 0
        self.warnings: list[str] = []
        self._pause = _FIRST_PAUSE
        self._settings = settings
        self._sleep = sleep
        self._wait_budget = _wait_budget.WaitBudget(settings.rate_limit_timeout, clock=clock, sleep=sleep)
        self._lock = threading.Lock()
        self._jitter = jitter
        self._hosts = list(settings.api_urls)
        self._account = ""
        self._http = _http.Http(
            settings.credentials,
            validate_certs=settings.validate_certs,
            ca_path=settings.ca_path,
            timeout=settings.timeout,
            max_connections=settings.max_connections,
            local=all(_http.is_loopback(urlsplit(url).hostname or "") for url in self._hosts),
            clock=clock,
            sources=settings.sources,
        )
        self._http.check_proxies(self._hosts)
        shared = _shared.limits(settings, self._wait_budget, clock=clock, warn=self.warnings.append)
        self._store, self._budget, self._lockout = shared

    def get(self, sender: str, msg: str) -> list[_response.Row]:
        """Read the registrations of one template: `get=1`. Returns the rows of the response. Raises an SmscError."""
        return self.read({"get": "1", "sender": sender, "msg": msg}, _response.parse)

    def senders(self, longest: float = _protocol.LISTS_KEPT_FOR, *, patient: bool = True) -> list[_sender_names.Sender]:
        """The sender names of the account, with their states at operators: `senders.php?get=1&all=1&operators=1`.

        longest: seconds for which what any task here has read may be taken instead. patient: whether to ask again where
        that may help, and to wait for a limit. Raises an SmscError.
        """
        # Loaded here because only an addition needs it, and every module start would pay for it.
        from . import _sender_names  # noqa: PLC0415

        key = self._store.digest("senders", *self.account())

        def kept() -> list[_sender_names.Sender] | None:
            text = self._store.kept(key, longest)
            return None if text is None else _sender_names.load(text)

        if (found := kept()) is None:
            # No template has an empty sender name. Whoever comes meanwhile waits here, and asks nothing.
            with self.claim("", _contract.SENDERS.file, self.now()):
                if (found := kept()) is None:
                    ask = self.read if patient else self._send
                    found = ask(_SENDERS_FORM, _sender_names.parse, _contract.SENDERS)
                    self._store.keep(key, _sender_names.dump(found))
        return found

    def read(
        self,
        form: Mapping[str, str],
        read: _response.Reader[_Row],
        endpoint: _contract.Endpoint = _contract.OP_TEMPLATES,
    ) -> list[_Row]:
        """Send a form that changes nothing, and read the response. Raises an SmscError.

        It does no harm, so it is repeated, up to READ_ATTEMPTS times, when its response is lost or damaged.
        """
        attempt = 1
        while True:
            try:
                return self._send(form, read, endpoint)
            except _errors.RateLimitError as exc:
                self.wait(exc)
            except (_errors.TransportError, _errors.BadResponseError) as exc:
                attempts = max(READ_ATTEMPTS, len(self._hosts)) if exc.unreachable else READ_ATTEMPTS
                if attempt >= attempts or not exc.retryable:
                    raise
                if not exc.unreachable or len(self._hosts) == 1:
                    self._sleep(self._jitter(0.5, 1.0) * 2 ** (attempt - 1))
                attempt += 1

    def look(
        self, sender: str, msg: str, see: Callable[[_response.Response], None], redact: _response.Mask | None = None
    ) -> list[_response.Row]:
        """Read the registrations of one template as `get` does, but once, and show the response as it came.

        see: gets the response, with nothing masked, also when an SmscError is raised because of it.
        redact: takes out of what that error quotes more than the secrets.
        """
        return self._send({"get": "1", "sender": sender, "msg": msg}, _response.parse, see=see, redact=redact)

    def look_at_senders(
        self, see: Callable[[_response.Response], None], redact: _response.Mask
    ) -> list[_sender_names.Sender]:
        """Read the sender names as `senders` does, but once, and show the response as it came; see `look`."""
        from . import _sender_names  # noqa: PLC0415

        return self._send(_SENDERS_FORM, _sender_names.parse, _contract.SENDERS, see, redact)

    def mask(self, text: str) -> str:
        """A text of others without the secrets of the account and of a proxy."""
        return self._http.mask_foreign(text)

    def redactor(self, placeholders: Mapping[str, str]) -> _redact.Redactor:
        """What takes the credentials out of a text, and other words, each for its placeholder."""
        # Loaded here because only the doctor needs it, and every module start would pay for it.
        from . import _proxy, _redact  # noqa: PLC0415

        proxies = dict.fromkeys(_proxy.secrets(), _redact.MASK)
        return _redact.Redactor(self._settings.credentials, {**placeholders, **proxies})

    def add(self, sender: str, msg: str, targets: Iterable[str]) -> list[_response.Row]:
        """Register one template with the targets: `add=1`. It is sent once, whatever happens.

        Returns the rows of the response. Raises an SmscError, which says in `leaves_open` whether the service may have
        done the work, or may do it until `open_until`.
        """
        form = {"add": "1", "sender": sender, "msg": msg, **dict.fromkeys(targets, "1")}
        return self._send(form, _response.parse)

    def wait(self, exc: _errors.RateLimitError) -> None:
        """Wait because the service has said that it was too much, longer from time to time.

        Raises RateLimitError when the task has waited as long as it may.
        """
        left = self._wait_budget.left()
        if left <= 0:
            raise exc.saying(
                f"{exc.description}; waited {self.waited:.0f} s in all for limits, "
                f"and rate_limit_timeout ({self._settings.rate_limit_timeout:g} s) allows no more"
            ) from None
        self._wait_budget.sleep(min(left, self._pause * self._jitter(0.8, 1.2)))
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets of the account, by the options that they come from."""
        options = {"apikey": "api_key", "psw": "password"}
        return {options[field]: value for field, value in self._settings.credentials.items() if field in options}

    def account(self) -> tuple[str, str]:
        """Host and account, the same on every machine; a key is told by a digest that is slow to guess."""
        credentials = self._settings.credentials
        if "login" not in credentials and not self._account:
            key = credentials["apikey"].encode("utf-8", "surrogatepass")
            self._account = hashlib.pbkdf2_hmac("sha256", key, _ACCOUNT_LABEL, _ACCOUNT_ROUNDS).hex()
        # The fallback hosts belong to the same platform, so that the first one stands for all.
        return urlsplit(self._settings.api_urls[0]).netloc.lower(), credentials.get("login") or self._account

    @property
    def waited(self) -> float:
        """Seconds that were lost to limits."""
        return self._wait_budget.spent

    def now(self) -> float:
        """The time by which `claim` tells what was read before and what after."""
        return self._budget.now()

    def claim(self, sender: str, msg: str, since: float | None) -> AbstractContextManager[bool]:
        """Be the only task that adds this template, of this user on this machine or of the fleet.

        Gives whether nobody else has done so since a time; with None, since this task's last addition of it.
        """
        return self._budget.claim(sender, msg, since)

    def open_until(self, sender: str, msg: str) -> float:
        """When an addition of this template that got no usable response can no longer be carried out, by `now`."""
        return self._budget.open_until(sender, msg)

    def arrived(self, sender: str, msg: str) -> None:
        """An addition of this template that got no usable response has been carried out: nobody waits for it."""
        self._budget.arrived(sender, msg)

    def wait_until(self, time: float) -> bool:
        """Wait for a time by `now`, as for any limit. Gives whether it has come, or the task may wait no longer."""
        seconds = time - self.now()
        left = self._wait_budget.left()
        if min(seconds, left) > 0:
            self._wait_budget.sleep(min(seconds, left))
        return left >= seconds or seconds <= 0

    def _send(
        self,
        form: Mapping[str, str],
        read: _response.Reader[_Row],
        endpoint: _contract.Endpoint = _contract.OP_TEMPLATES,
        see: Callable[[_response.Response], None] | None = None,
        redact: _response.Mask | None = None,
    ) -> list[_Row]:
        late = 0
        while True:
            slot = self._acquire(form, endpoint)
            try:
                return self._send_in(slot, form, read, endpoint, see, redact)
            except _errors.LateError:
                late += 1
                if late == _MOST_LATE:
                    raise

    def _send_in(
        self,
        slot: _protocol.Slot,
        form: Mapping[str, str],
        read: _response.Reader[_Row],
        endpoint: _contract.Endpoint,
        see: Callable[[_response.Response], None] | None,
        redact: _response.Mask | None,
    ) -> list[_Row]:
        # Until a response says otherwise: what was interrupted or broke off may be carried out yet.
        worked = settled = False
        host = self._hosts[0]
        with self._lock:
            self.sent += 1
        try:
            with self._wait_budget.request():
                rows = self._http.send(host, form, read, endpoint, see, redact, lambda: self._budget.check(slot))
            worked = settled = True
        except _errors.LateError:
            settled = True
            with self._lock:
                self.sent -= 1
            raise
        except _errors.SmscError as exc:
            settled = not exc.leaves_open
            # Before the slot is released, so that nobody comes in between.
            self._heed(exc, host)
            raise
        finally:
            self._budget.release(slot, worked=worked, settled=settled)
        return rows

    def _heed(self, exc: _errors.SmscError, host: str) -> None:
        if isinstance(exc, _errors.AuthError):
            exc.description = self._lockout.refused(exc.said)
        elif isinstance(exc, _errors.IpBlockedError):
            exc.description = self._lockout.blocked(exc.said)
        elif exc.unreachable:
            self._leave_host(host)

    def _acquire(self, form: Mapping[str, str], endpoint: _contract.Endpoint) -> _protocol.Slot:
        try:
            return self._budget.acquire(form, self._lockout.judge, endpoint)
        except _errors.RateLimitError as exc:
            host = urlsplit(self._hosts[0]).netloc
            raise exc.saying(f"{host} was not tried, because {exc.description}") from None

    def _leave_host(self, host: str) -> None:
        """Turn to the next host, unless another thread has done so."""
        with self._lock:
            if self._hosts[0] == host:
                self._hosts.append(self._hosts.pop(0))
