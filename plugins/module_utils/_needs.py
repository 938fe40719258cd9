# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules need of the Python that runs them, and what to say where it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible.module_utils.basic import missing_required_lib

from ._limits import _database
from ._model import _advice, _errors
from ._service import _http

if TYPE_CHECKING:
    from ._service import _client

_SEE = _advice.steps({})[-1]


def lacking() -> tuple[str, str] | None:
    """What is missing, in words that say what to do, and the traceback; None where all is there.

    The database too must be there: with limits in memory, a refused login would be forgotten with the process, and the
    next tasks would repeat it until the service blocks this address.
    """
    if _http.REQUESTS_IMPORT_ERROR:
        found = missing_required_lib("requests")
        cause = _last_line(_http.REQUESTS_IMPORT_ERROR)
        if "No module named 'requests'" not in cause:
            found += f" It cannot be loaded ({cause}): install a requests and an urllib3 of 1.26 or newer that fit it."
        return f"{found} {_SEE}", _http.REQUESTS_IMPORT_ERROR
    if _database.IMPORT_ERROR:
        return (
            f"{missing_required_lib('sqlite3')} It is a part of Python ({_last_line(_database.IMPORT_ERROR)}), and the "
            "modules keep limits and refused logins with it from task to task: install the package of your system that "
            "has it, such as py311-sqlite3 on FreeBSD, or take another Python. Nothing was sent. "
            f"{_SEE}",
            _database.IMPORT_ERROR,
        )
    return None


def lacking_for(connection: _client.Settings) -> tuple[str, str] | None:
    """As `lacking`, of what these settings need."""
    if connection.store:
        # Loaded here because without a fleet there is nothing of Redis, not even where it is installed.
        from ._limits import _redis_server  # noqa: PLC0415

        if _redis_server.IMPORT_ERROR:
            return (
                f"{missing_required_lib('redis')} The modules reach the limits that a fleet shares with it, at "
                f"{connection.store.shown}{_errors.come_from(connection.store.source)}: install redis 5.0 or newer "
                f"({_last_line(_redis_server.IMPORT_ERROR)}). Nothing was sent. {_SEE}",
                _redis_server.IMPORT_ERROR,
            )
    if any(url.lower().startswith("https:") for url in connection.api_urls) and _http.SSL_IMPORT_ERROR:
        return (
            f"{missing_required_lib('ssl')} It is a part of Python ({_last_line(_http.SSL_IMPORT_ERROR)}), and https "
            "needs it: install the OpenSSL that this Python was built with, or take another Python. Nothing was sent. "
            f"{_SEE}",
            _http.SSL_IMPORT_ERROR,
        )
    return None


def _last_line(trace: str) -> str:
    return trace.strip().rpartition("\n")[2]
