"""The schema files as components of an OpenAPI document: each place referred to is one, named by where it lies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import loads
from typing import Any, Final

from mockserver.core.contracts import Contracts
from mockserver.core.schemas import target

Schema = dict[str, Any]

PREFIX: Final = "#/components/schemas/"

_FILE_ONLY: Final = frozenset(("$schema", "$defs", "name", "source", "evidence", "examples", "route", "store"))
"""Members of a schema file that are not part of its schema."""

_SILENT: Final = frozenset(("records", "http", "shared"))
"""Steps of a file's place that tell nothing in a name."""

_PROPERTY: Final = re.compile("/properties/[^/]+$")
"""Ends a pointer to a member of an object."""


_ANNOTATIONS: Final = frozenset(("title", "description", "default", "examples"))
"""Keywords that no document can break."""

_TELLING: Final = frozenset(
    ("properties", "additionalProperties", "patternProperties", "$ref", "allOf", "anyOf", "oneOf")
)
"""Keywords that tell the members of an object."""


class NameTaken(ValueError):
    """Two places in the tree of schemas would have one name among the components."""


class Schemas:
    """The schemas that a document refers to, by name; asking for a reference adds what it leads to."""

    def __init__(self, contracts: Contracts) -> None:
        self.named: dict[str, Schema] = {}
        self.contracts = contracts
        self._places: dict[str, str] = {}

    def ref(self, key: str, pointer: str = "") -> Schema:
        """A reference to a place in a schema file (``records/APP/contact``, ``/$defs/answer``)."""
        schema = self._raw(key, pointer)
        if schema.keys() == {"$ref"}:  # another name of a place needs no component of its own
            return self.ref(*target(key, schema["$ref"]))
        name = name_of(key, pointer)
        place = f"{key}#{pointer}"
        known = self._places.setdefault(name, place)
        if known != place:
            raise NameTaken(f"{known} and {place} would both be components/schemas/{name}")
        if name not in self.named:
            self.named[name] = {}  # already here when the schema refers to itself
            self.named[name] = self.part(key, pointer)
        return {"$ref": PREFIX + name}

    def add(self, name: str, schema: Schema) -> Schema:
        """A reference to a schema that is composed for the document and lies in no file."""
        if name in self.named:
            raise NameTaken(f"components/schemas/{name} is there already")
        self.named[name] = schema
        return {"$ref": PREFIX + name}

    def reachable(self, *roots: Any) -> dict[str, Schema]:
        """The schemas that some part of a document refers to, directly or through others, sorted by name."""
        found: set[str] = set()
        waiting = {name for root in roots for name in referred(PREFIX, root)}
        while waiting:
            found |= waiting
            waiting = {name for known in waiting for name in referred(PREFIX, self.named[known])} - found
        return {name: self.named[name] for name in sorted(found)}

    def part(self, key: str, pointer: str = "", **more: Any) -> Schema:
        """The schema at a place itself, in place of a reference to it; with ``more`` keywords."""
        rewritten: Schema = self._rewritten(key, {**self._raw(key, pointer), **more})
        return rewritten

    def field(self, key: str, pointer: str) -> Schema:
        """The schema of one field of a form, a query or a path.

        Where ``x-type`` says that its text stands for a number or a boolean, it is the schema of that value.
        """
        node = self._raw(key, pointer)
        if node.get("x-type") not in ("integer", "boolean"):
            return self.part(key, pointer)
        if "$ref" in node:
            node = {**self._raw(*target(key, node["$ref"])), **node}
        return _as_value(node)

    def _raw(self, key: str, pointer: str) -> Schema:
        found: Schema = self.contracts.tree.at(key, pointer)
        return found if pointer else {name: value for name, value in found.items() if name not in _FILE_ONLY}

    def _rewritten(self, key: str, node: Any) -> Any:
        if isinstance(node, list):
            return [self._rewritten(key, item) for item in node]
        if not isinstance(node, dict):
            return node
        rest = {
            _renamed(key, name): self._rewritten(key, value)
            for name, value in node.items()
            if not _is_reference(name, value)
        }
        if len(rest) == len(node):
            return _open(self._compatible(rest))
        place = target(key, node["$ref"])
        if _PROPERTY.search(place[1]) or _adds_to(rest, self._raw(*place)):
            return _open({**self.part(*place), **rest})
        return {**self.ref(*place), **rest}

    def _compatible(self, schema: Schema) -> Schema:
        """An object whose further members may be what its declared ones are.

        In TypeScript an index signature must hold for the declared members too; without this nothing would have the
        type of a record whose ``attributes`` are an object and whose other members are plain values.
        """
        others, declared = schema.get("additionalProperties"), schema.get("properties")
        if not isinstance(others, dict) or not isinstance(declared, dict):
            return schema
        different = [member for member in declared.values() if not self._kinds(member) <= self._kinds(others)]
        return {**schema, "additionalProperties": {"anyOf": [others, *different]}} if different else schema

    def _kinds(self, schema: Schema) -> frozenset[str]:
        """What a schema allows, roughly: JSON types of plain values, and the names of other schemas."""
        if schema.get("$ref", "").startswith(PREFIX):
            name = schema["$ref"].removeprefix(PREFIX)
            inner = self._kinds(self.named[name])
            return frozenset({name}) if inner & {"object", "array"} or not inner else inner
        kinds = schema.get("type", [])
        found = {kinds} if isinstance(kinds, str) else set(kinds)
        return frozenset(found.union(*(self._kinds(one) for one in schema.get("anyOf", ()))))


