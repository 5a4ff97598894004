"""Custom fields with a type, and custom objects: declared in fixtures or by the control API, used by clients."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from simple_salesforce.exceptions import SalesforceMalformedRequest, SalesforceResourceNotFound

from mockserver.core.resources import folder
from mockserver.core.store import Store
from mockserver.crm import steps
from mockserver.crm.salesforce.actions import create, delete, update
from mockserver.crm.salesforce.soql.query import query
from mockserver.world import fixtures
from tests.conftest import Control
from tests.salesforce_rest.conftest import content_of

FIELDS: list[dict[str, Any]] = [
    {"fullName": "Account.Key__c", "type": "string", "length": 10, "externalId": True, "unique": True},
    {"fullName": "Account.Code__c", "type": "double", "precision": 8, "scale": 0, "externalId": True},
    {"fullName": "Account.Score__c", "type": "double", "precision": 5, "scale": 1, "label": "Score of it"},
    {"fullName": "Account.Price__c", "type": "currency"},
    {"fullName": "Account.Agreed__c", "type": "boolean", "defaultValue": True},
    {"fullName": "Account.Since__c", "type": "date"},
    {"fullName": "Account.Seen__c", "type": "datetime"},
    {"fullName": "Account.Level__c", "type": "picklist", "picklistValues": ["Gold", "Tin"], "restrictedPicklist": True},
    {
        "fullName": "Account.Tags__c",
        "type": "multipicklist",
        "picklistValues": ["red", "green", "blue"],
        "restrictedPicklist": True,
    },
    {"fullName": "Account.Mail__c", "type": "email"},
    {"fullName": "Account.Best__c", "type": "reference", "referenceTo": ["Contact"], "relationshipName": "Fans"},
    {"fullName": "Invoice__c.Total__c", "type": "currency", "nillable": False},
    {"fullName": "Invoice__c.Number__c", "type": "string", "externalId": True, "unique": True, "caseSensitive": True},
    {
        "fullName": "Invoice__c.Payer__c",
        "type": "reference",
        "referenceTo": ["Account"],
        "relationshipName": "Invoices",
        "cascadeDelete": True,
    },
]


def declare(control: Control) -> None:
    control.told("POST", "records/salesforce/customObject", {"name": "Invoice__c", "label": "Invoice"})
    control.told(
        "POST", "records/salesforce/customObject", {"name": "Ticket__c", "nameField": {"displayFormat": "T-{000}"}}
    )
    for field in FIELDS:
        control.told("POST", "records/salesforce/customField", field)


@pytest.fixture
def org(sf: Any, control: Control) -> Any:
    """simple-salesforce, over an organisation with fields and objects of its own."""
    declare(control)
    return sf


def refusal(sf: Any, data: Mapping[str, Any], sobject: str = "Account") -> dict[str, Any]:
    """The one error that a create comes to."""
    with pytest.raises(SalesforceMalformedRequest) as refused:
        getattr(sf, sobject).create(data)
    [error] = content_of(refused)
    return dict(error)


@pytest.mark.contract("S-42")
def test_custom_fields_hold_values_of_their_types(org: Any) -> None:
    data = {
        "Name": "Acme",
        "Key__c": "K1",
        "Score__c": 12.25,
        "Price__c": "9.999",
        "Since__c": "2026-01-02",
        "Seen__c": "2026-01-02T03:04:05Z",
        "Level__c": "Gold",
        "Tags__c": "red;blue",
        "Mail__c": "a@b.example",
    }
    key = org.Account.create(data)["id"]
    read = org.Account.get(key)
    assert {name: read[name] for name in [*data, "Agreed__c", "Best__c"]} == {
        **data,
        "Score__c": 12.3,
        "Price__c": 10.0,
        "Seen__c": "2026-01-02T03:04:05.000+0000",
        "Agreed__c": True,
        "Best__c": None,
    }
    for condition in (
        "Key__c = 'k1'",
        "Score__c > 12",
        "Agreed__c = true",
        "Since__c = 2026-01-02",
        "CALENDAR_YEAR(Seen__c) = 2026",
        "Tags__c INCLUDES ('blue;red', 'green')",
        "Tags__c EXCLUDES ('green')",
        "Mail__c LIKE '%@b.example'",
    ):
        found = org.query(f"SELECT Id FROM Account WHERE Name = 'Acme' AND {condition}")["records"]  # noqa: S608
        assert [record["Id"] for record in found] == [key], condition


@pytest.mark.contract("S-42")
@pytest.mark.parametrize(
    ("data", "code", "text", "fields"),
    [
        ({"Key__c": "x" * 11}, "STRING_TOO_LONG", f"Key: data value too large: {'x' * 11} (max length=10)", ["Key__c"]),
        (
            {"Score__c": 10_000},
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Score of it: value outside of valid range on numeric field: 10000",
            ["Score__c"],
        ),
        (
            {"Score__c": 1e300},
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Score of it: value outside of valid range on numeric field: 1e+300",
            ["Score__c"],
        ),
        (
            {"Level__c": "Iron"},
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Level: bad value for restricted picklist field: Iron",
            ["Level__c"],
        ),
        (
            {"Tags__c": "red;grey"},
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Tags: bad value for restricted picklist field: red;grey",
            ["Tags__c"],
        ),
        ({"Mail__c": "nobody"}, "INVALID_EMAIL_ADDRESS", "Mail: invalid email address: nobody", ["Mail__c"]),
        (
            {"Since__c": "soon"},
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of date from VALUE_STRING value soon",
            None,
        ),
        (
            {"Best__c": "0015g0000000001AAA"},
            "FIELD_INTEGRITY_EXCEPTION",
            "Best: id value of incorrect type: 0015g0000000001AAA",
            ["Best__c"],
        ),
        (
            {"Agreed__c": None},
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            "Agreed: value not of required type",
            ["Agreed__c"],
        ),
    ],
)
def test_a_value_that_a_field_does_not_take_is_refused(
    org: Any, data: Mapping[str, Any], code: str, text: str, fields: list[str] | None
) -> None:
    error = refusal(org, {"Name": "x", **data})
    assert (error["errorCode"], error["message"], error.get("fields")) == (code, text, fields)


@pytest.mark.contract("S-42")
def test_unique_and_required_fields(org: Any) -> None:
    first = org.Account.create({"Name": "a", "Key__c": "One"})["id"]
    assert refusal(org, {"Name": "b", "Key__c": "oNE"}) == {
        "errorCode": "DUPLICATE_VALUE",
        "message": f"duplicate value found: Key__c duplicates value on record with id: {first[:15]}",
        "fields": [],
    }
    assert org.Account.update(first, {"Key__c": "one"}) == 204
    org.Invoice__c.create({"Total__c": 1, "Number__c": "n"})
    assert org.Invoice__c.create({"Total__c": 1, "Number__c": "N"})["success"]
    assert refusal(org, {"Total__c": 1, "Number__c": "N"}, "Invoice__c")["errorCode"] == "DUPLICATE_VALUE"
    assert refusal(org, {}, "Invoice__c")["message"] == "Required fields are missing: [Total__c]"


@pytest.mark.contract("S-42")
def test_records_are_upserted_and_related_by_external_ids(org: Any) -> None:
    assert org.Account.upsert("Key__c/K9", {"Name": "nine", "Code__c": 77}) == 201
    assert org.Account.upsert("Key__c/k9", {"Name": "again"}) == 200
    account = org.Account.get_by_custom_id("Code__c", "77")
    assert account["Name"] == "again"
    made = org.Invoice__c.create({"Total__c": 5, "Payer__r": {"Key__c": "K9"}})["id"]
    assert org.Invoice__c.get(made)["Payer__c"] == account["Id"]
    unknown = refusal(org, {"Total__c": 5, "Payer__r": {"Key__c": "none"}}, "Invoice__c")
    assert unknown["message"] == "Foreign key external ID: none not found for field Key__c in entity Account"
    wrongs: list[Any] = [{"Name": "again"}, {}, {"Key__c": "K9", "Code__c": 77}, {"Key__c": []}, {"Key__c": {}}]
    for wrong in wrongs:
        assert refusal(org, {"Total__c": 5, "Payer__r": wrong}, "Invoice__c")["errorCode"] == "INVALID_FIELD"
    with pytest.raises(SalesforceResourceNotFound):
        org.Account.get_by_custom_id("Score__c", "1")


@pytest.mark.contract("S-42")
def test_a_custom_object_lives_as_the_others_do(org: Any) -> None:
    account = org.Account.create({"Name": "Payer"})["id"]
    fan = org.Contact.create({"LastName": "Fan"})["id"]
    org.Account.update(account, {"Best__c": fan})
    made = org.Invoice__c.create({"Name": "First", "Total__c": 10, "Payer__c": account})["id"]
    assert made.startswith("a00")
    assert org.Invoice__c.get(org.Invoice__c.create({"Total__c": 1})["id"])["Name"].startswith("a00")
    ticket = org.Ticket__c.create({})["id"]
    assert (ticket[:3], org.Ticket__c.get(ticket)["Name"]) == ("a01", "T-001")
    [found] = org.query(
        "SELECT Name, Payer__r.Name, Payer__r.Best__r.LastName, Owner.Type FROM Invoice__c WHERE Payer__c != null"
    )["records"]
    assert found["Payer__r"]["Name"] == "Payer"
    assert found["Payer__r"]["Best__r"]["LastName"] == "Fan"
    assert found["Owner"]["Type"] == "User"
    [parent] = org.query("SELECT (SELECT Total__c FROM Invoices__r) FROM Account WHERE Best__c != null")["records"]
    assert [record["Total__c"] for record in parent["Invoices__r"]["records"]] == [10]
    rows = org.query("SELECT SUM(Total__c) total FROM Invoice__c GROUP BY Payer__c ORDER BY SUM(Total__c)")["records"]
    assert [row["total"] for row in rows] == [1, 10]
    assert org.quick_search("First")["searchRecords"][0]["Id"] == made
    counts = org.restful("limits/recordCount", {"sObjects": "Invoice__c"})
    assert counts["sObjects"] == [{"count": 2, "name": "Invoice__c"}]
    org.Contact.delete(fan)
    assert org.Account.get(account)["Best__c"] is None
    org.Account.delete(account)
    gone = org.query("SELECT Id FROM Invoice__c WHERE IsDeleted = true", include_deleted=True)["records"]
    assert [one["Id"] for one in gone] == [made]
    with pytest.raises(SalesforceResourceNotFound):
        org.Invoice__c.get(made)


@pytest.mark.contract("S-42", "S-10")
def test_what_is_declared_is_described(org: Any) -> None:
    rows = {row["name"]: row for row in org.describe()["sobjects"]}
    assert (rows["Invoice__c"]["custom"], rows["Invoice__c"]["labelPlural"]) == (True, "Invoices")
    assert (rows["Invoice__c"]["keyPrefix"], rows["Account"]["custom"]) == ("a00", False)
    for name in ("Account", "Invoice__c", "Ticket__c"):
        described = getattr(org, name).describe()
        names = [field["name"] for field in described["fields"]]
        assert org.query(f"SELECT {', '.join(names)} FROM {name} LIMIT 1")["done"]  # noqa: S608
        assert (len(described), {len(field) for field in described["fields"]}) == (42, {57})
    fields = {field["name"]: field for field in org.Account.describe()["fields"]}
    score = fields["Score__c"]
    assert (score["type"], score["precision"], score["scale"], score["label"]) == ("double", 5, 1, "Score of it")
    key = fields["Key__c"]
    assert (key["externalId"], key["unique"], key["idLookup"], key["length"]) == (True, True, True, 10)
    assert [value["value"] for value in fields["Tags__c"]["picklistValues"]] == ["red", "green", "blue"]
    assert (fields["Tags__c"]["sortable"], fields["Level__c"]["restrictedPicklist"]) == (False, True)
    assert (fields["Best__c"]["relationshipName"], fields["Best__c"]["referenceTo"]) == ("Best__r", ["Contact"])
    children = {one["relationshipName"]: one for one in org.Account.describe()["childRelationships"]}
    assert (children["Invoices__r"]["field"], children["Invoices__r"]["cascadeDelete"]) == ("Payer__c", True)


@pytest.mark.contract("S-42")
def test_declarations_outlive_export_snapshot_and_import(org: Any, control: Control) -> None:
    made = org.Invoice__c.create({"Total__c": 10})["id"]
    control.told("PUT", "snapshots/before")
    document = control.told("GET", "state")
    assert len(document["tables"]["salesforce/Invoice__c"]["records"]) == 1
    control.told("POST", "reset")
    assert "Invoice__c" not in {row["name"] for row in org.describe()["sobjects"]}
    control.told("POST", "snapshots/before/restore")
    assert org.Invoice__c.get(made)["Total__c"] == 10
    control.told("POST", "reset")
    control.told("PUT", "state", document)
    assert control.told("GET", "state") == document
    assert org.Invoice__c.get(made)["Total__c"] == 10
    control.told("DELETE", "records/salesforce/customField/Invoice__c.Total__c")
    assert "Total__c" not in org.Invoice__c.get(made)


@pytest.mark.contract("S-42")
def test_the_control_api_edits_records_of_custom_objects(org: Any, control: Control) -> None:
    made = control.told("POST", "records/salesforce/Invoice__c", {"Name": "Made", "Total__c": 3})
    assert org.Invoice__c.get(made["Id"])["Total__c"] == 3
    assert control.told("GET", "records/salesforce/Invoice__c")["total"] == 1
    assert control.told("GET", "records/salesforce/Ticket__c") == {"records": [], "total": 0}
    page = f"/console/{control.sandbox}/records/salesforce"
    assert "Made" in control.ask("GET", f"{page}/Invoice__c/key/{made['Id']}").text
    assert control.ask("GET", f"{page}/Ticket__c").ok
    control.told("DELETE", f"records/salesforce/Invoice__c/{made['Id']}")
    assert control.told("GET", "records/salesforce/Invoice__c")["total"] == 0


@pytest.mark.contract("S-42")
@pytest.mark.parametrize(
    ("table", "record", "told"),
    [
        ("customField", {"fullName": "Nothing.X__c", "type": "string"}, "sObject type 'Nothing' is not supported"),
        ("customField", {"fullName": "Lead.X__c", "type": "colour"}, "type"),
        ("customField", {"fullName": "Lead.X__c", "type": "reference"}, "referenceTo"),
        ("customField", {"fullName": "Lead.X__c", "type": "boolean", "unique": True}, "unique"),
        (
            "customField",
            {"fullName": "Lead.X__c", "type": "reference", "referenceTo": ["Nothing"]},
            "sObject type 'Nothing' is not supported",
        ),
        ("customField", {"fullName": "Account.KEY__c", "type": "string"}, "has a field KEY__c already"),
        ("customField", {"fullName": "Lead.Score", "type": "string"}, "fullName"),
        ("customObject", {"name": "invoice__c"}, "There is an object invoice__c already"),
        ("customObject", {"name": "Invoice"}, "name"),
        ("Nothing__c", {"Name": "x"}, "sObject type 'Nothing__c' is not supported"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(
    org: Any, control: Control, table: str, record: dict[str, Any], told: str
) -> None:
    del org
    status, error = control.refused("POST", f"records/salesforce/{table}", record)
    assert status == 400
    assert told in error["message"]


@pytest.mark.contract("S-42")
def test_fixtures_declare_and_fill_custom_objects(tmp_path: Path) -> None:
    shutil.copytree(folder("fixtures"), tmp_path / "fixtures")
    own = tmp_path / "fixtures" / "salesforce"
    (own / "customObject.json").write_text(json.dumps([{"name": "Invoice__c", "keyPrefix": "a00"}]))
    (own / "customField.json").write_text(json.dumps([{"fullName": "Invoice__c.Total__c", "type": "double"}]))
    stamp, user = "2026-01-01T00:00:00.000+0000", "0055g0000000001AAA"
    audit = {"CreatedDate": stamp, "CreatedById": user, "LastModifiedDate": stamp, "LastModifiedById": user}
    record = {"Id": "a005g0000000001AAA", "Name": "One", "Total__c": 4, "SystemModstamp": stamp, **audit}
    (own / "Invoice__c.json").write_text(json.dumps([record]))
    world = fixtures.load(tmp_path / "fixtures")
    found = query(Store(world.state, lambda: ""), "SELECT Name, Total__c FROM Invoice__c WHERE Total__c = 4")
    assert [(one["Name"], one["Total__c"]) for one in found["records"]] == [("One", 4)]
    (own / "Invoice__c.json").write_text(json.dumps([{**record, "Total__c": []}]))
    with pytest.raises(fixtures.InvalidFixture, match="Total__c"):
        fixtures.load(tmp_path / "fixtures")


@pytest.mark.contract("S-42")
def test_a_query_by_an_external_id_costs_what_it_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(fixtures.load().state, lambda: "")
    store.insert("salesforce/customField", {"fullName": "Lead.Key__c", "type": "string", "externalId": True})
    store.insert("salesforce/customField", {"fullName": "Lead.Plain__c", "type": "string"})
    for number in range(500):
        data = {"LastName": "x", "Company": "y", "Key__c": f"k{number % 250}", "Plain__c": f"k{number % 250}"}
        create(store, "Lead", data)
    text = "SELECT Id FROM Lead WHERE {} = 'K7'"
    assert len(query(store, text.format("Key__c"))["records"]) == 2
    monkeypatch.setattr(steps, "MOST", 100)
    assert len(query(store, text.format("Key__c"))["records"]) == 2
    with pytest.raises(Exception, match="QUERY_TIMEOUT"):
        query(store, text.format("Plain__c"))
    create(store, "Lead", {"LastName": "x", "Company": "y", "Key__c": "k7"})
    store.delete("salesforce/Lead", query(store, text.format("Key__c"))["records"][0]["Id"])
    assert len(query(store, text.format("Key__c"))["records"]) == 2


@pytest.mark.contract("S-42")
def test_records_that_go_together_may_form_rings_and_chains() -> None:
    store = Store(fixtures.load().state, lambda: "")
    store.insert("salesforce/customObject", {"name": "Link__c", "keyPrefix": "a00"})
    reference = {"type": "reference", "referenceTo": ["Link__c"], "cascadeDelete": True}
    store.insert("salesforce/customField", {"fullName": "Link__c.Next__c", **reference})
    first = key = create(store, "Link__c", {})
    for _ in range(2_000):
        key = create(store, "Link__c", {"Next__c": key})
    update(store, "Link__c", first, {"Next__c": key})
    delete(store, "Link__c", first)
    assert store.count("salesforce/Link__c") == 0
