#!/usr/bin/python

# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smsc_op_templates
short_description: Register many operator templates at SMS Center
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Does for a list what M(smsops.smsc.smsc_op_template) does for one template, in one process and with up to
    O(max_connections) requests at once.
  - First reads all templates. When the whole plan is known, adds what is missing, and reads each changed template again. An
    unchanged template costs one request, a changed one three.
  - A lost response holds up no other template. When the others are done, the task waits once for all lost responses, as
    M(smsops.smsc.smsc_op_template) does for one.
  - A template that fails stops no other. The task then fails at its end and still returns every template. A problem of the
    whole account (refused credentials, a blocked address, an unreachable host) ends the task at once. So do twenty failures
    in a row.
  - Entries with the same sender name and text are one template, added once with the targets of all; a warning names them.
    Each entry still has its own result, about its own targets.
  - At the end every wanted registration exists, or its entries have failed, or it is reported as vanished, see
    O(on_vanished).
  - It is an error if the O(api_key) or O(password) occurs in a text of the result, because Ansible would mask it there.
extends_documentation_fragment:
  - smsops.smsc._connection
  - smsops.smsc._attributes
  - smsops.smsc._additions
attributes:
  check_mode:
    support: full
    details:
      - Reads the registrations and sends no addition. C(added) shows what would be added.
  diff_mode:
    support: full
    details:
      - Shows one line for each template that gets registrations, and nothing about the others.
  idempotent:
    support: full
