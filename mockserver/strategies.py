"""Strategies for hypothesis, drawn from the schemas to which the server itself holds calls and records.

They need the extra ``hypothesis``: ``mockserver[hypothesis]``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mockserver.core import contracts
from mockserver.core.contracts import Contract
from mockserver.core.errors import did_you_mean
from mockserver.core.schemas import SchemaTree, target

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from mockserver.testing.words import Action, Table

_RECORDS: Final = "records/"
_EITHER: Final = ("anyOf", "oneOf")


def payloads(action: Action) -> SearchStrategy[Any]:
    """Payloads that the contract of an action allows, declared fields only; ValueError for an unknown action."""
    return _drawn(action, "request")


def records(table: Table) -> SearchStrategy[Any]:
    """Whole records of a table, ids and all; ValueError for an unknown table."""
    return _drawn(f"{_RECORDS}{table}", "")


@cache
def _drawn(key: str, part: str) -> SearchStrategy[Any]:
    try:
        import hypothesis.strategies  # noqa: F401 - to say what is missing
    except ModuleNotFoundError:
        sentence = "hypothesis is not installed: pip install 'mockserver[hypothesis]'"
        raise ImportError(sentence, name="hypothesis") from None
    loaded = contracts.load()
    if part:
        known = [name for name, document in loaded.documents.items() if part in document.get("$defs", ())]
    else:
        known = [name for name in loaded.documents if name.startswith(_RECORDS)]
    if key not in known:
        names = [name.removeprefix(_RECORDS) for name in known]
        asked = key.removeprefix(_RECORDS)
        raise ValueError(f"there is no {'action' if part else 'table'} {asked!r}: {did_you_mean(asked, names)}")
    contract: Contract = loaded.of(key, part) if part else loaded.record(key.removeprefix(_RECORDS))
    schema = _inlined(loaded.tree, key, loaded.tree.at(key, f"/$defs/{part}" if part else ""), ())
    return _of(schema).filter(contract.is_valid)


def _inlined(tree: SchemaTree, key: str, node: Any, way: tuple[tuple[str, str], ...]) -> Any:
    """A schema with what its references lead to in their place; one that leads back to itself allows anything."""
    if isinstance(node, list):
        return [_inlined(tree, key, item, way) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _inlined(tree, key, value, way) for name, value in node.items() if name != "$ref"}
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return kept if reference is None else {**kept, "$ref": _inlined(tree, key, reference, way)}
    place = target(key, reference)
    return kept if place in way else _both(_inlined(tree, place[0], tree.at(*place), (*way, place)), kept)


def _both(one: Any, other: Any) -> Any:
    """A schema that says what two say, as far as the drawing needs it: the contract filters what comes of it."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return one if isinstance(one, Mapping) else other
    merged = {**one, **other}
    if "properties" in one and "properties" in other:
        names = {**one["properties"], **other["properties"]}
        merged["properties"] = {
            name: _both(one["properties"].get(name), other["properties"].get(name)) for name in names
        }
    if "required" in one and "required" in other:
        merged["required"] = list(dict.fromkeys([*one["required"], *other["required"]]))
    return merged


def _of(schema: Any) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    if not isinstance(schema, Mapping):
        return _anything()
    for part in schema.get("allOf", ()):
        schema = _both({name: value for name, value in schema.items() if name != "allOf"}, part)
    for either in _EITHER:
        if either in schema:
            rest = {name: value for name, value in schema.items() if name != either}
            return st.one_of([_of(_both(rest, part)) for part in schema[either]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema.get("type", "object" if "properties" in schema else None)
    if kinds is None:
        return _anything()
    return st.one_of([_KINDS[kind](schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


def _anything() -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    return st.one_of(st.text(max_size=20), st.integers(-1000, 1000), st.booleans())


def _object(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    declared = schema.get("properties", {})
    names = dict.fromkeys([*schema.get("required", ()), *declared])
    fields = {name: _of(declared.get(name, True)) for name in names if declared.get(name) is not False}
    if not fields:
        more = schema.get("additionalProperties", True)
        words = st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True)
        most = 3 if more is not False else 0
        return st.dictionaries(words, _of(more), min_size=schema.get("minProperties", 0), max_size=most)
    required = {name: fields.pop(name) for name in schema.get("required", ()) if name in fields}
    return st.fixed_dictionaries(required, optional=fields)


def _array(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    least = schema.get("minItems", 0)
    most = min(schema.get("maxItems", least + 3), least + 3)
    unique = repr if schema.get("uniqueItems") else None
    return st.lists(_of(schema.get("items", True)), min_size=least, max_size=most, unique_by=unique)


def _string(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=schema["pattern"].endswith("$"))
    moments = st.datetimes()
    formats: Mapping[str, Callable[[], SearchStrategy[str]]] = {
        "date": lambda: st.dates().map(lambda day: day.isoformat()),
        "date-time": lambda: moments.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.000Z".rjust(24, "0")),
        "email": lambda: st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True),
        "uri": lambda: st.from_regex(r"https://[a-z]{1,8}\.example/[a-z]{0,8}", fullmatch=True),
        "uuid": lambda: st.uuids().map(str),
    }
    if schema.get("format") in formats:
        return formats[schema["format"]]()
    least = schema.get("minLength", 0)
    return st.text(min_size=least, max_size=min(schema.get("maxLength", least + 20), least + 20))


def _number(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    least, most = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    if schema["type"] == "integer" or "integer" in schema["type"]:
        return st.integers(least, most)
    return st.floats(least, most, allow_nan=False, allow_infinity=False)


def _constant(*values: Any) -> Callable[[Mapping[str, Any]], SearchStrategy[Any]]:
    def strategy(_: Mapping[str, Any]) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.sampled_from(values)

    return strategy


_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], SearchStrategy[Any]]]] = {
    "array": _array,
    "boolean": _constant(False, True),
    "integer": _number,
    "null": _constant(None),
    "number": _number,
    "object": _object,
    "string": _string,
}
