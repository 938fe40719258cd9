# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many random inputs the property tests take.

Here and nowhere else, because pytest reads this file before it reads what the command line says of profiles. It must
not be imported: a second time would undo the choice of the command line.
"""

from __future__ import annotations

import hypothesis

# The same inputs in every run, so that a red run is red for what was changed; `explore` takes new ones. `quick` is for
# whoever waits, and for `make mutation`; `thorough` is for CI: the parser gets more than ten thousand. The time of a
# single input says nothing on a busy machine.
for name, examples in (("quick", 20), ("thorough", 4_000), ("explore", 40_000)):
    hypothesis.settings.register_profile(
        name, max_examples=examples, derandomize=name != "explore", database=None, deadline=None
    )
hypothesis.settings.load_profile("quick")
