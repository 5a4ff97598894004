"""Properties, owners, pipelines, merging and removing for good, by HubSpot's own client."""

from __future__ import annotations

from typing import Any

import pytest
from hubspot import HubSpot
from hubspot.crm import contacts, properties
from hubspot.crm.contacts.exceptions import NotFoundException
from hubspot.crm.owners.exceptions import NotFoundException as NoOwner
from hubspot.crm.properties.exceptions import ApiException

from mockserver.sandboxes.sandbox import Sandbox
from tests.hubspot_rest.conftest import Rest

KINDS = ("contacts", "companies", "deals", "tasks")


def new_property(name: str = "colour", **more: Any) -> properties.PropertyCreate:
    given = {"label": "Colour", "type": "string", "field_type": "text", "group_name": "contactinformation", **more}
    return properties.PropertyCreate(name=name, **given)


@pytest.mark.contract("H-22")
@pytest.mark.parametrize("kind", KINDS)
def test_every_standard_property_is_described(client: HubSpot, rest: Rest, kind: str) -> None:
    described = client.crm.properties.core_api.get_all(kind).results
    by_name = {one.name: one for one in described}
    assert by_name["hs_object_id"].modification_metadata.read_only_value
    assert all(one.hubspot_defined for one in described)
    groups = {group.name for group in client.crm.properties.groups_api.get_all(kind).results}
    assert {one.group_name for one in described} <= groups
    some = client.crm.properties.core_api.get_by_name(kind, described[0].name)
    assert some == described[0]


@pytest.mark.contract("H-22")
def test_options_and_types_are_told(client: HubSpot) -> None:
    api = client.crm.properties.core_api
    stage, amount = api.get_by_name("deals", "dealstage"), api.get_by_name("deal", "amount")
    assert (stage.type, stage.field_type, stage.options[0].value) == ("enumeration", "select", "appointmentscheduled")
    assert (amount.type, amount.field_type, amount.options) == ("number", "number", [])
    assert api.get_by_name("contacts", "email").has_unique_value
    assert api.get_by_name("contacts", "hubspot_owner_id").referenced_object_type == "OWNER"


@pytest.mark.contract("H-22")
def test_a_property_is_made_filled_changed_and_archived(client: HubSpot, rest: Rest) -> None:
    api = client.crm.properties.core_api
    refused = rest.ask("PATCH", "/crm/v3/objects/contacts/51", {"properties": {"colour": "red"}}, status=400)
    assert refused["errors"][0]["code"] == "PROPERTY_DOESNT_EXIST"
    options = [properties.OptionInput(label="Red", value="red", display_order=0, hidden=False)]
    made = api.create("contacts", new_property(type="enumeration", field_type="select", options=options))
    assert (made.hubspot_defined, made.options[0].value) == (False, "red")
    rest.ask("PATCH", "/crm/v3/objects/contacts/51", {"properties": {"colour": "red"}})
    refused = rest.ask("PATCH", "/crm/v3/objects/contacts/51", {"properties": {"colour": "blue"}}, status=400)
    assert refused["errors"][0]["code"] == "INVALID_OPTION"
    changed = api.update("contacts", "colour", properties.PropertyUpdate(label="Favourite colour"))
    assert (changed.label, changed.options[0].value) == ("Favourite colour", "red")
    found = rest.ask("GET", "/crm/v3/objects/contacts/51?properties=colour")
    assert found["properties"]["colour"] == "red"
    api.archive("contacts", "colour")
    with pytest.raises(ApiException):
        api.get_by_name("contacts", "colour")
    assert api.get_by_name("contacts", "colour", archived=True).archived
    assert "colour" not in {one.name for one in api.get_all("contacts").results}
    api.create("contacts", new_property())


@pytest.mark.contract("H-22", "H-04")
def test_a_unique_property_names_a_record(client: HubSpot, rest: Rest) -> None:
    client.crm.properties.core_api.create("contacts", new_property("badge", has_unique_value=True))
    key = rest.made("contacts", email="ada@example.com", badge="A-1")
    assert rest.ask("GET", "/crm/v3/objects/contacts/A-1?idProperty=badge")["id"] == key
    body = {"properties": {"email": "b@example.com", "badge": "a-1"}}
    assert rest.ask("POST", "/crm/v3/objects/contacts", body, status=409)["category"] == "CONFLICT"


