#!/usr/bin/python3
"""Compares `hookworthy validate` with an independent judge (oracle.py) on thousands of callbacks:
samples of the contracts' schemas, mutated samples, and everything that `hookworthy generate` makes.
Any disagreement about validity, about the set of (pointer, keyword) of the errors, or with what the
plan expects of a callback that it made, fails.

usage: HOOKWORTHY_BINARY=... run.py [--cases N] [--seed N] [--no-generate]

Compared only in part, and why:
- Lines for which the program stops at its bound of 32 errors: these must be among the oracle's.
- Lines with a pointer of more than 1024 bytes: validity alone, as the program cuts pointers there.
- Contracts without a discriminator in the body, without --type: validity alone, as the choice of
  the type whose errors are shown is the program's own.
- Integers beyond 64 bits are doubles on both sides; of duplicate members the last counts on both.
- Time zones newer than either side's database: none is in the samples.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys

sys.dont_write_bytecode = True  # the tree stays as it is

import mutate  # noqa: E402
import oracle  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BINARY = os.environ.get("HOOKWORTHY_BINARY", "hookworthy")
MAX_ERRORS = 32
MAX_POINTER = 1024
SHOWN = 10
TIMEOUT_S = 200


def run(arguments, data=None):
    result = subprocess.run(
        [BINARY, *arguments], input=data, capture_output=True, timeout=TIMEOUT_S, check=False
    )
    return result.returncode, result.stdout, result.stderr.decode(errors="replace")


def verdicts(contract, lines, type_name):
    """What the program says, line by line."""
    arguments = ["validate", "--contract", str(contract), "-"]
    if type_name:
        arguments += ["--type", type_name]
    code, out, message = run(arguments, b"".join(line + b"\n" for line in lines))
    if code not in (0, 1):
        sys.exit(f"hookworthy {' '.join(arguments)} ended with {code}: {message}")
    parsed = [json.loads(line) for line in out.splitlines()]
    if [verdict["line"] for verdict in parsed] != list(range(1, len(lines) + 1)):
        sys.exit("hookworthy validate did not print one verdict per line")
    if code != (0 if all(verdict["valid"] for verdict in parsed) else 1):
        sys.exit(f"hookworthy validate ended with {code}, which its verdicts contradict")
    return parsed


def agree(ours, theirs):
    if ours["valid"] != (theirs == set()):
        return False
    if theirs is None or any(len(pointer.encode()) > MAX_POINTER for pointer, _ in theirs):
        return True
    errors = {(error["pointer"], error["keyword"]) for error in ours["errors"]}
    return errors <= theirs if len(ours["errors"]) >= MAX_ERRORS else errors == theirs


class Comparison:
    def __init__(self):
        self.counts = collections.Counter()
        self.keywords = collections.Counter()

    def compare(self, name, contract, judge, lines, type_name=None, expected=None):
        expected = expected or ["either"] * len(lines)
        told = verdicts(contract, lines, type_name)
        for line, ours, expect in zip(lines, told, expected, strict=True):
            theirs = judge.judge(line, type_name)
            self.counts["valid" if ours["valid"] else "invalid"] += 1
            self.keywords.update({error["keyword"] for error in ours["errors"]})
            meant = expect == "either" or ours["valid"] == (expect == "accept")
            if meant and agree(ours, theirs):
                continue
            self.counts["disagreements"] += 1
            if self.counts["disagreements"] <= SHOWN:
                print(f"DISAGREEMENT on {name} {type_name or ''}: {line[:2000]!r}")
                print(f"  hookworthy: {ours['errors'] or 'valid'}")
                print(f"  oracle:     {sorted(theirs) if theirs else theirs}")
                print(f"  the plan:   {expect}")


def sampled(document, type_name, count, rng):
    (content,) = document["webhooks"][type_name]["post"]["requestBody"]["content"].values()
    sampler = mutate.Sampler(document, rng)
    lines = []
    for _ in range(count):
        value = sampler.sample(content["schema"])
        for _ in range(rng.choice([0, 1, 1, 1, 2, 4])):
            value = mutate.mutate(value, rng)
        line = mutate.encode(value, rng)
        lines.append(mutate.spoil(line, rng) if rng.random() < 0.15 else line)
    return [line for line in lines if b"\n" not in line]


def generate(contract, kind, *more):
    arguments = ["generate", "--contract", str(contract), "--kind", kind, *more]
    code, out, message = run(arguments)
    if code != 0:
        sys.exit(f"hookworthy {' '.join(arguments)} ended with {code}: {message}")
    return out.split(b"\n")[:-1]


def generated(contract, document, type_name):
    """Everything that the plan has to offer, and a few thousand of what it has without end: pairs
    of a callback and what the plan expects of it."""
    kinds = {"canonical": [], "edge": [], "violation": [], "random": ["--count", "1500"]}
    if "lifecycle" in document["x-hookworthy"]:
        kinds["chain"] = ["--count", "300"]
    of_type = ["--type", type_name] if type_name else []
    pairs = []
    for kind, more in kinds.items():
        labels = generate(contract, kind, "--labels", *more, *of_type)
        expected = [json.loads(label)["expect"] for label in labels]
        pairs += zip(generate(contract, kind, *more, *of_type), expected, strict=True)
    return pairs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1000, help="samples per callback type")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-generate", action="store_true")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    comparison = Comparison()
    for contract in (ROOT / "fixtures/contracts/cabinet.openapi.json", HERE / "vocabulary.json"):
        document = json.loads(contract.read_text())
        judge = oracle.Judge(document)
        for type_name in document["webhooks"]:
            lines = sampled(document, type_name, options.cases, rng)
            comparison.compare(contract.name, contract, judge, lines, type_name)
            comparison.compare(contract.name, contract, judge, lines[: len(lines) // 4])
        if not options.no_generate:
            # Where the body does not tell the type, another type may admit what one must not.
            by_body = document["x-hookworthy"]["discriminator"]["in"] == "body"
            for type_name in [None] if by_body else document["webhooks"]:
                lines, expected = zip(*generated(contract, document, type_name), strict=True)
                comparison.compare(contract.name, contract, judge, lines, type_name, expected)
    print(f"seed {options.seed}: {dict(comparison.counts)}")
    print("errors by keyword:", dict(sorted(comparison.keywords.items())))
    silent = set(oracle_keywords()) - set(comparison.keywords)
    if silent:
        sys.exit(f"no case broke {', '.join(sorted(silent))}: the comparison does not cover them")
    if min(comparison.counts["valid"], comparison.counts["invalid"]) < options.cases:
        sys.exit("too few valid or too few invalid cases for a comparison")
    return 1 if comparison.counts["disagreements"] else 0


def oracle_keywords():
    return (
        "type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength "
        "maxLength pattern format items minItems maxItems uniqueItems required "
        "additionalProperties propertyNames minProperties maxProperties anyOf oneOf not false "
        "relation discriminator json"
    ).split()


if __name__ == "__main__":
    sys.exit(main())
