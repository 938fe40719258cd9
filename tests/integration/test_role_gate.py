# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's entry point gate, as a user runs it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.smsops.smsc.tests.support.environments import HOSTS, WEEK
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

PROD = {"prod": HOSTS["prod"]}


def test_before_and_during_moderation(play: Any, simulator: RunningSimulator) -> None:
    run = play("gate", hosts=PROD)
    assert (run.code, run.changed()) == (2, {"prod": 0})
    (head, lacking, *_rest) = run.shown()
    assert head == "gate closed: policy accepted, 0 of 4 registrations as wanted"
    assert lacking.startswith("  not found: orders/paid mts_srv mega_srv, orders/ready bee_srv, codes/login mts_auth; ")
    assert run.stopped() == "prod: the gate is closed; see below"
    play("provision", hosts=PROD)
    assert play("gate", hosts=PROD).code == 2
    assert play("gate", hosts=PROD, op_templates_gate="no_rejected").code == 0
    assert set(simulator.commands()) == {"get", "add"}
    assert simulator.commands().count("add") == 3


def test_after_moderation(play: Any, simulator: RunningSimulator) -> None:
    play("provision", hosts=PROD)
    simulator.write("config", {"moderation": {"verdicts": [{"target": "bee_*", "verdict": "rejected"}]}})
    simulator.write("clock", {"advance": WEEK})
    assert play("gate", hosts=PROD).code == 2
    run = play("gate", hosts=PROD, op_templates_gate="no_rejected")
    assert run.code == 2
    assert run.shown()[1].startswith("  rejected: orders/ready bee_srv; ")
    assert play("gate", hosts=PROD, op_templates_gate={"bee_srv": "none"}).code == 0
    assert play("gate", hosts=PROD, op_templates_gate=["mts_srv", "mts_auth"]).code == 0
    assert play("gate", hosts=PROD, op_templates_gate="any").code == 2
    assert set(simulator.commands()) == {"get", "add"}
    assert simulator.commands().count("add") == 3


def test_it_waits_as_long_as_allowed(play: Any, simulator: RunningSimulator) -> None:
    play("provision", hosts=PROD)
    before = len(simulator.commands())
    run = play("gate", hosts=PROD, op_templates_gate_wait=2, op_templates_gate_interval=1)
    assert run.code == 2
    assert run.of("Wait until the gate opens")["attempts"] == 3
    assert "FAILED - RETRYING: [prod]: Wait until the gate opens (1 retries left)." in run.output
    assert len(simulator.commands()) - before == 3 * 3
    simulator.write("clock", {"advance": WEEK})
    before = len(simulator.commands())
    run = play("gate", hosts=PROD, op_templates_gate_wait=9, op_templates_gate_interval=3)
    assert run.code == 0
    assert len(simulator.commands()) - before == 3


def test_it_waits_no_longer_than_allowed_and_in_check_mode_too(play: Any, simulator: RunningSimulator) -> None:
    run = play("gate", "--check", hosts=PROD, op_templates_gate_wait=1)
    assert run.code == 2
    assert run.of("Wait until the gate opens")["attempts"] == 2
    assert len(simulator.commands()) == 2 * 3


def test_an_interval_that_makes_no_sense_is_named(play: Any, simulator: RunningSimulator) -> None:
    run = play("gate", hosts=PROD, op_templates_gate_wait=5, op_templates_gate_interval=0)
    assert run.code == 2
    assert "op_templates_gate_wait is 5" in " ".join(run.output.split())
    assert simulator.commands() == []


def test_a_question_that_failed_is_asked_again(play: Any, simulator: RunningSimulator) -> None:
    play("provision", hosts=PROD)
    simulator.write("clock", {"advance": WEEK})
    simulator.write("config", {"faults": [{"kind": "redirect"}]})
    assert play("gate", hosts=PROD).code == 2
    simulator.write("config", {"faults": [{"kind": "redirect"}]})
    run = play("gate", hosts=PROD, op_templates_gate_wait=1)
    assert run.code == 0, run.output


def test_an_unknown_policy_is_named_before_anything_is_sent(play: Any, simulator: RunningSimulator) -> None:
    run = play("gate", hosts=PROD, op_templates_gate="acepted")
    assert run.code == 2
    assert "accepted" in run.output
    assert simulator.commands() == []


@pytest.mark.parametrize(("code", "sent"), [(2, 1), (4, 1)], ids=["refused credentials", "a block"])
def test_it_does_not_wait_for_what_waiting_cannot_cure(
    play: Any, simulator: RunningSimulator, code: int, sent: int
) -> None:
    simulator.write("config", {"faults": [{"kind": "error", "code": code, "times": 100}]})
    run = play("gate", hosts=PROD, op_templates_gate_wait=600)
    assert run.code == 2
    assert run.of("Wait until the gate opens")["attempts"] == 1
    assert len(simulator.commands()) == sent


def test_it_does_not_wait_for_a_registration_that_was_rejected(play: Any, simulator: RunningSimulator) -> None:
    play("provision", hosts=PROD)
    simulator.write("config", {"moderation": {"verdicts": [{"target": "bee_*", "verdict": "rejected"}]}})
    simulator.write("clock", {"advance": WEEK})
    run = play("gate", hosts=PROD, op_templates_gate_wait=600)
    assert run.code == 2
    assert run.of("Wait until the gate opens")["attempts"] == 1
