# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that stand in a text which must be returned, where Ansible would hide them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import _contract, _input
from ._template import Template

# And nobody could tell what the result is about.
_WHY = "Ansible hides a secret wherever it stands in a result"


def mistakes(templates: Iterable[tuple[str, Template]], secrets: Mapping[str, str]) -> list[str]:
    """What is wrong with templates because of secrets; nothing if none stands in them.

    templates: each with its place, for messages. secrets: each by the option that it comes from.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for place, template in templates:
        texts = {key: [value] if isinstance(value, str) else value for key, value in template.as_dict().items()}
        for option, secret in secrets.items():
            for key, values in texts.items():
                if any(secret in value for value in values):
                    found.setdefault((option, key), []).append("" if secret in place else place)
    told = []
    for (option, key), places in found.items():
        more = f" and {_input.count(len(places) - 1, 'template')} more" if len(places) > 1 else ""
        where = f"{places[0]}{more}: " if places[0] else ""
        told.append(f"{where}the {option} occurs in its {key}; {_WHY}, so rename that, or use another {option}")
    return [*told, *_in_words(secrets)]


def _in_words(secrets: Mapping[str, str]) -> list[str]:
    words = [*_contract.FLAGS, *_contract.BY_NAME, *(operator.code for operator in _contract.OPERATORS)]
    words += [message_type.code for message_type in _contract.MESSAGE_TYPES]
    return [
        f"the {option} is part of a word that results are made of (the names of targets, states, operators and message "
        f"types); {_WHY}, so use another {option}"
        for option, secret in secrets.items()
        if any(secret in word for word in words)
    ]
