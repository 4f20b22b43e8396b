#!/usr/bin/env bash
# Compares a training step with PyTorch's, which is installed from PyPI into .build/pytorch on first
# use (several gigabytes): the first losses, then processor time against PyTorch's step and against
# the step's own matrix products alone. `scripts/compare-pytorch.sh [ROUNDS [SIZE…]]`.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need_build
venv=${MAKESPAN_PYTORCH:-.build/pytorch}
if [ ! -x "$venv/bin/python" ]; then
  need_packages python3-venv
  python3 -m venv "$venv"
fi
"$venv/bin/python" -c 'import torch' 2>/dev/null || "$venv/bin/pip" install -q torch numpy >&2
swift build -c release --product makespan-bench >&2
rounds=${1:-15}
shift || true
exec "$venv/bin/python" scripts/compare_pytorch.py \
  "$(swift build -c release --show-bin-path)/makespan-bench" "$rounds" "$@"
