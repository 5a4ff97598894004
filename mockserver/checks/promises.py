"""What a consumer expects of an answer, against what the contract promises: the members that it names alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from mockserver.checks.exchanges import join
from mockserver.checks.shapes import Shape, type_names
from mockserver.core.contracts import shown
from mockserver.core.explanation import matcher


class Unpromised(NamedTuple):
    """A place of an expected answer that no answer has like this."""

    pointer: str
    expected: str
    got: str
    shape: Shape


def unpromised(shape: Shape, value: Any, pointer: str = "") -> Iterator[Unpromised]:
    """Where a value expects what the shape does not let through; what it does not name is not asked for."""
    names = type_names(value)
    if shape.types is not None and not shape.types & names:
        yield Unpromised(pointer, " or ".join(sorted(shape.types)), shown(value), shape)
        return
    if shape.values is not None and value not in (values := [json.loads(one) for one in sorted(shape.values)]):
        yield Unpromised(pointer, f"one of {', '.join(map(shown, values))}", shown(value), shape)
    pattern = shape.limits.get("pattern")
    if isinstance(pattern, str) and isinstance(value, str) and not matcher(pattern)(value):
        yield Unpromised(pointer, f"text matching {pattern}", shown(value), shape)
    if isinstance(value, list):
        for index, item in enumerate(value if shape.items is not None else ()):
            yield from unpromised(shape.items or shape, item, f"{pointer}[{index}]")
    elif isinstance(value, dict):
        yield from _members(shape, value, pointer)


def _members(shape: Shape, value: dict[str, Any], pointer: str) -> Iterator[Unpromised]:
    for name, inner in value.items():
        place = join(pointer, name)
        if name in shape.members:
            yield from unpromised(shape.members[name], inner, place)
        elif shape.closed and not any(matcher(pattern)(name) for pattern in shape.patterns):
            yield Unpromised(place, "a member that an answer has", shown(inner), shape)
