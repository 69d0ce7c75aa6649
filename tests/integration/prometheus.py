#!/usr/bin/python3
"""Lets a real Prometheus scrape a load's metrics and asks it what it has understood.

usage: HOOKWORTHY_BINARY=... prometheus.py

Needs the command prometheus. Everything stays on the loopback and in a temporary folder.
"""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

BINARY = os.environ.get("HOOKWORTHY_BINARY", "hookworthy")
PATIENCE_S = 60
RATE = 500


def fail(message):
    sys.exit(f"prometheus.py: {message}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(running, folder, name, command):
    """Starts a program whose output goes to files; it is ended with the others."""
    with open(folder / f"{name}.out", "wb") as out, open(folder / f"{name}.err", "wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
    running.append(process)
    return process


def eventually(what, found):
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        value = found()
        if value is not None:
            return value
        time.sleep(0.1)
    return fail(f"waited in vain for {what}")


def address_in(path, pattern):
    def found():
        match = re.search(pattern, path.read_text(errors="replace"))
        return match.group(1) if match else None

    return found


def query(port, expression):
    """The only sample of an instant query, or None."""
    url = f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode({"query": expression})
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            result = json.load(answer)["data"]["result"]
    except OSError:
        return None
    return float(result[0]["value"][1]) if len(result) == 1 else None


def configuration(folder, target):
    path = folder / "prometheus.yml"
    path.write_text(
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        "scrape_configs:\n"
        "  - job_name: hookworthy\n"
        f"    static_configs: [{{targets: ['{target}']}}]\n"
    )
    return path


def check_syntax(url):
    """promtool's opinion on names and format, where it is installed."""
    promtool = shutil.which("promtool")
    if promtool is None:
        return
    with urllib.request.urlopen(url, timeout=5) as answer:
        content_type = answer.headers["Content-Type"]
        text = answer.read()
    if not content_type.startswith("text/plain; version=0.0.4"):
        fail(f"the content type is {content_type}")
    command = [promtool, "check", "metrics"]
    result = subprocess.run(command, input=text, capture_output=True, timeout=20)
    if result.returncode != 0:
        fail(f"promtool objects: {result.stdout.decode()}{result.stderr.decode()}")


def check(running, folder):
    start(running, folder, "receive", [BINARY, "receive", "--port", "0"])
    pattern = r"(http://127\.0\.0\.1:\d+)"
    receiver = eventually("the receiver", address_in(folder / "receive.out", pattern))
    command = [BINARY, "fire", f"{receiver}/hooks", "-R", str(RATE), "-d", f"{PATIENCE_S}s"]
    start(running, folder, "fire", [*command, "--metrics", "127.0.0.1:0"])
    metrics = eventually("the metrics", address_in(folder / "fire.err", r"Metrics: (http://\S+)"))
    check_syntax(metrics)
    target = urllib.parse.urlsplit(metrics).netloc
    port = free_port()
    start(running, folder, "prometheus", [
        "prometheus", f"--config.file={configuration(folder, target)}",
        f"--storage.tsdb.path={folder / 'data'}", f"--web.listen-address=127.0.0.1:{port}",
        "--web.enable-lifecycle",
    ])
    if eventually("a scrape", lambda: query(port, "up") or None) != 1:
        fail("the target is down")
    answered = 'hookworthy_deliveries_total{outcome="answered"}'
    first = eventually("answers", lambda: query(port, answered) or None)
    eventually("more answers", lambda: (query(port, answered) or 0) > first or None)
    rate = eventually("a rate", lambda: query(port, f"rate({answered}[10s])"))
    if not 0 < rate < 2 * RATE:
        fail(f"the rate is {rate}")
    for time_name in ("response_time", "service_time", "send_lag"):
        metric = f"hookworthy_{time_name}_seconds"
        p99 = eventually(
            metric, lambda name=metric: query(port, f"histogram_quantile(0.99, {name}_bucket)")
        )
        if not 0 < p99 < 60:
            fail(f"{metric}: p99 is {p99}")
        whole = query(port, f'{metric}_count == ignoring(le) {metric}_bucket{{le="+Inf"}}')
        if whole is None:
            fail(f"{metric}: the buckets do not add up")
    planned = query(port, "hookworthy_planned_deliveries_per_second")
    if planned != RATE:
        fail(f"the planned rate is {planned}")


def main():
    running = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            check(running, pathlib.Path(folder))
        finally:
            for process in reversed(running):
                process.kill()
            for process in running:
                process.wait(timeout=20)
    print("Prometheus understands the metrics")


if __name__ == "__main__":
    main()
