#!/usr/bin/env bash
# Runs the commands that README and docs show and puts their real output into the block below each:
# a line `<!-- output of: COMMAND -->` is followed by a fenced block. LINESTOP names a built program to use.
# With --check nothing is written: the difference is shown, and exit code 1 says that there is one.
set -euo pipefail
check=""
if [ "${1:-}" = "--check" ]; then check=yes; fi
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
stale=""
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
  if cmp -s "$work/new" "$file"; then continue; fi
  if [ -n "$check" ]; then
    diff -u --label "$file" --label "$file, made again" "$file" "$work/new" || stale=yes
  else
    cat "$work/new" > "$file"
    echo "$file has changed"
  fi
done
if [ -n "$stale" ]; then
  echo "README or docs show output that the program no longer prints: run docs/refresh.sh" >&2
  exit 1
fi
