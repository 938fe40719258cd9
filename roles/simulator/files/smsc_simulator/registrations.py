# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service keeps of a template: in which spelling, under which key, and what operators have decided."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from .config import VERDICTS

PENDING, SUBMITTED = 0, 1


def kept(msg: str, texts: str) -> str:
    """The text as it is kept. texts: the setting of this name."""
    if texts == "trimmed":
        return msg.strip()
    if texts == "normalized":
        composed = unicodedata.normalize("NFC", msg.replace("\r\n", "\n").replace("\r", "\n"))
        return re.sub(r"[^\S\n]+", " ", composed).strip()
    return msg


def key(login: str, sender: str, msg: str, target: str) -> str:
    """Under what a registration is kept."""
    return "\x00".join((login, sender, target, msg))


def status(entry: Mapping[str, Any], now: float, moderation: Mapping[str, Any]) -> int:
    """The status of a registration at a time. moderation: the setting of this name."""
    age = now - entry["added_at"]
    if age < moderation["submit_after"]:
        return PENDING
    if age < moderation["decide_after"]:
        return SUBMITTED
    subject = (entry["sender"], entry["msg"], entry["target"])
    verdict = next((rule["verdict"] for rule in moderation["verdicts"] if fits(rule, *subject)), "accepted")
    return VERDICTS[verdict]


def fits(rule: Mapping[str, Any], sender: str, msg: str, target: str) -> bool:
    """Whether a rule of the configuration is about a registration."""
    values = {"sender": sender, "msg": msg, "target": target}
    return all(fnmatchcase(value, rule.get(field, "*")) for field, value in values.items())
