#!/usr/bin/env bash
# Builds and runs every test: the fast ones in debug, the numerical and large ones in release, the
# command line against its snapshots, the makespan baseline, and the instruction counts.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need_build
need_packages valgrind

log=$(mktemp)
trap 'rm -f "$log"' EXIT

say "Debug tests …"
swift build --build-tests >&2
swift test --skip-build 2>&1 | tee "$log"
say "Release tests …"
# One release build serves the tests, the command line and the benchmarks.
swift build -c release --build-tests >&2
swift test -c release --skip-build 2>&1 | tee -a "$log"
skipped=$(grep -cE '^[^ ]* (Test|Suite) .* skipped' "$log" || true)

makespan=$(swift build -c release --show-bin-path)/makespan
"$makespan" check results/baseline.csv
# Where a machine has the time, a million tasks too.
scripts/bench.sh ${CI:+--large}

say "All tests passed; skipped: $skipped."
