# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files the lookup reads. tests/integration has it in playbooks, with Jinja too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.smsops.smsc.plugins.lookup import op_template_catalog

Read = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads catalogs beside the playbook at tmp_path, started in tmp_path/cwd; returns the names of the sets."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    loader = DataLoader()
    loader.set_basedir(str(tmp_path))
    lookup = op_template_catalog.LookupModule(loader=loader)
    lookup._load_name = "op_template_catalog"
    options = yaml.safe_load(op_template_catalog.DOCUMENTATION)["options"]
    constants.config.initialize_plugin_configuration_definitions(
        "lookup", lookup._load_name, {"render": options["render"]}
    )
    return lambda *terms: [template_set["name"] for template_set in lookup.run(list(terms), {})]


def write(path: Path, name: str) -> None:
    """A catalog with one set of this name."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump([{"name": name, "templates": []}]), "utf-8")


def test_a_relative_path_begins_where_ansible_was_started_and_else_beside_the_playbook(
    read: Read, tmp_path: Path
) -> None:
    write(tmp_path / "templates" / "a.yml", "playbook")
    assert read("templates/a.yml") == read("templates/*.yml") == read("../templates/a.yml") == ["playbook"]
    write(tmp_path / "cwd" / "templates" / "a.yml", "cwd")
    assert read("templates/a.yml") == read("templates/*.yml") == ["cwd"]


def test_an_absolute_path_is_what_it_is(read: Read, tmp_path: Path) -> None:
    write(tmp_path / "a.yml", "a")
    assert read(f"{tmp_path}/a.yml") == read(f"{tmp_path}/*.yml") == ["a"]


def test_a_file_in_the_root_folder_is_not_looked_for_elsewhere(read: Read, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "cwd"):
        write(folder / "smsops-here.yml", "elsewhere")
    with pytest.raises(AnsibleLookupError, match=r"no file in / is like 'smsops-here.yml'; see"):
        read("/smsops-here.yml")


def test_a_pattern_may_name_folders_and_takes_files_alone_in_order(read: Read, tmp_path: Path) -> None:
    for name in ("temp2", "temp1"):
        write(tmp_path / name / "a.yml", name)
    (tmp_path / "temp3" / "a.yml").mkdir(parents=True)
    assert read("temp*/a.yml") == ["temp1", "temp2"]
    assert read("temp2/a.yml", "temp1/*.yml") == ["temp2", "temp1"]


def test_a_file_with_the_signs_of_a_pattern_in_its_name_is_found(read: Read, tmp_path: Path) -> None:
    write(tmp_path / "[prod].yml", "brackets")
    write(tmp_path / "p.yml", "p")
    assert read("[prod].yml") == ["brackets"]
    assert read("[p].yml") == ["p"]


def test_what_is_not_there_is_named_with_the_places(read: Read, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    for term, folder, pattern in (
        ("nowhere/*.yml", "/nowhere", "*.yml"),
        ("nowhere.yml", "", "nowhere.yml"),
        ("templates/", "", "templates"),
    ):
        with pytest.raises(AnsibleLookupError) as caught:
            read(term)
        places = f"{tmp_path}/cwd{folder} or {tmp_path}{folder}"
        assert f"no file in {places} is like {pattern!r}; see op_templates_catalog_files" in str(caught.value)


@pytest.mark.parametrize("term", ["", None, 5, ["a.yml"]])
def test_what_is_no_path_is_an_error(read: Read, term: Any) -> None:
    with pytest.raises(AnsibleLookupError, match="is not a path: give that of a file; see op_templates_catalog_files"):
        read(term)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name: orders", ": {'name': 'orders'} is not a list of sets"),
        (b"[", " cannot be read as YAML"),
        (b"\xff", " cannot be read as YAML"),
    ],
)
def test_a_file_that_is_no_catalog_is_named(read: Read, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.yml").write_bytes(content)
    with pytest.raises(AnsibleLookupError) as caught:
        read("a.yml")
    assert f"{tmp_path}/a.yml{said}" in str(caught.value)
