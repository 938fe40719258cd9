# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the event source keeps. Its life over a week is in tests/unit/extensions."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils import _records
from ansible_collections.smsops.smsc.plugins.plugin_utils._files import _events_file
from ansible_collections.smsops.smsc.tests.support.records import record

NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)


def see(file: _events_file.EventsFile, state: str, hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    file.remember(_records.read([record(states={"mts_srv": state})]), now, now)


def test_what_nobody_has_taken_is_kept_in_order_and_none_is_taken_twice(tmp_path: Path) -> None:
    for hours, state in enumerate(("pending", "submitted", "accepted")):
        see(_events_file.EventsFile(str(tmp_path), "prod"), state, hours)
    file = _events_file.EventsFile(str(tmp_path), "prod")
    assert [event["to"] for event in file.pending()] == ["submitted", "accepted"]
    file.took(1)
    assert [event["to"] for event in _events_file.EventsFile(str(tmp_path), "prod").pending()] == ["accepted"]


@pytest.mark.parametrize(("hours", "left"), [(0, 21600), (5, 3600), (6, 0), (99, 0), (-3, 21600)])
def test_the_next_reading_is_an_interval_after_the_last_whatever_the_clock_does(
    tmp_path: Path, hours: int, left: int
) -> None:
    file = _events_file.EventsFile(str(tmp_path), "prod")
    assert file.seconds_left(21600, NOW) == 0
    see(file, "pending", 0)
    assert file.seconds_left(21600, NOW + timedelta(hours=hours)) == left


def test_what_is_damaged_is_not_overwritten(tmp_path: Path) -> None:
    see(_events_file.EventsFile(str(tmp_path), "prod"), "pending", 0)
    kept = tmp_path / "events" / "prod.json"
    kept.write_text(kept.read_text("utf-8")[:-20], "utf-8")
    with pytest.raises(_input.InputError, match="cannot be read as JSON"):
        _events_file.EventsFile(str(tmp_path), "prod")
    kept.unlink()
    first, second = (_events_file.EventsFile(str(tmp_path), "prod").alone() for _number in range(2))
    with first, pytest.raises(_input.InputError, match="another source is using"), second:
        raise AssertionError
