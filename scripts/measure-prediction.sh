#!/usr/bin/env bash
# Holds the simulator's predictions against the clock: N times, times the stages with two workers
# busy, then runs a 40-task pipeline for real, once undisturbed and once with workers killed. Prints how
# far the predicted makespans were off. Needs a machine that does nothing else.
#
# Each pair of runs has a short profile of its own because machines drift: a shared one is faster or
# slower for minutes. (Waiting for a quiet minute before a run would not do: what follows is then slower
# than the profile, more often than not.)
#
#   scripts/measure-prediction.sh [N]      (20 by default; about a minute and a half for each)
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

seed=0
for number in $(seq "$runs"); do
  say "$number of $runs: timing the stages with two workers busy …"
  "$makespan" measure --concurrent 2 --repetitions 6 --output "$out/profile.json" --quiet >/dev/null
  run calm "$number"
  # A run whose kills came too late to hit is no run with a failure.
  until
    seed=$((seed + 1))
    run struck "$seed" --kill 15s
    [ "$(tail -n 1 "$out/struck.csv" | cut -d, -f12)" != 0 ]
  do sed -i '$d' "$out/struck.csv"; done
done

# summary FILE COLUMN LABEL: |predicted − actual| / actual, over the runs that finished.
summary() {
  awk -F, -v column="$2" 'NR > 1 && $4 == "ok" { d = ($column - $9) / $9; print (d < 0 ? -d : d) * 100 }' "$1" |
    sort -n | awk -v label="$3" '
      { value[NR] = $1 }
      END {
        median = NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
        printf "%-52s median %5.2f %%, largest %5.2f %%, %d runs\n", label, median, value[NR], NR
      }'
}
summary "$out/calm.csv" 5 "without failures, predicted before the run"
summary "$out/struck.csv" 8 "with kills, simulated with the same failures"
summary "$out/struck.csv" 5 "with kills, predicted before the run"
awk -F, 'NR > 1 { kills += $12; lost += $11; ok += $4 == "ok" } END { printf "runs with kills that finished: %d of %d; workers lost %d, attempts lost %d\n", ok, NR - 1, kills, lost }' "$out/struck.csv"
awk -F, 'NR > 1 { inside += $9 >= $6 && $9 <= $7 } END { printf "runs without failures within the 90 %% range said before: %d of %d\n", inside, NR - 1 }' "$out/calm.csv"
