"""Searching by HubSpot's own client, and every search against a naive evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hubspot import HubSpot
from hubspot.crm.deals import Filter, FilterGroup, PublicObjectSearchRequest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.core.store import Store
from tests.hubspot_rest.conftest import Rest

SEARCH = "/crm/v3/objects/deals/search"
DEALS: tuple[Mapping[str, str], ...] = (
    {"dealname": "alpha one", "amount": "1"},
    {"dealname": "beta two", "amount": "20", "dealtype": "newbusiness"},
    {"dealname": "Alpha three", "amount": "3.5", "dealtype": "existingbusiness"},
    {"dealname": "gamma"},
    {"dealname": "delta one", "amount": "-4", "dealtype": "newbusiness"},
)


@pytest.fixture
def deals(rest: Rest, sandbox: Any) -> Rest:
    """An account with the deals of DEALS and no others."""

    def clear(store: Store) -> None:
        for deal in list(store.scan("hubspot/deal")):
            store.delete("hubspot/deal", deal["id"])

    sandbox.transact(clear)
    for deal in DEALS:
        rest.made("deals", **deal)
    return rest


def names(document: Any) -> list[str]:
    return [one["properties"]["dealname"] for one in document["results"]]


@pytest.mark.contract("H-08")
def test_the_client_searches_what_it_has_just_made(client: HubSpot, deals: Rest) -> None:
    asked = PublicObjectSearchRequest(
        filter_groups=[FilterGroup(filters=[Filter(property_name="amount", operator="GTE", value="3")])],
        sorts=["-amount"],
        properties=["dealname", "amount"],
        limit=1,
        after="0",
    )
    found = client.crm.deals.search_api.do_search(asked)
    assert (found.total, [one.properties["dealname"] for one in found.results]) == (2, ["beta two"])
    asked.after = found.paging.next.after
    found = client.crm.deals.search_api.do_search(asked)
    assert [one.properties["dealname"] for one in found.results] == ["Alpha three"]
    assert found.paging is None


@pytest.mark.contract("H-08")
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("amount", ["delta one", "alpha one", "Alpha three", "beta two", "gamma"]),
        ("-amount", ["beta two", "Alpha three", "alpha one", "delta one", "gamma"]),
        (
            {"propertyName": "amount", "direction": "DESCENDING"},
            ["beta two", "Alpha three", "alpha one", "delta one", "gamma"],
        ),
        ({"propertyName": "amount"}, ["delta one", "alpha one", "Alpha three", "beta two", "gamma"]),
    ],
)
def test_one_sort_orders_the_results(deals: Rest, sort: Any, order: list[str]) -> None:
    assert names(deals.ask("POST", SEARCH, {"sorts": [sort]})) == order


@pytest.mark.contract("H-08")
def test_an_empty_body_finds_all_and_a_query_looks_for_words(deals: Rest) -> None:
    assert deals.ask("POST", SEARCH)["total"] == 5
    assert deals.ask("POST", SEARCH, {})["total"] == 5
    assert names(deals.ask("POST", SEARCH, {"query": "alpha"})) == ["alpha one", "Alpha three"]
    top = {"filters": [{"propertyName": "dealname", "operator": "EQ", "value": "gamma"}]}
    assert names(deals.ask("POST", SEARCH, top)) == ["gamma"]


@pytest.mark.contract("H-08")
def test_archived_records_are_never_found(deals: Rest) -> None:
    key = deals.ask("POST", SEARCH, {"query": "gamma"})["results"][0]["id"]
    deals.ask("DELETE", f"/crm/v3/objects/deals/{key}", status=204)
    assert deals.ask("POST", SEARCH, {"query": "gamma"}) == {"total": 0, "results": []}


ONE = {"propertyName": "amount", "operator": "HAS_PROPERTY"}


@pytest.mark.contract("H-08", "H-09")
@pytest.mark.parametrize(
    "body",
    [
        {"filterGroups": [{"filters": [ONE]}] * 6},
        {"filterGroups": [{"filters": [ONE] * 7}]},
        {"filterGroups": [{"filters": [ONE] * 4}] * 5},
        {"limit": 201},
        {"after": 10_000},
        {"after": "x"},
        {"sorts": ["amount", "dealname"]},
        {"sorts": ["nonsense"]},
        {"filterGroups": [{"filters": [{**ONE, "operator": "LIKE"}]}]},
        {"filterGroups": [{"filters": [{**ONE, "propertyName": "nonsense"}]}]},
        {"filterGroups": [{"filters": [{**ONE, "operator": "EQ"}]}]},
        {"filterGroups": [{"filters": [{**ONE, "operator": "IN", "value": "1"}]}]},
        {"filterGroups": [{"filters": [{**ONE, "operator": "BETWEEN", "value": "1"}]}]},
        {"filterGroups": [{"filters": [{**ONE, "operator": "EQ", "value": "many"}]}]},
        {"filterGroups": [{}]},
        {"filterGroups": {}},
        [],
    ],
)
def test_a_search_that_cannot_be_is_refused(deals: Rest, body: Any) -> None:
    assert deals.ask("POST", SEARCH, body, status=400)["status"] == "error"


# -- against a naive evaluator ---------------------------------------------------------------------------------


def number(value: str) -> float:
    return float(value)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "EQ": lambda held, given: held == given,
    "NEQ": lambda held, given: held != given,
    "LT": lambda held, given: held < given,
    "LTE": lambda held, given: held <= given,
    "GT": lambda held, given: held > given,
    "GTE": lambda held, given: held >= given,
}


def passes(deal: Mapping[str, str], one: Mapping[str, Any]) -> bool:
    """What the vendor's page says of one filter, with no thought of speed."""
    name, operator = one["propertyName"], one["operator"]
    read: Callable[[str], Any] = number if name == "amount" else str.lower
    held = deal.get(name)
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        return (held is not None) is (operator == "HAS_PROPERTY")
    if held is None:
        return operator in ("NEQ", "NOT_IN", "NOT_CONTAINS_TOKEN")
    if operator in ("IN", "NOT_IN"):
        return (read(held) in map(read, one["values"])) is (operator == "IN")
    if operator == "BETWEEN":
        return bool(read(one["value"]) <= read(held) <= read(one["highValue"]))
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        words = held.lower().split()
        return any(fnmatchcase(word, one["value"].lower()) for word in words) is (operator == "CONTAINS_TOKEN")
    return COMPARE[operator](read(held), read(one["value"]))


