# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many random inputs the property tests take.

A file of its own, because conftest.py is imported twice, and the second time would undo the command line's choice.
"""

from __future__ import annotations

import hypothesis

# The same inputs in every run, so that a red run is red for what was changed; --hypothesis-profile=explore takes new
# ones, and more. `mutation` takes few, because `make mutation` runs the tests hundreds of times. By default the parser
# gets more than ten thousand. The time of a single one says nothing on a busy machine.
for name, examples in (("default", 4000), ("explore", 40000), ("mutation", 20)):
    hypothesis.settings.register_profile(
        name, max_examples=examples, derandomize=name != "explore", database=None, deadline=None
    )
hypothesis.settings.load_profile("default")
