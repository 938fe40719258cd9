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
  - Reads the history of messages, a thousand with each request, and writes them to a file, which
    P(smsops.smsc.op_template_messages#lookup) and P(smsops.smsc.op_template_coverage#filter) take.
  - Messages are personal data. Their texts stand in the file alone, which only its owner may read, and never in a result, a
    message or a log. Instead of phone numbers the file has pseudonyms, unless O(with_phones=true). See docs/privacy.md.
  - The file is replaced as a whole when all is read, or left as it is. If it says the same already, it is left alone, too; a
    file that is not an export is never replaced.
extends_documentation_fragment:
  - smsops.smsc._connection
  - smsops.smsc._attributes
attributes:
  check_mode:
    support: full
    details:
      - Reads the history, says whether the file would change, and does not write it.
  diff_mode:
    support: none
    details:
      - It would show messages.
  idempotent:
    support: partial
    details:
      - For a period that is over it changes nothing when run again. New messages, and a cost that the service has changed,
        change the file.
options:
  start:
    description: The first day, such as V(2026-11-01), by the service's time.
    type: str
    required: true
  end:
    description: The last day, six months after O(start) at most, for which the service can be asked at once.
    type: str
    required: true
  dest:
    description:
      - The file, of JSON Lines in UTF-8, with mode 0600, from the oldest message to the newest. Its folder must exist.
      - Each line has C(message), C(sender), C(operator) as the service names it, C(cost), C(parts), C(sent) in ISO 8601, and
        C(recipient), the same for all messages to one phone in the file.
    type: path
    required: true
  senders:
    description:
      - The sender names whose messages are written. If it is not given, all.
      - The service cannot be asked for them, so all messages are read and count for O(max_messages).
    type: list
    elements: raw
  with_phones:
    description:
      - Whether C(recipient) is the phone number instead of a pseudonym. A pseudonym is a digest with a salt that is not
        kept, so that neither the number nor the same pseudonym can be found again.
    type: bool
    default: false
  max_messages:
    description: So many messages are read at most, the newest. There is a warning if there are more.
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
  description: The file. Ansible adds what it knows of it, such as C(mode), C(owner) and C(size).
  returned: success
  type: str
  sample: /srv/sms/sent.jsonl
count:
  description: The number of messages in it; in check mode, that would be in it.
  returned: success
  type: int
  sample: 20000
counts:
  description: The same by sender name and operator.
  returned: success
  type: dict
  sample: {MYSHOP: {"МТС": 9120, "Билайн": 5018}}
oldest:
  description: When the oldest of them was sent; none if there is none.
  returned: success
  type: str
  sample: "2026-11-01T07:00:12+00:00"
newest:
  description: When the newest of them was sent; none if there is none.
  returned: success
  type: str
  sample: "2026-11-25T18:40:03+00:00"
complete:
  description: Whether all messages of the period were read; V(false) if there are more than O(max_messages).
  returned: success
  type: bool
requests:
  description: What the task cost the service.
  returned: always
  type: dict
  contains:
    sent:
      description: The number of requests that were sent.
      type: int
      sample: 1
    waited:
      description: The seconds that were spent waiting for a limit.
      type: float
      sample: 0.0
error:
  description: Why the task failed.
  returned: failure
  type: dict
  contains:
    kind:
      description: One of V(parameters), V(auth), V(credentials_locked), V(ip_blocked), V(rate_limit), V(transport), V(bad_response), V(api).
      type: str
      sample: auth
    code:
      description: The service's own number, where it gave one.
      type: int
      sample: 2
    description:
      description: What happened.
      type: str
      sample: authorise error
    retryable:
      description: Whether the same task may succeed later without a change.
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
