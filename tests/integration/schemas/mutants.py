"""Documents that are wrong: a schema that takes one of them says too little."""

import copy
import random

OTHER = {str: 1, int: "1", float: "1", bool: "yes", type(None): [], dict: [], list: {}}

# What is not ours may be anything.
FREE = {"callback"}


def paths(value, path=()):
    yield path
    children = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        if key not in FREE:
            yield from paths(child, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed(document, path, value):
    if not path:
        return value
    mutant = copy.deepcopy(document)
    at(mutant, path[:-1])[path[-1]] = value
    return mutant


def mutants(document, most, rng):
    """Pairs of a description and a document: at most so many places, each with a value of another
    type or, for an object, with a member that nobody knows."""
    places = list(paths(document))
    for path in rng.sample(places, min(most, len(places))):
        value = at(document, path)
        yield f"{path} of another type", changed(document, path, OTHER[type(value)])
        if isinstance(value, dict):
            surprised = changed(document, path, {**value, "surprise": "?"})
            yield f"{path} with an unknown member", surprised


def without_each_member(document):
    for key in document:
        yield f"without {key}", {k: v for k, v in document.items() if k != key}


# Right types, wrong sense: (schema, path, value). A path that the sample lacks is an error.
WRONG = [
    ("summary", ("schema",), "hookworthy/summary/2"),
    ("summary", ("verdict",), "fine"),
    ("summary", ("deliveries", "planned"), -1),
    ("summary", ("deliveries", "planned"), 1.5),
    ("summary", ("run", "started_at"), "yesterday"),
    ("summary", ("run", "contract", "sha256"), "A" * 64),
    ("summary", ("response_time", "count"), 0),
    ("summary", ("response_time", "histogram"), ""),
    ("summary", ("response_time", "p99_ns"), 0.5),
    ("summary", ("status",), {"OK": 1}),
    ("summary", ("errors", 0, "cause"), "bad luck"),
    ("summary", ("clauses", 0, "level"), "MAY"),
    ("summary", ("clauses", 0, "violations"), 0),
    ("summary", ("clauses", 0, "reason"), ""),
    ("summary", ("clauses", 0, "evidence", 0, "case"), "canonical"),
    ("summary", ("clauses", 0, "evidence", 0, "expect"), "refuse"),
    ("summary", ("record_sha256",), "0"),
    ("capacity", ("steps", 0, "verdict"), "violated"),
    ("capacity", ("highest_kept_per_s",), None),
    ("capacity", ("settings", "step_s"), 0),
    ("compare", ("verdict",), "not_enough_data"),
    ("compare", ("metrics", 0, "aggregate"), "p99"),
    ("compare", ("confidence",), 95),
    ("replay", ("cases", 0, "result"), "passed"),
    ("replay", ("failed",), -1),
    ("parser-bench", ("parsers",), []),
    ("parser-bench", ("parsers", 0, "ns_per_callback"), 0),
    ("validate-line", ("errors",), []),
    ("validate-line", ("valid",), True),
    ("validate-line", ("line",), 0),
    ("generate-line", ("field",), "booking"),
    ("generate-line", ("raw",), "AAAA"),
    ("clause-line", ("level",), "must"),
    ("defect-line", ("profile",), "lenient"),
    ("record-line", ("outcome",), "timed_out"),
    ("record-line", ("request_raw",), "AAAA"),
    ("record-line", ("status",), 0),
    ("record-line", ("case",), "1"),
]


def wrong(schema, document):
    for name, path, value in WRONG:
        if name == schema:
            yield f"{path} is {value!r}", changed(document, path, value)


def all_of(schema, document):
    yield from mutants(document, 60, random.Random(1))
    yield from wrong(schema, document)
    if schema != "record-line":  # many of its members may be missing
        yield from without_each_member(document)
