# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup of messages. What it makes of the content of a file is tested with _messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.smsops.smsc.plugins.lookup import op_template_messages

MESSAGES = "id;text\n1;Заказ 17 оплачен\n2;Заказ 18 отменён\n"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Reads files as a play does whose playbook lies in this folder."""
    loader = DataLoader()
    loader.set_basedir(str(tmp_path))
    lookup = op_template_messages.LookupModule(loader=loader)
    lookup._load_name = "op_template_messages"
    options = yaml.safe_load(op_template_messages.DOCUMENTATION)["options"]
    names = ("format", "column", "encoding", "keep_empty")
    constants.config.initialize_plugin_configuration_definitions(
        "lookup", lookup._load_name, {name: options[name] for name in names}
    )
    return lambda *terms, **options: lookup.run(list(terms), {"ansible_search_path": [str(tmp_path)]}, **options)


def test_files_are_read_one_after_the_other(read: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Заказ 1 готов\n\nКод 5\n", "utf-8")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "b.txt").write_text("Привет", "utf-8")
    assert read(str(tmp_path / "a.txt"), "b.txt") == ["Заказ 1 готов", "Код 5", "Привет"]


def test_messages_without_text_are_kept_on_demand(read: Any, tmp_path: Path) -> None:
    (tmp_path / "sent.csv").write_text("id,text\n1,\n2,Заказ 18\n", "utf-8")
    assert read("sent.csv", format="csv", column="text") == ["Заказ 18"]
    assert read("sent.csv", format="csv", column="text", keep_empty=True) == ["", "Заказ 18"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_a_column_of_a_file_in_its_encoding(read: Any, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "sent.csv").write_bytes(MESSAGES.encode(encoding))
    found = read("sent.csv", format="csv", column="text", encoding=encoding)
    assert found == ["Заказ 17 оплачен", "Заказ 18 отменён"]


def test_what_is_wrong_is_named_with_the_file(read: Any, tmp_path: Path) -> None:
    (tmp_path / "sent.csv").write_bytes(MESSAGES.encode("windows-1251"))
    with pytest.raises(AnsibleError, match=r"sent\.csv: line 2 is not in utf-8: name the encoding"):
        read("sent.csv", format="csv", column="text")
    with pytest.raises(AnsibleError, match=r"there is no file 'sent\.txt'; give its path"):
        read("sent.txt")