@pytest.mark.contract("H-22")
@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"name": "email"}, 409),
        ({"field_type": "number"}, 400),
        ({"group_name": "nonsense"}, 400),
        ({"type": "nonsense"}, 400),
        ({"name": "Not A Name"}, 400),
    ],
)
def test_a_property_that_cannot_be_is_refused(client: HubSpot, more: dict[str, Any], status: int) -> None:
    with pytest.raises(ApiException) as caught:
        client.crm.properties.core_api.create("contacts", new_property(**{"name": "colour", **more}))
    assert caught.value.status == status


@pytest.mark.contract("H-22", "H-20")
def test_what_is_left_out_is_named(rest: Rest) -> None:
    body = {"name": "x", "type": "string", "fieldType": "text"}
    refused = rest.ask("POST", "/crm/v3/properties/contacts", body, status=400)
    assert refused["message"] == (
        "Invalid input JSON on line 1, column 2. Some required fields were not set: [label, groupName]"
    )


@pytest.mark.contract("H-22")
def test_hubspots_own_properties_are_not_changed(rest: Rest) -> None:
    assert rest.ask("PATCH", "/crm/v3/properties/contacts/email", {"label": "x"}, status=400)
    assert rest.ask("DELETE", "/crm/v3/properties/contacts/email", status=400)
    assert rest.ask("DELETE", "/crm/v3/properties/contacts/nonsense", status=404)


@pytest.mark.contract("H-22")
def test_batches_of_properties(client: HubSpot) -> None:
    api = client.crm.properties.batch_api
    names = [properties.PropertyName(name=name) for name in ("size", "email")]
    made = api.create(
        "contacts", properties.BatchInputPropertyCreate(inputs=[new_property("size"), new_property("email")])
    )
    assert [one.name for one in made.results] == ["size"]
    assert made.num_errors == 1
    read = api.read("contacts", properties.BatchReadInputPropertyName(inputs=names, archived=False))
    assert [one.name for one in read.results] == ["size", "email"]
    api.archive("contacts", properties.BatchInputPropertyName(inputs=names[:1]))
    gone = api.read("contacts", properties.BatchReadInputPropertyName(inputs=names[:1], archived=True))
    assert gone.results[0].archived


@pytest.mark.contract("H-23")
def test_groups_of_properties(client: HubSpot, rest: Rest) -> None:
    api = client.crm.properties.groups_api
    made = api.create("contacts", properties.PropertyGroupCreate(name="style", label="Style"))
    assert (made.name, made.display_order, made.archived) == ("style", -1, False)
    assert api.update("contacts", "style", properties.PropertyGroupUpdate(label="Taste")).label == "Taste"
    client.crm.properties.core_api.create("contacts", new_property(group_name="style"))
    assert rest.ask("DELETE", "/crm/v3/properties/contacts/groups/style", status=400)
    client.crm.properties.core_api.archive("contacts", "colour")
    api.archive("contacts", "style")
    assert [group.name for group in api.get_all("contacts").results] == ["contactinformation"]
    assert rest.ask("POST", "/crm/v3/properties/deals/groups", {"name": "dealinformation", "label": "x"}, status=409)
    assert rest.ask("GET", "/crm/v3/properties/deals/groups/style", status=404)
    assert rest.ask("DELETE", "/crm/v3/properties/deals/groups/dealinformation", status=400)


@pytest.mark.contract("H-24", "H-18")
def test_owners(client: HubSpot, rest: Rest) -> None:
    found = client.crm.owners.owners_api.get_page().results
    first = found[0]
    assert isinstance(first.user_id, int)
    assert client.crm.owners.owners_api.get_by_id(int(first.id)) == first
    assert client.crm.owners.owners_api.get_by_id(first.user_id, id_property="userId").id == first.id
    assert [one.id for one in client.crm.owners.owners_api.get_page(email=first.email.upper()).results] == [first.id]
    with pytest.raises(NoOwner):
        client.crm.owners.owners_api.get_by_id(7)
    assert rest.ask("GET", "/crm/v3/owners") == rest.ask("GET", "/crm/v3/owners/")
    page = rest.ask("GET", "/crm/v3/owners?limit=1")
    following = rest.ask("GET", page["paging"]["next"]["link"].removeprefix(rest.url))
    assert [one["id"] for one in page["results"] + following["results"]] == [one.id for one in found]
    assert client.crm.owners.get_all(archived=True) == []


