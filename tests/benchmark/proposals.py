# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well texts are found in messages, beside Drain3, and what that takes. Run by `make bench`.

The code was tuned on the first six corpora, the later three of which were made by somebody who had not read it. The
last three were made so too, and were measured once, when the code was done.

Each figure is that of the worst corpus. `exact`: the share of the messages of a text that are in a group with all
messages of that text and with those of no other. `covered`: the share that the largest groups match, as many as there
are texts and a quarter more. Messages that are of no text (misspelt, cut, typed by hand) are among the input and count
for nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from typing import NamedTuple

from ansible_collections.smsops.smsc.tests.benchmark import promises
from ansible_collections.smsops.smsc.tests.benchmark.promises import Promise

CORPORA = ("shop", "bank", "clinic", "rail", "pharmacy", "insurance", "carservice", "parcels", "telecom")
SIZE, LARGE = 20_000, 100_000
SEEDS = (1, 2, 3)
SHOWN = 10
# What is promised: percent, and for the large corpus processor seconds and megabytes.
LEAST_EXACT, LEAST_COVERED, MOST_SECONDS, MOST_MEMORY = 95, 98, 20, 500


class Score(NamedTuple):
    """How well one corpus was done; worst: the largest texts that are not exactly one group, with their sizes."""

    exact: float
    covered: float
    seconds: float
    memory: float
    worst: list[tuple[int, str, list[tuple[int, str]]]]


def ours(messages: list[str]) -> list[str | None]:
    """For each message the proposal that matches it."""
    from ansible_collections.smsops.smsc.plugins.plugin_utils._matching._index import Index  # noqa: PLC0415
    from ansible_collections.smsops.smsc.plugins.plugin_utils._proposals import _proposals  # noqa: PLC0415

    texts = [one["msg"] for one in _proposals.proposals(messages, limit=None)]
    index = Index(texts)
    found = [index.find(message) for message in messages]
    if any(len(numbers) > 1 for numbers in found):
        raise AssertionError("a message is matched by two proposals")
    return [texts[numbers[0]] if numbers else None for numbers in found]


def drain(messages: list[str]) -> list[str | None]:
    """For each message the template of its cluster, as Drain3 has it when it has seen all."""
    from drain3 import TemplateMiner  # noqa: PLC0415
    from drain3.template_miner_config import TemplateMinerConfig  # noqa: PLC0415

    miner = TemplateMiner(config=TemplateMinerConfig())
    # Numbers are masked, as its documentation recommends, those with spaces in them as one.
    masked = (re.sub("[0-9]+(?:[ .,:-][0-9]+)*", "<NUM>", message) for message in messages)
    numbers = [miner.add_log_message(message)["cluster_id"] for message in masked]
    templates = {one.cluster_id: f"{one.cluster_id}: {one.get_template()}" for one in miner.drain.clusters}
    return [templates[number] for number in numbers]


TOOLS = {"ours": ours, "drain": drain}


def score(tool: str, corpus: str, seed: int, size: int) -> Score:
    """Run a tool over a corpus, in this process."""
    made = importlib.import_module(f"ansible_collections.smsops.smsc.tests.benchmark.corpora.{corpus}")
    pairs = made.corpus(seed, size)
    messages = [message for message, _text in pairs]
    before = time.process_time()
    groups = TOOLS[tool](messages)
    seconds = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    of_text: Counter[int] = Counter(text for _message, text in pairs if text >= 0)
    of_group: Counter[str] = Counter()
    both: Counter[tuple[str, int]] = Counter()
    for (_message, text), group in zip(pairs, groups, strict=True):
        if text >= 0 and group is not None:
            of_group[group] += 1
            both[group, text] += 1
    exact = {text for (group, text), count in both.items() if count == of_text[text] == of_group[group]}
    most = int(len(of_text) * 1.25)
    largest = {group for group, _count in Counter(group for group in groups if group is not None).most_common(most)}
    total = sum(of_text.values())
    wrong = sorted((text for text in of_text if text not in exact), key=lambda text: -of_text[text])[:SHOWN]
    parts = {text: [(count, group) for (group, of), count in both.most_common() if of == text][:3] for text in wrong}
    worst = [(of_text[text], str(made.TEXTS[text]), parts[text]) for text in wrong]
    return Score(
        sum(of_text[text] for text in exact) / total,
        sum(of_group[group] for group in largest) / total,
        seconds,
        memory,
        worst,
    )


def measured(tool: str, corpus: str, seed: int, size: int) -> Score:
    """The same in a process of its own, so that memory is counted for it alone."""
    arguments = [sys.executable, __file__, "--one", tool, corpus, str(seed), str(size)]
    done = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True)
    return Score(*json.loads(done.stdout))


def table(tools: list[str]) -> tuple[dict[str, Score], list[str]]:
    """The worst score of each corpus, seconds and memory those of the large one, and lines to print."""
    lines = ["| corpus | tool | exact | covered | seconds | MB |", "|---|---|---:|---:|---:|---:|"]
    worst: dict[str, Score] = {}
    for corpus in CORPORA:
        for tool in tools:
            scores = [measured(tool, corpus, seed, SIZE) for seed in SEEDS]
            large = measured(tool, corpus, SEEDS[0], LARGE)
            least = min([*scores, large], key=lambda score: score.exact)
            covered = min(score.covered for score in [*scores, large])
            found = Score(least.exact, covered, large.seconds, large.memory, least.worst)
            if tool == "ours":
                worst[corpus] = found
            name = {"ours": "op_template_proposals", "drain": "Drain3"}[tool]
            lines.append(
                f"| {corpus} | {name} | {found.exact:.1%} | {found.covered:.1%} "
                f"| {found.seconds:.1f} | {found.memory:.0f} |"
            )
    return worst, lines


def main() -> int:
    """Measure, print, and fail when something is not as promised."""
    parser = promises.parser(__doc__)
    parser.add_argument("--one", nargs=4, metavar=("TOOL", "CORPUS", "SEED", "SIZE"))
    options = parser.parse_args()
    if options.one:
        tool, corpus, seed, size = options.one
        print(json.dumps(score(tool, corpus, int(seed), int(size))))
        return 0
    tools = ["ours", "drain"] if importlib.util.find_spec("drain3") else ["ours"]
    worst, lines = table(tools)
    print(f"{SIZE:,} messages, the worst of {len(SEEDS)} seeds and of {LARGE:,} messages; time and memory of these")
    print("\n".join(lines))
    for corpus, found in worst.items():
        print(f"\n{corpus}: texts that are not exactly one group")
        for count, text, groups in found.worst:
            print(f"  {count:,} {text[:100]!r}")
            print("".join(f"    {part:,} {group[:100]!r}\n" for part, group in groups), end="")
    scores = list(worst.values())
    return promises.conclude(
        [
            Promise("texts found exactly", 100 * min(one.exact for one in scores), LEAST_EXACT, " %", at_least=True),
            Promise("texts covered", 100 * min(one.covered for one in scores), LEAST_COVERED, " %", at_least=True),
            Promise("100,000 messages, texts found in", max(one.seconds for one in scores), MOST_SECONDS, " s"),
            Promise("100,000 messages, memory", max(one.memory for one in scores), MOST_MEMORY, " MB"),
        ],
        options.write,
    )


if __name__ == "__main__":
    sys.exit(main())
