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

_SENT: Final = "hubspot/sentEvent"


# -- events ----------------------------------------------------------------------------------------------------


def create_event(store: Store, asked: Asked) -> Record:
    """POST /integrators/timeline/v3/events."""
    return _put(store, asked.body)


def create_events(store: Store, asked: Asked) -> None:
    """POST /integrators/timeline/v3/events/batch/create."""
    for one in asked.body["inputs"]:
        _put(store, one)


def get_event(store: Store, asked: Asked) -> Record:
    """GET /integrators/timeline/v3/events/{eventTemplateId}/{eventId}."""
    event = store.get(events.EVENTS, asked.path["eventId"])
    if event is None or event["eventTemplateId"] != asked.path["eventTemplateId"]:
        raise _missing(store, asked.path["eventId"])
    return event


def get_event_detail(store: Store, asked: Asked) -> Record:
    """GET /integrators/timeline/v3/events/{eventTemplateId}/{eventId}/detail."""
    return {"details": _rendered(store, asked, "detailTemplate")}


def get_event_render(store: Store, asked: Asked) -> str:
    """GET /integrators/timeline/v3/events/{eventTemplateId}/{eventId}/render."""
    return _rendered(store, asked, "detailTemplate" if asked.is_set("detail") else "headerTemplate")


def _put(store: Store, given: Mapping[str, Any]) -> Record:
    return events.upsert(
        store,
        str(given.get("id") or "{{uuid}}"),
        template=given["eventTemplateId"],
        email=_address(store, given),
        tokens=given["tokens"],
        extra_data=given.get("extraData"),
        timestamp=given.get("timestamp"),
    )


def _rendered(store: Store, asked: Asked, name: str) -> str:
    event, template = get_event(store, asked), get_event_template(store, asked)
    return events.rendered(template.get(name, ""), event)


# -- templates -------------------------------------------------------------------------------------------------


def list_event_templates(store: Store, _: Asked) -> Record:
    """GET /integrators/timeline/v3/{appId}/event-templates."""
    return {"results": list(store.scan(events.TEMPLATES))}


def get_event_template(store: Store, asked: Asked) -> Record:
    """GET /integrators/timeline/v3/{appId}/event-templates/{eventTemplateId}."""
    template = store.get(events.TEMPLATES, asked.path["eventTemplateId"])
    if template is None:
        raise _missing(store, asked.path["eventTemplateId"])
    return template


def create_event_template(store: Store, asked: Asked) -> Record:
    """POST /integrators/timeline/v3/{appId}/event-templates."""
    now = moment(store.now())
    template = {
        "id": _new_id(store),
        "name": asked.body["name"],
        "objectType": "contacts",
        **_texts(asked.body),
        "tokens": [_token(one, now) for one in asked.body["tokens"]],
        "createdAt": now,
        "updatedAt": now,
    }
    store.insert(events.TEMPLATES, template)
    return template


def update_event_template(store: Store, asked: Asked) -> Record:
    """PUT /integrators/timeline/v3/{appId}/event-templates/{eventTemplateId}."""
    before, now = get_event_template(store, asked), moment(store.now())
    made = {token["name"]: token.get("createdAt", now) for token in before["tokens"]}
    template: Record = {name: before[name] for name in ("id", "objectType", "createdAt") if name in before}
    template |= {"name": asked.body["name"], **_texts(asked.body), "updatedAt": now}
    template["tokens"] = [_token(one, now, made.get(one["name"])) for one in asked.body["tokens"]]
    store.replace(events.TEMPLATES, template)
    return template


def archive_event_template(store: Store, asked: Asked) -> None:
    """DELETE /integrators/timeline/v3/{appId}/event-templates/{eventTemplateId}."""
    store.delete(events.TEMPLATES, get_event_template(store, asked)["id"])


def create_template_token(store: Store, asked: Asked) -> Record:
    """POST …/event-templates/{eventTemplateId}/tokens."""
    template = get_event_template(store, asked)
    name = asked.body["name"]
    if any(token["name"] == name for token in template["tokens"]):
        raise refusal(store, 409, "CONFLICT", f"Token '{name}' already exists")
    token = _token(asked.body, moment(store.now()))
    store.replace(events.TEMPLATES, {**template, "tokens": [*template["tokens"], token]})
    return token


def update_template_token(store: Store, asked: Asked) -> Record:
    """PUT …/event-templates/{eventTemplateId}/tokens/{tokenName}."""
    template = get_event_template(store, asked)
    before = _token_of(store, asked, template)
    token = {**before, **_given(asked.body), "updatedAt": moment(store.now())}
    tokens = [token if one is before else one for one in template["tokens"]]
    store.replace(events.TEMPLATES, {**template, "tokens": tokens})
    return token


def archive_template_token(store: Store, asked: Asked) -> None:
    """DELETE …/event-templates/{eventTemplateId}/tokens/{tokenName}."""
    template = get_event_template(store, asked)
    gone = _token_of(store, asked, template)
    kept = [token for token in template["tokens"] if token is not gone]
    store.replace(events.TEMPLATES, {**template, "tokens": kept})


def _token_of(store: Store, asked: Asked, template: Record) -> Record:
    for token in template["tokens"]:
        if token["name"] == asked.path["tokenName"]:
            found: Record = token
            return found
    raise _missing(store, asked.path["tokenName"])


def _token(given: Mapping[str, Any], now: str, made: str | None = None) -> Record:
    return {"name": given["name"], "type": given["type"], **_given(given), "createdAt": made or now, "updatedAt": now}


def _given(token: Mapping[str, Any]) -> Record:
    """What a token says that can be changed."""
    return {name: token[name] for name in ("label", "options", "objectPropertyName") if token.get(name) is not None}


def _texts(given: Mapping[str, Any]) -> Record:
    return {name: given[name] for name in ("headerTemplate", "detailTemplate") if given.get(name)}


# -- custom events ---------------------------------------------------------------------------------------------


def send_event(store: Store, asked: Asked) -> None:
    """POST /events/v3/send."""
    _keep(store, asked.body)


def send_events(store: Store, asked: Asked) -> None:
    """POST /events/v3/send/batch."""
    for one in asked.body["inputs"]:
        _keep(store, one)


def _new_id(store: Store) -> str:
    while True:
        key = str(1_000_000 + store.next(events.TEMPLATES))
        if store.get(events.TEMPLATES, key) is None and not store.deleted(events.TEMPLATES, key):
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
