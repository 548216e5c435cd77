# Tocsin's commands. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CONFIGURATION := Release
OUT := out
LIB := $(OUT)/lib
DOTNET := dotnet
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

RID := $(shell $(DOTNET) --info 2>/dev/null | awk '/^ RID:/ { print $$2 }')

.PHONY: help web build run test check bench bench-quick bench-series bench-browser soak micro clean format test-needs solution

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

web: ## Build the dashboard, if it changed; part of `make build`
	@eng/build-web

build: web ## Build the program: out/tocsin, with links out/alertmanager and out/amtool
	@eng/publish $(CONFIGURATION) $(RID)

run: build ## Start Tocsin with an example that really fires; Ctrl-C stops everything
	@examples/first-page/run

solution: web
	@$(DOTNET) build Tocsin.slnx -c $(CONFIGURATION) -v quiet -clp:NoSummary

test-needs:
	@eng/install-test-needs

test: test-needs solution build ## Run everything; installs what the tests need; closes with the counts
	@eng/run-tests

check: ## The two-minute loop: format, build, unit tests, tidy
	@$(DOTNET) build Tocsin.slnx -c $(CONFIGURATION) -v quiet -clp:NoSummary
	@eng/run-tests $$(eng/unit-projects) Tidy

format: ## Rewrite the sources the way the build wants them
	@$(DOTNET) format Tocsin.slnx --no-restore

bench: build test-needs ## Measure Tocsin beside the real Alertmanager; table and out/bench.json
	@$(DOTNET) run --project bench/Load -c $(CONFIGURATION) -v quiet -- --json $(OUT)/bench.json

bench-quick: build test-needs ## The same with a tenth of the load
	@$(DOTNET) run --project bench/Load -c $(CONFIGURATION) -v quiet -- --json $(OUT)/bench-quick.json --scale 0.1

bench-series: build test-needs ## Measure series, rules and queries beside the real Prometheus
	@$(DOTNET) run --project bench/Series -c $(CONFIGURATION) -v quiet

bench-browser: build test-needs ## Measure the dashboard in Chromium with 10,000 and 50,000 alerts
	@cd web && TOCSIN_PROGRAM=$(CURDIR)/$(OUT)/tocsin node bench/run.mjs --json $(CURDIR)/$(OUT)/bench-browser.json $(BENCH)

micro: ## BenchmarkDotNet on the hot paths
	@$(DOTNET) run --project bench/Micro -c $(CONFIGURATION) -v quiet -- --filter '*' --artifacts $(OUT)/micro

soak: build test-needs ## kill -9 rounds by the hundred, ten thousand messages through kills: TOCSIN_KILL_ROUNDS=400 make soak
	@$(DOTNET) build tests/Acceptance -c $(CONFIGURATION) -v quiet -clp:NoSummary
	@TOCSIN_PROJECT_SECONDS=14400 TOCSIN_KILL_ROUNDS=$${TOCSIN_KILL_ROUNDS:-400} \
		TOCSIN_CHAOS_NOTIFICATIONS=$${TOCSIN_CHAOS_NOTIFICATIONS:-10000} \
		eng/run-tests Acceptance -- --filter-class '*KillNine*' '*Chaos*'

clean: ## Remove everything that was built
	@rm -rf artifacts $(OUT)
