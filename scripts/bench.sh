#!/usr/bin/env bash
# The speed of planning and simulating, on the layered benchmark. Each case asserts its makespan.
# The gate is instruction counts, which do not depend on how busy the machine is; seconds are
# printed for information. `scripts/bench.sh --large` adds a million tasks (several minutes).
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need_build
need_packages valgrind
swift build -c release --product makespan-bench >&2
bench=$(swift build -c release --show-bin-path)/makespan-bench

# Millions of instructions that a phase executes.
count() {
  local log
  log=$(mktemp)
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$log" \
    "$bench" "$@" >&2
  sed -n 's/.*Collected : \([0-9]*\)/\1/p' "$log" | awk '{ printf "%d", $1 / 1000000 }'
  rm -f "$log"
}

failed=0
# gate NAME MILLIONS LIMIT
gate() {
  local verdict=ok
  if [ "$2" -gt "$3" ]; then
    verdict="over the limit"
    failed=1
  fi
  printf '%-46s %8d M instructions, limit %8d M: %s\n' "$1" "$2" "$3" "$verdict"
}

measure() { # N P: sets generate, mct, simulate, heft
  generate=$(count "$1" "$2" generate)
  mct=$(count "$1" "$2" plan-mct)
  simulate=$(($(count "$1" "$2" simulate-mct) - mct))
  heft=$(($(count "$1" "$2" plan-heft) - generate))
  mct=$((mct - generate))
}

"$bench" 100000 64 simulate-mct
"$bench" 100000 64 simulate-heft
measure 100000 64
"$bench" 100000 64 simulate-failing
failing=$(($(count 100000 64 simulate-failing) - generate - mct))
"$bench" gang
# Limits: what was measured when they were set, and a fifth more.
gate "simulate a given plan, 100,000 tasks × 64" "$simulate" 710
gate "plan with mct, 100,000 × 64" "$mct" 660
gate "plan with heft, 100,000 × 64" "$heft" 2540
gate "that simulation with 1,500 attempts lost" "$failing" $((simulate * 3 / 2))
gate "16,384 devices, 54 days, 400 failures" "$(count gang)" 1180
small_simulate=$simulate
small_heft=$heft

peak=$("$bench" 100000 64 simulate-mct | sed -n 's/^simulate.* \([0-9]*\) MiB$/\1/p')
printf '%-46s %8d MiB, limit %d MiB\n' "peak memory of that simulation" "$peak" 200
[ "$peak" -le 200 ] || failed=1

if [ "${1:-}" = --large ]; then
  "$bench" 1000000 64 simulate-mct
  "$bench" 1000000 64 simulate-heft
  measure 1000000 64
  gate "simulate a given plan, 1,000,000 × 64" "$simulate" $((12 * small_simulate))
  gate "plan with heft, 1,000,000 × 64" "$heft" $((12 * small_heft))
fi
exit "$failed"
