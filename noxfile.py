# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session for each check. `make WORD` runs it with a nox of its own; `nox -s WORD` does the same with yours."""

from __future__ import annotations

import functools
import os
import re
import shutil
import sys
from pathlib import Path

import antsibull_nox
import nox
from nox.command import CommandFailed

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / ".build"
# Ansible only takes a collection that lies at ansible_collections/NAMESPACE/NAME, so the checks run in a copy.
COLLECTIONS = BUILD / "collections"
TREE = COLLECTIONS / "ansible_collections/smsops/smsc"
VENV = ROOT / ".venv"
# How many random inputs the unit tests take: quick, thorough (as in CI) or explore.
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
# One more than two processors: tests wait for processes and for the service's windows.
WORKERS = str(3 * (os.cpu_count() or 2) // 2)

# The newest release of each supported ansible-core, and the Pythons that it is tested with, oldest first.
CORES = {
    "2.16.19": ("3.10", "3.11", "3.12"),
    "2.17.14": ("3.10", "3.11", "3.12"),
    "2.18.19": ("3.11", "3.12"),
    "2.19.14": ("3.11",),
    "2.20.10": ("3.12", "3.13"),
    "2.21.5": ("3.12", "3.13"),
}
PAIRS = {f"{core.rpartition('.')[0]}-{python}": (core, python) for core, pythons in CORES.items() for python in pythons}
ENDS = {next(iter(PAIRS)): "oldest", next(reversed(PAIRS)): "newest"}
# The oldest Python that modules run with on a managed host, and the newest ansible-core that it can install.
MANAGED_CORE, MANAGED_PYTHON = "2.15.13", "3.9"
# The next one, of which there is a candidate: it hides secrets its own way.
COMING_CORE, COMING_PYTHON = "2.22.0rc1", "3.13"
# In a run of the matrix that is to be quick: the tests that have most of Ansible in them.
QUICK = [f"tests/integration/test_{name}.py" for name in ("modules", "op_templates", "doctor")]
# They have many processes, but none of Ansible, so that in the matrix they would show the same again.
WITHOUT_ANSIBLE = [f"--ignore=tests/integration/test_{name}.py" for name in ("many_processes", "simulator")]

nox.options.error_on_missing_interpreters = False

# No check depends on the settings of whoever runs it.
for variable in [name for name in os.environ if name.startswith(("ANSIBLE_", "SMSC_", "PYTHON"))]:
    if variable != "SMSC_REQUIRE_REDIS":
        del os.environ[variable]
# What pyenv puts first works for one version only; its others are found at the end.
PYENV = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
os.environ |= {
    "PATH": os.pathsep.join([f"{VENV}/bin", os.environ["PATH"], *map(str, sorted(PYENV.glob("versions/*/bin")))]),
    "PYTHONPATH": str(COLLECTIONS),
    "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
    "ANSIBLE_HOME": str(BUILD / "ansible"),
    "SMSC_STATE_DIR": str(BUILD / "state"),
}

# Installing the tools takes most of a minute, so the sessions share one environment. With `--parallel 2`, as in CI,
# they run beside each other, but for those that use all processors by themselves.
check = functools.partial(nox.session, venv_backend="none", requires=["setup", "tree"], allow_parallel=True)
# What is no check: a bare `nox` leaves it out.
work = functools.partial(check, default=False)

antsibull_nox.load_antsibull_nox_toml()


@work(requires=[])
def setup(session: nox.Session) -> None:
    """Install the pinned tools into .venv."""
    done = VENV / "done"
    wanted = "".join(path.read_text("utf-8") for path in sorted(ROOT.glob("requirements-*.txt")))
    if not done.exists() or done.read_text("utf-8") != wanted:
        session.run(sys.executable, "-m", "venv", str(VENV), log=False)
        pip = (str(VENV / "bin/python"), *"-m pip install --quiet --disable-pip-version-check".split())
        session.run(*pip, "-r", "requirements-dev.txt")
        done.write_text(wanted, "utf-8")


@work(requires=[])
def tree(session: nox.Session) -> None:
    """Lay the working tree out in .build as Ansible wants it."""
    session.run(sys.executable, "tools/tree.py", str(TREE), log=False)


@work(name="awx-collection", requires=["setup"])
def awx_collection(session: nox.Session) -> None:
    """Put the collection awx.awx beside this one (50 MB are downloaded once)."""
    session.run("python", "tools/awx_collection.py", str(COLLECTIONS), log=False)


@check(requires=["setup", "tree", "awx-collection", "extra-checks"])
def lint(session: nox.Session) -> None:
    """ruff, licences, pipelines, ansible-lint, documentation and changelog."""
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("reuse", "lint", "--lines")
    session.run("antsibull-changelog", "lint")
    ours, examples = Path(".github/workflows"), Path("docs/examples/ci")
    schema = ("check-jsonschema", "--builtin-schema")
    session.run(*schema, "vendor.github-workflows", examples / "github-actions.yml", *ours.glob("*.yml"))
    session.run(*schema, "vendor.gitlab-ci", examples / "gitlab-ci.yml")
    session.chdir(TREE)
    session.run("ansible-lint", "--profile", "production", "--offline")
    session.run("antsibull-docs", *"lint-collection-docs --plugin-docs --validate-collection-refs all .".split())


@check()
def types(session: nox.Session) -> None:
    """mypy, strict."""
    # nox is not among the tools: what it needs does not go together with what they need.
    session.run("mypy", "--strict", "--python-executable", sys.executable, "noxfile.py")
    session.chdir(COLLECTIONS)
    session.run("mypy", "--config-file", str(ROOT / "pyproject.toml"))


def pytest(session: nox.Session, *arguments: str) -> None:
    """Run tests of the laid-out tree with the Python of the session."""
    session.chdir(TREE)
    session.run("python", "-m", "pytest", "-n", WORKERS, "--dist", "worksteal", *arguments)
    if not shutil.which("redis-server"):
        # One skipped test is a point among thousands.
        session.warn("Without redis-server the limits of a fleet were NOT tested (Debian: apt install redis-server)")


@check(allow_parallel=False)
def unit(session: nox.Session) -> None:
    """Unit tests, with coverage; HYPOTHESIS_PROFILE=thorough as in CI."""
    profile = f"--hypothesis-profile={PROFILE}"
    pytest(session, "tests/unit", profile, "--cov", "--cov-report=term-missing:skip-covered")


@check(allow_parallel=False)
def integration(session: nox.Session) -> None:
    """Modules and roles in real ansible-playbook processes against the simulator, and what the pages say."""
    pytest(session, "tests/integration", "tests/pages", "tests/docs")


@check(requires=["setup", "tree", "awx-collection"])
def awx(session: nox.Session) -> None:
    """Jobs, credential type, execution environment and set-up of AWX, without an AWX."""
    pytest(session, "tests/awx")


@check(name="pre-commit")
def pre_commit(session: nox.Session) -> None:
    """The hook for pre-commit, with the real one, which installs what the hook needs."""
    pytest(session, "tests/pre_commit")


@check()
def molecule(session: nox.Session) -> None:
    """The user's path."""
    session.chdir(TREE / "extensions")
    session.run("molecule", "test", "--all")


def ansible_test_sanity(session: nox.Session, *arguments: str) -> None:
    """Run it with the Python of the session, without containers."""
    session.chdir(TREE)
    session.run("python", "tools/get_pip.py")
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    version = str(session.run("python", "-c", asked, silent=True, log=False)).strip()
    session.run("ansible-test", "sanity", "--python", version, *arguments)


@check()
def sanity(session: nox.Session) -> None:
    """ansible-test sanity."""
    ansible_test_sanity(session)


@nox.session(reuse_venv=True, requires=["tree"], default=False, allow_parallel=True)
@nox.parametrize(
    "python,core",
    [
        nox.param(python, core, id=name, tags=["matrix", name, ENDS.get(name, "between")])
        for name, (core, python) in PAIRS.items()
    ],
)
def matrix(session: nox.Session, core: str) -> None:
    """Unit tests, modules and roles, and sanity with each ansible-core and Python; `-- quick` for less."""
    quick = "quick" in session.posargs
    session.install(f"ansible-core=={core}", "-r", "requirements-test.txt")
    # CI is thorough once, in the session `unit`.
    pytest(session, "-p", "no:cacheprovider", "--hypothesis-profile=quick", "tests/unit")
    pytest(session, "-p", "no:cacheprovider", *(QUICK if quick else ["tests/integration", *WITHOUT_ANSIBLE]))
    # pylint takes half of the time of sanity, for what the session `sanity` has said of the same code already.
    ansible_test_sanity(session, *(["--skip-test", "pylint"] if quick else []))


@nox.session(
    python=MANAGED_PYTHON,
    reuse_venv=True,
    requires=["setup", "tree"],
    tags=["matrix", "managed"],
    default=False,
    allow_parallel=True,
)
def managed(session: nox.Session) -> None:
    """The oldest Python of managed hosts: unit tests of modules, and a demo whose modules run with it."""
    session.install(f"ansible-core=={MANAGED_CORE}", "-r", "requirements-test.txt")
    # ansible-core 2.15 knows nothing of some settings and warns of others; filters do not run on this side.
    loose = ("-o", "addopts=", "-o", "filterwarnings=", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=quick")
    pytest(session, *loose, *(f"tests/unit/plugins/{kind}" for kind in ("module_utils", "modules")))
    folder = session.create_tmp()
    settings = {
        "ansible_python_interpreter": f"{session.bin}/python",
        "simulator_dir": f"{folder}/demo",
        "demo_report": f"{folder}/report.html",
    }
    extra = [part for name, value in settings.items() for part in ("-e", f"{name}='{value}'")]
    controller = str(VENV / "bin/ansible-playbook")
    session.run(controller, "-i", "docs/examples/inventory", "smsops.smsc.demo", *extra, external=True)


@nox.session(
    python=COMING_PYTHON,
    reuse_venv=True,
    requires=["tree"],
    tags=["matrix", "coming"],
    default=False,
    allow_parallel=True,
)
def coming(session: nox.Session) -> None:
    """What is kept secret with the coming ansible-core, and its modules and role."""
    session.install(f"ansible-core=={COMING_CORE}", "-r", "requirements-test.txt")
    pytest(session, "-p", "no:cacheprovider", "-m", "secrecy", "tests/unit/plugins/modules", "tests/integration")
    pytest(session, "-p", "no:cacheprovider", "-m", "not secrecy", *QUICK)


def play_demo(session: nox.Session, passes: dict[str, str]) -> None:
    """Run the parts of the demo, by their tags, each under its heading; stop the simulator in any case."""
    session.chdir(TREE / "docs/examples")
    where = f"simulator_dir='{BUILD / 'demo'}' demo_report='{BUILD / 'demo.html'}'"
    play = ("ansible-playbook", "smsops.smsc.demo", "-e", where, "--tags")
    try:
        for tags, heading in passes.items():
            print(f"== {heading}", flush=True)
            session.run(*play, tags, log=False)
    finally:
        session.run(*play, "stop", silent=True, log=False)


@nox.session(reuse_venv=True, requires=["tree"], default=False)
def demo(session: nox.Session) -> None:
    """Provision three environments against the simulator, twice, and show what is there."""
    session.install("-r", "requirements-demo.txt")
    play_demo(
        session,
        {
            "start,first": "First pass: dev, stage and prod get their templates",
            "second": "Second pass: the same again changes nothing",
            "moderation": "A week later: the simulated operators have decided",
        },
    )
    print("The report: .build/demo.html", flush=True)


@work()
def picture(session: nox.Session) -> None:
    """Take docs/images/matrix.png anew, of the report of the demo (needs Chromium)."""
    play_demo(session, {"start,first": "The demo", "moderation": "A week later"})
    session.chdir(ROOT)
    session.run("python", "tools/picture.py", ".build/demo.html", "docs/images/matrix.png")


@work()
def pages(session: nox.Session) -> None:
    """Make the pages that tests/pages compares anew; git diff shows what a person will see otherwise."""
    session.env.update(UPDATE_PAGES="1", PAGES_DIR=str(ROOT / "tests/pages/expected"))
    pytest(session, "tests/pages/test_whole_pages.py")


@work(allow_parallel=False)
def bench(session: nox.Session) -> None:
    """Measure the budget, a module call, long lists, proposals and the role (three quarters of an hour)."""
    session.chdir(TREE)
    page = ("--write", str(ROOT / "docs/measurements.md"))
    missed = []
    for name in ("shared_budget", "one_call", "template_text", "proposals", "many_templates", "role"):
        try:
            session.run("python", f"tests/benchmark/{name}.py", *page)
        except CommandFailed:
            missed.append(name)
    if missed:
        session.error(f"missed: {', '.join(missed)}")


@work(allow_parallel=False)
def mutation(session: nox.Session) -> None:
    """Break the code in many small ways and see whether the tests notice; `-- MODULE` for one module."""
    session.chdir(TREE)
    session.run("python", "tools/mutation.py", *session.posargs)


@work()
def docs(session: nox.Session) -> None:
    """The documentation site, in .build/docs."""
    session.run("python", "tools/docsite.py", ".build/docsite", ".build/docs")


@work()
def build(session: nox.Session) -> None:
    """Make the tarball that Galaxy takes."""
    session.run("ansible-galaxy", *"collection build --force --output-path".split(), str(ROOT), str(TREE))


@work(name="release-check", requires=["build"])
def release_check(session: nox.Session) -> None:
    """Import the tarball as Galaxy does, install it, and run its demo."""
    found = re.search(r"^version: (.*)$", (ROOT / "galaxy.yml").read_text("utf-8"), re.MULTILINE)
    session.run("python", "tools/release_check.py", f"smsops-smsc-{found[1] if found else ''}.tar.gz")
