#!/usr/bin/python3
"""Holds every JSON output of the program to the schema that `hookworthy report --schema NAME`
prints: outputs of runs against the program's own receiver, right and with bugs, against a receiver
that fails now and then, and against none; and the golden files. Each schema must refuse mutants.

usage: HOOKWORTHY_BINARY=... run.py

Everything stays on the loopback and in a temporary folder.
"""

import collections
import concurrent.futures
import contextlib
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading

import jsonschema

sys.dont_write_bytecode = True  # the tree stays as it is

import mutants  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("HOOKWORTHY_BINARY", "hookworthy")
TIMEOUT_S = 100
SHOWN = 20
LINES_OF_A_RECORD = 30
AT_ONCE = 5

failures = []
documents = collections.Counter()
samples = {}
seen = set()


def fail(message):
    failures.append(message)


def run(arguments, data=None, codes=(0,)):
    result = subprocess.run(
        [BINARY, *map(str, arguments)],
        input=data,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if result.returncode not in codes:
        told = result.stderr.decode(errors="replace")[-1000:]
        raise RuntimeError(
            f"hookworthy {' '.join(map(str, arguments))} ended with {result.returncode}: {told}"
        )
    return result.stdout


def refuse_constant(word):
    raise ValueError(f"{word} is no JSON")


def load_schemas():
    names = run(["report", "--schema", "list"]).decode().split()
    files = {
        path.stem: path.read_bytes() for path in (ROOT / "verifier/report/schema").glob("*.json")
    }
    if sorted(names) != sorted(files):
        fail(f"--schema list says {names}, the files are {sorted(files)}")
    validators = {}
    for name in names:
        document = run(["report", "--schema", name])
        if document != files.get(name):
            fail(f"--schema {name} is not the file")
        schema = json.loads(document)
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
    return validators


def keep_sample(name, document):
    """One with as much in it as there can be, so that wrong values find a place."""
    if name == "record-line" and not ("request" in document and "status" in document):
        return
    if name == "validate-line" and document["valid"]:
        return
    if name == "capacity" and document["verdict"] != "kept":
        return
    samples.setdefault(name, document)


class Checker:
    def __init__(self, validators):
        self.validators = validators

    def check(self, name, text, source):
        """The document, when it is one."""
        document = json.loads(text, parse_constant=refuse_constant)
        error = jsonschema.exceptions.best_match(self.validators[name].iter_errors(document))
        if error is not None:
            fail(f"{source}: {name}: {error.json_path}: {error.message[:500]}")
        documents[name] += 1
        keep_sample(name, document)
        return document

    def lines(self, name, text, source):
        lines = text.splitlines()
        if not lines:
            fail(f"{source}: no lines")
        return [self.check(name, line, f"{source}, line {i}") for i, line in enumerate(lines, 1)]

    def summary(self, text, source):
        document = self.check("summary", text, source)
        notice(document)
        return document

    def record(self, path):
        """Of many lines that are alike, some."""
        lines = path.read_bytes().splitlines()
        step = max(1, len(lines) // LINES_OF_A_RECORD)
        for i, line in enumerate(lines, 1):
            ordinary = b'"outcome":"response"' in line and b'"request_raw"' not in line
            if line.startswith(b'{"sequence"') and ordinary and i % step != 0:
                continue
            document = self.check("record-line", line, f"{path}, line {i}")
            seen.add("record: " + next(iter(document)))
            seen.update(
                f"record: {key}" for key in ("cause", "after", "request_raw") if key in document
            )


def notice(summary):
    """What must not be missing for the check to mean something."""
    seen.add("verdict " + summary["verdict"])
    for key in ("errors", "thresholds", "series", "reasons", "by_type"):
        if summary[key]:
            seen.add(key)
    explored = ("combinations", "pairs", "transitions", "operations")
    seen.update("explored " + key for key in explored if key in summary["coverage"])
    seen.update(f"threshold {threshold['kept']}" for threshold in summary["thresholds"])
    if summary["interrupted"]:
        seen.add("interrupted")
    if summary["response_time"]["p99_ns"] is None:
        seen.add("null times")
    for clause in summary["clauses"]:
        seen.add("clause " + clause["verdict"])
        if clause["flaky"] > 0:
            seen.add("flaky")
        for evidence in clause["evidence"]:
            seen.update(f"evidence {key}" for key in ("trial", "request_raw") if key in evidence)
            seen.update(
                f"evidence {key}" for key in ("after", "field", "curl") if evidence[key] is not None
            )


MUST_SEE = {
    "verdict kept", "verdict violated", "verdict inconclusive", "errors", "thresholds", "series",
    "reasons", "by_type", "explored combinations", "explored pairs", "explored transitions",
    "explored operations", "threshold True", "threshold False", "threshold None", "interrupted",
    "null times", "clause kept", "clause violated", "clause not_tested", "flaky",
    "evidence trial", "evidence request_raw", "evidence after", "evidence field",
    "evidence curl", "record: hookworthy_record", "record: sequence", "record: trial",
    "record: trailer", "record: cause", "record: after", "record: request_raw",
}  # fmt: skip


@contextlib.contextmanager
def receiver(*arguments):
    """URL of a receiver of the program's own."""
    process = subprocess.Popen(
        [BINARY, "receive", "-p", "0", *arguments], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    try:
        yield process.stdout.readline().decode().split()[-1]
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def unsteady_receiver():
    """Accepts everything, and fails once in a while whatever it is sent."""
    count = 0
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            nonlocal count
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                count += 1
                bad = count % 61 == 0
            self.send_response(500 if bad else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            """Clients that hang up are no news."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def certify(checker, folder, name, url, *more):
    out = folder / name
    text = run(["certify", url, "--format", "json", "--out", out, *more], codes=(0, 1, 3))
    document = checker.summary(text, f"certify, {name}")
    if json.loads((out / "certificate.json").read_bytes()) != document:
        fail(f"{name}: certificate.json is not what was printed")
    checker.record(out / "record.ndjson")
    again = run(["report", out / "record.ndjson", "--format", "json"], codes=(0, 1, 3))
    checker.summary(again, f"report, {name}")


def certify_with(defect, *more):
    """A job: certifies a receiver with a defect."""

    def job(checker, folder):
        with receiver("--defect", defect) as url:
            certify(checker, folder, defect, url, *more)

    return job


def certify_right(checker, folder):
    with receiver() as url:
        few = ("--phases", "coverage", "--cases", "200", "--budget", "20s")
        certify(checker, folder, "kept", url, *few)


def certify_searching(checker, folder):
    with receiver() as url:
        state = url + "bookings/{id}"
        search = ("--phases", "random,sequence", "--budget", "6s", "--probe", state)
        certify(checker, folder, "searched", url, *search)


def certify_unsteady(checker, folder):
    with unsteady_receiver() as url:
        certify(checker, folder, "unsteady", url, "--phases", "sequence", "--budget", "6s")


def certify_and_replay(checker, folder):
    record = folder / "after/record.ndjson"
    with receiver("--defect", "500-after-malformed-body") as url:
        certify(checker, folder, "after", url, "--phases", "coverage,protocol", "--budget", "20s")
        for more in (["--failed"], ["--case", "canonical-0"]):
            replayed = run(["replay", record, "--format", "json", *more], codes=(0, 1, 3))
            checker.check("replay", replayed, "replay")
    with receiver() as url:
        replayed = run(
            ["replay", record, "--url", url, "--failed", "--format", "json"], codes=(0, 1, 3)
        )
        checker.check("replay", replayed, "replay elsewhere")


def demo(checker, folder):
    text = run(
        ["demo", "--format", "json", "--budget", "4s", "-d", "1s", "--cases", "50"], codes=(0, 1, 3)
    )
    checker.summary(text, "demo")


def fire(checker, folder, name, url, *more):
    out = folder / name
    arguments = ["fire", url, "--format", "json", "--out", out, *more]
    text = run(arguments, codes=(0, 1, 3))
    if json.loads((out / "summary.json").read_bytes()) != checker.summary(text, f"fire, {name}"):
        fail(f"{name}: summary.json is not what was printed")
    checker.record(out / "record.ndjson")
    return out


def check_interrupted(checker, url):
    command = [BINARY, "fire", url, "-R", "50", "-d", "60s", "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    text = process.communicate(timeout=TIMEOUT_S)[0]
    if process.returncode != 105:
        fail(f"an interrupted load ended with {process.returncode}")
    checker.summary(text, "fire, interrupted")


def check_fire(checker, folder):
    gates = [
        "response_time: p(99)<50s",
        "response_time: avg<1ns",
        "response_time{type:cancelled}: p(99)<50ms",
    ]
    gates = [word for gate in gates for word in ("--threshold", gate)]
    with receiver() as url:
        load = ("-R", "200", "-d", "3s")
        mixed = ("--mix", "valid=0.5,edge=0.3,violation=0.2")
        only_new = ("--warm-up", "1s", "--type", "new", *gates)
        base = fire(checker, folder, "base", url, *load, *only_new)
        after = fire(checker, folder, "new", url, *load, *mixed)
        fire(checker, folder, "max", url, "-R", "max", "-d", "1s", "-c", "2")
        check_interrupted(checker, url)
        two = [base / "record.ndjson", base / "record.ndjson"]
        checker.summary(run(["report", *two, "--format", "json"], codes=(0, 1, 3)), "report of two")
        gates = ["response_time: p(99) 10%", "service_time: avg 5ms", "failures: rate 0.5%"]
        gates = [word for gate in gates for word in ("--max-regression", gate)]
        for pair in (
            (base, after),
            (base / "record.ndjson", after),
            (base / "summary.json", after / "summary.json"),
        ):
            for more in ([], gates):
                text = run(["compare", *pair, "--format", "json", *more], codes=(0, 1, 3))
                checker.check("compare", text, f"compare {pair}")


def check_capacity(checker, folder):
    with receiver() as url:
        capacity = ["capacity", url, "--step", "1s", "--warm-up", "100ms", "--format", "json"]
        capacity += ["--min-rate", "50", "--max-rate", "100", "--slo"]
        def look_for(objective):
            checker.check(
                "capacity", run([*capacity, objective], codes=(0, 1, 3)), f"capacity, {objective}"
            )

        kept = "response_time: p(50)<50s"
        for objective in (kept, "response_time: p(50)<1ns", "timeouts: count>5"):
            look_for(objective)
        # On a busy machine the harness may be the limit, which shows nothing of the receiver.
        for _ in range(5):
            if "capacity" not in samples:
                look_for(kept)


def check_offline(checker, folder):
    checker.lines("clause-line", run(["certify", "--list-clauses", "--format", "json"]), "clauses")
    checker.lines("defect-line", run(["receive", "--list-defects", "--format", "json"]), "defects")
    for kind in ("canonical", "edge", "violation", "random", "chain"):
        text = run(["generate", "--kind", kind, "--count", "150", "--labels"])
        checker.lines("generate-line", text, f"generate --kind {kind}")
    spoilt = [b"\xff\xfe", b"{", b"null", b'{"callback_type": "new", "x": "\xed\xa0\x80"}', b""]
    lines = run(["generate", "--kind", "violation", "--count", "150"]).splitlines() + spoilt
    lines += run(["generate", "--kind", "edge", "--count", "100"]).splitlines()
    text = run(["validate", "-"], data=b"".join(line + b"\n" for line in lines), codes=(1,))
    checker.lines("validate-line", text, "validate")
    short = ["--callbacks", "10", "--rounds", "2", "--round-ms", "1"]
    bench = ["bench", "parse", "--format", "json", *short]
    baseline = folder / "bench.json"
    baseline.write_bytes(run([*bench, "--no-agreement"]))
    checker.check("parser-bench", baseline.read_bytes(), "bench without agreement")
    text = run([*bench, "--baseline", baseline], codes=(0, 1))
    checker.check("parser-bench", text, "bench against a baseline")
    for path in sorted((ROOT / "tests/golden").glob("*.json")):
        checker.summary(path.read_bytes(), path)


def check_mutants(validators):
    golden = (ROOT / "tests/golden/violated.json").read_bytes()
    samples["summary"] = json.loads(golden)
    for name, validator in validators.items():
        if name not in samples:
            fail(f"{name}: nothing was checked")
            continue
        refused = 0
        for what, mutant in mutants.all_of(name, samples[name]):
            refused += 1
            if validator.is_valid(mutant):
                fail(f"{name} takes a document {what}")
        print(f"{name}: {documents[name]} documents kept to it, {refused} mutants were tried")


JOBS = [
    check_fire,
    check_capacity,
    certify_searching,
    certify_unsteady,
    certify_with("500-on-reschedule-of-cancelled", "--phases", "sequence", "--budget", "6s"),
    certify_and_replay,
    certify_with("closes-on-astral", "--phases", "coverage", "--budget", "20s"),
    certify_with(
        "accepts-everything",
        *("--phases", "coverage,protocol", "--profile", "strict", "--budget", "20s"),
    ),
    certify_right,
    demo,
    check_offline,
]


def main():
    validators = load_schemas()
    checker = Checker(validators)
    workers = concurrent.futures.ThreadPoolExecutor(AT_ONCE)
    with tempfile.TemporaryDirectory() as name, workers as pool:
        for done in [pool.submit(job, checker, pathlib.Path(name)) for job in JOBS]:
            done.result()
    for missing in sorted(MUST_SEE - seen):
        fail(f"no document had: {missing}")
    check_mutants(validators)
    for message in failures[:SHOWN]:
        print(f"FAILED: {message}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
