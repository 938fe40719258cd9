# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutation testing: break a module in many small ways, one at a time, and see whether its tests notice.

Every test file gets a process of its own for every mutant, and runs as a whole: where pytest is started twice in one
process, it gives some tests other names, does not find them by the first ones, and its error looks like a mutant that
was noticed. Words inside f-strings are left alone, they are messages for people.
Say `mutation.py [--sample N] [--jobs N] [module ...]`.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

# What sends, limits, plans and adds, and the test files that a mutant of it must not pass; quick and near ones first.
MODULES = {
    "_limits/_wait_budget": ("limits/test_wait_budget",),
    "_limits/_processes": ("limits/test_processes",),
    "_limits/_folder": ("limits/test_folder", "../modules/test_smsc_op_template_info"),
    "_limits/_database": (
        "limits/test_sqlite",
        "service/test_sender_names",
        "limits/test_lockout",
        "limits/test_budget",
    ),
    "_limits/_sqlite": ("limits/test_sqlite", "limits/test_budget", "limits/test_lockout"),
    "_limits/_budget": ("limits/test_sqlite", "limits/test_budget", "limits/test_redis"),
    "_limits/_lockout": ("limits/test_lockout", "limits/test_redis"),
    "_limits/_redis_url": ("limits/test_redis_url",),
    "_limits/_redis": ("limits/test_budget", "limits/test_redis", "limits/test_lockout", "service/test_sender_names"),
    "_limits/_redis_server": ("limits/test_redis_errors", "limits/test_redis", "../modules/test_state_url"),
    "_service/_client": (
        "service/test_client",
        "service/test_client_slots",
        "service/test_standing_still",
        "../modules/test_check_senders",
        "../modules/test_smsc_sender_info",
        "../modules/test_smsc_doctor_info",
        "../modules/test_guards",
        "limits/test_lockout",
        "test_doubts",
    ),
    "_service/_shared": ("service/test_client_slots", "service/test_standing_still", "limits/test_lockout"),
    "_service/_http": (
        "service/test_client",
        "service/test_standing_still",
        "service/test_proxy",
        "service/test_hostile_responses",
    ),
    "_service/_adapter": ("service/test_standing_still", "service/test_hostile_responses", "service/test_proxy"),
    "_service/_proxy": ("service/test_proxy", "service/test_client", "service/test_hostile_responses"),
    "_service/_document": ("service/test_response", "doctor/test_layout"),
    "_service/_response": ("service/test_response", "service/test_client"),
    "_service/_redact": ("service/test_redact",),
    "_service/_listing": ("service/test_sender_names",),
    "_service/_sender_names": ("service/test_sender_names",),
    "_plan": ("test_provision", "test_spellings", "test_doubts", "test_bulk", "../modules/test_vanished"),
    "_apply": ("test_provision", "test_doubts", "test_spellings", "../modules/test_vanished"),
    "_provision": ("test_provision", "test_doubts", "test_spellings", "../modules/test_vanished"),
    "_bulk": (
        "test_bulk",
        "test_doubts",
        "../modules/test_smsc_op_templates",
        "../modules/test_guards",
        "test_spellings",
    ),
    "_guards/_judge": (
        "../modules/test_guards",
        "../modules/test_vanished",
        "../modules/test_check_senders",
        "test_bulk",
    ),
    "_guards/_vanished": ("../modules/test_vanished", "../modules/test_guards"),
    "_guards/_senders": ("../modules/test_check_senders",),
    "_model/_contract": ("model/test_contract", "test_provision", "../plugin_utils/reporting/test_report_formats"),
    "_model/_fees": ("model/test_fees", "../plugin_utils/reporting/test_report_attention"),
    "_model/_reader": (
        "../plugin_utils/coverage/test_coverage",
        "../plugin_utils/linting/test_lint",
        "../modules/test_smsc_op_template_info",
        "../modules/test_smsc_op_templates",
    ),
    "_model/_template": (
        "test_provision",
        "../plugin_utils/test_history",
        "test_doubts",
        "../plugin_utils/reporting/test_report_attention",
        "../modules/test_vanished",
        "../modules/test_records",
    ),
    "_model/_spelling": ("test_spellings",),
    "_doctor/_layout": ("doctor/test_layout",),
    "_doctor/_questions": ("doctor/test_questions", "../modules/test_smsc_doctor_info"),
    "_doctor/_checkup": ("doctor/test_checkup", "../modules/test_smsc_doctor_info"),
}
WANTED = 90
PARTS = Path("plugins/module_utils"), Path("tests/unit/plugins/module_utils")
PAIRS = [pair.split() for pair in "Eq NotEq,Is IsNot,In NotIn,Lt LtE,Gt GtE,And Or,Add Sub,Mult Div".split(",")]
SWAPS: dict[str, str] = {"Pow": "Mult", **{one: other for pair in PAIRS for one, other in (pair, pair[::-1])}}


class Mutant(NamedTuple):
    module: str
    line: int
    change: str
    source: str


