# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients in other processes notice of a request, by way of what they share. Over real HTTP."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from ansible_collections.smsops.smsc.plugins.module_utils import _provision
from ansible_collections.smsops.smsc.plugins.module_utils._limits import _database
from ansible_collections.smsops.smsc.plugins.module_utils._model import _errors, _template
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.tests.support.accounts import BY_KEY, BY_PASSWORD
from ansible_collections.smsops.smsc.tests.support.shared_limits import Machine

if TYPE_CHECKING:
    from ansible_collections.smsops.smsc.tests.support.simulator import Simulator


NewClient = Callable[..., _client.Client]
of_a_machine = pytest.mark.parametrize("machine", ["sqlite"], indirect=True)


@pytest.fixture
def client(simulator: Simulator, machine: Machine) -> NewClient:
    """Makes clients that do not wait, as other processes have them that share their limits."""

    def make(**settings: Any) -> _client.Client:
        return simulator.client(**{**machine.settings, "rate_limit_timeout": 0, **settings})

    return make


def refused_meanwhile(busy: _client.Client, other: _client.Client) -> str:
    """Why `other` got no slot while `busy` had a request under way; empty if it got one."""
    reasons = []

    def meanwhile(_answer: object) -> None:
        try:
            other.get("SHOP", "other text")
        except _errors.RateLimitError as exc:
            reasons.append(exc.description)
        else:
            reasons.append("")

    busy.look("SHOP", "text", meanwhile)
    return reasons[0]


def test_credentials_that_have_worked_let_another_request_in(client: NewClient) -> None:
    busy = client()
    assert "a request of this account is under way from" in refused_meanwhile(busy, client())
    assert refused_meanwhile(busy, client()) == ""


def test_a_request_that_failed_is_no_proof_that_credentials_work(client: NewClient, simulator: Simulator) -> None:
    simulator.service.configure({"faults": [{"kind": "drop_before"}]})
    busy = client()
    with pytest.raises(_errors.TransportError):
        busy.look("SHOP", "text", print)
    assert "a request of this account is under way from" in refused_meanwhile(busy, client())


def test_a_password_and_a_key_have_slots_of_their_own(client: NewClient) -> None:
    client(credentials=BY_KEY).get("SHOP", "text")
    assert refused_meanwhile(client(credentials=BY_PASSWORD), client(credentials=BY_KEY)) == ""


@of_a_machine
def test_every_release_calls_an_account_the_same_and_keeps_two_bytes_of_what_tells_its_credentials_apart(
    client: NewClient, simulator: Simulator, machine: Machine
) -> None:
    client(credentials=BY_KEY).get("SHOP", "text")
    database = _database.Database(str(machine.folder), clock=machine.clock)
    tag = database.digest("secret", BY_KEY["apikey"], size=2)
    account = database.digest("account", urlsplit(simulator.api_url).netloc, tag)
    assert database.look("SELECT account, tag FROM seen_to_work") == [(account, tag)]
    assert len(bytes.fromhex(tag)) == 2


def test_another_password_of_the_same_login_shares_its_connections(client: NewClient) -> None:
    busy = client(credentials=BY_PASSWORD, max_connections=1)
    other = client(credentials={**BY_PASSWORD, "psw": "other"}, max_connections=1)
    assert "until its credentials have been seen to work" in refused_meanwhile(busy, other)
    busy.get("SHOP", "text")
    assert "until its credentials have been seen to work" in refused_meanwhile(busy, other), "those of the other"
    assert "1 requests of this account are under way" in refused_meanwhile(
        busy, client(credentials=BY_PASSWORD, max_connections=1)
    )


@of_a_machine
@pytest.mark.parametrize("timeout", [10, 30])
def test_a_request_of_a_process_that_vanished_is_over_soon_after_its_response_could_come(
    client: NewClient, simulator: Simulator, machine: Machine, timeout: int
) -> None:
    """It has the timeout to connect, and again for the response."""
    left = []

    def meanwhile(_answer: object) -> None:
        with sqlite3.connect(machine.folder / _database.FILE_NAME) as db:
            ((expires,),) = db.execute("SELECT expires FROM requests WHERE ended IS NULL")
        db.close()
        left.append(expires - simulator.clock())

    client(timeout=timeout).look("SHOP", "text", meanwhile)
    assert left == [2 * timeout + 5]


