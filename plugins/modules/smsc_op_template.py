#!/usr/bin/python

# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smsc_op_template
short_description: Register an operator template at SMS Center
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Registers the text of a message with mobile operators, under a sender name. Messages that match it are billed as service,
    authorization or transactional messages instead of advertising.
  - First reads the registrations and adds only the missing targets, in one request. Then reads again and reports what the
    service shows.
  - An addition costs money and can be undone only in the web dashboard. A changed text is a new template, and the old one stays
    registered until somebody removes it there.
  - If the response to an addition is lost, the module reads the registrations. If they do not show it, the task waits until the
    addition can no longer be carried out (twice O(timeout) and five seconds after it was sent, within
    O(rate_limit_timeout)), reads again, and sends what is still missing once more. After a response that it does not
    understand, it only reads. RV(doubt) says how it ended.
extends_documentation_fragment:
  - smsops.smsc._connection
  - smsops.smsc._attributes
  - smsops.smsc._additions
attributes:
  check_mode:
    support: full
    details:
      - Reads the registrations and sends no addition.
  diff_mode:
    support: full
    details:
      - Shows the state of each wanted target before and after. Check mode shows planned additions as V(pending).
  idempotent:
    support: full
options:
  sender:
    description:
      - The sender name that the template belongs to.
      - Quote a name that YAML would not read as text, such as C(0611) or C(NO).
    type: raw
    required: true
  msg:
    description:
      - The exact text to register. It may contain operands such as C(%d) and C(%w), which stand for values.
    type: raw
    required: true
    aliases:
      - text
  targets:
    description:
      - Where to register the template. A target is a flag of the service, and stands for an operator and a message type.
      - V(srv) means service messages, V(auth) authorization, V(trn) transactional, V(adv) advertising.
      - The known targets are V(mts_srv), V(mts_auth), V(mts_trn), V(mega_srv), V(mega_auth), V(mega_trn), V(mega_adv),
        V(bee_srv), V(bee_trn), V(tele2_srv), V(tele2_trn), V(motiv_srv), V(motiv_trn), V(soc).
    type: list
    elements: raw
    required: true
seealso:
  - module: smsops.smsc.smsc_op_template_info
"""

EXAMPLES = r"""
- name: Register the text about a paid order with two operators
  smsops.smsc.smsc_op_template:
    api_key: "{{ smsc_api_key }}"
    sender: MYSHOP
    msg: "Заказ %d оплачен. Ждём вас в магазине."
    targets:
      - mts_srv
      - mega_srv

- name: Give the credentials once for all tasks
  module_defaults:
    group/smsops.smsc.smsc:
      login: "{{ smsc_login }}"
      password: "{{ smsc_password }}"
  block:
    - name: Register a code for logging in, and fail if an operator has rejected it
      smsops.smsc.smsc_op_template:
        sender: MYSHOP
        msg: "Код для входа на myshop.example: %d. Никому его не сообщайте."
        targets:
          - mts_auth
          - mega_auth
        on_rejected: fail
"""

RETURN = r"""
template:
  description: The template and its registrations, as last read.
  returned: when the registrations could be read
  type: dict
  contains:
    sender:
      description: The sender name.
      type: str
      sample: MYSHOP
    msg:
      description: The text.
      type: str
      sample: "Order %d is paid. See you at MyShop."
    registrations:
      description: One entry for each row that the service returns, wanted or not.
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
          description: The service's own status. None for an addition that could not be read back.
          type: int
          sample: 0
        state:
          description:
            - The status as a word, V(not_found), V(pending), V(submitted), V(accepted), V(rejected) or V(suspended).
            - V(unknown) for a status that the service does not document.
          type: str
          sample: pending
added:
  description: The targets that were added; in check mode, those that would be added.
  returned: when the registrations could be read
  type: list
  elements: str
  sample: [mega_srv]
refused:
  description: What the service refused to add.
  returned: when the registrations could be read
  type: list
  elements: dict
  contains:
    target:
      description: The target; none if the service's name for it was not recognised.
      type: str
      sample: mts_srv
    name:
      description: The service's own name for the row.
      type: str
      sample: mts_srv
    status:
      description: The service's own number.
      type: int
      sample: -1
    reason:
      description: What the number means.
      type: str
      sample: the sender name was not found or is not accepted by the operator
doubt:
  description:
    - What is known of an addition whose response was lost or not understood, and how it ended. The service may still carry out
      such an addition for a while, so the module has read the registrations again after that.
  returned: when there was one
  type: dict
  contains:
    description:
      description: What happened instead of a response.
      type: str
      sample: "smscentre.com: the connection broke (ConnectionResetError: [Errno 104] Connection reset by peer)"
    targets:
      description: The targets that were in doubt.
      type: list
      elements: str
      sample: [mega_srv]
    additions:
      description: How often it was sent, 1 or 2.
      type: int
      sample: 2
    outcome:
      description:
        - V(registered) means that it was carried out.
        - V(added_again) means that it was not, and was sent once more. If the service still carries out the first one, the
          template is registered twice; V(registered_twice) means that this has happened.
        - V(registered_meanwhile) means that it is registered, but another task on this machine may have added it. RV(added) does
          not name it.
        - V(not_registered) means that it was not carried out, V(open) that nobody knows. In both cases the task failed.
      type: str
      sample: added_again
requests:
  description: What the task asked of the service.
  returned: always
  type: dict
  contains:
    sent:
      description: The number of requests sent.
      type: int
      sample: 3
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
          V(refused), V(transport), V(bad_response), V(api), V(state).
      type: str
      sample: refused
    code:
      description: The service's own error number, if it gave one.
      type: int
      sample: -1
    description:
      description: What happened.
      type: str
      sample: "the service refused mts_srv: the template cannot be saved (-2)"
    retryable:
      description: Whether the same task may succeed later if nobody changes anything.
      type: bool
      sample: false
"""

from typing import Any

from ..module_utils import _module, _provision, _results
from ..module_utils._model import _contract, _errors
from ..module_utils._service import _client

ARGUMENT_SPEC: dict[str, Any] = {
    "sender": {"type": "raw", "required": True},
    "msg": {"type": "raw", "required": True, "aliases": ["text"]},
    "targets": {"type": "list", "elements": "raw", "required": True},
    "allow_unknown_targets": {"type": "bool", "default": False},
    "on_rejected": {"type": "str", "choices": ["fail", "warn", "ignore"], "default": "warn"},
}


def run(params: _module.Params, client: _client.Client, check_mode: bool) -> dict[str, Any]:
    """Make the registrations of one template exist; the result of the module, see RETURN."""
    if not params["targets"]:
        raise _errors.ParametersError(f"targets is empty; name one at least, like {_contract.FLAGS[0]}")
    (template,) = _module.wanted(
        [{"sender": params["sender"], "msg": params["msg"], "targets": _stripped(params["targets"])}],
        client.secrets,
        where="",
        targets_needed=True,
        allow_unknown_targets=params["allow_unknown_targets"],
    )
    record = _provision.ensure(client, template, on_rejected=params["on_rejected"], check_mode=check_mode)
    return _results.of_one(record)


def _stripped(targets: list[Any]) -> list[Any]:
    """Targets that were given as a text with commas, such as "mts_srv, mega_srv"."""
    return [target.strip() if isinstance(target, str) else target for target in targets]


def main() -> None:
    _module.run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
