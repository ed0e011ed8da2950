#!/bin/sh
# The public lists that requirements-payloads.txt names, into .payloads: downloaded, neither installed nor run.
# The argument is the Python whose pip does it. Without a network it fails after some seconds.
cd "$(dirname "$0")/.." || exit 1
stamp=.payloads/.stamp
[ -e "$stamp" ] && [ ! requirements-payloads.txt -nt "$stamp" ] && exit 0
rm -rf .payloads
"$1" -m pip download --quiet --disable-pip-version-check --retries 1 --timeout 10 --no-deps --only-binary :all: \
    --require-hashes --requirement requirements-payloads.txt --dest .payloads && touch "$stamp"
