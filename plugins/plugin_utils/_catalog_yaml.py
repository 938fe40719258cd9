# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of a catalog says: YAML or JSON, as Ansible reads it, with Ansible's vault, but each key once.

Ansible's own loader only warns of a key that is there twice, also where a merge key (`<<`) makes that right, and quotes
lines of the file in its errors. So the nodes are its own here, and the values plain: no text is a template.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.vault import AnsibleVaultFormatError, VaultLib, is_encrypted

from ..module_utils._model._input import shown

# The one in C is ten times as fast, and not everywhere.
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"
# A whole escape of JSON, so that none is taken for the end of another. The first group: a character spelled as two.
_ESCAPE = re.compile(r"(\\u[dD][89abAB]..\\u[dD][c-fC-F]..)|\\.", re.DOTALL)
_UNREADABLE = "cannot be read as YAML in UTF-8"
_TAB = "there is a tab; indent with spaces"
# What YAML says, and what it means to somebody who writes a catalog. YAML's own words may quote a secret.
_HINTS = (
    ("tab character", _TAB),
    ("another document", "a second document begins; put all sets into one list, or each document into its own file"),
    ("constructor for the tag", "this tag is unknown; put a text that begins with ! or is = in quotation marks"),
    ("undefined alias", "there is no anchor of this name; put a text that begins with * in quotation marks"),
    ("cannot start any token", "a text cannot begin with this character; put it in quotation marks"),
    ("mapping values are not allowed", "put a text with a colon in quotation marks, and check the indentation"),
    ("unhashable key", "put a text that begins with a brace in quotation marks"),
    ("unacceptable key", "put a text that begins with a brace in quotation marks"),
)


class Literal(str):
    """A text that is meant as it stands, `!unsafe` or `!vault`: it is never rendered."""

    __slots__ = ()


class CatalogFileError(ValueError):
    """A file cannot be read; what is wrong, each with the line where there is one, but without the name of the file."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def read(data: bytes, vault: VaultLib) -> tuple[Any, bool]:
    """What the bytes of a file mean, and whether the file as a whole was encrypted. Raises CatalogFileError."""
    encrypted = is_encrypted(data)
    if encrypted:
        try:
            data = vault.decrypt(data)
        except AnsibleError as exc:
            raise CatalogFileError(f": {_locked(data, vault, exc)}") from None
    text = _decoded(data)
    try:
        catalog = _constructed(_Loader(_as_yaml(text), vault))
    except yaml.YAMLError as exc:
        raise CatalogFileError(_explained(exc, text)) from None
    except RecursionError:
        raise CatalogFileError(f" {_UNREADABLE}: it is nested too deeply") from None
    if catalog is None:
        raise CatalogFileError(" is empty; begin each set with '- name: ...', or write [] if there are none")
    return catalog, encrypted


def lines(data: bytes, vault: VaultLib) -> dict[tuple[str, str], int]:
    """The line of each text, by the names of set and template. Of what `read` does not understand there is none."""
    try:
        text = (vault.decrypt(data) if is_encrypted(data) else data).decode("utf-8-sig")
        root: Any = yaml.compose(_as_yaml(text), Loader=_BASE)
    except (AnsibleError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return {}
    found = {}
    for of_set in _each(root):
        for template in _each(of_set.get("templates")):
            set_name, name = of_set.get("name"), template.get("name")
            if isinstance(set_name, yaml.ScalarNode) and isinstance(name, yaml.ScalarNode):
                found[set_name.value, name.value] = (template.get("msg") or name).start_mark.line + 1
    return found


def _each(node: Any) -> list[dict[str, Any]]:
    """The mappings of a list, as far as it is one: the nodes of their values by their keys."""
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return [
        {key.value: value for key, value in item.value if isinstance(key, yaml.ScalarNode)}
        for item in items
        if isinstance(item, yaml.MappingNode)
    ]


class _Problem(yaml.constructor.ConstructorError):
    """One that is told in words of ours."""


class _Loader(_BASE):  # type: ignore[misc]
    """A safe loader with Ansible's tags."""

    def __init__(self, text: str, vault: VaultLib) -> None:
        super().__init__(text)
        self.vault = vault

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Also what Python cannot make a value of, such as the 31st of June, is an error with a line."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, AttributeError, LookupError):
            problem = "this looks like a date or a number, or says so, and is none; put it in quotation marks"
            raise _Problem(None, None, problem, node.start_mark) from None

    def unsafe(self, node: Any) -> Any:
        """Whatever has the tag `!unsafe`."""
        if isinstance(node, yaml.SequenceNode):
            return _literal(self.construct_sequence(node, deep=True))
        if isinstance(node, yaml.MappingNode):
            return _literal(self.construct_mapping(node, deep=True))
        return Literal(self.construct_scalar(node))

    def vaulted(self, node: Any) -> Any:
        """A text that is encrypted."""
        data = self.construct_scalar(node).encode("utf-8")
        try:
            return Literal(self.vault.decrypt(data).decode("utf-8"))
        except AnsibleError as exc:
            problem = _locked(data, self.vault, exc)
        except UnicodeDecodeError:
            problem = "what is encrypted is not a text in UTF-8"
        raise _Problem(None, None, problem, node.start_mark)


