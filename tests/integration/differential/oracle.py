"""A second opinion on callbacks: python3-jsonschema, with formats, relations and the discriminator
of its own. Nothing here is taken from the program under test."""

import json
import re
from decimal import Decimal
from fractions import Fraction

import jsonschema
from jsonschema.validators import extend

import formats

MAX_DEPTH = 128
INTEGER_MIN, INTEGER_MAX = -(2**63), 2**64 - 1


class NotJson(Exception):
    """The bytes are no JSON text as RFC 8259 and the program's documented bounds have it."""


def _constant(name):
    raise NotJson(name)


def _integer(text):
    # What 64 bits do not hold is a double: documented of parse_json.
    value = int(text)
    return value if INTEGER_MIN <= value <= INTEGER_MAX else _double(text)


def _double(text):
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NotJson("a number beyond the doubles")
    return value


def _check(value, depth=0):
    """Python reads deeper, and lets lone surrogates pass."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise NotJson("a lone surrogate")
    elif isinstance(value, (dict, list)):
        if depth >= MAX_DEPTH:
            raise NotJson("too deep")
        for child in value.values() if isinstance(value, dict) else value:
            _check(child, depth + 1)
        for name in value if isinstance(value, dict) else ():
            _check(name)


def parse(line):
    try:
        # A number with a fraction or an exponent stays a double, even 1.0 and 1e2.
        value = json.loads(
            line.decode("utf-8"), parse_constant=_constant, parse_int=_integer, parse_float=_double
        )
    except (ValueError, RecursionError) as cause:
        raise NotJson(str(cause)) from None
    _check(value)
    return value


NOWHERE = object()


def tokens(pointer):
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def follow(value, pointer):
    for token in tokens(pointer):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and re.fullmatch(r"0|[1-9][0-9]*", token, re.ASCII):
            if int(token) >= len(value):
                return NOWHERE
            value = value[int(token)]
        else:
            return NOWHERE
    return value


def equal(a, b):
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(a[name], b[name]) for name in a)
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return a == b
    return type(a) is type(b) and a == b


def _ordered(operation, left, right):
    if not isinstance(left, str) or not isinstance(right, str):
        return None
    a, b = formats.instant(left), formats.instant(right)
    if a is None or b is None:
        return None
    return a > b if operation == "after" else a >= b


def condition(stated, value):
    """True, False, or None when it does not apply."""
    ((operation, operands),) = stated.items()
    if operation in ("is_null", "not_null"):
        left = follow(value, operands)
        return None if left is NOWHERE else (left is None) == (operation == "is_null")
    left = follow(value, operands[0])
    right = operands[1]
    right = right["const"] if isinstance(right, dict) else follow(value, right)
    if left is NOWHERE or right is NOWHERE:
        return None
    if operation in ("equals", "differs"):
        return equal(left, right) == (operation == "equals")
    return _ordered(operation, left, right)


def broken_conclusion(relation, value):
    """The condition that a relation's error points to, or None when the relation is kept."""
    if "assert" in relation:
        return relation["assert"] if condition(relation["assert"], value) is False else None
    if "iff" in relation:
        conclusion, premise = relation["iff"]
        sides = condition(conclusion, value), condition(premise, value)
        return None if None in sides or sides[0] == sides[1] else conclusion
    if condition(relation["if"], value) and condition(relation["then"], value) is False:
        return relation["then"]
    return None


def _extension(validator, extension, instance, schema):
    for relation in extension.get("relations", ()):
        conclusion = broken_conclusion(relation, instance)
        if conclusion is not None:
            ((_, operands),) = conclusion.items()
            pointer = operands if isinstance(operands, str) else operands[0]
            yield jsonschema.ValidationError(relation["id"], path=tokens(pointer))


def _multiple_of(validator, divisor, instance, schema):
    # The library divides doubles, and so finds that 0.07 is no multiple of 0.01.
    if validator.is_type(instance, "number"):
        # No double has a digit further behind the point than 400 places.
        scaled = [int(Fraction(Decimal(repr(number))) * 10**400) for number in (instance, divisor)]
        if scaled[0] % scaled[1]:
            yield jsonschema.ValidationError("multipleOf")


