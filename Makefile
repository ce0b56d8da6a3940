# make run    start Townhall (the demo, or what config.toml names)
# make test   everything that has to be right before a change is shared
# make lock | sbom | audit | licences   what Townhall is made of (docs/operations.md)
# make clean  remove what these two have made; data/ and config.toml stay

ifndef PYTHON
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	  command -v $$p >/dev/null 2>&1 \
	    && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    && { echo $$p; break; }; done)
endif
RUN = .venv/installed
DEV = .venv-dev/installed
SUPPLY = .venv-supply/installed
BIN = .venv-dev/bin
# The tests load checkpoints of Detoxify's form, for which they need PyTorch; `make run` does not. It
# is this release because pip finds it as a build without CUDA where it is offered one (220 MB with
# transformers, about a minute, 1 GB on the disk); elsewhere on Linux it comes with CUDA's 3 GB.
TORCH = torch==2.13.0

.PHONY: run test lint example lock sbom audit licences clean python

run: $(RUN)
	@.venv/bin/townhall run

test: $(DEV)
	@echo "Checking the style, the types and who imports whom ..."
	@$(MAKE) --no-print-directory lint
	@echo "Looking for a Chromium for the browser test ..."
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
	  || command -v google-chrome >/dev/null 2>&1 \
	  || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	       apt-get install -y --no-install-recommends chromium \
	         || { apt-get update && apt-get install -y --no-install-recommends chromium; }; \
	     else $(BIN)/playwright install chromium; fi
	@echo "Running the tests ..."
	@# three: a third of the time a test waits for a server, a browser or a disk; and compiled files
	@# are kept, for tests that start the bot compile all of it each time else
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist worksteal

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

example: $(DEV)
	@$(BIN)/townhall config example > config.example.toml.new
	@mv config.example.toml.new config.example.toml
	@echo "config.example.toml is up to date."

# The versions that the container installs, each with its hash. Nothing in it names a registry.
lock: $(SUPPLY)
	@.venv-supply/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate \
	  --no-emit-index-url --custom-compile-command "make lock" \
	  --extra postgres --extra speed pyproject.toml -o requirements.lock
	@echo "requirements.lock is up to date."

sbom: $(SUPPLY)
	@.venv-supply/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o sbom.json
	@echo "sbom.json lists every part (CycloneDX)."

audit: $(SUPPLY)
	@.venv-supply/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

licences: $(RUN) $(SUPPLY)
	@.venv-supply/bin/pip-licenses --python .venv/bin/python --from mixed --format plain-vertical \
	  --with-license-file --no-license-path --with-urls --output-file THIRD-PARTY.txt
	@echo "THIRD-PARTY.txt holds the licence of every part that is installed."

clean:
	rm -rf .venv .venv-dev .venv-supply sbom.json THIRD-PARTY.txt build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say which pyproject.toml an environment was made for.
$(RUN): pyproject.toml | python
	@echo "Step 1 of 2: making a Python environment of its own for Townhall in .venv ..."
	@$(PYTHON) -m venv .venv
	@echo "Step 2 of 2: installing what Townhall needs (some minutes, the first time only) ..."
	@.venv/bin/python .ci/install.py
	@touch $@
	@echo "Done."

$(DEV): pyproject.toml | python
	@echo "Step 1 of 2: making a Python environment for development in .venv-dev ..."
	@$(PYTHON) -m venv .venv-dev
	@echo "Step 2 of 2: installing Townhall and the tools of its tests (some minutes) ..."
	@.venv-dev/bin/python .ci/install.py "[dev,detoxify]" "$(TORCH)"
	@touch $@

$(SUPPLY): pyproject.toml | python
	@echo "Making a Python environment for the tools of the supply chain in .venv-supply ..."
	@$(PYTHON) -m venv .venv-supply
	@.venv-supply/bin/pip install --quiet --disable-pip-version-check \
	  "uv>=0.9,<1" "cyclonedx-bom>=7,<8" "pip-audit>=2.9,<3" "pip-licenses>=5,<6"
	@touch $@

python:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "Townhall needs Python 3.11 or newer; install it (on Debian: apt install python3 python3-venv)."; \
	  exit 1; \
	fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is older than 3.11; name a newer one: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing; install it (on Debian: apt install python3-venv)."; \
	  exit 1; }
