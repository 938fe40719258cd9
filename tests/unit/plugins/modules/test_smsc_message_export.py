# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a playbook sees it, with the history of the example shop."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.smsops.smsc.plugins.modules import smsc_message_export

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.modules import ModuleRun
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

NOVEMBER = {"start": "2024-11-01", "end": "2024-11-30"}
KEYS = ["message", "sender", "operator", "cost", "parts", "sent", "recipient"]


@pytest.fixture(autouse=True)
def _time(simulator: Simulator) -> None:
    simulator.service.advance(datetime(2024, 12, 26, 12, tzinfo=timezone.utc).timestamp())


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "sent.jsonl"


@pytest.fixture
def export(run_module: ModuleRun, connection: dict[str, Any], simulator: Simulator, dest: Path, tmp_path: Path) -> Any:
    """Run it a minute after the last time."""
    runs = itertools.count()

    def run(check_mode: bool = False, **options: Any) -> dict[str, Any]:
        simulator.clock.now += 61
        state = {"state_dir": str(tmp_path / f"state{next(runs)}")}
        given = {"dest": str(dest), **NOVEMBER, **connection, **state, **options}
        return run_module(smsc_message_export, check_mode=check_mode, **given)

    return run


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_the_messages_of_a_period(export: Any, simulator: Simulator, dest: Path) -> None:
    simulator.service.configure({"messages_per_day": 80})
    result = export()
    found = lines(dest)
    assert (result["changed"], result["dest"], result["count"], len(found)) == (True, str(dest), 2400, 2400)
    assert all(list(line) == KEYS for line in found)
    assert {line["sender"] for line in found} == {"MYSHOP", "MYSHOP-PAY"}
    assert [line["sent"] for line in found] == sorted(line["sent"] for line in found)
    assert (result["oldest"], result["newest"]) == (found[0]["sent"], found[-1]["sent"])
    # Days are the service's.
    assert result["oldest"] == "2024-10-31T21:00:00+00:00"
    assert {s: sum(o.values()) for s, o in result["counts"].items()} == Counter(line["sender"] for line in found)
    assert {type(line["cost"]) for line in found} == {float}
    assert dest.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in dest.parent.iterdir() if path.name.startswith(".smsc")] == []
    # Three pages and an empty one.
    assert (result["requests"]["sent"], simulator.lists(), simulator.violations()) == (4, ["messages"] * 4, [])


def test_again_it_changes_nothing_and_leaves_the_file_alone(export: Any, dest: Path) -> None:
    assert export()["changed"]
    before = (dest.read_bytes(), dest.stat().st_mtime_ns, dest.stat().st_ino)
    result = export()
    assert (result["changed"], result["count"]) == (False, 600)
    assert (dest.read_bytes(), dest.stat().st_mtime_ns, dest.stat().st_ino) == before


def test_what_is_new_replaces_it(export: Any, dest: Path) -> None:
    export(end="2024-11-29")
    first = lines(dest)
    assert export()["changed"]
    assert [line["message"] for line in lines(dest)][: len(first)] == [line["message"] for line in first]
    assert len(lines(dest)) == len(first) + 20


def test_recipients_have_pseudonyms_that_are_others_each_time(export: Any, simulator: Simulator, dest: Path) -> None:
    export()
    first = [line["recipient"] for line in lines(dest)]
    dest.unlink()
    export()
    second = [line["recipient"] for line in lines(dest)]
    assert not set(first) & set(second)
    assert all(re.fullmatch(r"r[0-9a-f]{20}", one) for one in first)
    # Who got several messages is the same in all of them.
    assert len(set(first)) == len(set(second)) < len(first)
    assert [first.index(one) for one in first] == [second.index(one) for one in second]
    assert "7900000" not in dest.read_text("utf-8")


def test_phones_only_when_asked_for(export: Any, dest: Path) -> None:
    export()
    assert export(with_phones=True)["changed"]
    assert all(re.fullmatch(r"7900000\d{4}", line["recipient"]) for line in lines(dest))
    assert not export(with_phones=True)["changed"]
    assert export()["changed"], "phones are taken out again"
    assert "7900000" not in dest.read_text("utf-8")


def test_the_same_messages_to_others_are_not_the_same(export: Any, dest: Path) -> None:
    export()
    found = lines(dest)
    found[0]["recipient"] = found[1]["recipient"]
    dest.write_text("".join(json.dumps(line) + "\n" for line in found), "utf-8")
    dest.chmod(0o600)
    assert export()["changed"]


def test_some_senders(export: Any, dest: Path) -> None:
    result = export(senders=["MYSHOP-PAY"])
    assert list(result["counts"]) == ["MYSHOP-PAY"]
    assert result["count"] == len(lines(dest)) < 600


def test_a_bound(export: Any, dest: Path) -> None:
    result = export(max_messages=50)
    assert (result["count"], result["complete"], len(lines(dest))) == (50, False, 50)
    assert result["newest"].startswith("2024-11-30T")
    assert result["warnings"] == [
        f"there are more than 50 messages in the period; the newest of them were read, since {result['oldest']}. Raise "
        "max_messages, or take a shorter period"
    ]
    assert export(max_messages=600)["complete"]


