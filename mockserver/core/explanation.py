"""The keywords of JSON Schema as ``jsonschema`` explains them, in time that grows with a document and no faster.

Only what is asked for is worked out: errors come one by one. Where ``jsonschema`` itself would walk all members of a
collection, compare each with each, or give a pattern to Python's ``re``, the fast validator decides instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from mockserver.core.schemas import ROOT, SchemaTree, escaped, nodes, target

LONG: Final = 100
"""Of a collection with more members, only those are explained that the fast validator refuses."""

COMPARED: Final = 20
"""So many errors of each choice are looked at to find the choice that a document comes nearest to."""

Errors = Iterator[ValidationError]


class Explainer:
    """Validators for the schema files of a tree; ``registry(key)`` holds what the contracts of a file need."""

    def __init__(self, tree: SchemaTree, registry: Callable[[str], jsonschema_rs.Registry]) -> None:
        self._tree = tree
        self._registry = registry
        self._places = {
            id(node): f"{url}#{quote(''.join(f'/{escaped(step)}' for step in steps))}"
            for url, document in tree.files.items()
            for steps, node in nodes(document)
        }
        keywords = {
            "additionalProperties": self._additional_properties,
            "anyOf": self._any_of,
            "items": self._items,
            "oneOf": self._one_of,
            "pattern": _pattern,
            "patternProperties": _pattern_properties,
            "propertyNames": self._property_names,
            "uniqueItems": _unique_items,
        }
        self._validator = extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
        self._compiled: dict[str, Callable[[Any], bool]] = {}

    def validator(self, reference: str) -> Validator:
        """The validator of a place in the files, ``DIALECT/http/error.json#/$defs/response``."""
        found: Validator = self._validator({"$ref": f"{ROOT}{reference}"}, registry=self._tree.registry)
        return found

    def _is_valid(self, schema: dict[str, Any]) -> Callable[[Any], bool]:
        """The fast validator of a part of the files."""
        place = self._places[id(schema)]
        if place not in self._compiled:
            registry = self._registry(target("", place)[0])
            fast = jsonschema_rs.Draft202012Validator({"$ref": place}, registry=registry)
            self._compiled[place] = fast.is_valid
        return self._compiled[place]

    def _suspects(self, schema: Any, members: Iterable[tuple[Any, Any]], count: int) -> Iterable[tuple[Any, Any]]:
        """Of the members of a collection those to explain, each a step with the value that is held to ``schema``."""
        if count <= LONG or not isinstance(schema, dict):
            return members
        is_valid = self._is_valid(schema)
        return (member for member in members if not is_valid(member[1]))

    def _items(self, validator: Any, items: Any, instance: Any, _: Any) -> Errors:
        if isinstance(instance, list):
            for step, value in self._suspects(items, enumerate(instance), len(instance)):
                yield from validator.descend(value, items, path=step)

    def _property_names(self, validator: Any, names: Any, instance: Any, _: Any) -> Errors:
        if isinstance(instance, dict):
            for _, name in self._suspects(names, ((name, name) for name in instance), len(instance)):
                yield from validator.descend(name, names)

    def _additional_properties(self, validator: Any, declared: Any, instance: Any, schema: Any) -> Errors:
        if not isinstance(instance, dict):
            return
        extras = undeclared_members(schema, instance)
        if isinstance(declared, dict):
            for name, value in self._suspects(declared, extras, len(instance)):
                yield from validator.descend(value, declared, path=name)
        elif declared is False and any(True for _ in extras):
            yield ValidationError("there are undeclared members")

    def _any_of(self, validator: Any, choices: Any, instance: Any, _: Any) -> Errors:
        errors = _errors_of_all(validator, choices, instance)
        if errors:
            yield ValidationError("no choice fits", context=errors)

    def _one_of(self, validator: Any, choices: Any, instance: Any, _: Any) -> Errors:
        errors = _errors_of_all(validator, choices, instance)
        if errors:
            yield ValidationError("no choice fits", context=errors)
        elif sum(validator.evolve(schema=choice).is_valid(instance) for choice in choices) > 1:
            yield ValidationError("several choices fit")


def undeclared_members(schema: Mapping[str, Any], instance: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members that neither ``properties`` nor ``patternProperties`` name, with their values."""
    declared = schema.get("properties", ())
    patterns = [matcher(pattern) for pattern in schema.get("patternProperties", ())]
    for name, value in instance.items():
        if name not in declared and not any(matches(name) for matches in patterns):
            yield name, value


@cache
def matcher(pattern: str) -> Callable[[Any], bool]:
    """Whether a text holds a match of a pattern of a schema file.

    JSON Schema's patterns are those of ECMA 262. Python's ``re`` reads some otherwise (``$`` also matches before a
    line feed, blanks are other characters), and some texts cost it the square of their length.
    """
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid


_has_unique_items: Final = jsonschema_rs.Draft202012Validator({"uniqueItems": True}).is_valid


def _pattern(_validator: Any, pattern: str, instance: Any, _: Any) -> Errors:
    if not matcher(pattern)(instance):
        yield ValidationError("the pattern does not match")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _: Any) -> Errors:
    if isinstance(instance, dict):
        for pattern, schema in patterns.items():
            for name, value in instance.items():
                if matcher(pattern)(name):
                    yield from validator.descend(value, schema, path=name, schema_path=pattern)


def _unique_items(_validator: Any, wanted: Any, instance: Any, _: Any) -> Errors:
    if wanted and not _has_unique_items(instance):
        yield ValidationError("there are equal items")


def _errors_of_all(validator: Any, choices: Iterable[Any], instance: Any) -> list[ValidationError]:
    """The first errors of every choice; none when one of them has none."""
    found: list[ValidationError] = []
    for number, choice in enumerate(choices):
        errors = list(islice(validator.descend(instance, choice, schema_path=number), COMPARED))
        if not errors:
            return []
        found += errors
    return found
