#!/bin/sh
# Validates the strings of files, for any CI: validate.sh FILE...
# Exit status: that of `tcf validate`; 1 if a string is not valid, 2 if the check could not be done.
set -eu

# What is judged today must be judged alike tomorrow: the date moves when somebody moves it.
at=${TCF_AT:-2026-06-01}

for file in "$@"; do
  tcf gvl fetch --for "$file" > /dev/null
done
set -- --as-of "$at" --require gvl --files "$@"
if [ -f known.txt ]; then
  set -- --baseline known.txt "$@"
fi
exec tcf validate "$@"
