"""Forms and query strings are read exactly as urllib reads them."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.core import http
from mockserver.core.http import MAX_FIELDS, Malformed, parse_form, parse_pairs

PIECES = [
    "%",
    "%4",
    "%41",
    "%zz",
    "%C3%A9",
    "%C3",
    "é",
    "+",
    "&",
    "=",
    "\\",
    "\\x41",
    "\\\n",
    "%\\x",
    "%%41",
    "%2",
    "5",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
@example("%5Cx41")
@example("a=1&&b")
def test_any_text_is_read_as_urllib_reads_it(text: str) -> None:
    try:
        expected = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(Malformed, match="the query is not UTF-8"):
            parse_pairs(text, "query")
    else:
        assert parse_pairs(text, "query") == expected


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join), st.integers(3, 9))
def test_a_long_value_is_read_piece_by_piece_as_a_whole(text: str, stretch: int) -> None:
    try:
        whole: object = parse_pairs(text, "query")
    except Malformed as error:
        whole = str(error)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(http, "STRETCH", stretch)
        try:
            pieces: object = parse_pairs(text, "query")
        except Malformed as error:
            pieces = str(error)
    assert pieces == whole


@given(st.lists(st.tuples(st.text(), st.text())))
def test_what_a_client_encodes_is_read_back(pairs: list[tuple[str, str]]) -> None:
    assert parse_form(urlencode(pairs).encode()) == pairs


def test_a_form_may_have_so_many_fields_and_no_more() -> None:
    assert len(parse_form(b"&".join([b"a=1"] * MAX_FIELDS))) == MAX_FIELDS
    with pytest.raises(Malformed, match="the form has more than 1000 fields"):
        parse_form(b"&".join([b"a=1"] * (MAX_FIELDS + 1)))


def test_a_body_that_is_not_utf_8_is_refused_with_the_place() -> None:
    with pytest.raises(Malformed, match="the body is not UTF-8: invalid start byte at byte 2"):
        parse_form(b"a=\xff")
