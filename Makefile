# `make help` lists what can be made.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check -qq install --require-hashes
COMPILE := uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --python-version 3.11
PYTEST := $(BIN)/python -m pytest $(ARGS)
# As many at once as there are cores, but for what measures.
SIDE_BY_SIDE := -n auto --maxprocesses 8 --dist worksteal
UNIT := $(SIDE_BY_SIDE) -m "not e2e and not services"

# What `manage.py check --deploy` is asked about: a site as it would stand on the internet.
DEPLOYED := DJANGO_DEBUG=0 DJANGO_ALLOWED_HOSTS=example.org DATABASE_URL=sqlite:///var/lint.sqlite3 \
	DJANGO_SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ

.DEFAULT_GOAL := help
.PHONY: help run run-cluster test test-unit test-services reliability screenshots bench bench-large bench-peers bench-sizes bench-videos lint audit format messages lock venv venv-dev python

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: venv ## Run Paperplane here, with demo accounts (PORT=8123 make run for another port)
	@exec $(BIN)/python -m config.run

test: venv-dev ## Run every test that needs no servers, the browser's included (ARGS=... go to pytest)
	@$(BIN)/python -m tests.browser
	@status=0; \
	$(PYTEST) $(UNIT) || status=$$?; \
	$(PYTEST) -m "alone and not services" || status=$$?; \
	$(PYTEST) $(SIDE_BY_SIDE) -m "e2e and not alone and not services" || status=$$?; \
	exit $$status

test-unit: venv-dev ## Run the tests that need neither servers nor a browser
	@$(PYTEST) $(UNIT)

test-services: venv-dev ## Run every test on PostgreSQL, Redis and nginx, started for it and ended after it
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.services $(ARGS)

run-cluster: venv-dev ## Run it as for others: PostgreSQL, Redis, nginx, two web processes (PORT=8080)
	@exec $(BIN)/python -m tests.cluster

reliability: venv-dev ## Measure what docs/reliability.md promises, in its short form; fails when a bound is missed
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.faults $(ARGS)

screenshots: venv-dev ## Take every screen into var/screenshots, and the pictures of the README (ARGS="chat-menu me": only these)
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.screenshots $(ARGS)

bench: venv-dev ## Measure how fast it is, beside a textbook chat and the floors (ARGS="sends": only that; ARGS=--write)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-large: venv-dev ## Measure pages with ten million messages, on PostgreSQL and on SQLite; takes half an hour and 15 GB
	@MESSAGES=10000000 $(BIN)/python -m benchmarks postgresql-pages sqlite-pages

bench-peers: venv-dev ## Measure it beside Prosody, Synapse and django-private-chat2, which it installs into var/peers
	@$(BIN)/python -m benchmarks.peers $(ARGS)

bench-sizes: venv-dev ## Measure what a message and a person weigh on PostgreSQL
	@$(BIN)/python -m benchmarks.sizes

bench-videos: venv-dev ## Measure what a video, a GIF and the feed cost here, beside plain ffmpeg where it is installed
	@$(BIN)/python -m tests.browser
	@DJANGO_SETTINGS_MODULE=config.settings DJANGO_DEBUG=1 DJANGO_SECRET_KEY=bench $(BIN)/python -m benchmarks.videos
	@$(BIN)/python -m benchmarks.served_videos

lint: venv-dev ## Check style, types, migrations, deployment settings, templates and the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive accounts config messaging social
	@$(BIN)/zizmor --quiet --offline .github
	@$(DEPLOYED) $(BIN)/mypy .
	@$(DEPLOYED) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(BIN)/python -m pytest --quiet tests/test_layers.py tests/test_templates.py

audit: venv-dev ## Ask PyPI whether a weakness is known in anything that is installed
	@$(BIN)/pip-audit --progress-spinner off --require-hashes --disable-pip -r requirements.txt

format: venv-dev ## Put the code in the one style
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

messages: venv-dev ## Take up new sentences into locale/ and compile what is translated there
	@command -v xgettext >/dev/null || { \
		echo "Translating needs gettext: sudo apt install gettext" >&2; exit 1; }
	@$(DEPLOYED) $(BIN)/python manage.py makemessages --all --no-obsolete --no-wrap --add-location=file \
		--ignore=.venv --ignore=var --ignore=tests --verbosity=0
	@# A date would differ after every run.
	@sed -i '/^"\(POT-Creation-Date\|Report-Msgid-Bugs-To\):/d' locale/*/LC_MESSAGES/django.po
	@$(DEPLOYED) $(BIN)/python manage.py compilemessages --ignore=.venv --ignore=var --verbosity=0

lock: venv-dev ## Write requirements*.txt anew from requirements*.in (ARGS=--upgrade for newer releases)
	@$(BIN)/$(COMPILE) $(ARGS) requirements.in --output-file requirements.txt
	@$(BIN)/$(COMPILE) $(ARGS) requirements-dev.in --output-file requirements-dev.txt

# A lock is installed again when its content has changed; the copy of it in the environment tells.
venv: python
	@cmp -s requirements.txt $(VENV)/requirements.txt || { \
		echo "Installing what Paperplane runs on..." && \
		$(INSTALL) -r requirements.txt && \
		cp requirements.txt $(VENV)/; }

venv-dev: python
	@cmp -s requirements-dev.txt $(VENV)/requirements-dev.txt || { \
		echo "Installing what the tests need..." && \
		$(INSTALL) -r requirements-dev.txt && \
		cp requirements.txt requirements-dev.txt $(VENV)/; }

python:
	@$(BIN)/python -c "" 2>/dev/null || { \
		$(PYTHON) -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { \
			echo "Paperplane needs Python 3.11 or newer with venv: sudo apt install python3 python3-venv make" >&2; \
			exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV); }
