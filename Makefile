# Each word is a session of noxfile.py. With Python 3.10 or newer, git and make all else is set up in .nox, .venv and
# .build.
PYTHON ?= python3
NOX := .nox/bootstrap/bin/nox
SESSIONS := awx bench build demo docs integration lint molecule mutation pages picture pre-commit release-check sanity setup tree types unit
PARALLEL = $(if $(JOBS),--parallel $(JOBS))
comma := ,

.NOTPARALLEL:
.PHONY: help test test-matrix clean $(SESSIONS)

help: $(NOX) # Say what there is
	@$(NOX) --list

test: $(NOX) # Every check; JOBS=2 to run two at a time
	@$(NOX) $(PARALLEL)

test-matrix: $(NOX) # With every supported ansible-core; ONLY=oldest,newest,managed QUICK=1 for less
	@$(NOX) $(PARALLEL) --tags $(or $(subst $(comma), ,$(ONLY)),matrix) -- $(if $(QUICK),quick)

$(SESSIONS): $(NOX)
	@$(NOX) --session $@

$(NOX): requirements-nox.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed; say which: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear .nox/bootstrap
	.nox/bootstrap/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-nox.txt
	@touch $@

clean: # Remove all that was set up
	rm -rf .nox .venv .build .mypy_cache .pytest_cache .ruff_cache *.tar.gz