_Loader.add_constructor("!unsafe", _Loader.unsafe)
_Loader.add_constructor("!vault", _Loader.vaulted)
_Loader.add_constructor("!vault-encrypted", _Loader.vaulted)


def _literal(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _literal(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_literal(one) for one in value]
    return Literal(value) if isinstance(value, str) else value


def _locked(data: bytes, vault: VaultLib, exc: AnsibleError) -> str:
    """Why something cannot be decrypted, and what to give."""
    if not is_encrypted(data):
        return "!vault is before a text that is not encrypted; encrypt it with ansible-vault encrypt_string"
    header = data.split(b"\n", 1)[0].decode("ascii", "replace").strip().split(";")
    labelled = f" with the vault id {header[3]!r}" if len(header) > 3 else ""
    if not vault.secrets:
        return (
            f"it is encrypted{labelled}, and there is no vault password; give one with --ask-vault-pass, "
            "--vault-password-file or --vault-id, in AWX with a vault credential"
        )
    if isinstance(exc, AnsibleVaultFormatError):
        return f"it is encrypted{labelled}, but damaged: encrypt it again"
    return f"it is encrypted{labelled}, and no vault password that was given opens it; give the right one"


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise CatalogFileError(
            f" {_UNREADABLE}: line {line} has a byte 0x{data[exc.start]:02x}, which is of another encoding; "
            "save the file as UTF-8 (if it is windows-1251: iconv -f windows-1251 -t utf-8)"
        ) from None


def _as_yaml(text: str) -> str:
    """JSON as YAML with the same lines: it may be indented with tabs, and spells some characters as two."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    spaced = text.replace("\t", " ")
    return _ESCAPE.sub(lambda found: str(json.loads(f'"{found[0]}"')) if found[1] else found[0], spaced)


def _constructed(loader: _Loader) -> Any:
    """The value of the one document there is, if each key is there once; None if there is no document."""
    try:
        node = loader.get_single_node()
        twice = _twice(node) if node else []
        if twice:
            raise CatalogFileError(*(f", line {line}: {what}" for line, what in twice))
        return loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _twice(root: Any) -> list[tuple[int, str]]:
    """Lines of keys that their mapping has already, and what is wrong there."""
    found = []
    todo, seen = [root], set()
    while todo:
        node = todo.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
            continue
        first: dict[tuple[str, str], int] = {}
        for key, value in node.value:
            todo += [key, value]
            if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE:
                continue
            line, known = key.start_mark.line + 1, (key.tag, key.value)
            if known in first:
                what = f"the key {shown(key.value)} is there already, in line {first[known]}; remove or rename one"
                found.append((line, what))
            first.setdefault(known, line)
    return sorted(found)


def _explained(exc: yaml.YAMLError, text: str) -> str:
    """Where YAML does not understand the text, and what to do, without a word of what stands there."""
    if isinstance(exc, yaml.reader.ReaderError):
        line = text.count("\n", 0, exc.position) + 1
        code = exc.character if isinstance(exc.character, int) else ord(exc.character)
        return f" {_UNREADABLE}: line {line}: the character U+{code:04X} is not allowed; remove it"
    mark, problem = getattr(exc, "problem_mark", None), str(getattr(exc, "problem", None) or "invalid YAML")
    if mark is None:
        return f" {_UNREADABLE}: {problem}"
    if isinstance(exc, _Problem):
        return f", line {mark.line + 1}: {problem}"
    lines = text.split("\n")
    here = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    hint = _TAB if here.startswith("\t") else next((hint for said, hint in _HINTS if said in problem), problem)
    return f" {_UNREADABLE}: line {mark.line + 1}, column {mark.column + 1}: {hint}"
