# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All filters, each documented in the file of its name beside this one, and the one place where they meet Ansible."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils._model import _input
from ..plugin_utils import _catalog, _gate, _history, _promotion, _rendering
from ..plugin_utils._coverage import _coverage
from ..plugin_utils._linting import _lint
from ..plugin_utils._proposals import _proposals
from ..plugin_utils._reporting import _data, _report


def op_template_list(
    catalog: Any,
    sets: Any = None,
    sender: str = "",
    senders: Any = None,
    overrides: Any = None,
    allow_unknown_targets: bool = True,
    environment: str = "",
) -> list[dict[str, Any]]:
    """From sets to the templates of an environment."""
    return _catalog.choose(catalog, sets, sender, senders, overrides, allow_unknown_targets, environment)


def op_template_lint(templates: Any, rules: Any = None, more_rules: Any = None) -> list[dict[str, Any]]:
    """From templates to findings."""
    return _lint.lint(templates, rules, more_rules)


def op_template_coverage(
    messages: Any, templates: Any, mode: str = "strict", limit: Any = None, least: Any = 10
) -> dict[str, Any]:
    """From messages and templates to what matches what."""
    return _coverage.coverage(messages, templates, mode, limit, least)


def op_template_proposals(
    messages: Any, templates: Any = (), mode: str = "strict", least: Any = 10, limit: Any = 100
) -> list[dict[str, Any]]:
    """From messages to texts to register."""
    return _proposals.proposals(messages, templates, mode, least, limit)


def op_template_matrix(records: Any, now: Any = None) -> list[dict[str, Any]]:
    """From records to a row for each."""
    return _data.matrix(records, now)


def op_template_history(records: Any, history: Any = None, now: Any = None, environment: str = "") -> dict[str, Any]:
    """From records and what earlier runs saw to records that say since when."""
    return _history.history(records, history, now, environment)


def op_template_gate(records: Any, policy: Any, now: Any = None) -> dict[str, Any]:
    """From records and a policy to whether a deployment may go out."""
    return _gate.gate(records, policy, now)


def op_template_promotion(
    source_records: Any, target_records: Any, source: str = "stage", target: str = "prod"
) -> dict[str, Any]:
    """From the records of two environments to what the second one lacks."""
    return _promotion.promotion(source_records, target_records, str(source), str(target))


def op_template_report(
    records: Any,
    format: Any = "html",  # noqa: A002 - the name that users write
    title: Any = None,
    now: Any = None,
    gate: Any = None,
    language: Any = "en",
    fees: Any = None,
    environments: Any = None,
    changes: Any = None,
    coverage: Any = None,
) -> str:
    """From records to the text of a file."""
    named = "" if title is None else str(title)
    return _report.render(
        records,
        str(format),
        named,
        now,
        gate,
        language=str(language),
        fees=fees,
        environments=environments,
        changes=changes,
        coverage=coverage,
    )


def _as_ansible_calls_it(function: Callable[..., Any]) -> Callable[..., Any]:
    """What the user gave wrong is an error of the filter; anything else is a bug, and keeps its traceback."""

    @wraps(function)
    def called(*args: Any, **options: Any) -> Any:
        try:
            return function(*map(_rendering.plain, args), **_rendering.plain(options))
        except _input.InputError as exc:
            raise AnsibleFilterError(f"{function.__name__}: {exc}") from None

    return called


class FilterModule:
    """The filters, as Ansible looks for them."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        functions = (
            op_template_list,
            op_template_lint,
            op_template_coverage,
            op_template_proposals,
            op_template_matrix,
            op_template_history,
            op_template_gate,
            op_template_promotion,
            op_template_report,
        )
        return {function.__name__: _as_ansible_calls_it(function) for function in functions}
