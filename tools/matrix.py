# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests with every supported ansible-core and Python for which this machine has an interpreter.

`matrix.py [--only NAMES]` is started in the laid-out collection's repository by `make test-matrix`. A name is like
`2.16-3.10`, or `oldest` or `newest` of the pairs that this machine can run, or `managed`: Python 3.9 on the host that
the modules run on. Each pair keeps a virtual environment and the logs of its last run in .build/matrix/NAME.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COLLECTIONS = ROOT / ".build/collections"
TREE = COLLECTIONS / "ansible_collections/smsops/smsc"
MATRIX = ROOT / ".build/matrix"
REQUIREMENTS = ROOT / "requirements-test.txt"

# The newest release of each supported series, and the Pythons that it is tested with, oldest first.
CORES = {
    "2.16.19": ("3.10", "3.11", "3.12"),
    "2.17.14": ("3.10", "3.11", "3.12"),
    "2.18.19": ("3.11", "3.12"),
    "2.19.14": ("3.11",),
    "2.20.10": ("3.12", "3.13"),
    "2.21.5": ("3.12", "3.13"),
}
# The oldest Python that modules run with; this is the newest ansible-core that it can install.
MANAGED = "managed", "2.15.13", "3.9"

PYTEST = [*"-m pytest -p no:cacheprovider -n 2".split()]
# CI is thorough once, in `make unit`.
QUICK_PROFILE = "--hypothesis-profile=quick"
# They have many processes, but none of Ansible, so that they would show the same again.
WITHOUT_ANSIBLE = [f"--ignore=tests/integration/test_{name}.py" for name in ("many_processes", "simulator")]
IN_ANSIBLE = ["tests/integration", *WITHOUT_ANSIBLE]
QUICK = [f"tests/integration/test_{name}.py" for name in ("modules", "op_templates", "doctor")]
# Half of the time of sanity, for what `make sanity` has said of the same code already.
WITHOUT_PYLINT = ["--skip-test", "pylint"]


class Pair(NamedTuple):
    """A version of ansible-core and one of Python."""

    name: str
    core: str
    python: str

    @property
    def folder(self) -> Path:
        return MATRIX / self.name

    @property
    def interpreter(self) -> Path:
        return self.folder / "venv/bin/python"

    def steps(self, quick: bool) -> dict[str, list[str]]:
        """What is run, by name. quick: the tests of every environment, report and gate are left out, and pylint."""
        python = str(self.interpreter)
        if self.name == MANAGED[0]:
            # ansible-core 2.15 knows nothing of some settings and warns of others; filters do not run on this side.
            modules = [f"tests/unit/plugins/{kind}" for kind in ("module_utils", "modules")]
            loose = ["-o", "addopts=", "-o", "filterwarnings=", "-q", QUICK_PROFILE]
            demo = [sys.executable, "-m", "ansible", "playbook", "-i", "docs/examples/inventory", "smsops.smsc.demo"]
            for name, value in (
                ("ansible_python_interpreter", python),
                ("simulator_dir", self.folder / "demo"),
                ("demo_report", self.folder / "report.html"),
            ):
                demo += ["-e", f"{name}='{value}'"]
            return {"unit": [python, *PYTEST, *loose, *modules], "demo": demo}
        return {
            "unit": [python, *PYTEST, QUICK_PROFILE, "tests/unit"],
            "integration": [python, *PYTEST, "--dist=worksteal", *(QUICK if quick else IN_ANSIBLE)],
            "sanity": [python, "tools/run_ansible_test.py", "sanity", *(WITHOUT_PYLINT if quick else [])],
        }


PAIRS = [
    Pair(f"{core.rpartition('.')[0]}-{python}", core, python) for core, pythons in CORES.items() for python in pythons
]


class Result(NamedTuple):
    """How a step of a pair ended. seconds: time that it took."""

    pair: str
    step: str
    passed: bool
    seconds: float


def find_interpreter(version: str) -> str | None:
    """The path of a Python of this version that can make virtual environments, or None.

    Looked for in PATH, where pyenv puts programs that work for some versions only, and among pyenv's versions.
    """
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser()
    folders = [*os.get_exec_path(), *(str(path / "bin") for path in sorted(pyenv.glob(f"versions/{version}.*")))]
    for folder in folders:
        candidate = shutil.which(name, path=folder)
        asked = "import ensurepip, sqlite3, ssl, sys; print(getattr(sys, '_base_executable', sys.executable))"
        if candidate:
            said = subprocess.run(
                [candidate, "-c", asked], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
            )
            if said.returncode == 0:
                return said.stdout.decode().strip()
    return None


