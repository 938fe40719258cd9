#!/usr/bin/python

# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smsc_doctor_info
short_description: Find out how SMS Center answers, and whether this collection understands it
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Sends two reads, one for a template and one for the list of sender names, and describes the responses rather than
    what is registered. It reports which names and statuses the collection understands, and what the responses tell about
    questions that the service's documentation leaves open. Neither request is repeated.
  - You may publish the result. It contains no secret and no login, and the sender name and the text of the template only with
    O(show_template=true). They are replaced in the responses, too.
  - Any response is a result, not a failure. If it is an error, or no response comes, RV(error) says so. The module fails only if
    its options are wrong.
  - The playbook C(smsops.smsc.doctor) turns the result into a report.
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
      - A sender name of the account.
    type: raw
    required: true
  msg:
    description:
      - The text of a template.
      - A registered template shows most. The default text is surely not registered.
    type: raw
    default: "A check by smsops.smsc: no such template."
    aliases:
      - text
  targets:
    description:
      - The targets with which the template was registered, if you know them. They show whether the service lists more
        registrations than were asked for.
      - Flags that this collection does not know are allowed, and are then recognised in the response.
    type: list
    elements: raw
    default: []
  show_template:
    description:
      - Whether to show the sender name and the text in the result.
    type: bool
    default: false
seealso:
  - module: smsops.smsc.smsc_op_template_info
"""

EXAMPLES = r"""
- name: See how the service answers for a template that is registered
  smsops.smsc.smsc_doctor_info:
    api_key: "{{ smsc_api_key }}"
    sender: MYSHOP
    msg: "Заказ %d оплачен. Ждём вас в магазине."
    targets:
      - mts_srv
      - mega_srv
  register: doctor

- name: Show what is not understood
  ansible.builtin.debug:
    msg: "{{ doctor.findings | selectattr('verdict', 'eq', 'not_understood') }}"
"""

RETURN = r"""
answer:
  description: The response of the service; none if no whole response came.
  returned: success
  type: dict
  contains:
    http_status:
      description: The HTTP status.
      type: int
    content_type:
      description: The header C(Content-Type).
      type: str
      sample: application/json; charset=utf-8
    charset:
      description: V(utf-8) or V(windows-1251), as the bytes show; V(ascii) if it could be either; none for something else.
      type: str
    format:
      description: V(json), V(xml), V(lines), V(html), V(empty) or V(unknown).
      type: str
    arrangement:
      description: How the rows are arranged, in words.
      type: str
      sample: a list of rows, in 'templates'
    outline:
      description: The structure of the response, with kinds instead of values.
      type: str
      sample: "{'templates': [14 x {'name': word, 'id', 'status': number}]}"
    size:
      description: The length of the body in bytes.
      type: int
    body:
      description: The start of the body, up to 4096 characters, safe to publish.
      type: str
rows:
  description: The rows of the response, including those that the collection does not understand.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The service's own name for the row.
      type: str
      sample: mts_srv
    target:
      description: The recognised target, or none.
      type: str
      sample: mts_srv
    status:
      description: The service's own status, as text.
      type: str
      sample: "2"
    state:
      description: The status by name, as in M(smsops.smsc.smsc_op_template_info); none if it is not a number.
      type: str
      sample: accepted
    path:
      description: Where the row is in the response.
      type: str
      sample: "'templates'[]"
    id_kind:
      description:
        - What the id is, V(number), V(string) (digits in a string or in text), V(word) (other text), V(zero), V(empty),
          V(null), V(absent) or V(other).
      type: str
      sample: number
    status_kind:
      description: What the status is, in the same words.
      type: str
      sample: number
findings:
  description: The questions that the service's documentation leaves open, always in the same order.
  returned: success
  type: list
  elements: dict
  contains:
    question:
      description: The question.
      type: str
      sample: Are ids numbers or strings?
    answer:
      description: What this read says about it, or none.
      type: str
      sample: number
    verdict:
      description:
        - V(as_assumed) if the service behaves like the simulator of this collection, V(understood) if it behaves differently
          and the collection understands it, V(not_understood) if it does not, V(open) if this read cannot tell.
      type: str
      sample: as_assumed
    advice:
      description: How else to find out, or none.
      type: str
error:
  description: Why there are no rows; none if the collection understands the response.
  returned: success
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
    description:
      description: What happened.
      type: str
      sample: >-
        smscentre.com refused the credentials (from api_key), saying "authorise error"; they are locked on this machine
        until 22:31, because five failed logins would block its address and stop all messages
    retryable:
      description: Whether the same task may succeed later if nobody changes anything.
      type: bool
    advice:
      description: What to do.
      type: str
