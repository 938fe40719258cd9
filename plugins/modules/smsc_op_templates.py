#!/usr/bin/python

# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smsc_op_templates
short_description: Make many operator templates exist at SMS Center
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Does for a list what M(smsops.smsc.smsc_op_template) does for one template, in one process and with O(max_connections)
    requests at once.
  - First it reads all templates. When it knows what is missing, it adds that, and reads each template again to which it
    has added something. An unchanged template costs one request, a changed one three.
  - An addition whose response is lost holds up no other. When all others are done, the task waits until it can no longer be
    carried out, as M(smsops.smsc.smsc_op_template) does, once for all of them.
  - A template that fails stops no other. The task fails at its end, and returns every template all the same. What
    concerns the whole account (refused credentials, a blocked address, a host that cannot be reached) ends the task at
    once, and so do twenty failures in a row.
  - If a sender name and text are in the list more than once, they are one template, which is planned and added once with
    the targets of all of them; a warning names them. Each entry has a result all the same, which speaks of its own
    targets only.
  - Every wanted registration is there at the end, or the entries that want it have failed, or it is told as vanished,
    see O(on_vanished).
  - An O(api_key) or O(password) that stands in a text that would be returned is an error, because Ansible would hide it
    there.
extends_documentation_fragment:
  - smsops.smsc._connection
  - smsops.smsc._attributes
  - smsops.smsc._additions
attributes:
  check_mode:
    support: full
    details:
      - Reads the registrations and sends no addition. C(added) says what would be added.
  diff_mode:
    support: full
    details:
      - Shows one line for each template that gets registrations, and nothing of the others.
  idempotent:
    support: full
