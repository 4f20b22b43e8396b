# Shared by the scripts: what has to be installed, and the builds. Sourced, not run.

# Everything is built from the project's root.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

say() { printf '%s\n' "$*" >&2; }

# Installs the Debian packages that are missing; says what to do where it cannot.
need_packages() {
  local missing=()
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ "${#missing[@]}" = 0 ] && return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    say "Please install ${missing[*]} (these are Debian's names), then run this again."
    exit 1
  fi
  local sudo=()
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      say "Please run as root: apt-get install ${missing[*]}"
      exit 1
    fi
    sudo=(sudo)
  fi
  say "Installing ${missing[*]} …"
  "${sudo[@]}" apt-get update -q >&2 || say "apt-get update failed; trying the old list."
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -q "${missing[@]}" >&2 || {
    say "Could not install ${missing[*]}."
    exit 1
  }
}

need_swift() {
  if ! command -v swift >/dev/null 2>&1; then
    say "There is no 'swift' on the path: install Swift 6.2 or later from swift.org."
    exit 1
  fi
}

# The language model's vectors are compiled for AVX2 where this machine has it (see Package.swift), in
# every script, so that they share one build. `MAKESPAN_ARCH= scripts/…` builds for any x86-64.
use_vectors() {
  [ -z "${MAKESPAN_ARCH+set}" ] || return 0
  for feature in avx2 bmi1 bmi2 f16c fma movbe; do
    grep -qsw "$feature" /proc/cpuinfo || return 0
  done
  export MAKESPAN_ARCH=x86-64-v3
}

# What the build needs.
need_build() {
  need_swift
  use_vectors
  if command -v dpkg >/dev/null 2>&1; then
    need_packages pkg-config libopenblas-dev libsqlite3-dev libssl-dev
  elif ! pkg-config --exists openblas sqlite3 libcrypto 2>/dev/null; then
    say "OpenBLAS, SQLite and OpenSSL with their pkg-config files are needed (Debian: libopenblas-dev, libsqlite3-dev, libssl-dev)."
    exit 1
  fi
}

# The Python package of the checkpoints' format, in a virtual environment in .build-python/.
need_safetensors() {
  if ! .build-python/bin/python -c 'import safetensors, numpy' 2>/dev/null; then
    need_packages python3-venv
    say "Installing safetensors in .build-python/ …"
    python3 -m venv .build-python &&
      .build-python/bin/pip install --quiet --disable-pip-version-check safetensors numpy >&2
  fi
}
