# The commands of the README. Everything is built in the release profile, so that dependencies compile once.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/annexa/target
annexa := $(CARGO_TARGET_DIR)/release/annexa

.PHONY: run test models bench fusion questions ci

run: ## Start the server; ARGS go to `annexa serve`
	@.ci/models || echo '*** The embedding model could not be fetched: annexa starts WITHOUT semantic search. ***' >&2
	cargo build --release --locked
	$(annexa) serve $(ARGS)

test: models ## All tests
	@.ci/chromium
	cargo test --release --locked

models: ## Fetch the embedding model and ONNX Runtime, once
	@.ci/models

bench: models ## Start, answer and search times, and memory; the figures of the README
	cargo run --release --locked --example bench

fusion: models ## Compare ways of fusing text and vectors on DATA, a folder with corpus, queries and qrels
	cargo run --release --locked --example fusion -- $(DATA)

questions: models ## must_cite recall and precision over FILE, questions as JSON lines
	cargo run --release --locked --example questions -- $(FILE)

ci: ## What must hold before a change is merged
	@.ci/run
