#!/usr/bin/env bash
# Compares pairs of runs of one receiver, then of one that answers 5 ms later.
#
# usage: script/bench compare [PAIRS [SECONDS [RATE]]]   (default: 20 pairs of 10 s at 200/s)
# Prints how often `hookworthy compare` gave which verdict. Needs python3 for the slow receiver.
set -euo pipefail
pairs="${1:-20}" seconds="${2:-10}" rate="${3:-200}"
hookworthy="${HOOKWORTHY_BINARY:-build/release/hookworthy}"
work="$(mktemp -d)"
receiver=""
finish() {
  [[ -z "$receiver" ]] || kill "$receiver" 2> /dev/null || true
  rm -rf "$work"
}
trap finish EXIT

cat > "$work/slow.py" << 'PYTHON'
import sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
delay_s = float(sys.argv[1]) / 1000
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(delay_s)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *unused):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
PYTHON

# start COMMAND...: runs a receiver and sets url.
start() {
  "$@" > "$work/address" 2> /dev/null &
  receiver=$!
  for _ in $(seq 100); do
    url="$(sed -n 's/^listening on //p' "$work/address")"
    [[ -z "$url" ]] || return 0
    sleep 0.1
  done
  echo "the receiver did not start" >&2
  return 1
}
stop() { kill "$receiver"; wait "$receiver" 2> /dev/null || true; receiver=""; }
fire() {
  "$hookworthy" fire "$url" -R "$rate" -d "${seconds}s" --seed "$2" --out "$1" \
    > /dev/null 2>&1 || true
}
verdict() { { "$hookworthy" compare "$1" "$2" 2> /dev/null || true; } | head -n 1; }

echo "The reference receiver with itself, $pairs pairs:"
start "$hookworthy" receive --port 0
for ((pair = 1; pair <= pairs; ++pair)); do
  fire "$work/base" $((2 * pair))
  fire "$work/new" $((2 * pair + 1))
  verdict "$work/base" "$work/new"
done | sort | uniq -c
stop

few=$(((pairs + 3) / 4))
echo "A receiver with itself and 5 ms more, $few pairs:"
for ((pair = 1; pair <= few; ++pair)); do
  start python3 "$work/slow.py" 0
  fire "$work/base" $((2 * pair))
  stop
  start python3 "$work/slow.py" 5
  fire "$work/new" $((2 * pair + 1))
  stop
  verdict "$work/base" "$work/new"
done | sort | uniq -c
