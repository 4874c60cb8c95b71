# The commands of the README. Everything is built in the release profile, so that dependencies compile once.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/annexa/target
annexa := $(CARGO_TARGET_DIR)/release/annexa
# Where `make companies` puts the document sets.
OUT ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/annexa/companies

.PHONY: run test accessibility clients companies models bench bench-streams bench-gap faults smollm transcripts fit fit-requirements fit-gap ablate eval peers ci

run: ## Start the server; ARGS go to `annexa serve`
	@.ci/models || echo '*** The embedding model could not be fetched: annexa starts WITHOUT semantic search. ***' >&2
	cargo build --release --locked
	$(annexa) serve $(ARGS)

test: models ## All tests
	@.ci/chromium
	cargo test --release --locked

accessibility: models ## The browser tests with the rules of axe-core, which npm fetches once
	@.ci/chromium
	AXE=$$(.ci/axe) cargo test --release --locked --test browser

clients: ## Official clients of OpenAI and MCP, and schemathesis, against a served annexa; ARGS: names of steps
	cargo build --release --locked
	tests/clients/run $(ARGS)

companies: models ## Draft the whole document sets of three companies into OUT, check them, and measure their policies
	cargo build --release --locked
	@for company in lumenpath cordovel-pay harrow-drive; do \
		rm -rf "$(OUT)/$$company" && $(annexa) isms --profile evals/companies/$$company/profile.yaml --out "$(OUT)/$$company" && \
		$(annexa) check "$(OUT)/$$company" 2>/dev/null | tail -1; done
	$(annexa) eval run companies

models: ## Fetch the embedding model and ONNX Runtime, once
	@.ci/models

bench: models ## Start, answer and search times, and memory; the figures of the README
	cargo run --release --locked --example bench

bench-streams: models ## How soon a model's sentence is shown verified, and the memory of fifty streams
	cargo run --release --locked --example bench-streams

faults: ## Every way in which a model's endpoint can fail, and a lying one, twenty times each; RUNS=N for another number
	ANNEXA_FAULT_RUNS=$(or $(RUNS),20) cargo test --release --locked --test api -- --nocapture --test-threads 1 faults:: liar::

smollm: ## The whole way with a real small model, which is fetched once
	@.ci/smollm

transcripts: models ## The first conversation, composed and with that small real model, into evals/sessions
	cargo build --release --locked
	$(annexa) eval run first-time --transcript evals/sessions/first-time.md
	.ci/smollm sh -c 'env -u ANNEXA_SMOLLM_URL ANNEXA_LLM_BASE_URL=$$ANNEXA_SMOLLM_URL ANNEXA_LLM_MODEL=smollm2 \
		$(annexa) eval run first-time --transcript evals/sessions/first-time-smollm2.md'

bench-gap: models ## Time and memory of gap analyses of 20, 40, 80 and 500 pages; ARGS: other numbers of pages
	cargo build --release --locked
	cargo run --release --locked --example bench-gap -- $(ARGS)

fit: models ## Learn the weights of the second look from the folders DATA; ARGS: --folds FILE, --test FOLDER, --keep FOLDER
	cargo run --release --locked --example fit -- $(DATA) $(ARGS)

fit-requirements: models ## Learn which requirement a text belongs to from the question files DATA; ARGS: --keep FOLDER
	cargo run --release --locked --example fit-requirements -- $(DATA) $(ARGS)

fit-gap: models ## Learn verdicts from the labelled policy sets DATA; ARGS: --suite FILE --datasets FOLDER --test FOLDER --penalty 60
	cargo run --release --locked --example fit-gap -- $(DATA) $(ARGS)

ablate: models ## What each choice about searching is worth on the folders DATA
	cargo run --release --locked --example ablate -- $(DATA) $(ARGS)

eval: models ## Run all suites whose test sets are here
	cargo build --release --locked
	$(annexa) eval run all $(ARGS)

peers: models ## Measure two other retrieval stacks beside Annexa on the folder DATA; ARGS go to evals/peers/run
	cargo build --release --locked
	evals/peers/run $(DATA) $(ARGS)

ci: ## What must hold before a change is merged
	@.ci/run
