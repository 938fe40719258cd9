# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.smsops.smsc.plugins.plugin_utils import _times


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T10:00:00+00:00",
        "2026-11-22T10:00:00Z",
        "2026-11-22 10:00:00.999999+00:00",
        "2026-11-22T10:00:00",
        "2026-11-22T13:00:00+03:00",
        " 2026-11-22T10:00:00z ",
    ],
)
def test_a_time_may_be_written_in_the_usual_ways(text: str) -> None:
    assert _times.parse(text) == datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
    assert _times.iso(_times.parse(text)) == "2026-11-22T10:00:00+00:00"


@pytest.mark.parametrize("text", ["", "soon", "22.11.2026", "0001-01-01T00:00:00+10:00"])
def test_what_is_not_a_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        _times.parse(text)


def test_an_age_is_never_below_zero() -> None:
    earlier, later = _times.parse("2026-11-22T10:00:00Z"), _times.parse("2026-11-22T10:00:07Z")
    assert _times.age(earlier, later) == 7
    assert _times.age(later, earlier) == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 min"),
        (59, "0 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (3660, "1 h 1 min"),
        (86399, "23 h 59 min"),
        (86400, "1 d"),
        (86400 + 59 * 60, "1 d"),
        (3 * 86400 + 4 * 3600 + 5 * 60, "3 d 4 h"),
    ],
)
def test_an_age_is_told_in_its_two_largest_units(seconds: int, text: str) -> None:
    assert _times.age_text(seconds) == text
