"""Events on the timelines of HubSpot's contacts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot.actions import CONTACTS, create
from mockserver.crm.hubspot.catalogue import Property, as_text, checked, taken, without_issues
from mockserver.crm.hubspot.errors import Issue, refusal

EVENTS: Final = "hubspot/event"
TEMPLATES: Final = "hubspot/eventTemplate"
_NAME: Final = r"[A-Za-z0-9_.-]{1,100}"
_NAMED: Final = re.compile(rf"{{{{#formatDate ({_NAME})[^{{}}]{{0,100}}}}}}{{{{/formatDate}}}}|{{{{{{?({_NAME})}}?}}}}")
_TIMESTAMP: Final = Property("timestamp", "datetime")
_KINDS: Final[Mapping[str, str]] = {"date": "datetime", "number": "number", "string": "string"}


def upsert(
    store: Store,
    key: str,
    *,
    template: str,
    email: str,
    tokens: Mapping[str, Any],
    extra_data: Any = None,
    timestamp: Any = None,
) -> Record:
    """The event of that id, new or put in place of the one there was; ``{{uuid}}`` in the id is a fresh one.

    A contact with ``email`` is created when there is none; ``timestamp`` says when it happened, now without one.
    CrmError 404 when there is no such template, 400 for a token it does not have or a value that the token, the e-mail
    or the timestamp cannot take.
    """
    held = _template(store, template)
    values = _tokens(store, held, tokens)
    happened = _moment(store, timestamp)
    address = checked(store, "contact", {"email": email})["email"]
    event_id = key.replace("{{uuid}}", store.record_uuid()) if "{{uuid}}" in key else key
    before, now = store.get(EVENTS, event_id), moment(store.now())
    event: Record = {
        "id": event_id,
        "eventTemplateId": held["id"],
        "objectType": held["objectType"],
        "email": address,
        "objectId": _contact_id(store, address),
        "tokens": values,
        "timestamp": happened or now,
        "createdAt": before["createdAt"] if before else now,
    }
    if isinstance(extra_data, dict):
        event["extraData"] = extra_data
    (store.replace if before else store.insert)(EVENTS, event)
    return event


def _template(store: Store, template_id: str) -> Record:
    template = store.get(TEMPLATES, template_id)
    if template is None:
        about = f"event template {template_id}"
        raise refusal(store, 404, "OBJECT_NOT_FOUND", "resource not found", about=about)
    return template


def _tokens(store: Store, template: Record, given: Mapping[str, Any]) -> dict[str, str]:
    """The token values as texts, empty ones left out."""
    known = {token["name"]: _as_property(token) for token in template["tokens"]}
    outcomes = (
        (name, taken(known[name], value) if name in known else _unknown(name, template))
        for name, value in given.items()
    )
    values = without_issues(store, outcomes, "Token")
    return {name: value for name, value in values.items() if value}


def _moment(store: Store, given: Any) -> str:
    return without_issues(store, [("timestamp", taken(_TIMESTAMP, given))])["timestamp"]


def _as_property(token: Mapping[str, Any]) -> Property:
    if token["type"] == "enumeration":
        options = tuple(option["value"] for option in token.get("options", ()))
        return Property(token["name"], "enumeration", options)
    return Property(token["name"], _KINDS[token["type"]])


def _unknown(name: str, template: Record) -> Issue:
    return Issue(name, "TOKEN_DOESNT_EXIST", f'Event template {template["id"]} has no token "{name}"')


def _contact_id(store: Store, email: str) -> str:
    found = store.find(CONTACTS, "properties.email", email)
    contact_id: str = (found[0] if found else create(store, "contact", {"email": email}))["id"]
    return contact_id


def rendered(template: str, event: Record) -> str:
    """The HTML of a template, with the values of tokens and of ``extraData`` in place of their names.

    Of Handlebars only names and the block ``formatDate`` are understood; whatever has no value shows nothing.
    """
    from html import escape  # its table of entities would be read at every start

    extra = {f"extraData.{name}": value for name, value in event.get("extraData", {}).items()}
    values = {**extra, **event["tokens"]}

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1] or found[2])
        return "" if value is None else escape(as_text(value))

    return _NAMED.sub(value_of, template)
