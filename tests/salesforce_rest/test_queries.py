"""Queries in pages, with deleted records, and searches."""

# ruff: noqa: S608 - the queries are the subject

from __future__ import annotations

from typing import Any

import pytest
from simple_salesforce.exceptions import SalesforceMalformedRequest

from tests.conftest import Refold
from tests.salesforce_rest.conftest import Rest, content_of


def leads(rest: Rest, number: int) -> list[str]:
    """The ids of new leads whose company is Paged."""
    keys = []
    for start in range(0, number, 200):
        records = [
            {"attributes": {"type": "Lead"}, "LastName": f"L{at:04}", "Company": "Paged"}
            for at in range(start, min(start + 200, number))
        ]
        keys += [row["id"] for row in rest.told("POST", "composite/sobjects", json={"records": records})]
    return keys


@pytest.mark.contract("S-06")
def test_a_query_comes_in_pages_of_one_moment(sf: Any, rest: Rest) -> None:
    keys = leads(rest, 450)
    text = "SELECT Id FROM Lead WHERE Company = 'Paged' ORDER BY LastName"
    headers = {"Authorization": f"Bearer {rest.names['access_token']}", "Sforce-Query-Options": "batchSize=200"}
    first = rest.told("GET", "query", params={"q": text}, headers=headers)
    assert (first["totalSize"], first["done"], len(first["records"])) == (450, False, 200)
    sf.Lead.delete(keys[-1])
    second = rest.told("GET", first["nextRecordsUrl"], headers=headers)
    third = rest.told("GET", second["nextRecordsUrl"].replace("/query/", "/queryAll/"), headers=headers)
    assert (second["totalSize"], third["done"], "nextRecordsUrl" in third) == (450, True, False)
    pages = [record["Id"] for page in (first, second, third) for record in page["records"]]
    assert pages == keys


@pytest.mark.contract("S-06")
def test_simple_salesforce_follows_the_pages(sf: Any, rest: Rest) -> None:
    keys = leads(rest, 2001)
    text = "SELECT Id FROM Lead WHERE Company = 'Paged' ORDER BY LastName"
    assert [record["Id"] for record in sf.query_all_iter(text)] == keys
    first = sf.query(text)
    assert first["totalSize"] == 2001
    rest_of = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)
    again = sf.query_more(first["nextRecordsUrl"].rpartition("/")[2])
    assert [record["Id"] for record in rest_of["records"]] == [record["Id"] for record in again["records"]] == keys[-1:]


@pytest.mark.contract("S-06")
@pytest.mark.parametrize("locator", ["01g5g0000000001AAA-2000", "nonsense", "01g5g0000000001AAA"])
def test_an_unknown_locator_is_refused(rest: Rest, locator: str) -> None:
    assert rest.refused("GET", f"query/{locator}") == (400, "INVALID_QUERY_LOCATOR", "invalid query locator")


@pytest.mark.contract("S-06")
def test_the_oldest_of_more_than_ten_queries_ends(rest: Rest) -> None:
    leads(rest, 201)
    headers = {"Authorization": f"Bearer {rest.names['access_token']}", "Sforce-Query-Options": "batchSize=1"}
    query = {"q": "SELECT Id FROM Lead WHERE Company = 'Paged'"}
    places = [rest.told("GET", "query", params=query, headers=headers)["nextRecordsUrl"] for _ in range(11)]
    assert [rest.ask("GET", place).status_code for place in places[:2]] == [400, 200]


@pytest.mark.contract("S-07")
def test_deleted_records_are_found_by_query_all_alone(sf: Any) -> None:
    key = sf.Lead.create({"LastName": "Gone", "Company": "Nowhere"})["id"]
    sf.Lead.delete(key)
    text = "SELECT Id, LastName, IsDeleted FROM Lead WHERE Company = 'Nowhere'"
    assert sf.query(text)["totalSize"] == 0
    [record] = sf.query(text, include_deleted=True)["records"]
    assert (record["Id"], record["LastName"], record["IsDeleted"]) == (key, "Gone", True)


@pytest.mark.contract("S-06", "S-12")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT Id FROM Nothing", "INVALID_TYPE"),
        ("SELECT Colour FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM", "MALFORMED_QUERY"),
        ("", "MALFORMED_QUERY"),
    ],
)
def test_a_wrong_query_gets_salesforces_words(sf: Any, text: str, code: str) -> None:
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.query(text)
    assert content_of(refused)[0]["errorCode"] == code


