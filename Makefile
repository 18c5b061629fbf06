# OnMeeting. `make run` starts everything on this machine; `make help` lists the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run web test check e2e bench clean

UV = $(or $(FOUND_UV),$(eval FOUND_UV := $(shell localstack/get-uv.sh))$(FOUND_UV),$(error uv is missing, see above))
RUN = $(UV) run --frozen
LOCAL = $(RUN) python -m localstack

help: ## list what make can do
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: ## install the locked Python packages
	@[ -d .venv ] || echo "Installing the locked Python packages ..."
	@$(UV) sync --frozen --quiet

run: setup ## start everything and print the address; Ctrl-C stops it
	@exec $(LOCAL) run

web: setup ## build the web client, if its sources changed
	@$(LOCAL) web

test: web ## unit, adapter, functional, media and guard tests, and the web client's
	$(RUN) pytest --ignore tests/e2e
	@$(LOCAL) npm run test

check: setup ## format, lint, types, import contracts, locks; the same for the web client
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy
	PYTHONPATH=functions:. $(RUN) lint-imports
	$(UV) lock --check
	@$(LOCAL) npm run check

e2e: web ## the whole path in real browsers
	$(RUN) pytest tests/e2e

bench: web ## figures as lines `name value unit`; ONLY=functions selects
	$(RUN) python -m tests.bench $(ONLY)

clean: ## delete what was built, and the local cloud with its accounts and meetings
	rm -rf .local build web/dist
