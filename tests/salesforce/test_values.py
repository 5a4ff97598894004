"""What may be written into the fields of a Salesforce record, and how the rest is refused."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.core import contracts
from mockserver.core.errors import CrmError
from mockserver.core.store import Record
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.objects import described
from tests.salesforce.org import MIDNIGHT, Org, native

LEAD, ACCOUNT = numbered_id("00Q", 999), numbered_id("001", 999)
"""Ids of records that no test makes."""


@pytest.mark.contract("O-22")
@pytest.mark.parametrize(("action", "data", "missing"), [
    ("lead.create", {"FirstName": "John"}, ["LastName", "Company"]),
    ("lead.create", {"LastName": "Doe", "Company": " "}, ["Company"]),
    ("contact.create", {"LastName": None}, ["LastName"]),
    ("account.create", {"Website": "https://acme.example"}, ["Name"]),
])  # fmt: skip
def test_the_fields_that_salesforce_asks_for_are_required(
    org: Org, action: str, data: Record, missing: list[str]
) -> None:
    message = f"Required fields are missing: [{', '.join(missing)}]"
    refusal = org.refusal(action, data=data)
    assert refusal.message == f"REQUIRED_FIELD_MISSING: {message}"
    assert (refusal.status, refusal.body) == (400, [native("REQUIRED_FIELD_MISSING", message, *missing)])


@pytest.mark.contract("O-22")
def test_an_org_can_ask_for_more_fields(org: Org, lead: str) -> None:
    org.change_settings(salesforce_required={"Lead": ["phone", "Region__c"]})
    org.change_settings(salesforce_fields={"Lead": ["Region__c"]})
    refusal = org.refusal("lead.create", data={"LastName": "Doe", "Company": "Acme"})
    assert refusal.body[0]["fields"] == ["Phone", "Region__c"]
    assert org.refusal("lead.update", id=lead, data={"Phone": None}).body[0]["fields"] == ["Phone"]
    org.created("lead.create", data={"LastName": "Doe", "Company": "Acme", "Phone": "1", "region__C": "North"})
    org.created("contact.create", data={"LastName": "Doe"})


@pytest.mark.contract("O-22")
def test_a_custom_field_is_known_when_the_org_declares_it(org: Org, lead: str) -> None:
    unknown = org.refusal("lead.update", id=lead, data={"Region__c": "North"})
    assert unknown.message == "INVALID_FIELD: No such column 'Region__c' on sobject of type Lead"
    org.change_settings(salesforce_fields={"Lead": ["Region__c", "Score__c"]})
    org.act("lead.update", id=lead, data={"Region__c": "North"})
    record = org.act("lead.getById", id=lead)
    assert list(record.items())[-2:] == [("Region__c", "North"), ("Score__c", None)]


@pytest.mark.contract("O-22")
@pytest.mark.parametrize("value", [12, 1.5, True, "text"])
def test_a_custom_field_takes_any_plain_value(org: Org, lead: str, value: object) -> None:
    org.change_settings(salesforce_fields={"Lead": ["Score__c"]})
    org.act("lead.update", id=lead, data={"Score__c": value})
    assert org.act("lead.getById", id=lead)["Score__c"] == value
    refusal = org.refusal("lead.update", id=lead, data={"Score__c": [value]})
    assert refusal.body[0]["errorCode"] == "JSON_PARSER_ERROR"


@pytest.mark.contract("O-22")
def test_names_of_fields_match_in_any_case(org: Org) -> None:
    key = org.created("lead.create", data={"lastname": "Doe", "COMPANY": "Acme", "attributes": {"type": "Lead"}})
    record = org.act("lead.getById", id=key)
    assert (record["LastName"], record["Company"]) == ("Doe", "Acme")


@pytest.mark.contract("O-22")
@pytest.mark.parametrize(("data", "message"), [
    ({"LastName": "Doe", "foo": 1}, "No such column 'foo' on sobject of type Lead"),
    ({"id": "00Q5g0000000001EAA"}, "The Id field should not be specified in the sobject data."),
])  # fmt: skip
@pytest.mark.parametrize("action", ["lead.create", "lead.update"])
def test_a_field_that_cannot_be_given_is_refused(org: Org, lead: str, action: str, data: Record, message: str) -> None:
    payload = {"data": data} if action == "lead.create" else {"id": lead, "data": data}
    refusal = org.refusal(action, **payload)
    assert refusal.message == f"INVALID_FIELD: {message}"
    assert (refusal.status, refusal.body) == (400, [{"message": message, "errorCode": "INVALID_FIELD"}])


@pytest.mark.contract("O-22")
def test_what_the_platform_keeps_itself_is_read_only(org: Org) -> None:
    data = {"LastName": "Doe", "Company": "Acme", "name": "John", "IsDeleted": True, "CreatedDate": MIDNIGHT}
    message = (
        "Unable to create/update fields: Name, IsDeleted, CreatedDate. Please check the security settings of "
        "this field and verify that it is read/write for your profile or permission set."
    )
    expected = native("INVALID_FIELD_FOR_INSERT_UPDATE", message, "Name", "IsDeleted", "CreatedDate")
    assert org.refusal("lead.create", data=data).body == [expected]


WRONG_TYPES = [
    ("lead.NumberOfEmployees", "many", "int from VALUE_STRING value many"),
    ("lead.NumberOfEmployees", 1.5, "int from VALUE_NUMBER_FLOAT value 1.5"),
    ("lead.NumberOfEmployees", 2**31, "int from VALUE_NUMBER_INT value 2147483648"),
    ("lead.AnnualRevenue", "1_000", "currency from VALUE_STRING value 1_000"),
    ("lead.AnnualRevenue", "1e999", "currency from VALUE_STRING value 1e999"),
    ("lead.AnnualRevenue", True, "currency from VALUE_TRUE value true"),
    ("lead.AnnualRevenue", "", "currency from VALUE_STRING value "),
    ("lead.Title", 7, "string from VALUE_NUMBER_INT value 7"),
    ("lead.Title", False, "string from VALUE_FALSE value false"),
    ("lead.Title", {"a": 1}, "string from START_OBJECT value {"),
    ("lead.Rating", ["Hot"], "picklist from START_ARRAY value ["),
    ("lead.DoNotCall", "yes", "boolean from VALUE_STRING value yes"),
    ("lead.DoNotCall", 1, "boolean from VALUE_NUMBER_INT value 1"),
    ("contact.Birthdate", "2026-02-30", "date from VALUE_STRING value 2026-02-30"),
    ("contact.Birthdate", "20260201", "date from VALUE_STRING value 20260201"),
    ("contact.EmailBouncedDate", "yesterday", "datetime from VALUE_STRING value yesterday"),
    (
        "contact.EmailBouncedDate",
        "0001-01-01T00:00:00+10:00",
        "datetime from VALUE_STRING value 0001-01-01T00:00:00+10:00",
    ),
    ("contact.AccountId", 1, "reference from VALUE_NUMBER_INT value 1"),
]


@pytest.mark.contract("O-22")
@pytest.mark.parametrize(("field", "value", "message"), WRONG_TYPES)
def test_a_value_of_a_wrong_type_is_refused(
    org: Org, request: pytest.FixtureRequest, field: str, value: object, message: str
) -> None:
    sobject, name = field.split(".")
    refusal = org.refusal(f"{sobject}.update", id=request.getfixturevalue(sobject), data={name: value})
    text = f"Cannot deserialize instance of {message}"
    assert (refusal.status, refusal.body) == (400, [{"message": text, "errorCode": "JSON_PARSER_ERROR"}])


RIGHT_TYPES = [
    ("lead.NumberOfEmployees", "100", 100),
    ("lead.NumberOfEmployees", 3.0, 3),
    ("lead.AnnualRevenue", "1.5e3", 1500.0),
    ("lead.AnnualRevenue", 12, 12),
    ("lead.DoNotCall", "TRUE", True),
    ("contact.Birthdate", "1990-02-28T22:00:00.000+0000", "1990-02-28"),
    ("contact.EmailBouncedDate", "2026-01-01T01:00:00+01:00", MIDNIGHT),
    ("contact.EmailBouncedDate", "2026-01-01T00:00:00", MIDNIGHT),
    ("contact.EmailBouncedDate", "2026-01-01", MIDNIGHT),
    ("contact.EmailBouncedDate", MIDNIGHT, MIDNIGHT),
    ("contact.EmailBouncedDate", "0999-01-01T00:00:00Z", "0999-01-01T00:00:00.000+0000"),
]


@pytest.mark.contract("O-22")
@pytest.mark.parametrize(("field", "value", "stored"), RIGHT_TYPES)
def test_values_are_stored_in_the_platforms_form(
    org: Org, request: pytest.FixtureRequest, field: str, value: object, stored: object
) -> None:
    sobject, name = field.split(".")
    key = request.getfixturevalue(sobject)
    org.act(f"{sobject}.update", id=key, data={name: value})
    found = org.act(f"{sobject}.getById", id=key)[name]
    assert (found, type(found)) == (stored, type(stored))


LIMITS = {
    "a null check box": (
        {"DoNotCall": None},
        native("INVALID_TYPE_ON_FIELD_IN_RECORD", "Do Not Call: value not of required type", "DoNotCall"),
    ),
    "a number out of range": (
        {"AnnualRevenue": 10**18},
        native(
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Annual Revenue: value outside of valid range on numeric field: 1000000000000000000",
            "AnnualRevenue",
        ),
    ),
    "a text too long": (
        {"FirstName": "x" * 41},
        native("STRING_TOO_LONG", f"First Name: data value too large: {'x' * 41} (max length=40)", "FirstName"),
    ),
    "a text far too long": (
        {"Street": "x" * 300},
        native("STRING_TOO_LONG", f"Street: data value too large: {'x' * 255}... (max length=255)", "Street"),
    ),
    "no e-mail address": (
        {"Email": "john@acme"},
        native("INVALID_EMAIL_ADDRESS", "Email: invalid email address: john@acme", "Email"),
    ),
}


@pytest.mark.contract("O-22")
@pytest.mark.parametrize(("data", "error"), LIMITS.values(), ids=LIMITS)
def test_a_value_beyond_its_limits_is_refused(org: Org, lead: str, data: Record, error: dict[str, Any]) -> None:
    refusal = org.refusal("lead.update", id=lead, data=data)
    assert refusal.message == f"{error['errorCode']}: {error['message']}"
    assert (refusal.status, refusal.body) == (400, [error])


@pytest.mark.contract("O-22")
def test_several_errors_of_one_kind_are_one_line(org: Org) -> None:
    refusal = org.refusal("lead.create", data={"LastName": "x" * 81, "Company": "Acme", "City": "y" * 41})
    first = f"Last Name: data value too large: {'x' * 81} (max length=80)"
    second = f"City: data value too large: {'y' * 41} (max length=40)"
    assert refusal.message == f"STRING_TOO_LONG: {first}; STRING_TOO_LONG: {second}"
    assert refusal.body == [
        native("STRING_TOO_LONG", first, "LastName"),
        native("STRING_TOO_LONG", second, "City"),
    ]


@pytest.mark.contract("O-22")
@pytest.mark.parametrize("email", ["a@b.co", "john+x@acme.example.com", "o'hara.j@sub-domain.org"])
def test_usual_email_addresses_are_valid(org: Org, lead: str, email: str) -> None:
    org.act("lead.update", id=lead, data={"Email": email})
    assert org.act("lead.getByEmail", email=email)["Id"] == lead


@pytest.mark.contract("O-22")
@pytest.mark.parametrize("email", ["john", "@acme.com", "a b@acme.com", "a@acme..com", ".a@acme.com", "a@b.c\n"])
def test_other_texts_are_no_email_addresses(org: Org, lead: str, email: str) -> None:
    refusal = org.refusal("lead.update", id=lead, data={"Email": email})
    assert refusal.body[0]["errorCode"] == "INVALID_EMAIL_ADDRESS"


@pytest.mark.contract("O-22")
def test_a_reference_is_stored_with_18_characters(org: Org, account: str) -> None:
    key = org.created("contact.create", data={"LastName": "Doe", "AccountId": account[:15]})
    assert org.act("contact.getById", id=key)["AccountId"] == account


@pytest.mark.contract("O-22")
@pytest.mark.parametrize(("value", "code", "message", "detail"), [
    ("Acme", "MALFORMED_ID", "Account ID: id value of incorrect type: Acme", ""),
    (
        LEAD,
        "FIELD_INTEGRITY_EXCEPTION",
        f"Account ID: id value of incorrect type: {LEAD}",
        "",
    ),
    (
        ACCOUNT,
        "INVALID_CROSS_REFERENCE_KEY",
        "invalid cross reference id",
        f": Account ID {ACCOUNT}",
    ),
])  # fmt: skip
def test_a_reference_that_leads_nowhere_is_refused(org: Org, value: str, code: str, message: str, detail: str) -> None:
    refusal = org.refusal("contact.create", data={"LastName": "Doe", "AccountId": value})
    assert refusal.message == f"{code}: {message}{detail}"
    assert (refusal.status, refusal.body) == (400, [native(code, message, "AccountId")])


@pytest.mark.contract("O-22")
def test_records_are_saved_by_the_orgs_first_user(org: Org) -> None:
    users = [numbered_id("005", number) for number in (7, 8)]
    for key in users:
        org.store.insert("salesforce/User", {"Id": key, "Email": "user@acme.com", "Username": "user@acme.com"})
    plain = org.created("account.create", data={"Name": "Acme"})
    given_away = org.created("account.create", data={"Name": "Acme", "OwnerId": users[1]})
    assert org.act("account.getById", id=plain)["OwnerId"] == users[0]
    record = org.act("account.getById", id=given_away)
    assert (record["OwnerId"], record["CreatedById"], record["LastModifiedById"]) == (users[1], *users[:1] * 2)


def _declared(sobject: str) -> dict[str, Any]:
    """The fields of an object as its record schema declares them."""
    properties: dict[str, Any] = contracts.load().documents[f"records/salesforce/{sobject}"]["$defs"]["answer"][
        "properties"
    ]
    return properties


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=50)
    | st.sampled_from(["2026-01-01", MIDNIGHT, "12", "a@b.co", "Closed", numbered_id("001", 1), ""])
    | st.lists(st.integers(), max_size=2)
)
REQUIRED = {"LastName": "Doe", "Company": "A", "Name": "A", "StageName": "A", "CloseDate": "2026-01-01"}
WRITEABLE = {
    sobject: [name for name, field in _declared(sobject).items() if field.get("x-createable", True)]
    for sobject in ("Lead", "Contact", "Account", "Opportunity", "Task", "Case", "CaseComment")
}


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, Record]:
    """An object, and any values for some of its fields."""
    sobject = draw(st.sampled_from(list(WRITEABLE)))
    required = {name: value for name, value in REQUIRED.items() if name in WRITEABLE[sobject]}
    return sobject, required | draw(st.dictionaries(st.sampled_from(WRITEABLE[sobject]), VALUES, max_size=3))


def _saved(org: Org, sobject: str, data: Record) -> str | CrmError:
    """The id of a record that was created and updated with the same data, or the refusal of either."""
    try:
        key = salesforce.create(org.store, sobject, data)
        salesforce.update(org.store, sobject, key, data)
    except CrmError as refusal:
        return refusal
    return key


@pytest.mark.contract("O-22", "X-01")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(writes())
def test_any_data_is_stored_as_its_schema_says_or_refused_natively(org: Org, write: tuple[str, Record]) -> None:
    sobject, data = write
    saved = _saved(org, sobject, data)
    if isinstance(saved, CrmError):
        assert all({"message", "errorCode"} <= set(error) for error in saved.body)
        assert saved.message.startswith(saved.body[0]["errorCode"])
    else:
        record = org.store.get(f"salesforce/{sobject}", saved)
        assert contracts.load().record(f"salesforce/{sobject}").is_valid(record), record
        answer = salesforce.get(org.store, sobject, saved)
        assert list(answer) == list(described(org.store, sobject).fields)
