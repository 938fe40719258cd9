# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failure of each kind through module and role; through ansible-runner it is in tests/awx."""

from __future__ import annotations

import pytest
from ansible_collections.smsops.smsc.tests.support.environments import HOSTS, Play
from ansible_collections.smsops.smsc.tests.support.failures import FAILURES, Failure
from ansible_collections.smsops.smsc.tests.support.playbooks import Ansible
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.kind)
def test_it_is_told_by_module_and_role(
    ansible: Ansible, simulator: RunningSimulator, play: Play, failure: Failure
) -> None:
    simulator.write("config", {"faults": list(failure.faults)})
    api_url = failure.api_url or simulator.api_url
    options = {"api_url": api_url, "api_key": failure.api_key, "sender": "SHOP", "msg": "Заказ %d оплачен"}
    given = {name: value for name, value in options.items() if value}
    run = ansible.tasks([{"name": "Ask", "smsops.smsc.smsc_op_template_info": given}])
    assert run.code == 2, run.output
    assert run.of("Ask")["error"]["kind"] == failure.kind
    # Refused credentials are locked, so the role has others that are wrong.
    key = failure.api_key + "!" * (failure.kind == "auth")
    run = play("status", hosts={"prod": HOSTS["prod"]}, op_templates_api_url=api_url, op_templates_api_key=key)
    assert run.code == 2, run.output
    (head, *rest) = run.shown()
    assert head.startswith("prod: 3 of 3 templates failed" if failure.of_each else f"prod: {failure.said}")
    assert rest[-1].startswith("prod: 3 templates, 3 failed, ")
    assert run.stopped() == "prod: 3 of 3 templates failed; see above"