def _instead(node: ast.AST) -> ast.AST | None:
    """What to put in the place of one node of the syntax tree, or None to leave it."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            return ast.Constant(not node.value)
        if isinstance(node.value, (int, float)):
            return ast.Constant(node.value + 1)
        return ast.Constant(node.value + "XX") if isinstance(node.value, str) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        return node.operand
    if isinstance(node, ast.Return) and not isinstance(node.value, (ast.Constant, type(None))):
        return ast.Return(ast.Constant(None))
    # An assignment to a plain name stays: without it there is a NameError, which any test notices.
    stored = isinstance(node, ast.Assign) and not isinstance(node.targets[0], (ast.Name, ast.Tuple))
    if stored or isinstance(node, (ast.Expr, ast.Raise, ast.Continue, ast.Break, ast.AugAssign)):
        return ast.Pass()
    name = type(node).__name__
    return getattr(ast, SWAPS[name])() if name in SWAPS else None


def _places(node: ast.AST, line: int = 0) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None], ast.AST, int]]:
    """Every node below one: what it is part of, what puts another in its place, itself, its line. No annotations."""
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and field not in ("annotation", "returns") and not is_text:
                here = getattr(child, "lineno", line)
                if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
                    inside = isinstance(value, list)
                    yield (
                        node,
                        partial(value.__setitem__, index) if inside else partial(setattr, node, field),
                        child,
                        here,
                    )
                yield from _places(child, here)


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of the lines."""
    tree = ast.parse(source)
    for parent, put, node, line in list(_places(tree)):
        mutated = _instead(node)
        if mutated:
            # A statement is shown alone, an expression with the one that it is part of.
            whole = isinstance(node, ast.stmt)
            before = ast.unparse(node if whole else parent).partition("\n")[0]
            put(mutated)
            after = ast.unparse(mutated if whole else parent).partition("\n")[0]
            yield Mutant(module, line, f"{before} -> {after}", ast.unparse(tree))
            put(node)


def _start(root: Path) -> None:
    """Give a worker a tree of its own to break, and load what every test run would load again."""
    here = Path(tempfile.mkdtemp(dir=root)) / "ansible_collections/smsops/smsc"
    ignored = shutil.ignore_patterns(".git", "__pycache__", "integration", "extensions")
    shutil.copytree(Path(__file__).resolve().parent.parent, here, ignore=ignored)
    os.chdir(here)
    sys.path.insert(0, str(here.parents[2]))
    for name in ("pytest", "requests", "trustme", "hypothesis.strategies", "ansible.module_utils.basic"):
        importlib.import_module(name)


def _passes(mutant: Mutant, limits: Mapping[str, int]) -> bool:
    """Whether the tests pass with a mutant in the place of its module. limits: seconds for each of their files."""
    path = PARTS[0] / f"{mutant.module}.py"
    original = path.read_text("utf-8")
    path.write_text(mutant.source, "utf-8")
    passed = all(_passes_file(name, limit) for name, limit in limits.items())
    path.write_text(original, "utf-8")
    return passed


def _passes_file(name: str, limit: int = 0) -> bool:
    """Whether the tests of a file pass. limit: seconds; 0 for none."""
    child = os.fork()
    if child == 0:
        os.setsid()  # a group of its own, so that what it starts can be ended with it
        signal.alarm(limit)  # nobody handles it, so that it ends the process
        sys.dont_write_bytecode = True  # a compiled mutant could be taken for the next one
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        options = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        tests = PARTS[1] / f"{name}.py"
        os._exit(importlib.import_module("pytest").main([*options, "--hypothesis-profile=quick", str(tests)]))
    passed = os.waitpid(child, 0)[1] == 0
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return passed


def main() -> int:
    """Print the mutants that no test noticed, and the share of those that one did."""
    parser = argparse.ArgumentParser()
    there = [name for name in MODULES if (PARTS[0] / f"{name}.py").exists()]
    parser.add_argument("modules", nargs="*", metavar="module", default=there)
    parser.add_argument("--sample", type=int, metavar="N", help="take N mutants of a module, always the same ones")
    parser.add_argument("--jobs", type=int, metavar="N", default=2, help="work on N mutants at once")
    options = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as root, multiprocessing.Pool(options.jobs, _start, (Path(root),)) as pool:
        for name in options.modules:
            source = (PARTS[0] / f"{name}.py").read_text("utf-8")
            began = time.monotonic()
            limits = {}
            for tests in MODULES[name]:
                before = time.monotonic()
                if not pool.apply(_passes_file, (tests,)):
                    sys.exit(f"{name}: {tests} fails without any mutant")
                limits[tests] = int(3 * (time.monotonic() - before)) + 10
            made = list(mutants(name, source))
            if options.sample and options.sample < len(made):
                made = sorted(random.Random(0).sample(made, options.sample))  # noqa: S311
            noticed = 0
            for mutant, passed in zip(made, pool.imap(partial(_passes, limits=limits), made)):
                noticed += not passed
                if passed:
                    print(f"{PARTS[0]}/{name}.py:{mutant.line}: {mutant.change}", flush=True)
            spent = time.monotonic() - began
            score = 100 * noticed / len(made)
            bad += score < WANTED
            print(f"{name}: {noticed} of {len(made)} mutants noticed, {score:.1f} %, {spent:.0f} s", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
