"""Many records and many calls in one: rows that fail alone or together, references, batches, trees."""

from __future__ import annotations

from typing import Any

import pytest

from tests.salesforce_rest.conftest import VERSION, Rest


def lead(name: str | None, **more: Any) -> dict[str, Any]:
    return {"attributes": {"type": "Lead"}, **({"LastName": name} if name else {}), "Company": "Collected", **more}


def count(rest: Rest) -> int:
    found: int = rest.told("GET", "query", params={"q": "SELECT COUNT() FROM Lead WHERE Company = 'Collected'"})[
        "totalSize"
    ]
    return found


@pytest.mark.contract("S-15")
def test_one_bad_row_of_two_hundred_fails_alone_or_with_all(rest: Rest) -> None:
    records = [lead(None if at == 77 else f"L{at}") for at in range(200)]
    rows = rest.told("POST", "composite/sobjects", json={"records": records})
    assert [at for at, row in enumerate(rows) if not row["success"]] == [77]
    assert rows[77]["errors"] == [
        {
            "statusCode": "REQUIRED_FIELD_MISSING",
            "message": "Required fields are missing: [LastName]",
            "fields": ["LastName"],
        }
    ]
    assert count(rest) == 199
    rows = rest.told("POST", "composite/sobjects", json={"allOrNone": True, "records": records})
    assert [row["success"] for row in rows] == [False] * 200
    codes = [row["errors"][0]["statusCode"] for row in rows]
    assert codes[76:79] == [
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "REQUIRED_FIELD_MISSING",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    ]
    assert count(rest) == 199
    assert rest.refused("POST", "composite/sobjects", json={"records": [*records, lead("x")]})[0] == 400


@pytest.mark.contract("S-15")
def test_rows_are_updated_upserted_read_and_deleted(rest: Rest) -> None:
    one, two = (row["id"] for row in rest.told("POST", "composite/sobjects", json={"records": [lead("a"), lead("b")]}))
    changes = [
        lead(None, Id=one, City="Paris"),
        lead(None, id=two, City="Rome"),
        lead("c"),
        {"LastName": "d", "Id": one},
    ]
    rows = rest.told("PATCH", "composite/sobjects", json={"records": changes})
    assert [row["success"] for row in rows] == [True, True, False, False]
    assert [rows[at]["errors"][0]["statusCode"] for at in (2, 3)] == ["MISSING_ARGUMENT", "INVALID_TYPE"]
    unknown = "00Q5g00000zzzzzEAA"
    asked = {"ids": [two, unknown, one], "fields": ["City"]}
    found = rest.told("POST", "composite/sobjects/Lead", json=asked)
    assert [record and record["City"] for record in found] == ["Rome", None, "Paris"]
    assert rest.told("GET", f"composite/sobjects/Lead?ids={two},{unknown},{one}&fields=City") == found
    upserts = [lead("e", Email="e@example.com"), lead("f", Email="e@example.com"), lead("g", Email=None)]
    rows = rest.told("PATCH", "composite/sobjects/Lead/Email", json={"records": upserts})
    assert [(row["success"], row.get("created")) for row in rows] == [(True, True), (True, False), (False, None)]
    [row] = rest.told("PATCH", "composite/sobjects/Lead/Id", json={"records": [lead("h", Id=None)]})
    assert row["created"] is True
    rows = rest.told("DELETE", f"composite/sobjects?ids={one},{unknown}&allOrNone=true")
    assert [row["success"] for row in rows] == [False, False]
    rows = rest.told("DELETE", f"composite/sobjects?ids={one},{unknown},nonsense")
    assert [row["success"] for row in rows] == [True, False, False]
    assert rest.refused("DELETE", "composite/sobjects")[:2] == (400, "INVALID_ARGUMENT")


FOUND = "SELECT+Name,Account.Name+FROM+Contact+WHERE+AccountId='@{acc.id}'"


