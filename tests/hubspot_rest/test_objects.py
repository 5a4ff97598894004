"""One record at a time, by HubSpot's own client: every type under every name."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from hubspot import HubSpot
from hubspot.crm.contacts import SimplePublicObjectInput, SimplePublicObjectInputForCreate
from hubspot.crm.contacts.exceptions import ApiException, NotFoundException
from hubspot.crm.objects import SimplePublicObjectInput as ObjectInput
from hubspot.crm.objects import SimplePublicObjectInputForCreate as NewObject

from mockserver.transport.server import Server
from tests.hubspot_rest.conftest import Rest

NEW: dict[str, dict[str, str]] = {
    "contact": {"email": "ada@example.com"},
    "company": {"name": "Acme"},
    "deal": {"dealname": "Big"},
    "task": {"hs_timestamp": "2026-01-02T00:00:00.000Z"},
}
NAMES = {
    "contact": ("contacts", "contact", "0-1"),
    "company": ("companies", "company", "0-2"),
    "deal": ("deals", "deal", "0-3"),
    "task": ("tasks", "task", "0-27"),
}
CHANGE = {
    "contact": {"city": "Rome"},
    "company": {"city": "Rome"},
    "deal": {"amount": "13"},
    "task": {"hs_task_body": "Soon"},
}


def new(**properties: Any) -> SimplePublicObjectInputForCreate:
    return SimplePublicObjectInputForCreate(properties=properties)


@pytest.mark.contract("H-02", "H-03", "H-04", "H-06", "H-07", "H-18")
@pytest.mark.parametrize("kind", NEW)
def test_a_record_is_made_read_changed_and_archived_under_every_name_of_its_type(client: HubSpot, kind: str) -> None:
    api = client.crm.objects.basic_api
    made = api.create(NAMES[kind][0], NewObject(properties=NEW[kind]))
    assert made.properties.items() >= NEW[kind].items()
    assert made.properties["hs_object_id"] == made.id
    for name in NAMES[kind]:
        found = api.get_by_id(name, made.id, properties=[*NEW[kind], "nonsense"])
        assert found.properties.items() >= NEW[kind].items()
        assert "nonsense" not in found.properties
        assert found.id in {one.id for one in client.crm.objects.get_all(name)}
    changed = api.update(NAMES[kind][1], made.id, ObjectInput(properties=CHANGE[kind]))
    assert changed.properties.items() >= CHANGE[kind].items()
    api.archive(NAMES[kind][2], made.id)
    api.archive(NAMES[kind][2], made.id)
    gone = api.get_by_id(kind, made.id, archived=True)
    assert gone.archived
    assert gone.archived_at is not None
    assert made.id not in {one.id for one in client.crm.objects.get_all(kind)}
    assert made.id in {one.id for one in client.crm.objects.get_all(kind, archived=True)}


@pytest.mark.contract("H-07", "H-20")
def test_an_archived_contact_is_not_found(client: HubSpot) -> None:
    api = client.crm.contacts.basic_api
    api.archive("51")
    with pytest.raises(NotFoundException):
        api.get_by_id("51")


@pytest.mark.contract("H-04")
def test_a_contact_shows_its_default_properties_and_null_for_those_without_a_value(client: HubSpot) -> None:
    made = client.crm.contacts.basic_api.create(new(email="Ada@Example.com"))
    found = client.crm.contacts.basic_api.get_by_id("ada@example.com", id_property="email")
    assert found.id == made.id
    assert list(found.properties) == [
        "createdate",
        "email",
        "firstname",
        "hs_object_id",
        "lastmodifieddate",
        "lastname",
    ]
    assert found.properties["email"] == "ada@example.com"
    assert found.properties["firstname"] is None


@pytest.mark.contract("H-04")
@pytest.mark.parametrize(
    "query", ["properties=city&properties=phone", "properties=city,phone", "properties=city,&properties=phone"]
)
def test_properties_are_repeated_or_joined_by_commas(rest: Rest, query: str) -> None:
    shown = rest.ask("GET", f"/crm/v3/objects/contacts/51?{query}")["properties"]
    assert shown.keys() == {"city", "createdate", "hs_object_id", "lastmodifieddate", "phone"}
    assert shown["city"] is None


@pytest.mark.contract("H-04")
@pytest.mark.parametrize(
    ("value", "archived"), [("True", True), ("TRUE", True), ("1", False), ("yes", False), ("", False), ("abc", False)]
)
def test_only_the_word_true_is_true(rest: Rest, value: str, *, archived: bool) -> None:
    key = rest.made("contacts", email="gone@example.com")
    rest.ask("DELETE", f"/crm/v3/objects/contacts/{key}", status=204)
    path = f"/crm/v3/objects/contacts/{key}?archived={value}"
    for query in ("", "&archived=true", "&archived=false"):
        assert rest.request("GET", path + query).status_code == (200 if archived else 404)


@pytest.mark.contract("H-04")
def test_a_record_names_its_page(rest: Rest) -> None:
    found = rest.ask("GET", "/crm/v3/objects/0-1/51")
    assert found["url"] == "https://app.hubspot.com/contacts/12345678/record/0-1/51"


@pytest.mark.contract("H-03")
@pytest.mark.parametrize("path", ["/crm/v3/objects/0-2", "/hubspot/crm/objects/2026-03/companies"])
def test_a_new_record_says_where_it_is(rest: Rest, path: str) -> None:
    made = rest.request("POST", path, json={"properties": {"name": "Placed"}})
    assert made.headers["location"] == f"{rest.url}{path}/{made.json()['id']}"
    assert rest.ask("GET", made.headers["location"].removeprefix(rest.url))["id"] == made.json()["id"]


@pytest.mark.contract("H-05")
def test_pages_are_walked_by_their_links_and_the_last_one_has_no_paging(rest: Rest) -> None:
    for number in range(5):
        rest.made("companies", name=f"c{number}")
    page = rest.ask("GET", "/crm/v3/objects/companies?limit=2&properties=name&archived=False")
    seen = [one["properties"]["name"] for one in page["results"]]
    while "paging" in page:
        link = page["paging"]["next"]["link"]
        assert link.startswith(rest.url)
        assert "limit=2&properties=name&archived=False&after=" in link
        page = rest.ask("GET", link.removeprefix(rest.url))
        seen += [one["properties"]["name"] for one in page["results"]]
    assert seen[-5:] == ["c0", "c1", "c2", "c3", "c4"]
    assert len(seen) == len(set(seen))
    assert page.keys() == {"results"}


@pytest.mark.contract("H-05")
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "after=x"])
def test_a_page_that_cannot_be_is_refused(rest: Rest, query: str) -> None:
    assert rest.ask("GET", f"/crm/v3/objects/contacts?{query}", status=400)["category"] == "VALIDATION_ERROR"


@pytest.mark.contract("H-03")
def test_a_flat_body_is_taken_for_the_properties(client: HubSpot) -> None:
    flat = {"email": "flat@example.com", "lastname": "Flat", "firstname": "Fay"}
    made = client.crm.contacts.basic_api.create(flat)
    assert made.properties.items() >= flat.items()


@pytest.mark.contract("H-03", "H-20")
def test_a_second_contact_of_one_address_is_a_conflict(client: HubSpot) -> None:
    made = client.crm.contacts.basic_api.create(new(email="ada@example.com"))
    with pytest.raises(ApiException) as caught:
        client.crm.contacts.basic_api.create(new(email="ada@example.com"))
    assert caught.value.status == 409
    assert f"Contact already exists. Existing ID: {made.id}" in caught.value.body


@pytest.mark.contract("H-03")
def test_a_record_that_nothing_names_is_refused(rest: Rest) -> None:
    refused = rest.ask("POST", "/crm/v3/objects/tasks", {"properties": {}}, status=400)
    assert refused["message"] == "Error creating TASK. Some required properties were not set."


@pytest.mark.contract("H-06")
def test_null_and_empty_text_clear_a_property(client: HubSpot) -> None:
    api = client.crm.contacts.basic_api
    made = api.create(new(email="ada@example.com", city="Rome", phone="1"))
    changed = api.update(made.id, SimplePublicObjectInput(properties={"city": "", "phone": None}))
    assert (changed.properties["city"], changed.properties["phone"]) == (None, None)


@pytest.mark.contract("H-06")
def test_an_update_of_nothing_is_refused(rest: Rest) -> None:
    refused = rest.ask("PATCH", "/crm/v3/objects/contacts/51", {"properties": {}}, status=400)
    assert refused["message"] == "No properties found to update, please provide at least one."
    assert refused["context"] == {"properties": ["{}"]}


@pytest.mark.contract("H-31")
def test_a_property_tells_its_earlier_values(client: HubSpot) -> None:
    api = client.crm.contacts.basic_api
    made = api.create(new(email="ada@example.com", city="Rome"))
    for city in ("Oslo", "Oslo", "Bonn"):
        api.update(made.id, SimplePublicObjectInput(properties={"city": city}))
    found = api.get_by_id(made.id, properties_with_history=["city", "phone"])
    assert [one.value for one in found.properties_with_history["city"]] == ["Bonn", "Oslo", "Rome"]
    assert found.properties_with_history.keys() == {"city"}
    assert found.properties_with_history["city"][0].source_type == "INTEGRATION"


@pytest.mark.contract("H-31")
def test_a_page_with_earlier_values_is_half_as_long(client: HubSpot, rest: Rest) -> None:
    everybody = client.crm.contacts.get_all(properties_with_history=["email"])
    assert all(one.properties_with_history["email"] for one in everybody if one.properties["email"])
    path = "/crm/v3/objects/contacts?propertiesWithHistory=email&limit="
    assert rest.ask("GET", f"{path}51", status=400)["message"] == "limit must be a whole number from 1 to 50, not 51"


@pytest.mark.contract("H-21")
@pytest.mark.parametrize("date", ["2026-03", "2026-09"])
def test_the_dated_paths_lead_to_the_same_calls(rest: Rest, date: str) -> None:
    key = rest.ask("POST", f"/crm/objects/{date}/contacts", {"properties": {"email": "a@b.co"}}, status=201)["id"]
    for dated, other in (
        (f"objects/{date}/contacts/{key}", f"v3/objects/contacts/{key}"),
        (f"properties/{date}/contacts", "v3/properties/contacts"),
        (f"owners/{date}", "v3/owners"),
        (f"pipelines/{date}/deals", "v3/pipelines/deals"),
        (f"associations/{date}/contacts/companies/labels", "v4/associations/contacts/companies/labels"),
    ):
        assert rest.ask("GET", f"/crm/{dated}") == rest.ask("GET", f"/crm/{other}")


def test_everything_lies_below_a_prefix_too(rest: Rest) -> None:
    found = rest.ask("GET", "/hubspot/crm/v3/objects/contacts?limit=1")
    assert [one["id"] for one in found["results"]] == ["51"]


def test_a_call_below_the_prefix_without_a_token_is_refused_in_hubspots_words(server: Server) -> None:
    answer = requests.get(f"{server.url}/hubspot/crm/v3/objects/contacts", timeout=30)
    assert (answer.status_code, answer.json()["category"]) == (401, "INVALID_AUTHENTICATION")
