#!/usr/bin/env bash
# Load generators side by side against the same nginx: requests per second and CPU per request.
#
# usage: script/bench load [--rounds N] [--seconds S] [--rate R]
#   --rounds N   interleaved rounds of all clients, whose medians are printed (default: 5)
#   --seconds S  of each client in each round (default: 5)
#   --rate R     of the run at a fixed rate at the end (default: 20000)
#
# Client and server have one processor each, and 64 connections. hookworthy makes a different
# callback for each request and judges each answer; the others send one constant body of their mean
# size. wrk, h2load, hey and ab are left out where they are not installed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../script/lib.sh"
source "$root/bench/support/nginx.sh"

rounds=5 seconds=5 rate=20000 connections=64
while [[ $# -gt 0 ]]; do
  case "$1" in
    --rounds) rounds="${2-}"; shift 2 || fail "--rounds needs a number" ;;
    --seconds) seconds="${2-}"; shift 2 || fail "--seconds needs a number" ;;
    --rate) rate="${2-}"; shift 2 || fail "--rate needs a number" ;;
    -h | --help) print_help bench/load.sh; exit 0 ;;
    *) fail "bench/load.sh: unknown argument '$1'; try --help" ;;
  esac
done
[[ "$rounds$seconds$rate" =~ ^[0-9]+$ ]] || fail "bench/load.sh: numbers must be whole"
hookworthy="${HOOKWORTHY_BINARY:-$root/build/release/hookworthy}"

# Each prints the number of requests that were answered.
run_hookworthy() {
  "$hookworthy" fire "$nginx_url" -R max -d "${seconds}s" -c "$connections" --format json \
    >"$scratch/summary.json" 2>/dev/null || [[ $? == 1 || $? == 3 ]]
  number_in "$scratch/summary.json" deliveries answered
}
run_wrk() {
  wrk -t 1 -c "$connections" -d "${seconds}s" -s "$scratch/post.lua" "$nginx_url" |
    sed -nE 's/^ *([0-9]+) requests in.*/\1/p'
}
run_h2load() {
  h2load --h1 -t 1 -c "$connections" -D "$seconds" -d "$scratch/body" \
    -H 'content-type: application/json' "$nginx_url" 2>&1 |
    sed -nE 's/^requests: .* ([0-9]+) succeeded.*/\1/p'
}
run_hey() {
  hey -cpus 1 -c "$connections" -z "${seconds}s" -m POST -T application/json -D "$scratch/body" \
    "$nginx_url" | sed -nE 's/^ *\[200\]\t?([0-9]+) responses.*/\1/p'
}
run_ab() {
  ab -q -k -c "$connections" -t "$seconds" -n 100000000 -p "$scratch/body" -T application/json \
    "$nginx_url" 2>/dev/null | sed -nE 's/^Complete requests: +([0-9]+)/\1/p'
}

# measure CLIENT: appends `requests/s, CPU us, user us` of one run to its file.
measure() {
  local began ended count cpu user system
  began="$(date +%s%N)"
  TIMEFORMAT='%U %S'
  cpu="$( { time taskset -c "$client_cpu" bash -c 'source "$1"; "run_$2"' _ "$scratch/runs.sh" \
    "$1" >"$scratch/count"; } 2>&1 | tail -n 1)"
  ended="$(date +%s%N)"
  count="$(tail -n 1 "$scratch/count")"
  [[ "$count" =~ ^[1-9][0-9]*$ ]] || { note "$1 gave no figures"; return 0; }
  read -r user system <<<"$cpu"
  awk -v n="$count" -v ns="$((ended - began))" -v u="$user" -v s="$system" \
    'BEGIN { printf "%.0f %.2f %.2f\n", n / (ns / 1e9), (u + s) * 1e6 / n, u * 1e6 / n }' \
    >>"$scratch/$1.figures"
}

# median CLIENT COLUMN
median() {
  awk -v column="$2" '{ print $column }' "$scratch/$1.figures" | sort -n |
    awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2)
           print (NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2) }'
}

print_table() {
  local client base_rate base_cpu per_s cpu
  base_rate="" base_cpu=""
  if [[ -s "$scratch/wrk.figures" ]]; then
    base_rate="$(median wrk 1)" base_cpu="$(median wrk 2)"
  fi
  printf '%-12s %12s %8s %14s %10s %8s\n' client requests/s 'of wrk' 'CPU us/request' 'user us' \
    'of wrk'
  for client in "${clients[@]}"; do
    [[ -s "$scratch/$client.figures" ]] || continue
    per_s="$(median "$client" 1)" cpu="$(median "$client" 2)"
    awk -v name="$client" -v r="$per_s" -v c="$cpu" -v u="$(median "$client" 3)" \
      -v br="$base_rate" -v bc="$base_cpu" 'BEGIN {
        printf "%-12s %12.0f %8s %14.2f %10.2f %8s\n", name, r,
          (br ? sprintf("%.2f", r / br) : "-"), c, u, (bc ? sprintf("%.2f", c / bc) : "-") }'
  done
}

print_fixed_rate() {
  local file="$scratch/summary.json" name
  taskset -c "$client_cpu" "$hookworthy" fire "$nginx_url" -R "$rate" -d 10s --warm-up 1s \
    -c "$connections" --format json >"$file" 2>/dev/null || [[ $? == 1 || $? == 3 ]]
  printf '\n%s/s for 10 s: achieved %.1f/s of %.1f/s\n' "$rate" \
    "$(number_in "$file" rate achieved_per_s)" "$(number_in "$file" rate planned_per_s)"
  for name in send_lag response_time; do
    printf '  %-14s' "$name"
    for quantile in p50_ns p99_ns max_ns; do
      awk -v name="${quantile%_ns}" -v ns="$(number_in "$file" "$name" "$quantile")" \
        'BEGIN { printf " %s %.0f us", name, ns / 1000 }'
    done
    echo
  done
}

[[ -x "$hookworthy" ]] || fail "there is no $hookworthy; run script/bootstrap"
pick_cpus
start_nginx "$server_cpu"
# Of the first 20000 of its callbacks, the one whose size is nearest to their mean.
"$hookworthy" generate --kind random --count 20000 >"$scratch/callbacks"
LC_ALL=C awk 'NR == FNR { bytes += length($0); next }
  FNR == 1 { mean = bytes / (NR - 1) }
  { off = length($0) - mean; if (off < 0) off = -off }
  FNR == 1 || off < least { least = off; best = $0 }
  END { printf "%s", best }' "$scratch/callbacks" "$scratch/callbacks" >"$scratch/body"
{
  printf 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
  printf 'local file = io.open("%s")\nwrk.body = file:read("*a")\nfile:close()\n' "$scratch/body"
} >"$scratch/post.lua"
clients=(hookworthy wrk h2load ab hey)
{
  declare -p hookworthy nginx_url seconds connections scratch
  declare -f number_in run_hookworthy run_wrk run_h2load run_hey run_ab
} >"$scratch/runs.sh"
present=()
for client in "${clients[@]}"; do
  if [[ "$client" == hookworthy ]] || command -v "$client" >/dev/null; then
    present+=("$client")
  else
    note "$client is not installed and left out; see [bench] in script/packages.txt"
  fi
done

describe_machine
printf '%s connections, bodies of %s bytes in the mean, %s rounds of %s s, medians\n\n' \
  "$connections" "$(wc -c <"$scratch/body")" "$rounds" "$seconds"
for ((round = 0; round < rounds; ++round)); do
  for client in "${present[@]}"; do measure "$client"; done
done
print_table
print_fixed_rate
