# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many templates at once; what a playbook sees of it is in test_smsc_op_templates."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk, _provision
from ansible_collections.smsops.smsc.plugins.module_utils._model import _template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator


def shop(count: int) -> list[_template.Template]:
    return [_template.Template("SHOP", f"Заказ {number}", ("mts_srv",)) for number in range(count)]


def before_the_first_addition(client: _client.Client, action: Callable[[], None]) -> None:
    """Something that happens when all is read and nothing is added."""
    claim = client.claim

    def acting(sender: str, msg: str, since: float | None):  # type: ignore[no-untyped-def]
        client.claim = claim  # type: ignore[method-assign]
        action()
        return claim(sender, msg, since)

    client.claim = acting  # type: ignore[method-assign]


def test_what_another_task_adds_between_plan_and_addition_is_not_added_again(
    simulator: Simulator, tmp_path: Path
) -> None:
    client = simulator.client(state_dir=str(tmp_path))
    other = simulator.client(state_dir=str(tmp_path))
    simulator.clock.now += 1

    def meanwhile() -> None:
        simulator.clock.now += 1
        assert _provision.ensure(other, shop(3)[1]).added == ["mts_srv"]

    before_the_first_addition(client, meanwhile)
    records = _bulk.ensure_all(client, shop(3), width=1).records
    assert [record.added for record in records] == [["mts_srv"], [], ["mts_srv"]]
    assert len(simulator.registered()) == 3
    assert simulator.violations() == []
    # Three reads, twice an addition and a read, and a read more because of the doubt about the second one.
    assert client.sent == 3 + 2 * 2 + 1


def test_an_interruption_leaves_the_rest_alone(simulator: Simulator) -> None:
    client = simulator.client()
    add = client.add
    main = threading.get_ident()
    lock = threading.Lock()
    interrupted = False

    def interrupting(*args: object) -> list[object]:
        nonlocal interrupted
        with lock:
            if not interrupted and len(simulator.registered()) >= 5:
                interrupted = True
                # As the terminal does it when somebody presses Ctrl+C.
                signal.pthread_kill(main, signal.SIGINT)
        if interrupted:
            # Time for the main thread to notice.
            time.sleep(0.3)
        return list(add(*args))  # type: ignore[arg-type]

    client.add = interrupting  # type: ignore[method-assign, assignment]
    # Where the tests were started in the background, it is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            _bulk.ensure_all(client, shop(60), width=4)
    finally:
        signal.signal(signal.SIGINT, before)
    assert 5 <= len(simulator.registered()) <= 12, "what was under way is brought to its end"


def test_an_entry_is_told_what_was_rejected_of_its_template_beside_its_own_targets(simulator: Simulator) -> None:
    (there,) = shop(1)
    there = there._replace(targets=("mts_srv", "mega_srv"))
    simulator.client().add(there.sender, there.msg, there.targets)
    simulator.service.configure({"moderation": {"verdicts": [{"verdict": "rejected"}]}})
    simulator.service.advance(30 * 24 * 3600)
    entries = [there, there._replace(targets=("soc",))]
    records = _bulk.ensure_all(simulator.client(), entries, width=4, on_rejected="fail").records
    assert records[1].error is not None
    assert records[1].error.description == "nothing was added, because mts_srv is rejected, mega_srv is rejected"
    assert [target for _sender, _msg, target in simulator.registered()] == ["mts_srv", "mega_srv"]


def test_nothing_to_do_is_done(simulator: Simulator) -> None:
    assert _bulk.ensure_all(simulator.client(), [], width=4) == _bulk.Outcome([])
    assert _bulk.read_all(simulator.client(), [], width=4) == _bulk.Outcome([])
    assert simulator.commands() == []
