# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first step of every entry point of the role op_templates; private to it.

It checks the variables of the role, reads the catalog and the history, and lints the texts. It returns the templates of
the environment as `templates`, the names of all sets as `set_names`, texts that the catalog no longer has and that are
still registered as `obsolete`, those that wait for another environment as `held`, what bounds additions as `guards`,
what the linter has found as `lint`, and the values of variables, of the right types, as `options` for the next steps.
All mistakes are told at once, with nothing else around them. It needs no connection and no credentials.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils._model import _fees, _template
from ..module_utils._model._input import InputError, count
from ..plugin_utils import _catalog, _catalog_files, _history, _rendering
from ..plugin_utils._actions import _checks, _credentials, _held, _role, _selection, _variables
from ..plugin_utils._files import _findings_files, _history_file, _plan_file
from ..plugin_utils._linting import _lint, _rules
from ..plugin_utils._terminal import _findings

_CATALOG = "op_templates_catalog"
# What no later step needs from here, because it is long, or because there may be a secret in it.
_KEPT_BACK = (
    _CATALOG,
    "op_templates_connection_options",
    "op_templates_overrides",
    "op_templates_senders",
)
_APPROVED = "op_templates_approved_plan"
_FEES = "op_templates_fees"
# Options of the module that guard additions, and are variables of the role as they are.
_GUARDS = ("max_additions", "fees", "max_monthly_fees", "on_vanished", "check_senders")
_HISTORY = "op_templates_history_dir"
# So many mistakes are told at once; more have a common cause.
_MOST = 100


