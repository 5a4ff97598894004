"""Forms, queries and JSON as values: what is encoded is decoded to the same, and nothing else passes."""

import json
import math
import string
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.http import MAX_DEPTH, MAX_FIELDS, Malformed, dump_json, load_json, parse_form, parse_pairs
from tests.conftest import Oktopost

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=8)
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(PAIRS)
def test_a_form_that_is_encoded_is_decoded_to_the_same_pairs(pairs: list[tuple[str, str]]) -> None:
    assert parse_form(urlencode(pairs).encode()) == pairs
    assert parse_form(urlencode(pairs, quote_via=quote).encode()) == pairs


@given(PAIRS)
def test_a_query_is_read_as_a_form_is(pairs: list[tuple[str, str]]) -> None:
    assert parse_pairs(urlencode(pairs), "query") == pairs


@given(st.dictionaries(st.text(string.ascii_letters, min_size=1), JSON, max_size=4))
def test_a_payload_survives_its_way_through_a_form_field(payload: dict[str, Any]) -> None:
    body = f"payload={quote_plus(json.dumps(payload))}".encode()
    ((name, text),) = parse_form(body)
    assert name == "payload"
    assert load_json(text) == payload


@given(JSON)
def test_json_is_written_and_read_back(value: Any) -> None:
    assert load_json(dump_json(value)) == value
    assert json.loads(dump_json(value)) == value
    assert load_json(json.dumps(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_a_form_or_malformed(body: bytes) -> None:
    try:
        pairs = parse_form(body)
    except Malformed:
        pairs = []
    assert parse_form(urlencode(pairs).encode()) == pairs


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_malformed(body: bytes) -> None:
    try:
        value = load_json(body)
    except Malformed:
        value = None
    assert load_json(dump_json(value)) == value


@pytest.mark.contract("O-19")
@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"", []),
        (b"a", [("a", "")]),
        (b"a=", [("a", "")]),
        (b"=b", [("", "b")]),
        (b"a=b=c", [("a", "b=c")]),
        (b"a=1&a=2", [("a", "1"), ("a", "2")]),
        (b"a=1;b=2", [("a", "1;b=2")]),
        (b"&&a=1&", [("a", "1")]),
        (b"a=x+y", [("a", "x y")]),
        (b"a=x%2By", [("a", "x+y")]),
        (b"a=%2525", [("a", "%25")]),
        (b"a=%", [("a", "%")]),
        (b"a=%zz", [("a", "%zz")]),
        (b"a=%00", [("a", "\0")]),
        (b"a=\x00", [("a", "\0")]),
        ("a=é".encode(), [("a", "é")]),
        (b"a=%C3%A9", [("a", "é")]),
        (b"%61=1", [("a", "1")]),
    ],
)
def test_values_are_decoded_once_and_never_repaired(body: bytes, pairs: list[tuple[str, str]]) -> None:
    assert parse_form(body) == pairs


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"a=\xff", "the body is not UTF-8: invalid start byte at byte 2"),
        (b"a=%C3", "the form is not UTF-8: unexpected end of data at byte 0"),
        (b"&".join([b"a=1"] * (MAX_FIELDS + 1)), f"the form has more than {MAX_FIELDS} fields"),
    ],
)
def test_a_form_that_cannot_be_read_says_why(body: bytes, text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_form(body)
    assert str(caught.value) == text


def test_as_many_fields_as_allowed_are_read() -> None:
    assert len(parse_form(b"&".join([b"a=1"] * MAX_FIELDS))) == MAX_FIELDS


@pytest.mark.parametrize("shape", ["[", '{"a":', '[{"a":'])
def test_json_may_nest_as_deep_as_the_limit(shape: str) -> None:
    levels = shape.count("[") + shape.count("{")
    closing = "".join({"[": "]", "{": "}"}[letter] for letter in reversed(shape) if letter in "[{")
    times = MAX_DEPTH // levels
    assert load_json(shape * times + "1" + closing * times)
    with pytest.raises(Malformed, match=r"deeper|Recursion"):
        load_json(shape * (times + 1) + "1" + closing * (times + 1))


@pytest.mark.parametrize("brackets", ["[[[", "{{{{", "]["])
def test_brackets_in_a_text_are_no_depth(brackets: str) -> None:
    text = brackets * MAX_DEPTH
    assert load_json(json.dumps([text])) == [text]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "[1,]", "01", "'a'", "{a:1}", "", " ", '"\\ud800"'])
def test_what_json_does_not_have_is_malformed(text: str) -> None:
    with pytest.raises(Malformed, match="not valid JSON: "):
        load_json(text)


@given(number=st.integers(-(10**40), 10**40))
def test_a_number_too_large_for_an_integer_is_the_nearest_float(number: int) -> None:
    read = load_json(str(number))
    assert math.isclose(read, number, rel_tol=1e-15)
    assert load_json(dump_json(read)) == read


@pytest.mark.contract("O-04", "O-19")
@pytest.mark.parametrize(
    "name", ["Ada & Co", "50% + 1", "a=b", "é😀", '"quoted"', "back\\slash", "tab\there", "x;y#z?"]
)
def test_any_text_survives_the_way_to_a_record_and_back(okto: Oktopost, name: str) -> None:
    saved = okto.result("salesforce/account.create", {"data": {"Name": name}})
    assert okto.result("salesforce/account.getById", {"id": saved["id"]})["Name"] == name
