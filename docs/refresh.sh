#!/usr/bin/env bash
# Runs the commands that README and docs show and puts their real output into the block below each:
# a line `<!-- output of: COMMAND -->` is followed by a fenced block. LINESTOP names a built program to use.
# Pages are made side by side, each in a folder of its own, in which its commands follow each other.
# With --check nothing is written: the difference is shown, and exit code 1 says that there is one. Pages that are named,
# such as docs/rules.md, are looked at alone.
set -euo pipefail
check=""
if [ "${1:-}" = "--check" ]; then check=yes; shift; fi
cd "$(dirname "$0")/.."
root=$PWD
if [ -z "${LINESTOP:-}" ]; then
  cargo build --release --quiet
  LINESTOP=$root/target/release/linestop
fi
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir "$made/bin"
ln -s "$(realpath "$LINESTOP")" "$made/bin/linestop"
export PATH="$made/bin:$PATH" root made

# Makes a page again, as `new` in the folder of the page.
again() {
  local file=$1 work="$made/${1//\//-}" line replacing="" command=""
  mkdir "$work"
  ln -s "$root/scenarios" "$root/docs" "$work/"
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
}
export -f again

pages=(README.md docs/*.md)
if [ $# -gt 0 ]; then pages=("$@"); fi
# Those that show most come first.
grep -cH '<!-- output of: ' "${pages[@]}" | sort -t: -k2 -nr | cut -d: -f1 \
  | xargs -n 1 -P "$(nproc)" bash -c 'set -eo pipefail; again "$1"' page

stale=""
for file in "${pages[@]}"; do
  new="$made/${file//\//-}/new"
  if cmp -s "$new" "$file"; then continue; fi
  if [ -n "$check" ]; then
    diff -u --label "$file" --label "$file, made again" "$file" "$new" || stale=yes
  else
    cat "$new" > "$file"
    echo "$file has changed"
  fi
done
if [ -n "$stale" ]; then
  echo "README or docs show output that the program no longer prints: run docs/refresh.sh" >&2
  exit 1
fi
