# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role op_templates looks up what was registered by hand, and writes it down as sets of a catalog; private to it.

It only reads at the service. The file is written after every batch of reads, so that an interruption loses little.
Returns `lines` for people, `stop`, why the role fails, if it does, and the `diff` of the file.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..module_utils._model import _fees
from ..module_utils._model._input import InputError, count
from ..plugin_utils import _catalog, _catalog_yaml, _visible
from ..plugin_utils._actions import _results, _role, _variables
from ..plugin_utils._adopting import _search, _source, _told, _yaml
from ..plugin_utils._files import _write

_MODULE = "smsops.smsc.smsc_op_template_info"
_SOURCE, _FILE = "op_templates_adopt_source", "op_templates_adopt_file"
# Warnings of the module about single texts, which the lines tell of in words of their own.
_TOLD = ("begins or ends with a space", "is not recognised as a target", "has an unknown status")
# Seconds between two lines about how far it is.
_INTERVAL = 5.0


class _File:
    """The file that gets the sets. Its bytes as they were stay as they are."""

    def __init__(self, path: Path, vault: Any) -> None:
        # A link stays a link.
        self.path = Path(os.path.realpath(path.expanduser()))
        self._vault = vault
        self.before = self.now = self.path.read_bytes() if self.path.exists() else b""
        self._mode = stat.S_IMODE(self.path.stat().st_mode) if self.path.exists() else _write.READABLE
        # Found out before anything is sent.
        tried = _yaml.Adopted("SENDER", "text", ("mts_srv",))
        _yaml.appended(self.before, _yaml.sets([tried]), vault)

    def sets(self) -> Any:
        """The sets that are in it."""
        try:
            return _catalog_yaml.read(self.before, self._vault)[0]
        except _catalog_yaml.CatalogFileError:
            # Nothing but comments; all else was found out.
            return []

    def put(self, sets: Sequence[Mapping[str, Any]], *, dry: bool) -> None:
        """Put these sets below what was there. Raises InputError."""
        new = _yaml.appended(self.before, sets, self._vault)
        if new != self.now and not dry:
            try:
                if (self.path.read_bytes() if self.path.exists() else b"") != self.now:
                    raise InputError("something else has changed it meanwhile; run this again")
                _write.write(self.path, new.decode("utf-8"), self._mode)
            except OSError as exc:
                raise InputError(f"it cannot be written ({exc.strerror})") from None
        self.now = new


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it."""

    _requires_connection = True

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Look everything up, and write what was found."""
        choice = variables["__op_templates_choice"]
        options = choice["options"]
        mistakes: list[str] = []
        texts, empty = self._read_source(options, mistakes)
        file = self._open(options, mistakes)
        there, names, senders = self._known(choice, file, variables, mistakes) if file else (set(), set(), {})
        wanted = _wanted(texts, senders, mistakes)
        if mistakes or not file:
            head = f"{count(len(mistakes), 'mistake')} in the files; nothing was sent"
            return {"failed": True, "msg": [head, *mistakes]}
        search = _search.Search(
            wanted,
            there,
            most_spellings=options["adopt_most_spellings"],
            most_reads=options["adopt_most_reads"],
        )
        outcome = self._look_up(search, file, names, variables)
        run = _told.Run(
            options["environment"],
            search,
            options["adopt_file"],
            outcome["sets"],
            error=outcome["error"],
            problems=outcome["problems"],
            requests=outcome["requests"],
            empty=empty,
            check_mode=self._task.check_mode,
            fees=_fees.merge(options.get("fees")),
            rows=options["matrix_rows"],
            chosen=options.get("sets"),
        )
        changed = file.now != file.before
        diff = {
            "before_header": str(file.path),
            "after_header": str(file.path),
            "before": file.before.decode("utf-8-sig"),
            "after": file.now.decode("utf-8-sig"),
        }
        return {
            "changed": changed,
            "requests": outcome["requests"],
            "lines": _told.lines(run),
            "stop": _told.failed(run),
            "warnings": outcome["warnings"],
            **({"diff": diff} if changed else {}),
        }

    def _read_source(self, options: Mapping[str, Any], mistakes: list[str]) -> tuple[list[_source.Source], int]:
        """The texts, and the number of rows without one."""
        path = options["adopt_source"]
        try:
            texts, empty = _source.read(
                Path(path).expanduser().read_bytes(),
                _source.form_of(path, options.get("adopt_format")),
                text_column=options.get("adopt_text_column"),
                sender_column=options.get("adopt_sender_column"),
                sender=options["sender"],
                encoding=options["adopt_encoding"],
            )
        except OSError as exc:
            mistakes.append(f"{_SOURCE}: {path} cannot be read: {exc.strerror}")
        except InputError as exc:
            said = str(exc).replace("name the encoding", "name the encoding with op_templates_adopt_encoding")
            mistakes.append(f"{_SOURCE}: {path}: {said}")
        else:
            if not texts and not options["allow_empty"]:
                mistakes.append(f"{_SOURCE}: {path} has no text; if that is right, set op_templates_allow_empty: true")
            return texts, empty
        return [], 0

    def _open(self, options: Mapping[str, Any], mistakes: list[str]) -> _File | None:
        path = options["adopt_file"]
        try:
            return _File(Path(path), self._loader._vault)
        except OSError as exc:
            mistakes.append(f"{_FILE}: {path} cannot be read: {exc.strerror}")
        except InputError as exc:
            mistakes.append(f"{_FILE}: {path}: {exc}")
        return None

    def _known(
        self, choice: Mapping[str, Any], file: _File, variables: dict[str, Any], mistakes: list[str]
    ) -> tuple[set[_search.Key], set[str], dict[str, str]]:
        """What the catalog and the file have already, the names of all their sets, and what senders stand for."""
        senders = self.option(variables, "op_templates_senders") or {}
        path = choice["options"]["adopt_file"]
        sets = _catalog.merge([(path, file.sets())], mistakes)
        records = _catalog.choose_from(
            sets, mistakes, sender=choice["options"]["sender"], senders=senders, prefix=_variables.PREFIX
        )
        there = {(one["sender"], one["msg"]) for one in [*choice["templates"], *records]}
        real = {str(name): str(value) for name, value in senders.items()} if isinstance(senders, Mapping) else {}
        return there, {*sets, *choice["set_names"]}, real

    def _look_up(
        self, search: _search.Search, file: _File, names: set[str], variables: dict[str, Any]
    ) -> dict[str, Any]:
        """Read batch after batch, and write what was found after each."""
        connection = self.option(variables, "__op_templates_connection")
        outcome: dict[str, Any] = {"sets": [], "error": None, "problems": [], "requests": 0, "warnings": []}
        shown = time.monotonic()
        while batch := search.batch():
            templates = [{"sender": sender, "msg": msg} for sender, msg in batch]
            result = self._run_module({**connection, "templates": templates}, variables)
            outcome["requests"] += (result.get("requests") or {}).get("sent", 0)
            outcome["warnings"] += [one for one in _results.warnings(result) if not any(said in one for said in _TOLD)]
            search.take(result.get("templates", ()))
            outcome["error"] = _results.error_of_all(result)
            if outcome["error"]:
                search.stop(str(outcome["error"].get("description")))
                break
            outcome["sets"] = _yaml.sets(_told.adopted(search), names)
            try:
                file.put(outcome["sets"], dry=self._task.check_mode)
            except InputError as exc:
                outcome["problems"] = [f"{file.path}: {exc}"]
                search.stop("what was found cannot be written")
            if time.monotonic() - shown > _INTERVAL:
                shown = time.monotonic()
                self._say(search, variables)
        outcome["warnings"] = list(dict.fromkeys(outcome["warnings"]))
        return outcome

    def _run_module(self, arguments: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
        """The result of the module, run as a task of its own would run it."""
        task = self._task.copy()
        task.action, task.args = _MODULE, arguments
        action = self._shared_loader_obj.action_loader.get(
            _MODULE,
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        result: dict[str, Any] = action.run(task_vars=variables)
        return result

    def _say(self, search: _search.Search, variables: dict[str, Any]) -> None:
        known = len(search.texts) - len(search.open)
        line = f"{known:,} of {count(len(search.texts), 'text')} settled; at spelling {search.spelling} of the others"
        self._display.display(_visible.line(f"smsc [{variables['inventory_hostname']}]: {line}"), stderr=True)


def _wanted(texts: Sequence[_source.Source], senders: Mapping[str, str], mistakes: list[str]) -> list[_search.Text]:
    """The texts with their real sender names. senders: what the names of a catalog stand for; empty for themselves."""
    names = {real: name for name, real in senders.items()}
    unknown: dict[str, str] = {}
    wanted = []
    for one in texts:
        name = one.sender if one.sender in senders or not senders else names.get(one.sender)
        if name is None:
            unknown.setdefault(one.sender, one.place)
        else:
            wanted.append(_search.Text(one._replace(sender=name), senders.get(name, name)))
    mistakes += [
        f"{_SOURCE}: {place}: op_templates_senders has no sender {name!r}; add it there, because a catalog "
        "names senders by what they are for"
        for name, place in unknown.items()
    ]
    return wanted