def composite(calls: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    named = [{"referenceId": f"r{at}", **call, "url": f"{VERSION}/{call['url']}"} for at, call in enumerate(calls)]
    return {"compositeRequest": named, **more}


@pytest.mark.contract("S-16")
def test_later_calls_use_what_earlier_ones_answered(sf: Any, rest: Rest) -> None:
    body = composite([
        {"method": "POST", "url": "sobjects/Account", "referenceId": "acc", "body": {"Name": "Composed & Co"}},
        {"method": "POST", "url": "sobjects/Contact", "body": {"LastName": "C", "AccountId": "@{acc.id}"}},
        {"method": "GET", "url": f"query?q={FOUND}", "referenceId": "q"},
        {"method": "PATCH", "url": "sobjects/Account/@{q.records[0].Id}", "body": {"Name": "x"}},
        {"method": "PATCH", "url": "sobjects/Account/@{acc.id}", "body": {"Site": "of @{q.records[0].Account.Name}"}},
    ])  # fmt: skip
    answers = sf.restful("composite", method="POST", json=body)["compositeResponse"]
    assert [answer["httpStatusCode"] for answer in answers] == [201, 201, 200, 400, 204]
    account = answers[0]["body"]["id"]
    assert answers[0]["httpHeaders"] == {"Location": f"{VERSION}/sobjects/Account/{account}"}
    assert answers[4] == {"body": None, "httpHeaders": {}, "httpStatusCode": 204, "referenceId": "r4"}
    assert sf.Account.get(account)["Site"] == "of Composed & Co"


@pytest.mark.contract("S-16")
def test_one_failure_undoes_a_composite_that_asks_for_all_or_none(rest: Rest) -> None:
    calls: list[dict[str, Any]] = [
        {"method": "POST", "url": "sobjects/Lead", "body": {"LastName": "a", "Company": "Collected"}},
        {"method": "POST", "url": "sobjects/Lead", "body": {"LastName": "b"}, "referenceId": "bad"},
        {"method": "GET", "url": "sobjects/Lead/@{bad.id}"},
    ]
    used = rest.told("GET", "limits")["DailyApiRequests"]["Remaining"]
    answers = rest.told("POST", "composite", json=composite(calls))["compositeResponse"]
    assert used - rest.told("GET", "limits")["DailyApiRequests"]["Remaining"] == 2
    assert [answer["httpStatusCode"] for answer in answers] == [201, 400, 400]
    assert [answer["body"][0]["errorCode"] for answer in answers[1:]] == ["REQUIRED_FIELD_MISSING", "PROCESSING_HALTED"]
    assert count(rest) == 1
    answers = rest.told("POST", "composite", json=composite(calls, allOrNone=True))["compositeResponse"]
    codes = [answer["body"][0]["errorCode"] for answer in answers]
    assert codes == ["PROCESSING_HALTED", "REQUIRED_FIELD_MISSING", "PROCESSING_HALTED"]
    assert count(rest) == 1


@pytest.mark.contract("S-16")
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"compositeRequest": []},
        composite([{"method": "GET", "url": "limits"}] * 26),
        composite([{"method": "GET", "url": "limits", "referenceId": "same"}] * 2),
        composite([{"method": "GET", "url": "query?q="}] * 6),
        composite([{"method": "BREW", "url": "limits"}]),
        composite([{"method": "GET", "url": "limits", "referenceId": "a b"}]),
    ],
)
def test_a_composite_that_is_none_is_refused(rest: Rest, body: dict[str, Any]) -> None:
    assert rest.refused("POST", "composite", json=body)[:2] == (400, "JSON_PARSER_ERROR")


@pytest.mark.contract("S-16")
@pytest.mark.parametrize("url", ["composite", "composite/batch", "../../oauth2/userinfo"])
def test_a_composite_holds_no_other_and_leaves_its_version_not(rest: Rest, url: str) -> None:
    [answer] = rest.told("POST", "composite", json=composite([{"method": "POST", "url": url}]))["compositeResponse"]
    assert (answer["httpStatusCode"], answer["body"][0]["errorCode"]) == (404, "NOT_FOUND")


@pytest.mark.contract("S-17")
def test_the_calls_of_a_batch_are_strangers(rest: Rest) -> None:
    calls: list[dict[str, Any]] = [
        {"method": "POST", "url": "v59.0/sobjects/Lead", "richInput": {"LastName": "a", "Company": "Collected"}},
        {"method": "POST", "url": "v59.0/sobjects/Lead", "richInput": {}},
        {"method": "GET", "url": "v61.0/query?q=SELECT+COUNT()+FROM+Lead+WHERE+Company='Collected'"},
    ]
    answer = rest.told("POST", "composite/batch", json={"batchRequests": calls})
    assert answer["hasErrors"] is True
    assert [one["statusCode"] for one in answer["results"]] == [201, 400, 200]
    assert answer["results"][2]["result"]["totalSize"] == 1
    answer = rest.told("POST", "composite/batch", json={"batchRequests": calls, "haltOnError": True})
    assert [one["statusCode"] for one in answer["results"]] == [201, 400, 412]


@pytest.mark.contract("S-18")
def test_a_tree_is_created_whole_or_not_at_all(sf: Any, rest: Rest) -> None:
    def tree(last_name: str | None) -> dict[str, Any]:
        contact = {"attributes": {"type": "Contact", "referenceId": "c"}, "LastName": last_name}
        task = {"attributes": {"type": "Task", "referenceId": "t"}, "Subject": "Call"}
        account = {"attributes": {"type": "Account", "referenceId": "a"}, "Name": "Tree"}
        return {"records": [{**account, "contacts": {"records": [{**contact, "Tasks": {"records": [task]}}]}}]}

    answer = rest.ask("POST", "composite/tree/Account", json=tree("Leaf"))
    assert answer.status_code == 201
    ids = {one["referenceId"]: one["id"] for one in answer.json()["results"]}
    assert sf.Contact.get(ids["c"])["AccountId"] == ids["a"]
    assert sf.Task.get(ids["t"])["WhoId"] == ids["c"]
    answer = rest.ask("POST", "composite/tree/Account", json=tree(None))
    assert answer.status_code == 400
    [failed] = answer.json()["results"]
    assert (failed["referenceId"], failed["errors"][0]["statusCode"]) == ("c", "REQUIRED_FIELD_MISSING")
    assert sf.query("SELECT COUNT() FROM Account WHERE Name = 'Tree'")["totalSize"] == 1