@pytest.mark.contract("S-14")
def test_simple_salesforce_searches(sf: Any) -> None:
    lead = sf.Lead.create({"LastName": "Quuxley", "Company": "Zyx, Inc", "Email": "q@quux.example"})["id"]
    contact = sf.Contact.create({"LastName": "Quuxton"})["id"]
    found = sf.quick_search("quux")
    assert {record["Id"] for record in found["searchRecords"]} == {lead, contact}
    assert {len(record) for record in found["searchRecords"]} == {2}
    text = "FIND {{{}}} IN {} FIELDS RETURNING Lead({}), Contact(Id)"
    [record] = sf.search(text.format("quuxl* AND zyx", "ALL", "Name, Company WHERE Company != 'a,b)' LIMIT 1"))[
        "searchRecords"
    ]
    assert (record["Name"], record["Company"], record["attributes"]["type"]) == ("Quuxley", "Zyx, Inc", "Lead")
    for term, scope, expected in (
        ("Quuxley OR Quuxton", "NAME", [lead, contact]),
        ("quux AND NOT Quuxton", "ALL", [lead]),
        ("zyx", "NAME", []),
        ("quux", "EMAIL", [lead]),
    ):
        answered = sf.search(text.format(term, scope, "Id"))["searchRecords"]
        assert [record["Id"] for record in answered] == expected, term
    assert len(sf.search("FIND {quux} RETURNING Lead(Id), Contact(Id) LIMIT 1")["searchRecords"]) == 1


@pytest.mark.contract("S-14")
def test_a_search_answers_a_bare_list_up_to_version_36(rest: Rest) -> None:
    assert rest.told("GET", "/services/data/v36.0/search?q=FIND+{nobodyatall}") == []
    assert rest.told("GET", "/services/data/v37.0/search?q=FIND+{nobodyatall}") == {"searchRecords": []}


@pytest.mark.contract("S-14")
def test_a_search_by_parameters(sf: Any, rest: Rest) -> None:
    for last in ("Quuxley", "Quuxton", "Quuxby"):
        sf.Lead.create({"LastName": last, "Company": "Zyx", "Email": f"{last}@quux.example"})
    contact = sf.Contact.create({"LastName": "Quuxley"})["id"]
    path = "parameterizedSearch"
    assert len(sf.restful(f"{path}/", params={"q": "quux"})["searchRecords"]) == 4
    asked = {"q": "quux", "sobject": ["Lead", "contact"], "fields": "id", "in": "NAME", "overallLimit": "3",
             "Lead.fields": "LastName,Company", "Lead.where": "LastName != 'Quuxby'", "Lead.limit": "1",
             "Lead.orderBy": "LastName DESC", "Contact.limit": "5"}  # fmt: skip
    lead, other = rest.told("GET", path, params=asked)["searchRecords"]
    assert list(lead) == ["attributes", "LastName", "Company"]
    assert (lead["LastName"], other["Id"]) == ("Quuxton", contact)
    document: dict[str, Any] = {"q": "quux", "sobjects": [{"name": "Lead", "fields": ["LastName"]}]}
    document |= {"defaultLimit": 2, "offset": 1, "sobjects": [{**document["sobjects"][0], "orderBy": "LastName"}]}
    found = rest.told("POST", path, json=document)["searchRecords"]
    assert [record["LastName"] for record in found] == ["Quuxley", "Quuxton"]
    assert rest.told("GET", f"{path}?q=zyx&in=EMAIL") == {"searchRecords": []}


