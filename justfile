# Common tasks; `just --list` lists them.

# Everything that CI does.
ci:
    bash .ci/run

# All tests.
test:
    cargo test --workspace

# Check the properties from a random seed, with `factor` times as many cases.
test-random factor="20":
    TCF_RANDOM_CASES={{factor}} cargo test --package tcf-tests

# Format all workspaces, and lint the first.
lint:
    for lock in Cargo.lock */Cargo.lock */*/Cargo.lock; do \
        cargo fmt --manifest-path "$(dirname "$lock")/Cargo.toml" --all; \
    done
    cargo clippy --workspace --all-targets -- -D warnings

# Update the snapshots of the command and the output in the documentation; review the diff.
accept:
    INSTA_UPDATE=always TCF_ACCEPT=1 cargo test --package tcf-cli
    TCF_ACCEPT=1 cargo test --package tcf-tests

# Regenerate the fixtures.
fixtures:
    python3 fixtures/make.py

# Check that the fixtures are current.
fixtures-check:
    python3 fixtures/make.py --check

# Time hostile strings against an ordinary one.
hostile:
    cargo run --release --package tcf-codec --example hostile

# Compare results and sizes with other implementations; two of them need Node.
reference:
    cargo test --manifest-path tests/reference/Cargo.toml

# Benchmark the codec against other implementations.
bench:
    cargo bench --package tcf-bench

# Fuzz a target of fuzz/fuzz_targets; needs cargo-fuzz and a C++ compiler.
fuzz target seconds="60":
    mkdir -p fuzz/corpus/{{target}}
    cd fuzz && RUSTC_BOOTSTRAP=1 cargo fuzz run {{target}} corpus/{{target}} seeds/{{target}} -- \
        -max_total_time={{seconds}} -timeout=10

# Build the WebAssembly module and the npm package, and test it in Node.
wasm:
    cargo run --manifest-path web/xtask/Cargo.toml --target-dir target/xtask -- wasm
    npm --prefix bindings/wasm/npm test

# Build the page (web/dist, and web/dist/tcf.html as one file).
web:
    cargo run --manifest-path web/xtask/Cargo.toml --target-dir target/xtask -- web

# Build, serve and test the page; the last needs Chromium.
web-serve: web
    cargo run --manifest-path web/xtask/Cargo.toml --target-dir target/xtask -- serve
web-test: web
    npm --prefix web test
    npm --prefix web run e2e

# Check licenses and sources of dependencies; needs cargo-deny.
deny:
    cargo deny check licenses bans sources

# Build the packages as they would be published.
package:
    cargo package --workspace --exclude tcf-bench --exclude tcf-tests

# Build and open the API documentation.
doc:
    cargo doc --workspace --no-deps --open
