# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the role's variables of an account, told without their values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._model import _secrets_in_texts
from ...module_utils._model._input import QUOTE_IT
from ...module_utils._model._template import Template

SECRETS = ("op_templates_api_key", "op_templates_password", "op_templates_state_url")
# What is there in place of each where it is not given.
VARIABLES = {
    "op_templates_api_key": "SMSC_API_KEY",
    "op_templates_login": "SMSC_LOGIN",
    "op_templates_password": "SMSC_PASSWORD",
    "op_templates_api_url": "SMSC_API_URL",
    "op_templates_state_url": "SMSC_STATE_URL",
}
_ADDRESSES = ("op_templates_api_url", "op_templates_state_url")


def empty(given: Mapping[str, Any]) -> list[str]:
    """What is given and empty: in its place that of another account might be used. given: as far as it is set."""
    # With one way to log in, an empty variable takes the other one back, for instance that of a group.
    enough = given.get(SECRETS[0]) or (given.get("op_templates_login") and given.get(SECRETS[1]))
    return [
        f"{name} is empty; give it a value, or remove the variable to use {VARIABLES[name]} of the environment"
        for name, value in given.items()
        if value in (None, "") and (name in _ADDRESSES or not enough)
    ]


def unfit(given: Mapping[str, Any], records: Sequence[Template]) -> list[str]:
    """Credentials that are not texts, and secrets in texts. Modules refuse both; here nothing was shown yet."""
    found = {name: value for name, value in given.items() if value and name not in _ADDRESSES}
    wrong = [f"{name} is not a text; {QUOTE_IT}" for name, value in found.items() if not isinstance(value, str)]
    secrets = {name: str(value) for name, value in found.items() if name in SECRETS}
    if wrong or not secrets:
        return wrong
    return _secrets_in_texts.mistakes([(record.title, record) for record in records], secrets)
