#!/usr/bin/env bash
# Whether the times reported are true: nginx, stopped for 1 s in every 5 s, against the closed form.
#
# usage: script/bench truth [--rate R]
#   --rate R   callbacks per second (default: 200)
#
# Callbacks that fall into a stall wait for its end: with stalls of exactly a second, p90 is 500 ms
# and p99 is 950 ms; how long they really were is measured. Fails when one of them is off by more
# than 5 %.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../script/lib.sh"
source "$root/bench/support/nginx.sh"

rate=200
while [[ $# -gt 0 ]]; do
  case "$1" in
    --rate) rate="${2-}"; shift 2 || fail "--rate needs a number" ;;
    -h | --help) print_help bench/truth.sh; exit 0 ;;
    *) fail "bench/truth.sh: unknown argument '$1'; try --help" ;;
  esac
done
[[ "$rate" =~ ^[0-9]+$ ]] || fail "bench/truth.sh: the rate must be a whole number"
hookworthy="${HOOKWORTHY_BINARY:-$root/build/release/hookworthy}"
[[ -x "$hookworthy" ]] || fail "there is no $hookworthy; run script/bootstrap"

pick_cpus
nginx_master="master_process off;"
start_nginx "$server_cpu"
describe_machine
"$hookworthy" fire "$nginx_url" -R "$rate" -d 30s --format json \
  >"$scratch/summary.json" 2>/dev/null &
fire=$!
stalled_us=0
for ((period = 0; period < 6; ++period)); do
  sleep 2
  kill -STOP "$nginx_pid"
  began="${EPOCHREALTIME//[.,]/}"
  sleep 1
  kill -CONT "$nginx_pid"
  stalled_us=$((stalled_us + ${EPOCHREALTIME//[.,]/} - began))
  sleep 2
done
wait "$fire" || [[ $? == 1 || $? == 3 ]]

# closed_form QUANTILE: of the callbacks of 30 s, in ms, after six stalls.
closed_form() {
  awk -v q="$1" -v us="$stalled_us" 'BEGIN {
    share = us / 30e6
    print (q - (1 - share)) / share * us / 6 / 1000 }'
}

status=0
printf 'stalls of %d ms on average\n' "$((stalled_us / 6000))"
printf 'p50  reported %.1f ms, as quick as nginx is\n' \
  "$(awk -v ns="$(number_in "$scratch/summary.json" response_time p50_ns)" \
    'BEGIN { print ns / 1e6 }')"
for quantile in 90 99; do
  said="$(number_in "$scratch/summary.json" response_time "p${quantile}_ns")"
  awk -v name="p$quantile" -v ns="$said" -v expected="$(closed_form "0.$quantile")" 'BEGIN {
    off = ns / 1e6 / expected - 1
    printf "%s  reported %.1f ms, in closed form %.1f ms: off by %.1f %%\n", name, ns / 1e6,
      expected, 100 * off
    exit (off > 0.05 || off < -0.05) }' || status=1
done
[[ "$status" == 0 ]] || fail "the times reported are not the true ones"
