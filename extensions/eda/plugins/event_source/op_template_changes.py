# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes of operator templates as events. ansible-rulebook runs this file by its path, so that it finds the rest."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

_COLLECTIONS = Path(__file__).absolute().parents[6]
if str(_COLLECTIONS.parent) not in sys.path:
    sys.path.insert(0, str(_COLLECTIONS.parent))

import ansible_collections

if str(_COLLECTIONS) not in ansible_collections.__path__:
    # The package `ansible` brings one of its own, which hides all others.
    ansible_collections.__path__.append(str(_COLLECTIONS))

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.vault import VaultLib
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk, _module, _needs, _progress
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _folder
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _input
from ansible_collections.smsops.smsc.plugins.module_utils._model._template import Record, Template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client, _http
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog, _catalog_files, _times
from ansible_collections.smsops.smsc.plugins.plugin_utils._files import _events_file

DOCUMENTATION = r"""
---
module: op_template_changes
short_description: Changes of operator templates
description:
  - Reads the states of all templates of a catalog every few hours, and emits an event for each registration whose state has
    changed since the last time. It never adds anything.
  - The first time it reads a registration is no change. Its history outlives restarts, and so does what was found and not
    yet handed over, so that each change is emitted once. Only where the process is killed in the moment between an event
    and the note of it, that event comes again.
  - It keeps to the limits of the service together with all tasks of this user on this machine, see the page on safety.
  - An event is C(op_template_change) with C(environment), C(set), C(name), C(sender), C(target), C(from), C(to), C(after)
    (the seconds for which it was C(from)), and C(text_start) (at most 30 characters, and half of the text).
  - It needs ansible-core and requests in the Python of ansible-rulebook. Refused credentials end it. After other errors of
    the service it says so in the log, and tries again at the next time.
options:
  environment:
    description: The name of the environment in events. The history has its name, too.
    type: str
    required: true
  history_dir:
    description:
      - A folder that outlives restarts. It may be that of the role; the source keeps its own history below it, in
        C(events/ENVIRONMENT.json).
    type: path
    required: true
  interval:
    description: Seconds from one reading to the next, 3600 or more. For a simulator on this machine, 1 or more.
    type: int
    default: 21600
  catalog:
    description: The sets that there are, as C(op_templates_catalog) of the role.
    type: list
    elements: dict
    default: []
  catalog_files:
    description:
      - Files with more sets, or patterns of them, as C(op_templates_catalog_files). They are read each time anew. Relative
        ones begin in the current folder. There is no Jinja and no vault in them here.
    type: list
    elements: str
    default: []
  sets:
    description: The names of the sets to read; all without it.
    type: raw
  sender:
    description: The sender name, for sets that have none.
    type: raw
  senders:
    description: What the names of senders in the catalog stand for.
    type: raw
  overrides:
    description: Other senders or targets for sets or templates.
    type: raw
  allow_unknown_targets:
    description: Accept targets that the collection does not know.
    type: bool
    default: false
  api_key, login, password, api_url, api_fallback_urls, validate_certs, ca_path, timeout, rate_limit_timeout, max_connections, state_dir, state_url:
    description: How to reach the account, as the modules have it. Without them the environment counts, such as E(SMSC_API_KEY).
"""

EXAMPLES = r"""
- smsops.smsc.op_template_changes:
    environment: prod
    history_dir: /var/lib/smsc
    catalog_files: [/etc/smsc/catalog/*.yml]
    sender: MYSHOP
    interval: 14400
"""

LEAST_INTERVAL = _times.HOUR
# What a person has to put right: to try again would be another failed login.
_FATAL = ("auth", "credentials_locked")
_OWN: dict[str, Any] = {
    "environment": {"type": "str", "required": True},
    "history_dir": {"type": "path", "required": True},
    "interval": {"type": "int", "default": 6 * _times.HOUR},
    "catalog": {"type": "list", "elements": "dict", "default": []},
    "catalog_files": {"type": "list", "elements": "str", "default": []},
    "sets": {"type": "raw"},
    "sender": {"type": "raw", "default": ""},
    "senders": {"type": "raw"},
    "overrides": {"type": "raw"},
    "allow_unknown_targets": {"type": "bool", "default": False},
}

_log = logging.getLogger("smsops.smsc.op_template_changes")


class SourceError(Exception):
    """Why the source ends; what a person reads in the log of ansible-rulebook."""


class _StoppedError(Exception):
    """Nobody waits for what is being read any more."""


class Queue(Protocol):
    """What ansible-rulebook gives."""

    async def put(self, item: Any, /) -> None:
        """Hand over an event."""


MakeClient = Callable[["_client.Settings", Callable[[float], None]], "_client.Client"]


def _make_client(settings: _client.Settings, sleep: Callable[[float], None]) -> _client.Client:
    return _client.Client(settings, sleep=sleep)


def _now() -> datetime:
    return datetime.now(timezone.utc)


async def main(queue: Queue, args: dict[str, Any]) -> None:
    """What ansible-rulebook calls."""
    await watch(queue, args)


