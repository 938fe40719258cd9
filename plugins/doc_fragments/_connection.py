# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_key:
    description:
      - The API key of the account, instead of O(login) and O(password).
      - If you give no credentials as options, the environment variable E(SMSC_API_KEY) is used.
      - Quote keys, logins and passwords that YAML would not read as text.
    type: raw
  login:
    description:
      - The login of the account, used with O(password).
      - If you give neither O(login) nor O(api_key), the environment variable E(SMSC_LOGIN) is used.
    type: raw
  password:
    description:
      - The password of the account, used with O(login).
      - If you give neither O(password) nor O(api_key), the environment variable E(SMSC_PASSWORD) is used.
    type: raw
  api_url:
    description:
      - The base address of the service, such as C(https://smsc.ru/sys/). The endpoint's file name is appended to it.
      - C(http://) is accepted only for this machine, or with O(validate_certs=false).
      - If you do not give it, the environment variable E(SMSC_API_URL) is used.
    type: str
    default: https://smscentre.com/sys/
  api_fallback_urls:
    description:
      - Base addresses to try, in this order, when O(api_url) cannot be reached.
      - By default C(https://www2.smscentre.com/sys/) for the default O(api_url), and none for any other.
    type: list
    elements: str
  validate_certs:
    description: Whether the certificate of the service must be valid.
    type: bool
    default: true
  ca_path:
    description:
      - A file or folder of certificate authorities to trust.
      - By default those of E(REQUESTS_CA_BUNDLE) or E(CURL_CA_BUNDLE), or else those that C(requests) brings.
    type: path
  timeout:
    description:
      - How many seconds each request may wait for a connection and for a response, from 1 to 3600.
      - If you do not give it, the environment variable E(SMSC_TIMEOUT) is used.
    type: int
    default: 30
  rate_limit_timeout:
    description:
      - How many seconds in all the task may wait for limits, whether the service reports them or other tasks of this user on
        this machine, or of the fleet, have used them up. After an addition without a response it also waits until the addition
        can no longer be carried out (twice O(timeout) and five seconds).
      - V(0) never waits, V(-1) waits without bound.
    type: int
    default: 150
  max_connections:
    description:
      - How many requests of the account may be under way at once, from 1 to 14, from all tasks of this user on this machine,
        or of the fleet, together. The service refuses fifteen.
    type: int
    default: 4
  state_dir:
    description:
      - The folder in which the tasks of this user share their state, so that together they stay within the limits of the
        service. It holds no secret. By default it is C(smsops.smsc) in E(XDG_STATE_HOME) or C(~/.local/state).
      - It must be on this machine. A folder on a network file system is refused, because SQLite's locks and the clock do not
        work across machines. If the default folder is on one, it is not used, with a warning, and the limits hold only within
        each process.
      - If you do not give it, the environment variable E(SMSC_STATE_DIR) is used.
    type: path
  state_url:
    description:
      - The Redis or Valkey server in which the tasks of a fleet share their state, instead of O(state_dir). It looks like
        C(rediss://user:password@store.example:6379/0), C(redis://) without TLS, or C(unix:///run/redis.sock). Percent-encode
        special characters in user and password. The server holds no secret of the account.
      - C(redis://) is accepted only for this machine, or with O(validate_certs=false). O(ca_path) and O(validate_certs) apply
        to C(rediss://) too.
      - If the server cannot be used, the task fails with the error C(state) and sends nothing. It never falls back to
        O(state_dir).
      - If you do not give it, the environment variable E(SMSC_STATE_URL) is used.
    type: str
requirements:
  - requests
  - redis 5.0 or newer, only for O(state_url)
notes:
  - All tasks of a user on a machine, or of a fleet with O(state_url), share one budget of requests, and credentials that the
    service has refused once are locked for half an hour for all of them. E(SMSC_UNLOCK) set to V(1) lifts that once.
  - The credentials are sent in the body of a request, never in its address. No redirect is followed and C(.netrc) is not read.
  - This collection has not been tested against the live service, which documents its responses only in part. It reports what
    it does not understand, and never adds anything on a guess.
"""
