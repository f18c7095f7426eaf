#!/usr/bin/env bash
# Makes the pictures that README and docs/gallery.md show, from the shipped scenarios. LINESTOP names a built program
# to use. Where minutes count, fewer trials are played than usual; each picture says how many.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${LINESTOP:-}" ]; then
  cargo build --release --quiet
  LINESTOP=target/release/linestop
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quick=scenarios/quickstart.json
play() { "$LINESTOP" "$@" --out "$work" > "$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }; }
play run "$quick"
play run scenarios/2025-controls.json --trials 2,000
echo '{"extends": "'"$PWD"'/scenarios/2025-controls.json", "register": true}' > "$work/2025-register.json"
play run "$work/2025-register.json" --trials 2,000
play run scenarios/firm-today.json
play run docs/examples/export-quota.json --trials 2,000
for scenario in gallium-germanium full-chain samarium-defence gadolinium-yttrium-medical 2026-outlook; do
  play run "scenarios/$scenario.json" --trials 2,000
done
play compare scenarios/levers.json --all-levers --trials 2,000
play size "$quick" --target "P(halt) <= 5%" --trials 2,000
play stress "$quick" --trials 500
play explain "$quick" --trials 2,000
play sweep "$quick" --over car_stock=30..150:9 --of p_halt:car_plant --trials 2,000
"$LINESTOP" sweep "$quick" --over freeze_length=10..90:5 --over car_stock=40..140:6 --of loss:car_plant --trials 1,000 \
  --out "$work/grid" > "$work/said" 2>&1
play sensitivity "$quick" --of loss --trials 2,000
play deadline scenarios/levers.json --trials 1,000
play diff "$quick" scenarios/whatif/stock-and-source.json --trials 2,000
play calibrate --lead-times scenarios/firm-today/receipts.csv --as-of 2026-03-02
play calibrate --survey docs/examples/survey.csv --as-of 2025-11-24
january=docs/examples/january
"$LINESTOP" roll scenarios/firm-today.json --to 2027-01-04 --out "$work/january.json" --results "$work" --stocks "$january/stocks.csv" --orders "$january/orders.csv" \
  --licences "$january/licences.csv" --happened list_in_force=yes --regime mofcom=tightened@2026-12-21 > "$work/said"
play backtest scenarios/world-magnet-exports.json --as-of 2025-06-01 --as-of 2025-07-01 --as-of 2025-08-01 \
  --horizon-months 3
play backtest scenarios/world-magnet-exports.json scenarios/series/*.json --as-of 2023-08-01..2025-12-01:1m \
  --horizon-months 3
mkdir -p output/gallery
rm -f output/gallery/*.png
cp "$work"/quickstart/charts/*.png output/gallery/
for chart in network halted-by-sector regimes licences waiting-times missing-material; do
  cp "$work/2025-controls/charts/$chart.png" "output/gallery/2025-$chart.png"
done
for chart in register flows; do
  cp "$work/2025-register/charts/$chart.png" "output/gallery/2025-$chart.png"
done
cp "$work/export-quota/charts/quotas.png" output/gallery/
for chart in halted-by-date missing-material costs network; do
  cp "$work/firm-today/charts/$chart.png" "output/gallery/firm-$chart.png"
done
for chart in gallium-germanium/flows full-chain/network samarium-defence/halted-by-date gadolinium-yttrium-medical/cover \
  2026-outlook/regimes 2026-outlook/halted-by-sector; do
  cp "$work/${chart%/*}/charts/${chart#*/}.png" "output/gallery/${chart%/*}-${chart#*/}.png"
done
cp "$work"/compare-levers/charts/*.png output/gallery/
cp "$work"/size-quickstart/charts/*.png output/gallery/
cp "$work"/stress-quickstart/charts/*.png output/gallery/
cp "$work"/explain-quickstart/charts/*.png output/gallery/
cp "$work"/sweep-quickstart/charts/*.png "$work"/grid/sweep-quickstart/charts/*.png output/gallery/
cp "$work"/lead-times-receipts/charts/*.png "$work"/survey-survey/charts/*.png output/gallery/
cp "$work"/sensitivity-quickstart/charts/*.png output/gallery/
cp "$work"/deadline-levers/charts/*.png output/gallery/
cp "$work"/diff-stock-and-source/charts/*.png output/gallery/
cp "$work/roll-firm-today-2027-01-04/charts/stocks.png" output/gallery/roll-stocks.png
cp "$work"/backtest-world-magnet-exports/charts/*.png output/gallery/
cp "$work"/backtest-pooled/charts/*.png output/gallery/
du -ch output/gallery/*.png | tail -1
