#!/usr/bin/python

# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smsc_sender_info
short_description: Read the sender names of an account of SMS Center, and which operators accept them
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Reads the sender names of the account, activated or not, and what each operator has decided about them. An operator
    registers no template for a sender name that it has not accepted.
  - The service accepts three such requests per minute, so tasks on one machine share the list for a minute.
extends_documentation_fragment:
  - smsops.smsc._connection
  - smsops.smsc._attributes
attributes:
  check_mode:
    support: full
    details:
      - The module only reads.
  diff_mode:
    support: N/A
    details:
      - The module only reads.
  idempotent:
    support: full
    details:
      - The module only reads.
options:
  senders:
    description:
      - The sender names to return; all of the account by default. A name that the account does not have causes a warning.
      - Quote a name that YAML would not read as text, such as C(0611) or C(NO).
    type: list
    elements: raw
seealso:
  - module: smsops.smsc.smsc_op_templates
"""

EXAMPLES = r"""
- name: Read the sender names
  smsops.smsc.smsc_sender_info:
    api_key: "{{ smsc_api_key }}"
  register: account

- name: Show the operators that have not accepted one
  ansible.builtin.debug:
    msg: "{{ item.sender }}: {{ item.operators | dict2items | rejectattr('value', 'eq', 'accepted') | map(attribute='key') | join(', ') }}"
  loop: "{{ account.senders }}"
  loop_control:
    label: "{{ item.sender }}"
"""

RETURN = r"""
senders:
  description: The sender names, in the order of the service.
  returned: success
  type: list
  elements: dict
  contains:
    sender:
      description: The sender name.
      type: str
      sample: MYSHOP
    id:
      description: The service's number of the sender name; none if it gives none.
      type: int
      sample: 17
    operators:
      description:
        - The state of the sender name at each operator that the service lists. Operators have the same names as in the
          registrations of M(smsops.smsc.smsc_op_template_info); operators that this collection does not know have the
          service's own prefix.
        - The states are the same as those of registrations; V(unknown) if the collection does not understand one.
        - If the service lists several states for one operator, the worst one counts; see RV(senders[].merged).
      type: dict
      sample: {mts: accepted, megafon: accepted, tele2: pending, sber: submitted}
    merged:
      description: The operators with several states, with each state under the service's own key.
      type: dict
      sample: {tele2: {tele2_step_status: accepted, tele2_status: pending}}
requests:
  description: What the task asked of the service.
  returned: always
  type: dict
  contains:
    sent:
      description: The number of requests sent.
      type: int
      sample: 1
    waited:
      description: The seconds spent waiting for a limit.
      type: float
      sample: 0.0
error:
  description: Why the task failed.
  returned: failure
  type: dict
  contains:
    kind:
      description:
        - One of V(parameters), V(auth), V(credentials_locked), V(ip_blocked), V(rate_limit),
          V(transport), V(bad_response), V(api), V(state).
      type: str
      sample: auth
    code:
      description: The service's own error number, if it gave one.
      type: int
      sample: 2
    description:
      description: What happened.
      type: str
      sample: authorise error
    retryable:
      description: Whether the same task may succeed later if nobody changes anything.
      type: bool
      sample: false
"""

from typing import Any

from ..module_utils import _module
from ..module_utils._model import _errors, _input
from ..module_utils._service import _client

# Seconds. As long as the service counts requests.
_SHARED_FOR = 60.0
ARGUMENT_SPEC: dict[str, Any] = {"senders": {"type": "list", "elements": "raw"}}


def run(params: _module.Params, client: _client.Client, _check_mode: bool) -> dict[str, Any]:
    """Read the sender names; the result of the module, see RETURN."""
    try:
        wanted = None if params["senders"] is None else _input.texts(params["senders"], "senders")
    except _input.InputError as exc:
        raise _errors.ParametersError(str(exc)) from None
    found = client.senders(_SHARED_FOR)
    names = [sender.name for sender in found]
    absent = [name for name in dict.fromkeys(wanted or ()) if name not in names]
    return {
        "changed": False,
        "senders": [sender.as_record() for sender in found if wanted is None or sender.name in wanted],
        "warnings": [
            f"senders: {_input.shown(name)} is not a sender name of the account; {_input.nearest(name, names)}"
            for name in absent
        ],
    }


def main() -> None:
    _module.run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
