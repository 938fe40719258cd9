# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the linter has found, as files that CI systems show."""

from __future__ import annotations

import json
import stat
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible_collections.smsops.smsc.plugins.plugin_utils._files import _findings_files
from ansible_collections.smsops.smsc.plugins.plugin_utils._linting import _lint

PAID = {"set": "orders", "name": "paid", "sender": "SHOP", "msg": "Заказ %d оплачен", "targets": ["mts_srv"]}
LOGIN = {"set": "codes", "name": "login", "sender": "SHOP", "msg": "Код %w+", "targets": ["mts_auth"]}
THREE: list[dict[str, Any]] = [PAID, LOGIN, {**PAID, "name": "long", "msg": "Заказ " * 20 + "%d"}]


class TestFindingsReports:
    @pytest.fixture(autouse=True)
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder of a repository, in which Ansible is started."""
        (tmp_path / ".git").mkdir()
        folder = tmp_path / "сообщения"
        folder.mkdir()
        monkeypatch.chdir(folder)
        return folder

    def write(
        self,
        kind: str,
        name: str = "findings",
        *,
        templates: list[dict[str, Any]] | None = None,
        catalog_files: tuple[str, ...] = (),
        inventory: str = "",
    ) -> list[str]:
        reports, chosen = [{"format": kind, "path": name}], THREE if templates is None else templates
        options = {"op_templates_findings_reports": reports, "op_templates_catalog_files": catalog_files}
        return _findings_files.write(options, _lint.lint(chosen), chosen, DataLoader(), inventory)

    def places(self, **variables: Any) -> dict[str, tuple[str, int]]:
        """File and line of each finding of GitLab's JSON, by the start of its description."""
        self.write("codequality", **variables)
        issues = json.loads(Path("findings").read_text("utf-8"))
        return {
            issue["description"].split(":")[0]: (issue["location"]["path"], issue["location"]["lines"]["begin"])
            for issue in issues
        }

    def test_a_finding_stands_at_its_line_of_its_file(self, here: Path) -> None:
        catalog = "- name: codes\n  templates:\n    - name: login\n      targets: [mts_auth]\n      msg: Код %w+\n"
        (here / "codes.yml").write_text(catalog, "utf-8")
        catalog = '[{"name": "orders", "templates": [\n{"name": "paid", "msg": "x"},\n{"name": "long", "msg": "y"}]}]'
        (here / "orders.json").write_text(catalog, "utf-8")
        found = self.places(catalog_files=("*.yml", "orders.json"))
        assert found["codes/login"] == ("сообщения/codes.yml", 5)
        assert found["orders/long"] == ("сообщения/orders.json", 3)

    def test_one_that_has_no_file_points_at_the_inventory_or_at_the_catalog(self, here: Path) -> None:
        found = self.places(inventory=str(here / "hosts.yml"))
        assert set(found.values()) == {("сообщения/hosts.yml", 1)}
        (here / "codes.yml").write_text("- name: other\n  templates: [{name: login, msg: x}]\n", "utf-8")
        assert set(self.places(catalog_files=("codes.yml",)).values()) == {("сообщения/codes.yml", 1)}
        assert set(self.places().values()) == {("сообщения", 1)}

    def test_the_json_of_code_quality(self, here: Path) -> None:
        self.write("codequality")
        text = (here / "findings").read_text("utf-8")
        assert "\\u" not in text
        issues = json.loads(text)
        assert {issue["severity"] for issue in issues} == {"minor", "info"}
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        (issue,) = [issue for issue in issues if issue["check_name"] == "no-word-plus"]
        assert issue["description"].startswith("codes/login:5: warning: ")
        # Lines that move are no other findings.
        self.write("codequality", inventory=str(here.parent / "сообщения"))
        assert json.loads((here / "findings").read_text("utf-8")) == issues
        assert stat.S_IMODE((here / "findings").stat().st_mode) == 0o644
        assert [path.name for path in here.iterdir()] == ["findings"]

    def test_junit_fails_for_errors_and_warnings_and_passes_other_templates(self, here: Path) -> None:
        self.write("junit")
        root = ET.parse(here / "findings").getroot()
        cases = {case.get("name"): case.find("failure") for case in root.iter("testcase")}
        assert {name for name, failure in cases.items() if failure is None} == {"paid", "long"}
        assert root.get("failures") == str(sum(failure is not None for failure in cases.values()))
        failure = cases["login no-word-plus"]
        assert failure is not None
        assert failure.get("type") == "warning"
        assert (failure.text or "").startswith("codes/login:5: warning: ")

    @pytest.mark.parametrize("kind", ["junit", "codequality"])
    def test_a_file_without_findings_is_written_too(self, here: Path, kind: str) -> None:
        self.write(kind, templates=[PAID])
        text = (here / "findings").read_text("utf-8")
        assert text == "[]\n" if kind == "codequality" else 'tests="1" failures="0"' in text

    @pytest.mark.parametrize("kind", ["junit", "codequality"])
    def test_whatever_a_text_has_in_it_the_file_can_be_read(self, here: Path, kind: str) -> None:
        wild = {**LOGIN, "name": "a\x1b\ud800", "set": "<&>", "msg": "\x00\u202e %x \ud800 ]]> <b>"}
        self.write(kind, templates=[wild])
        text = (here / "findings").read_text("utf-8")
        assert json.loads(text) if kind == "codequality" else len(ET.fromstring(text))

    def test_a_file_that_cannot_be_written_is_named(self) -> None:
        assert self.write("junit", "no/such/folder.xml") == [
            "op_templates_findings_reports: no/such/folder.xml cannot be written: No such file or directory; "
            "make its folder first, and let it be written to"
        ]
