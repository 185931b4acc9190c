# Every target makes its own .venv on a machine that has Python 3.11, make and git.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
ifdef SEED
export ACCORD_SEED := $(SEED)
endif
ifdef FAULTS
export ACCORD_FAULTS := $(abspath $(FAULTS))
endif
ifdef FILES
export ACCORD_FILES := $(FILES)
endif

DAYS ?= 1
SIZE ?= 10k

.venv/installed: requirements.lock pyproject.toml
	@echo "Installing into .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "Accord needs Python 3.11; set PYTHON=<path to it>"; exit 1; }
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --compile-bytecode -r requirements.lock
	@.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable .
	@touch $@

run: .venv/installed ## The main job: land, reconcile, check, publish, show (DAYS=n, SEED=n, FILES=<folder with mappings>, FAULTS=<fault plan>)
	@.venv/bin/python -m orchestration run --days $(DAYS)

sweep: .venv/installed ## A run that compares with all that the systems hold, not only with what changed
	@.venv/bin/python -m orchestration sweep

rebuild: .venv/installed ## Every model anew from what has landed, then publish; keys stay
	@.venv/bin/python -m orchestration rebuild

reload: .venv/installed ## Read one object again (SOURCE=salesforce OBJECT=lead, CONNECTION=…, FROM=2026-03-01, TO=…)
	@.venv/bin/python -m orchestration reload --source '$(SOURCE)' --object '$(OBJECT)' --connection '$(or $(CONNECTION),default)' --from '$(FROM)' --to '$(TO)'

as-of: .venv/installed ## The marts as of a past day, in a file of their own (DAY=2026-06-24)
	@.venv/bin/python -m orchestration as-of $(DAY)

backup: .venv/installed ## The warehouse in one file, while readers read (TO=<folder>; default: backups)
	@.venv/bin/python -m orchestration backup --to '$(TO)'

restore: .venv/installed ## A backup into an empty warehouse (FROM=backups/<file>.tar)
	@.venv/bin/python -m orchestration restore '$(FROM)'

test: .venv/installed ## All tests, or those that name one thing (ONLY=stripe, ONLY='fct_leads or 2024-01-01')
	@.venv/bin/python -m pytest $(if $(ONLY),-n 0 -k '$(ONLY)')

lint: .venv/installed ## Layout and style of Python and SQL
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/sqlfluff lint --disable-progress-bar --quiet dbt_project/models

ui: .venv/installed ## The Dagster UI on http://127.0.0.1:3000, the reports on the next port (Ctrl-C stops them)
	@.venv/bin/python -m orchestration ui

score: .venv/installed ## The published marts against the sample company's truth; with SEEDS=11,23,31 [MESS=half,default,double] other companies
	@.venv/bin/python -m $(if $(SEEDS),tests.score --seeds '$(SEEDS)' --mess '$(MESS)',ingestion.sandbox score)

chaos: .venv/installed ## Every known way to lose or double data, random faults and kills (half an hour)
	@.venv/bin/python -m tests.chaos

peers: .venv/installed ## Other connectors under the same pitfalls, installed from the package index (over an hour)
	@.venv/bin/python -m tests.peers

bench: .venv/installed ## Measure a newcomer's first, second and unchanged run, and landing beside its floor
	@.venv/bin/python -m tests.benchmarks

world: .venv/installed ## Raw landings of a bigger sample company as Parquet (SIZE=10k|100k|1m)
	@.venv/bin/python -m ingestion.sandbox world --size $(SIZE)

definitions: .venv/installed ## Check every page of definitions
	@.venv/bin/python -m ingestion.sources.definitions check

dev: .venv/installed ## Build what you changed into warehouse/dev.duckdb, the rest read as published (SELECT=fct_leads+)
	@.venv/bin/python -m orchestration dev --select '$(SELECT)'

.venv/trainer: .venv/installed requirements-train.lock
	@.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --no-deps -r requirements-train.lock
	@touch $@

train: .venv/trainer ## Learn from the last publication how likeness weighs (Splink) and write definitions/matching_weights.csv
	@.venv/bin/python -m orchestration train

backtest: .venv/installed ## Pages of definitions tried on the whole history (VERSION=2026-07-01,drafts/new.yml, AGAINST=<page>, FROM=2026-01-01, TO=…)
	@.venv/bin/python -m orchestration backtest --version '$(VERSION)' --against '$(AGAINST)' --from '$(FROM)' --to '$(TO)'

check-sources: .venv/installed ## Try each configured system: what can be read, which rights are missing
	@.venv/bin/python -m ingestion.checking

env: .venv/installed ## Write .env.example: every variable of every source
	@.venv/bin/python -m ingestion.example

clean: ## Drop the warehouse and everything that was built; .venv and backups stay
	@rm -rf warehouse .warehouse.restoring dbt_project/target dbt_project/logs .pytest_cache .ruff_cache

help: ## This list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

.PHONY: run sweep rebuild reload as-of backup restore test lint ui score chaos peers bench world definitions dev train backtest check-sources env clean help
