"""What a schema lets through, references and alternatives resolved: the shape by which two versions are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, Final

import orjson
from msgspec import Struct, field

from mockserver.checks.versions import Version
from mockserver.core.schemas import escaped, target

_LIMITS: Final = (
    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern", "format", "uniqueItems",
    "not", "if", "then", "else", "contains", "dependentRequired", "propertyNames",
)  # fmt: skip
"""The keywords that are compared by their value."""

_DEPTH: Final = 24
"""How deep schemas may refer to themselves before the rest counts as anything."""


class Shape(Struct, frozen=True):
    """What a place in a document may hold.

    ``types`` and ``values``: None for any; ``members`` and ``items``: the shapes inside; ``required``: the members
    that must be there; ``closed``: no other member may, but those whose names match one of ``patterns``. ``file`` and
    ``pointer``: where its schema stands.
    """

    file: str
    pointer: str
    types: frozenset[str] | None = None
    values: frozenset[str] | None = None
    limits: Mapping[str, Any] = field(default_factory=dict)
    members: Mapping[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Shape | None = None
    closed: bool = False
    patterns: tuple[str, ...] = ()


def type_names(value: Any) -> frozenset[str]:
    """The types that JSON Schema gives to a value."""
    if isinstance(value, bool):
        return frozenset(("boolean",))
    if isinstance(value, int | float):
        return frozenset(("integer", "number")) if float(value).is_integer() else frozenset(("number",))
    names = {dict: "object", list: "array", str: "string", type(None): "null"}
    return frozenset((names[type(value)],))


def shape_of(version: Version, key: str, pointer: str) -> Shape:
    """The shape of the schema at a place of a version."""
    return _Reader(version).read(key, pointer, 0)


class _Reader:
    def __init__(self, version: Version) -> None:
        self._tree = version.tree

    def read(self, key: str, pointer: str, depth: int) -> Shape:
        node = self._node(key, pointer) if depth <= _DEPTH else None
        if not isinstance(node, dict):
            return Shape(key, pointer)
        own = self._own(key, pointer, node, depth)
        parts = [own] if own != Shape(key, pointer) else []
        if "$ref" in node:
            parts.append(self.read(*target(key, node["$ref"]), depth + 1))
        parts += [self.read(key, f"{pointer}/allOf/{index}", depth + 1) for index in range(len(node.get("allOf", ())))]
        for keyword in ("anyOf", "oneOf"):
            branches = range(len(node.get(keyword, ())))
            if branches:
                parts.append(reduce(_either, (self.read(key, f"{pointer}/{keyword}/{n}", depth + 1) for n in branches)))
        return reduce(_both, parts) if parts else own

    def _node(self, key: str, pointer: str) -> Any:
        """What stands at a place; None, which is anything, where a reference leads nowhere."""
        try:
            return self._tree.at(key, pointer)
        except LookupError:
            return None

    def _own(self, key: str, pointer: str, node: dict[str, Any], depth: int) -> Shape:
        types = node.get("type")
        values = [node["const"]] if "const" in node else node.get("enum")
        return Shape(
            key,
            pointer,
            frozenset([types] if isinstance(types, str) else types) if types is not None else None,
            frozenset(orjson.dumps(value).decode() for value in values) if values is not None else None,
            {name: node[name] for name in _LIMITS if name in node},
            {
                name: self.read(key, f"{pointer}/properties/{escaped(name)}", depth + 1)
                for name in node.get("properties", ())
            },
            frozenset(node.get("required", ())),
            self.read(key, f"{pointer}/items", depth + 1) if isinstance(node.get("items"), dict) else None,
            node.get("additionalProperties") is False or node.get("unevaluatedProperties") is False,
            tuple(node.get("patternProperties", ())),
        )


def _both(one: Shape, other: Shape) -> Shape:
    """What satisfies both; it stands where the first one does."""
    return Shape(
        one.file,
        one.pointer,
        _meet(one.types, other.types),
        _meet(one.values, other.values),
        {**other.limits, **one.limits},
        _members(one, other, _both),
        one.required | other.required,
        _pair(one.items, other.items, _both),
        one.closed or other.closed,
        one.patterns + other.patterns,
    )


def _either(one: Shape, other: Shape) -> Shape:
    """What satisfies one or the other. An alternative without members, such as null, takes none from the other."""
    only = [shape for shape in (one, other) if shape.members] or [one, other]
    return Shape(
        one.file,
        one.pointer,
        one.types | other.types if one.types is not None and other.types is not None else None,
        one.values | other.values if one.values is not None and other.values is not None else None,
        {name: value for name, value in only[0].limits.items() if only[-1].limits.get(name) == value},
        _members(one, other, _either),
        only[0].required & only[-1].required,
        _pair(one.items, other.items, _either),
        all(shape.closed for shape in only),
        one.patterns + other.patterns,
    )


def _meet(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _pair(one: Shape | None, other: Shape | None, combine: Callable[[Shape, Shape], Shape]) -> Shape | None:
    return combine(one, other) if one is not None and other is not None else one or other


def _members(one: Shape, other: Shape, combine: Callable[[Shape, Shape], Shape]) -> dict[str, Shape]:
    pairs = {name: (one.members.get(name), other.members.get(name)) for name in {*one.members, *other.members}}
    found = {name: _pair(*pair, combine) for name, pair in pairs.items()}
    return {name: shape for name, shape in found.items() if shape is not None}
