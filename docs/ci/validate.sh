#!/bin/sh
# Validates the strings in files: validate.sh FILE...
# Exits with the status of `tcf validate`: 1 if a string is invalid, 2 if the check failed.
set -eu

# The evaluation date is pinned, so that the result does not change over time.
as_of=${TCF_AS_OF:-2026-06-01}

# Fails if the server cannot be reached. --exit-zero: validate reports strings that cannot be
# decoded or name a list that does not exist.
for file in "$@"; do
  tcf gvl fetch --exit-zero --for "$file" > /dev/null
done
set -- --as-of "$as_of" --deny gvl-missing --files "$@"
if [ -f known.txt ]; then
  set -- --baseline known.txt "$@"
fi
exec tcf validate "$@"
