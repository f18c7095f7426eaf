#!/usr/bin/env bash
# Runs the commands that README and docs show and puts their real output into the block below each:
# a line `<!-- output of: COMMAND -->` is followed by a fenced block. LINESTOP names a built program to use.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
if [ -z "${LINESTOP:-}" ]; then
  cargo build --release --quiet
  LINESTOP=$root/target/release/linestop
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$root/scenarios" "$root/docs" "$work/"
mkdir "$work/bin"
ln -s "$(realpath "$LINESTOP")" "$work/bin/linestop"
export PATH="$work/bin:$PATH"
for file in README.md docs/*.md; do
  replacing=""
  while IFS= read -r line || [ -n "$line" ]; do
    case "$replacing$line" in
      inside'```')
        replacing=""
        printf '%s\n' "$line" ;;
      inside*) ;;
      next'```'*)
        replacing=inside
        printf '%s\n' "$line"
        # Without the blank lines at the end.
        printf '%s\n' "$( (cd "$work" && eval "$command") 2>&1 | sed 's/[[:space:]]*$//')" ;;
      *'<!-- output of: '*)
        command=${line#*output of: }
        command=${command% -->}
        replacing=next
        printf '%s\n' "$line" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < "$file" > "$work/new"
  if ! cmp -s "$work/new" "$file"; then
    cat "$work/new" > "$file"
    echo "$file has changed"
  fi
done
