# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_lint
short_description: Check operator templates against the known rules
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Checks operator templates against the rules that operators are known to have, and for common mistakes.
  - No operator publishes its rules. What this checks is second-hand and dated. The guide C(docs/linting.md) of the
    collection lists each rule with its source.
  - It needs no network and no credentials.
positional: rules, more_rules
options:
  _input:
    description:
      - The templates, each with C(msg), and where wanted C(set), C(name), C(sender), C(targets) and C(examples).
      - The C(examples) are messages that must match the template.
    type: list
    elements: dict
    required: true
  rules:
    description: The severity of rules, by their ids, one of V(error), V(warning), V(info) and V(off).
    type: dict
    default: {}
  more_rules:
    description: Rules of your own.
    type: list
    elements: dict
    default: []
    suboptions:
      id:
        description: What to call the rule.
        type: str
        required: true
      says:
        description: What it demands, in one line.
        type: str
        required: true
      forbid:
        description:
          - A Python regular expression that must not be found in the text.
          - O(more_rules[].forbid) or O(more_rules[].require) is needed.
        type: str
      require:
        description: A Python regular expression that must be found in the text.
        type: str
      when:
        description: A Python regular expression. The rule is only for texts in which it is found.
        type: str
      targets:
        description: Patterns of targets, such as V(mega_*). The rule is for templates that have such a target.
        type: list
        elements: str
        default: ['*']
      severity:
        description: How bad it is.
        type: str
        choices: [error, warning, info, 'off']
        default: warning
      mend:
        description: What to do about it.
        type: str
      source:
        description: Where the rule comes from.
        type: str
"""

EXAMPLES = r"""
- name: Check the templates of the environment
  ansible.builtin.assert:
    that: findings | selectattr('severity', 'eq', 'error') | length == 0
    fail_msg: "{{ findings | smsops.smsc.op_template_lines }}"
  vars:
    findings: "{{ templates | smsops.smsc.op_template_lint(rules={'operand-punctuation': 'off'}, more_rules=own) }}"
    own:
      - id: no-shouting
        says: no word in capitals
        forbid: "[А-ЯЁ]{4,}"
        targets: ["mts_*"]
    templates:
      - name: paid
        sender: MYSHOP
        msg: "Заказ %d оплачен"
        targets: [mts_srv]
        examples: ["Заказ 17 оплачен"]
"""

RETURN = r"""
_value:
  description: Findings, in the order of the templates.
  type: list
  elements: dict
  contains:
    set:
      description: The set of the template, if it has one.
      type: str
    template:
      description: The name of the template, or its number in the list.
      type: str
    sender:
      description: Its sender name.
      type: str
    rule:
      description: The id of the rule.
      type: str
    severity:
      description: One of V(error), V(warning) and V(info).
      type: str
    targets:
      description: The targets of the template that the rule is for. Empty if it is for all.
      type: list
      elements: str
    column:
      description: The column in the text, from 1. V(null) if the finding is about the whole.
      type: int
    message:
      description: What is wrong.
      type: str
    mend:
      description: What to do about it.
      type: str
    text:
      description: All of it in one line.
      type: str
      sample: "orders/ready:16: warning: no %w+ (here '%w+') [no-word-plus]: write %w{1,n} with a small n"
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._linting import _lint


def op_template_lint(templates: Any, rules: Any = None, more_rules: Any = None) -> list[dict[str, Any]]:
    """See DOCUMENTATION."""
    try:
        return _lint.lint(templates, rules, more_rules)
    except ValueError as exc:
        raise AnsibleFilterError(str(exc)) from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_lint": op_template_lint}
