#!/usr/bin/env bash
# Send lag with a dashboard that somebody looks at, beside the same load without one, in pairs.
#
# usage: script/bench dashboard [--pairs N] [--rate R] [--seconds S]
#   --pairs N    how often each of the two is run (default: 10)
#   --rate R     callbacks per second (default: 20000)
#   --seconds S  of each run (default: 10)
#
# Says the medians of the send lag's p99, and the median of the pairs' quotients. Fails when that
# is 1.10 or more, or when a run did not hold its rate: the machine has to be idle.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../script/lib.sh"
source "$root/bench/support/nginx.sh"

pairs=10 rate=20000 seconds=10
while [[ $# -gt 0 ]]; do
  case "$1" in
    --pairs) pairs="${2-}"; shift 2 || fail "--pairs needs a number" ;;
    --rate) rate="${2-}"; shift 2 || fail "--rate needs a number" ;;
    --seconds) seconds="${2-}"; shift 2 || fail "--seconds needs a number" ;;
    -h | --help) print_help bench/dashboard.sh; exit 0 ;;
    *) fail "bench/dashboard.sh: unknown argument '$1'; try --help" ;;
  esac
done
[[ "$pairs$rate$seconds" =~ ^[0-9]+$ && "$pairs" -ge 1 && "$seconds" -ge 3 ]] ||
  fail "bench/dashboard.sh: whole numbers, and three seconds at least"
hookworthy="${HOOKWORTHY_BINARY:-$root/build/release/hookworthy}"
[[ -x "$hookworthy" ]] || fail "there is no $hookworthy; run script/bootstrap"

pick_cpus
client_cpu=any  # where the system puts it, as for everybody
start_nginx "$server_cpu"
describe_machine

# load [OPTION...]: one run; prints the send lag's p99 in ns.
load() {
  local achieved
  "$hookworthy" fire "$nginx_url" -R "$rate" -d "${seconds}s" --warm-up 1s --format json "$@" \
    >"$scratch/summary.json" 2>"$scratch/report.txt" || true
  achieved="$(number_in "$scratch/summary.json" rate achieved_per_s)"
  awk -v achieved="$achieved" -v rate="$rate" 'BEGIN { exit achieved < 0.99 * rate }' ||
    fail "only $achieved/s of $rate/s; is the machine idle?"
  number_in "$scratch/summary.json" send_lag p99_ns
}

# watched: the same with a dashboard and a reader of its news.
watched() {
  local port=$((20000 + RANDOM % 10000)) reader
  (
    sleep 0.5
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n' >&3
    exec timeout "$((seconds + 10))" cat <&3
  ) >"$scratch/news" 2>/dev/null &
  reader=$!
  load --dashboard "127.0.0.1:$port"
  wait "$reader" || true
  [[ "$(grep -c '^data: ' "$scratch/news")" -ge $((seconds - 2)) ]] ||
    fail "nobody read the dashboard's news"
}

median() {
  sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

for ((pair = 1; pair <= pairs; ++pair)); do
  # Whoever comes first has a cooler machine, so they take turns.
  if ((pair % 2)); then
    with="$(watched)" without="$(load)"
  else
    without="$(load)" with="$(watched)"
  fi
  printf '%s %s\n' "$without" "$with" | tee -a "$scratch/pairs" |
    awk -v pair="$pair" '{ printf "pair %d: send lag p99 %.1f us without, %.1f us with (%.3f)\n",
                           pair, $1 / 1e3, $2 / 1e3, $2 / $1 }'
done
without="$(awk '{ print $1 }' "$scratch/pairs" | median)"
with="$(awk '{ print $2 }' "$scratch/pairs" | median)"
quotient="$(awk '{ print $2 / $1 }' "$scratch/pairs" | median)"
awk -v a="$without" -v b="$with" -v q="$quotient" 'BEGIN {
  printf "median of p99: %.1f us without, %.1f us with; median quotient %.3f\n",
         a / 1e3, b / 1e3, q; exit q >= 1.1 }' || fail "the dashboard disturbs the load"
