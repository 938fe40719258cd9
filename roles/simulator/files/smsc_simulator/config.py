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

# What a request asks for; of other endpoints than that of templates, what they list.
COMMANDS = ("add", "get", "senders", "messages")
VERDICTS = {"accepted": 2, "rejected": 3, "suspended": 4}
FAULTS_BEFORE_WORK = ("drop_before", "html_502", "redirect", "hang", "error")
FAULTS_AFTER_WORK = ("drop_after", "empty", "truncated", "cut", "body")

DEFAULTS: dict[str, Any] = {
    # Each with `login`, and where wanted `password`, `api_key`, and `senders`: a dict of sender name -> list of
    # patterns of targets whose operators accept it. Without `senders` every operator accepts every sender name.
    # `sender_statuses`: sender name -> what senders.php says otherwise, by its keys, as in mts_step_status.
    "accounts": [{"login": "demo", "password": "demo-password", "api_key": "demo-key"}],
    # Flags beside the fourteen known ones.
    "more_targets": [],
    # Target -> targets that the operators register on their own when it is added.
    "forwards": {},
    # Client addresses that are never blocked.
    "allowed_ips": [],
    # How texts are kept, and found: exact; trimmed (without white space at the ends); normalized (trimmed as well,
    # line ends \n, other white space one space, letters composed).
    "texts": "exact",
    # Seconds that each request takes.
    "latency": 0.0,
    "limits": {
        "identical_requests": 10,
        "identical_lists": 3,
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
    # So many messages the example shop sends each day, for the history of messages.
    "messages_per_day": 20,
    # Faults that await requests, in order: `kind` (see server.py), and where wanted `command` (see COMMANDS),
    # `skip` (requests to let pass first), `times` (default 1), `work` (whether the request is carried out), `late`
    # (it is, so many seconds later), `seconds` (hang), `code` (error), `body` (body), `status` (HTTP status of body).
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
        "nothing_found": "list",  # list (an empty one), error (number 3); in the history of messages
        "more_rows": [],  # rows (name, id, status) that every `get` shows beside
    },
}

_RULE = {"sender": "", "msg": "", "target": ""}
# What values look like where the defaults do not show it. A tuple holds the values that can be chosen, a list
# the form of each entry, a dict with the key "" the form of each value. Of any other dict the first key is needed.
_FORMS: dict[str, Any] = {
    "accounts": [{"login": "", "password": "", "api_key": "", "senders": {"": [""]}, "sender_statuses": {"": {"": 0}}}],
    "more_targets": [""],
    "forwards": {"": [""]},
    "allowed_ips": [""],
    "texts": ("exact", "trimmed", "normalized"),
    "moderation.verdicts": [{"verdict": tuple(VERDICTS), **_RULE}],
    "refusals": [{"status": 0, **_RULE}],
    "faults": [
        {
            "kind": FAULTS_BEFORE_WORK + FAULTS_AFTER_WORK,
            "command": COMMANDS,
            "skip": 0,
            "times": 0,
            "work": False,
            "late": 0.0,
            "seconds": 0.0,
            "code": 0,
            "body": "",
            "status": 0,
        }
    ],
    "answers.rows": ("list", "object", "wrapped", "keyed"),
    "answers.ids": ("number", "string"),
    "answers.statuses": ("number", "string"),
    "answers.failed_id": ("absent", "zero", "empty"),
    "answers.names": ("flag", "english", "russian", {}),
    "answers.get": ("all", "registered"),
    "answers.nothing_found": ("list", "error"),
    "answers.charset": ("", "windows-1251", "utf-8", "koi8-r"),
    "answers.more_rows": [{"name": "", "id": None, "status": None}],
}


class ConfigError(Exception):
    """An invalid setting."""


def merge(config: dict[str, Any], changes: Any) -> dict[str, Any]:
    """The configuration with changes applied; dicts of settings are merged, all else is replaced.

    Raises ConfigError for a setting that does not exist or has a value that it cannot have.
    """
    return _merge(config, changes, DEFAULTS, "")


def _merge(config: dict[str, Any], changes: Any, defaults: dict[str, Any], path: str) -> dict[str, Any]:
    where = path or "the configuration"
    if not isinstance(changes, dict):
        raise ConfigError(f"{where} must be a dict, not {changes!r}")
    merged = copy.deepcopy(config)
    for key, value in changes.items():
        name = f"{path}.{key}" if path else str(key)
        if key not in defaults:
            raise ConfigError(f"{name} is not a setting; {where} has {', '.join(sorted(defaults))}")
        form = _FORMS.get(name, defaults[key])
        if isinstance(form, dict) and "" not in form:
            merged[key] = _merge(config[key], value, form, name)
        else:
            _check(value, form, name)
            merged[key] = copy.deepcopy(value)
    return merged


def _check(value: Any, form: Any, name: str) -> None:
    if isinstance(form, tuple):
        if value not in form and not (isinstance(value, dict) and {} in form):
            raise ConfigError(f"{name} is {value!r}; it can be {', '.join(repr(choice) for choice in form)}")
        return
    number = isinstance(form, (int, float)) and not isinstance(form, bool)
    alike = isinstance(value, (int, float) if number else type(form)) and not (number and isinstance(value, bool))
    if form is not None and not alike:
        raise ConfigError(f"{name} is {value!r}; it must be like {form!r}")
    if isinstance(form, list):
        for index, entry in enumerate(value):
            _check(entry, form[0], f"{name}[{index}]")
    elif isinstance(form, dict):
        _check_dict(value, form, name)


def _check_dict(value: dict[Any, Any], form: dict[str, Any], name: str) -> None:
    needed = next(iter(form))
    if needed and needed not in value:
        raise ConfigError(f"{name} has no {needed}")
    for key, part in value.items():
        if needed and key not in form:
            raise ConfigError(f"{name}.{key} is not a setting; {name} has {', '.join(sorted(form))}")
        _check(part, form.get(key, form[needed]), f"{name}.{key}")
