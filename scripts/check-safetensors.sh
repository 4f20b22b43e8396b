#!/usr/bin/env bash
# Reads a checkpoint with the Python package that defines the format. Installs it, the first time, in
# a virtual environment in .build-python/.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need_build
need_safetensors
swift test --disable-xctest --filter SafetensorsTests
