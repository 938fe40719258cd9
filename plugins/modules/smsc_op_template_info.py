#!/usr/bin/python

# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smsc_op_template_info
short_description: Read the registrations of operator templates at SMS Center
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Reads the operators with which a text is registered under a sender name, and the state of each registration.
  - You must know sender name and text. The service cannot list all templates.
  - A list is read with up to O(max_connections) requests at once. A template that cannot be read stops no other; the task then
    fails at its end and still returns every template.
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
  sender:
    description:
      - The sender name that the template belongs to. Requires O(msg).
      - Quote a name that YAML would not read as text, such as C(0611) or C(NO).
    type: raw
  msg:
    description: The text of the template, exactly as it was registered. Requires O(sender).
    type: raw
    aliases:
      - text
  templates:
    description:
      - A list of templates to read, instead of O(sender) and O(msg), in the form that M(smsops.smsc.smsc_op_templates) takes.
    type: list
    elements: dict
    suboptions:
      set:
        description: A set of your own, returned in the result.
        type: str
      name:
        description: A name of your own, returned in the result.
        type: str
      sender:
        description: The sender name that the template belongs to.
        type: str
        required: true
      msg:
        description: The text of the template, exactly as it was registered.
        type: str
        required: true
        aliases:
          - text
      targets:
        description: >-
          Returned in the result. A read returns all targets; these only make flags that this collection does not know
          recognisable.
        type: list
        elements: str
      examples:
        description: Messages that match it, returned in the result.
        type: list
        elements: str
notes:
  - A list that takes longer than five seconds shows its progress on standard error. This needs a local connection, without
    C(become), C(async) and C(no_log).
seealso:
  - module: smsops.smsc.smsc_op_template
  - module: smsops.smsc.smsc_op_templates
"""

EXAMPLES = r"""
- name: Read one template
  smsops.smsc.smsc_op_template_info:
    api_key: "{{ smsc_api_key }}"
    sender: MYSHOP
    msg: "Заказ %d оплачен. Ждём вас в магазине."
  register: order_paid

- name: Read several templates
  smsops.smsc.smsc_op_template_info:
    api_key: "{{ smsc_api_key }}"
    templates:
      - name: order_paid
        sender: MYSHOP
        msg: "Заказ %d оплачен. Ждём вас в магазине."
      - name: login_code
        sender: MYSHOP
        msg: "Код для входа на myshop.example: %d. Никому его не сообщайте."
  register: wanted

- name: Go on only when no operator has rejected one of them
  ansible.builtin.assert:
    that: "'rejected' not in wanted.templates | map(attribute='registrations') | flatten | map(attribute='state')"
"""

RETURN = r"""
templates:
  description: A result for each template, in the given order, with what the service returned for it.
  returned: unless the options are wrong; without O(templates), if it could be read
  type: list
  elements: dict
  contains:
    set:
      description: The set given in O(templates).
      type: str
      returned: when one was given
      sample: orders
    name:
      description: The name given in O(templates).
      type: str
      returned: when one was given
      sample: order_paid
    sender:
      description: The sender name.
      type: str
      sample: MYSHOP
    msg:
      description: The text.
      type: str
      sample: "Order %d is paid. See you at MyShop."
    targets:
      description: The targets given in O(templates).
      type: list
      elements: str
      returned: when some were given
      sample: [mts_srv, mega_srv]
    examples:
      description: The examples given in O(templates).
      type: list
      elements: str
      returned: when some were given
    registrations:
      description: One entry for each row that the service returned. Empty if it returned no row, none if it was not read.
      type: list
      elements: dict
      contains:
        target:
          description: The target; none if the service's name for it was not recognised.
          type: str
          sample: mts_srv
        operator:
          description: The operator (V(mts), V(megafon), V(beeline), V(tele2), V(motiv), V(soc)), if recognised.
          type: str
          sample: mts
        message_type:
          description: V(service), V(authorization), V(transactional) or V(advertising), if recognised.
          type: str
          sample: service
        name:
          description: The service's own name for the row.
          type: str
          sample: mts_srv
        id:
          description: The service's number of the template; none if it gives none.
          type: int
          sample: 1201
        status:
          description: The service's own status.
          type: int
          sample: 2
        state:
          description:
            - The status as a word, V(not_found), V(pending), V(submitted), V(accepted), V(rejected) or V(suspended).
            - V(unknown) for a status that the service does not document.
          type: str
          sample: accepted
    changed:
      description: Always false.
      type: bool
      returned: with O(templates)
      sample: false
    failed:
      description: Whether the template could not be read.
      type: bool
      returned: with O(templates)
      sample: false
    error:
      description: Why not, in the form of the C(error) of the task; none if it was read.
      type: dict
      returned: with O(templates)
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
      sample: >-
        smscentre.com refused the credentials (from api_key), saying "authorise error"; they are locked on this machine
        until 22:31, because five failed logins would block its address and stop all messages
    retryable:
      description: Whether the same task may succeed later if nobody changes anything.
      type: bool
      sample: false
"""

import os
from typing import Any

from ..module_utils import _module, _plan, _results
from ..module_utils._model import _template
from ..module_utils._service import _client

ARGUMENT_SPEC: dict[str, Any] = {
    "sender": {"type": "raw"},
    "msg": {"type": "raw", "aliases": ["text"]},
    "templates": {"type": "list", "elements": "dict"},
}


def run(params: _module.Params, client: _client.Client, _check_mode: bool) -> dict[str, Any]:
    """Read the registrations of the given templates; the result of the module, see RETURN."""
    if params["templates"] is None:
        (template,) = _module.wanted([{"sender": params["sender"], "msg": params["msg"]}], client.secrets, where="")
        registrations, warnings = _plan.read(client, template)
        record = _template.Record(template, registrations=registrations)
        return {
            "changed": False,
            "templates": [_results.of_reading(record)],
            "warnings": [*_results.blank_ends([record]), *warnings],
        }
    # Loaded here because a single template does not need them, and each start would pay for them.
    from ..module_utils import _bulk, _progress  # noqa: PLC0415

    entries = _module.wanted(params["templates"], client.secrets)
    outcome = _bulk.read_all(
        client,
        entries,
        width=params["max_connections"],
        progress=_progress.from_environment(os.environ),
    )
    return _results.of_reading_list(outcome)


def main() -> None:
    _module.run_module(
        run,
        ARGUMENT_SPEC,
        mutually_exclusive=[("sender", "templates"), ("msg", "templates")],
        required_together=[("sender", "msg")],
        required_one_of=[("sender", "templates")],
    )


if __name__ == "__main__":
    main()
