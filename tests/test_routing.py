"""Which route answers a path: literal segments before parameters, for each method by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects.routing import Routes, split_path, suggest_path

PATTERNS = [
    ("POST", "/v2/integration-action"),
    ("GET", "/v2/integration/{id}"),
    ("GET", "/services/data/v{version}/sobjects/{sobject}/{id}"),
    ("PATCH", "/services/data/v{version}/sobjects/{sobject}/{id}"),
    ("GET", "/services/data/v{version}/sobjects/{sobject}/describe"),
    ("GET", "/rest/v1/lead/{id}.json"),
    ("GET", "/rest/v1/{kind}/describe.json"),
]


@pytest.fixture
def routes() -> Routes[str]:
    made: Routes[str] = Routes()
    for method, pattern in PATTERNS:
        made.add(method, pattern, f"{method} {pattern}")
    return made


def test_each_method_of_a_path_goes_to_the_most_literal_pattern_that_has_it(routes: Routes[str]) -> None:
    found = routes.find("/services/data/v59.0/sobjects/Lead/describe")
    assert found == {
        "GET": ("GET /services/data/v{version}/sobjects/{sobject}/describe", ("59.0", "Lead")),
        "PATCH": ("PATCH /services/data/v{version}/sobjects/{sobject}/{id}", ("59.0", "Lead", "describe")),
    }


def test_a_parameter_may_be_a_part_of_a_segment_but_never_empty(routes: Routes[str]) -> None:
    assert routes.find("/rest/v1/lead/12.json") == {"GET": ("GET /rest/v1/lead/{id}.json", ("12",))}
    assert routes.find("/rest/v1/lead/.json") == {}
    assert routes.find("/rest/v1/lead/12") == {}


def test_an_escaped_slash_stays_inside_its_segment(routes: Routes[str]) -> None:
    assert routes.find("/v2/integration/a/b", "/v2/integration/a%2Fb") == {
        "GET": ("GET /v2/integration/{id}", ("a/b",))
    }
    assert routes.find("/v2/integration/a/b") == {}
    assert routes.find("/v2/integration-action", "/v2%2Fintegration-action") == {}


def test_a_slash_at_the_end_counts_for_nothing(routes: Routes[str]) -> None:
    assert routes.find("/v2/integration-action/") == routes.find("/v2/integration-action") != {}


def test_two_routes_cannot_answer_for_one_method_and_path(routes: Routes[str]) -> None:
    with pytest.raises(ValueError, match=r"two routes for GET /v2/integration/\{key\}"):
        routes.add("GET", "/v2/integration/{key}", "another")


def test_a_path_of_very_many_segments_is_nobodys(routes: Routes[str]) -> None:
    assert routes.find("/v2" + "/integration" * 100_000) == {}


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v2/integration-actoin", "/v2/integration-action"),
        ("/v2/integrations/12", "/v2/integration/{id}"),
        ("/services/data/v59.0/object/Lead/describe", "/services/data/v{version}/sobjects/{sobject}/describe"),
        ("/services/data/v59.0/Lead/describe", ""),
        ("/rest/v1/person/lead/12.json", "/rest/v1/lead/{id}.json"),
        ("/v2/nothing", ""),
        ("/v3/nothing/else", ""),
        ("/v2/" + "integration" * 100, ""),
        ("/v2" + "/integration" * 100_000, ""),
    ],
)
def test_a_path_that_one_segment_keeps_from_a_pattern_means_that_one(path: str, meant: str) -> None:
    patterns = [*(pattern for _, pattern in PATTERNS), "/v2/me", "/v2/lead"]
    assert suggest_path(path, patterns) == (f"did you mean {meant}? " if meant else "")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="%"), min_size=1), min_size=1, max_size=5))
def test_the_segments_of_an_escaped_path_are_those_that_were_escaped(segments: list[str]) -> None:
    from urllib.parse import quote

    raw = "".join(f"/{quote(segment, safe='')}" for segment in segments)
    assert split_path("whatever", raw)[1:] == segments
