# What one does here; `just --list` shows it.

# Everything that CI does.
ci:
    bash .ci/run

# All tests.
test:
    cargo test --workspace

# Check the properties with `factor` times as many cases, from a random seed.
test-random factor="20":
    TCF_RANDOM_CASES={{factor}} cargo test --package tcf-tests

# Format, then look for faults.
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets -- -D warnings

# Take the present output of the command as the one to be expected; read the difference before it is committed.
accept:
    INSTA_UPDATE=always cargo test --package tcf-cli

# Regenerate the fixtures.
fixtures:
    python3 fixtures/make.py

# Check that the fixtures are what their recipes make.
fixtures-check:
    python3 fixtures/make.py --check

# How long the hostile strings take, beside an ordinary one.
hostile:
    cargo run --release --package tcf-codec --example hostile

# Compare with other implementations: results and sizes; two of them need Node.
reference:
    cargo test --manifest-path tests/reference/Cargo.toml

# How fast the codec is, beside others.
bench:
    cargo bench --package tcf-bench

# Fuzz a target (gvl, json, text, twin, value, view) for some seconds; needs `cargo install cargo-fuzz` and a C++ compiler.
fuzz target seconds="60":
    mkdir -p fuzz/corpus/{{target}}
    cd fuzz && RUSTC_BOOTSTRAP=1 cargo fuzz run {{target}} corpus/{{target}} seeds/{{target}} -- -max_total_time={{seconds}} -timeout=10

# Licenses and sources of dependencies; needs `cargo install cargo-deny`.
deny:
    cargo deny check licenses bans sources

# The packages as they would be published.
package:
    cargo package --workspace --exclude tcf-bench --exclude tcf-tests

# The public documentation.
doc:
    cargo doc --workspace --no-deps --open
