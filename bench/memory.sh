#!/usr/bin/env bash
# Resident memory of a long load: the last minute beside the first one.
#
# usage: script/bench memory [--minutes N] [--rate R]
#   --minutes N  how long to fire, at least 3 (default: 10)
#   --rate R     callbacks per second (default: 5000)
#
# Fails when the mean of the last minute is more than 1 MiB above that of the first.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../script/lib.sh"
source "$root/bench/support/nginx.sh"

minutes=10 rate=5000
while [[ $# -gt 0 ]]; do
  case "$1" in
    --minutes) minutes="${2-}"; shift 2 || fail "--minutes needs a number" ;;
    --rate) rate="${2-}"; shift 2 || fail "--rate needs a number" ;;
    -h | --help) print_help bench/memory.sh; exit 0 ;;
    *) fail "bench/memory.sh: unknown argument '$1'; try --help" ;;
  esac
done
[[ "$minutes$rate" =~ ^[0-9]+$ && "$minutes" -ge 3 ]] ||
  fail "bench/memory.sh: whole numbers, and three minutes at least"
hookworthy="${HOOKWORTHY_BINARY:-$root/build/release/hookworthy}"
[[ -x "$hookworthy" ]] || fail "there is no $hookworthy; run script/bootstrap"

pick_cpus
start_nginx "$server_cpu"
describe_machine
"$hookworthy" fire "$nginx_url" -R "$rate" -d "${minutes}m" --format json \
  >"$scratch/summary.json" 2>"$scratch/report.txt" &
fire=$!
# The resident pages in KiB, once a second, until it ends.
while resident="$(awk '/^VmRSS:/ { print $2 }' "/proc/$fire/status" 2>/dev/null)" &&
  [[ -n "$resident" ]]; do
  echo "$resident"
  sleep 1
done >"$scratch/resident"
status=0
wait "$fire" || status=$?

first="$(head -n 60 "$scratch/resident" | awk '{ s += $1 } END { printf "%.0f", s / NR }')"
# The end is left out: reports are written then.
last="$(head -n -5 "$scratch/resident" | tail -n 60 |
  awk '{ s += $1 } END { printf "%.0f", s / NR }')"
printf '%s/s for %s min, exit code %s: achieved %.1f/s, %s answered\n' "$rate" "$minutes" \
  "$status" "$(number_in "$scratch/summary.json" rate achieved_per_s)" \
  "$(number_in "$scratch/summary.json" deliveries answered)"
printf 'resident: first minute %s KiB, last minute %s KiB, difference %s KiB\n' "$first" "$last" \
  "$((last - first))"
[[ $((last - first)) -le 1024 ]] || fail "memory grew by more than 1 MiB"
