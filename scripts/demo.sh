#!/usr/bin/env bash
# Measures the language model's stages on this machine, then compares the policies on the main
# scenario with these costs. Results stay in results/local/.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need_build
say "Building (the first time takes a few minutes) …"
swift build -c release --product makespan >&2
makespan=$(swift build -c release --show-bin-path)/makespan

out=results/local
mkdir -p "$out"
say ""
say "Measuring the stages of the language model on this machine …"
"$makespan" measure --output "$out/profile.json"
say ""
"$makespan" compare scenarios/glm-lifecycle.yaml --profile "$out/profile.json" \
  --csv "$out/glm-lifecycle.csv" --html "$out/glm-lifecycle.html"
say ""
say "Stage costs: $out/profile.json, measured here just now."
say "Every run: $out/glm-lifecycle.csv; as a page: $out/glm-lifecycle.html"