async def watch(
    queue: Queue,
    args: Mapping[str, Any],
    *,
    now: Callable[[], datetime] = _now,
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    make_client: MakeClient = _make_client,
) -> None:
    """Emit the changes until somebody cancels it. Raises SourceError."""
    try:
        source = _Source(args, make_client)
        with source.file.alone():
            try:
                while True:
                    await _hand_over(queue, source.file)
                    await sleep(source.file.seconds_left(source.interval, now()))
                    began = now()
                    records = await asyncio.to_thread(source.read)
                    source.file.remember(records, began, now())
            finally:
                source.stopping.set()
    except (_input.InputError, _errors.SmscError) as exc:
        raise SourceError(str(exc)) from None


async def _hand_over(queue: Queue, file: _events_file.EventsFile) -> None:
    """Emit what is pending, and note what was taken, also where it is interrupted."""
    taken = 0
    try:
        for event in file.pending():
            await queue.put({"op_template_change": event})
            taken += 1
    finally:
        if taken:
            file.took(taken)


class _Source:
    """The source between its steps. Raises InputError or ParametersError where an argument is wrong."""

    def __init__(self, args: Mapping[str, Any], make_client: MakeClient) -> None:
        lacking = _needs.lacking()
        if lacking:
            raise SourceError(lacking[0])
        # What begins so is ansible-rulebook's own.
        given = {name: value for name, value in args.items() if not name.startswith("eda_")}
        checked = ArgumentSpecValidator({**_module.argument_spec(), **_OWN}).validate(given)
        if checked.error_messages:
            raise _input.InputError("; ".join(checked.error_messages))
        self._options = options = checked.validated_parameters
        credentials = _module.find_credentials(options, os.environ)
        self._settings = _module.settings(options, credentials)
        lacking = _needs.lacking_for(self._settings)
        if lacking:
            raise SourceError(lacking[0])
        local = all(_http.is_loopback(urlsplit(url).hostname or "") for url in self._settings.api_urls)
        least = 1 if local else LEAST_INTERVAL
        if options["interval"] < least:
            raise _input.InputError(
                f"interval is {options['interval']}; it must be {least} or more: operators decide within days"
            )
        self.interval: int = options["interval"]
        self.stopping = threading.Event()
        self._make_client = make_client
        self._environment: str = options["environment"]
        secrets = {name: value for name, value in credentials.items() if name != "login"}
        if any(value in self._environment for value in secrets.values()):
            raise _input.InputError("the key or password stands in environment; rename that")
        self.file = _events_file.EventsFile(options["history_dir"], self._environment)
        # What is wrong from the beginning ends it, and what is wrong later waits for the next time.
        self._templates(self._new_client())

    def read(self) -> list[Record]:
        """Read the states of the whole catalog; it blocks. What could not be read has no registrations."""
        try:
            client = self._new_client()
        except _errors.StateError as exc:
            # What a fleet shares may be there again the next time.
            _log.error("%s: nothing was read: %s", self._environment, exc)
            return []
        try:
            templates = self._templates(client)
            width = self._options["max_connections"]
            outcome = _bulk.read_all(client, templates, width=width, progress=_Interrupted(self.stopping))
        except (_input.InputError, _errors.ParametersError) as exc:
            _log.error("%s: nothing was read: %s", self._environment, exc)
            return []
        except (_errors.SmscError, _StoppedError):
            raise
        except Exception as exc:
            # Not with its traceback, because a secret may stand in that.
            said = _input.quote(client.mask(str(exc)))
            raise SourceError(f"{type(exc).__name__} ({said}): this is a fault of the collection; report it") from None
        errors = [record.error for record in outcome.records if record.error]
        for error in errors:
            if error.kind in _FATAL:
                raise error
        for warning in client.warnings:
            _log.warning("%s: %s", self._environment, warning)
        if errors:
            read = f"{len(errors)} of {_input.count(len(outcome.records), 'template')} not read"
            _log.warning("%s: %s: %s", self._environment, read, errors[0].cause)
        _log.info("%s: %s read", self._environment, _input.count(len(outcome.records), "template"))
        return outcome.records

    def _new_client(self) -> _client.Client:
        """A client for one reading, which may wait for limits as long as a task."""
        client = self._make_client(self._settings, self._sleep)
        if self._settings.state_dir is None and not self._settings.store:
            client.warnings.append(_folder.why_there_is_none())
        return client

    def _sleep(self, seconds: float) -> None:
        if self.stopping.wait(seconds):
            raise _StoppedError

    def _templates(self, client: _client.Client) -> list[Template]:
        """The templates of the catalog as it is now."""
        options, mistakes = self._options, list[str]()
        sources = [("catalog", options["catalog"])]
        sources += _catalog_files.read(options["catalog_files"], [Path.cwd()], mistakes, VaultLib())
        catalog = _catalog.merge(sources, mistakes)
        names = ("sets", "sender", "senders", "overrides", "allow_unknown_targets")
        chosen = _catalog.choose_from(catalog, mistakes, **{name: options[name] for name in names})
        if mistakes:
            raise _catalog.CatalogError(_input.some(mistakes))
        if not chosen:
            raise _input.InputError("there is no template to read; give catalog or catalog_files, and look at sets")
        allowed = options["allow_unknown_targets"]
        return _module.wanted(chosen, client.secrets, allow_unknown_targets=allowed)


class _Interrupted(_progress.Progress):
    """Says nothing, and ends the reading when nobody waits for it any more."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__(None)
        self._stopping = stopping

    def read(self, done: int, total: int) -> None:  # noqa: ARG002 - as it is called
        """One more is read."""
        if self._stopping.is_set():
            raise _StoppedError
