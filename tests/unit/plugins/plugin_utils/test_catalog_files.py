# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a catalog: which a pattern finds, what is in them, and what is said where something is wrong."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.utils.display import Display
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog_files

SECRET = VaultSecret(b"open sesame")
OPEN = VaultLib([("default", SECRET)])
WRONG = VaultLib([("default", VaultSecret(b"something else"))])
LOCKED = VaultLib([])


def encrypted(text: str, vault_id: str | None = None) -> str:
    vaulted: bytes = OPEN.encrypt(text, SECRET, vault_id)
    return vaulted.decode()


def inline(text: str) -> str:
    """A value for a YAML file, indented far enough for a template."""
    return "!vault |\n" + textwrap.indent(encrypted(text), " " * 10)


@pytest.fixture(autouse=True)
def warnings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What Ansible warns of, which must be nothing."""
    warned: list[str] = []
    monkeypatch.setattr(Display, "warning", lambda _self, msg, *_args, **_options: warned.append(msg))
    yield warned
    assert warned == []


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(
    *patterns: str, vault: Any = OPEN, render: Any = None, mistakes: list[str] | None = None
) -> list[tuple[str, Any]]:
    found: list[str] = []
    result = _catalog_files.read(patterns, [Path.cwd()], found, vault, render)
    if mistakes is None:
        assert found == []
    else:
        mistakes += found
    return result


def mistakes(*patterns: str, **options: Any) -> list[str]:
    found: list[str] = []
    read(*patterns, mistakes=found, **options)
    return found


def write(path: Path, content: str | bytes = "[]") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


class TestWhichFiles:
    def names(self, *patterns: str) -> list[str]:
        return [name for name, _catalog in read(*patterns)]

    def test_two_stars_are_all_levels_in_the_order_of_paths(self, here: Path) -> None:
        for name in ("catalog/b.yml", "catalog/a/z.yml", "catalog/a/deep/er/x.yml", "catalog/a.yml", "other.yml"):
            write(here / name)
        expected = ["catalog/a/deep/er/x.yml", "catalog/a/z.yml", "catalog/a.yml", "catalog/b.yml"]
        assert self.names("catalog/**/*.yml") == self.names(f"{here}/catalog/**/*.yml") == expected
        assert self.names("catalog/**") == self.names("catalog/**/**/*") == expected
        assert self.names("catalog/**/er/*.yml") == ["catalog/a/deep/er/x.yml"]
        assert self.names("**/deep/**/x.yml") == ["catalog/a/deep/er/x.yml"]
        assert self.names("*/*.yml") == ["catalog/a.yml", "catalog/b.yml"]
        assert self.names("**") == [*expected, "other.yml"]

    def test_a_file_that_several_patterns_find_is_read_once(self, here: Path) -> None:
        for name in ("a/1.yml", "a/2.yml"):
            write(here / name)
        (here / "link.yml").symlink_to(here / "a" / "2.yml")
        assert self.names("a/2.yml", "a/*.yml", "./a/../a/1.yml", "link.yml", "**/*.yml") == ["a/2.yml", "a/1.yml"]

    def test_what_is_hidden_is_found_by_a_pattern_with_a_dot_alone(self, here: Path) -> None:
        for name in ("a/.git/x.yml", "a/.hidden.yml", "a/seen.yml"):
            write(here / name)
        assert self.names("a/**/*.yml") == ["a/seen.yml"]
        assert self.names("a/.*.yml") == ["a/.hidden.yml"]
        assert self.names("a/.git/*.yml") == ["a/.git/x.yml"]

    def test_links_in_a_circle_end_and_others_are_followed(self, here: Path) -> None:
        write(here / "common" / "shared.yml")
        write(here / "catalog" / "a" / "own.yml")
        for name, target in (("a/up", ".."), ("a/me", "."), ("out", ".."), ("b", "../common")):
            (here / "catalog" / name).symlink_to(target)
        assert self.names("catalog/**/*.yml") == ["catalog/a/own.yml", "catalog/b/shared.yml"]

    def test_signs_of_patterns_in_real_names(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(here / "[prod]" / "sub" / "[a].yml")
        assert self.names("[prod]/**/*.yml") == self.names("[prod]/sub/[a].yml") == ["[prod]/sub/[a].yml"]
        assert self.names(f"{here}/[[]prod]/*/*.yml") == ["[prod]/sub/[a].yml"]
        monkeypatch.chdir(here / "[prod]")
        assert self.names("*/*.yml") == ["sub/[a].yml"]

    def test_a_folder_with_the_name_of_a_file_is_passed_over(self, here: Path) -> None:
        write(here / "a" / "folder.yml" / "in.yml")
        write(here / "a" / "file.yml")
        assert self.names("a/*.yml") == ["a/file.yml"]
        assert self.names("a/**/*.yml") == ["a/file.yml", "a/folder.yml/in.yml"]
        (mistake,) = mistakes("a/folder.yml")
        assert mistake == (
            f"no file in {here}/a is like 'folder.yml'; see op_templates_catalog_files; "
            "a/folder.yml is a folder: for the files in it and below write 'a/folder.yml/**/*.yml'"
        )

    def test_a_pattern_that_finds_nothing_is_told_with_where_it_looked(self, here: Path) -> None:
        write(here / "catalog" / "a.yaml")
        assert mistakes("catalog/**/*.yml") == [
            f"no file in {here}/catalog is like '**/*.yml'; see op_templates_catalog_files"
        ]
        assert mistakes("nowhere/**") == [f"no file in {here}/nowhere is like '**'; see op_templates_catalog_files"]
        assert mistakes("catalog/**.yml") == [
            "'catalog/**.yml' has ** beside something else; between slashes it is all folders, as in **/*.yml"
        ]

    def test_a_link_that_leads_nowhere_is_told(self, here: Path) -> None:
        write(here / "a.yml")
        (here / "b.yml").symlink_to("gone.yml")
        assert mistakes("*.yml") == ["b.yml cannot be read: No such file or directory"]


SETS = """
- name: orders
  targets: &targets [mts_srv]
  templates:
    - &base
      name: paid
      msg: one
      targets: *targets
    - <<: *base
      name: two
      msg: two
