#!/bin/sh
# All fault experiments, those of the night and before a release included, and at the end what they found.
# Before a release: FAULT_SECONDS=600 FAULT_ROWS=1000000 make faults
cd "$(dirname "$0")/.." || exit 1
. tests/packages.sh
python=.venv/bin/python
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
result=0
given=${TEST_DATABASE_URL:-}
unset TEST_DATABASE_URL
chosen="tests/faults tests/test_hosting.py tests/test_preparing.py tests/test_migrating.py"
names="test_f0 or test_f1 or test_f2"

have_postgresql() { [ -n "$given" ] || { command -v pg_virtualenv && ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1; }

command -v strace >/dev/null 2>&1 || install_packages strace
have_postgresql || install_packages postgresql

FAULT_TABLE="$found/1 SQLite" $python -m pytest -q $chosen -k "$names" || result=1
if [ -n "$given" ]; then
    FAULT_TABLE="$found/2 PostgreSQL" TEST_DATABASE_URL="$given" $python -m pytest -q $chosen -k "$names" || result=1
elif have_postgresql; then
    FAULT_TABLE="$found/2 PostgreSQL" pg_virtualenv -t -o fsync=off \
        env TEST_DATABASE_URL=postgresql+psycopg:// $python -m pytest -q $chosen -k "$names" || result=1
fi

for each in "$found"/*; do
    [ -e "$each" ] || continue
    printf '\n%s\n' "$(basename "$each" | cut -c 3-)"
    cat "$each"
done
have_postgresql || printf '\nLeft out: the run on PostgreSQL (install postgresql, or set TEST_DATABASE_URL)\n'
exit $result
