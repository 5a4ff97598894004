"""A form made from a JSON Schema: one field for each declared member, with what a person needs to fill it in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from mockserver.core.contracts import Contracts
from mockserver.core.schemas import target

KINDS: Final = ("text", "number", "boolean", "choice", "json", "fixed")
"""How a field is filled in; ``fixed`` is shown and sent back as it is."""

_EXAMPLES: Final = (
    "2026-01-31", "2026-01-31T09:30:00Z", "2026-01-31T09:30:00.000+0000", "2026-01-31T09:30:00.000Z",
    "2026-01-31 09:30:00", "ada@example.com", "https://example.com/", "42", "contact/51", "a_name",
    "0055g0000000001AAA",
)  # fmt: skip
"""Values of which people see a form more easily than in a regular expression."""

_NOTES: Final[Mapping[str, str]] = {
    "minimum": "at least {}",
    "maximum": "at most {}",
}


class Field(Struct, frozen=True):
    """One input of a form.

    ``path``: where its value goes in the document; ``value``: what it shows at first, as text (JSON for the kinds
    ``json``, ``choice``, ``boolean`` and ``fixed``); ``empty``: what an empty input means: ``absent``, ``null`` or
    ``text`` (the empty text itself); ``needed``: whether a new record is refused without it.
    """

    path: tuple[str, ...]
    label: str
    kind: str
    required: bool
    value: str
    note: str = ""
    choices: tuple[str, ...] = ()
    empty: str = "absent"
    needed: bool = False

    @property
    def name(self) -> str:
        """The path as violations write it: ``properties.email``."""
        return ".".join(self.path)


class Form:
    """Reads fields out of one schema file, following its references.

    ``nested``: whether the declared members of an inner object are fields of their own, or the object is one of JSON.
    """

    def __init__(self, contracts: Contracts, key: str, *, nested: bool = False) -> None:
        self._tree = contracts.tree
        self._key = key
        self._nested = nested

    def fields(self, pointer: str, document: Any = None) -> list[Field]:
        """The fields of the schema at ``pointer`` (``/$defs/request``), showing the members of ``document``."""
        held = document if isinstance(document, dict) else {}
        return list(self._members(self._key, self._tree.at(self._key, pointer), held, ()))

    def _members(
        self, key: str, node: Mapping[str, Any], held: Mapping[str, Any], path: tuple[str, ...]
    ) -> Iterator[Field]:
        required, members = self._declared(key, node)
        for name, (home, declared) in members.items():
            value = held.get(name)
            merged = self._resolved(home, declared)
            if self._nested and not path and merged.get("properties") and isinstance(value, dict | None):
                yield from self._members(home, declared, value or {}, (name,))
            else:
                yield _field((*path, name), merged, value, present=name in held, required=name in required)
        for name in held.keys() - members.keys():
            yield _field((*path, name), {}, held[name], present=True, required=False)

    def _declared(self, key: str, node: Mapping[str, Any]) -> tuple[set[str], dict[str, tuple[str, Any]]]:
        """The required names and the members with the file they are written in, those behind a ``$ref`` first."""
        required: set[str] = set()
        members: dict[str, tuple[str, Any]] = {}
        if "$ref" in node:
            required, members = self._declared(*self._target(key, node["$ref"]))
        for name, declared in node.get("properties", {}).items():
            # A narrower declaration beside a reference completes the wider one behind it.
            home, wider = members.get(name, (key, {}))
            members[name] = (key, declared) if home == key and not wider else (home, {**wider, **declared})
        return required | set(node.get("required", ())), members

    def _resolved(self, key: str, node: Mapping[str, Any]) -> dict[str, Any]:
        """A schema with what its reference asks for, in its own words."""
        if "$ref" not in node:
            return dict(node)
        behind = self._resolved(*self._target(key, node["$ref"]))
        wider = {name: value for name, value in behind.items() if name != "description"}
        return {**wider, **{name: value for name, value in node.items() if name != "$ref"}}

    def _target(self, key: str, reference: str) -> tuple[str, Any]:
        home, pointer = target(key, reference)
        return home, self._tree.at(home, pointer)


def _field(path: tuple[str, ...], node: Mapping[str, Any], value: Any, *, present: bool, required: bool) -> Field:
    types = _types(node)
    kind = _kind(node, types, value)
    label = node.get("title") or node.get("x-label") or path[-1]
    choices = tuple(json.dumps(choice, ensure_ascii=False) for choice in node.get("enum", ()) if choice is not None)
    # A value that is there and looks empty stays what it is, unless somebody fills it in.
    empty = "null" if present and value is None else "text" if value == "" else "absent"
    # The application itself fills in what has a default, and what nobody may set.
    needed = required and "x-field-type" in node and not node.get("x-defaulted") and node.get("x-createable", True)
    shown = _shown(kind, value) if present else ""
    return Field(path, label, kind, required, shown, _note(node, shown), choices, empty, needed)


def _types(node: Mapping[str, Any]) -> set[str]:
    declared = node.get("type", ())
    return {declared} if isinstance(declared, str) else set(declared)


def _kind(node: Mapping[str, Any], types: set[str], value: Any) -> str:
    if "const" in node:
        return "fixed"
    if "enum" in node:
        return "choice"
    kinds = (types or {_type_of(value)}) - {"null"}
    if kinds == {"boolean"}:
        return "boolean"
    if kinds and kinds <= {"integer", "number"}:
        return "number"
    # Some vendors' parameters that are JSON may also come as its text: an object is what a person means to write.
    return "json" if kinds & {"object", "array"} else "text"


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "object" if isinstance(value, dict | list) else "string"


def _shown(kind: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and kind in ("text", "number"):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2 if kind == "json" else None)


def _note(node: Mapping[str, Any], shown: str) -> str:
    limits = [text.format(node[name]) for name, text in _NOTES.items() if name in node]
    pattern = node.get("pattern")
    # A value that is there is an example of itself.
    if pattern and not shown and pattern != "\\S":
        limits += [f"for example {one}" for one in _EXAMPLES if re.search(pattern, one)][:1]
    return "; ".join([*([node["description"].rstrip(".")] if node.get("description") else []), *limits])
