"""Refold's Salesforce actions: what their parameters become, and what they answer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mockserver.core import contracts
from mockserver.core.clock import Clock
from mockserver.core.errors import CrmError, InvalidPayload
from mockserver.core.store import Record, State, Store, TableSpec
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.objects import described
from mockserver.dialects.refold import actions as refold
from mockserver.dialects.refold.actions import ACTIONS
from mockserver.dialects.refold.parameters import fields

USER, ACME, BOLT, CORE = numbered_id("005", 1), *(numbered_id("001", number) for number in (1, 2, 3))


@pytest.fixture
def store() -> Store:
    clock = Clock().freeze(datetime(2026, 1, 1, tzinfo=UTC))
    specs = [
        TableSpec.from_schema(key.removeprefix("records/"), document)
        for key, document in contracts.load().documents.items()
        if key.startswith("records/salesforce/")
    ]
    records = {"salesforce/User": [{"Id": USER, "Name": "Ann"}]}
    begun = Store(State.of(specs, records, clock=clock), lambda: "unused")
    for name in ("Acme", "Bolt", "Core"):
        salesforce.create(begun, "Account", {"Name": name, "Website": "https://x.example"})
    return begun


def act(store: Store, action: str, **parameters: Any) -> Any:
    """Run an action between its two contracts, as the engine does."""
    loaded, key = contracts.load(), f"refold/salesforce/{action}"
    assert loaded.of(key, "request").is_valid(parameters)
    result = ACTIONS[f"salesforce/{action}"](store, parameters)
    assert loaded.of(key, "response").is_valid(result), result
    return result


def written(store: Store, sobject: str, key: str) -> Record:
    """The fields of a record that a caller may write and that have a value other than false."""
    record = store.get(f"salesforce/{sobject}", key)
    assert record is not None
    known = described(store, sobject).fields
    return {name: value for name, value in record.items() if known[name].createable and value is not False}


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("action", "parameters", "sobject", "expected"),
    [
        (
            "create_account",
            {"Name": "Dyne", "AnnualRevenue": "1e6", "NumberOfEmployees": 20, "Phone": 15550100},
            "Account",
            {"Name": "Dyne", "AnnualRevenue": 1e6, "NumberOfEmployees": 20, "Phone": "15550100"},
        ),
        (
            "create_contact",
            {"LastName": "Doe", "AccountId": ACME[:15], "additional_fields": {"LeadSource": "Web", "Title": "CTO"}},
            "Contact",
            {"LastName": "Doe", "AccountId": ACME, "LeadSource": "Web", "Title": "CTO"},
        ),
        (
            "create_lead",
            {"LastName": 7, "Company": "Acme", "Title": "CEO", "additional_fields": '{"Title": "CTO", "Fax": null}'},
            "Lead",
            {"LastName": "7", "Company": "Acme", "Title": "CTO", "Status": "Open - Not Contacted"},
        ),
        (
            "create_opportunity",
            {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2026-02-01", "Amount": 9.5, "NextStep": " "},
            "Opportunity",
            {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2026-02-01", "Amount": 9.5},
        ),
    ],
)
def test_a_record_is_created_from_parameters_and_additional_fields(
    store: Store, action: str, parameters: Record, sobject: str, expected: Record
) -> None:
    saved = act(store, action, **parameters)
    assert saved == {"id": saved["id"], "success": True, "errors": []}
    record = written(store, sobject, saved["id"])
    assert {name: record[name] for name in record if name in expected} == expected
    assert record.keys() - expected.keys() <= {"OwnerId", "Probability", "ForecastCategory", "ForecastCategoryName"}


@pytest.mark.contract("R-17")
def test_an_account_is_updated_where_a_parameter_says_something(store: Store) -> None:
    saved = act(store, "update_account", account_id=ACME[:15], Industry="Banking", Website="", Phone=None)
    assert saved == {"id": ACME, "success": True, "errors": []}
    expected = {"Name": "Acme", "Website": "https://x.example", "Industry": "Banking", "OwnerId": USER}
    assert written(store, "Account", ACME) == expected


@pytest.mark.contract("R-17")
@pytest.mark.parametrize("more", [{"Website": None}, {"Website": ""}, '{"Website": null}'])
def test_additional_fields_can_empty_a_field(store: Store, more: Any) -> None:
    act(store, "update_account", account_id=ACME, additional_fields=more)
    assert written(store, "Account", ACME) == {"Name": "Acme", "OwnerId": USER}


@pytest.mark.contract("R-17")
def test_a_deleted_account_is_gone(store: Store) -> None:
    assert act(store, "delete_account", account_id=BOLT) == {"id": BOLT, "success": True, "errors": []}
    with pytest.raises(CrmError, match="ENTITY_IS_DELETED") as caught:
        act(store, "delete_account", account_id=BOLT)
    assert caught.value.status == 404


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("action", "parameters", "message"),
    [
        ("create_account", {"Name": "X", "additional_fields": {"Foo": 1}}, "INVALID_FIELD: No such column 'Foo'"),
        ("create_lead", {"LastName": "X", "Company": "Y", "Email": "z"}, "INVALID_EMAIL_ADDRESS: Email: invalid"),
        ("update_account", {"account_id": 5}, "MALFORMED_ID: malformed id 5"),
        ("get_entity_with_soql", {"query": 5}, "MALFORMED_QUERY: unexpected token: '5'"),
        ("get_accounts", {"limit": "many"}, "MALFORMED_QUERY: unexpected token: 'many'"),
        ("get_accounts", {"limit": -1}, "MALFORMED_QUERY: unexpected token: '-1'"),
    ],
)
def test_salesforce_refuses_in_its_own_words(store: Store, action: str, parameters: Record, message: str) -> None:
    with pytest.raises(CrmError) as caught:
        act(store, action, **parameters)
    assert caught.value.message.startswith(message)
    assert caught.value.body[0]["errorCode"] == message.partition(":")[0]


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("limit", "expected"),
    [({}, ["Acme", "Bolt", "Core"]), ({"limit": " "}, ["Acme", "Bolt", "Core"]), ({"limit": "2"}, ["Acme", "Bolt"])],
)
def test_accounts_are_listed_in_order_of_creation_with_every_field(
    store: Store, limit: Record, expected: list[str]
) -> None:
    listed = act(store, "get_accounts", **limit)
    assert (listed["totalSize"], listed["done"]) == (len(expected), True)
    assert [record["Name"] for record in listed["records"]] == expected
    assert list(listed["records"][0]) == ["attributes", *described(store, "Account").fields]


@pytest.mark.contract("R-17")
def test_a_query_finds_what_another_action_created(store: Store) -> None:
    saved = act(store, "create_lead", LastName="Doe", Company="Acme", Email="john@acme.com")
    found = act(store, "get_entity_with_soql", query="SELECT Id FROM Lead WHERE Email = 'JOHN@acme.com'")
    assert [record["Id"] for record in found["records"]] == [saved["id"]]


@pytest.mark.contract("R-23")
@pytest.mark.parametrize("parameters", [{"Foo": "bar"}, {"Fax": "1"}, {"associations": []}, {"account_id": ACME}])
def test_a_parameter_that_the_action_does_not_know_is_ignored(store: Store, parameters: Record) -> None:
    saved = act(store, "create_account", Name="X", **parameters)
    assert written(store, "Account", saved["id"]) == {"Name": "X", "OwnerId": USER}


@pytest.mark.contract("R-22")
@pytest.mark.parametrize(
    "more", ["x", "[]", "5", "null, ", '{"a": NaN}', '{"a": "\\ud800"}', "{" * 5000, '{"a":' * 5000]
)
def test_a_text_that_is_no_object_is_refused(more: str) -> None:
    with pytest.raises(InvalidPayload, match=r"^additional_fields: expected an object, or the JSON text of one"):
        fields({"additional_fields": more})


@pytest.mark.contract("R-11")
@pytest.mark.parametrize(
    ("action", "sobject", "first"),
    [
        ("create_account", "Account", []),
        ("update_account", "Account", ["account_id"]),
        ("create_contact", "Contact", []),
        ("create_lead", "Lead", []),
        ("create_opportunity", "Opportunity", []),
    ],
)
def test_the_parameters_are_those_of_the_schema(store: Store, action: str, sobject: str, first: list[str]) -> None:
    declared = list(contracts.load().properties(f"refold/salesforce/{action}"))
    assert declared == [*first, *refold.SALESFORCE_FIELDS[sobject], "additional_fields"]
    known = described(store, sobject).fields
    assert all(known[name].createable for name in refold.SALESFORCE_FIELDS[sobject])
    if not first:
        required = contracts.load().documents[f"refold/salesforce/{action}"]["$defs"]["request"]["required"]
        assert set(required) == {name for name in known if known[name].required}
