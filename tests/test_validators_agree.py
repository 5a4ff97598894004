"""The fast validator and the explaining one give every contract the same verdict, on any document."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from posixpath import join, normpath
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.core import contracts
from mockserver.core.contracts import Contract

Schema = dict[str, Any]
Documents = st.SearchStrategy[Any]
Path = tuple[str | int, ...]

LOADED = contracts.load()
FILES = LOADED.documents
PARTS = [
    (key, part)
    for key in LOADED.keys("oktopost/", "refold/")
    for part in ("request", "response")
    if part in FILES[key]["$defs"]
]
TABLES = [key.removeprefix("records/") for key in LOADED.keys("records/")]

BLANKS = ["", " ", "\t\n", "\u00a0", "\u2003", "\u200b", "\ufeff", "\x1c", "\x85"]
NUMBERS = [0, -1, 1, 1.0, 1.5, -0.0, 25, 200, 404, 2**53, 2**63, 2**64 - 1, -(2**63), 1e308]
ODDITIES: list[Any] = [None, True, False, [], {}, [[]], [{}], *BLANKS, *NUMBERS, "1", "true", "014000000000001\n", "é"]
"""Values on which implementations of JSON Schema are known to differ, or that clients get wrong."""

LEAVES = (
    st.sampled_from(ODDITIES).map(deepcopy) | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=20)
)
ANYTHING = st.recursive(
    LEAVES | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
"""What a JSON parser can hand over: no NaN, no lone surrogates, integers of 64 bits."""


# -- documents that a schema describes, near enough to be worth mutating ---------------------------------------


def _resolved(key: str, ref: str) -> tuple[str, Schema]:
    path, _, pointer = ref.partition("#")
    target = normpath(join(key, "..", path.removesuffix(".json"))) if path else key
    node: Any = FILES[target]
    for step in pointer.split("/")[1:]:
        node = node[step]
    return target, node


def _joined(first: Schema, second: Schema) -> Schema:
    properties = {**first.get("properties", {})}
    for name, member in second.get("properties", {}).items():
        properties[name] = {**properties.get(name, {}), **member}
    return {**first, **second, **({"properties": properties} if properties else {})}


def described(key: str, schema: Schema | Literal[True]) -> Documents:
    """Documents of one schema of the file ``key``; most of them valid, none of them promised to be."""
    if schema is True:
        return ANYTHING
    if "$ref" in schema:
        home, target = _resolved(key, schema["$ref"])
        own = {name: value for name, value in schema.items() if name != "$ref"}
        # A reference inside what is joined here is read from its own file; the rest carries none of its own.
        return described(home, _joined(target, own) if home == key else target)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            rest = {name: value for name, value in schema.items() if name != choice}
            return st.one_of([described(key, _joined(rest, option)) for option in schema[choice]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    kinds = schema.get("type", "object" if "properties" in schema else list(MAKERS))
    return st.one_of([MAKERS[kind](key, schema) for kind in (kinds if isinstance(kinds, list) else [kinds])])


def _object(key: str, schema: Schema) -> Documents:
    members = {name: described(key, member) for name, member in schema.get("properties", {}).items()}
    required = {name: members.get(name, ANYTHING) for name in schema.get("required", ())}
    if not members:
        return st.dictionaries(st.text(max_size=8), LEAVES, min_size=schema.get("minProperties", 0), max_size=3)
    others = {name: member for name, member in members.items() if name not in required}
    return st.fixed_dictionaries(required, optional=others)


def _array(key: str, schema: Schema) -> Documents:
    least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
    return st.lists(described(key, schema.get("items", True)), min_size=least, max_size=min(most, least + 2))


def _string(_: str, schema: Schema) -> Documents:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"])
    return st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 20))


def _integer(_: str, schema: Schema) -> Documents:
    return st.integers(schema.get("minimum", -(2**63)), schema.get("maximum", 2**64 - 1))


def _number(key: str, schema: Schema) -> Documents:
    return _integer(key, schema) | st.floats(allow_nan=False, allow_infinity=False)


MAKERS: dict[str, Callable[[str, Schema], Documents]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": lambda *_: st.booleans(),
    "null": lambda *_: st.none(),
}


# -- mutations -------------------------------------------------------------------------------------------------


def places(document: Any, path: Path = ()) -> list[Path]:
    """The paths of all values in a document, its own first."""
    if isinstance(document, dict):
        steps: list[Any] = list(document)
    else:
        steps = list(range(len(document))) if isinstance(document, list) else []
    return [path, *(place for step in steps for place in places(document[step], (*path, step)))]


def at(document: Any, path: Path) -> Any:
    """The value at a path."""
    for step in path:
        document = document[step]
    return document


@st.composite
def mutated(draw: st.DrawFn, documents: Documents) -> Any:
    """A document with up to three members dropped, replaced, bent or added."""
    root = [deepcopy(draw(documents))]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(places(root[0])))
        _mutate(draw, root, (0, *place))
    return root[0]


def _mutate(draw: st.DrawFn, root: list[Any], path: Path) -> None:
    parent, step, value = at(root, path[:-1]), path[-1], at(root, path)
    change = draw(st.sampled_from(["drop", "replace", "bend", "add"]))
    if change == "drop" and len(path) > 1:
        del parent[step]
    elif change == "add" and isinstance(value, dict):
        value[draw(st.text(max_size=8))] = draw(LEAVES)
    elif change == "add" and isinstance(value, list):
        value.append(draw(LEAVES | st.sampled_from(value).map(deepcopy) if value else LEAVES))
    elif change == "bend" and isinstance(value, str):
        parent[step] = draw(st.sampled_from([f"{value}\n", f" {value}", value.upper(), value[:-1], value * 2]))
    elif change == "bend" and isinstance(value, int):
        parent[step] = draw(st.sampled_from([float(value), str(value), not value, -value]))
    else:
        parent[step] = draw(LEAVES)


@cache
def documents(key: str, part: str) -> Documents:
    """Documents for one contract: its examples and what its schema describes, mutated, and anything at all."""
    schema = FILES[key]["$defs"][part] if part else FILES[key]
    near = described(key, schema)
    examples = [example[part] for example in FILES[key].get("examples", ()) if part in example]
    return mutated(st.sampled_from(examples) | near if examples else near) | ANYTHING


def _agree(contract: Contract, document: Any) -> None:
    assert contract.is_valid(document) == (contract.violations(document) == [])


generated = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,  # what is red once is red again
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.contract("X-01")
@pytest.mark.parametrize(("key", "part"), PARTS)
@generated
@given(data=st.data())
def test_both_give_the_same_verdict_on_a_request_or_an_answer(data: st.DataObject, key: str, part: str) -> None:
    _agree(LOADED.of(key, part), data.draw(documents(key, part)))


@pytest.mark.parametrize("table", TABLES)
@generated
@given(data=st.data())
def test_both_give_the_same_verdict_on_a_record(data: st.DataObject, table: str) -> None:
    _agree(LOADED.record(table), data.draw(documents(f"records/{table}", "")))


@pytest.mark.parametrize(("key", "part"), PARTS)
def test_both_accept_the_examples(key: str, part: str) -> None:
    contract = LOADED.of(key, part)
    for example in FILES[key].get("examples", ()):
        if part in example:
            assert contract.is_valid(example[part])
            assert contract.violations(example[part]) == []
