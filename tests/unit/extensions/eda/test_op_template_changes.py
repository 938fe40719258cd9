# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source in simulated time: what it emits, how often, how fast, and what it never says."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import runpy
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.smsops.smsc.extensions.eda.plugins.event_source import op_template_changes as source
from ansible_collections.smsops.smsc.plugins.module_utils import _bulk
from ansible_collections.smsops.smsc.plugins.module_utils._service import _client
from ansible_collections.smsops.smsc.plugins.plugin_utils import _catalog
from ansible_collections.smsops.smsc.plugins.plugin_utils._files import _events_file
from ansible_collections.smsops.smsc.tests.support.accounts import API_KEY, LOGIN, PASSWORD
from ansible_collections.smsops.smsc.tests.support.paths import COLLECTIONS
from ansible_collections.smsops.smsc.tests.support.simulator import Simulator

HOUR = 3600
DAY = 24 * HOUR
PAID = "Заказ %d оплачен. Ждём вас в магазине MyShop"
CATALOG = [
    {
        "name": "orders",
        "targets": ["mts_srv", "mega_srv"],
        "templates": [{"name": "paid", "msg": PAID}, {"name": "code", "msg": "Код %d", "targets": ["mts_srv"]}],
    }
]
FILE = Path(str(source.__file__))


