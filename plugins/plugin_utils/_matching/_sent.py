# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that were sent, as users give them: texts, or dictionaries that say more. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ...module_utils._model import _input


class Message(NamedTuple):
    """A message that was sent, with what is known about it; cost in the currency of the account."""

    text: str
    sender: str = ""
    operator: str = ""
    cost: float | None = None
    recipient: str = ""


def read(values: Any) -> list[Message]:
    """Messages from texts, or dicts with message, and where known sender, operator, cost, recipient.

    Raises InputError.
    """
    # What is wrong may be a phone or a text all the same, so it is not shown.
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise _input.InputError(f"messages is of type {type(values).__name__}: give a list of texts or dictionaries")
    return [Message(str(one)) if isinstance(one, str) else _of(one, at) for at, one in enumerate(values, 1)]


def _of(value: Any, number: int) -> Message:
    """A message from a dict. number: of the item, for errors."""
    where = f"messages: item {number}"
    if not isinstance(value, Mapping):
        wrong = f"{where} is of type {type(value).__name__}, which is neither a text nor a dictionary"
        raise _input.InputError(f"{wrong}: {_input.QUOTE_IT}")
    text = value.get("message")
    if not isinstance(text, str):
        wrong = f"{where}: message is of type {type(text).__name__}, which is not a text"
        raise _input.InputError(f"{wrong}: {_input.QUOTE_IT}")
    sender, operator, recipient = (str(value.get(key) or "") for key in ("sender", "operator", "recipient"))
    return Message(str(text), sender, operator, _cost(value.get("cost"), number), recipient)


def are_enough(messages: Iterable[Message], least: int) -> bool:
    """Whether there are so many messages, and so many recipients if some are known: else they may be of one person."""
    given = list(messages)
    recipients = {message.recipient for message in given if message.recipient}
    return len(given) >= least and (not recipients or len(recipients) >= least)


def least(value: Any) -> int:
    """How many messages there must be before anything of them is shown. Raises InputError."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _input.InputError(f"least is {_input.shown(value)}: give a number of messages, 1 or more")
    return int(value)


def cost(messages: Iterable[Message]) -> float | None:
    """What they cost together, as far as that is known; None where it is not known of any."""
    costs = [message.cost for message in messages if message.cost is not None]
    return round(sum(costs), 2) if costs else None


def by_number(names: Iterable[str]) -> dict[str, int]:
    """How often each name comes, the most frequent first; empty ones are not known."""
    counts = Counter(name for name in names if name)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _cost(value: Any, number: int) -> float | None:
    """The cost of a message, also as spreadsheets write it: 1 234,50."""
    if value in (None, ""):
        return None
    text = "".join(value.split()).replace(",", ".") if isinstance(value, str) else value
    try:
        cost = float(text)
    except (TypeError, ValueError):
        cost = math.nan
    if not math.isfinite(cost):
        raise _input.InputError(
            f"messages: item {number}: cost is of type {type(value).__name__}, which is not a number; give one such as "
            "1.5"
        )
    return cost
