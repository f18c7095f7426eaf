# Tasks of everyday work; `just` lists them.

_list:
    @just --list

# All tests
test:
    cargo test

# Report pages in a browser and on paper, with pictures to be looked at in target/pages
pages:
    cargo build
    tests/browser/check.py target/debug/linestop target/pages

# Format and lints, as the continuous integration asks for them
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# The charts that README and docs show
gallery:
    docs/gallery.sh

# The documentation as a book, in target/book/html; mdBook builds it
book:
    docs/book.sh

# The real output that README and docs show
readme:
    docs/refresh.sh

# The table of known answers in docs/verification.md
verify:
    rm -rf target/verification
    LINESTOP_VERIFICATION="$PWD/target/verification" cargo test --test theory
    LINESTOP_VERIFICATION="$PWD/target/verification" cargo test --test theory -- --ignored write_the_table

# Properties of random scenarios, tried on many
properties cases="2000":
    LINESTOP_CASES={{cases}} cargo test --release --test properties random:: monotone::

# The JSON Schema of scenario files
schema:
    cargo run --release -- schema > target/scenario.schema.json
    mv target/scenario.schema.json schema/scenario.schema.json
    cargo run --release -- schema --rules > target/rules.schema.json
    mv target/rules.schema.json schema/rules.schema.json

# The wheel for Python in a fresh environment, its tests and notebooks; `python/stubs.py` writes its stubs
python:
    python/ci.sh

# Everything that the continuous integration does
ci:
    .ci/run