def test_refused_keys_are_locked_one_by_one(client: NewClient, simulator: Simulator) -> None:
    kinds = []
    for key in ("wrong", "wrong", "also wrong", "wrong"):
        with pytest.raises(_errors.SmscError) as caught:
            client(credentials={"apikey": key}).get("SHOP", "text")
        kinds.append(caught.value.kind)
    assert kinds == ["auth", "credentials_locked", "auth", "credentials_locked"]
    client(credentials=BY_KEY).get("SHOP", "text")


@of_a_machine
def test_what_is_kept_of_credentials_that_work_fits_many_others_too(client: NewClient, machine: Machine) -> None:
    client(credentials=BY_PASSWORD).get("SHOP", "text")
    with sqlite3.connect(machine.folder / _database.FILE_NAME) as db:
        ((tag,),) = db.execute("SELECT tag FROM seen_to_work")
    db.close()
    assert len(bytes.fromhex(tag)) == 2


def test_who_claims_a_template_learns_whether_another_had_it_since(client: NewClient, simulator: Simulator) -> None:
    first, second = client(), client()
    since = second.now()
    simulator.clock.sleep(1)
    with first.claim("SHOP", "text", since) as alone:
        assert alone
        with second.claim("SHOP", "other text", since) as alone_with_the_other:
            assert alone_with_the_other
    with second.claim("SHOP", "text", since) as alone:
        assert not alone
    simulator.clock.sleep(1)
    with first.claim("SHOP", "text", first.now()) as alone:
        assert alone


LOST = [{"kind": "drop_before"}, {"kind": "drop_after"}, {"kind": "html_502"}]
ANSWERED = [{"kind": "error", "code": 3}, {"kind": "truncated"}, {"kind": "body", "body": "Икс"}]


@pytest.mark.parametrize("fault", [*LOST, *ANSWERED], ids=lambda fault: str(fault["kind"]))
def test_nobody_adds_what_an_unanswered_addition_may_bring_yet(
    client: NewClient, simulator: Simulator, fault: dict[str, Any]
) -> None:
    simulator.service.configure({"faults": [{**fault, "command": "add"}]})
    template = _template.Template("SHOP", "text", ("mts_srv",))
    first = _provision.ensure(client(timeout=10), template)
    # A second later another process wants a target more.
    simulator.clock.sleep(1)
    began = simulator.clock()
    more = template._replace(targets=("mts_srv", "soc"))
    second = _provision.ensure(client(timeout=10, rate_limit_timeout=150), more)
    assert second.error is None
    assert sorted(first.added + second.added) == ["mts_srv", "soc"]
    assert (simulator.clock() - began > 20) is (fault in LOST)
    assert simulator.violations() == []


def test_an_addition_that_was_interrupted_keeps_others_waiting(client: NewClient, simulator: Simulator) -> None:
    template = _template.Template("SHOP", "text", ("mts_srv",))
    interrupted = client(timeout=10)
    send = interrupted._http.send

    def stop(base: str, form: Any, *rest: Any) -> Any:
        if "add" in form:
            raise KeyboardInterrupt
        return send(base, form, *rest)

    interrupted._http.send = stop  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        _provision.ensure(interrupted, template)
    began = simulator.clock()
    assert _provision.ensure(client(timeout=10, rate_limit_timeout=150), template).added == ["mts_srv"]
    assert simulator.clock() - began == pytest.approx(25, abs=0.05)


def test_a_read_says_so_as_the_page_of_the_service_does(client: NewClient, simulator: Simulator) -> None:
    client().get("SHOP", "text")
    assert simulator.service.journal[0]["params"] == {
        "get": "1",
        "sender": "SHOP",
        "msg": "text",
        "fmt": "3",
        "charset": "utf-8",
    }
