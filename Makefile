# The commands of the README. Everything is built in the release profile, so that dependencies compile once.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/annexa/target
annexa := $(CARGO_TARGET_DIR)/release/annexa

.PHONY: run test models bench ci build

run: ## Start the server; ARGS go to `annexa serve`
	@.ci/models || echo '*** The embedding model could not be fetched: annexa starts WITHOUT semantic search. ***' >&2
	cargo build --release --locked
	$(annexa) serve $(ARGS)

test: models ## All tests
	@.ci/chromium
	cargo test --release --locked

models: ## Fetch the embedding model and ONNX Runtime, once
	@.ci/models

bench: models build ## Rerun the published evaluation, or only SUITE
	@set -e; for suite in $(or $(SUITE),$$($(annexa) eval list | cut -d' ' -f1)); do $(annexa) eval run $$suite; done

ci: ## What must hold before a change is merged
	@.ci/run

build:
	cargo build --release --locked
