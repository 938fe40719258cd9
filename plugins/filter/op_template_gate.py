# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_gate
short_description: Whether a deployment may go out
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Judges the states of templates by a policy, and lists what is missing.
  - A template that failed, and a registration whose state is C(unknown), do not pass as far as something is asked of
    them.
  - A record without C(targets) is judged by the targets that are registered. If none are known, it does not pass under
    any policy that asks for something.
  - It needs no network and no credentials, and asks no clock.
positional: policy, now
options:
  _input:
    description: >-
      Records of the fact C(op_templates_report) of the role P(smsops.smsc.op_templates#role), of one environment or
      more, each with C(environment), C(set), C(name), C(sender), C(msg), C(targets) and C(registrations).
    type: list
    elements: dict
    required: true
  policy:
    description:
      - V(accepted) or V(all), every wanted target of every template is accepted.
      - V(any), each template is accepted for at least one of its wanted targets.
      - V(no_rejected), no wanted registration is rejected or suspended.
      - V(none), nothing is asked for.
      - A list of targets, these are accepted wherever they are wanted.
      - A dictionary of target and V(accepted), V(no_rejected) or V(none). Its key C(default) is for all other targets,
        and is V(accepted) if it is not given.
    type: raw
    required: true
  now:
    description: The time in ISO 8601, for ages. They also need C(since), see P(smsops.smsc.op_template_seen#filter).
    type: str
"""

EXAMPLES = r"""
- name: Stop before the deployment unless the operators have accepted
  ansible.builtin.assert:
    that: gate.passed
    fail_msg: "{{ gate.text }}"
  vars:
    gate: "{{ op_templates_report | smsops.smsc.op_template_gate('accepted', now=now(utc=true).isoformat()) }}"

- name: Be strict with two operators, and patient with the others
  ansible.builtin.debug:
    msg: "{{ (op_templates_report | smsops.smsc.op_template_gate(policy)).text }}"
  vars:
    policy:
      mts_srv: accepted
      mega_srv: accepted
      default: no_rejected
"""

RETURN = r"""
_value:
  description:
    - C(passed) says whether the policy is met.
    - C(missing) lists the registrations that do not meet it, each with C(environment), C(set), C(name), C(sender),
      C(target), C(state), C(since), C(age) in seconds, C(age_text) and C(wanted), which is what was asked for.
    - C(text) has lines for people, the first of which is the verdict.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils._model import _input
from ..plugin_utils import _gate


def op_template_gate(records: Any, policy: Any, now: Any = None) -> dict[str, Any]:
    """See DOCUMENTATION."""
    try:
        return _gate.gate(records, policy, now)
    except _input.InputError as exc:
        raise AnsibleFilterError(f"op_template_gate: {exc}") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_gate": op_template_gate}
