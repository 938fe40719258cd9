# `make demo` and `make test` need Python 3.10 or newer, git and make; they set up all else in .venv and .build.
PYTHON ?= python3
ROOT := $(CURDIR)
TREE := .build/collections/ansible_collections/smsops/smsc
AWX := .build/collections/ansible_collections/awx/awx/MANIFEST.json
TARBALL = smsops-smsc-$(shell sed -n 's/^version: //p' galaxy.yml).tar.gz

# Python that finds the collection of the tree.
PYTHON_HERE := PYTHONPATH="$(ROOT)/.build/collections" python
PYTEST := $(PYTHON_HERE) -m pytest
# How many random inputs the unit tests take: quick, thorough (as in CI) or explore.
HYPOTHESIS_PROFILE ?= quick
DEMO := ansible-playbook smsops.smsc.demo -e "simulator_dir='$(ROOT)/.build/demo' demo_report='$(ROOT)/.build/demo.html'"

export PATH := $(ROOT)/.venv/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(ROOT)/.build/collections
export SMSC_STATE_DIR := $(ROOT)/.build/state
export ANSIBLE_HOME := $(ROOT)/.build/ansible

.PHONY: help setup tree test test-matrix lint types unit integration pages awx molecule sanity demo picture bench mutation docs build release-check clean

help: ## Say what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 15

setup: .venv/done ## Install the pinned tools into .venv

.venv/done: requirements-dev.txt requirements-test.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed; say which: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch .venv/done

tree: setup # Ansible only takes a collection that lies at ansible_collections/NAMESPACE/NAME
	@python tools/tree.py $(TREE)

test: lint types unit integration awx molecule sanity ## Run every check

test-matrix: tree ## Unit tests, modules and roles, and sanity with every supported ansible-core; ONLY=oldest,newest QUICK=1 for less
	python tools/matrix.py $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

lint: tree $(AWX) ## ruff, licences, ansible-lint, documentation and changelog
	ruff check .
	ruff format --check .
	reuse lint --lines
	cd $(TREE) && ansible-lint --profile production --offline
	cd $(TREE) && antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs all .
	antsibull-changelog lint

types: tree ## mypy, strict
	cd .build/collections && mypy --config-file "$(ROOT)/pyproject.toml"

unit: tree ## Unit tests, with coverage
	cd $(TREE) && $(PYTEST) -n 2 --dist worksteal tests/unit --hypothesis-profile=$(HYPOTHESIS_PROFILE) --cov --cov-report=term-missing:skip-covered

integration: tree ## Modules and roles in real ansible-playbook processes, against the simulator
	cd $(TREE) && $(PYTEST) -n 2 --dist worksteal tests/integration tests/pages tests/docs

pages: tree ## Make the pages that tests/pages compares anew; git diff shows what a person will see otherwise
	cd $(TREE) && UPDATE_PAGES=1 PAGES_DIR="$(ROOT)/tests/pages/expected" $(PYTEST) -n 2 tests/pages/test_whole_pages.py

awx: tree $(AWX) ## Jobs, credential type, execution environment and set-up of AWX, without an AWX
	cd $(TREE) && $(PYTEST) -n 2 tests/awx

$(AWX): requirements-dev.txt tools/awx_collection.py | setup
	python tools/awx_collection.py .build/collections
	@touch $@

molecule: tree ## The user's path
	cd $(TREE)/extensions && molecule test --all

sanity: tree ## ansible-test sanity
	cd $(TREE) && python tools/run_ansible_test.py sanity

demo: tree ## Provision three environments against the simulator, twice, and show what is there
	@cd $(TREE)/docs/examples; set -e; trap '$(DEMO) --tags stop >/dev/null 2>&1' EXIT; \
	echo "== First pass: dev, stage and prod get their templates"; $(DEMO) --tags start,first; \
	echo "== Second pass: the same again changes nothing"; $(DEMO) --tags second; \
	echo "== A week later: the simulated operators have decided"; $(DEMO) --tags moderation; \
	echo "The report: .build/demo.html"

picture: tree ## Take docs/images/matrix.png anew, of the report of the demo (needs Chromium)
	@cd $(TREE)/docs/examples; trap '$(DEMO) --tags stop >/dev/null 2>&1' EXIT; $(DEMO) --tags start,first,moderation
	python tools/picture.py .build/demo.html docs/images/matrix.png

bench: tree ## Measure the budget, a module call beside ansible.builtin.uri, long lists, proposals beside Drain3, and the role (three quarters of an hour)
	@cd $(TREE); missed=0; page=../../../../../docs/measurements.md; \
	for what in shared_budget.py one_call.py template_text.py proposals.py "many_templates.py --write $$page" "role.py --write $$page"; do \
		echo "== $$what"; $(PYTHON_HERE) tests/benchmark/$$what || missed=1; \
	done; exit $$missed

mutation: tree ## Break the code in many small ways and see whether the tests notice (takes some minutes)
	cd $(TREE) && python tools/mutation.py

docs: tree ## The documentation site, in .build/docs
	python tools/docsite.py .build/docsite .build/docs

build: tree ## Make the tarball that Galaxy takes
	ansible-galaxy collection build --force --output-path "$(ROOT)" $(TREE)

release-check: build ## Import the tarball as Galaxy does, install it, and run its demo
	python tools/release_check.py $(TARBALL)

clean: ## Remove all that was set up
	rm -rf .venv .build .mypy_cache .pytest_cache .ruff_cache *.tar.gz
