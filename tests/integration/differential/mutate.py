"""Callbacks for the comparison: values sampled from a contract's schemas, and values changed in one
or a few places."""

import copy
import json

import formats

SCALARS = [
    None, True, False, 0, 1, -1, 2, 3, 4, 5, 7, 10, 100, 0.5, 1.0, 1.5, -0.0, 0.07, 0.01, 19.99,
    0.075, 1e15,
    1e300, 5e-324, 2**31 - 1, 2**31, 2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1,
    2**64, -(2**63), float(2**53), "", "a", "ab", "abc", "abcd", "\u00e9", "e\u0301",
    "\U0001f600", "null",
    "\u0000", "\n", "a\n", "x" * 70, "A", "-a", "a-", "a-b", " ", "1", "true",
    "2024-02-29T12:00:00Z", "2023-02-29T12:00:00Z", "2024-01-01T00:00:00+14:00",
    "2024-01-01T00:00:00.123456789-12:00", "2016-12-31T23:59:60Z", "2016-12-30T23:59:60Z",
    "2024-01-01T24:00:00Z", "2024-01-01 00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "2024-01-01T00:00:00+24:00", "2024-01-01", "12:00:00Z", "23:59:60Z", "12:00:60Z",
    "https://a.example/", "https://a.example/%zz", "http://[::1]:80/", "http://[::1", "//a/b",
    "a b",
    "http://a:b/", "/p", "urn:a:b", "a@b.example", "a..b@c", "a@[127.0.0.1]", "127.0.0.1",
    "01.2.3.4",
    "::1", "1::2::3", "::ffff:1.2.3.4", "a.example", "a_b", "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
    "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", "Europe/Berlin", "europe/berlin", "Factory",
    "US/Pacific",
    [], [1], [1, 1.0], [[1], [True]], {}, {"a": 1}, {"id": 1}, [None, "a"],
]  # fmt: skip

FORMATTED = {
    "date-time": [
        "2024-02-29T12:00:00Z",
        "2024-03-01T12:00:00.5+03:00",
        "1990-12-31T15:59:60-08:00",
    ],
    "date": ["2024-02-29"],
    "time": ["12:00:00Z", "23:59:59.9-01:00"],
    "uri": ["https://a.example/x?y#z", "http://[2001:db8::1]/"],
    "uri-reference": ["../a", "https://a.example/"],
    "email": ["a.b@c.example"],
    "uuid": ["2eb8aa08-aa98-11ea-b4aa-73b441d16380"],
    "hostname": ["a.example"],
    "ipv4": ["10.0.0.1"],
    "ipv6": ["2001:db8::1"],
}


class Sampler:
    """Values that are mostly, not always, valid: the oracle says which."""

    def __init__(self, document, random):
        self.document, self.random = document, random

    def sample(self, schema, depth=0):
        random = self.random
        if isinstance(schema, bool):
            return random.choice(SCALARS)
        if "$ref" in schema:
            target = self.document
            for token in schema["$ref"].split("/")[1:]:
                target = target[token]
            return self.sample(target, depth)
        if "const" in schema:
            return copy.deepcopy(schema["const"])
        if "enum" in schema:
            return copy.deepcopy(random.choice(schema["enum"]))
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                return self.sample(random.choice(schema[keyword]), depth)
        if "allOf" in schema:
            parts = [self.sample(part, depth) for part in schema["allOf"]]
            if all(isinstance(part, dict) for part in parts):
                parts.append(self._object(schema, depth))
                return {name: value for part in parts for name, value in part.items()}
            return parts[0]
        if schema.get("examples") and random.random() < 0.7:
            return copy.deepcopy(random.choice(schema["examples"]))
        types = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(types, list):
            types = random.choice(types)
        return self._typed(schema, types, depth)

    def _typed(self, schema, type_name, depth):
        random = self.random
        if type_name == "null":
            return None
        if type_name == "boolean":
            return random.random() < 0.5
        if type_name in ("integer", "number"):
            unit = schema.get("multipleOf", 1)
            return max(schema.get("minimum", 0), unit) * random.choice([1, 2, 3])
        if type_name == "array":
            return self._array(schema, depth)
        if type_name == "object":
            return self._object(schema, depth)
        if schema.get("format") == "iana-time-zone":
            return random.choice(sorted(formats.ZONES))
        if "format" in schema:
            return random.choice(FORMATTED[schema["format"]])
        return "abc"[: schema.get("maxLength", 3)].ljust(schema.get("minLength", 0), "x")

    def _array(self, schema, depth):
        if depth > 6:
            return []
        prefix = [self.sample(item, depth + 1) for item in schema.get("prefixItems", ())]
        if schema.get("items", True) is False:
            return prefix
        count = self.random.choice([schema.get("minItems", 0), 1, 2])
        return prefix + [self.sample(schema.get("items", True), depth + 1) for _ in range(count)]

    def _object(self, schema, depth):
        value = {}
        for name, member in schema.get("properties", {}).items():
            wanted = name in schema.get("required", ())
            if wanted or (depth < 6 and self.random.random() < 0.6):
                value[name] = self.sample(member, depth + 1)
        additional = schema.get("additionalProperties", False)
        if additional is not False and depth < 6 and self.random.random() < 0.5:
            value["extra"] = self.sample(additional, depth + 1)
        return value


def _places(value, found):
    """Every (container, key) inside a value."""
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        found.append((value, key))
        if isinstance(value[key], (dict, list)):
            _places(value[key], found)
    return found


def mutate(value, random):
    """A copy of `value` with one change."""
    root = [copy.deepcopy(value)]
    places = _places(root, [])
    container, key = random.choice(places)
    old = container[key]
    action = random.randrange(8)
    if action == 0 and container is not root:
        del container[key]
    elif action == 1 and isinstance(container, dict):
        name = random.choice(["extra", "", "a/b~c", "id", "ID", key.upper(), "\u0436", "long" * 8])
        container[name] = random.choice(SCALARS)
    elif action == 2 and isinstance(old, list):
        old.append(copy.deepcopy(random.choice(old)) if old else random.choice(SCALARS))
    elif action == 3 and isinstance(old, str):
        at = random.randrange(len(old) + 1)
        put = random.choice(["", "x", " ", "0", "\n", "Z", ":"])
        container[key] = old[:at] + put + old[at + 1 :]
    elif action == 4 and isinstance(old, (int, float)) and not isinstance(old, bool):
        container[key] = random.choice([-old, old + 1, old - 1, old + 0.5, old * 2, float(old)])
    elif action == 5:
        other, name = random.choice(places)
        container[key] = copy.deepcopy(other[name])
    elif action == 6:
        container[key] = None
    else:
        container[key] = copy.deepcopy(random.choice(SCALARS))
    return root[0]


def spoil(line, random):
    """The bytes of a callback with one byte or a few changed: seldom JSON afterwards."""
    data = bytearray(line)
    at = random.randrange(len(data))
    action = random.randrange(4)
    if action == 0:
        del data[at]
    elif action == 1:
        data[at] = random.choice(b"\x00\x1f\"\\,:[]{}09eE.+-tfn \xff\xc3\x80/")
    elif action == 2:
        del data[at:]
    else:
        data[at:at] = random.choice(
            [
                b"\\ud800", b"\\ud83d\\ude00", b"\\u0000", b"1e400", b" ", b"\xef\xbb\xbf", b"/**/",
                b"0", b'"a":1,', b"[" * 200, b",", b"NaN", b"1.0", b"-",
            ]  # fmt: skip
        )
    return bytes(data).replace(b"\n", b" ")


def encode(value, random):
    text = json.dumps(value, ensure_ascii=random.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")
