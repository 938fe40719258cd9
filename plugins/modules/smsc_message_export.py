#!/usr/bin/python

# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: smsc_message_export
short_description: Write the messages that an account of SMS Center has sent to a file
version_added: 1.0.0
author:
  - The smsops.smsc contributors (@smsops)
description:
  - Reads the history of messages, a thousand per request, and writes it to a file for
    P(smsops.smsc.op_template_messages#lookup) and P(smsops.smsc.op_template_coverage#filter).
  - Messages are personal data. Their texts are only in the file, which only its owner may read, and never in a result, a message
    or a log. The file has pseudonyms instead of phone numbers, unless O(with_phones=true). See docs/privacy.md.
  - The file is replaced as a whole when everything is read, or left as it is. A file with the same content is left as it is, too.
    A file that is not an export is never replaced.
extends_documentation_fragment:
  - smsops.smsc._connection
  - smsops.smsc._attributes
attributes:
  check_mode:
    support: full
    details:
      - Reads the history and reports whether the file would change, without writing it.
  diff_mode:
    support: none
    details:
      - A diff would show messages.
  idempotent:
    support: partial
    details:
      - For a period in the past, another run changes nothing. New messages, and costs that the service corrects, change the
        file.
options:
  start:
    description: The first day, such as V(2026-11-01), in the service's time.
    type: str
    required: true
  end:
    description: The last day, at most six months after O(start), because the service returns no longer period.
    type: str
    required: true
  dest:
    description:
      - The file. It has JSON Lines in UTF-8, from the oldest message to the newest, and mode 0600. Its folder must exist.
      - Each line has C(message), C(sender), C(operator) as the service names it, C(cost), C(parts), C(sent) in ISO 8601, and
        C(recipient), which is the same for all messages to one phone in this file.
    type: path
    required: true
  senders:
    description:
      - The sender names whose messages are written; all by default.
      - The service cannot filter by sender name, so all messages are read and count for O(max_messages).
    type: list
    elements: raw
  with_phones:
    description:
      - Whether C(recipient) is the phone number instead of a pseudonym. A pseudonym is a digest with a random salt that is not
        stored, so neither the number nor the same pseudonym can be recovered later.
    type: bool
    default: false
  max_messages:
    description: The most messages to read, newest first. If there are more, there is a warning.
    type: int
    default: 100000
seealso:
  - plugin: smsops.smsc.op_template_messages
    plugin_type: lookup
  - plugin: smsops.smsc.op_template_coverage
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Export what was sent in the last month
  smsops.smsc.smsc_message_export:
    api_key: "{{ smsc_api_key }}"
    start: "{{ '%Y-%m-%d' | ansible.builtin.strftime(now(utc=true).timestamp() - 30 * 86400) }}"
    end: "{{ '%Y-%m-%d' | ansible.builtin.strftime(now(utc=true).timestamp() - 86400) }}"
    dest: "{{ playbook_dir }}/sent.jsonl"
  register: export

- name: Say how many there are of each sender and operator
  ansible.builtin.debug:
    var: export.counts

- name: Remove the file when it has been used
  ansible.builtin.file:
    path: "{{ export.dest }}"
    state: absent
"""

RETURN = r"""
dest:
  description: The file. Ansible adds its attributes, such as C(mode), C(owner) and C(size).
  returned: success
  type: str
  sample: /srv/sms/sent.jsonl
count:
  description: The number of messages in the file; in check mode, how many it would have.
  returned: success
  type: int
  sample: 20000
counts:
  description: The number of messages by sender name and operator.
  returned: success
  type: dict
  sample: {MYSHOP: {MTS: 9120, Beeline: 5018}}
oldest:
  description: When the oldest message was sent, or none.
  returned: success
  type: str
  sample: "2026-11-01T07:00:12+00:00"
newest:
  description: When the newest message was sent, or none.
  returned: success
  type: str
  sample: "2026-11-25T18:40:03+00:00"
complete:
  description: Whether all messages of the period were read; V(false) if there are more than O(max_messages).
  returned: success
  type: bool
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

from datetime import datetime, timezone
from typing import Any

from ..module_utils import _module
from ..module_utils._export import _file, _history
from ..module_utils._model import _errors, _input
from ..module_utils._service import _client

ARGUMENT_SPEC: dict[str, Any] = {
    "start": {"type": "str", "required": True},
    "end": {"type": "str", "required": True},
    "dest": {"type": "path", "required": True},
    "senders": {"type": "list", "elements": "raw"},
    "with_phones": {"type": "bool", "default": False},
    "max_messages": {"type": "int", "default": 100_000},
}


def run(params: _module.Params, client: _client.Client, check_mode: bool) -> dict[str, Any]:
    """Write the file, if it does not say the same already; the result of the module, see RETURN."""
    most = params["max_messages"]
    if most < 1:
        raise _errors.ParametersError(f"max_messages is {most}; it must be 1 or more")
    try:
        senders = None if params["senders"] is None else _input.texts(params["senders"], "senders")
    except _input.InputError as exc:
        raise _errors.ParametersError(str(exc)) from None
    asked = _history.period(params["start"], params["end"], datetime.now(timezone.utc).date())
    path = _file.place(params["dest"])
    old = _file.read(path)

    history = _history.read(client, asked, most)
    messages = [message for message in history.messages if senders is None or message.sender in senders]
    new = _file.records(messages, with_phones=params["with_phones"])
    replaced = not _file.same(old, new, with_phones=params["with_phones"])
    changed = replaced or not _file.is_private(path)
    if replaced and not check_mode:
        _file.write(path, new)
    elif changed and not check_mode:
        _file.make_private(path)
    counts: dict[str, dict[str, int]] = {}
    for message in messages:
        of_sender = counts.setdefault(message.sender, {})
        of_sender[message.operator] = of_sender.get(message.operator, 0) + 1
    warnings = (
        []
        if history.complete
        else [
            f"there are more than {most:,} messages in the period; the newest of them were read, since "
            f"{history.messages[0].sent}. Raise max_messages, or take a shorter period"
        ]
    )
    return {
        "changed": changed,
        "dest": str(path),
        "count": len(messages),
        "counts": counts,
        "oldest": messages[0].sent if messages else None,
        "newest": messages[-1].sent if messages else None,
        "complete": history.complete,
        "warnings": warnings,
    }


def main() -> None:
    _module.run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
