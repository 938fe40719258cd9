# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: the requests that a list of templates needs at least, from a bare pool of `requests`.

A process of its own, so that it is timed as the playbooks are: floor.py API_URL COUNT WIDTH new|old
"""

from __future__ import annotations

import queue
import sys
import threading

import requests
from ansible_collections.smsops.smsc.tests.benchmark import processes

TARGETS = ["mts_srv", "mega_srv"]


def texts(count: int) -> list[str]:
    """Different texts, of which the linter says nothing that the role prints: there are notes, but no warnings."""
    return [
        f"Заказ {number} на сумму %d руб. оплачен. Ждём вас в магазине MyShop на улице %w{{1,5}}."
        for number in range(count)
    ]


def reads(count: int) -> list[dict[str, str]]:
    return [{"get": "1", "msg": text} for text in texts(count)]


def additions(count: int) -> list[dict[str, str]]:
    return [{"add": "1", "msg": text, **dict.fromkeys(TARGETS, "1")} for text in texts(count)]


def send(api_url: str, forms: list[dict[str, str]], width: int) -> None:
    """The bare requests, several at once."""
    waiting: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
    for form in forms:
        waiting.put(form)
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=width))

    def work() -> None:
        while not waiting.empty():
            try:
                form = waiting.get_nowait()
            except queue.Empty:
                return
            data = {**processes.COMMON, **form}
            session.post(api_url + "op_templates.php", data=data, timeout=30).raise_for_status()

    threads = [threading.Thread(target=work) for _number in range(width)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def cost(api_url: str, count: int, width: int, *, new: bool = False) -> processes.Cost:
    """Run this file as a process."""
    arguments = [api_url, str(count), str(width), "new" if new else "old"]
    return processes.cost_of([sys.executable, __file__, *arguments])


def main(api_url: str, count: str, width: str, age: str) -> None:
    """A read of each; for what is new, an addition and a second read, too."""
    send(api_url, reads(int(count)), int(width))
    if age == "new":
        send(api_url, additions(int(count)), int(width))
        send(api_url, reads(int(count)), int(width))


if __name__ == "__main__":
    main(*sys.argv[1:])