options:
  templates:
    description:
      - The templates, such as P(smsops.smsc.op_template_list#filter) returns. An empty list is not an error.
      - If something is wrong with them, the task fails with all mistakes, and nothing is sent.
      - You may pass what the modules return; the additional keys are ignored.
    type: list
    elements: dict
    required: true
    suboptions:
      set:
        description: A set of your own, returned in the result and used in messages.
        type: str
      name:
        description: A name of your own, unique in its set, returned in the result and used in messages.
        type: str
      sender:
        description: The sender name that the template belongs to.
        type: str
        required: true
      msg:
        description: The exact text to register.
        type: str
        required: true
        aliases:
          - text
      targets:
        description:
          - Where to register the template, as in M(smsops.smsc.smsc_op_template).
          - With an empty list the template is read, and nothing is ever added for it.
        type: list
        elements: str
        required: true
      examples:
        description: Messages that match it, returned in the result; see P(smsops.smsc.op_template_lint#filter).
        type: list
        elements: str
      environments:
        description: Where the template is wanted. Only returned in the result.
        type: list
        elements: str
      after:
        description: The environment where it must be accepted first. Only returned in the result.
        type: str
  max_additions:
    description:
      - A guard. If the task would add more registrations than this, it fails and adds nothing. A registration that several
        entries want counts once.
      - There is no limit by default.
    type: int
  approved_plan:
    description:
      - A guard. The ids of approved additions, RV(plan.ids) of an earlier run in check mode, on this machine or another. If the
        task would add anything else, it fails and adds nothing. Adding less is fine.
      - An empty list approves nothing. Omit the option if you need no approval.
    type: list
    elements: str
  fees:
    description:
      - What operators charge per registration and month, in roubles, by operator (V(tele2), V(mts)); 0 for nothing.
      - Overrides what the collection knows, which is second-hand and dated, see RV(plan.fees). For other operators no fee is
        known, which does not mean that there is none.
    type: dict
  max_monthly_fees:
    description:
      - A guard. If the additions would cost more than this per month, in roubles, the task fails and adds nothing.
    type: float
  check_senders:
    description:
      - What to do when an operator has not accepted the sender name of a planned addition. V(fail) is a guard, and adds nothing.
        V(warn) warns and lets the service decide. V(ignore) does not ask.
      - The list of sender names is read only if something is to be added. Tasks on this machine share it for ten minutes.
      - If the list cannot be read, or does not answer the question, there is a warning, and nothing is held back.
    type: str
    choices:
      - fail
      - warn
      - ignore
    default: warn
  known:
    description:
      - What was registered for these templates when they were last read, as the role keeps it in its history. For
        registrations that are no longer found, RV(templates[].vanished) has the last state.
    type: list
    elements: dict
    suboptions:
      sender:
        description: The sender name.
        type: str
        required: true
      msg:
        description: The text.
        type: str
        required: true
      registrations:
        description: What was registered, each with C(target), C(state) and, if known, C(seen) in ISO 8601.
        type: list
        elements: dict
  on_vanished:
    description:
      - What to do when a wanted registration is in O(known) but is no longer found. The operator may have dropped it because
        nobody used it, or somebody has deleted it in the web dashboard. It is always reported.
      - V(add) adds it again if O(approved_plan) or O(max_additions) is given. Otherwise only check mode plans it, so that it can
        be approved.
      - V(warn) does not add it again. V(fail) is a guard, so the task fails and adds nothing. Both need O(known).
    type: str
    choices:
      - add
      - warn
      - fail
    default: add
notes:
  - A task that takes longer than five seconds shows its progress on standard error, and what it will add before the first
    addition. This needs a local connection, without C(become), C(async) and C(no_log).
  - If the task fails, Ansible prints the whole result, which is long for a long list. The role
    P(smsops.smsc.op_templates#role) prints a summary instead.
seealso:
  - module: smsops.smsc.smsc_op_template
  - module: smsops.smsc.smsc_op_template_info
  - module: smsops.smsc.smsc_sender_info
"""

EXAMPLES = r"""
- name: Register the texts of the shop, but not more than ten new registrations by mistake
  smsops.smsc.smsc_op_templates:
    api_key: "{{ smsc_api_key }}"
    max_additions: 10
    templates:
      - set: orders
        name: paid
        sender: MYSHOP
        msg: "Заказ %d оплачен. Ждём вас в магазине."
        targets: [mts_srv, mega_srv]
      - set: codes
        name: login
        sender: MYSHOP
        msg: "Код для входа на myshop.example: %d. Никому его не сообщайте."
        targets: [mts_auth, mega_auth]
  register: shop

- name: Tell what is new
  ansible.builtin.debug:
    msg: "{{ shop.templates | selectattr('changed') | map(attribute='name') | list }}"
"""

RETURN = r"""
templates:
  description: A result for each entry, in the order of the list.
  returned: unless the options are wrong
  type: list
  elements: dict
  contains:
    set:
      description: The given set.
      type: str
      returned: when one was given
    name:
      description: The given name.
      type: str
      returned: when one was given
    sender:
      description: The sender name.
      type: str
    msg:
      description: The text.
      type: str
      sample: "Order %d is paid. See you at MyShop."
    targets:
      description: The wanted targets.
      type: list
      elements: str
      sample: [mts_srv, mega_srv]
    examples:
      description: The given examples.
      type: list
      elements: str
      returned: when some were given
    environments:
      description: The given environments.
      type: list
      elements: str
      returned: when some were given
    after:
      description: The given C(after).
      type: str
      returned: when one was given
    registrations:
      description:
        - One entry for each row that the service returns, wanted or not; none if they could not be read.
          M(smsops.smsc.smsc_op_template_info) describes the keys, such as C(target) and C(state).
        - The C(status) of an addition that could not be read back is none.
      type: list
      elements: dict
      sample: [{target: mts_srv, operator: mts, message_type: service, name: mts_srv, id: 1201, status: 0, state: pending}]
    added:
      description: The wanted targets that were added; in check mode, those that would be added.
      type: list
      elements: str
      sample: [mega_srv]
    refused:
      description: >-
        Wanted targets that the service refused to add, with the C(target) (none if the service's name was not recognised), the
        service's own C(name) and C(status), and the C(reason).
      type: list
      elements: dict
      sample: [{target: mts_srv, name: mts_srv, status: -2, reason: the template cannot be saved}]
    vanished:
      description: >-
        Wanted targets that were registered according to O(known) and are not found now, each with its last C(state) and when
        it was C(seen).
      type: dict
      returned: when there are some
      sample: {mts_srv: {state: accepted, seen: "2026-10-02T06:00:00+00:00"}}
    doubt:
      description: >-
        What is known of an addition without a usable response, with a C(description), the C(targets), the number of
        C(additions) sent, and the C(outcome), as in RV(smsops.smsc.smsc_op_template#module:doubt).
      type: dict
      returned: when there was one
      sample: {description: "HTTP 502: the response is a web page", targets: [mega_srv], additions: 2, outcome: added_again}
    changed:
      description: Whether something was added.
      type: bool
    failed:
      description: Whether wanted registrations are still missing, or something else failed.
      type: bool
    error:
      description: Why the entry failed, in the form of the C(error) of the task; none if it did not.
      type: dict
summary:
  description:
    - C(total) counts entries, C(templates) counts different templates (by sender name and text). C(changed), C(unchanged) and
      C(failed) count entries.
    - C(registrations) counts the wanted registrations by state; in check mode, as they would be. A registration that several
      entries want counts once.
  returned: unless the options are wrong
  type: dict
  sample: {total: 2, templates: 2, changed: 1, unchanged: 1, failed: 0, registrations: {accepted: 3, pending: 1}}
plan:
  description: The plan, made after all reads and before the first addition.
  returned: unless the options are wrong
  type: dict
  contains:
    additions:
      description: The number of registrations to add; one that several entries want counts once.
      type: int
    templates:
      description: The number of different templates that they belong to.
      type: int
    ids:
      description: >-
        An id for each addition, for O(approved_plan). It is a digest of the API's host, the account, sender name, text and
        target. It is the same on every machine, and reveals none of them.
      type: list
      elements: str
    fees:
      description: What the additions cost per month, in roubles, by operator, as far as fees are known.
      type: dict
      sample: {tele2: 1100, mts: 1020}
    monthly_fees:
      description: The total of these fees.
      type: float
sender_problems:
  description: >-
    Operators that have not accepted the sender name of planned additions, see O(check_senders), with the number of
    C(templates) concerned. C(states) has what the service says, under its own keys.
  returned: unless the options are wrong
  type: list
  elements: dict
  sample:
    - sender: MYSHOP
      operator: motiv
      state: rejected
      states: {motiv_step_status: rejected}
      targets: [motiv_trn]
      templates: 15
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
  description: >-
    Why the task failed; if there are several reasons, that of the first entry. It has C(kind), C(code), C(description) and
    C(retryable), as in M(smsops.smsc.smsc_op_template).
  returned: failure
  type: dict
  sample:
    kind: refused
    code: -2
    description: "the service refused mts_srv: the template cannot be saved (-2)"
    retryable: false
"""

import os
from typing import Any

from ..module_utils import _bulk, _module, _progress, _results
from ..module_utils._guards import _judge
from ..module_utils._service import _client

ARGUMENT_SPEC: dict[str, Any] = {
    "templates": {"type": "list", "elements": "dict", "required": True},
    "max_additions": {"type": "int"},
    "approved_plan": {"type": "list", "elements": "str"},
    "fees": {"type": "dict"},
    "max_monthly_fees": {"type": "float"},
    "check_senders": {"type": "str", "choices": ["fail", "warn", "ignore"], "default": "warn"},
    "known": {
        "type": "list",
        "elements": "dict",
        "options": {
            "sender": {"type": "str", "required": True},
            "msg": {"type": "str", "required": True},
            "registrations": {"type": "list", "elements": "dict"},
        },
    },
    "on_vanished": {"type": "str", "choices": ["add", "warn", "fail"], "default": "add"},
    "allow_unknown_targets": {"type": "bool", "default": False},
    "on_rejected": {"type": "str", "choices": ["fail", "warn", "ignore"], "default": "warn"},
}


def run(params: _module.Params, client: _client.Client, check_mode: bool) -> dict[str, Any]:
    """Make the registrations of all templates exist; the result of the module, see RETURN."""
    guards = _judge.from_options(params)
    entries = _module.wanted(
        params["templates"],
        client.secrets,
        targets_needed=True,
        allow_unknown_targets=params["allow_unknown_targets"],
    )
    outcome = _bulk.ensure_all(
        client,
        entries,
        width=params["max_connections"],
        on_rejected=params["on_rejected"],
        check_mode=check_mode,
        guards=guards,
        progress=_progress.from_environment(os.environ),
    )
    return _results.of_list(outcome)


def main() -> None:
    _module.run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
