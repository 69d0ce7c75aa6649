# An nginx of one's own for benchmarks, on loopback; sourced, not run. It answers 200 to everything,
# without a body, and ends with the script that started it.
set -euo pipefail

# start_nginx CPU: starts it on one processor; sets nginx_pid, nginx_url, and scratch to a directory
# that goes away with it. With nginx_master="master_process off;" it is one process.
start_nginx() {
  local program port attempt
  program="$(command -v nginx || echo /usr/sbin/nginx)"
  [[ -x "$program" ]] || fail "this benchmark needs nginx; see [bench] in script/packages.txt"
  scratch="$(mktemp -d)"
  trap stop_nginx EXIT
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000))
    cat >"$scratch/nginx.conf" <<CONF
daemon off;
${nginx_master-}
worker_processes 1;
pid $scratch/nginx.pid;
error_log $scratch/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path $scratch/received;
  proxy_temp_path $scratch/proxy;
  fastcgi_temp_path $scratch/fastcgi;
  uwsgi_temp_path $scratch/uwsgi;
  scgi_temp_path $scratch/scgi;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server {
    listen 127.0.0.1:$port backlog=4096;
    location / { return 200; }
  }
}
CONF
    taskset -c "$1" "$program" -p "$scratch" -e "$scratch/error.log" -c "$scratch/nginx.conf" &
    nginx_pid=$!
    nginx_url="http://127.0.0.1:$port/hooks"
    if wait_for_port "$port"; then return 0; fi
    kill "$nginx_pid" 2>/dev/null || true
    wait "$nginx_pid" 2>/dev/null || true
  done
  fail "nginx does not start: $(tail -n 3 "$scratch/error.log" 2>/dev/null)"
}

wait_for_port() {
  local attempt
  for attempt in {1..50}; do
    kill -0 "$nginx_pid" 2>/dev/null || return 1
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
    sleep 0.1
  done
  return 1
}

stop_nginx() {
  if [[ -n "${nginx_pid-}" ]]; then
    kill "$nginx_pid" 2>/dev/null || true
    kill -CONT "$nginx_pid" 2>/dev/null || true
    wait "$nginx_pid" 2>/dev/null || true
  fi
  [[ -z "${scratch-}" ]] || rm -rf "$scratch"
}

# pick_cpus: sets server_cpu and client_cpu: two processors, of different cores where there are.
pick_cpus() {
  local cpu core first=""
  command -v taskset >/dev/null || fail "this benchmark needs taskset (util-linux)"
  [[ "$(nproc)" -ge 2 ]] || fail "this benchmark needs two processors"
  server_cpu=0 client_cpu=1
  while IFS=, read -r cpu core; do
    if [[ -z "$first" ]]; then
      first="$core" server_cpu="$cpu"
    elif [[ "$core" != "$first" ]]; then
      client_cpu="$cpu"
      break
    fi
  done < <(lscpu -p=CPU,CORE 2>/dev/null | grep -v '^#')
}

# describe_machine: one line.
describe_machine() {
  local model
  model="$(lscpu | sed -nE 's/^Model name: +//p' | head -n 1)"
  printf '%s, %s processors, Linux %s; client on processor %s, nginx on %s\n' \
    "${model:-unknown processor}" "$(nproc)" "$(uname -r)" "$client_cpu" "$server_cpu"
}

# number_in FILE SECTION MEMBER: a number out of an indented JSON summary.
number_in() {
  awk -v section="\"$2\":" -v member="\"$3\":" '
    $1 == section { inside = 1; next }
    inside && $1 == member { gsub(/[",]/, "", $2); print $2; exit }
    inside && /^  }/ { exit }' "$1"
}