@pytest.mark.parametrize("kind", ["list", "error"])
def test_nothing_was_sent(export: Any, simulator: Simulator, dest: Path, kind: str) -> None:
    simulator.service.configure({"answers": {"nothing_found": kind}, "messages_per_day": 0})
    result = export()
    assert (result["changed"], result["count"], result["counts"], result["oldest"]) == (True, 0, {}, None)
    assert dest.read_bytes() == b""
    assert not export()["changed"]


def test_check_mode_says_whether_it_would_change(export: Any, dest: Path) -> None:
    assert export(check_mode=True)["changed"]
    assert not dest.exists()
    export()
    assert not export(check_mode=True)["changed"]
    dest.chmod(0o644)
    assert export(check_mode=True)["changed"]
    assert export()["changed"]
    assert dest.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content",
    [b"127.0.0.1 localhost\n", b'{"message": "x"}\n', b"\xff\xfe", b"[]\n", b"\n", b'{"message": 1'],
    ids=repr,
)
def test_a_file_of_something_else_is_never_replaced(
    export: Any, simulator: Simulator, dest: Path, content: bytes
) -> None:
    dest.write_bytes(content)
    result = export()
    assert result["error"]["kind"] == "parameters"
    assert "exists and is not an export of messages, so it was left alone" in result["msg"]
    assert (dest.read_bytes(), simulator.lists()) == (content, [])


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"kind": "body", "body": '[{"int_id": 5, "message": "Секрет 79000000001"}]'}, "bad_response"),
        ({"kind": "body", "body": "[Секрет 79000000001", "times": 5}, "bad_response"),
        ({"kind": "body", "body": "Секрет 79000000001", "status": 404}, "bad_response"),
        ({"kind": "body", "body": "[]", "status": 403}, "bad_response"),
        ({"kind": "truncated", "times": 5}, "bad_response"),
        ({"kind": "drop_before", "times": 5}, "transport"),
        ({"kind": "html_502", "times": 5}, "transport"),
        ({"kind": "error", "code": 6}, "api"),
        ({"kind": "error", "code": 2}, "auth"),
    ],
)
def test_when_it_fails_on_the_way_the_file_is_as_it_was_and_nothing_is_quoted(
    export: Any, simulator: Simulator, dest: Path, fault: dict[str, Any], kind: str
) -> None:
    export(end="2024-11-10")
    before = dest.read_bytes()
    simulator.service.configure({"faults": [{**fault, "command": "messages"}]})
    result = export()
    assert (result["failed"], result["error"]["kind"]) == (True, kind)
    assert dest.read_bytes() == before
    said = json.dumps(result, ensure_ascii=False)
    assert not re.search(r"Секрет|7900000|Заказ|MyShop", said)
    assert sorted(path.name for path in dest.parent.iterdir() if path.is_file()) == ["sent.jsonl"]


def test_a_lost_page_is_asked_for_again(export: Any, simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "cut", "command": "messages"}]})
    assert export()["count"] == 600


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"start": "2020-01-01"}, "which is longer than 6 months"),
        ({"start": "2999-01-01", "end": "2999-01-02"}, "start is 2999-01-01, which is in the future"),
        ({"start": "1.11.2024"}, "start is '1.11.2024', which is not a day; it looks like 2026-11-26"),
        ({"max_messages": 0}, "max_messages is 0; it must be 1 or more"),
        ({"senders": [611]}, "senders: item 1 is 611, which is not a text"),
        ({"dest": "/tmp"}, "dest is '/tmp', which is a folder; name a file"),
        ({"dest": "/dev/null"}, "is not a file; name another"),
        ({"dest": "/no/such/folder/x"}, "dest: there is no folder '/no/such/folder'; make it first"),
    ],
)
def test_wrong_options_are_told_and_nothing_is_sent(
    export: Any, simulator: Simulator, options: dict[str, Any], said: str
) -> None:
    result = export(**options)
    assert (result["failed"], result["error"]["kind"]) == (True, "parameters")
    assert said in result["msg"]
    assert simulator.lists() == []


def test_a_link_stays_and_what_it_leads_to_is_replaced(export: Any, dest: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.jsonl"
    dest.symlink_to(real)
    assert export()["dest"] == str(real)
    assert dest.is_symlink()
    assert len(lines(real)) == 600


def test_half_a_character_can_be_written_and_read_again(export: Any, simulator: Simulator, dest: Path) -> None:
    row = {
        "int_id": 1, "message": "\ud83d \n", "sender_id": "S", "operator": "", "cost": 1, "sms_cnt": 1, "phone": "1",
        "send_timestamp": 1,
    }  # fmt: skip
    faults = [{"kind": "body", "command": "messages", "body": body} for body in (json.dumps([row]), "[]") * 2]
    simulator.service.configure({"faults": faults})
    assert export()["changed"]
    assert lines(dest)[0]["message"] == "\ud83d \n"
    assert not export()["changed"]
