# The commands of the project. `make help` lists them; each does its own set-up.

SHELL := /bin/bash
.DEFAULT_GOAL := help

BUILD_PACKAGES := libuv1-dev libsqlite3-dev libssl-dev libzip-dev libturbojpeg0-dev libpng-dev pkg-config \
                  node-preact
TEST_PACKAGES  := chromium chromium-driver curl golang-go haproxy jq nodejs node-typescript openjdk-17-jdk-headless \
                  python3 python3-requests python3-openpyxl python3-venv
BENCH_PACKAGES := wrk curl python3 python3-venv nghttp2-client haproxy
DIST_PACKAGES  := binutils ca-certificates cmake dpkg-dev gcc git libbz2-dev libc6-dev python3 python3-venv
TEST_DIST_PACKAGES := curl debootstrap fish lintian mandoc skopeo systemd-container umoci util-linux zsh
CAMPAIGN_PACKAGES := python3
COUNT_PACKAGES := valgrind python3
RELEASE        := .build-release
# One thread owns everything, so that the compiler's own proofs of exclusive access suffice.
RELEASE_FLAGS  := -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked \
                  -Xswiftc -cross-module-optimization -Xlinker -s --scratch-path $(RELEASE)
BINARY         := $(RELEASE)/release/deepmock
# Public tools from PyPI that the tests hold against the contracts.
PYTHON_TOOLS   := .build/python-tools
# Other people's servers from PyPI that the benchmark measures beside ours, where they can be installed.
BENCH_TOOLS    := .build/bench-tools
TEST_LOG       := .build/test.log
EXERCISED      := .build/exercised-operations.txt
SOURCES        := Package.swift Sources Tests Plugins
# What packages are made from, the tools for it, and the packages.
DIST_BUILD     := .build-dist
DIST_PYTHON    := $(DIST_BUILD)/python-tools
DIST           := dist
# libFuzzer's build, and what it found so far.
FUZZ           := .build-fuzz
FUZZ_COVERAGE  := edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table
FUZZ_FLAGS     := -c release --sanitize address -Xswiftc -sanitize-coverage=$(FUZZ_COVERAGE) -Xswiftc -use-ld=lld \
                  --scratch-path $(FUZZ)
# Part of the toolchain; the compiler's own flag for it would link it into the tools of the build, too.
LIBFUZZER       = $(shell dirname "$$(readlink -f "$$(which swiftc)")")/../lib/swift/clang/lib/linux/libclang_rt.fuzzer_no_main-$(shell uname -m).a
SECONDS        ?= 60
SOAK_SECONDS   ?= 600
# Test targets that open sockets or start programs.
WITH_SOCKETS   := EventLoopTests ServerTests LiveTests

