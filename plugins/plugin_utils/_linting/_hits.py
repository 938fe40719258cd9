# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check of a rule yields. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...module_utils._model._template import Template
from .._matching._operands import Text


class Hit(NamedTuple):
    """What is wrong, and at which column from 1; None when that is not in the text. fix: in place of the rule's."""

    column: int | None
    message: str
    fix: str | None = None


Check = Callable[[Template, Text], Iterator[Hit]]
