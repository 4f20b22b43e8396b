#!/usr/bin/env bash
# Holds the simulator's predictions against the clock: times the stages with two workers busy, then
# runs a 40-task pipeline for real, N times undisturbed and N times with workers killed, and prints
# how far the predicted makespans were off. Needs a machine that does nothing else.
#
#   scripts/measure-prediction.sh [N]      (20 by default; about half a minute for each pair of runs)
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need_build
runs=${1:-20}
policy=heft
swift build -c release --product makespan >&2
makespan=$(swift build -c release --show-bin-path)/makespan

out=results/local/prediction
rm -rf "$out"
mkdir -p "$out"
say "Timing the stages with two workers busy …"
"$makespan" measure --concurrent 2 --output "$out/profile.json" >&2

# run KIND SEED [OPTION…]: one real run; its row goes to KIND.csv.
run() {
  local kind=$1 seed=$2
  shift 2
  "$makespan" execute scenarios/forty-tasks.yaml --policy "$policy" --workers 2 --seed "$seed" \
    --profile "$out/profile.json" --directory "$out/run" --csv "$out/row.csv" --quiet "$@" >/dev/null
  rm -rf "$out/run"
  [ -f "$out/$kind.csv" ] || head -n 1 "$out/row.csv" >"$out/$kind.csv"
  tail -n 1 "$out/row.csv" >>"$out/$kind.csv"
  tail -n 1 "$out/row.csv" >&2
}

say "$runs runs without failures …"
for seed in $(seq "$runs"); do run calm "$seed"; done
say "$runs runs with at least one worker killed …"
seed=0
struck=0
while [ "$struck" -lt "$runs" ]; do
  seed=$((seed + 1))
  run struck "$seed" --kill 4s
  # A run whose kills came too late to hit is no run with a failure.
  if [ "$(tail -n 1 "$out/struck.csv" | cut -d, -f10)" = 0 ]; then
    sed -i '$d' "$out/struck.csv"
  else
    struck=$((struck + 1))
  fi
done

# summary FILE COLUMN LABEL: |predicted − actual| / actual, over the runs that finished.
summary() {
  awk -F, -v column="$2" 'NR > 1 && $4 == "ok" { d = ($column - $7) / $7; print (d < 0 ? -d : d) * 100 }' "$1" |
    sort -n | awk -v label="$3" '
      { value[NR] = $1 }
      END {
        median = NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
        printf "%-52s median %5.2f %%, largest %5.2f %%, %d runs\n", label, median, value[NR], NR
      }'
}
summary "$out/calm.csv" 5 "without failures, predicted before the run"
summary "$out/struck.csv" 6 "with kills, simulated with the same failures"
summary "$out/struck.csv" 5 "with kills, predicted before the run"
awk -F, 'NR > 1 { kills += $10; lost += $9; ok += $4 == "ok" } END { printf "runs with kills that finished: %d of %d; workers lost %d, attempts lost %d\n", ok, NR - 1, kills, lost }' "$out/struck.csv"