# Installs the Debian packages of $(1) that are missing; silent when there is nothing to do.
define install
	@missing=(); for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing+=($$package); \
	done; \
	if [ $${#missing[@]} -gt 0 ]; then \
	  as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	  echo "installing $${missing[*]}"; \
	  $$as_root apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null; \
	fi
endef

# A virtual environment in $(1) with the tools of the requirements file $(2); silent when there is nothing to do.
define python-tools
	@cmp -s $(2) $(1)/requirements.txt || { \
	  echo "installing the Python tools of $(2)"; \
	  rm -rf $(1) && /usr/bin/python3 -m venv $(1) && \
	  $(1)/bin/pip install -q --disable-pip-version-check -r $(2) && \
	  cp $(2) $(1)/requirements.txt; }
endef

.PHONY: help
help: ## This list.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: setup
setup: ## Installs the Debian packages that building needs.
	$(call install,$(BUILD_PACKAGES))

.PHONY: test-tools
test-tools: ## Installs what the tests need beyond the build: Debian packages, and tools from PyPI beside the build.
	$(call install,$(TEST_PACKAGES))
	$(call python-tools,$(PYTHON_TOOLS),Tests/requirements.txt)

.PHONY: build
build: setup ## Builds the release binary, with the Swift runtime inside.
	swift build $(RELEASE_FLAGS) --product deepmock

.PHONY: run
run: build ## Builds, then starts the server with demo data (ARGS="--port 9000" adds flags).
	$(BINARY) serve --demo $(ARGS)

.PHONY: test
test: setup test-tools ## Runs every test, then checks that every operation of every contract was exercised.
	@mkdir -p .build
	@rm -f $(EXERCISED) && touch $(EXERCISED)
	swift build --build-tests
	@set -o pipefail; DEEPMOCK_EXERCISED=$(CURDIR)/$(EXERCISED) swift test --skip-build 2>&1 | tee $(TEST_LOG)
	.build/debug/deepmock contracts coverage --exercised $(EXERCISED) --require-all
	@grep -E 'Test run with [0-9]+ tests' $(TEST_LOG) | tail -n 1

.PHONY: test-unit
test-unit: setup ## Runs the tests that use no sockets: under a minute once they are built.
	swift build --build-tests
	swift test --skip-build $(foreach target,$(WITH_SOCKETS),--skip '^$(target)\.')

.PHONY: faults
faults: setup ## Lets every single operation on a stored world fail, one run each: some minutes.
	swift build --build-tests
	DEEPMOCK_EVERY_FAULT=1 swift test --skip-build --filter 'EmulatorTests\.(Disk|File)FaultsTests'

.PHONY: fuzz
fuzz: setup ## Gives damaged inputs to every reader, or to TARGETS="tls csv", for SECONDS=60; what breaks one stays.
	DEEPMOCK_LIBFUZZER=$(LIBFUZZER) swift build $(FUZZ_FLAGS) --product Fuzz
	Tests/Fuzz/run.sh $(FUZZ)/release/Fuzz $(FUZZ)/found $(SECONDS) $(TARGETS)

.PHONY: campaign
campaign: build ## Attacks the binary for SECONDS=60: fuzzed requests, kills, connections that behave badly.
	$(call install,$(CAMPAIGN_PACKAGES))
	python3 Tests/Campaign/campaign.py --binary $(BINARY) --seconds $(SECONDS)

.PHONY: soak
soak: build ## Mixed load for SOAK_SECONDS=600: memory, descriptors and latency must level off; plots them.
	$(call install,$(CAMPAIGN_PACKAGES))
	python3 Tests/Campaign/soak.py --binary $(BINARY) --seconds $(SOAK_SECONDS) --svg $(RELEASE)/soak.svg

.PHONY: bench
bench: build ## Measures the tables of docs/benchmark.md, on this machine, in one run.
	$(call install,$(BENCH_PACKAGES))
	swift build $(RELEASE_FLAGS) --product CannedResponder
	python3 Tests/Benchmark/bench.py --binary $(BINARY) --canned $(RELEASE)/release/CannedResponder $(if $(BEFORE),--before $(BEFORE))
	python3 Tests/Benchmark/blocking.py --binary $(BINARY)
	-$(call python-tools,$(BENCH_TOOLS),Tests/Benchmark/requirements.txt)
	python3 Tests/Benchmark/peers.py --binary $(BINARY) --tools $(BENCH_TOOLS)
	python3 Tests/Benchmark/scale.py --binary $(BINARY)

.PHONY: dist
dist: build ## Makes the packages of a release in dist/: archive, Debian package, wheel, image, checksums, SBOM.
	$(call install,$(DIST_PACKAGES))
	$(call python-tools,$(DIST_PYTHON),packaging/requirements.txt)
	packaging/libraries.sh $(DIST_BUILD)/libraries
	packaging/link.sh $(RELEASE)/release $(DIST_BUILD)/libraries $(DIST_BUILD)/deepmock
	rm -rf $(DIST)
	@/usr/bin/python3 -B packaging/dist.py --binary $(DIST_BUILD)/deepmock --release $(RELEASE) \
	  --copyright $(DIST_BUILD)/libraries/copyright --python $(DIST_PYTHON)/bin/python --output $(DIST)

.PHONY: test-dist
test-dist: ## Installs and runs what is in dist/ in fresh Debian 11, 12 and 13, a fresh venv and a namespace; as root.
	$(call install,$(DIST_PACKAGES) $(TEST_DIST_PACKAGES))
	$(call python-tools,$(DIST_PYTHON),packaging/requirements.txt)
	@$(DIST_PYTHON)/bin/python -B -m unittest discover -v -s Tests/Packages -t Tests/Packages

.PHONY: screenshots
screenshots: setup test-tools ## Makes the pictures of docs/dashboard.md (WIDTHS=390,820,1400 takes every page, into .build/screenshots).
	swift build --product deepmock
	PYTHONDONTWRITEBYTECODE=1 $(PYTHON_TOOLS)/bin/python3 Tests/Screenshots/screenshots.py .build/debug/deepmock \
	  $(if $(WIDTHS),.build/screenshots $(WIDTHS),docs/images)

.PHONY: bench-instructions
bench-instructions: build ## Counts the instructions of requests, and compares them with Tests/Benchmark/instructions.txt.
	$(call install,$(COUNT_PACKAGES))
	python3 Tests/Benchmark/instructions.py --binary $(BINARY) $(if $(KEEP),--keep $(KEEP))

.PHONY: format
format: ## Formats all Swift code.
	swift format --in-place --recursive $(SOURCES)

.PHONY: lint
lint: ## Checks the format strictly; warnings are errors in the build itself.
	swift format lint --strict --recursive $(SOURCES)

.PHONY: clean
clean: ## Removes everything that was built.
	rm -rf .build $(RELEASE) $(FUZZ) $(DIST_BUILD) $(DIST)
