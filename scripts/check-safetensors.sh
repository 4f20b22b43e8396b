#!/usr/bin/env bash
# Reads a checkpoint with the Python package that defines the format. Installs it, the first time, in
# a virtual environment in .build-python/.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need_build
if ! command -v python3 >/dev/null 2>&1; then
  say "There is no 'python3' on the path."
  exit 1
fi
if ! .build-python/bin/python -c 'import safetensors, numpy' 2>/dev/null; then
  say "Installing safetensors in .build-python/ …"
  python3 -m venv .build-python
  .build-python/bin/pip install --quiet --disable-pip-version-check safetensors numpy >&2
fi
swift test --disable-xctest --filter SafetensorsTests