AMOUNTS = st.sampled_from(["-4", "1", "3.5", "7", "20"])
TEXTS = st.sampled_from(["alpha one", "BETA two", "gamma", "nothing"])
TYPES = st.sampled_from(["newbusiness", "existingbusiness"])


def filters(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Every operator of a property with operands of its own."""
    named = st.just(name)
    return st.one_of(
        st.fixed_dictionaries({"propertyName": named, "operator": st.sampled_from(sorted(COMPARE)), "value": values}),
        st.fixed_dictionaries(
            {
                "propertyName": named,
                "operator": st.sampled_from(["IN", "NOT_IN"]),
                "values": st.lists(values, min_size=1, max_size=3),
            }
        ),
        st.fixed_dictionaries(
            {"propertyName": named, "operator": st.just("BETWEEN"), "value": values, "highValue": values}
        ),
        st.fixed_dictionaries(
            {"propertyName": named, "operator": st.sampled_from(["HAS_PROPERTY", "NOT_HAS_PROPERTY"])}
        ),
    )


TOKENS = st.fixed_dictionaries(
    {
        "propertyName": st.just("dealname"),
        "operator": st.sampled_from(["CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"]),
        "value": st.sampled_from(["alpha", "ONE", "al*", "*a", "*t*", "zeta"]),
    }
)
FILTER = st.one_of(filters("amount", AMOUNTS), filters("dealname", TEXTS), filters("dealtype", TYPES), TOKENS)
GROUPS = st.lists(st.fixed_dictionaries({"filters": st.lists(FILTER, min_size=1, max_size=3)}), max_size=3)


SORTS = st.one_of(
    st.none(),
    st.tuples(st.sampled_from(["amount", "dealname", "dealtype"]), st.booleans(), st.sampled_from(["text", "object"])),
)


def arranged(found: list[Mapping[str, str]], sort: tuple[str, bool, str] | None) -> list[Mapping[str, str]]:
    """Sorted by a property, those without it last; what is alike stays in the order of creation."""
    if sort is None:
        return found
    name, downwards, _ = sort
    read: Callable[[str], Any] = number if name == "amount" else str.lower
    filled = sorted((deal for deal in found if name in deal), key=lambda deal: read(deal[name]), reverse=downwards)
    return [*filled, *(deal for deal in found if name not in deal)]


def sorting(sort: tuple[str, bool, str] | None) -> dict[str, Any]:
    """The member ``sorts`` of a search, in either of its two forms."""
    if sort is None:
        return {}
    name, downwards, form = sort
    if form == "text":
        return {"sorts": [f"-{name}" if downwards else name]}
    return {"sorts": [{"propertyName": name, "direction": "DESCENDING" if downwards else "ASCENDING"}]}


@pytest.mark.contract("H-08")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=GROUPS, sort=SORTS, size=st.sampled_from([1, 3, 200]))
def test_a_search_finds_what_a_naive_evaluator_finds(
    deals: Rest, groups: list[Any], sort: tuple[str, bool, str] | None, size: int
) -> None:
    """Every page of it, in its order."""
    passing = [
        deal
        for deal in DEALS
        if not groups or any(all(passes(deal, one) for one in group["filters"]) for group in groups)
    ]
    expected = [deal["dealname"] for deal in arranged(passing, sort)]
    found: list[str] = []
    body = {"filterGroups": groups, "limit": size, **sorting(sort)}
    for _ in range(len(DEALS) + 1):
        page = deals.ask("POST", SEARCH, body)
        assert page["total"] == len(expected)
        found += names(page)
        if "paging" not in page:
            break
        assert len(page["results"]) == size
        body["after"] = page["paging"]["next"]["after"]
    assert found == expected
