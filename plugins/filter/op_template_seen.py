# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: op_template_seen
short_description: Since when each registration has been in its state
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Adds to each record since when its registrations have been in their states, as far as the runs have seen it, because
    the service itself does not tell.
  - It returns a memory beside the records, which is given to the next run, for example through a file or an AWX
    artifact. The memory holds digests, states and times, and no texts.
  - An environment whose templates are among the records is brought up to date, so that what it no longer has is
    forgotten. Other environments stay as they are.
  - A state that could not be read leaves the memory as it is.
  - It needs no network and no credentials, and asks no clock.
positional: seen, now, environment
options:
  _input:
    description: >-
      Records of the fact C(op_templates_report) of the role P(smsops.smsc.op_templates#role), of one environment or
      more, each with C(environment), C(set), C(name), C(sender), C(msg), C(targets) and C(registrations).
    type: list
    elements: dict
    required: true
  seen:
    description:
      - The memory of the last run, C(seen) of its result; empty for none.
      - What is no such memory is an error, because the caller would overwrite it. A damaged entry is forgotten.
    type: dict
    default: {}
  now:
    description: The time, in ISO 8601, such as V(2026-11-22T10:00:00+00:00). Without an offset it is taken as UTC.
    type: str
    required: true
  environment:
    description: The environment of records that do not say theirs, such as those that modules return.
    type: str
    default: ''
"""

EXAMPLES = r"""
- name: Add the ages
  ansible.builtin.set_fact:
    ages: "{{ op_templates_report | smsops.smsc.op_template_seen(seen=memory, now=now(utc=true).isoformat()) }}"
  vars:
    memory: "{{ lookup('ansible.builtin.file', 'ages.json', errors='ignore') | default('{}', true) | from_json }}"

- name: Keep them for the next run
  ansible.builtin.copy:
    content: "{{ ages.seen | to_nice_json }}"
    dest: ages.json
    mode: "0644"
"""

RETURN = r"""
_value:
  description:
    - C(records) are the records, each with C(since), a dictionary of target and time in ISO 8601.
      An age counts from the run that saw the state first; a state that was not read has none.
    - C(seen) is the memory for the next run.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils._model import _input
from ..plugin_utils import _history


def op_template_seen(records: Any, seen: Any = None, now: Any = None, environment: str = "") -> dict[str, Any]:
    """See DOCUMENTATION."""
    try:
        return _history.seen(records, seen, now, environment)
    except _input.InputError as exc:
        raise AnsibleFilterError(f"op_template_seen: {exc}") from None


class FilterModule:
    """The filter, as Ansible looks for it."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name and function."""
        return {"op_template_seen": op_template_seen}
