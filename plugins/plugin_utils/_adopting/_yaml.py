# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets as the YAML of a catalog, and below what a file has already, of which no byte is changed. Pure."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import yaml
from ansible.parsing.vault import VaultLib, is_encrypted

from ...module_utils._model._input import InputError
from .. import _catalog_yaml
from .._matching import _operands

_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
_WORDS, _LONGEST = 4, 40


class Adopted(NamedTuple):
    """A text that is registered: `sender` as the catalog calls it, and the targets of all its registrations."""

    sender: str
    msg: str
    targets: tuple[str, ...]


def sets(found: Iterable[Adopted], taken: Collection[str] = ()) -> list[dict[str, Any]]:
    """A set for each sender name, with the targets that most of its texts have. taken: names that sets have already."""
    by_sender: dict[str, list[Adopted]] = {}
    for one in found:
        by_sender.setdefault(one.sender, []).append(one)
    made: list[dict[str, Any]] = []
    names = set(taken)
    for sender, texts in by_sender.items():
        (targets, _number), *_rest = Counter(one.targets for one in texts).most_common()
        used: set[str] = set()
        templates = [
            {
                "name": _unused(_name(one.msg), used),
                "msg": one.msg,
                **({"targets": list(one.targets)} if one.targets != targets else {}),
            }
            for one in texts
        ]
        name = _unused(_slug(sender), names)
        made.append({"name": name, "sender": sender, "targets": list(targets), "templates": templates})
    return made


def appended(data: bytes, more: Sequence[Mapping[str, Any]], vault: VaultLib) -> bytes:
    """The bytes of a file with more sets at its end.

    Raises InputError where that cannot be done without a change to what is there, which it finds out by reading it.
    """
    if is_encrypted(data):
        raise InputError("it is encrypted; name another file, and encrypt that when it is written")
    try:
        there = _catalog_yaml.read(data, vault)[0] if _content(data) else []
        indent = _indent(data) if there else 0
        start = b"" if not data or data.endswith(b"\n") else b"\n"
        if not data:
            start = b"---\n"
        new = data + start + text(more, indent).encode("utf-8")
        after = _catalog_yaml.read(new, vault)[0] if more else there
    except _catalog_yaml.CatalogFileError as exc:
        raise InputError(f"sets cannot be appended to it ({str(exc).strip(' ,:')}); name another file") from None
    if not isinstance(there, list) or after != [*there, *more]:
        raise InputError(
            "sets cannot be appended to it without a change to what is there, as to a list in brackets or a text "
            "without a line break at its end; name another file"
        )
    return new if more else data


def text(more: Iterable[Mapping[str, Any]], indent: int = 0) -> str:
    """Sets in YAML, so far indented."""
    lines = []
    for one in more:
        lines += [
            f"- name: {_plain(one['name'])}",
            f"  sender: {_quoted(one['sender'])}",
            f"  targets: [{', '.join(one['targets'])}]",
            "  templates:",
        ]
        for template in one["templates"]:
            # In one line, because a comment ends with it.
            lines += [f"    # {' '.join(comment.split())}" for comment in template.get("comments", ())]
            lines += [f"    - name: {_plain(template['name'])}", f"      msg: {_quoted(template['msg'])}"]
            if template.get("examples"):
                lines.append(f"      examples: [{', '.join(map(_quoted, template['examples']))}]")
            if "targets" in template:
                lines.append(f"      targets: [{', '.join(template['targets'])}]")
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def _content(data: bytes) -> bool:
    """Whether there is more than comments, blank lines and the start of a document."""
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines()
    return any(line.strip() not in (b"", b"---") and not line.startswith(b"#") for line in lines)


def _indent(data: bytes) -> int:
    """How far the sets of a file are indented."""
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (UnicodeDecodeError, yaml.YAMLError):
        return 0
    return int(root.start_mark.column) if root else 0


def _quoted(value: str) -> str:
    """In quotation marks; what nobody sees, and what YAML would fold, is spelled out."""
    spelled = "".join(
        f"\\{char}" if char in '"\\' else char if char.isprintable() else _escaped(char) for char in value
    )
    # Where texts are rendered, braces would be Jinja.
    return f'{"!unsafe " if re.search("{[{%#]", value) else ""}"{spelled}"'


def _escaped(char: str) -> str:
    code = ord(char)
    short = json.dumps(char)[1:-1]
    if len(short) == 2:
        return short
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _plain(name: str) -> str:
    """Without quotation marks, where YAML takes it for a text all the same."""
    try:
        is_text = re.fullmatch(r"[a-z0-9-]+", name) and yaml.safe_load(name) == name
    except yaml.YAMLError:
        is_text = False
    return name if is_text else _quoted(name)


def _name(msg: str) -> str:
    """A name from the first words of a text."""
    pieces = _operands.parse(msg).pieces
    words = _slug(" ".join(what for what, _column in pieces if isinstance(what, str))).split("-")
    # A letter that stands alone says nothing.
    telling = [word for word in words if len(word) > 1] or words
    return "-".join(telling[:_WORDS])[:_LONGEST].strip("-") or "text"


def _slug(words: str) -> str:
    latin = "".join(_LETTERS.get(char, char) for char in words.casefold())
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-") or "texts"


def _unused(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken; it is taken now."""
    number, made = 1, name
    while made in taken:
        number += 1
        made = f"{name}-{number}"
    taken.add(made)
    return made
