#!/bin/sh
# Print the path of uv: the machine's own, else one installed from PyPI below .local/.
set -eu
cd "$(dirname "$0")/.."

if command -v uv; then exit 0; fi
here="$PWD/.local/uv"
if [ -x "$here/bin/uv" ]; then
  echo "$here/bin/uv"
  exit 0
fi

for python in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    found=$python
    break
  fi
done
if [ -z "${found:-}" ]; then
  echo "OnMeeting needs Python 3.11 or newer, and no python3 here is." >&2
  exit 1
fi

echo "Bringing uv from PyPI into .local/ ..." >&2
locked="--quiet --disable-pip-version-check --require-hashes --requirement localstack/uv-requirements.txt"
# shellcheck disable=SC2086  # several options in one variable
if "$found" -m venv "$here" >/dev/null 2>&1; then
  "$here/bin/python" -m pip install $locked >&2
elif "$found" -m pip --version >/dev/null 2>&1; then
  # Debian has no venv without python3-venv, but pip may be there.
  "$found" -m pip install --target "$here" $locked >&2
else
  echo "uv could not be installed: Python has neither venv nor pip (Debian: apt install python3-venv)." >&2
  exit 1
fi
echo "$here/bin/uv"
