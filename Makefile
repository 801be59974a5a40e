# Every chore of the project. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check bench drill messages screenshots venv venv-dev packages pango

help:  ## List the targets
	@echo "Lyftportalen. Two commands matter: make demo, make test."
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: venv pango  ## Run the portal with its demo world on http://127.0.0.1:8000 (PORT=8123 make demo for another port)
	@DEMO=1 exec $(PY) manage.py run_portal

demo-reset: venv pango  ## Throw the demo's data away and start over
	@DEMO=1 exec $(PY) manage.py run_portal --fresh

test: venv-dev packages  ## Run every test: SQLite, PostgreSQL, Redis, Celery, SMTP, Chromium
	@$(PY) -m tests.run_all

check: venv-dev packages  ## Lint, types, layers, templates, migrations, production settings, translations
	@$(PY) -m tests.check_all

bench: venv-dev packages  ## Print how fast pages and the report are at the demo's size, and pages at 100 times that
	@DEMO=1 $(PY) -m tests.bench

drill: venv-dev packages  ## Run the long fault drills (kills, clocks, Redis, mail servers, a year of days) and write their table
	@$(PY) -m tests.run_all --drill

messages: venv-dev packages  ## Collect the texts that are translated and compile what is translated
	@DEMO=1 $(PY) manage.py makemessages --locale sv --no-location --no-obsolete --ignore tests --ignore var --verbosity 0
	@DEMO=1 $(PY) manage.py compilemessages --locale sv --verbosity 0

screenshots: venv-dev packages  ## Make the pictures of README.md anew in a real browser
	@$(PY) -m tests.run_all --screenshots

# A stamp inside .venv is a copy of what was installed, so nothing is asked of the registry until it changes.
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input
AS_ROOT := $$(test "$$(id -u)" = 0 || echo sudo -n)
venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is: $$($(PYTHON) --version 2>&1 | head -1). Name another: make demo PYTHON=python3.12"; \
		exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
		rm -rf .venv; \
		$(PYTHON) -m venv .venv >/dev/null 2>&1 || { \
			rm -rf .venv; $(AS_ROOT) apt-get install -qq -y python3-venv >/dev/null 2>&1 </dev/null; $(PYTHON) -m venv .venv >/dev/null 2>&1; } || { \
			rm -rf .venv; echo "Python cannot make a virtual environment here. On Debian: apt-get install python3-venv"; exit 1; }; }
	@cmp -s requirements.txt .venv/requirements.txt || { \
		echo "Installing requirements.txt ..."; \
		$(PIP) -r requirements.txt && cp requirements.txt .venv/requirements.txt; }

# Reports as PDF are drawn by Pango, which nearly every Linux has; everything else works without it.
PANGO := libpango-1.0-0 libpangoft2-1.0-0
pango:
	@$(PY) -c 'import ctypes; [ctypes.CDLL(f"{name}.so.0") for name in ("libpango-1.0", "libpangoft2-1.0")]' 2>/dev/null || { \
		$(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq -y --no-install-recommends $(PANGO); } >/dev/null 2>&1 || \
		echo "Without Pango no report becomes a PDF. On Debian: apt-get install $(PANGO)"

venv-dev: venv
	@cmp -s requirements-dev.txt .venv/requirements-dev.txt || { \
		echo "Installing requirements-dev.txt ..."; \
		$(PIP) -r requirements-dev.txt && cp requirements-dev.txt .venv/requirements-dev.txt; }

packages:
	@$(PY) -m tests.packages
