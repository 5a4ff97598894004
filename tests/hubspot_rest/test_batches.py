"""Batches: what is done together and what for itself, and that a failed one leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from hubspot import HubSpot
from hubspot.crm import contacts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.sandboxes.sandbox import Sandbox
from tests.hubspot_rest.conftest import Rest

BATCH = "/crm/v3/objects/contacts/batch"


def inputs(*addresses: str) -> dict[str, Any]:
    return {"inputs": [{"properties": {"email": address}} for address in addresses]}


@pytest.mark.contract("H-10", "H-11", "H-12", "H-07")
def test_the_five_batches_of_the_client(client: HubSpot) -> None:
    api = client.crm.contacts.batch_api
    news = [contacts.SimplePublicObjectBatchInputForCreate(properties={"email": f"{n}@example.com"}) for n in "abc"]
    made = api.create(contacts.BatchInputSimplePublicObjectBatchInputForCreate(inputs=news))
    assert made.status == "COMPLETE"
    keys = [one.id for one in made.results]
    ids = [contacts.SimplePublicObjectId(id=key) for key in keys]
    read = api.read(
        contacts.BatchReadInputSimplePublicObjectId(inputs=ids, properties=["email"], properties_with_history=[])
    )
    assert [one.properties["email"] for one in read.results] == ["a@example.com", "b@example.com", "c@example.com"]
    changes = [contacts.SimplePublicObjectBatchInput(id=key, properties={"city": "Rome"}) for key in keys]
    changed = api.update(contacts.BatchInputSimplePublicObjectBatchInput(inputs=changes))
    assert [one.properties["city"] for one in changed.results] == ["Rome"] * 3
    wishes = [
        contacts.SimplePublicObjectBatchInputUpsert(id=address, id_property="email", properties={"city": "Oslo"})
        for address in ("a@example.com", "d@example.com")
    ]
    upserted = api.upsert(contacts.BatchInputSimplePublicObjectBatchInputUpsert(inputs=wishes))
    assert [one.new for one in upserted.results] == [False, True]
    api.archive(contacts.BatchInputSimplePublicObjectId(inputs=[*ids, contacts.SimplePublicObjectId(id="987654321")]))
    api.archive(contacts.BatchInputSimplePublicObjectId(inputs=ids))
    gone = api.read(
        contacts.BatchReadInputSimplePublicObjectId(inputs=ids, properties=[], properties_with_history=[]),
        archived=True,
    )
    assert {one.archived for one in gone.results} == {True}


@pytest.mark.contract("H-12")
def test_one_error_names_all_that_are_missing(client: HubSpot) -> None:
    ids = [contacts.SimplePublicObjectId(id=key) for key in ("7", "51", "8")]
    asked = contacts.BatchReadInputSimplePublicObjectId(inputs=ids, properties=[], properties_with_history=[])
    found = client.crm.contacts.batch_api.read(asked)
    assert type(found).__name__ == "BatchResponseSimplePublicObjectWithErrors"
    assert [one.id for one in found.results] == ["51"]
    assert (found.num_errors, found.errors[0].category) == (1, "OBJECT_NOT_FOUND")
    assert found.errors[0].context == {"ids": ["7", "8"]}


@pytest.mark.contract("H-12")
def test_an_update_of_missing_records_changes_the_others(rest: Rest) -> None:
    body = {"inputs": [{"id": key, "properties": {"city": "Rome"}} for key in ("51", "7")]}
    told = rest.ask("POST", f"{BATCH}/update", body, status=207)
    assert [one["id"] for one in told["results"]] == ["51"]
    assert told["errors"][0]["context"] == {"ids": ["7"]}


@pytest.mark.contract("H-11")
def test_without_trace_ids_one_bad_input_fails_all(rest: Rest, sandbox: Sandbox) -> None:
    before = sandbox.state
    refused = rest.ask("POST", f"{BATCH}/create", inputs("new@example.com", "contact@example.com"), status=409)
    assert refused["category"] == "CONFLICT"
    assert sandbox.state is before


@pytest.mark.contract("H-11")
def test_with_trace_ids_each_input_fails_for_itself(rest: Rest) -> None:
    body = inputs("new@example.com", "contact@example.com", "wrong")
    for number, one in enumerate(body["inputs"]):
        one["objectWriteTraceId"] = str(number)
    told = rest.ask("POST", f"{BATCH}/create", body, status=207)
    assert [one["objectWriteTraceId"] for one in told["results"]] == ["0"]
    assert told["numErrors"] == 2
    conflict, wrong = told["errors"]
    assert conflict["context"] == {"objectWriteTraceId": ["1"], "existingId": ["51"]}
    assert (wrong["category"], wrong["context"]["objectWriteTraceId"]) == ("VALIDATION_ERROR", ["2"])


@pytest.mark.contract("H-10")
def test_a_batch_has_a_hundred_inputs_at_most_and_each_once(rest: Rest) -> None:
    many = {"inputs": [{"id": str(number)} for number in range(1, 102)]}
    refused = rest.ask("POST", f"{BATCH}/read", many, status=400)
    assert refused["message"].startswith("The maximum number of inputs supported in a batch is 100.")
    past = {"inputs": many["inputs"][:51], "propertiesWithHistory": ["city"]}
    refused = rest.ask("POST", f"{BATCH}/read", past, status=400)
    assert refused["message"].endswith("batch request for property histories is 50")
    twice = rest.ask("POST", f"{BATCH}/read", {"inputs": [{"id": "51"}, {"id": 51}]}, status=400)
    assert twice["message"] == "Duplicate IDs found in batch input: [51]. IDs must be unique"


@pytest.mark.contract("H-11")
@pytest.mark.parametrize("name", ["hs_object_id", "firstname"])
def test_an_upsert_needs_a_unique_property(rest: Rest, name: str) -> None:
    body = {"inputs": [{"id": "x", "idProperty": name, "properties": {"city": "Rome"}}]}
    refused = rest.ask("POST", f"{BATCH}/upsert", body, status=400)
    assert refused["message"] == f"Unable to perform update/upsert by non-unique 0-1 property {name}"


WISHES = st.lists(
    st.fixed_dictionaries(
        {
            "email": st.sampled_from(["a@example.com", "b@example.com", "contact@example.com", "wrong", ""]),
            "city": st.sampled_from(["Rome", ""]),
        },
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.contract("H-11", "X-03")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=WISHES, traced=st.booleans())
def test_what_a_batch_tells_is_what_it_did(rest: Rest, sandbox: Sandbox, *, wishes: list[Any], traced: bool) -> None:
    sandbox.reset()
    before = sandbox.state
    body = {"inputs": [{"properties": wish} for wish in wishes]}
    for number, one in enumerate(body["inputs"]):
        if traced:
            one["objectWriteTraceId"] = str(number)
    answer = rest.request("POST", f"{BATCH}/create", json=body)
    held = {one["id"] for one in sandbox.state.tables["hubspot/contact"].scan()}
    old = {one["id"] for one in before.tables["hubspot/contact"].scan()}
    if answer.status_code >= 400:
        assert not traced
        assert sandbox.state is before
        return
    told = answer.json()
    assert {one["id"] for one in told["results"]} == held - old
    assert len(told["results"]) + len(told.get("errors", ())) == len(wishes)
    assert answer.status_code == (207 if told.get("errors") else 201)