def _pattern(validator, pattern, instance, schema):
    # Python's $ also matches before a line feed at the end.
    if isinstance(instance, str):
        if not re.search(pattern.replace("$", r"\Z"), instance, re.ASCII):
            yield jsonschema.ValidationError("pattern")


def _enum(validator, values, instance, schema):
    if not any(equal(value, instance) for value in values):
        yield jsonschema.ValidationError("enum")


def _const(validator, value, instance, schema):
    if not equal(value, instance):
        yield jsonschema.ValidationError("const")


def _unique_items(validator, wanted, instance, schema):
    if wanted and isinstance(instance, list):
        if any(equal(a, b) for i, a in enumerate(instance) for b in instance[:i]):
            yield jsonschema.ValidationError("uniqueItems")


# The overridden keywords are those where jsonschema 4.10 is known to be loose: it takes [true] and
# [1] for equal in places, and floats for exact.
Oracle = extend(
    jsonschema.Draft202012Validator,
    {
        "x-hookworthy": _extension,
        "multipleOf": _multiple_of,
        "pattern": _pattern,
        "enum": _enum,
        "const": _const,
        "uniqueItems": _unique_items,
    },
)


def _format_checker():
    checker = jsonschema.FormatChecker(formats=())
    checker.checkers = {
        name: (lambda value, check=check: not isinstance(value, str) or check(value), ())
        for name, check in formats.CHECKS.items()
    }
    return checker


def _flatten(error):
    """The (path, keyword) pairs that an error of jsonschema stands for. Follows the one rule by
    which the program explains itself better than its library: of alternatives without a match, the
    only one that admits the value's type tells what is wrong."""
    if "propertyNames" in error.absolute_schema_path:
        return [(list(error.absolute_path), "propertyNames")]
    if error.validator == "x-hookworthy":
        return [(list(error.absolute_path), "relation")]
    if error.validator not in ("anyOf", "oneOf") or not error.context:
        return [(list(error.absolute_path), error.validator or "false")]
    alternatives = {index: [] for index in range(len(error.validator_value))}
    for inner in error.context:
        alternatives[inner.schema_path[0]].append(inner)
    fitting = [errors for errors in alternatives.values() if not any(map(_is_of_type, errors))]
    if len(fitting) != 1:
        return [(list(error.absolute_path), error.validator)]
    return [pair for inner in fitting[0] for pair in _flatten(inner)]


def _is_of_type(error):
    way = list(error.relative_schema_path)[1:]
    stacked = all(isinstance(step, int) or step in ("$ref", "allOf") for step in way[:-1])
    if error.relative_path or not stacked:
        return False
    return error.validator == "type" or error.validator is None


def _pointer(path):
    escaped = (str(token).replace("~", "~0").replace("/", "~1") for token in path)
    return "".join("/" + token for token in escaped)


class Judge:
    """Judges lines by one contract document."""

    def __init__(self, document):
        resolver = jsonschema.RefResolver("", document)
        checker = _format_checker()
        self.discriminator = document["x-hookworthy"]["discriminator"]
        self.validators = {}
        for name, webhook in document["webhooks"].items():
            (content,) = webhook["post"]["requestBody"]["content"].values()
            self.validators[name] = Oracle(
                content["schema"], resolver=resolver, format_checker=checker
            )

    def judge(self, line, type_name=None):
        """The set of (pointer, keyword); None: invalid in a way that is not compared further."""
        try:
            value = parse(line)
        except NotJson:
            return {("", "json")}
        if type_name is None and self.discriminator["in"] == "body":
            pointer = self.discriminator["pointer"]
            type_name = follow(value, pointer)
            if not isinstance(type_name, str) or type_name not in self.validators:
                return {(pointer, "discriminator")}
        if type_name is not None:
            errors = self.validators[type_name].iter_errors(value)
            return {(_pointer(path), keyword) for e in errors for path, keyword in _flatten(e)}
        valid = any(validator.is_valid(value) for validator in self.validators.values())
        return set() if valid else None
