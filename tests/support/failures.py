# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failure of each kind that a reading task can meet, and what a person is told of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY


class Failure(NamedTuple):
    """What is broken, and what is told. faults: of the simulator. api_url: another address; api_key: another key.

    of_each: whether each template fails for itself, so that it is told below how many there are.
    """

    kind: str
    said: str
    faults: tuple[dict[str, Any], ...] = ()
    api_url: str = ""
    api_key: str = API_KEY
    of_each: bool = False


def _always(**fault: Any) -> tuple[dict[str, Any], ...]:
    return ({"times": 1000, **fault},)


FAILURES = [
    Failure("parameters", "parameters: no credentials: give op_templates_api_key, or ", api_key=""),
    Failure("auth", "auth (error 2): ", api_key="of another shop"),
    Failure("ip_blocked", "ip_blocked (error 4): ", _always(kind="error", code=4)),
    Failure("api", "", _always(kind="error", code=7), of_each=True),
    Failure("bad_response", "", _always(kind="body", body="<html>"), of_each=True),
    # Nothing listens at this port, and no system gives it away.
    Failure("transport", "transport: 127.0.0.1", api_url="http://127.0.0.1:1/sys/"),
]
