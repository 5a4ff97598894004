"""Timeline events and custom events, by HubSpot's own client."""

from __future__ import annotations

from typing import Any

import pytest
from hubspot import HubSpot
from hubspot.crm import timeline
from hubspot.crm.contacts.exceptions import UnauthorizedException
from hubspot.crm.timeline.exceptions import NotFoundException
from hubspot.events.send import BatchedBehavioralEventHttpCompletionRequest as Sent
from hubspot.events.send import BehavioralEventHttpCompletionRequest as Event

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
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
    token = {"name": "score", "label": "", "type": "number"}
    made = rest.ask("POST", path, {"name": "Webinar", "objectType": "contacts", "tokens": [token]}, status=201)
    assert rest.ask("GET", f"{path}/{made['id']}") == made
    assert [one["name"] for one in rest.ask("GET", path)["results"]] == ["Social post", "Webinar"]
    event = {"eventTemplateId": made["id"], "tokens": {"score": 5}, "email": "a@b.co"}
    assert rest.ask("POST", "/integrators/timeline/v3/events", event, status=201)["tokens"] == {"score": "5"}
    assert rest.ask("GET", f"{path}/7", status=404)["category"] == "OBJECT_NOT_FOUND"


@pytest.mark.contract("H-29")
def test_events_are_made_in_a_batch_and_rendered(client: HubSpot, rest: Rest) -> None:
    api = client.crm.timeline.events_api
    tokens = {"postTitle": "<Hi>", "network": "LinkedIn", "publishedAt": "2026-01-01T00:00:00Z"}
    news = [
        timeline.TimelineEvent(
            id=name, event_template_id="12345", email="ada@example.com", tokens=tokens, timestamp="2026-02-03T04:05:06Z"
        )
        for name in ("one", "two")
    ]
    api.create_batch(timeline.BatchInputTimelineEvent(inputs=news))
    assert api.get_by_id("12345", "two").timestamp.isoformat() == "2026-02-03T04:05:06+00:00"
    assert api.get_detail_by_id("12345", "one").details == "LinkedIn on 2026-01-01T00:00:00.000Z"
    assert api.get_render_by_id("12345", "one") == "Engaged with &lt;Hi&gt;"
    assert api.get_render_by_id("12345", "one", detail=True).startswith("LinkedIn on")
    path = "/integrators/timeline/v3/events"
    assert rest.request("GET", f"{path}/12345/one/render").headers["content-type"] == "text/html;charset=utf-8"
    assert rest.ask("GET", f"{path}/12345/three/detail", status=404)


@pytest.mark.contract("H-29")
def test_one_wrong_event_refuses_a_batch(rest: Rest, sandbox: Sandbox) -> None:
    event = {"eventTemplateId": "12345", "tokens": {}, "email": "a@b.co"}
    before = sandbox.state
    path = "/integrators/timeline/v3/events/batch/create"
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"tokens": {"x": "y"}}, 400),
        ({"timestamp": "yesterday"}, 400),
        ({"eventTemplateId": "7"}, 404),
    ]
    for change, status in wrong:
        rest.ask("POST", path, {"inputs": [event, {**event, **change}]}, status=status)
        assert sandbox.state is before


@pytest.mark.contract("H-29")
def test_a_template_and_its_tokens_change_and_go(server: Server, sandbox: Sandbox, rest: Rest) -> None:
    developer = HubSpot(api_key=sandbox.key("sandbox-hubspot-developer-key"), host=server.url)
    templates, tokens = developer.crm.timeline.templates_api, developer.crm.timeline.tokens_api
    changed = templates.update(
        "12345", 99, timeline.TimelineEventTemplateUpdateRequest(id="12345", name="Post", tokens=[])
    )
    assert (changed.name, changed.tokens, changed.header_template) == ("Post", [], None)
    made = tokens.create(
        "12345", 99, timeline.TimelineEventTemplateToken(name="score", label="Score", type="number", options=[])
    )
    assert (made.name, made.type) == ("score", "number")
    again = {"name": "score", "label": "Score", "type": "number"}
    path = "/integrators/timeline/v3/99/event-templates/12345"
    assert rest.ask("POST", f"{path}/tokens", again, status=409)["category"] == "CONFLICT"
    token = tokens.update("12345", "score", 99, timeline.TimelineEventTemplateTokenUpdateRequest(label="Points"))
    assert (token.label, token.type) == ("Points", "number")
    assert [one.label for one in templates.get_by_id("12345", 99).tokens] == ["Points"]
    tokens.archive("12345", "score", 99)
    assert rest.ask("DELETE", f"{path}/tokens/score", status=404)
    templates.archive("12345", 99)
    assert rest.ask("GET", path, status=404)
    with pytest.raises(UnauthorizedException):
        developer.crm.contacts.basic_api.get_by_id("51")


@pytest.mark.contract("H-30")
def test_custom_events_are_kept(client: HubSpot, sandbox: Sandbox, rest: Rest) -> None:
    client.events.send.basic_api.send(Event(event_name="pe1_clicked", email="ada@example.com", properties={"a": "b"}))
    batch = Sent(inputs=[Event(event_name="pe1_read", object_id="51", uuid="u-1")])
    client.events.send.batch_api.send(batch)
    kept = list(sandbox.state.tables["hubspot/sentEvent"].scan())
    assert [one["eventName"] for one in kept] == ["pe1_clicked", "pe1_read"]
    assert kept[1]["id"] == "u-1"
    assert rest.ask("POST", "/events/v3/send", {"eventName": "x"}, status=400)["category"] == "VALIDATION_ERROR"
