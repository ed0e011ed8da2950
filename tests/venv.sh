#!/bin/sh
# Make the virtual environment $1, in whatever way this system offers.
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Recollect needs Python 3.11 or newer: install it, or name one, as in 'make PYTHON=python3.12'." >&2
    exit 1
fi
"$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv "$1" && exit 0
rm -rf "$1"
. "$(dirname "$0")/packages.sh"
if install_packages python3-venv && "$python" -m venv "$1"; then exit 0; fi
rm -rf "$1"
if command -v virtualenv >/dev/null && virtualenv --quiet --python "$python" "$1"; then exit 0; fi
echo "This Python cannot make virtual environments: install python3-venv (Debian, Ubuntu) or virtualenv." >&2
exit 1
