"""What one call can ask is bounded: what is answered, listed, looked at and kept does not grow with the attack."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from mockserver.core import faults, http
from mockserver.core.errors import MOST_VIOLATIONS
from mockserver.core.http import MAX_BODY, MAX_DOCUMENT, MAX_VALUES, Malformed, dump_json, load_json
from mockserver.crm import steps
from mockserver.crm.hubspot import search as hubspot_search
from mockserver.crm.salesforce.soql import query as soql
from mockserver.sandboxes import sandbox as sandbox_module
from tests.conftest import Control, Oktopost, Refold

MANY = MAX_VALUES - 1_000
"""As many values as a call may hold, and room for what is around them."""

SMALL = 20_000
"""No refusal is longer, in bytes."""


def _entry(control: Control) -> Any:
    return control.told("GET", "journal", params={"last": "1"})["entries"][0]


# -- violations ------------------------------------------------------------------------------------------------


def test_of_many_wrong_items_the_first_are_named_and_that_there_are_more(okto: Oktopost, control: Control) -> None:
    answer = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": ["x"] * MANY})
    errors = answer.json()["Errors"]
    assert answer.status_code == 400
    assert len(errors) == MOST_VIOLATIONS + 1
    assert errors[0] == 'Invalid payload: leadIds[0]: expected integer, got "x"'
    assert errors[-1] == "Invalid payload: and more"
    assert len(answer.content) < SMALL
    assert len(_entry(control)["violations"]) == MOST_VIOLATIONS + 1


def test_as_many_as_are_named_are_not_said_to_be_more(okto: Oktopost) -> None:
    wrong = ["x"] * MOST_VIOLATIONS
    errors = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": wrong}).json()["Errors"]
    assert len(errors) == MOST_VIOLATIONS
    assert "and more" not in errors[-1]


def test_a_wrong_item_behind_many_good_ones_is_named_by_its_place(okto: Oktopost) -> None:
    errors = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": [100] * 50_000 + ["x"]}).json()["Errors"]
    assert errors == ['Invalid payload: leadIds[50000]: expected integer, got "x"']


def test_many_wrong_associations_are_not_all_named(refold: Refold, control: Control) -> None:
    answer = refold.execute("hubspot/create_contact", {"email": "a@b.example", "associations": [{}] * (MANY // 2)})
    assert answer.json()["message"].endswith("and more")
    assert len(answer.content) < SMALL
    assert len(_entry(control)["violations"]) == MOST_VIOLATIONS + 1


@pytest.mark.parametrize("strict", ["warn", "fail"])
def test_of_many_undeclared_fields_the_first_are_noted(okto: Oktopost, control: Control, strict: str) -> None:
    control.told("PATCH", "", {"strict": strict})
    payload = {f"k{number:06d}": 1 for number in range(MANY)}
    answer = okto.act("salesforce/lead.getById", {**payload, "id": "00Q000000000001"})
    findings = _entry(control)["findings"]
    assert len(findings) == (1 if strict == "fail" else MOST_VIOLATIONS + 1)
    assert findings[0]["pointer"] == "payload.k000000"
    assert len(answer.content) < SMALL


def test_a_long_name_is_cut_where_it_is_shown(okto: Oktopost, control: Control) -> None:
    okto.act("salesforce/lead.getById", {"id": "00Q000000000001", "k" * 1_000_000: 1})
    pointer = _entry(control)["findings"][0]["pointer"]
    assert pointer.endswith("… (1000000 characters)")
    assert len(pointer) < 200


@pytest.mark.parametrize(
    "given", [[1] * (MAX_VALUES + 1), [{"a": 1}] * (MAX_VALUES // 2 + 1)], ids=["items", "members"]
)
def test_a_document_of_more_values_than_anybody_walks_is_refused(
    okto: Oktopost, refold: Refold, control: Control, given: list[Any]
) -> None:
    told = f"JSON of more than {MAX_VALUES} values"
    assert told in okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": given}).json()["Errors"][0]
    assert told in refold.execute("marketo/add_leads_to_list", {"list_id": "1234", "lead_ids": given}).json()["message"]
    assert told in control.refused("POST", "records/marketo/lead", {"x": given})[1]["message"]


@pytest.mark.parametrize("piece", [",", '","', '":', '\\":', '\\\\","', "{[", '":"'])
def test_signs_in_a_text_are_no_values(refold: Refold, piece: str) -> None:
    body = {"email": "a@b.example", "x": piece * (MAX_VALUES + 1), "y\\": '\\"'}
    assert "JSON of more than" not in refold.execute("hubspot/create_contact", body).text


@pytest.mark.parametrize("text", [":", ",", '":', '","', "\\", '\\"', "x"])
def test_as_many_values_as_may_be_are_read(text: str) -> None:
    for value in ([text] * MAX_VALUES, {f"{text}{number}{text}": text for number in range(MAX_VALUES)}):
        written = json.dumps(value, separators=(",", ":"))
        assert load_json(written, most=MAX_VALUES, longest=MAX_BODY) == value
        assert load_json(written.encode(), most=MAX_VALUES, longest=MAX_BODY) == value
        with pytest.raises(Malformed, match=f"JSON of more than {MAX_VALUES - 1} values"):
            load_json(written, most=MAX_VALUES - 1, longest=MAX_BODY)


@pytest.mark.parametrize("size", [MAX_DOCUMENT, MAX_DOCUMENT + 1])
def test_a_document_is_so_long_and_no_longer(okto: Oktopost, refold: Refold, control: Control, size: int) -> None:
    """Each reader of one holds up every thread, however few values it has: forms and JSON, wherever they come."""
    told = f"more than {MAX_DOCUMENT >> 20} MiB"
    form = b"id=014000000000001&actionName=case.getAll&other="
    as_form, as_json = ({"content-type": f"application/{kind}"} for kind in ("x-www-form-urlencoded", "json"))
    document = b'{"id": "014000000000001", "actionName": "case.getAll", "other": "%b"}'
    answers = [
        okto.request("POST", "/v2/integration-action", data=form + b"x" * (size - len(form)), headers=as_form),
        okto.request(
            "POST", "/v2/integration-action", data=document % (b"x" * (size - len(document) + 2)), headers=as_json
        ),
        refold.execute("hubspot/create_contact", "x" * (size - 2)),
        control.ask("POST", "records/marketo/lead", data=b'"%b"' % (b"x" * (size - 2)), headers=as_json),
    ]
    assert [told in answer.text for answer in answers] == [size > MAX_DOCUMENT] * len(answers)
    assert all(len(answer.content) < SMALL for answer in answers if told in answer.text)


def test_of_many_bad_records_in_a_state_the_first_are_named(control: Control) -> None:
    bad = [{"id": number} for number in range(MANY)]
    document = {"format": 2, "tables": {"marketo/lead": {"records": bad}}}
    response = control.ask("PUT", "state", json=document)
    error = response.json()["error"]
    assert response.status_code == 400
    assert len(error["violations"]) == MOST_VIOLATIONS + 1
    assert error["violations"][0]["pointer"].startswith("json.tables.marketo/lead.records[0]")
    assert len(response.content) < SMALL


def test_a_bad_record_behind_many_good_ones_of_a_state_is_named(control: Control) -> None:
    document = control.told("GET", "state")
    good = document["tables"]["marketo/lead"]["records"][0]
    records = [{**good, "id": number} for number in range(1, 20_000)]
    document["tables"] = {"marketo/lead": {"records": [*records, {"id": "x"}]}}
    _, error = control.refused("PUT", "state", document)
    pointers = {violation["pointer"].partition("]")[0] for violation in error["violations"]}
    assert pointers == {"json.tables.marketo/lead.records[19999"}


def test_of_many_properties_that_hubspot_does_not_take_the_first_are_named(okto: Oktopost) -> None:
    data = {"email": "a@b.example"} | {f"no_{number}": "x" for number in range(20_000)}
    answer = okto.act("hubspot/contact.create", {"data": data})
    assert answer.text.count("PROPERTY_DOESNT_EXIST") == MOST_VIOLATIONS
    assert len(answer.content) < SMALL


# -- what a question may look at -------------------------------------------------------------------------------


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("columns", "clauses"),
    [
        ("Id", "WHERE " + " OR ".join(f"LastName = '{number}'" for number in range(50))),
        ("Id", "WHERE LastName != 'x' ORDER BY " + ", ".join(["LastName", "FirstName"] * 16)),
        ("Id", "WHERE Name LIKE '%" + "_" * 500 + "%'"),
        ("FIELDS(STANDARD), Account.Owner.Name, Account.Owner.Email", ""),
        ("COUNT(Id)", "GROUP BY CUBE(LastName, CALENDAR_YEAR(CreatedDate), HOUR_IN_DAY(CreatedDate))"),
        ("FORMAT(CreatedDate), toLabel(Name), FORMAT(Owner.CreatedDate)", "ORDER BY DAY_IN_YEAR(CreatedDate)"),
        ("Id", "WHERE " + " OR ".join(f"DAY_IN_YEAR(CreatedDate) = {number}" for number in range(9))),
    ],
    ids=["conditions", "keys", "pattern", "columns", "subtotals", "functions", "dates"],
)
def test_a_query_looks_at_so_much_and_no_more(
    refold: Refold, columns: str, clauses: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = f"SELECT {columns} FROM Contact {clauses}"  # noqa: S608 - reads only
    cheap = "SELECT Id FROM Contact WHERE LastName = 'nobody'"
    counted = _counted(monkeypatch)
    assert refold.data("salesforce/get_entity_with_soql", {"query": cheap})["records"] == []
    assert refold.data("salesforce/get_entity_with_soql", {"query": query})["done"] is True
    least, most = counted
    assert 0 < least < most
    monkeypatch.setattr(steps, "MOST", most - 1)
    answer = refold.execute("salesforce/get_entity_with_soql", {"query": query}).json()
    assert (answer["node_status"], answer["http_status"]) == ("Errored", 400)
    assert answer["data"] == [{"message": "Your query request was running for too long.", "errorCode": "QUERY_TIMEOUT"}]
    assert refold.data("salesforce/get_entity_with_soql", {"query": cheap})["records"] == []


@pytest.mark.contract("R-19")
@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("CONTAINS_TOKEN", " ".join(f"*{number}*" for number in range(500))),
        ("IN", ";".join(map(str, range(600)))),
        ("NOT_IN", ";".join(map(str, range(600)))),
    ],
)
def test_a_search_looks_at_so_much_and_no_more(
    refold: Refold, operator: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"propertyName": "lastname", "operator": operator, "value": value}
    cheap = {"propertyName": "lastname", "operator": "EQ", "value": "nobody"}
    counted = _counted(monkeypatch)
    refold.data("hubspot/search_contacts", cheap)
    refold.data("hubspot/search_contacts", asked)
    least, most = counted
    assert 0 < least < most
    monkeypatch.setattr(steps, "MOST", most - 1)
    answer = refold.execute("hubspot/search_contacts", asked).json()
    assert (answer["node_status"], answer["http_status"], answer["data"]["status"]) == ("Errored", 504, "error")
    assert refold.data("hubspot/search_contacts", cheap)["total"] == 0


@pytest.mark.contract("O-55")
def test_a_call_adds_so_many_leads_and_no_more(okto: Oktopost, refold: Refold) -> None:
    assert okto.result("marketo/list.addLeads", {"listId": "1234", "leadIds": [100] * 300})["success"] is True
    told = "1003: Invalid data: at most 300 leads in one call, got 301"
    answer = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": [100] * 301})
    assert answer.json()["Errors"] == [told]
    for ids in ([100] * 301, str([100] * 301)):
        asked = {"list_id": "1234", "lead_ids": ids}
        errors = refold.execute("marketo/add_leads_to_list", asked).json()["data"]["errors"]
        assert [f"{error['code']}: {error['message']}" for error in errors] == [told]


def test_a_filter_that_too_many_leads_match_is_refused(refold: Refold, control: Control) -> None:
    document = control.told("GET", "state")
    lead = document["tables"]["marketo/lead"]["records"][0]
    table = document["tables"]["marketo/lead"]
    table["records"] = [{**lead, "id": number, "email": "same@mock.example"} for number in range(1, 1_001)]
    control.told("PUT", "state", document)
    asked = {"email": "same@mock.example"}
    assert len(refold.data("marketo/get_lead_by_email", asked)["result"]) == 1_000
    control.told("POST", "records/marketo/lead", asked)
    answer = refold.execute("marketo/get_lead_by_email", asked).json()
    assert answer["data"]["errors"] == [{"code": "1003", "message": "Too many results match the filter"}]


def test_a_text_of_json_is_bounded_as_the_call_is(refold: Refold) -> None:
    for ids, told in (
        ("[" * 200 + "]" * 200, "nested deeper than 100 levels"),
        ("[" + "1," * MAX_VALUES + "1]", f"JSON of more than {MAX_VALUES} values"),
    ):
        answer = refold.execute("marketo/add_leads_to_list", {"list_id": "1234", "lead_ids": ids})
        assert answer.status_code == 400
        assert told in answer.json()["message"]
    nested = refold.execute("marketo/add_leads_to_list", {"list_id": "1234", "lead_ids": "[" * 99 + "]" * 99})
    assert nested.json()["data"]["errors"][0]["code"] == "1001"


def test_a_long_search_finds_nothing(okto: Oktopost) -> None:
    found = okto.result("salesforce/contact.search", {"search": "e " * 4_999 + "e"})["searchRecords"]
    assert okto.result("salesforce/contact.search", {"search": "e " * 5_000 + "e"}) == {"searchRecords": []}
    assert found == okto.result("salesforce/contact.search", {"search": "e e"})["searchRecords"]


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps that each question takes from now on, as they are answered."""
    taken: list[int] = []

    class Counting(steps.Steps):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.place = len(taken)
            taken.append(0)

        def take(self, count: int) -> None:
            taken[self.place] += count
            super().take(count)

        def each(self, items: Any, count: int) -> Any:
            for item in super().each(items, count):
                taken[self.place] += count
                yield item

    monkeypatch.setattr(steps, "PATIENCE", steps.MOST)  # or a long question is begun anew, and counted twice
    for module in (soql, hubspot_search):
        monkeypatch.setattr(module, "Steps", Counting)
    return taken


