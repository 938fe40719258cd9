# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed since the last run, as reports say it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._model import _input
from ansible_collections.smsops.smsc.plugins.plugin_utils._reporting import _report
from ansible_collections.smsops.smsc.tests.support.records import NOW, WILD, fewer, record
from hypothesis import given
from hypothesis import strategies as st

RECORDS = [record(states={"mts_srv": "accepted", "mega_srv": "accepted", "soc": "rejected"})]
FOR_PEOPLE = ("html", "markdown", "text")
NOTHING_NEW = "nothing has changed since the last run"


def change(target: str, before: str, state: str, after: int | None = 273_600, **fields: Any) -> dict[str, Any]:
    about = {"environment": "prod", "set": "orders", "name": "paid", "sender": "MYSHOP", "target": target}
    return {**about, "from": before, "to": state, "after": after, **fields}


CHANGES = [
    change("mts_srv", "submitted", "accepted"),
    change("mega_srv", "submitted", "accepted"),
    change("soc", "not_found", "rejected", None),
]


def test_a_text_says_what_is_new_and_what_has_become_worse_first() -> None:
    lines = _report.render(RECORDS, "text", now=NOW, changes=CHANGES).splitlines()
    at = lines.index("since the last run: 3 changes")
    assert lines[at + 1 : at + 3] == [
        "  orders/paid  MYSHOP  soc               not found → rejected",
        "  orders/paid  MYSHOP  mts_srv mega_srv  submitted → accepted  after 3 d 4 h",
    ]
    # Below what needs attention, above all states.
    assert lines.index("needs attention: 1 rejected") < at < lines.index(lines[-3])


def test_with_several_environments_a_change_names_its_own() -> None:
    records = [*RECORDS, record(states={"soc": "pending"}, environment="dev")]
    elsewhere = [change("soc", "submitted", "pending", environment="dev")]
    for kind in FOR_PEOPLE:
        assert "submitted → pending" in _report.render(records, kind, changes=elsewhere)
    text = _report.render(records, "text", changes=CHANGES)
    assert "  prod  orders/paid  MYSHOP  soc " in text.split("since the last run")[1]


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_where_nothing_is_new_one_line_says_so(kind: str) -> None:
    (line,) = [
        line for line in _report.render(RECORDS, kind, changes=[]).splitlines() if NOTHING_NEW in line.casefold()
    ]
    assert len(line) < 80
    # Without a history nothing is known, and neither is it of what could not be read.
    unread = [*RECORDS, record("ready", failed=True)]
    for shown in (_report.render(RECORDS, kind), _report.render(unread, kind, changes=[])):
        assert NOTHING_NEW not in shown.casefold()


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_in_russian(kind: str) -> None:
    shown = _report.render(RECORDS, kind, changes=CHANGES, language="ru")
    assert "прошлого запуска: 3 изменения" in shown
    assert "отправлен → принят" in shown
    assert "спустя 3 дн. 4 ч" in shown.replace("\\", "")
    none = _report.render(RECORDS, kind, changes=[], language="ru")
    assert "прошлого запуска ничего не изменилось" in none


def test_programs_get_them_as_they_are() -> None:
    assert json.loads(_report.render(RECORDS, "json", changes=CHANGES))["changes"] == CHANGES
    assert json.loads(_report.render(RECORDS, "json", changes=[]))["changes"] == []
    assert json.loads(_report.render(RECORDS, "json"))["changes"] is None
    assert _report.render(RECORDS, "junit", changes=CHANGES) == _report.render(RECORDS, "junit")


def test_prometheus_counts_them_by_what_became_of_what() -> None:
    def samples(records: Any, changes: Any) -> list[str]:
        lines = _report.render(records, "prometheus", changes=changes).splitlines()
        return [line for line in lines if line.startswith("smsc_op_template_changes")]

    assert samples(RECORDS, CHANGES) == [
        'smsc_op_template_changes{environment="prod",from="submitted",to="accepted"} 2',
        'smsc_op_template_changes{environment="prod",from="not_found",to="rejected"} 1',
    ]
    unread = record("ready", failed=True, environment="dev")
    assert samples([*RECORDS, unread], []) == ['smsc_op_template_changes{environment="prod"} 0']
    assert samples(RECORDS, None) == []


@pytest.mark.parametrize("kind", list(_report.FORMATS))
@pytest.mark.parametrize("changes", ["x", {"a": 1}, [1], [{"target": "soc"}]])
def test_what_is_no_list_of_changes_is_named(kind: str, changes: Any) -> None:
    with pytest.raises(_input.InputError, match="changes must be the fact op_templates_changes"):
        _report.render(RECORDS, kind, changes=changes)


@fewer
@given(st.lists(st.builds(lambda text, name: change(text, "pending", "accepted", name=name), WILD, WILD)))
def test_whatever_users_write_stands_there_as_text(changes: list[dict[str, Any]]) -> None:
    html = _report.render(RECORDS, "html", changes=changes)
    assert html.count("<script") == 1
    assert "\x1b" not in html
    for line in _report.render(RECORDS, "markdown", changes=changes).split("Since the last run")[-1].splitlines()[4:]:
        if not line.startswith("|"):
            break
        assert line.replace("\\|", "").count("|") == 6