@pytest.mark.contract("S-14")
@pytest.mark.parametrize(
    ("method", "query", "document", "code"),
    [
        ("GET", "", None, "INVALID_ARGUMENT"),
        ("GET", "q=quux&in=NOSE", None, "INVALID_ARGUMENT"),
        ("GET", "q=quux&overallLimit=-1", None, "INVALID_ARGUMENT"),
        ("GET", "q=quux&offset=1", None, "INVALID_ARGUMENT"),
        ("GET", "q=%ff", None, "INVALID_ARGUMENT"),
        ("GET", "q=x", None, "INVALID_SEARCH"),
        ("GET", "q=--", None, "MALFORMED_SEARCH"),
        ("GET", "q=quux&sobject=Nothing", None, "INVALID_TYPE"),
        ("GET", "q=quux&sobject=Lead&Lead.fields=Colour", None, "INVALID_FIELD"),
        ("GET", "q=quux&sobject=Lead&Lead.limit=x", None, "MALFORMED_QUERY"),
        ("POST", "", {"sobjects": []}, "JSON_PARSER_ERROR"),
        ("POST", "", {"q": "quux", "sobjects": [{}]}, "JSON_PARSER_ERROR"),
        ("POST", "", None, "JSON_PARSER_ERROR"),
        ("POST", "", {"q": "quux", "sobjects": [{"name": "Lead"}] * 201}, "JSON_PARSER_ERROR"),
        ("POST", "", {"q": "quux " * 5_000}, "MALFORMED_SEARCH"),
    ],
)
def test_a_search_by_wrong_parameters_is_refused(rest: Rest, method: str, query: str, document: Any, code: str) -> None:
    assert rest.refused(method, f"parameterizedSearch?{query}", json=document)[:2] == (400, code)


@pytest.mark.contract("S-14")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quux", "MALFORMED_SEARCH"),
        ("", "MALFORMED_SEARCH"),
        ("FIND {quux} WITH SNIPPET", "MALFORMED_SEARCH"),
        ("FIND {--}", "MALFORMED_SEARCH"),
        ("FIND {x}", "INVALID_SEARCH"),
        ("FIND {quux} RETURNING Nothing(Id)", "INVALID_TYPE"),
        ("FIND {quux} RETURNING Lead(Colour)", "INVALID_FIELD"),
        ("FIND {quux} RETURNING Lead(Id", "MALFORMED_SEARCH"),
        ("FIND {quux} RETURNING", "MALFORMED_SEARCH"),
        (f"FIND {{quux}} RETURNING {'(' * 5000}", "MALFORMED_SEARCH"),
    ],
)
def test_a_wrong_search_is_refused(rest: Rest, text: str, code: str) -> None:
    response = rest.ask("GET", "search", params={"q": text})
    assert (response.status_code, response.json()[0]["errorCode"]) == (400, code)


@pytest.mark.contract("S-40")
def test_functions_subtotals_and_scopes_by_simple_salesforce(sf: Any, rest: Rest) -> None:
    account = sf.Account.create({"Name": "Scope", "AnnualRevenue": 1234.5})["id"]
    sf.Task.create({"Subject": "One", "WhatId": account})
    [task] = sf.query(
        "SELECT TYPEOF What WHEN Account THEN Name, AnnualRevenue ELSE Id END FROM Task t WHERE What.Type = 'Account' "
        "AND t.Subject = 'One' AND CALENDAR_YEAR(t.CreatedDate) > 2000"
    )["records"]
    assert (task["What"]["attributes"]["type"], task["What"]["AnnualRevenue"]) == ("Account", 1234.5)
    rows = sf.query("SELECT Type, COUNT(Id) n, GROUPING(Type) g FROM Account GROUP BY ROLLUP(Type)")["records"]
    assert [row["n"] for row in rows if row["g"]] == [sum(row["n"] for row in rows if not row["g"])]
    described = sf.Account.describe()
    for scope in [one["name"] for one in described["supportedScopes"]]:
        assert sf.query(f"SELECT Id FROM Account USING SCOPE {scope} WHERE Id = '{account}'")["totalSize"] == 1
    shown = sf.query(f"SELECT FORMAT(AnnualRevenue) money FROM Account WHERE Id = '{account}'")["records"]
    assert shown[0]["money"] == "$1,234.50"
    place = "Didn't understand relationship 'Contacts' in FROM part of query call."
    assert place in rest.refused("GET", "query", params={"q": "SELECT Id FROM Account a, a.Contacts c"})[2]


@pytest.mark.contract("R-17", "S-40")
def test_refold_has_the_same_functions_and_subtotals(refold: Refold) -> None:
    year = "CALENDAR_YEAR(CreatedDate)"
    asked = {"query": f"SELECT {year} y, COUNT(Id) n FROM Lead GROUP BY ROLLUP({year})"}
    *years, total = refold.data("salesforce/get_entity_with_soql", asked)["records"]
    assert years
    assert (total["y"], total["n"]) == (None, sum(row["n"] for row in years))