options:
  templates:
    description:
      - The templates, such as P(smsops.smsc.op_template_list#filter) gives. An empty list is not an error.
      - When something is wrong with them, the task fails with all mistakes, and nothing is sent.
      - What the modules return may be given again; the keys of a result mean nothing here.
    type: list
    elements: dict
    required: true
    suboptions:
      set:
        description: The set of your own that the template belongs to, given back in the result and used in messages.
        type: str
      name:
        description: A name of your own, once in its set, given back in the result and used in messages.
        type: str
      sender:
        description: The sender name that the template belongs to.
        type: str
        required: true
      msg:
        description: The text of the template, exactly as it is to be registered.
        type: str
        required: true
        aliases:
          - text
      targets:
        description:
          - Where to register the template, as in M(smsops.smsc.smsc_op_template).
          - A template with an empty list is read, and nothing is ever added for it.
        type: list
        elements: str
        required: true
      examples:
        description: Messages that match it, given back in the result; see P(smsops.smsc.op_template_lint#filter).
        type: list
        elements: str
      environments:
        description: Where the template is wanted, given back in the result; it means nothing here.
        type: list
        elements: str
      after:
        description: The environment that must have it accepted first, given back in the result; it means nothing here.
        type: str
  max_additions:
    description:
      - A guard. When more registrations than this would be added in all, the task fails and adds nothing. A registration
        that several entries want counts once.
      - Without it there is no bound.
    type: int
  approved_plan:
    description:
      - A guard. Ids of additions that were approved, RV(plan.ids) of an earlier run in check mode, on this machine or another.
        When anything else would be added, the task fails and adds nothing. Fewer additions are right.
      - An empty list approves nothing. Only without the option no approval is asked for.
    type: list
    elements: str
  fees:
    description:
      - What operators charge a month for each registration, in roubles, by operator (V(tele2), V(mts)); 0 for nothing.
      - It changes what the collection knows, which is second-hand and dated, see RV(plan.fees). Of other operators no fee
        is known, which does not mean that there is none.
    type: dict
  max_monthly_fees:
    description:
      - A guard. When the additions would cost more than this a month, in roubles, the task fails and adds nothing.
    type: float
  check_senders:
    description:
      - What an operator means that has not accepted the sender name of a planned addition. With V(fail) it is a guard, and
        nothing is added. With V(warn) there is a warning, and the service decides. With V(ignore) nobody asks.
      - The list of sender names is read only if something is to be added; tasks on this machine share it for ten minutes.
      - When it cannot be read, or does not tell, there is a warning, and nothing is kept back for it.
    type: str
    choices:
      - fail
      - warn
      - ignore
    default: warn
  known:
    description:
      - What was registered of these templates when they were last seen, such as the role keeps in its history. Of what
        is not found any more RV(templates[].vanished) tells the last state.
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
        description: What was registered, each with C(target), C(state) and, where it is known, C(seen) in ISO 8601.
        type: list
        elements: dict
  on_vanished:
    description:
      - What to do when a wanted registration is among O(known) and is not found. An operator may have dropped it for lack
        of use, or somebody has deleted it in the web dashboard on purpose. It is always told.
      - With V(add) it is added again, if O(approved_plan) or O(max_additions) is given, and else only in check mode,
        so that it can be approved.
      - With V(warn) it is not added again. With V(fail), a guard, the task fails and adds nothing. Both need O(known).
    type: str
    choices:
      - add
      - warn
      - fail
    default: add
notes:
  - When the task takes longer than five seconds, lines on standard error say how far it is, and before the first
    addition what will be added. They come with a local connection, without C(become), C(async) and C(no_log).
  - When the task fails, Ansible prints its whole result, which is long for a long list. The role
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
      description: The set that was given with the template.
      type: str
      returned: when one was given
    name:
      description: The name that was given with the template.
      type: str
      returned: when one was given
    sender:
      description: The sender name.
      type: str
    msg:
      description: The text.
      type: str
      sample: Заказ %d оплачен. Ждём вас в магазине.
    targets:
      description: The wanted targets.
      type: list
      elements: str
      sample: [mts_srv, mega_srv]
    examples:
      description: The examples that were given with the template.
      type: list
      elements: str
      returned: when some were given
    environments:
      description: The environments that were given with the template.
      type: list
      elements: str
      returned: when some were given
    after:
      description: The environment that was given as C(after).
      type: str
      returned: when one was given
    registrations:
      description:
        - One entry for each row that the service shows, wanted or not; none when they could not be read. The keys are those
          that M(smsops.smsc.smsc_op_template_info) describes, among them C(target) and C(state).
        - The C(status) of an addition that could not be read back is none.
      type: list
      elements: dict
      sample: [{target: mts_srv, operator: mts, message_type: service, name: "МТС (сервисные)", id: 1201, status: 0, state: pending}]
    added:
      description: The wanted targets that were added; in check mode, that would be added.
      type: list
      elements: str
      sample: [mega_srv]
    refused:
      description: >-
        What the service refused to add of the wanted targets, with the C(target) (none when the service's name could not be
        recognised), the service's own C(name) and C(status), and the C(reason).
      type: list
      elements: dict
      sample: [{target: mts_srv, name: "МТС (сервисные)", status: -2, reason: the template cannot be saved}]
    vanished:
      description: >-
        Wanted targets that were registered by O(known) and are not found now, each with its last C(state) and when it
        was C(seen).
      type: dict
      returned: when there are some
      sample: {mts_srv: {state: accepted, seen: "2026-10-02T06:00:00+00:00"}}
    doubt:
      description: >-
        What is known of an addition that got no usable response, with a C(description), the C(targets), the number of
        C(additions) that were sent, and the C(outcome); as RV(smsops.smsc.smsc_op_template#module:doubt).
      type: dict
      returned: when there was one
      sample: {description: "HTTP 502: the response is a web page", targets: [mega_srv], additions: 2, outcome: added_again}
    changed:
      description: Whether something was added.
      type: bool
    failed:
      description: Whether the wanted registrations are not reached.
      type: bool
    error:
      description: Why not, as the C(error) of the task; none when they are.
      type: dict
summary:
  description:
    - C(total) is the number of entries, C(templates) that of different templates by sender name and text; C(changed),
      C(unchanged) and C(failed) count entries.
    - C(registrations) has the number of wanted registrations by their state; in check mode, as they would be. One that
      several entries want counts once.
  returned: unless the options are wrong
  type: dict
  sample: {total: 2, templates: 2, changed: 1, unchanged: 1, failed: 0, registrations: {accepted: 3, pending: 1}}
plan:
  description: What was planned when all was read, before the first addition.
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
        An id for each addition, to be approved with O(approved_plan). It is made of the API's host, the account, sender
        name, text and target, is the same on every machine, and does not tell what it is made of.
      type: list
      elements: str
    fees:
      description: What the additions cost a month, in roubles, by operator, as far as fees are known.
      type: dict
      sample: {tele2: 1100, mts: 1020}
    monthly_fees:
      description: The same in all.
      type: float
sender_problems:
  description: >-
    Operators that have not accepted the sender name of planned additions, see O(check_senders), with the number of
    C(templates) that are concerned, and in C(states) what the service says of the operator by its own keys.
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
  description: What the task cost the service.
  returned: always
  type: dict
  contains:
    sent:
      description: The number of requests that were sent.
      type: int
      sample: 3
    waited:
      description: The seconds that were spent waiting for a limit.
      type: float
      sample: 0.0
error:
  description: >-
    Why the task failed; of several reasons that of the first entry. It has a C(kind), C(code), C(description) and
    C(retryable), as that of M(smsops.smsc.smsc_op_template).
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
