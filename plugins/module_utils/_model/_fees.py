# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators charge each month for a registered template, as far as that is known. Pure.

The service's own page on templates says nothing of fees. These are dated, each with its source, and the user may know
better: `merge` takes what the user gives.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from . import _contract, _input

CURRENCY = "RUB"


class Fee(NamedTuple):
    """What an operator charges for each registration: an amount a month, since when, and who says so."""

    amount: float
    since: str
    source: str


# By the codes of operators. Of others no fee is known, which does not mean that there is none.
FEES = {
    "tele2": Fee(1100, "since 2026-04-01", "https://smscentre.com/news/390"),
    "mts": Fee(1020, "undated", "a reseller"),
}


def merge(given: Any, option: str = "fees") -> dict[str, float]:
    """The fee of each operator, from FEES and from what a user gave: a number by the code of an operator.

    option: how to call it. Raises InputError.
    """
    fees = {operator: fee.amount for operator, fee in FEES.items()}
    if given is None:
        return fees
    if not isinstance(given, Mapping):
        raise _input.InputError(f"{option} is {_input.shown(given)}, which is not a dictionary; write {{tele2: 1100}}")
    codes = {word: operator.code for operator in _contract.OPERATORS for word in (operator.code, *operator.words)}
    for operator, given_amount in given.items():
        name = str(operator).casefold()
        # New operators come, and are called as their flags begin; one that is near to a known one is mistyped.
        hint = _input.nearest(name, codes)
        if name not in codes and hint.startswith("did you mean"):
            raise _input.InputError(f"{option}: there is no operator {operator!r}; {hint}")
        try:
            fees[codes.get(name, name)] = amount(given_amount)
        except ValueError:
            raise _input.InputError(
                f"{option}: {operator} is {_input.shown(given_amount)}; give a number of {CURRENCY} a month, 0 for none"
            ) from None
    return fees


def of_targets(targets: Iterable[str], fees: Mapping[str, float]) -> dict[str, float]:
    """What registrations with these targets cost a month, by operator; without operators that charge nothing.

    targets: one for each registration. fees: as `merge` returns them.
    """
    numbers = Counter(_contract.describe(target).operator or target for target in targets)
    costs = {operator: fees.get(operator, 0) * number for operator, number in numbers.items()}
    return {operator: cost for operator, cost in sorted(costs.items(), key=lambda pair: -pair[1]) if cost}


def number_text(number: float) -> str:
    """`1,100`, `1,100.5`."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def amount_text(number: float) -> str:
    """`1,100 RUB`."""
    return f"{number_text(number)} {CURRENCY}"


def amount(value: Any) -> float:
    """A number that is not negative. From -e and surveys it comes as a text. Raises ValueError."""
    number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
    if not math.isfinite(number) or number < 0:
        raise ValueError
    return int(number) if number.is_integer() else number
