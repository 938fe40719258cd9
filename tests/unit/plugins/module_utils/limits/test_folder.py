# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folders are on another machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _folder

TABLE = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /home rw,relatime shared:2 master:1 - nfs4 nas:/home rw,vers=4.2
31 30 8:2 / /home/local rw - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/two\040words rw - cifs //nas/share rw
33 22 0:42 / /mnt/s3 rw - fuse.s3fs s3fs rw
34 22 0:43 / /mnt/again rw - nfs nas:/again rw
35 22 0:44 / /mnt/again rw - tmpfs tmpfs rw
36 22 0:45 / /mnt/wsl rw - 9p drvfs rw
37 22 0:46 / - nfs nas:/cut rw
not a line of it
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/var/lib/smsc", None),
        ("/home/me/.local/state/smsops.smsc", "nfs4"),
        ("/home", "nfs4"),
        ("/homes/me", None),
        ("/home/local/state", None),
        ("/mnt/two words/state", "cifs"),
        ("/mnt/s3/state", "fuse.s3fs"),
        ("/mnt/again", None),
        ("/mnt/wsl/c", None),
    ],
)
def test_the_nearest_and_last_mount_decides(place: str, kind: str | None) -> None:
    assert _folder.type_in(TABLE, Path(place)) == kind


def test_a_link_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(f"1 0 8:1 / {tmp_path / 'share'} rw - nfs nas:/share rw\n", "utf-8")
    monkeypatch.setattr(_folder, "_TABLE", table)
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    assert _folder.network_type(str(tmp_path / "link" / "state")) == "nfs"
    assert _folder.network_type(str(tmp_path / "state")) is None


def test_a_system_without_the_table_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_folder, "_TABLE", tmp_path / "none")
    assert _folder.network_type(str(tmp_path)) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the table is Linux's")
def test_the_table_of_this_machine_is_found_and_understood() -> None:
    assert ("/proc", "proc") in _folder._mounts(_folder._TABLE.read_text("utf-8", "surrogateescape"))


def test_a_mount_whose_name_is_no_text_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mountinfo"
    table.write_bytes(b"1 0 8:1 / /\xff rw - nfs nas:/one rw\n2 0 8:2 / %s rw - nfs nas:/two rw\n" % bytes(tmp_path))
    monkeypatch.setattr(_folder, "_TABLE", table)
    assert _folder.network_type(str(tmp_path)) == "nfs"


def test_where_none_is_given_it_is_in_the_state_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_folder, "_TABLE", tmp_path / "none")
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    assert _folder.default() == ("/home/me/.local/state/smsops.smsc", "")
    monkeypatch.setenv("XDG_STATE_HOME", "/var/lib/me")
    assert _folder.default() == ("/var/lib/me/smsops.smsc", "")