senders:
  description: What the list of the account's sender names (C(senders.php)) looks like. It contains none of the names.
  returned: success
  type: dict
  contains:
    http_status:
      description: The HTTP status; none if no whole response came.
      type: int
    format:
      description: The format, as in RV(answer.format).
      type: str
    outline:
      description: The structure of the response, with kinds instead of values.
      type: str
      sample: "[2 x {'id', 'mts_step_status': number, 'sender': word}]"
    count:
      description: The number of sender names that are understood.
      type: int
    states:
      description: How many sender names are in each state, under the service's own keys.
      type: dict
      sample: {mts_step_status: {accepted: 2}, motiv_step_status: {accepted: 1, rejected: 1}}
    error:
      description: Why it could not be read, in the form of RV(error); none if the collection understands it.
      type: dict
host:
  description: The host of O(api_url).
  returned: success
  type: str
template:
  description: The sender name and the text; placeholders unless O(show_template=true), except for the default text.
  returned: success
  type: dict
  contains:
    sender:
      description: The sender name.
      type: str
    msg:
      description: The text.
      type: str
duration_ms:
  description: How long the request took, in milliseconds, without waiting for limits.
  returned: success
  type: int
versions:
  description: The versions of the software involved, V(collection), V(ansible-core), V(python), V(requests) and V(urllib3).
  returned: success
  type: dict
requests:
  description: What the task asked of the service.
  returned: always
  type: dict
  contains:
    sent:
      description: The number of requests sent.
      type: int
    waited:
      description: The seconds spent waiting for a limit.
      type: float
"""

import platform
import time
from typing import Any
from urllib.parse import urlsplit

from ansible.module_utils.ansible_release import __version__ as ansible_version

from ..module_utils import _module
from ..module_utils._doctor import _checkup, _questions
from ..module_utils._model import _errors, _version
from ..module_utils._service import _client, _http, _redact, _response, _sender_names

DEFAULT_MSG = "A check by smsops.smsc: no such template."
ARGUMENT_SPEC: dict[str, Any] = {
    "sender": {"type": "raw", "required": True},
    "msg": {"type": "raw", "default": DEFAULT_MSG, "aliases": ["text"]},
    "targets": {"type": "list", "elements": "raw", "default": []},
    "show_template": {"type": "bool", "default": False},
}


def run(params: _module.Params, client: _client.Client, _check_mode: bool) -> dict[str, Any]:
    """Look at one response; the result of the module, see RETURN."""
    given = {key: params[key] for key in ("sender", "msg", "targets")}
    (wanted,) = _module.wanted([given], {}, where="")
    # The default text is not private, and whether it was the default one tells something.
    private = (
        {wanted.sender: "<sender>"} if wanted.msg == DEFAULT_MSG else {wanted.msg: "<text>", wanted.sender: "<sender>"}
    )
    placeholders = {} if params["show_template"] else private
    redactor = client.redactor(placeholders)
    seen: list[_response.Response] = []
    error = None
    began = time.monotonic()
    try:
        client.look(wanted.sender, wanted.msg, seen.append, redactor.redact)
    except _errors.SmscError as exc:
        error = exc
    spent = time.monotonic() - began - client.waited
    record = _checkup.examine(seen[0] if seen else None, error, wanted.targets, redactor)
    senders, finding = _senders(client, redactor, error)
    return {
        "changed": False,
        **record,
        "senders": senders,
        "findings": [*record["findings"], finding._asdict()],
        "host": redactor.redact(urlsplit(params["api_url"]).netloc),
        "template": {"sender": redactor.redact(wanted.sender), "msg": redactor.redact(wanted.msg)},
        "duration_ms": round(spent * 1000),
        "versions": {
            "collection": _version.COLLECTION_VERSION,
            "ansible-core": ansible_version,
            "python": platform.python_version(),
            **_http.versions(),
        },
    }


def _senders(
    client: _client.Client, redactor: _redact.Redactor, error: _errors.SmscError | None
) -> tuple[dict[str, Any], _questions.Finding]:
    """Look at the list of sender names, unless what is wrong with the account has been said."""
    seen: list[_response.Response] = []
    found: list[_sender_names.Sender] = []
    why = error.not_tried() if error and error.for_all else None
    if not why:
        try:
            found = client.look_at_senders(seen.append, redactor.redact)
        except _errors.SmscError as exc:
            why = exc
    return _checkup.examine_senders(seen[0] if seen else None, why, found, redactor)


def main() -> None:
    _module.run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
