#!/usr/bin/python3
"""Runs the CI jobs that README.md shows, as the services would: each fenced yaml block's commands,
in order, in bash -e. They must pass with the receiver that they start, and fail, with evidence in
the format that the service reads, when that receiver has a bug or is too slow for the gate.

usage: HOOKWORTHY_BINARY=... ci_examples.py

Replaced are the submodule hookworthy/ (by the program under test and a bootstrap that does
nothing), the port (by a free one) and the times (by shorter ones). Everything stays on the loopback
and in temporary folders.
"""

import concurrent.futures
import html
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("HOOKWORTHY_BINARY", "hookworthy")).resolve()
TIMEOUT_S = 100
AT_ONCE = 3
SHORTER = {"--budget 30s": "--budget 4s", "-d 10s": "-d 2s", "p(99)<250ms": "p(99)<5s"}
BUG = {"receive --port": "receive --defect rejects-null-comment --port"}
TOO_STRICT = {"p(99)<5s": "p(99)<1us"}


def check(holds, message):
    if not holds:
        sys.exit(f"FAILED: {message}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def jobs():
    """The README's section: GitHub's job, GitLab's job."""
    text = (ROOT / "README.md").read_text()
    section = re.search(r"^## In CI\n(.*?)^## ", text, re.M | re.S).group(1)
    blocks = [
        yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", section, re.M | re.S)
    ]
    check(len(blocks) == 2, f"README.md has {len(blocks)} yaml blocks on CI")
    return blocks[0]["jobs"]["webhooks"], blocks[1]["webhooks"]


class Workplace:
    """A checkout whose submodule hookworthy holds the program under test."""

    def __init__(self, folder, replacements):
        self.folder = folder
        self.groups = []
        self.summary = folder / "summary.md"
        self.replacements = [*SHORTER.items(), ("8080", free_port()), *replacements.items()]
        for name, target in (
            ("script/bootstrap", "/bin/true"), ("build/release/hookworthy", BINARY)
        ):
            path = folder / "hookworthy" / name
            path.parent.mkdir(parents=True)
            path.symlink_to(target)

    def run(self, commands):
        """Exit code and output of one script."""
        for old, new in self.replacements:
            commands = commands.replace(old, new)
        out = self.folder / f"step-{len(self.groups)}.out"
        environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(self.summary)}
        with open(out, "wb") as file:
            process = subprocess.Popen(
                ["bash", "-e", "-c", commands], cwd=self.folder, env=environment, stdout=file,
                stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            self.groups.append(process.pid)
            code = process.wait(TIMEOUT_S)
        return code, out.read_text()

    def end(self):
        """What the steps left in the background."""
        for group in self.groups:
            try:
                os.killpg(group, signal.SIGTERM)
            except ProcessLookupError:
                pass


def run_github(job, work):
    """Exit codes and outputs of the steps that have a name, and of what always runs."""
    results, failed = {}, False
    for step in job["steps"]:
        if "run" not in step or (failed and step.get("if") != "always()"):
            continue
        code, out = work.run(step["run"])
        failed = failed or code != 0
        results[step.get("name", "")] = (code, out)
    return results


def run_in_new_place(replacements, judge, job):
    with tempfile.TemporaryDirectory() as name:
        work = Workplace(pathlib.Path(name), replacements)
        try:
            judge(job, work)
        finally:
            work.end()


def github_kept(job, work):
    results = run_github(job, work)
    codes = {step: code for step, (code, _) in results.items()}
    check(
        set(codes.values()) == {0} and len(codes) == 5, f"the GitHub job's steps ended with {codes}"
    )
    annotations, told = results["Certify it"][1], work.summary.read_text()
    check("::error" not in annotations, f"a worthy receiver's annotations: {annotations}")
    check("response_time" in told and "accepts-canonical" in told, f"the summary: {told}")


def github_bad(job, work):
    results = run_github(job, work)
    code, annotations = results["Certify it"]
    check(code == 1 and "Gate its latency" not in results, f"with a bug: {results}")
    check(
        "::error" in annotations and "accepts-edges" in annotations, f"annotations: {annotations}"
    )
    told = work.summary.read_text()
    check(
        results["Show the certificate"][0] == 1 and "accepts-edges" in told, f"the summary: {told}"
    )


def github_slow(job, work):
    results = run_github(job, work)
    codes = {step: code for step, (code, _) in results.items()}
    check(codes["Certify it"] == 0 and codes["Gate its latency"] == 1, f"too slow: {codes}")
    told = html.unescape(work.summary.read_text())
    check("response_time: p(99)<1us" in told, f"the summary: {told}")


def gitlab(expected, has_failures):
    def judge(job, work):
        code, _ = work.run("\n".join([*job["before_script"], *job["script"]]))
        check(code == expected, f"the GitLab job ended with {code} instead of {expected}")
        report = xml.etree.ElementTree.parse(work.folder / job["artifacts"]["reports"]["junit"])
        failed = [
            case.get("name") for case in report.iter("testcase") if case.find("failure") is not None
        ]
        check(bool(failed) == has_failures, f"JUnit's failures: {failed}")

    return judge


def main():
    on_github, on_gitlab = jobs()
    shown = str((on_github, on_gitlab))
    check(all(old in shown for old in SHORTER), "the README has other times than this test")
    plan = [
        ({}, github_kept, on_github),
        (BUG, github_bad, on_github),
        (TOO_STRICT, github_slow, on_github),
        ({}, gitlab(0, False), on_gitlab),
        (BUG, gitlab(1, True), on_gitlab),
        (TOO_STRICT, gitlab(1, False), on_gitlab),
    ]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(run_in_new_place, *each) for each in plan]:
            done.result()
    print("both jobs of README.md do what it says")


if __name__ == "__main__":
    sys.exit(main())
