# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_key:
    description:
      - The key of the account, instead of O(login) and O(password).
      - If no credentials are given as options, the environment variable E(SMSC_API_KEY) is used.
      - A key, a login or a password that YAML reads as something else than a text needs quotation marks.
    type: raw
  login:
    description:
      - The login of the account, together with O(password).
      - If O(login) is not given and O(api_key) is not given either, the environment variable E(SMSC_LOGIN) is used.
    type: raw
  password:
    description:
      - The password of the account, together with O(login).
      - If O(password) is not given and O(api_key) is not given either, the environment variable E(SMSC_PASSWORD) is used.
    type: raw
  api_url:
    description:
      - The base address of the service; the name of the endpoint is appended to it.
      - An address with C(http://) is accepted for this machine itself, or with O(validate_certs=false).
      - If it is not given, the environment variable E(SMSC_API_URL) is used.
    type: str
    default: https://smscentre.com/sys/
  api_fallback_urls:
    description:
      - Base addresses that are tried, in this order, when O(api_url) cannot be reached.
      - If it is not given, it is C(https://www2.smscentre.com/sys/) for the default O(api_url), and empty for any other.
    type: list
    elements: str
  validate_certs:
    description: Whether the certificate of the service must be valid.
    type: bool
    default: true
  ca_path:
    description:
      - A file or folder of certificate authorities to trust.
      - If it is not given, they are those that E(REQUESTS_CA_BUNDLE) or E(CURL_CA_BUNDLE) names, or else those of C(requests).
    type: path
  timeout:
    description:
      - Seconds to wait for a connection, and for a response, of each request; from 1 to 3600.
      - If it is not given, the environment variable E(SMSC_TIMEOUT) is used.
    type: int
    default: 30
  rate_limit_timeout:
    description:
      - Seconds in all that the task may wait for a limit, because the service says that there were too many requests, or
        because other tasks of this user on this machine have used up what may be sent; and for an addition without a
        response, until it can no longer be carried out (twice O(timeout) and five seconds).
      - V(0) never waits, V(-1) waits without bound.
    type: int
    default: 150
  max_connections:
    description:
      - How many requests of the account may be under way at once, from 1 to 14, from all tasks of this user on this machine
        together. Fifteen are refused by the service.
    type: int
    default: 4
  state_dir:
    description:
      - The folder for what the tasks of this user share so that they keep the limits of the service together. It holds no
        secret. By default it is C(smsops.smsc) in E(XDG_STATE_HOME) or C(~/.local/state).
      - It must be on this machine. One on a network file system is refused, because neither the locks of SQLite nor a
        machine's clock reach over machines; the default one is left alone there, with a warning, and the limits hold within
        each process.
      - If it is not given, the environment variable E(SMSC_STATE_DIR) is used.
    type: path
requirements:
  - requests
notes:
  - All tasks of a user on a machine share one budget of requests, and credentials that the service has refused once are
    locked for half an hour on this machine. E(SMSC_UNLOCK) set to V(1) lifts that once.
  - The credentials are sent in the body of a request, never in its address. No redirect is followed and C(.netrc) is not read.
  - The layouts of the service's responses are published in part only, and this collection has not been run against the live
    service. What it does not understand it reports, and adds nothing on a guess.
"""
