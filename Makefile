# The one door to everything here: `make help`. Nothing is decided in this file; it calls.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: run demo test bench build lint docs clean prove package reproduce help setup-run setup-test setup-bench assets release agent staticlib

export BREEZE_ENDPOINTS ?= $(CURDIR)/.cache/endpoints

# Without the check SwiftPM lets a module import what it did not declare.
SWIFT_FLAGS = --explicit-target-dependency-import-check error
# What is shipped needs no Swift on its machine, and says nothing of the folder that it was built in.
HERE = $(CURDIR)=.
RELEASE_FLAGS = -c release --static-swift-stdlib -Xswiftc -file-prefix-map -Xswiftc $(HERE) -Xcc -ffile-prefix-map=$(HERE) -Xcxx -ffile-prefix-map=$(HERE)
AGENT_BUILD = .build/agent
AGENT_FLAGS = -Xswiftc -static-executable -Xlinker --gc-sections -Xlinker -s
BREEZE = $(CURDIR)/.build/release/breeze
AGENT = $(CURDIR)/$(AGENT_BUILD)/release/breeze-agent
FILTER ?=
BENCH ?=
FUZZ ?= $(notdir $(wildcard Tests/FuzzTests/Corpus/*))
FUZZ_SECONDS ?= 60
SANITIZERS ?= address undefined thread

run: setup-run assets release agent ## Build, start the server with an agent on this machine, print the console's URL
	exec $(BREEZE) run --with-agent $(AGENT) --agent-names breeze.test

demo: setup-run setup-test agent ## Boot three Debian machines, enroll them at the running server, break something on each
	swift build $(SWIFT_FLAGS) $(RELEASE_FLAGS) --product breeze-demo
	exec .build/release/breeze-demo --breeze $(BREEZE) --agent $(AGENT)

# The programs themselves are tested as they are shipped; whoever filters for other tests need not wait for them.
test: setup-run setup-test assets build $(if $(FILTER),$(if $(findstring EndToEnd,$(FILTER)),package),package) ## Run every test; FILTER=Reliability runs those whose name has it
	swift test $(SWIFT_FLAGS) --skip-build --experimental-maximum-parallelization-width 8 $(if $(FILTER),--filter '$(FILTER)')

bench: setup-run setup-bench assets release agent ## Measure, and write docs/figures.md; BENCH=--quick is a small run that writes nothing
	swift build $(SWIFT_FLAGS) $(RELEASE_FLAGS) --product breeze-fleet
	swift run $(SWIFT_FLAGS) $(RELEASE_FLAGS) breeze-bench $(BENCH)

build: setup-run ## Build everything for debugging, tests too
	swift build $(SWIFT_FLAGS) --build-tests

lint: ## Check the format and the house's rules for words
	swift format lint --strict --recursive --parallel --configuration .swift-format Package.swift Sources Tests Benchmarks
	scripts/house_words

docs: setup-run setup-test ## Write docs/reference: tools, events, errors, settings, tables, OpenAPI, the module graph
	scripts/setup docs
	BREEZE_GOLDEN=write swift test $(SWIFT_FLAGS) --filter ReferenceTests
	mkdir -p docs/reference
	swift package dump-package | scripts/module_graph | dot -Tsvg -o docs/reference/house.svg

prove: setup-run setup-test package fuzz sanitize ## Run what takes long: fuzzers, sanitizers, histories, soaks; not part of make test
	BREEZE_PROVE=1 swift test $(SWIFT_FLAGS) --filter Proofs

.PHONY: fuzz sanitize
# What is found lies in .cache/fuzz; what a mended finding taught belongs into the corpus. SwiftPM keeps sanitizers in a
# set: without the fixed order each run would build all anew.
fuzz: setup-run ## Make up hostile bytes for FUZZ_SECONDS a target; FUZZ=json for one target only
	FUZZING=1 SWIFT_DETERMINISTIC_HASHING=1 swift build $(SWIFT_FLAGS) -c release --product breeze-fuzz --scratch-path .build/fuzz \
	    --sanitize fuzzer --sanitize address
	for target in $(FUZZ); do
	    mkdir -p .cache/fuzz/$$target
	    BREEZE_FUZZ=$$target .build/fuzz/release/breeze-fuzz .cache/fuzz/$$target Tests/FuzzTests/Corpus/$$target \
	        -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
	        -artifact_prefix=.cache/fuzz/$$target-
	done

sanitize: setup-run ## Run the kits' tests and the corpus under each of SANITIZERS
	for sanitizer in $(SANITIZERS); do
	    swift test $(SWIFT_FLAGS) --scratch-path .build/$$sanitizer --sanitize $$sanitizer \
	        --filter '^(FuzzTests|KitTests|MarkupTests|PostgresTests|EgressTests|WebTests)\.'
	done
package: setup-run assets release agent ## Make the Debian packages of server and agent, with their bills of materials, in .build/packages
	scripts/package

reproduce: package ## Build this commit again in another folder, and compare the packages byte by byte
	scripts/reproduce

clean: ## Remove what was built; .cache, with the test machines' Debian, stays
	rm -rf .build

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What the targets above are made of.

setup-run:
	@scripts/setup build run assets

setup-bench:
	@scripts/setup bench

setup-test:
	@scripts/setup test

assets: setup-run
	@scripts/assets

release: setup-run
	swift build $(SWIFT_FLAGS) $(RELEASE_FLAGS) --product breeze

# The linker takes the archives only if it finds nothing else in the folder.
staticlib: setup-run
	@mkdir -p .cache/staticlib
	@for archive in libssl.a libcrypto.a libstdc++.a; do
	    ln -sfn "$$(g++ -print-file-name=$$archive)" .cache/staticlib/$$archive
	done

agent: staticlib
	STATIC=1 swift build $(SWIFT_FLAGS) $(RELEASE_FLAGS) --product breeze-agent $(AGENT_FLAGS) --scratch-path $(AGENT_BUILD)
