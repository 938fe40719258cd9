# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be set, with the defaults; and the check of what a user gives."""

from __future__ import annotations

import copy
from typing import Any

FLAGS = [
    "mts_srv",
    "mts_auth",
    "mts_trn",
    "mega_srv",
    "mega_auth",
    "mega_trn",
    "mega_adv",
    "bee_srv",
    "bee_trn",
    "tele2_srv",
    "tele2_trn",
    "motiv_srv",
    "motiv_trn",
    "soc",
]

DEFAULTS: dict[str, Any] = {
    # Each with `login`, `password`, `api_key`, and `senders`: a dict of sender name -> list of patterns of
    # targets whose operators accept it. Without `senders` every operator accepts every sender name.
    "accounts": [{"login": "demo", "password": "demo-password", "api_key": "demo-key"}],
    # Flags beside the fourteen known ones.
    "more_targets": [],
    # Target -> targets that the operators register on their own when it is added.
    "forwards": {},
    # Client addresses that are never blocked.
    "allowed_ips": [],
    # Seconds that each request takes.
    "latency": 0.0,
    "limits": {
        "identical_requests": 10,
        "identical_window": 60,
        "connections": 15,
        "failed_logins": 5,
        "failed_login_window": 1800,
        "failed_login_block": 1800,
        "errors": 100,
        "errors_window": 600,
        "errors_block": 600,
    },
    "moderation": {
        # Seconds after the addition.
        "submit_after": 3600,
        "decide_after": 5 * 24 * 3600,
        # The first rule that fits decides: `sender`, `msg`, `target` are patterns (default *), `verdict` is
        # accepted, rejected or suspended. No rule: accepted.
        "verdicts": [],
    },
    # Rules for additions that are refused: `sender`, `msg`, `target` (patterns) and `status` -1 or -2.
    "refusals": [],
    # Faults that await requests, in order: `kind` (see server.py), and where wanted `command` (add, get),
    # `skip` (requests to let pass first), `times` (default 1), `work` (whether the request is carried out),
    # `seconds` (hang), `code` (error), `body` (body), `status` (HTTP status of body).
    "faults": [],
    "answers": {
        "rows": "list",  # list, object (a single row stands alone), wrapped, keyed
        "wrapper": "templates",
        "ids": "number",  # number, string
        "statuses": "number",  # number, string
        "failed_id": "absent",  # absent, zero, empty
        "names": "flag",  # flag, english, russian, or a dict of target -> name
        "get": "all",  # all, registered
        "charset": "",  # empty: the one that the request asks for
        "error_status": 200,  # the HTTP status of an error
        "more_rows": [],  # rows (name, id, status) that every `get` shows beside
    },
}

_CHOICES = {
    ("answers", "rows"): ("list", "object", "wrapped", "keyed"),
    ("answers", "ids"): ("number", "string"),
    ("answers", "statuses"): ("number", "string"),
    ("answers", "failed_id"): ("absent", "zero", "empty"),
    ("answers", "get"): ("all", "registered"),
}


class ConfigError(Exception):
    """A setting that cannot be meant."""


def merge(config: dict[str, Any], changes: Any, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """The configuration with changes applied; dicts of settings are merged, all else is replaced.

    Raises ConfigError for a setting that does not exist or has a value that it cannot have.
    """
    where = ".".join(path) or "the configuration"
    if not isinstance(changes, dict):
        raise ConfigError(f"{where} must be a dict, not {changes!r}")
    merged = copy.deepcopy(config)
    for key, value in changes.items():
        here = (*path, key)
        if key not in config:
            raise ConfigError(f"{'.'.join(here)} is no setting; {where} has {', '.join(sorted(config))}")
        default = config[key]
        if isinstance(default, dict) and key != "forwards":
            merged[key] = merge(default, value, here)
            continue
        choices = _CHOICES.get(here)
        if choices and value not in choices:
            raise ConfigError(f"{'.'.join(here)} is {value!r}; it can be {', '.join(choices)}")
        kind = (int, float) if isinstance(default, (int, float)) else type(default)
        if not isinstance(value, kind) and here != ("answers", "names"):
            raise ConfigError(f"{'.'.join(here)} is {value!r}; it must be like {default!r}")
        merged[key] = value
    return merged
