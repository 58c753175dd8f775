# Everything a person needs to do with Aftercare. A recipe that starts something is one simple command,
# because make passes SIGTERM on to nothing else.

PYTHON ?= python3
MAKEFLAGS += --no-print-directory
# One lock for every machine: with markers, as of the oldest Python; index addresses are never written.
COMPILE = build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
# Or each of a platform's processes compiles everything anew: 3.5 s instead of 1.5.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help environment environment-dev run demo replay backup restore kafka test test-kafka check fuzz deadlines \
	faults bench-bus bench-intake format migration lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

environment:
	@$(PYTHON) deploy/local/environment.py

environment-dev:
	@$(PYTHON) deploy/local/environment.py --dev

run: environment ## start the whole platform on this machine, until Ctrl-C (AFTERCARE_PORT=8000 AFTERCARE_HOME=.aftercare KAFKA_BOOTSTRAP=)
	@.venv/bin/aftercare run

demo: environment ## play stories 1 and 2, line by line, on a running platform or one of its own
	@.venv/bin/aftercare demo

replay: environment ## feed real requests through the whole main job: FILE=requests.csv [LIMIT=2000] [SPEED=max]
	@.venv/bin/aftercare replay $(FILE) $(if $(LIMIT),--limit $(LIMIT)) $(if $(SPEED),--speed $(SPEED))

backup: environment ## write down all that the running platform holds (TO=backups); those older than 30 days go
	@.venv/bin/aftercare backup $(if $(TO),--to $(TO))

restore: environment ## make a backup the data of an empty home, and check it: FROM=backups/… AFTERCARE_HOME=…
	@.venv/bin/aftercare restore $(FROM)

test: environment-dev ## all tests, or those named: T=tests/unit
	@.venv/bin/pytest -q -rs $(or $(T),--numprocesses 2 --dist loadscope --no-loadscope-reorder)

kafka: environment ## run the pinned Apache Kafka by itself, until Ctrl-C (AFTERCARE_KAFKA_PORT=9092); needs Java 17 and Maven
	@.venv/bin/aftercare kafka

test-kafka: environment-dev ## bus, contract and end-to-end tests on Apache Kafka, or on the one at KAFKA_BOOTSTRAP
	@$(if $(KAFKA_BOOTSTRAP),true,.venv/bin/aftercare kafka --get)
	@AFTERCARE_BROKER=kafka .venv/bin/pytest -q -rs tests/integration/bus tests/contract tests/e2e --ignore tests/contract/fuzz

check: environment-dev ## lint, format, types, walls, a row of the role table for every route
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy libs services deploy tests
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/pytest -q tests/contract/test_walls.py tests/unit/common/web/test_enforced.py

fuzz: environment-dev ## call every operation as every role with bad input (EXAMPLES=50 an operation)
	@EXAMPLES=$(or $(EXAMPLES),50) .venv/bin/pytest -q tests/contract/fuzz

deadlines: environment-dev ## hold business time to a reference that counts minute by minute: CASES=100000 (make test: 2,000)
	@CALENDAR_EXAMPLES=$(or $(CASES),100000) .venv/bin/pytest -q --numprocesses 2 --dist worksteal tests/unit/common/calendar

faults: environment-dev ## kill, cut, delay, pause and wipe under load, and judge what is left: N=100 SEED=1 BROKER=tansu|kafka
	@.venv/bin/python -m tests.faults --count $(or $(N),100) --seed $(or $(SEED),1) --broker $(or $(BROKER),tansu)

bench-bus: environment-dev ## measure the bus beside a bare loop and FastStream (KAFKA_BOOTSTRAP=host:port for another broker)
	@test -e build/bench-peer/ready || { $(PYTHON) -m venv build/bench-peer && \
		build/bench-peer/bin/pip install --quiet -r tests/bench/bus/peer-requirements.txt && touch build/bench-peer/ready; }
	@.venv/bin/python -m tests.bench.bus

bench-intake: environment-dev ## measure intake: PARTS=opening,search,imports TICKETS=1000000; the last line is JSON
	@.venv/bin/python -m tests.bench.intake

format: environment-dev ## put code into the house's form
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

migration: environment-dev ## write what a service's models have and its schema lacks: S=intake M="what for"
	@.venv/bin/aftercare migration $(S) "$(M)"

lock: ## write requirements*.txt anew from pyproject.toml, keeping what may stay
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/pip install --quiet uv
	@$(COMPILE) --output-file requirements.txt pyproject.toml
	@$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean: ## remove what was built; the data in .aftercare stay
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .hypothesis
