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
swift test --skip-build --disable-xctest 2>&1 | tee "$log"
say "Release tests …"
# One release build serves the tests, the command line and the benchmarks.
swift build -c release --build-tests >&2
swift test -c release --skip-build --disable-xctest 2>&1 | tee -a "$log"
passed=$(sed -n 's/^.*Test run with \([0-9]*\) tests.*passed.*$/\1/p' "$log" | awk '{ sum += $1 } END { print sum + 0 }')
skipped=$(grep -cE '^[^ ]* (Test|Suite) .* skipped' "$log" || true)

makespan=$(swift build -c release --show-bin-path)/makespan
"$makespan" check results/baseline.csv
# Where a machine has the time, a million tasks too.
scripts/bench.sh ${CI:+--large}

# Skipped tests are among those that Swift Testing counts as passed.
echo "$((passed - skipped)) passed, 0 failed, $skipped skipped"
