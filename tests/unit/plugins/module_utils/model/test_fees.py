# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What registrations cost a month."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _fees, _input


def test_every_fee_names_its_source_and_date() -> None:
    assert all(fee.source and fee.since and fee.amount > 0 for fee in _fees.FEES.values())


def test_the_user_knows_better() -> None:
    assert _fees.merge(None) == {"tele2": 1100, "mts": 1020}
    assert _fees.merge({"mts": 0, "sber": "500.50"}) == {"tele2": 1100, "mts": 0, "sber": 500.5}
    # Whatever people call an operator; a name that changed nothing would be a guard that is not heeded.
    assert _fees.merge({"T2": 1, "МТС": 2, "mega": 3}) == {"tele2": 1, "mts": 2, "megafon": 3}


def test_each_registration_counts() -> None:
    fees = _fees.merge({"soc": 7})
    costs = _fees.of_targets(["soc", "tele2_srv", "mts_srv", "mts_auth", "bee_srv"], fees)
    assert list(costs.items()) == [("mts", 2040), ("tele2", 1100), ("soc", 7)], "the dearest first"
    assert _fees.of_targets([], fees) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (5, "fees is 5, which is not a dictionary"),
        ({"tele": 5}, "fees: there is no operator 'tele'; did you mean 'tele2'?"),
        ({"mts": "much"}, "fees: mts is 'much'; give a number of RUB a month, 0 for none"),
        ({"mts": -1}, "fees: mts is -1"),
        ({"mts": True}, "fees: mts is True"),
        ({"mts": "nan"}, "fees: mts is 'nan'"),
        ({"mts": None}, "fees: mts is None"),
    ],
)
def test_what_is_not_a_fee_is_named(given: Any, said: str) -> None:
    with pytest.raises(_input.InputError) as caught:
        _fees.merge(given)
    assert str(caught.value).startswith(said)


def test_amounts_are_written_for_people() -> None:
    assert [_fees.amount_text(amount) for amount in (0, 1100, 2120.5, 1_000_000)] == [
        "0 RUB",
        "1,100 RUB",
        "2,120.5 RUB",
        "1,000,000 RUB",
    ]