class ActionModule(_role.RoleAction):
    """The action, as Ansible looks for it. Its argument is the entry point."""

    def step(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Check, read and choose."""
        passed_over = _selection.passed_over(self._task, variables)
        if passed_over is not None:
            return {"failed": True, "msg": passed_over} if passed_over else {"skipped": True}
        specs = self._loader.load_from_file(str(Path(variables["role_path"]) / "meta" / "argument_specs.yml"))
        specs = specs["argument_specs"]
        names = list(_variables.mistyped(map(str, variables), _variables.known(specs)))
        values: list[str] = []
        spec = specs[self._task.args["entry_point"]]["options"]
        account: dict[str, Any] = {}
        options = self._options(spec, variables, values, account)
        values += [*_checks.unusable(options), *_credentials.empty(account)]
        reads = self._task.args["entry_point"] == "traffic" or options.get("op_templates_messages_file")
        values += _checks.messages(options) if reads else []
        guards = self._guards(spec, options, variables, values)
        history = self._read_history(spec, options, guards, values)
        mistakes: list[str] = []
        catalog = None if values else self._read_catalog(options, mistakes)
        templates = self._templates(catalog, options, mistakes) if catalog is not None else []
        adopts = self._task.args["entry_point"] == "adopt"
        if adopts:
            # There may be no catalog yet.
            mistakes = []
        if not values:
            mistakes += _credentials.unfit(account, [_template_of(one) for one in templates])
        if not (templates or values or mistakes or adopts or options["op_templates_allow_empty"]):
            values.append(_selection.empty(options, variables["inventory_hostname"]))
        if "op_templates_gate" in options and not values:
            values += _checks.gate(options, {target for one in templates for target in one["targets"]})
        checks = "op_templates_lint_fail_on" in spec and not values and not mistakes
        lint = self._linted(options, templates, variables, values) if checks else {}
        if names or values or mistakes:
            told = [*names, *values, *mistakes]
            where = " and ".join(["the variables"] * bool(names or values) + ["the catalog"] * bool(mistakes))
            head = f"{count(len(told), 'mistake')} in {where}; nothing was sent"
            more = [f"and {len(told) - _MOST:,} more; fix these first"] if len(told) > _MOST else []
            return {"failed": True, "msg": [head, *told[:_MOST], *more]}
        every = templates
        held = _held.hold_back([_template_of(one) for one in every if not adopts], history, options.get(_HISTORY))
        templates = [one for one in every if f"{one['set']}/{one['name']}" not in held]
        handed_on = {name[len(_variables.PREFIX) :]: value for name, value in options.items() if name not in _KEPT_BACK}
        obsolete = self._obsolete(history, every, catalog or {}, options) if history else []
        if history and "on_vanished" in guards:
            guards["known"] = history.known({(one["sender"], one["msg"]): None for one in templates})
        return {
            "templates": templates,
            "set_names": list(catalog or {}),
            "obsolete": obsolete,
            "held": [f"{title}: {why}" for title, why in held.items()],
            "options": handed_on,
            "guards": guards,
            "lint": lint,
            "whole": options.get("op_templates_sets") is None,
            "began": self.now(variables),
        }

    def _options(
        self, spec: Mapping[str, Any], variables: dict[str, Any], wrong: list[str], account: dict[str, Any]
    ) -> dict[str, Any]:
        """The values of the variables, of the types that the argument spec wants; those of the account go to `account`.

        One that is empty, as surveys and -e leave it, is not given.
        """
        values = {}
        for name, option in spec.items():
            if name not in variables:
                continue
            try:
                value = self.option(variables, name)
            except AnsibleError as exc:
                wrong.append(f"{name}: {exc}")
                continue
            if name in _credentials.VARIABLES:
                account[name] = value
            if name in (*_credentials.SECRETS, _APPROVED) or value is None or value == "":
                continue
            if isinstance(value, str) and option["type"] == "list" and value.lstrip().startswith("["):
                # What -e name='["a", "b"]' gives since ansible-core 2.19.
                with suppress(ValueError):
                    value = json.loads(value)
            if isinstance(value, str) and "dict" in (option["type"], option.get("elements")):
                example = "[...]" if option["type"] == "list" else "{...}"
                wrong.append(f"{name} is a text; after -e write JSON: -e '{{\"{name}\": {example}}}'")
            else:
                values[name] = value
        # The catalog may be long, and is checked by its own reader.
        catalog = values.pop(_CATALOG, [])
        shorter = {
            name: option for name, option in spec.items() if name != _CATALOG and name not in _credentials.SECRETS
        }
        checked = ArgumentSpecValidator(shorter).validate(values)
        wrong += checked.error_messages
        # A sender that YAML has made a number of is told by the reader of the catalog, and not made a text again.
        sender = values.get("op_templates_sender", "")
        environment = values.get("op_templates_environment", variables.get("inventory_hostname"))
        own = {"op_templates_sender": sender, "op_templates_environment": str(environment), _CATALOG: catalog}
        return {**checked.validated_parameters, **own}

    def _guards(
        self, spec: Mapping[str, Any], options: Mapping[str, Any], variables: dict[str, Any], wrong: list[str]
    ) -> dict[str, Any]:
        """The options of the module that guard additions, as far as they were given."""
        found = {name: options.get(_variables.PREFIX + name) for name in _GUARDS}
        try:
            _fees.merge(found["fees"], _FEES)
        except InputError as exc:
            wrong.append(str(exc))
        # Only one that is absent asks for no approval. An empty one, as surveys and -e leave it, approves nothing.
        if _APPROVED in spec and _APPROVED in variables:
            try:
                approved = self.option(variables, _APPROVED)
                found["approved_plan"] = _plan_file.approved(approved, options["op_templates_environment"])
            except InputError as exc:
                wrong.append(f"{_APPROVED}: {exc}")
            except AnsibleError:
                # What its template says has been told with the options.
                pass
        return {name: value for name, value in found.items() if value is not None}

    def _linted(
        self, options: Mapping[str, Any], templates: list[dict[str, Any]], variables: dict[str, Any], wrong: list[str]
    ) -> dict[str, Any]:
        """What the linter has found: findings, those to be shown, counts, and whether one is too serious."""
        serious = _rules.AS_SERIOUS[options["op_templates_lint_fail_on"]]
        try:
            found = _lint.lint(templates, options["op_templates_lint_rules"], options["op_templates_lint_more_rules"])
        except InputError as exc:
            wrong.append(f"op_templates_lint_rules, op_templates_lint_more_rules: {exc}")
            return {}
        wrong += _findings_files.write(options, found, templates, self._loader, variables.get("inventory_file"))
        everything = self._task.args["entry_point"] == "check" or self._display.verbosity
        shown = {"error", *serious, *(_rules.SEVERITIES if everything else ())}
        return {
            # What is not shown and no warning is not kept: there may be two such findings for each template.
            "findings": [finding for finding in found if finding["severity"] in {"warning", *shown}],
            "shown": sorted(shown),
            "counts": _findings.counts(found),
            "environment": options["op_templates_environment"],
            "templates": len(templates),
            "too_serious": any(finding["severity"] in serious for finding in found),
        }

    def _read_history(
        self, spec: Mapping[str, Any], options: Mapping[str, Any], guards: Mapping[str, Any], wrong: list[str]
    ) -> _history.History | None:
        """The history of the environment, if it is kept; also found out: whether it can be written."""
        folder = options.get(_HISTORY) if _HISTORY in spec else None
        on_vanished = guards.get("on_vanished", "add")
        needed = f"op_templates_on_vanished is {on_vanished!r}, which needs a history"
        if not folder:
            wrong += [f"{needed}: set {_HISTORY}"] * (on_vanished != "add")
            return None
        try:
            file = _history_file.HistoryFile(folder, options["op_templates_environment"])
            if on_vanished != "add" and not file.exists:
                wrong.append(f"{needed}, and there is no {file.path}; the entry point status begins one")
            return file.read()
        except InputError as exc:
            wrong.append(str(exc))
            return None

    def _obsolete(
        self,
        history: _history.History,
        templates: list[dict[str, Any]],
        catalog: Mapping[str, _catalog.Set],
        options: Mapping[str, Any],
    ) -> list[dict[str, Any]]:
        """What is still registered of the texts that the catalog no longer has."""
        whole = options.get("op_templates_sets") is None
        every = templates if whole else self._templates(catalog, {**options, "op_templates_sets": None}, [])
        read = [_template_of(one) for one in every]
        history.adopt(read)
        titles = {f"{one['set']}/{one['name']}" for one in templates}
        return history.obsolete({one.key for one in read}, titles, whole=whole)

    def _read_catalog(self, options: Mapping[str, Any], mistakes: list[str]) -> dict[str, _catalog.Set]:
        """All sets that were given."""
        folders = [Path.cwd(), Path(self._loader.get_basedir())]
        render = _rendering.by(self._templar) if options["op_templates_render"] else None
        sources = [(_CATALOG, options[_CATALOG])]
        sources += _catalog_files.read(
            options["op_templates_catalog_files"], folders, mistakes, self._loader._vault, render
        )
        return _catalog.merge(sources, mistakes)

    def _templates(
        self, catalog: Mapping[str, _catalog.Set], options: Mapping[str, Any], mistakes: list[str]
    ) -> list[dict[str, Any]]:
        """The templates of the environment."""
        return _catalog.choose_from(
            catalog,
            mistakes,
            sets=options.get("op_templates_sets"),
            sender=options["op_templates_sender"],
            senders=options["op_templates_senders"],
            overrides=options["op_templates_overrides"],
            allow_unknown_targets=options["op_templates_allow_unknown_targets"],
            environment=options["op_templates_environment"],
            prefix=_variables.PREFIX,
        )


def _template_of(record: Mapping[str, Any]) -> _template.Template:
    return _template.Template(**{**record, "targets": tuple(record["targets"])})
