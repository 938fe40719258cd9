# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first step of every entry point of the role op_templates; private to it.

It checks the variables of the role, reads the catalog, and returns the templates of the environment as `templates`, and
the values of variables, of the right types, as `options` for the next steps.
All mistakes are told at once, with nothing else around them. It needs no connection and no credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils._model import _fees, _secrets_in_texts, _template
from ..module_utils._model._input import QUOTE_IT, InputError, count
from ..plugin_utils import _catalog, _catalog_files, _rendering
from ..plugin_utils._actions import _plan_file, _role, _selection, _variables

_CATALOG = "op_templates_catalog"
# What no later step needs from here, because it is long, or because there may be a secret in it.
_KEPT_BACK = (
    _CATALOG,
    "op_templates_connection_options",
    "op_templates_overrides",
    "op_templates_history",
    "op_templates_senders",
)
_APPROVED = "op_templates_approved_plan"
_FEES = "op_templates_fees"
_SECRETS = ("op_templates_api_key", "op_templates_password")
_CREDENTIALS = ("op_templates_login", *_SECRETS)
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
        options = self._options(spec, variables, values)
        values += self._unusable(spec, options, variables)
        guards = self._guards(spec, options, variables, values)
        mistakes: list[str] = []
        templates = [] if values else self._templates(options, mistakes)
        if not values:
            mistakes += self._secrets_in(templates, spec, variables)
        if not (templates or values or mistakes or options["op_templates_allow_empty"]):
            values.append(_selection.empty(options, variables["inventory_hostname"]))
        if names or values or mistakes:
            told = [*names, *values, *mistakes]
            where = " and ".join(["the variables"] * bool(names or values) + ["the catalog"] * bool(mistakes))
            head = f"{count(len(told), 'mistake')} in {where}; nothing was sent"
            more = [f"and {len(told) - _MOST:,} more; fix these first"] if len(told) > _MOST else []
            return {"failed": True, "msg": [head, *told[:_MOST], *more]}
        handed_on = {name[len(_variables.PREFIX) :]: value for name, value in options.items() if name not in _KEPT_BACK}
        return {"templates": templates, "options": handed_on, "guards": guards}

    def _options(self, spec: Mapping[str, Any], variables: dict[str, Any], wrong: list[str]) -> dict[str, Any]:
        """The values of the variables, of the types that the argument spec wants; secrets are left alone.

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
            if name in (*_SECRETS, _APPROVED) or value is None or value == "":
                continue
            if isinstance(value, str) and "dict" in (option["type"], option.get("elements")):
                example = "[...]" if option["type"] == "list" else "{...}"
                wrong.append(f"{name} is a text; after -e write JSON: -e '{{\"{name}\": {example}}}'")
            else:
                values[name] = value
        # The catalog may be long, and is checked by its own reader.
        catalog = values.pop(_CATALOG, [])
        shorter = {name: option for name, option in spec.items() if name != _CATALOG and name not in _SECRETS}
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
        found = {name: options.get(_variables.PREFIX + name) for name in ("max_additions", "fees", "max_monthly_fees")}
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

    def _unusable(self, spec: Mapping[str, Any], options: Mapping[str, Any], variables: dict[str, Any]) -> list[str]:
        """What would turn out too late: numbers that mean nothing, and files that cannot be read or written."""
        found = []
        for name in ("op_templates_matrix_rows", "op_templates_max_additions", "op_templates_max_monthly_fees"):
            if isinstance(options.get(name), (int, float)) and not 0 <= options[name] < float("inf"):
                found.append(f"{name} is {options[name]}; it must be 0 or more")
        plan_file = options.get("op_templates_plan_file")
        if plan_file and not Path(plan_file).expanduser().parent.is_dir():
            found.append(f"op_templates_plan_file: there is no folder {str(Path(plan_file).parent)!r}; make it first")
        if "op_templates_history_dir" in spec:
            try:
                self.history(variables, options["op_templates_environment"])
            except InputError as exc:
                found.append(str(exc))
        for report in options.get("op_templates_reports") or []:
            folder = Path(report.get("path") or "").expanduser().parent
            if not folder.is_dir():
                found.append(f"op_templates_reports: there is no folder {str(folder)!r}; make it first")
        return found

    def _secrets_in(
        self, templates: list[dict[str, Any]], spec: Mapping[str, Any], variables: dict[str, Any]
    ) -> list[str]:
        """Credentials that are not texts, and secrets in texts. Modules refuse both; here nothing was shown yet."""
        given = {name: self.option(variables, name) for name in _CREDENTIALS if name in spec and variables.get(name)}
        wrong = [f"{name} is not a text; {QUOTE_IT}" for name, value in given.items() if not isinstance(value, str)]
        secrets = {name: str(value) for name, value in given.items() if value and name in _SECRETS}
        if wrong or not secrets:
            return wrong
        records = [_template.Template(**{**one, "targets": tuple(one["targets"])}) for one in templates]
        return _secrets_in_texts.mistakes([(record.title, record) for record in records], secrets)

    def _templates(self, options: Mapping[str, Any], mistakes: list[str]) -> list[dict[str, Any]]:
        folders = [Path.cwd(), Path(self._loader.get_basedir())]
        render = _rendering.by(self._templar) if options["op_templates_render"] else None
        sources = [(_CATALOG, options[_CATALOG])]
        sources += _catalog_files.read(
            options["op_templates_catalog_files"], folders, mistakes, self._loader._vault, render
        )
        return _catalog.choose_from(
            _catalog.merge(sources, mistakes),
            mistakes,
            sets=options.get("op_templates_sets"),
            sender=options["op_templates_sender"],
            senders=options["op_templates_senders"],
            overrides=options["op_templates_overrides"],
            allow_unknown_targets=options["op_templates_allow_unknown_targets"],
            prefix=_variables.PREFIX,
        )