def _renamed(key: str, name: str) -> str:
    """``x-default`` for the ``default`` of a record: what a new one has, not what an answer leaves out."""
    return "x-default" if name == "default" and key.startswith("records/") else name


def _adds_to(rest: Schema, target: Schema) -> bool:
    """Whether what stands beside a reference says something new, and contradicts nothing, of what it leads to.

    Generators of code look at nothing beside a reference; one schema in its place says all of it to everybody.
    """
    said = rest.keys() - _ANNOTATIONS
    return any(not name.startswith("x-") for name in said) and not said & target.keys()


def _open(schema: Schema) -> Schema:
    """An object of which no member is told, with the word that it may have any.

    Without the word generators of code take it for an object that must be empty.
    """
    kinds = schema.get("type")
    is_object = kinds == "object" or (isinstance(kinds, list) and "object" in kinds)
    tells = any(schema.get(name, {}) != {} for name in _TELLING)
    return {**schema, "additionalProperties": True} if is_object and not tells else schema


def referred(prefix: str, node: Any) -> Iterator[str]:
    """The names of the components of one kind, such as schemas (``PREFIX``), that a part of a document refers to."""
    if isinstance(node, str) and node.startswith(prefix):
        yield node.removeprefix(prefix)
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for item in inner:
        yield from referred(prefix, item)


def _is_reference(name: str, value: Any) -> bool:
    return name == "$ref" and isinstance(value, str)


def name_of(key: str, pointer: str = "") -> str:
    """A component's name: ``records/app/contact#/$defs/answer`` is AppContactAnswer.

    The schemas of actions are named without their dialect, whose action names differ.
    """
    steps = key.split("/")
    if len(steps) == 3 and steps[0] != "records" and steps[1] != "http":
        del steps[0]
    words = [step for step in steps if step not in _SILENT]
    words += [
        step for step in pointer.removeprefix("/$defs/request/properties").split("/") if step not in ("", "$defs")
    ]
    return "".join(camel(word) for word in words)


def camel(text: str) -> str:
    """``lead.getById`` as LeadGetById, ``create_contact`` as CreateContact."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^0-9A-Za-z]+", text))


def _as_value(schema: Schema) -> Schema:
    """``{"enum": ["25", "50"], "x-type": "integer"}`` as ``{"type": "integer", "enum": [25, 50]}``."""
    told: Schema = {"type": schema["x-type"]}
    for name, value in schema.items():
        if name in ("x-minimum", "x-maximum"):
            told[name.removeprefix("x-")] = value
        elif name == "enum" and schema["x-type"] == "integer":
            told[name] = [loads(text) for text in value]
        elif name == "default":
            told[name] = loads(value)
    return told