@pytest.mark.contract("H-25")
def test_the_pipeline_of_deals(client: HubSpot, rest: Rest) -> None:
    (line,) = client.crm.pipelines.pipelines_api.get_all("deals").results
    assert (line.id, line.label) == ("default", "Sales Pipeline")
    options = [one["value"] for one in rest.ask("GET", "/crm/v3/properties/deals/dealstage")["options"]]
    assert [stage.id for stage in line.stages] == options
    won = client.crm.pipelines.pipeline_stages_api.get_by_id("deals", "default", "closedwon")
    assert won.metadata == {"isClosed": "true", "probability": "1.0"}
    assert client.crm.pipelines.pipelines_api.get_by_id("0-3", "default") == line
    assert len(client.crm.pipelines.pipeline_stages_api.get_all("deals", "default").results) == 7
    assert rest.ask("GET", "/crm/v3/pipelines/contacts") == {"results": []}
    assert rest.ask("GET", "/crm/v3/pipelines/deals/other", status=404)
    assert rest.ask("GET", "/crm/v3/pipelines/deals/default/stages/other", status=404)


@pytest.mark.contract("H-27")
def test_two_contacts_become_one(client: HubSpot, rest: Rest) -> None:
    company = rest.made("companies", name="Acme")
    one = rest.made("contacts", email="one@example.com", city="Rome")
    two = rest.made("contacts", email="two@example.com", city="Oslo", phone="2")
    rest.ask("PUT", f"/crm/v4/objects/contacts/{two}/associations/default/companies/{company}")
    rest.ask("PUT", f"/crm/v4/objects/contacts/{two}/associations/default/contacts/{one}")
    merged = client.crm.contacts.basic_api.merge(
        contacts.PublicMergeInput(primary_object_id=one, object_id_to_merge=two)
    )
    assert merged.id == one
    found = rest.ask(
        "GET", f"/crm/v3/objects/contacts/{one}?properties=email,city,phone&associations=companies,contacts"
    )
    assert found["properties"].items() >= {"email": "one@example.com", "city": "Rome", "phone": "2"}.items()
    assert [end["id"] for end in found["associations"]["companies"]["results"]] == [company]
    assert found["associations"].keys() == {"companies"}
    assert rest.ask("GET", f"/crm/v3/objects/contacts/{two}?archived=true")["archived"]


@pytest.mark.contract("H-27")
def test_what_cannot_be_merged_is_refused(rest: Rest, sandbox: Sandbox) -> None:
    before = sandbox.state
    for kind, other, status in (("contacts", "51", 400), ("contacts", "7", 404), ("tasks", "7", 400)):
        body = {"primaryObjectId": "51", "objectIdToMerge": other}
        assert rest.ask("POST", f"/crm/v3/objects/{kind}/merge", body, status=status)
    assert sandbox.state is before


@pytest.mark.contract("H-28")
def test_a_contact_is_removed_for_good(client: HubSpot, rest: Rest) -> None:
    key = rest.made("contacts", email="ada@example.com")
    api = client.crm.contacts.basic_api
    api.purge(contacts.PublicGdprDeleteInput(object_id="ada@example.com", id_property="email"))
    for archived in (False, True):
        with pytest.raises(NotFoundException):
            api.get_by_id(key, archived=archived)
    api.archive("51")
    api.purge(contacts.PublicGdprDeleteInput(object_id="51"))
    with pytest.raises(NotFoundException):
        api.get_by_id("51", archived=True)
    rest.ask("POST", "/crm/v3/objects/contacts/gdpr-delete", {"objectId": "7"}, status=204)
    rest.ask("POST", "/crm/v3/objects/deals/gdpr-delete", {"objectId": "7"}, status=400)
