# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One process that makes one template exist, as a module would; started by the tests in any number.

The options come as JSON on standard input, so that no secret stands in a command line. Prints the outcome as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ansible_collections.smsops.smsc.plugins.module_utils import _provision
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client


def main() -> None:
    """Run once."""
    options: dict[str, Any] = json.load(sys.stdin)
    template = _template.Template(options.pop("sender"), options.pop("msg"), tuple(options.pop("targets")))
    client = _client.Client(_client.Settings(**{**options, "api_urls": tuple(options["api_urls"])}))
    try:
        outcome = _provision.ensure(client, template)
        error, added, doubt = outcome.error, outcome.added, outcome.doubt
    except _errors.SmscError as exc:
        error, added, doubt = exc, [], None
    result = {"added": added, "kind": error.kind if error else None, "doubt": doubt and doubt["outcome"]}
    print(json.dumps({**result, "sent": client.sent, "warnings": client.warnings}))


if __name__ == "__main__":
    main()
