#!/usr/bin/env bash
# Builds the documentation as a book, in target/book, and checks its links: every page, picture and heading that a link
# leads to must be there. MDBOOK names the program (https://rust-lang.github.io/mdBook) if it is not on the path.
set -euo pipefail
cd "$(dirname "$0")/.."
mdbook=${MDBOOK:-mdbook}
out=target/book
rm -rf "$out"
mkdir -p "$out/src"

# Pages and what they lead to, as they lie in the project; the contents lead from the top.
git ls-files -z -- '*.md' scenarios output schema benches examples python/examples docs rules src tests/peers assets LICENSE-APACHE LICENSE-MIT justfile ':!*.html' \
  | xargs -0 cp --parents -t "$out/src"
sed -e 's|](../|](|; t' -e 's|](\([a-z0-9]\)|](docs/\1|' docs/SUMMARY.md > "$out/src/SUMMARY.md"
rm -f "$out/src/docs/SUMMARY.md"
# A page that stands for its folder is called index in a book.
find "$out/src" -name README.md -execdir mv {} index.md \;
find "$out/src" -name '*.md' -exec sed -i 's|\(](\([^)#]*/\)\?\)README\.md|\1index.md|g' {} +
# The contents stand beside each page of a book.
sed -i 's|](docs/SUMMARY\.md)|](index.md)|g' "$out/src/index.md"
cp docs/book.toml "$out/"

"$mdbook" build "$out" --dest-dir "$PWD/$out/html"
python3 docs/links.py "$out/html"