class World:
    """A simulator, and sources of it that live in its time. Time goes on only while a source sleeps or waits."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.args: dict[str, Any] = {
            "environment": "prod",
            "history_dir": str(folder / "history"),
            "catalog": CATALOG,
            "sender": "SHOP",
            "api_key": API_KEY,
            "api_url": simulator.api_url,
            "state_dir": str(folder / "state"),
            "interval": 6 * HOUR,
        }
        self.began = simulator.clock.now
        self.events: list[dict[str, Any]] = []

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=timezone.utc) + timedelta(seconds=self.simulator.clock.now - self.began)

    def client(self, settings: _client.Settings, _sleep: Any) -> _client.Client:
        clock = self.simulator.clock
        return _client.Client(settings, clock=clock, sleep=clock.sleep, jitter=lambda _low, high: high)

    def run(self, seconds: float, size: int = 0, **args: Any) -> list[dict[str, Any]]:
        """Run a source for so long, and stop it as ansible-rulebook does. size: of the queue, which nobody empties.

        Returns what it has emitted.
        """
        clock = self.simulator.clock
        until = clock.now + seconds
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(size)

        async def live() -> None:
            over = asyncio.Event()

            async def sleep(pause: float) -> None:
                if clock.now + pause > until:
                    over.set()
                    await asyncio.Event().wait()
                clock.now += pause

            running = asyncio.create_task(
                source.watch(queue, {**self.args, **args}, now=self.now, sleep=sleep, make_client=self.client)
            )
            waiting = asyncio.create_task(over.wait())
            while not (over.is_set() or running.done() or (size and queue.full())):
                await asyncio.sleep(0.002)
            waiting.cancel()
            if not running.done():
                running.cancel()
            with suppress(asyncio.CancelledError):
                await running

        asyncio.run(live())
        clock.now = max(clock.now, until)
        found = [queue.get_nowait()["op_template_change"] for _number in range(queue.qsize())]
        self.events += found
        return found

    def reads(self) -> int:
        """How often the whole catalog was read."""
        return self.simulator.commands().count("get") // 2


def steps(events: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return sorted((one["name"], one["target"], one["from"], one["to"]) for one in events)


@pytest.fixture
def world(simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    for name in ("SMSC_API_KEY", "SMSC_LOGIN", "SMSC_PASSWORD", "SMSC_API_URL"):
        monkeypatch.delenv(name, raising=False)
    simulator.service.configure({"moderation": {"verdicts": [{"target": "mega_srv", "verdict": "rejected"}]}})
    simulator.add("mts_srv", "mega_srv", msg=PAID)
    simulator.add("mts_srv", msg="Код %d")
    return World(simulator, tmp_path)


DECIDED = [
    ("code", "mts_srv", "pending", "submitted"),
    ("code", "mts_srv", "submitted", "accepted"),
    ("paid", "mega_srv", "pending", "submitted"),
    ("paid", "mega_srv", "submitted", "rejected"),
    ("paid", "mts_srv", "pending", "submitted"),
    ("paid", "mts_srv", "submitted", "accepted"),
]


class TestAWeek:
    def test_each_change_is_emitted_once(self, world: World) -> None:
        events = world.run(7 * DAY)
        assert steps(events) == DECIDED
        assert world.reads() == 7 * 4 + 1
        assert world.simulator.violations() == []
        assert {"add"} & set(world.simulator.commands()[2:]) == set()
        first = next(one for one in events if one["name"] == "paid" and one["target"] == "mega_srv")
        assert first == {
            "environment": "prod",
            "set": "orders",
            "name": "paid",
            "sender": "SHOP",
            "target": "mega_srv",
            "from": "pending",
            "to": "submitted",
            "after": 6 * HOUR,
            "text_start": PAID[: len(PAID) // 2],
        }

    def test_restarts_lose_nothing_repeat_nothing_and_read_no_earlier(self, world: World) -> None:
        lives = [1, 20 * HOUR, 60, 60, 60, 3 * DAY + 7, HOUR, 30 * HOUR, 2 * DAY]
        for seconds in lives:
            world.run(seconds)
        assert steps(world.events) == DECIDED
        assert world.reads() <= sum(lives) // (6 * HOUR) + 1
        assert world.simulator.violations() == []

    def test_what_changed_while_it_was_down_is_a_change(self, world: World) -> None:
        assert world.run(HOUR / 2) == []
        world.simulator.clock.now += 6 * DAY
        assert steps(world.run(60)) == [
            ("code", "mts_srv", "pending", "accepted"),
            ("paid", "mega_srv", "pending", "rejected"),
            ("paid", "mts_srv", "pending", "accepted"),
        ]
        assert world.run(DAY) == []

    def test_what_nobody_took_before_a_restart_comes_after_it(self, world: World) -> None:
        world.run(HOUR / 2)
        # Of three events the queue takes one, or two.
        taken = [world.run(7 * HOUR, size=1), world.run(1, size=1), world.run(1), world.run(60)]
        assert [len(one) for one in taken] == [1, 1, 1, 0]
        assert steps(world.events) == [step for step in DECIDED if step[2] == "pending"]

    def test_where_it_is_killed_between_an_event_and_its_note_the_event_comes_again(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(*_arguments: Any) -> None:
            raise KeyboardInterrupt

        world.run(HOUR / 2)
        with monkeypatch.context() as patched:
            patched.setattr(_events_file.EventsFile, "took", killed)
            with pytest.raises(KeyboardInterrupt):
                world.run(7 * HOUR)
        assert steps(world.run(60)) == [step for step in DECIDED if step[2] == "pending"]
        assert world.run(60) == []

    def test_an_outage_is_no_change_and_the_next_reading_tells(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.run(HOUR / 2)
        world.simulator.service.configure({"faults": [{"kind": "error", "code": 6, "times": 2}]})
        world.simulator.clock.now += 6 * HOUR
        assert world.run(60) == []
        assert "not read" in caplog.text
        assert steps(world.run(7 * HOUR)) == [step for step in DECIDED if step[2] == "pending"]

    def test_the_history_of_the_role_is_left_alone(self, world: World, tmp_path: Path) -> None:
        world.run(7 * HOUR)
        assert [one.name for one in (tmp_path / "history").iterdir()] == ["events"]
        kept = json.loads((tmp_path / "history/events/prod.json").read_text("utf-8"))
        assert (kept["pending"], kept["polled"]) == ([], "2026-11-22T06:00:00+00:00")
        assert (tmp_path / "history/events/prod.json").stat().st_mode & 0o777 == 0o600


class TestCatalog:
    def test_it_may_stand_in_files(self, world: World, tmp_path: Path) -> None:
        file = tmp_path / "catalog.yml"
        file.write_text(json.dumps(CATALOG, ensure_ascii=False), "utf-8")
        given: dict[str, Any] = {"catalog": [], "catalog_files": [str(tmp_path / "*.yml")]}
        world.run(HOUR / 2, **given)
        file.write_text("- name: orders\n  templates: 7\n", "utf-8")
        # Wrong at the start it ends the source.
        with pytest.raises(source.SourceError, match=r"catalog\.yml, orders: templates: 7 is not"):
            world.run(DAY, **given)
        file.write_text(json.dumps(CATALOG, ensure_ascii=False), "utf-8")
        assert len(world.run(DAY, **given)) == 3

    def test_one_that_breaks_later_is_told_and_read_again(
        self, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        merged, calls = _catalog.merge, []

        def merge(sources: Any, mistakes: list[str]) -> Any:
            calls.append(1)
            if len(calls) == 3:
                mistakes.append("catalog.yml is broken")
            return merged(sources, mistakes)

        monkeypatch.setattr(_catalog, "merge", merge)
        assert steps(world.run(DAY)) == [step for step in DECIDED if step[2] == "pending"]
        assert "prod: nothing was read: catalog.yml is broken" in caplog.text


class TestMistakes:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"interval": 3599, "api_url": "https://smscentre.com/sys/"}, "interval is 3599; it must be 3600 or more"),
            ({"interval": 0}, "interval is 0; it must be 1 or more"),
            ({"environment": "../prod"}, "environment is '../prod', which cannot be the name of a file"),
            ({"environment": None}, "environment"),
            ({"history_dir": "/dev/null/x"}, "history_dir: /dev/null/x/events cannot be made"),
            ({"catalog": []}, "there is no template to read"),
            ({"catalogue": []}, "catalogue"),
            ({"sets": ["order"]}, "sets: no set 'order' in the catalog; did you mean 'orders'"),
            ({"sender": 7}, "sender is 7, which is not a text"),
            ({"api_key": None}, "no credentials"),
            ({"login": LOGIN, "password": PASSWORD}, "are given together"),
            ({"api_key": "geheim", "environment": "prod-geheim"}, "the key or password stands in environment"),
        ],
    )
    def test_a_wrong_argument_ends_it_before_anything_is_sent(
        self, world: World, given: dict[str, Any], said: str
    ) -> None:
        args = {name: value for name, value in {**world.args, **given}.items() if value is not None}
        sent = len(world.simulator.commands())
        with pytest.raises(source.SourceError, match=said):
            asyncio.run(source.main(asyncio.Queue(), args))
        assert len(world.simulator.commands()) == sent

    def test_two_sources_of_one_history_would_take_each_others_changes(self, world: World) -> None:
        async def both() -> None:
            args, now, client = world.args, world.now, world.client
            first = asyncio.create_task(source.watch(asyncio.Queue(), args, now=now, make_client=client))
            await asyncio.sleep(0.05)
            with pytest.raises(source.SourceError, match="another source is using"):
                await source.watch(asyncio.Queue(), args, now=now, make_client=client)
            first.cancel()
            with suppress(asyncio.CancelledError):
                await first

        asyncio.run(both())

    def test_refused_credentials_are_tried_once_and_end_it(self, world: World) -> None:
        sent = len(world.simulator.commands())
        for _start in range(3):
            with pytest.raises(source.SourceError, match=r"refused the credentials|locked"):
                world.run(60, api_key="wrong-key-of-somebody")
        assert len(world.simulator.commands()) == sent + 1


class TestSecrets:
    def test_no_secret_and_no_whole_text_is_in_an_event_or_in_the_log(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        by_password = {"login": LOGIN, "password": PASSWORD}
        accounts: list[tuple[dict[str, Any], str]] = [({"api_key": API_KEY}, API_KEY), (by_password, PASSWORD)]
        for given, echoed in accounts:
            # The service says it back, in a response that nobody understands.
            faults = [{"kind": "body", "body": f"<b>{echoed}</b>", "times": 3}]
            world.args.pop("api_key", None)
            world.run(60, **given)
            world.simulator.service.configure({"faults": faults})
            assert world.run(4 * DAY, **given)
        said = json.dumps(world.events, ensure_ascii=False) + caplog.text
        assert "not read" in said
        for hidden in (API_KEY, PASSWORD, PAID, "Код %d"):
            assert hidden not in said
        assert all(PAID.startswith(one["text_start"]) for one in world.events if one["name"] == "paid")

    def test_a_secret_in_a_text_is_an_error_that_does_not_say_it(self, world: World) -> None:
        catalog = [{"name": "x", "targets": ["soc"], "templates": [{"name": "y", "msg": f"Ключ {API_KEY}"}]}]
        with pytest.raises(source.SourceError, match="the api_key occurs in its msg") as caught:
            world.run(60, catalog=catalog)
        assert API_KEY not in str(caught.value)

    def test_what_is_not_foreseen_is_told_without_a_secret(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_arguments: Any, **_options: Any) -> Any:
            raise RuntimeError(f"with {API_KEY} in it")

        monkeypatch.setattr(_bulk, "read_all", broken)
        with pytest.raises(source.SourceError, match="this is a fault of the collection") as caught:
            world.run(60)
        assert API_KEY not in str(caught.value)


def test_credentials_and_address_may_come_from_the_environment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSC_API_URL", world.args.pop("api_url"))
    monkeypatch.setenv("SMSC_LOGIN", LOGIN)
    monkeypatch.setenv("SMSC_PASSWORD", PASSWORD)
    world.args["api_key"] = ""
    assert len(world.run(7 * HOUR)) == 3


def test_a_file_that_is_run_by_its_path_finds_the_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [one for one in sys.path if Path(one or ".").resolve() != COLLECTIONS])
    found = runpy.run_path(str(FILE))
    assert asyncio.iscoroutinefunction(found["main"])
    assert str(COLLECTIONS) in sys.path


def test_it_finds_its_own_beside_the_collections_of_the_package_ansible(tmp_path: Path) -> None:
    package = tmp_path / "ansible_collections"
    package.mkdir()
    (package / "__init__.py").touch()
    code = f"import runpy; print(runpy.run_path({str(FILE)!r})['main'])"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    process = subprocess.run([sys.executable, "-c", code], env=environ, check=False, capture_output=True, text=True)
    assert "function main" in process.stdout, process.stderr


def test_an_interruption_does_not_wait_for_the_whole_catalog(world: World) -> None:
    templates = [{"name": f"t{number}", "msg": f"Text {number} %d"} for number in range(300)]
    world.args["catalog"] = [{"name": "many", "targets": ["mts_srv"], "templates": templates}]

    async def live() -> None:
        args, now, client = world.args, world.now, world.client
        running = asyncio.create_task(source.watch(asyncio.Queue(), args, now=now, make_client=client))
        while len(world.simulator.commands()) < 10:
            await asyncio.sleep(0.002)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    # It waits for the thread.
    asyncio.run(live())
    assert world.simulator.commands().count("get") < 100