"""


class TestWhatIsIn:
    def only(self, content: str | bytes, **options: Any) -> Any:
        write(Path("a.yml"), content)
        ((_name, catalog),) = read("a.yml", **options)
        return catalog

    def mistakes(self, content: str | bytes, **options: Any) -> list[str]:
        write(Path("a.yml"), content)
        return mistakes("a.yml", **options)

    def test_anchors_aliases_and_merge_keys(self, here: Path) -> None:
        assert self.only(SETS)[0]["templates"] == [
            {"name": "paid", "msg": "one", "targets": ["mts_srv"]},
            {"name": "two", "msg": "two", "targets": ["mts_srv"]},
        ]

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("- name: a\n  sender: S\n  name: b\n", [(3, "name", 1)]),
            ("- name: a\n  templates:\n    - msg: x\n      'msg': y\n", [(4, "msg", 3)]),
            ("a: 1\nb: 2\na: 3\nb: 4\n", [(3, "a", 1), (4, "b", 2)]),
            ("- {name: a, name: b}", [(1, "name", 1)]),
            ("- &x {a: 1, a: 2}\n- *x\n- <<: *x\n  a: 3\n", [(1, "a", 1)]),
            ('[\n\t{"name": "a",\n\t"name": "b"}\n]', [(3, "name", 2)]),
            ("- a: 1\n  a: 2\n  a: 3\n", [(2, "a", 1), (3, "a", 1)]),
        ],
    )
    @pytest.mark.parametrize("whole", [False, True])
    def test_a_key_twice(self, here: Path, content: str, told: list[tuple[int, str, int]], whole: bool) -> None:
        assert self.mistakes(encrypted(content) if whole else content) == [
            f"a.yml, line {line}: the key {key!r} is there already, in line {first}; remove or rename one"
            for line, key, first in told
        ]

    def test_what_is_encrypted_is_a_plain_text(self, here: Path) -> None:
        text = "Код %d 😀: {{%w}}"
        for content in (f"- msg: {inline(text)}\n", f"- msg: {inline(text)}\n".replace("!vault", "!vault-encrypted")):
            ((given,),) = (one.values() for one in self.only(content))
            assert (given, str(given)) == (text, text)
            assert json.dumps(given, ensure_ascii=False) == f'"{text}"'
        assert self.only(encrypted(f"- msg: {text!r}\n  name: {inline('n')}")) == [{"msg": text, "name": "n"}]

    def test_unsafe_is_as_it_stands(self, here: Path) -> None:
        content = "- a: !unsafe '{{ x }}'\n  b: !unsafe 0611\n  c: !unsafe [x, {y: z}, 5]\n"
        assert self.only(content) == [{"a": "{{ x }}", "b": "0611", "c": ["x", {"y": "z"}, 5]}]

    def test_json(self, here: Path) -> None:
        sets = [{"name": "a/b", "templates": [{"msg": '😀\t\\ud83d \\\\n "q"\u2028', "n": 5}]}]
        for indent in (None, 4, "\t"):
            for ensure_ascii in (True, False):
                assert self.only(json.dumps(sets, indent=indent, ensure_ascii=ensure_ascii)) == sets

    def test_a_byte_order_mark_and_windows_line_ends(self, here: Path) -> None:
        assert self.only("\ufeff- name: Ё\r\n  msg: x\r\n") == [{"name": "Ё", "msg": "x"}]

    @pytest.mark.parametrize("whole", [False, True])
    def test_without_the_password_of_the_vault(self, here: Path, whole: bool) -> None:
        content = f"- name: x\n  msg: {inline('tell nobody')}\n"
        if whole:
            content = encrypted(content, "dev")
        where = "a.yml: it is encrypted with the vault id 'dev'" if whole else "a.yml, line 2: it is encrypted"
        assert self.mistakes(content, vault=LOCKED) == [
            f"{where}, and there is no vault password; give one with --ask-vault-pass, --vault-password-file or "
            "--vault-id, in AWX with a vault credential"
        ]
        assert self.mistakes(content, vault=WRONG) == [
            f"{where}, and no vault password that was given opens it; give the right one"
        ]

    def test_what_is_not_really_encrypted(self, here: Path, warnings: list[str]) -> None:
        assert self.mistakes("- msg: !vault hunter2") == [
            "a.yml, line 1: !vault is before a text that is not encrypted; encrypt it with ansible-vault encrypt_string"
        ]
        assert self.mistakes(encrypted("[]")[:-9]) == ["a.yml: it is encrypted, but damaged: encrypt it again"]
        # Ansible's vault says something itself.
        warnings.clear()

    @pytest.mark.parametrize("content", ["", "\n", "# nothing yet\n", "---\n", "---\n# x\n...\n", "\ufeff"])
    def test_a_file_with_nothing_in_it(self, here: Path, content: str) -> None:
        assert self.mistakes(content) == [
            "a.yml is empty; begin each set with '- name: ...', or write [] if there are none"
        ]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("- name: a\n---\n- name: b\n", "line 2, column 1: a second document begins; put all sets into one list"),
            ("- name: a\n\tmsg: b\n", "column 1: there is a tab; indent with spaces"),
            ("-\tname: a\n\tmsg: b\n", "there is a tab; indent with spaces"),
            ("- msg: hunter2: b\n", "line 1, column 15: put a text with a colon in quotation marks"),
            ("- msg: %d hunter2\n", "line 1, column 8: a text cannot begin with this character; put it in quotation"),
            ("- msg: @hunter2\n", "line 1, column 8: a text cannot begin with this character; put it in quotation"),
            ("- msg: {{ hunter2 }}\n", "line 1, column 9: put a text that begins with a brace in quotation marks"),
            ("- msg: !hunter2 x\n", "column 8: this tag is unknown; put a text that begins with ! or is = in"),
            ("- msg: =\n", "column 8: this tag is unknown; put a text that begins with ! or is = in quotation marks"),
            ("- msg: *hunter2\n", "column 8: there is no anchor of this name; put a text that begins with * in"),
            ("- msg: 'hunter2\n", "found unexpected end of stream"),
            ("- msg: hun\x07ter2\n", "line 1: the character U+0007 is not allowed; remove it"),
            ("- &a [*a, {<<: *a}]\n", "for merging, but found sequence"),
            ("[" * 3000, "nest"),
            ("- Заказ\n- номер\n".encode("windows-1251"), "line 1 has a byte 0xc7, which is of another encoding; save"),
            ("- Заказ".encode("utf-16"), "line 1 has a byte 0xff, which is of another encoding; save"),
            ("- a\n- é\n".encode("latin-1"), "line 2 has a byte 0xe9, which is of another encoding; save the file"),
        ],
    )
    def test_what_is_not_yaml(self, here: Path, content: str | bytes, said: str) -> None:
        for whole in (False, True):
            data = content.encode() if isinstance(content, str) else content
            (mistake,) = self.mistakes(OPEN.encrypt(data, SECRET) if whole else data)
            assert mistake.startswith("a.yml cannot be read as YAML in UTF-8: ")
            assert said in mistake
            assert "hunter2" not in mistake

    def test_dates_and_numbers_that_are_none(self, here: Path) -> None:
        for value in ("2024-13-45", "!!int x", "!!int ''", "!!float x", "!!bool x", "!!timestamp x"):
            assert self.mistakes(f"- name: x\n  msg: {value}\n") == [
                "a.yml, line 2: this looks like a date or a number, or says so, and is none; put it in quotation marks"
            ]

    def test_nothing_of_an_encrypted_file_is_shown(self, here: Path) -> None:
        assert self.mistakes(encrypted("name: hunter2\n")) == [
            "a.yml: what is in it is not a list of sets; it begins with '- name: ...'"
        ]


class TestRendered:
    """With a renderer that doubles each text, and fails or returns other types on demand."""

    @staticmethod
    def render(text: str, _listed: bool) -> Any:
        if text == "fail":
            raise ValueError("no such variable")
        return {"five": 5, "none": None, "list": ["a"]}.get(text, f"<{text}>")

    def test_all_texts_of_sets_and_templates(self, here: Path) -> None:
        content = [
            {
                "name": "s",
                "sender": "S",
                "targets": "list",
                "templates": [
                    {"name": "t", "msg": "m", "sender": "S", "targets": ["a", "b"], "examples": ["e"]},
                    {"name": "u", "msg": "m", "examples": "list"},
                ],
            }
        ]
        write(here / "a.yml", yaml.safe_dump(content))
        ((_name, (one,)),) = read("a.yml", render=self.render)
        assert one == {
            "name": "<s>",
            "sender": "<S>",
            "targets": ["a"],
            "templates": [
                {"name": "<t>", "msg": "<m>", "sender": "<S>", "targets": ["<a>", "<b>"], "examples": ["<e>"]},
                {"name": "<u>", "msg": "<m>", "examples": ["a"]},
            ],
        }

    def test_what_is_unsafe_or_encrypted_stays(self, here: Path) -> None:
        write(here / "a.yml", f"- msg: {inline('{{ x }}')}\n  name: !unsafe '{{{{ y }}}}'\n  targets: !unsafe [z]\n")
        ((_name, catalog),) = read("a.yml", render=self.render)
        assert catalog == [{"msg": "{{ x }}", "name": "{{ y }}", "targets": ["z"]}]

    def test_what_contains_itself_ends(self, here: Path) -> None:
        write(here / "a.yml", "- &a {name: x, templates: [*a, 5]}\n- &b [*b]\n- 5\n")
        ((_name, catalog),) = read("a.yml", render=self.render)
        assert catalog[0]["templates"][0]["name"] == "<x>"

    def test_what_is_wrong_is_told_with_file_entry_and_key(self, here: Path) -> None:
        template = {"name": "t", "msg": "five", "sender": "fail", "targets": ["a", "list"], "examples": "none"}
        write(here / "a.yml", yaml.safe_dump([{"name": "s", "sender": "fail", "templates": [template]}]))
        assert sorted(mistakes("a.yml", render=self.render)) == [
            "a.yml: examples of s/t renders to None, which is not a text; end the expression with | string",
            "a.yml: sender of s cannot be rendered: no such variable",
            "a.yml: sender of s/t cannot be rendered: no such variable",
            "a.yml: targets[1] of s/t renders to ['a'], which is not a text; end the expression with | string",
            "a.yml: the text of s/t renders to 5, which is not a text; end the expression with | string",
        ]


class TestPlaces:
    def test_the_line_of_each_text_also_of_one_that_is_encrypted(self, tmp_path: Path) -> None:
        text = "- name: codes\n  templates:\n    - &one\n      name: login\n      msg: |\n        x\n    - name: bare\n"
        (tmp_path / "a.yml").write_text(text, "utf-8")
        (tmp_path / "b.yml").write_text(encrypted(text.replace("codes", "secret")), "utf-8")
        (tmp_path / "c.yml").write_text("- name: [", "utf-8")
        (tmp_path / "d.yml").write_text("- 5\n- name: [x]\n  templates: {a: b}\n- templates: [{name: x}]\n", "utf-8")
        found = _catalog_files.places(["*.yml"], [tmp_path], OPEN)
        assert found == {
            ("codes", "login"): (tmp_path / "a.yml", 5),
            ("codes", "bare"): (tmp_path / "a.yml", 7),
            ("secret", "login"): (tmp_path / "b.yml", 5),
            ("secret", "bare"): (tmp_path / "b.yml", 7),
        }
        assert len(_catalog_files.places(["*.yml", "none.yml"], [tmp_path], LOCKED)) == 2
