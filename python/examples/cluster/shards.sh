#!/bin/sh
# A run in shards on one machine, or on several that share a folder, with GNU parallel; xargs does where it is missing.
#
#   shards.sh 16 scenarios/quickstart.json --trials 1,000,000
#   HOSTS=one,two shards.sh 16 …
set -eu
of=$1
shift
parts=${PARTS:-parts}
set -- linestop run "$@" --shard "{}/$of" --threads 1 --out "$parts"
if command -v parallel >/dev/null 2>&1; then
  seq "$of" | parallel --quote --halt soon,fail=1 --retries 3 ${HOSTS:+--sshlogin "$HOSTS" --workdir "$PWD"} "$@"
else
  seq "$of" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I '{}' "$@"
fi
linestop merge "$parts"/*-of-"$of".part