@pytest.mark.contract("R-19")
@pytest.mark.parametrize(
    ("operator", "value"), [("CONTAINS_TOKEN", "*" * 50_000), ("EQ", "x" * 3_000), ("IN", "1;" * 2_000)]
)
def test_a_search_has_so_many_characters_and_no_more(refold: Refold, operator: str, value: str) -> None:
    asked = {"propertyName": "lastname", "operator": operator, "value": value}
    answer = refold.execute("hubspot/search_contacts", asked).json()
    length = len("lastname") + len(operator) + len(value)
    assert answer["http_status"] == 400
    assert answer["data"]["message"] == f"A search has 3000 characters at most, not {length}"


# -- what a sandbox, and what a server, holds ------------------------------------------------------------------


def test_a_sandbox_keeps_so_many_rules_and_no_more(
    control: Control, okto: Oktopost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "MOST_RULES", 3)
    rule = {"match": "oktopost/salesforce/*", "outcome": "unavailable"}
    planted = [control.told("POST", "faults", rule)["id"] for _ in range(3)]
    status, error = control.refused("POST", "faults", rule)
    assert (status, error["code"]) == (409, "conflict")
    assert error["message"] == "a sandbox keeps 3 rules: remove some of them first"
    control.told("DELETE", f"faults/{planted[0]}")
    assert control.told("POST", "faults", rule)["id"] not in planted


