# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service: accounts, limits, registrations and their moderation. No network in here; time is injected."""

from __future__ import annotations

import copy
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from . import accounts, messages, registrations
from . import config as configuration
from .responses import ADDED, NOT_FOUND, SENDER_NOT_ACCEPTED, Row, ServiceError
from .state import State

JOURNAL_LENGTH = 100_000
_Row = TypeVar("_Row")


class Service:
    """The simulated service. Safe for many threads.

    clock: seconds, of any origin that survives as long as the state does.
    changed: called with the state after every change of it.
    """

    def __init__(self, clock: Callable[[], float], changed: Callable[[State], None] = lambda _state: None) -> None:
        self.config: dict[str, Any] = copy.deepcopy(configuration.DEFAULTS)
        self.state = State()
        self.journal: deque[dict[str, Any]] = deque(maxlen=JOURNAL_LENGTH)
        self._clock = clock
        self._changed = changed
        self._lock = threading.RLock()
        self._identical: dict[tuple[object, ...], deque[float]] = {}
        self._errors_in_a_row: dict[str, list[float]] = {}
        self._in_flight: dict[str, int] = {}
        self._faults: list[dict[str, Any]] = []
        self._put_off: list[tuple[float, Mapping[str, str], str]] = []

    def now(self) -> float:
        """The service's time, in seconds."""
        return self._clock() + self.state.clock_offset

    def advance(self, seconds: float) -> None:
        """Let the service's time go on by this many seconds."""
        with self._lock:
            self.state.clock_offset += seconds
            self._changed(self.state)

    def configure(self, changes: Any) -> bool:
        """Change settings, and leave the others. Returns whether that made a difference; raises ConfigError."""
        return self._use(configuration.merge(self.config, changes), "faults" in changes)

    def load(self, settings: Any) -> bool:
        """Set these, and all others to their defaults. Returns whether that made a difference; raises ConfigError."""
        return self._use(configuration.merge(configuration.DEFAULTS, settings), False)

    def _use(self, config: dict[str, Any], new_faults: bool) -> bool:
        with self._lock:
            # Faults that are used up must not come back because some other setting changes.
            if new_faults or config["faults"] != self.config["faults"]:
                self._faults = copy.deepcopy(config["faults"])
            different = config != self.config
            self.config = config
            return different

    def reset(self) -> None:
        """Forget registrations, limits, journal and violations; keep the configuration."""
        with self._lock:
            self.state = State()
            self.journal.clear()
            self._identical.clear()
            self._errors_in_a_row.clear()
            self._put_off.clear()
            self._changed(self.state)

    def take_fault(self, command: str) -> dict[str, Any] | None:
        """The fault that awaits this request, if any; it is used up by that."""
        with self._lock:
            for fault in self._faults:
                if fault.get("command", command) != command:
                    continue
                if fault.get("skip", 0) > 0:
                    fault["skip"] -= 1
                    continue
                if fault.get("times", 1) > 0:
                    fault["times"] = fault.get("times", 1) - 1
                    return dict(fault)
            return None

    def put_off(self, params: Mapping[str, str], ip: str, seconds: float) -> None:
        """Carry out a request so many seconds later, when nobody waits for its response any more."""
        with self._lock:
            self._put_off.append((self.now() + seconds, params, ip))

    def _catch_up(self) -> None:
        """Carry out what is due by now. Before anybody looks, it makes no difference when that was done."""
        due = [late for late in self._put_off if late[0] <= self.now()]
        for late in due:
            self._put_off.remove(late)
            with suppress(ServiceError):
                self.handle(late[1], late[2])

    def violate(self, limit: str, detail: str) -> None:
        """Record that a client broke a limit."""
        with self._lock:
            self.state.violations.append({"time": self.now(), "limit": limit, "detail": detail})
            self._changed(self.state)

    def begin(self, params: Mapping[str, str]) -> tuple[str, int]:
        """A request begins. Returns its login, and how many of this login are now under way."""
        with self._lock:
            self._catch_up()
            account = self._account(params)
            login = str(account["login"]) if account else ""
            self._in_flight[login] = self._in_flight.get(login, 0) + 1
            return login, self._in_flight[login]

    def end(self, login: str) -> None:
        """A request is over."""
        with self._lock:
            self._in_flight[login] -= 1

    def handle(self, params: Mapping[str, str], ip: str, at_once: int = 1) -> list[Row]:
        """Carry out a request about templates, one of so many at once; its rows. Raises ServiceError."""
        return self._counting(ip, lambda: self._templates(self._admit(params, ip, at_once), params))

    def handle_list(self, what: str, params: Mapping[str, str], ip: str, at_once: int = 1) -> list[dict[str, Any]]:
        """Carry out a request about `senders` or `messages`, in the same way."""
        work = {"senders": self._senders, "messages": self._messages}[what]
        return self._counting(ip, lambda: work(self._admit(params, ip, at_once), params))

    def _counting(self, ip: str, work: Callable[[], list[_Row]]) -> list[_Row]:
        with self._lock:
            try:
                rows = work()
            except ServiceError:
                self._count_error(ip)
                raise
            self._errors_in_a_row.pop(ip, None)
            return rows

    def _admit(self, params: Mapping[str, str], ip: str, at_once: int) -> dict[str, Any]:
        """The account of a request, if it may be carried out."""
        if self.now() < self.state.blocked_until.get(ip, 0.0) and ip not in self.config["allowed_ips"]:
            self.violate("request_while_blocked", ip)
            raise ServiceError(4)
        account = self._login(params, ip)
        if at_once >= self.config["limits"]["connections"]:
            self.violate("connections", f"{at_once} requests at once")
            raise ServiceError(9)
        return account

    def _templates(self, account: Mapping[str, Any], params: Mapping[str, str]) -> list[Row]:
        login = str(account["login"])
        sender, msg = params.get("sender", ""), params.get("msg", "")
        targets = [target for target in self.targets() if params.get(target) == "1"]
        adding, getting = "add" in params, "get" in params
        if not sender or not msg or adding == getting or (adding and not targets):
            raise ServiceError(1)
        self._limit_identical(login, params, f"{sender}: {msg}", "identical_requests")
        self._see(login, sender)
        if getting:
            return self._get(sender, msg, login)
        kept = registrations.kept(msg, self.config["texts"])
        rows = [self._add(account, sender, kept, target) for target in targets]
        self._changed(self.state)
        return rows

    def _senders(self, account: Mapping[str, Any], params: Mapping[str, str]) -> list[dict[str, Any]]:
        login = str(account["login"])
        if params.get("get") != "1":
            raise ServiceError(1)
        self._limit_identical(login, {**params, "list": "senders"}, "sender names", "identical_lists")
        found = accounts.sender_names(account, self.state.seen_senders.get(login, []), self.targets())
        if "sender" in params:
            found = [row for row in found if row["sender"] == params["sender"]]
            if not found:
                raise ServiceError(3, "sender name not found")
        elif params.get("all") != "1":
            found = [row for row in found if accounts.is_active(row)]
        if params.get("operators") == "1":
            return found
        return [{key: row[key] for key in ("id", "sender")} for row in found]

    def _messages(self, account: Mapping[str, Any], params: Mapping[str, str]) -> list[dict[str, Any]]:
        login = str(account["login"])
        found = messages.rows(login, params, self.now(), self.config["messages_per_day"])
        if params.get("get_messages") != "1" or found is None:
            raise ServiceError(1)
        self._limit_identical(login, {**params, "list": "messages"}, "messages", "identical_lists")
        if not found and self.config["answers"]["nothing_found"] == "error":
            raise ServiceError(3, "messages not found")
        return found

    def _see(self, login: str, sender: str) -> None:
        seen = self.state.seen_senders.setdefault(login, [])
        if sender not in seen:
            seen.append(sender)
            self._changed(self.state)

    def targets(self) -> list[str]:
        """The flags that the service knows."""
        return [*configuration.FLAGS, *self.config["more_targets"]]

    def registrations(self) -> list[dict[str, Any]]:
        """All registrations, with the status that they have now."""
        with self._lock:
            self._catch_up()
            return [{**entry, "status": self._status(entry)} for entry in self.state.registrations.values()]

    def _account(self, params: Mapping[str, str]) -> dict[str, Any] | None:
        return accounts.find(self.config["accounts"], params)

    def _login(self, params: Mapping[str, str], ip: str) -> dict[str, Any]:
        account = self._account(params)
        if account:
            return account
        limits = self.config["limits"]
        failures = _recent(self.state.failed_logins.get(ip, []), self.now() - limits["failed_login_window"])
        self.state.failed_logins[ip] = [*failures, self.now()]
        if len(self.state.failed_logins[ip]) >= limits["failed_logins"] and ip not in self.config["allowed_ips"]:
            self.state.blocked_until[ip] = self.now() + limits["failed_login_block"]
            self.state.failed_logins[ip] = []
            self.violate("failed_logins", ip)
        self._changed(self.state)
        raise ServiceError(2)

    def _count_error(self, ip: str) -> None:
        limits = self.config["limits"]
        recent = _recent(self._errors_in_a_row.get(ip, []), self.now() - limits["errors_window"])
        errors = self._errors_in_a_row[ip] = [*recent, self.now()]
        if len(errors) >= limits["errors"] and ip not in self.config["allowed_ips"]:
            end = self.now() + limits["errors_block"]
            self.state.blocked_until[ip] = max(self.state.blocked_until.get(ip, 0.0), end)
            errors.clear()
            self.violate("errors", ip)

    def _limit_identical(self, login: str, params: Mapping[str, str], what: str, limit: str) -> None:
        limits = self.config["limits"]
        secret = ("login", "psw", "apikey")
        key = (login, *sorted(item for item in params.items() if item[0] not in secret))
        times = self._identical.setdefault(key, deque())
        while times and times[0] <= self.now() - limits["identical_window"]:
            times.popleft()
        if len(times) >= limits[limit]:
            self.violate("identical_requests", f"{login}: {what}")
            raise ServiceError(9)
        times.append(self.now())

    def _get(self, sender: str, msg: str, login: str) -> list[Row]:
        rows = []
        for target in self.targets():
            entry = self.state.registrations.get(registrations.key(login, sender, msg, target))
            if entry:
                rows.append(Row(target, entry["id"], self._status(entry)))
            elif self.config["answers"]["get"] == "all":
                rows.append(Row(target, None, NOT_FOUND))
        return rows

    def _add(self, account: Mapping[str, Any], sender: str, msg: str, target: str) -> Row:
        if not accounts.accepts(account, sender, target):
            return Row(target, None, SENDER_NOT_ACCEPTED)
        for rule in self.config["refusals"]:
            if registrations.fits(rule, sender, msg, target):
                return Row(target, None, rule["status"])
        self.state.additions += 1
        if registrations.key(account["login"], sender, msg, target) in self.state.registrations:
            self.violate("duplicate_addition", f"{account['login']}: {sender}: {target}: {msg}")
        entry = self._register(account["login"], sender, msg, target)
        for other in self.config["forwards"].get(target, []):
            self._register(account["login"], sender, msg, other)
        return Row(target, entry["id"], ADDED)

    def _status(self, entry: Mapping[str, Any]) -> int:
        return registrations.status(entry, self.now(), self.config["moderation"])

    def _register(self, login: str, sender: str, msg: str, target: str) -> dict[str, Any]:
        key = registrations.key(login, sender, msg, target)
        if key not in self.state.registrations:
            self.state.registrations[key] = {
                "login": login,
                "sender": sender,
                "msg": msg,
                "target": target,
                "id": self.state.next_id,
                "added_at": self.now(),
            }
            self.state.next_id += 1
        return self.state.registrations[key]


def _recent(times: Iterable[float], since: float) -> list[float]:
    return [time for time in times if time > since]
