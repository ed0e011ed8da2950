#!/bin/sh
# The whole suite: on SQLite, then what stands on the database once more on PostgreSQL.
# WORKERS=n chooses how many processes run tests (default: one a core).
cd "$(dirname "$0")/.." || exit 1
. tests/packages.sh
python=.venv/bin/python
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
result=0
left_out=""

have_chromium() { $python -c 'import sys; from tests.chromium import path; sys.exit(path() is None)' 2>/dev/null; }
have_postgresql() { [ -n "${TEST_DATABASE_URL:-}" ] || { command -v pg_virtualenv && ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1; }

# run NAME COMMAND...: show the output, keep its last line, remember a failure; "no tests" (5) is none.
run() {
    name=$1
    shift
    echo "== $name"
    { "$@"; echo $? >"$logs/status"; } 2>&1 | tee "$logs/$name"
    status=$(cat "$logs/status")
    [ "$status" = 0 ] || [ "$status" = 5 ] || result=1
}

# having MARKS: the files that use one of these marks.
having() { grep -rlE --include='test_*.py' "mark\.($1)\b" tests | sort; }

if ! have_chromium; then
    if grep -qs '^ID=ubuntu' /etc/os-release; then
        # Ubuntu's package is a snap, which does not run everywhere.
        $python -m playwright install --with-deps chromium >/dev/null 2>&1
    else
        install_packages chromium
    fi
    have_chromium || left_out="$left_out
Left out: browser tests (install chromium)"
fi
if ! have_postgresql; then
    install_packages postgresql
    have_postgresql || left_out="$left_out
Left out: the run on PostgreSQL (install postgresql, or set TEST_DATABASE_URL)"
fi

if sh tests/payloads.sh $python >/dev/null 2>&1; then
    export RECOLLECT_PAYLOADS="$PWD/.payloads${RECOLLECT_PAYLOADS:+:$RECOLLECT_PAYLOADS}"
elif [ -z "${RECOLLECT_PAYLOADS:-}" ]; then
    left_out="$left_out
Left out: public lists of hostile strings (make payloads, with a network)"
fi

# File by file as they are named: the order by the number of tests would begin the longest files of the browser last.
spread="-n ${WORKERS:-auto} --dist loadfile --no-loadscope-reorder"
# A database of the contributor's is for the run on PostgreSQL alone.
given=${TEST_DATABASE_URL:-}
unset TEST_DATABASE_URL

run "SQLite" $python -m pytest -q $spread -m "not browser and not fault and not oracle"
# Only files that have such tests are read: reading all of them takes a dozen seconds in each process.
run "Browser and faults" $python -m pytest -q $spread $(having 'browser|fault') \
    -m "(browser or fault) and not alone and not nightly"
run "Browser and faults alone" $python -m pytest -q $(having alone) -m "(browser or fault) and alone and not nightly"
if [ -n "$given" ]; then
    run "PostgreSQL" env TEST_DATABASE_URL="$given" $python -m pytest -q $spread -m "not browser and not oracle and not nightly"
elif have_postgresql; then
    run "PostgreSQL" pg_virtualenv -t -o fsync=off -o synchronous_commit=off -o full_page_writes=off \
        env TEST_DATABASE_URL=postgresql+psycopg:// $python -m pytest -q $spread -m "not browser and not oracle and not nightly"
fi

echo
for log in "$logs"/SQLite "$logs"/Browser* "$logs"/PostgreSQL; do
    [ -e "$log" ] && echo "$(basename "$log"): $(grep -E '(passed|failed|error|skipped|deselected|no tests ran)' "$log" | tail -n 1 | tr -d '=')"
done
# Once more what went wrong, for whoever sees the end alone.
grep -hE '^(FAILED|ERROR|AT) ' "$logs"/* 2>/dev/null
[ -z "$left_out" ] || echo "$left_out"
exit $result
