# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limits of an account, on the store that its tasks share."""

from __future__ import annotations

from collections.abc import Callable

from .._limits import _budget, _lockout, _protocol, _wait_budget
from . import _http
from ._settings import Settings


def limits(
    settings: Settings, waits: _wait_budget.WaitBudget, *, clock: Callable[[], float], warn: Callable[[str], None]
) -> tuple[_protocol.Store, _budget.Budget, _lockout.Lockout]:
    """The store, and what asks it. Raises StateError where the store of a fleet cannot be used.

    waits: how long the task may stand still. clock: of this machine. warn: called with a sentence for the user.
    """
    store = _store(settings, clock, warn)
    # The fallback hosts belong to the same platform, so that the first one stands for all.
    host = _http.host_of(settings.api_urls[0])
    login = settings.credentials.get("login")
    secret = settings.credentials["psw" if login else "apikey"]
    # Two bytes tell credentials apart well enough, and are too little to find them by.
    tag = store.digest("secret", secret, size=2)
    account = store.digest("account", host, login or tag)
    budget = _budget.Budget(
        store,
        account,
        tag,
        host=host,
        connections=settings.max_connections,
        # To connect, to be answered, and what a busy machine needs beside.
        lease=2 * settings.timeout + 5,
        answered_within=settings.timeout,
        clock=clock,
        sleep=waits.sleep,
        wait_left=waits.left,
        warn=warn,
    )
    source = settings.sources.get("credentials", "")
    return store, budget, _lockout.Lockout(store, host, account, secret, source=source, unlock=settings.unlock)


def _store(settings: Settings, clock: Callable[[], float], warn: Callable[[str], None]) -> _protocol.Store:
    # Loaded here because a task needs one of the two, and every module start would pay for both.
    if settings.store:
        from .._limits import _redis  # noqa: PLC0415

        return _redis.Store(
            settings.store, validate_certs=settings.validate_certs, ca_path=settings.ca_path, clock=clock
        )
    from .._limits import _sqlite  # noqa: PLC0415

    return _sqlite.Store(settings.state_dir, clock=clock, warn=warn)