def test_a_state_has_no_more_rules_than_can_be_planted(control: Control) -> None:
    rule = control.told("POST", "faults", {"outcome": "unavailable"})
    document = {"format": 2, "tables": {}, "faults": {"made": 1, "rules": [rule] * faults.MOST_RULES}}
    control.told("PUT", "state", document)
    document["faults"]["rules"].append(rule)  # type: ignore[index]
    assert control.refused("PUT", "state", document)[1]["violations"][0]["keyword"] == "maxItems"


def test_a_rule_is_held_against_an_action_once(
    control: Control, okto: Oktopost, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def counting(name: str, pattern: str) -> bool:
        compared.append(pattern)
        return fnmatchcase(name, pattern)

    for _ in range(50):
        control.told("POST", "faults", {"match": "refold/hubspot/*", "outcome": "unavailable"})
    monkeypatch.setattr(faults, "fnmatchcase", counting)
    for _ in range(10):
        okto.act("salesforce/lead.getById", {"id": "00Q000000000001"})
    assert len(compared) == 50
    control.told("POST", "faults", {"match": "oktopost/salesforce/*", "outcome": "unavailable"})
    assert okto.act("salesforce/lead.getById", {"id": "00Q000000000001"}).status_code == 503
    assert len(compared) == 50 + 51


def test_a_key_that_stands_twice_is_found_among_many(control: Control) -> None:
    document = control.told("GET", "state")
    table = document["tables"]["marketo/lead"]
    lead = table["records"][0]
    table["records"] = [{**lead, "id": number} for number in range(1, 30_001)]
    table["deleted"] = [30_001, 7]
    _, error = control.refused("PUT", "state", document)
    assert error["message"] == "json.tables.marketo/lead: the id 7 stands there twice"


def test_a_state_is_written_in_slices_and_whole(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def counting(value: Any) -> bytes:
        if isinstance(value, list):
            written.append(len(value))
        return dump_json(value)

    document = control.told("GET", "state")
    table = document["tables"]["marketo/lead"]
    lead = table["records"][0]
    table["records"] = [{**lead, "id": number} for number in range(1, 2 * http.SLICE + 2)]
    control.told("PUT", "state", document)
    monkeypatch.setattr(http, "dump_json", counting)
    assert control.told("GET", "state") == document
    assert max(written) == http.SLICE
    assert written.count(http.SLICE) == 2


def test_generated_people_are_so_many_and_no_more(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_module, "MOST_GENERATED", 25)
    made = [control.told("POST", "/sandboxes", {"populate": 10, "seed": 5_000 + number})["id"] for number in (1, 2)]
    try:
        shared = control.told("POST", "/sandboxes", {"populate": 10, "seed": 5_001})["id"]
        made.append(shared)
        status, error = control.refused("POST", "/sandboxes", {"populate": 10, "seed": 5_003})
        assert (status, error["code"]) == (409, "conflict")
        assert "have 20 generated people and may have 25 together" in error["message"]
        control.told("DELETE", f"/sandboxes/{made.pop(1)}")
        made.append(control.told("POST", "/sandboxes", {"populate": 10, "seed": 5_003})["id"])
    finally:
        for one in made:
            control.told("DELETE", f"/sandboxes/{one}")
