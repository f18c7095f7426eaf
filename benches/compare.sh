#!/usr/bin/env bash
# Runs linestop and another program in turn on the reference workload and prints the ratio of their CPU times.
# The other program takes --trials N --threads T --seed S, as benches/r1.rs does.
#   benches/compare.sh PROGRAM [ROUNDS] [TRIALS] [THREADS]
set -euo pipefail
cd "$(dirname "$0")/.."
other=${1:?the other program}
rounds=${2:-5} trials=${3:-20000} threads=${4:-2}
cargo bench --bench r1 --no-run --quiet
ours=$(ls -t target/release/deps/r1-* | grep -v '\.d$' | head -n 1)
cpu() { local TIMEFORMAT='%U'; { time "$@" --trials "$trials" --threads "$threads" --seed 1 >/dev/null 2>&1; } 2>&1; }
for round in $(seq "$rounds"); do
    a=$(cpu "$other")
    b=$(cpu "$ours")
    awk -v r="$round" -v a="$a" -v b="$b" \
        'BEGIN { printf "round %d: other %.2f s, linestop %.2f s of CPU, ratio %.2f\n", r, a, b, a / b }'
done
