"""What HubSpot does with contacts, companies, deals, tasks and timeline events, called without HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core import contracts
from mockserver.core.clock import Clock
from mockserver.core.errors import CrmError, InvalidPayload
from mockserver.core.store import Record, State, Store, TableSpec
from mockserver.crm.hubspot import actions as hubspot
from mockserver.crm.hubspot import associations
from mockserver.dialects.oktopost import actions as oktopost
from mockserver.dialects.refold import actions as refold_actions
from tests.conftest import Oktopost, Refold

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOMENT = "2026-01-01T00:00:00.000Z"
BRIAN: Record = {
    "id": "51",
    "properties": {
        "email": "contact@example.com",
        "firstname": "Brian",
        "lastname": "Halligan (Sample Contact)",
        "createdate": "2023-10-06T09:53:17.242Z",
    },
    "createdAt": "2023-10-06T09:53:17.242Z",
    "updatedAt": "2024-05-15T18:35:12.877Z",
    "archived": False,
}
TEMPLATE: Record = {
    "id": "12345",
    "name": "Post",
    "objectType": "contacts",
    "tokens": [
        {"name": "postTitle", "label": "Post title", "type": "string"},
        {"name": "likes", "label": "Likes", "type": "number"},
        {"name": "postedAt", "label": "Posted at", "type": "date"},
        {
            "name": "network",
            "label": "Network",
            "type": "enumeration",
            "options": [{"label": "LinkedIn", "value": "linkedin"}],
        },
    ],
}


def make_store(contacts: list[Record], settings: dict[str, Any] | None = None) -> Store:
    """A store at NOW with these contacts and one event template."""
    numbers = count(1)
    loaded = contracts.load()
    specs = [
        TableSpec.from_schema(key.removeprefix("records/"), loaded.documents[key])
        for key in loaded.keys("records/hubspot/")
    ]
    records = {"hubspot/contact": contacts, "hubspot/eventTemplate": [TEMPLATE]}
    state = State.of(specs, records, clock=Clock().freeze(NOW), settings=settings or {})
    return Store(state, lambda: f"00000000-0000-4000-8000-{next(numbers):012}")


@pytest.fixture
def store() -> Store:
    """A portal with Brian and an event template."""
    return make_store([BRIAN])


def keeps(key: str, value: Any) -> Any:
    """The value, once it is seen to keep the response contract of the action ``key``."""
    assert contracts.load().of(key, "response").violations(value) == []
    return value


def refused(error: pytest.ExceptionInfo[CrmError]) -> tuple[int, str, str]:
    """Status, category and message of a native error, whose form is checked on the way."""
    body = error.value.body
    assert body["status"] == "error"
    assert body["correlationId"] == "00000000-0000-4000-8000-000000000001"
    assert error.value.message.startswith(f"{body['category']}: {body['message']}")
    return error.value.status, body["category"], body["message"]


def codes(error: pytest.ExceptionInfo[CrmError]) -> list[tuple[str, str]]:
    """(property, code) of every refused value."""
    status, category, message = refused(error)
    assert (status, category) == (400, "VALIDATION_ERROR")
    listed = json.loads(message.partition(" values were not valid: ")[2])
    told = [(entry["context"]["propertyName"][0], entry["code"]) for entry in error.value.body["errors"]]
    assert [(entry["name"], entry["error"]) for entry in listed] == told
    return told


# -- looking up ------------------------------------------------------------------------------------------------


@pytest.mark.contract("O-59")
@pytest.mark.parametrize("email", ["contact@example.com", "Contact@EXAMPLE.com"])
def test_an_e_mail_address_finds_its_contact_in_any_case(store: Store, email: str) -> None:
    answer = oktopost.get_contact_by_email(store, {"email": email})
    assert keeps("oktopost/hubspot/contact.getByEmail", answer) == {"contact": BRIAN}


@pytest.mark.contract("O-60")
def test_an_id_finds_its_contact(store: Store) -> None:
    answer = oktopost.get_contact_by_id(store, {"id": "51"})
    assert keeps("oktopost/hubspot/contact.getById", answer) == {"contact": BRIAN}


@pytest.mark.contract("O-20", "O-59", "O-60")
@pytest.mark.parametrize("key", ["nobody@example.com", "52", "051", "not an id", "51; drop"])
def test_no_match_is_a_null_and_no_error(store: Store, key: str) -> None:
    assert oktopost.get_contact_by_email(store, {"email": key}) == {"contact": None}
    answer = oktopost.get_contact_by_id(store, {"id": key})
    assert keeps("oktopost/hubspot/contact.getById", answer) == {"contact": None}


@pytest.mark.contract("O-20")
def test_a_deleted_contact_is_no_match(store: Store) -> None:
    refold_actions.delete_contact(store, {"contactId": "51"})
    assert oktopost.get_contact_by_id(store, {"id": "51"}) == {"contact": None}
    assert oktopost.get_contact_by_email(store, {"email": "contact@example.com"}) == {"contact": None}


# -- creating --------------------------------------------------------------------------------------------------


@pytest.mark.contract("O-61", "R-06")
def test_a_new_contact_has_the_published_properties_in_the_published_order(store: Store) -> None:
    data = {"jobtitle": "CTO", "email": "Ada@Example.COM", "lastname": "Lovelace", "firstname": "Ada"}
    answer = oktopost.create_contact(store, {"data": data})
    expected = {
        "id": "118448752960",
        "properties": {
            "createdate": MOMENT,
            "email": "ada@example.com",
            "firstname": "Ada",
            "lastname": "Lovelace",
            "hs_all_contact_vids": "118448752960",
            "hs_email_domain": "example.com",
            "hs_full_name_or_email": "Ada Lovelace",
            "hs_is_contact": "true",
            "hs_object_id": "118448752960",
            "hs_object_source": "INTEGRATION",
            "hs_object_source_id": "3630854",
            "hs_object_source_label": "INTEGRATION",
            "hs_pipeline": "contacts-lifecycle-pipeline",
            "lastmodifieddate": MOMENT,
            "lifecyclestage": "lead",
            "num_notes": "0",
            "jobtitle": "CTO",
        },
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
        "archived": False,
    }
    assert keeps("oktopost/hubspot/contact.create", answer) == {"contact": expected}
    assert list(answer["contact"]["properties"]) == list(expected["properties"])  # type: ignore[call-overload]


@pytest.mark.contract("R-05", "R-06")
def test_the_documented_call_answers_all_the_properties_of_the_documented_answer(store: Store) -> None:
    example = contracts.load().documents["refold/hubspot/create_contact"]["examples"][0]
    answer = refold_actions.create_object(store, example["request"], object_type="contact")
    keeps("refold/hubspot/create_contact", answer)
    assert list(answer) == list(example["response"])
    assert list(answer["properties"]) == [*example["response"]["properties"], "company", "jobtitle"]
    assert all(isinstance(value, str) for value in answer["properties"].values())


@pytest.mark.contract("R-20")
def test_what_one_dialect_creates_the_other_finds(store: Store) -> None:
    created = refold_actions.create_object(store, {"email": "ada@example.com"}, object_type="contact")
    assert oktopost.get_contact_by_email(store, {"email": "ada@example.com"}) == {"contact": created}
    theirs = oktopost.create_contact(store, {"data": {"email": "bob@example.com"}})["contact"]
    assert refold_actions.get_contact(store, {"contact_id": theirs["id"]}) == theirs
    assert [created["id"], theirs["id"]] == ["118448752960", "118448752961"]


def test_an_id_that_a_fixture_has_taken_is_passed_over() -> None:
    store = make_store([{**BRIAN, "id": "118448752960"}, {**BRIAN, "id": "118448752961"}])
    refold_actions.delete_contact(store, {"contactId": "118448752961"})
    created = refold_actions.create_object(store, {"email": "ada@example.com"}, object_type="contact")
    assert created["id"] == "118448752962"


def test_without_a_name_the_full_name_is_the_e_mail_address(store: Store) -> None:
    created = refold_actions.create_object(store, {"email": "ada@example.com", "firstname": ""}, object_type="contact")
    assert created["properties"]["hs_full_name_or_email"] == "ada@example.com"
    assert "firstname" not in created["properties"]


def test_without_an_e_mail_address_there_is_no_domain(store: Store) -> None:
    created = oktopost.create_contact(store, {"data": {"lastname": "Lovelace"}})["contact"]
    assert created["properties"]["hs_full_name_or_email"] == "Lovelace"
    assert not created["properties"].keys() & {"email", "hs_email_domain"}


@pytest.mark.contract("O-61", "R-22")
@pytest.mark.parametrize(
    ("value", "kept"), [(42, "42"), (1.5, "1.5"), (True, "true"), (False, "false"), ("x", "x"), (0, "0")]
)
def test_every_value_is_kept_as_its_text(store: Store, value: Any, kept: str) -> None:
    created = oktopost.create_contact(store, {"data": {"lastname": "L", "company": value}})["contact"]
    assert created["properties"]["company"] == kept


@pytest.mark.contract("O-24")
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("bogus_prop", "x", "PROPERTY_DOESNT_EXIST"),
        ("Email", "ada@example.com", "PROPERTY_DOESNT_EXIST"),
        ("email", "ada", "INVALID_EMAIL"),
        ("email", "ada@example.com ", "INVALID_EMAIL"),
        ("email", "a b@example.com", "INVALID_EMAIL"),
        ("hs_object_id", "1", "READ_ONLY_VALUE"),
        ("createdate", MOMENT, "READ_ONLY_VALUE"),
        ("lifecyclestage", "Lead", "INVALID_OPTION"),
        ("lifecyclestage", "lead ", "LEADING_TRAILING_WHITESPACE"),
        ("hubspot_owner_id", "me", "INVALID_INTEGER"),
        ("hubspot_owner_id", 1.5, "INVALID_INTEGER"),
        ("associatedcompanyid", "1,000", "INVALID_LONG"),
        ("closedate", "tomorrow", "INVALID_LONG"),
        ("closedate", "2026-02-30", "INVALID_LONG"),
        ("closedate", "999999999999999", "INVALID_LONG"),
        ("closedate", "0001-01-01T00:00:00+01:00", "INVALID_LONG"),
        ("company", ["Acme"], "INVALID_STRING"),
        ("company", {"name": "Acme"}, "INVALID_STRING"),
    ],
)
def test_a_property_that_hubspot_cannot_take_is_refused(store: Store, name: str, value: Any, code: str) -> None:
    with pytest.raises(CrmError) as error:
        oktopost.create_contact(store, {"data": {"lastname": "L", name: value}})
    assert codes(error) == [(name, code)]
    assert store.count("hubspot/contact") == 1


@pytest.mark.contract("O-24")
def test_every_wrong_property_is_listed_in_the_words_of_hubspot(store: Store) -> None:
    with pytest.raises(CrmError) as error:
        oktopost.create_contact(store, {"data": {"bogus_prop": "x", "email": "example.lcom"}})
    told = [
        ("bogus_prop", "PROPERTY_DOESNT_EXIST", 'Property "bogus_prop" does not exist'),
        ("email", "INVALID_EMAIL", "Email address example.lcom is invalid"),
    ]
    listed = [
        {
            "isValid": False,
            "message": text,
            "error": code,
            "name": name,
            "localizedErrorMessage": text,
            "portalId": 12345678,
        }
        for name, code, text in told
    ]
    message = "Property values were not valid: " + json.dumps(listed, separators=(",", ":"))
    assert refused(error) == (400, "VALIDATION_ERROR", message)


@pytest.mark.contract("O-24")
def test_an_e_mail_address_that_exists_is_a_conflict(store: Store) -> None:
    with pytest.raises(CrmError) as error:
        oktopost.create_contact(store, {"data": {"email": "Contact@Example.com"}})
    assert refused(error) == (409, "CONFLICT", "Contact already exists. Existing ID: 51")


@pytest.mark.contract("O-24")
@pytest.mark.parametrize("data", [{"phone": "1"}, {"email": ""}, {"email": None, "firstname": ""}])
def test_a_contact_needs_an_address_or_a_name(store: Store, data: dict[str, Any]) -> None:
    with pytest.raises(CrmError) as error:
        oktopost.create_contact(store, {"data": data})
    text = "Error creating CONTACT. Some required properties were not set."
    assert refused(error) == (400, "VALIDATION_ERROR", text)
    assert error.value.body["context"] == {"properties": ["email", "firstname", "lastname"]}


@pytest.mark.contract("O-24")
def test_settings_add_custom_properties() -> None:
    store = make_store([], {"hubspot_properties": {"contact": ["favourite_colour"]}})
    created = oktopost.create_contact(store, {"data": {"lastname": "L", "favourite_colour": "red"}})
    assert list(keeps("oktopost/hubspot/contact.create", created)["contact"]["properties"])[-1] == ("favourite_colour")
    query = {"propertyName": "favourite_colour", "operator": "EQ", "value": "Red"}
    assert refold_actions.search_contacts(store, query)["total"] == 1
    with pytest.raises(CrmError) as error:
        refold_actions.create_object(store, {"name": "Acme", "favourite_colour": "red"}, object_type="company")
    assert codes(error) == [("favourite_colour", "PROPERTY_DOESNT_EXIST")]


@pytest.mark.parametrize(
    ("given_time", "kept"),
    [
        ("2026-03-31", "2026-03-31T00:00:00.000Z"),
        ("2026-03-31T12:30Z", "2026-03-31T12:30:00.000Z"),
        ("2026-03-31T12:30:15.5+02:00", "2026-03-31T10:30:15.500Z"),
        ("2026-03-31T12:30:15", "2026-03-31T12:30:15.000Z"),
        (1700000000000, "2023-11-14T22:13:20.000Z"),
        ("-1", "1969-12-31T23:59:59.999Z"),
    ],
)
def test_a_time_is_kept_in_utc_with_milliseconds(store: Store, given_time: Any, kept: str) -> None:
    deal = refold_actions.create_object(store, {"dealname": "D", "closedate": given_time}, object_type="deal")
    assert keeps("refold/hubspot/create_deal", deal)["properties"]["closedate"] == kept


# -- Refold's parameters ---------------------------------------------------------------------------------------


@pytest.mark.contract("R-19")
def test_create_contact_has_the_ten_published_parameters() -> None:
    request = contracts.load().documents["refold/hubspot/create_contact"]["$defs"]["request"]
    told = [(name, entry["title"], entry["x-type"]) for name, entry in request["properties"].items()]
    assert request["required"] == ["email"]
    assert told == [
        ("firstname", "Enter First Name", "text"),
        ("lastname", "Enter Last Name", "text"),
        ("email", "Enter Email", "text"),
        ("phone", "Enter Phone Number", "text"),
        ("company", "Enter Company Name", "text"),
        ("website", "Enter Website URL", "text"),
        ("jobtitle", "Current job title", "text"),
        ("hubspot_owner_id", "Enter Owner Id", "text"),
        ("associations", "Associations", "json"),
        ("additional_fields", "Additional Fields", "json"),
    ]


@pytest.mark.contract("R-19")
@pytest.mark.parametrize("more", [{"city": "London", "company": "B"}, '{"city": "London", "company": "B"}'])
def test_additional_fields_are_laid_over_the_parameters(store: Store, more: Any) -> None:
    payload = {"email": "ada@example.com", "company": "A", "phone": None, "additional_fields": more}
    created = refold_actions.create_object(store, payload, object_type="contact")["properties"]
    assert (created["city"], created["company"], "phone" in created) == ("London", "B", False)


@pytest.mark.contract("R-19")
def test_additional_fields_must_be_an_object(store: Store) -> None:
    payload = {"email": "ada@example.com", "additional_fields": "[1]"}
    with pytest.raises(InvalidPayload, match="additional_fields: expected an object"):
        refold_actions.create_object(store, payload, object_type="contact")


def association(to: Any, kind: int) -> dict[str, Any]:
    return {"to": {"id": to}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind}]}


@pytest.mark.contract("R-19")
def test_an_association_may_lead_to_a_record_that_exists(store: Store) -> None:
    company = refold_actions.create_object(store, {"name": "Acme"}, object_type="company")
    payload = {"email": "a@example.com", "associations": [association(company["id"], 279), association(51, 449)]}
    assert contracts.load().of("refold/hubspot/create_contact", "request").violations(payload) == []
    created = refold_actions.create_object(store, payload, object_type="contact")
    assert "associations" not in keeps("refold/hubspot/create_contact", created)


@pytest.mark.contract("R-19")
def test_associations_that_lead_nowhere_are_refused(store: Store) -> None:
    payload = {"email": "a@example.com", "associations": [association("7", 1), association("51", 999)]}
    with pytest.raises(CrmError) as error:
        refold_actions.create_object(store, payload, object_type="contact")
    assert refused(error) == (400, "VALIDATION_ERROR", "One or more associations are invalid")
    assert error.value.body["errors"] == [
        {"message": "company 7 does not exist", "in": "associations[0]"},
        {"message": "association type 999 does not begin at an object of this type", "in": "associations[1]"},
    ]


@pytest.mark.contract("R-16")
def test_companies_deals_and_tasks_have_their_own_ids_and_defaults(store: Store) -> None:
    company = refold_actions.create_object(store, {"domain": "acme.com"}, object_type="company")
    deal = refold_actions.create_object(store, {"dealname": "D", "amount": 1200}, object_type="deal")
    task = refold_actions.create_object(
        store, {"hs_task_subject": "Call", "hs_timestamp": "2026-01-02"}, object_type="task"
    )
    keeps("refold/hubspot/create_company", company)
    keeps("refold/hubspot/create_deal", deal)
    keeps("refold/hubspot/create_task", task)
    assert (company["id"], deal["id"], task["id"]) == ("31790384512", "38101262417", "80422671360")
    assert company["properties"]["lifecyclestage"] == "lead"
    assert (deal["properties"]["pipeline"], deal["properties"]["dealstage"]) == ("default", "appointmentscheduled")
    assert (deal["properties"]["amount"], deal["properties"]["createdate"]) == ("1200", MOMENT)
    assert (task["properties"]["hs_task_status"], task["properties"]["hs_createdate"]) == ("NOT_STARTED", MOMENT)


@pytest.mark.contract("R-16")
@pytest.mark.parametrize(
    ("object_type", "payload", "needed"),
    [
        ("company", {"phone": "1"}, ["name", "domain"]),
        ("deal", {"dealname": "D", "additional_fields": {"dealname": None}}, ["dealname"]),
        ("task", {"hs_task_subject": "T", "additional_fields": {"hs_timestamp": ""}}, ["hs_timestamp"]),
    ],
)
def test_a_record_needs_what_it_is_known_by(
    store: Store, object_type: str, payload: dict[str, Any], needed: list[str]
) -> None:
    with pytest.raises(CrmError) as error:
        refold_actions.create_object(store, payload, object_type=object_type)
    text = f"Error creating {object_type.upper()}. Some required properties were not set."
    assert refused(error) == (400, "VALIDATION_ERROR", text)
    assert error.value.body["context"] == {"properties": needed}


# -- updating and deleting -------------------------------------------------------------------------------------


@pytest.mark.contract("R-16")
def test_an_update_changes_and_clears_and_keeps_the_rest(store: Store) -> None:
    payload = {
        "contactId": 51,
        "firstname": "",
        "phone": None,
        "email": "Brian@Example.org",
        "additional_fields": {"lastname": None, "city": "Boston"},
    }
    updated = refold_actions.update_contact(store, payload)
    assert keeps("refold/hubspot/update_contact", updated) == {
        **BRIAN,
        "properties": {
            "createdate": "2023-10-06T09:53:17.242Z",
            "email": "brian@example.org",
            "hs_all_contact_vids": "51",
            "hs_email_domain": "example.org",
            "hs_full_name_or_email": "brian@example.org",
            "hs_object_id": "51",
            "lastmodifieddate": MOMENT,
            "city": "Boston",
        },
        "updatedAt": MOMENT,
    }
    assert oktopost.get_contact_by_email(store, {"email": "brian@example.org"}) == {"contact": updated}
    assert oktopost.get_contact_by_email(store, {"email": "contact@example.com"}) == {"contact": None}


@pytest.mark.contract("R-16")
def test_a_contact_may_keep_its_own_address_but_not_take_another_s(store: Store) -> None:
    other = refold_actions.create_object(store, {"email": "ada@example.com"}, object_type="contact")
    refold_actions.update_contact(store, {"contactId": other["id"], "email": "ADA@example.com"})
    with pytest.raises(CrmError) as error:
        refold_actions.update_contact(store, {"contactId": other["id"], "email": "contact@example.com"})
    assert refused(error) == (409, "CONFLICT", "Contact already exists. Existing ID: 51")


@pytest.mark.contract("R-16")
def test_an_update_of_a_read_only_property_is_refused(store: Store) -> None:
    with pytest.raises(CrmError) as error:
        refold_actions.update_contact(store, {"contactId": "51", "additional_fields": {"num_notes": "7"}})
    assert codes(error) == [("num_notes", "READ_ONLY_VALUE")]


@pytest.mark.contract("R-16")
@pytest.mark.parametrize(
    ("key", "message"),
    [("52", "resource not found"), ("me", "Object not found.  objectId are usually numeric.")],
)
def test_an_unknown_contact_is_hubspot_s_404(store: Store, key: str, message: str) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: refold_actions.get_contact(store, {"contact_id": key}),
        lambda: refold_actions.update_contact(store, {"contactId": key}),
    ]
    for call in calls:
        with pytest.raises(CrmError) as error:
            call()
        assert (error.value.status, error.value.body["category"]) == (404, "OBJECT_NOT_FOUND")
        assert error.value.message == f"OBJECT_NOT_FOUND: {message}: contact {key}"
        assert error.value.body["context"] == {"id": [key]}


@pytest.mark.contract("R-16")
def test_a_contact_is_deleted_however_often_and_its_address_is_free_again(store: Store) -> None:
    for key in ("51", "51", "7"):
        assert keeps("refold/hubspot/delete_contact", refold_actions.delete_contact(store, {"contactId": key})) == {}
    with pytest.raises(CrmError, match="resource not found: contact 51"):
        refold_actions.get_contact(store, {"contact_id": "51"})
    again = refold_actions.create_object(store, {"email": "contact@example.com"}, object_type="contact")
    assert again["id"] != "51"


# -- listing ---------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-05")
def test_the_documented_call_of_get_contact_answers_the_documented_page(store: Store) -> None:
    example = contracts.load().documents["refold/hubspot/get_contact"]["examples"][0]
    answer = refold_actions.list_contacts(store, example["request"])
    assert keeps("refold/hubspot/get_contact", answer) == example["response"]


@pytest.mark.contract("R-05", "R-22")
@pytest.mark.parametrize("limit", ["2", 2])
def test_pages_follow_one_another_to_the_last(store: Store, limit: Any) -> None:
    for number in range(4):
        refold_actions.create_object(store, {"email": f"c{number}@example.com"}, object_type="contact")
    first = keeps("refold/hubspot/get_contact", refold_actions.list_contacts(store, {"limit": limit}))
    link = "https://api.hubapi.com/crm/v3/objects/contacts?limit=2&after=2"
    assert first["paging"] == {"next": {"after": "2", "link": link}}
    pages = [first]
    while pages[-1]["paging"]:
        after = pages[-1]["paging"]["next"]["after"]
        pages.append(refold_actions.list_contacts(store, {"limit": limit, "after": after}))
    assert [contact["id"] for page in pages for contact in page["results"]] == [
        "51",
        *(str(118448752960 + number) for number in range(4)),
    ]
    assert [len(page["results"]) for page in pages] == [2, 2, 1]


def test_a_page_has_ten_contacts_unless_told_otherwise() -> None:
    store = make_store([{**BRIAN, "id": str(number)} for number in range(1, 13)])
    assert len(refold_actions.list_contacts(store, {})["results"]) == 10
    assert len(refold_actions.list_contacts(store, {"limit": 100, "after": None})["results"]) == 12


def test_past_the_end_there_is_nothing(store: Store) -> None:
    assert refold_actions.list_contacts(store, {"after": "7"}) == {"results": [], "paging": {}}


@pytest.mark.parametrize(("key", "found"), [("51", [BRIAN]), (51, [BRIAN]), ("52", []), ("me", [])])
def test_contact_id_narrows_the_list_to_one(store: Store, key: Any, found: list[Record]) -> None:
    assert refold_actions.list_contacts(store, {"contact_id": key}) == {"results": found, "paging": {}}


@pytest.mark.contract("R-05")
@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "", " 1", "1.5", 2.5, "٣", "9" * 5000])
def test_a_limit_that_is_none_is_hubspot_s_400(store: Store, limit: Any) -> None:
    with pytest.raises(CrmError) as error:
        refold_actions.list_contacts(store, {"limit": limit})
    message = f"limit must be a whole number from 1 to 100, not {limit}"
    assert refused(error) == (400, "VALIDATION_ERROR", message)
    assert error.value.body["errors"] == [{"message": message, "in": "limit"}]


def test_an_after_that_is_none_is_hubspot_s_400(store: Store) -> None:
    with pytest.raises(CrmError, match="after must be a whole number"):
        refold_actions.list_contacts(store, {"after": "NTI1"})


# -- searching -------------------------------------------------------------------------------------------------


def person(number: int, **properties: str) -> Record:
    return {**BRIAN, "id": str(number), "properties": properties}


PEOPLE = [
    person(1, email="ada@example.com", firstname="Ada", num_notes="9", closedate="2026-01-01T00:00:00.000Z"),
    person(2, email="bob@example.org", firstname="Bob", num_notes="10", closedate="2026-02-01T00:00:00.000Z"),
    person(3, firstname="Ada Mae", lastname="King", company="Big HubSpot Co", lifecyclestage="lead"),
]


def search(property_name: Any, operator: Any, value: Any, **more: Any) -> dict[str, Any]:
    store = make_store(PEOPLE)
    payload = {"propertyName": property_name, "operator": operator, "value": value, **more}
    assert contracts.load().of("refold/hubspot/search_contacts", "request").violations(payload) == []
    answer = refold_actions.search_contacts(store, payload)
    return dict(keeps("refold/hubspot/search_contacts", answer))


@pytest.mark.contract("R-19")
@pytest.mark.parametrize(
    ("property_name", "operator", "value", "ids"),
    [
        ("email", "EQ", "ADA@example.com", "1"),
        ("email", "NEQ", "ada@example.com", "23"),
        ("firstname", "EQ", "ada", "1"),
        ("firstname", "IN", "ADA; bob", "12"),
        ("firstname", "IN", "ada mae, bob", "23"),
        ("firstname", "IN", "ada;", "1"),
        ("firstname", "IN", ";", ""),
        ("firstname", "NOT_IN", "ada;bob", "3"),
        ("num_notes", "GT", "9", "2"),
        ("num_notes", "GTE", 9, "12"),
        ("num_notes", "LT", "10", "1"),
        ("num_notes", "LTE", "010", "12"),
        ("num_notes", "BETWEEN", "9.5;10", None),
        ("num_notes", "BETWEEN", "9;10", "12"),
        ("num_notes", "IN", "09", "1"),
        ("closedate", "LT", "2026-01-15", "1"),
        ("closedate", "GTE", "1769904000000", "2"),
        ("closedate", "EQ", "2026-01-01T01:00:00+01:00", "1"),
        ("hs_object_id", "IN", "1;3", "13"),
        ("email", "HAS_PROPERTY", "-", "12"),
        ("email", "NOT_HAS_PROPERTY", "-", "3"),
        ("email", "CONTAINS_TOKEN", "example", "12"),
        ("email", "CONTAINS_TOKEN", "exam", ""),
        ("email", "CONTAINS_TOKEN", "*@example.com", "1"),
        ("email", "NOT_CONTAINS_TOKEN", "example.com", "23"),
        ("company", "CONTAINS_TOKEN", "co HUB*", "3"),
        ("company", "CONTAINS_TOKEN", "h*b*spot", "3"),
        ("company", "CONTAINS_TOKEN", "h*x*spot", ""),
        ("company", "CONTAINS_TOKEN", "hubspo", ""),
        ("lifecyclestage", "EQ", "nothing", ""),
    ],
)
def test_operators(property_name: str, operator: str, value: Any, ids: str | None) -> None:
    if ids is None:
        with pytest.raises(CrmError) as error:
            search(property_name, operator, value)
        assert codes(error) == [("num_notes", "INVALID_LONG")]
    else:
        found = search(property_name, operator, value)
        assert ("".join(contact["id"] for contact in found["results"]), found["total"]) == (ids, len(ids))


@pytest.mark.contract("R-19")
@pytest.mark.parametrize(
    ("query", "ids"), [("ada", "13"), ("ad mae", "3"), ("ada nobody", ""), (" ", "123"), (None, "123")]
)
def test_a_query_looks_for_beginnings_of_words(query: str | None, ids: str) -> None:
    found = search("firstname", "HAS_PROPERTY", "-", query=query)["results"]
    assert "".join(contact["id"] for contact in found) == ids


@pytest.mark.parametrize(("query", "total"), [("ada", 1), ("bob", 0)])
def test_a_query_narrows_a_look_up_by_e_mail_too(query: str, total: int) -> None:
    assert search("email", "EQ", "ada@example.com", query=query)["total"] == total


@pytest.mark.contract("R-19")
def test_a_search_shows_as_many_as_the_limit_and_counts_all() -> None:
    found = search("firstname", "HAS_PROPERTY", "-", limit="2")
    assert found == {"total": 3, "results": PEOPLE[:2], "paging": {"next": {"after": "2"}}}


@pytest.mark.contract("R-19")
@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (("nickname", "EQ", "x"), 'Property "nickname" does not exist'),
        ((7, "EQ", "x"), 'Property "7" does not exist'),
        (("email", 7, "x"), "column 1: Enum type must be one of: [IN, NOT_HAS_PROPERTY, LT, EQ, GT, NOT_IN, GTE,"),
        (("email", "LIKE", "x"), "HAS_PROPERTY, LTE, NOT_CONTAINS_TOKEN, BETWEEN, NEQ]"),
        (("email", "eq", "x"), "Enum type must be one of: [IN,"),
        (("num_notes", "BETWEEN", "1"), 'BETWEEN needs a lower and an upper value, such as "1;9", not "1"'),
        (("num_notes", "BETWEEN", "1;2;3"), "BETWEEN needs a lower and an upper value"),
        (("num_notes", "GT", "many"), "many was not a valid long."),
        (("closedate", "LT", "soon"), "soon was not a valid long."),
    ],
)
def test_a_filter_that_makes_no_sense_is_hubspot_s_400(payload: tuple[Any, Any, str], message: str) -> None:
    with pytest.raises(CrmError, match=re.escape(message)) as error:
        search(*payload)
    assert refused(error)[:2] == (400, "VALIDATION_ERROR")


def test_a_search_for_more_than_two_hundred_is_hubspot_s_400() -> None:
    with pytest.raises(CrmError, match="limit must be a whole number from 1 to 200, not 201"):
        search("email", "EQ", "x", limit=201)


TEXTS = st.text(alphabet="abAB *.@-", max_size=8)
NUMBERS = st.integers(-20, 20).map(str) | st.decimals(-20, 20, places=1).map(str)
DAYS = st.integers(1, 28).map(lambda day: f"2026-01-{day:02}")


def words(text: str) -> list[str]:
    return re.findall("[a-z]+", text.lower())


def plain_contains(held: str, value: str) -> bool:
    """CONTAINS_TOKEN in the plainest way, with regular expressions."""
    stretches = words(held) + held.lower().split()
    for part in value.lower().split():
        pattern = ".*".join(map(re.escape, part.split("*")))
        wild = any(re.fullmatch(pattern, stretch) for stretch in stretches)
        if not (wild if "*" in part else set(words(part)) <= set(words(held))):
            return False
    return True


def plain_match(operator: str, held: Any, operands: list[Any]) -> bool:
    first = operands[0]
    verdicts: dict[str, bool] = {
        "EQ": held == first,
        "NEQ": held != first,
        "LT": held < first,
        "LTE": held <= first,
        "GT": held > first,
        "GTE": held >= first,
        "BETWEEN": first <= held <= operands[-1],
        "IN": held in operands,
        "NOT_IN": held not in operands,
    }
    return verdicts[operator]


KINDS: dict[str, tuple[st.SearchStrategy[str], Callable[[str], Any]]] = {
    "company": (TEXTS, str.lower),
    "recent_deal_amount": (NUMBERS, Decimal),
    "closedate": (DAYS, str),
}
COMPARISONS = ["EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN"]


def found_ids(values: list[str | None], property_name: str, operator: str, value: str) -> list[str]:
    """The ids (1, 2, …) of the contacts with these values that a search finds."""
    records = [
        person(number, **({} if held is None else {property_name: held})) for number, held in enumerate(values, start=1)
    ]
    payload = {"propertyName": property_name, "operator": operator, "value": value, "limit": 200}
    answer = refold_actions.search_contacts(make_store(records), payload)
    return [contact["id"] for contact in answer["results"]]


@pytest.mark.contract("R-19")
@given(data=st.data(), property_name=st.sampled_from(sorted(KINDS)), operator=st.sampled_from(COMPARISONS))
def test_comparisons_agree_with_the_plainest_ones(data: Any, property_name: str, operator: str) -> None:
    strategy, plain = KINDS[property_name]
    values = data.draw(st.lists(st.none() | strategy, max_size=6))
    listed = operator in {"BETWEEN", "IN", "NOT_IN"}
    size = 2 if operator == "BETWEEN" else 3 if listed else 1
    texts = strategy.filter(str.strip) if listed else strategy
    operands = data.draw(st.lists(texts, min_size=size, max_size=size))
    stored = [f"{held}T00:00:00.000Z" if held and property_name == "closedate" else held for held in values]
    found = found_ids(stored, property_name, operator, ";".join(operands))
    wanted = [plain(operand.strip() if listed else operand) for operand in operands]
    expected = [
        str(number)
        for number, held in enumerate(values, start=1)
        if (plain_match(operator, plain(held), wanted) if held is not None else operator in {"NEQ", "NOT_IN"})
    ]
    assert found == expected


@pytest.mark.contract("R-19")
@given(values=st.lists(st.none() | TEXTS, max_size=6), value=TEXTS, wanted=st.booleans())
def test_tokens_agree_with_regular_expressions(values: list[str | None], value: str, *, wanted: bool) -> None:
    operator = "CONTAINS_TOKEN" if wanted else "NOT_CONTAINS_TOKEN"
    expected = [
        str(number)
        for number, held in enumerate(values, start=1)
        if (held is not None and plain_contains(held, value)) is wanted
    ]
    assert found_ids(values, "company", operator, value) == expected


@given(values=st.lists(st.sampled_from(["a@x.yz", "B@x.yz", "b@X.YZ", None]), max_size=6))
def test_the_index_finds_what_a_scan_finds(values: list[str | None]) -> None:
    expected = found_ids(values, "email", "IN", "b@x.yz")
    assert found_ids(values, "email", "EQ", "b@x.yz") == expected


# -- timeline events -------------------------------------------------------------------------------------------


def upsert(store: Store, **payload: Any) -> Any:
    given_payload = {"id": "evt-001", "eventTypeId": "12345", "email": "contact@example.com"} | payload
    return keeps("oktopost/hubspot/event.upsert", oktopost.upsert_event(store, given_payload))["event"]


@pytest.mark.contract("O-62")
def test_an_event_is_put_on_the_timeline_of_the_contact_with_its_address(store: Store) -> None:
    properties = {"postTitle": "My Post", "likes": 3, "postedAt": "2026-01-01", "network": "linkedin"}
    event = upsert(store, email="Contact@Example.com", properties=properties, extraData={"a": [1]})
    assert event == {
        "id": "evt-001",
        "eventTemplateId": "12345",
        "objectType": "contacts",
        "email": "contact@example.com",
        "objectId": "51",
        "tokens": {"postTitle": "My Post", "likes": "3", "postedAt": MOMENT, "network": "linkedin"},
        "extraData": {"a": [1]},
        "timestamp": MOMENT,
        "createdAt": MOMENT,
    }
    assert store.get("hubspot/event", "evt-001") == event


@pytest.mark.contract("O-62")
def test_an_event_creates_the_contact_that_is_not_there(store: Store) -> None:
    event = upsert(store, email="John@Acme.com")
    contact = oktopost.get_contact_by_email(store, {"email": "john@acme.com"})["contact"]
    assert contact is not None
    assert (event["objectId"], event["tokens"], event.keys() & {"extraData"}) == (contact["id"], {}, set())


@pytest.mark.contract("O-26")
def test_the_same_id_again_puts_a_new_event_in_its_place(store: Store) -> None:
    upsert(store, properties={"postTitle": "Old", "likes": 1}, extraData={"a": 1})
    store.set("clock", store.clock.freeze(datetime(2026, 1, 2, tzinfo=UTC)))
    event = upsert(store, email="john@acme.com", properties={"postTitle": "New", "likes": None})
    assert store.count("hubspot/event") == 1
    assert (event["tokens"], event.get("extraData")) == ({"postTitle": "New"}, None)
    assert (event["createdAt"], event["timestamp"]) == (MOMENT, "2026-01-02T00:00:00.000Z")
    assert event["objectId"] != "51"


@pytest.mark.contract("O-62")
def test_uuid_in_an_id_is_a_fresh_one_each_time(store: Store) -> None:
    ids = [upsert(store, id="evt-{{uuid}}")["id"].removeprefix("evt-") for _ in range(2)]
    assert [str(UUID(drawn)) for drawn in ids] == ids
    assert [UUID(drawn).version for drawn in ids] == [4, 4]
    assert ids[0] != ids[1]


@pytest.mark.contract("O-62")
def test_an_unknown_event_template_is_hubspot_s_404(store: Store) -> None:
    with pytest.raises(CrmError, match="event template 999") as error:
        upsert(store, eventTypeId="999")
    assert refused(error) == (404, "OBJECT_NOT_FOUND", "resource not found")
    assert store.count("hubspot/event") == 0


@pytest.mark.contract("O-62")
def test_tokens_that_the_template_cannot_take_are_refused(store: Store) -> None:
    properties = {"title": "x", "likes": "many", "postedAt": "soon", "network": "x", "postTitle": []}
    with pytest.raises(CrmError, match="Token values were not valid") as error:
        upsert(store, properties=properties)
    assert codes(error) == [
        ("title", "TOKEN_DOESNT_EXIST"),
        ("likes", "INVALID_LONG"),
        ("postedAt", "INVALID_LONG"),
        ("network", "INVALID_OPTION"),
        ("postTitle", "INVALID_STRING"),
    ]


@pytest.mark.contract("O-62")
def test_an_event_needs_a_real_e_mail_address(store: Store) -> None:
    with pytest.raises(CrmError) as error:
        upsert(store, email="nobody")
    assert codes(error) == [("email", "INVALID_EMAIL")]


def test_busy_is_hubspot_s_429(store: Store) -> None:
    problem = hubspot.busy(store)
    assert (problem.status, problem.body["policyName"]) == (429, "SECONDLY")
    assert problem.message == "RATE_LIMITS: You have reached your secondly limit."


# -- the catalogue ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", associations.types().values(), ids=lambda kind: kind.name)
def test_an_association_type_has_its_other_direction(kind: associations.AssociationType) -> None:
    back = associations.types()[kind.inverse]
    assert {kind.origin, kind.target} <= set(hubspot.FIRST_IDS)
    assert (back.origin, back.target, back.inverse) == (kind.target, kind.origin, kind.id)
    if kind.unlabelled is not None:
        beside = associations.types()[kind.unlabelled]
        assert (beside.origin, beside.target, beside.label) == (kind.origin, kind.target, None)


# -- over HTTP -------------------------------------------------------------------------------------------------


@pytest.mark.contract("O-20", "O-59", "O-60")
def test_oktopost_answers_no_match_with_a_null_contact(okto: Oktopost) -> None:
    for response in (
        okto.act("hubspot/contact.getByEmail", {"email": "nobody@example.com"}),
        okto.act("hubspot/contact.getById", {"id": "nobody"}),
    ):
        assert (response.status_code, response.json()) == (
            200,
            {"Result": True, "IntegrationAction": {"contact": None}},
        )


@pytest.mark.contract("O-24", "O-15")
def test_oktopost_relays_hubspot_s_conflict_as_400(okto: Oktopost) -> None:
    response = okto.act("hubspot/contact.create", {"data": {"email": "contact@example.com"}})
    assert (response.status_code, response.json()) == (
        400,
        {"Result": False, "Errors": ["CONFLICT: Contact already exists. Existing ID: 51"]},
    )


@pytest.mark.contract("R-13", "R-16")
def test_refold_relays_hubspot_s_own_error(refold: Refold) -> None:
    response = refold.execute("hubspot/get_contact_by_id", {"contact_id": "52"})
    document = response.json()
    assert document["data"].pop("correlationId")
    assert (response.status_code, document) == (
        200,
        {
            "data": {
                "status": "error",
                "message": "resource not found",
                "category": "OBJECT_NOT_FOUND",
                "context": {"id": ["52"]},
            },
            "node_status": "Errored",
            "http_status": 404,
        },
    )


@pytest.mark.contract("R-23")
def test_refold_ignores_parameters_that_the_action_does_not_know(refold: Refold) -> None:
    created = refold.data("hubspot/create_contact", {"email": "a@example.com", "city": "Paris", "bogus": 1})
    assert not created["properties"].keys() & {"city", "bogus"}


@pytest.mark.contract("R-20", "O-62")
def test_both_vendors_act_on_the_same_portal(okto: Oktopost, refold: Refold) -> None:
    event = okto.result("hubspot/event.upsert", {"id": "evt-001", "eventTypeId": "12345", "email": "john@acme.com"})
    contact_id = event["event"]["objectId"]
    refold.data("hubspot/update_contact", {"contactId": contact_id, "firstname": "John"})
    found = okto.result("hubspot/contact.getByEmail", {"email": "john@acme.com"})
    assert found == {"contact": refold.data("hubspot/get_contact_by_id", {"contact_id": contact_id})}
    assert refold.data("hubspot/delete_contact", {"contactId": contact_id}) == {}
    assert okto.result("hubspot/contact.getById", {"id": contact_id}) == {"contact": None}