def chosen(names: list[str], available: list[Pair]) -> list[Pair]:
    """The pairs that the names stand for, each once. Exits for a name that stands for none."""
    known = {pair.name: pair for pair in [*PAIRS, Pair(*MANAGED)]}
    controllers = [pair for pair in available if pair.name != MANAGED[0]]
    if controllers:
        known |= {"oldest": controllers[0], "newest": controllers[-1]}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; known are {', '.join(known)}")
    return list(dict.fromkeys(known[name] for name in names))


def set_up(pair: Pair, interpreter: str) -> None:
    """Make the virtual environment of a pair, unless it is there and has what is wanted."""
    stamp = pair.folder / "done"
    wanted = f"{interpreter}\nansible-core=={pair.core}\n{REQUIREMENTS.read_text('utf-8')}"
    if stamp.exists() and stamp.read_text("utf-8") == wanted and pair.interpreter.exists():
        return
    shutil.rmtree(pair.folder, ignore_errors=True)
    subprocess.run([interpreter, "-m", "venv", str(pair.folder / "venv")], check=True)
    install = [str(pair.interpreter), *"-m pip install --quiet --disable-pip-version-check".split()]
    subprocess.run([*install, f"ansible-core=={pair.core}", "-r", str(REQUIREMENTS)], check=True)
    stamp.write_text(wanted, "utf-8")


def run(pair: Pair, quick: bool) -> Iterator[Result]:
    """Run the steps of a pair, with their output in its folder; that of a failed one is shown."""
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "SMSC_", "PYTHON"))
    }
    environ |= {
        "PATH": f"{pair.interpreter.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(COLLECTIONS),
        "PYTHONDONTWRITEBYTECODE": "1",
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_HOME": str(pair.folder / "ansible"),
        "SMSC_STATE_DIR": str(pair.folder / "state"),
    }
    for step, command in pair.steps(quick).items():
        log = pair.folder / f"{step}.log"
        began = time.monotonic()
        with log.open("w") as output:
            code = subprocess.run(command, cwd=TREE, env=environ, stdout=output, stderr=subprocess.STDOUT, check=False)
        result = Result(pair.name, step, code.returncode == 0, time.monotonic() - began)
        lines = log.read_text("utf-8", "replace").splitlines() or [""]
        said = lines[-1] if " passed" in lines[-1] else "passed"
        print(f"{pair.name} {step}: {said if result.passed else 'FAILED'}, {result.seconds:.0f} s", flush=True)
        if not result.passed:
            print("\n".join([" ".join(command), *lines[-200:]]), flush=True)
        yield result


def main() -> int:
    """Run what is asked for, and print a table: 0 if all of it passed."""
    parser = argparse.ArgumentParser(
        description="Run the tests with the supported versions of ansible-core and Python."
    )
    parser.add_argument("--only", metavar="NAME[,NAME...]", help="2.16-3.10, managed, oldest or newest; all otherwise")
    parser.add_argument("--quick", action="store_true", help="in Ansible only the tests of modules and role; no pylint")
    options = parser.parse_args()
    only = options.only
    everything = [*PAIRS, Pair(*MANAGED)]
    interpreters = {version: find_interpreter(version) for version in sorted({pair.python for pair in everything})}
    available = [pair for pair in everything if interpreters[pair.python]]
    table: list[str] = []
    failed = 0
    for pair in chosen(only.split(","), available) if only else everything:
        interpreter = interpreters[pair.python]
        words = f"{pair.name:<12}ansible-core {pair.core:<10}Python {pair.python:<6}"
        if interpreter is None:
            table.append(f"{words}missing: this machine has no python{pair.python}")
            continue
        try:
            set_up(pair, interpreter)
        except subprocess.CalledProcessError as exc:
            failed += 1
            table.append(f"{words}FAILED to install: {exc}")
            continue
        results = list(run(pair, options.quick))
        failed += sum(not result.passed for result in results)
        table.append(
            words + ", ".join(f"{r.step} {'ok' if r.passed else 'FAILED'} ({r.seconds:.0f} s)" for r in results)
        )
    print("", *table, sep="\n")
    return 1 if failed or not available else 0


if __name__ == "__main__":
    sys.exit(main())
