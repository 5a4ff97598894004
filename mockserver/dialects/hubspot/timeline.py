"""What the routes of timelines and of custom events do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions, events
from mockserver.crm.hubspot.errors import invalid, refusal
from mockserver.dialects.hubspot.asking import Asked

_TEMPLATES: Final = "hubspot/eventTemplate"
_SENT: Final = "hubspot/sentEvent"


def create_event(store: Store, asked: Asked) -> Record:
    """POST /integrators/timeline/v3/events."""
    body = asked.body
    return events.upsert(
        store,
        str(body.get("id") or "{{uuid}}"),
        template=body["eventTemplateId"],
        email=_address(store, body),
        tokens=body["tokens"],
        extra_data=body.get("extraData"),
    )


def get_event(store: Store, asked: Asked) -> Record:
    """GET /integrators/timeline/v3/events/{eventTemplateId}/{eventId}."""
    event = store.get(events.EVENTS, asked.path["eventId"])
    if event is None or event["eventTemplateId"] != asked.path["eventTemplateId"]:
        raise _missing(store, asked.path["eventId"])
    return event


def list_event_templates(store: Store, _: Asked) -> Record:
    """GET /integrators/timeline/v3/{appId}/event-templates."""
    return {"results": list(store.scan(_TEMPLATES))}


def get_event_template(store: Store, asked: Asked) -> Record:
    """GET /integrators/timeline/v3/{appId}/event-templates/{eventTemplateId}."""
    template = store.get(_TEMPLATES, asked.path["eventTemplateId"])
    if template is None:
        raise _missing(store, asked.path["eventTemplateId"])
    return template


def create_event_template(store: Store, asked: Asked) -> Record:
    """POST /integrators/timeline/v3/{appId}/event-templates."""
    now = moment(store.now())
    texts = {name: asked.body[name] for name in ("headerTemplate", "detailTemplate") if asked.body.get(name)}
    template = {
        "id": _new_id(store),
        "name": asked.body["name"],
        "objectType": "contacts",
        **texts,
        "tokens": [{**token, "createdAt": now, "updatedAt": now} for token in asked.body["tokens"]],
        "createdAt": now,
        "updatedAt": now,
    }
    store.insert(_TEMPLATES, template)
    return template


def send_event(store: Store, asked: Asked) -> None:
    """POST /events/v3/send."""
    _keep(store, asked.body)


def send_events(store: Store, asked: Asked) -> None:
    """POST /events/v3/send/batch."""
    for one in asked.body["inputs"]:
        _keep(store, one)


def _new_id(store: Store) -> str:
    while True:
        key = str(1_000_000 + store.next(_TEMPLATES))
        if store.get(_TEMPLATES, key) is None and not store.deleted(_TEMPLATES, key):
            return key


def _keep(store: Store, given: Mapping[str, Any]) -> None:
    """Keep a custom event as it was sent; CrmError 400 when it says of nobody that it happened."""
    if not any(given.get(name) for name in ("email", "objectId", "utk")):
        raise invalid(store, "One of the following must be set: email, objectId, utk")
    key = given.get("uuid") or store.record_uuid()
    names = ("eventName", "email", "objectId", "utk", "properties")
    event = {name: given[name] for name in names if given.get(name) is not None}
    event |= {"id": key, "occurredAt": given.get("occurredAt") or moment(store.now())}
    (store.replace if store.get(_SENT, key) else store.insert)(_SENT, event)


def _address(store: Store, body: Mapping[str, Any]) -> str:
    """The e-mail address of the contact that an event is about."""
    email: str | None = body.get("email")
    if email:
        return email
    if body.get("objectId"):
        contact = actions.read(store, "contact", str(body["objectId"]))
        email = contact["properties"].get("email")
    if not email:
        raise invalid(store, "An event needs the email or the objectId of a contact that has an e-mail address")
    return email


def _missing(store: Store, key: str) -> CrmError:
    return refusal(store, 404, "OBJECT_NOT_FOUND", "resource not found", about=key)
