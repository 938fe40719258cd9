# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One process that makes one template exist, as a module would; started by the tests in any number.

The options come as JSON on standard input, so that no secret stands in a command line. Prints the outcome as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils._limits import _protocol, _redis_url
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _template


def main() -> None:
    """Run once."""
    options: dict[str, Any] = json.load(sys.stdin)
    # A machine whose clock is wrong by so many seconds.
    off, right = options.pop("clock_off", 0), time.time
    time.time = lambda: right() + off
    # Seconds for which what was sent counts: nobody waits for minutes in a test in which they do not matter.
    _protocol.WINDOW = options.pop("window", _protocol.WINDOW)
    from ansible_collections.smsops.smsc.plugins.module_utils import _provision  # noqa: PLC0415 - it takes that from there
    from ansible_collections.smsops.smsc.plugins.module_utils._service import _client  # noqa: PLC0415

    if "state_url" in options:
        options["store"] = _redis_url.parse(options.pop("state_url"), "state_url", tls_needed=True)
    template = _template.Template(options.pop("sender"), options.pop("msg"), tuple(options.pop("targets")))
    client = None
    try:
        client = _client.Client(_client.Settings(**{**options, "api_urls": tuple(options["api_urls"])}))
        outcome = _provision.ensure(client, template)
        error, added, doubt = outcome.error, outcome.added, outcome.doubt
    except _errors.SmscError as exc:
        error, added, doubt = exc, [], None
    result = {"added": added, "kind": error.kind if error else None, "doubt": doubt and doubt["outcome"]}
    sent, warnings = (client.sent, client.warnings) if client else (0, [])
    print(json.dumps({**result, "sent": sent, "warnings": warnings, "description": str(error or "")}))


if __name__ == "__main__":
    main()
