#!/usr/bin/env bash
# How long the HTML report of a ten-minute run with failures takes to open in Chromium.
#
# usage: script/bench report [--times N]
#   --times N   how often it is opened, each time in a window of its own (default: 15)
#
# The run is one of 30 s against a receiver that answers 500, drops connections and sends markup;
# its record is drawn out to ten minutes, with every delivery as long as it was. Says all times from
# asking for the file until the page is painted and answers, and the median. Fails when that is 1 s
# or more, or when the file has 2 MB or more. Needs what script/bootstrap --all installs.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../script/lib.sh"

times=15
while [[ $# -gt 0 ]]; do
  case "$1" in
    --times) times="${2-}"; shift 2 || fail "--times needs a number" ;;
    -h | --help) print_help bench/report.sh; exit 0 ;;
    *) fail "bench/report.sh: unknown argument '$1'; try --help" ;;
  esac
done
[[ "$times" =~ ^[0-9]+$ && "$times" -ge 1 ]] || fail "bench/report.sh: a whole number of times"
HOOKWORTHY_BINARY="$(realpath -m "${HOOKWORTHY_BINARY:-build/release/hookworthy}")"
export HOOKWORTHY_BINARY
[[ -x "$HOOKWORTHY_BINARY" ]] || fail "there is no $HOOKWORTHY_BINARY; run script/bootstrap"
for command in chromium node npm; do
  command -v "$command" >/dev/null || fail "$command is missing; run script/bootstrap --all"
done

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
# Where the browser tests keep Playwright, too.
mkdir -p build/release/tests
cd build/release/tests
timeout 180 node "$root/tests/integration/browser/measure.mjs" "$times" "$scratch/run" |
  tee "$scratch/figures"
awk '$1 == "size_bytes" { size = $2 } $1 == "median_ms" { ms = $2 }
     END { exit !(size > 0 && size < 2000000 && ms > 0 && ms < 1000) }' "$scratch/figures" ||
  fail "the report is too large or takes too long to open"
