# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages that users read, and the blocks of code in them.

A comment directly above a block says what is special about it: `not run: needs ...` or `fails`.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.smsops.smsc.tests.support.paths import TREE

PAGES = sorted([*TREE.glob("README*.md"), *TREE.glob("roles/*/README*.md"), *TREE.glob("docs/**/*.md")])

_BLOCK = re.compile(
    r"(?:^ *<!-- (?P<remark>.*?) -->\n)?^(?P<indent> *)```(?P<language>\S*)\n(?P<text>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
_FILE = re.compile(r"# (?P<name>[\w./-]+\.\w+)\n")


@dataclass(frozen=True)
class Block:
    """A block of code: where it is, its language, what stands in it, and the comment above it."""

    page: Path
    line: int
    language: str
    text: str
    remark: str

    def __str__(self) -> str:
        return f"{name(self.page)}:{self.line}"

    @property
    def not_run(self) -> bool:
        return self.remark.startswith("not run")

    @property
    def file(self) -> str | None:
        """The name of the file that the block is, which its first line says."""
        found = _FILE.match(self.text)
        return found["name"] if found else None

    def load(self) -> Any:
        """What the YAML says."""
        return yaml.load(self.text, Loader=_Loader)


def name(page: Path) -> str:
    """The path of a page as a person would say it."""
    return page.relative_to(TREE).as_posix()


def original(page: Path) -> Path | None:
    """The English page of a Russian one; None for any other."""
    if page.name.endswith(".ru.md"):
        return page.with_name(page.name.replace(".ru.md", ".md"))
    return page.parent.parent / page.name if page.parent.name == "ru" else None


def translation(page: Path) -> Path:
    """Where the Russian page of an English one is."""
    return page.with_name("README.ru.md") if page.name == "README.md" else page.parent / "ru" / page.name


def prose(page: Path) -> str:
    """A page without its blocks."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    text = page.read_text("utf-8")
    return [
        Block(
            page,
            text.count("\n", 0, found.start("language")) + 1,
            found["language"],
            textwrap.dedent(found["text"]),
            found["remark"] or "",
        )
        for found in _BLOCK.finditer(text)
    ]


# The Russian pages have the same blocks, see test_russian.py.
ENGLISH = [page for page in PAGES if not original(page)]


class Unsafe(str):
    """A text in which Ansible is to leave Jinja alone."""

    __slots__ = ()


class _Loader(yaml.SafeLoader):
    """Knows !unsafe."""


class _Dumper(yaml.SafeDumper):
    """Knows !unsafe, and repeats what stands twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Loader.add_constructor("!unsafe", lambda _loader, node: Unsafe(node.value))
_Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def dump(value: Any) -> str:
    """YAML that Ansible takes for the same."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
