# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_promotion
short_description: What one environment has and the next one lacks
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Compares the templates of two environments, which are paired by set and name.
  - Where their texts differ it shows the first difference to the character, with spaces, invisible characters and
    look-alikes made visible, because two letters that look the same are two letters to whoever matches messages.
  - It needs no network and no credentials.
positional: target_records, source, target
options:
  _input:
    description: >-
      Records of the fact C(op_templates_report) of the role P(smsops.smsc.op_templates#role), of the environment
      that a release comes from, each with C(environment), C(set), C(name), C(sender), C(msg), C(targets) and
      C(registrations).
    type: list
    elements: dict
    required: true
  target_records:
    description: The records of the environment that the release goes to.
    type: list
    elements: dict
    required: true
  source:
    description: What to call the environment that the release comes from.
    type: str
    default: stage
  target:
    description: What to call the environment that the release goes to.
    type: str
    default: prod
"""

EXAMPLES = r"""
- name: Show what prod lacks
  ansible.builtin.debug:
    msg: >-
      {{ (hostvars.stage.op_templates_report
          | smsops.smsc.op_template_promotion(hostvars.prod.op_templates_report, 'stage', 'prod')).text }}
"""

RETURN = r"""
_value:
  description:
    - C(lacks) lists what the source has accepted and the target has not, as C(set), C(name), C(target) (of an operator)
      and C(state), which is the one in the target environment.
    - C(differs) lists templates whose texts differ, as C(set), C(name), C(column), C(source_excerpt),
      C(target_excerpt), C(marker) (a line that points to the place under either excerpt), C(kind) (V(spaces),
      V(composition), V(look-alikes), V(case), several of them, or V(text)) and C(note) (both characters by name).
    - C(only_target) lists what the source does not have, as C(set), C(name) and C(targets).
    - C(waiting) lists what neither environment has accepted, with the C(state) in the source.
    - C(unknown) lists what is not known, as C(set), C(name), C(environment) and C(targets), which are all wanted ones of
      a template that failed, and else those whose state is V(unknown). What the source has accepted is in C(lacks).
    - C(equal) lists the templates of the same text with nothing in C(lacks), C(only_target) or C(unknown).
    - C(text) has lines for people.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils._model import _input
from ..plugin_utils import _promotion


def op_template_promotion(
    source_records: Any, target_records: Any, source: str = "stage", target: str = "prod"
) -> dict[str, Any]:
    """See DOCUMENTATION."""
    try:
        return _promotion.promotion(source_records, target_records, str(source), str(target))
    except _input.InputError as exc:
        raise AnsibleFilterError(f"op_template_promotion: {exc}") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_promotion": op_template_promotion}
