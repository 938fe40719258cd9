# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In which spelling the service keeps a text."""

from __future__ import annotations

import re
import unicodedata


def kept(msg: str, texts: str) -> str:
    """The text as it is kept. texts: the setting of this name."""
    if texts == "trimmed":
        return msg.strip()
    if texts == "normalized":
        composed = unicodedata.normalize("NFC", msg.replace("\r\n", "\n").replace("\r", "\n"))
        return re.sub(r"[^\S\n]+", " ", composed).strip()
    return msg
