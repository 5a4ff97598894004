"""Timeline events and custom events, by HubSpot's own client."""

from __future__ import annotations

import pytest
from hubspot import HubSpot
from hubspot.crm import timeline
from hubspot.crm.timeline.exceptions import NotFoundException
from hubspot.events.send import BatchedBehavioralEventHttpCompletionRequest as Sent
from hubspot.events.send import BehavioralEventHttpCompletionRequest as Event

from mockserver.sandboxes.sandbox import Sandbox
from tests.hubspot_rest.conftest import Rest


@pytest.mark.contract("H-29")
def test_an_event_is_put_on_a_contacts_timeline(client: HubSpot) -> None:
    api = client.crm.timeline.events_api
    given = {"event_template_id": "12345", "tokens": {"postTitle": "Hi"}, "extra_data": {"a": 1}}
    made = api.create(timeline.TimelineEvent(email="ada@example.com", **given))
    assert (made.tokens, made.extra_data) == ({"postTitle": "Hi"}, {"a": 1})
    assert api.get_by_id("12345", made.id).object_id == made.object_id
    other = api.create(timeline.TimelineEvent(object_id=made.object_id, id="own", **given))
    assert (other.id, other.object_id) == ("own", made.object_id)
    with pytest.raises(NotFoundException):
        api.get_by_id("12345", "nonsense")


@pytest.mark.contract("H-29")
def test_an_event_of_nobody_or_of_no_template_is_refused(rest: Rest) -> None:
    path = "/integrators/timeline/v3/events"
    assert rest.ask("POST", path, {"eventTemplateId": "12345", "tokens": {}, "utk": "x"}, status=400)
    assert rest.ask("POST", path, {"eventTemplateId": "7", "tokens": {}, "email": "a@b.co"}, status=404)
    assert rest.ask("POST", path, {"eventTemplateId": "12345", "tokens": {"x": "y"}, "email": "a@b.co"}, status=400)


@pytest.mark.contract("H-29")
def test_templates(rest: Rest) -> None:
    path = "/integrators/timeline/v3/99/event-templates"
    token = {"name": "score", "label": "Score", "type": "number"}
    made = rest.ask("POST", path, {"name": "Webinar", "objectType": "contacts", "tokens": [token]}, status=201)
    assert rest.ask("GET", f"{path}/{made['id']}") == made
    assert [one["name"] for one in rest.ask("GET", path)["results"]] == ["Social post", "Webinar"]
    event = {"eventTemplateId": made["id"], "tokens": {"score": 5}, "email": "a@b.co"}
    assert rest.ask("POST", "/integrators/timeline/v3/events", event, status=201)["tokens"] == {"score": "5"}
    assert rest.ask("GET", f"{path}/7", status=404)["category"] == "OBJECT_NOT_FOUND"


@pytest.mark.contract("H-30")
def test_custom_events_are_kept(client: HubSpot, sandbox: Sandbox, rest: Rest) -> None:
    client.events.send.basic_api.send(Event(event_name="pe1_clicked", email="ada@example.com", properties={"a": "b"}))
    batch = Sent(inputs=[Event(event_name="pe1_read", object_id="51", uuid="u-1")])
    client.events.send.batch_api.send(batch)
    kept = list(sandbox.state.tables["hubspot/sentEvent"].scan())
    assert [one["eventName"] for one in kept] == ["pe1_clicked", "pe1_read"]
    assert kept[1]["id"] == "u-1"
    assert rest.ask("POST", "/events/v3/send", {"eventName": "x"}, status=400)["category"] == "VALIDATION_ERROR"
