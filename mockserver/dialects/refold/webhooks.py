"""Webhooks of the organisation: where what happens to connections and workflows is told."""

from __future__ import annotations

from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.errors import Refused
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import Refusal
from mockserver.dialects.refold.acting import Asked, object_id

TABLE: Final = "refold/webhook"

EVENTS: Final = (
    "Connection Created",
    "Connection Deleted",
    "Connection Expired",
    "Workflow Completed",
    "Workflow Errored",
)

_BY_NAME: Final = {spelt: event for event in EVENTS for spelt in (event, event.lower().replace(" ", "-"))}
"""Each event by its name, and by the form that the older calls take: connection-created."""

OUTCOMES: Final = (
    Outcome("webhook-not-found", "refusal", "the organisation has no such webhook"),
    Outcome("unknown-webhook-event", "refusal", "a webhook is to tell of what nothing tells of"),
)

REFUSALS: Final = {
    "webhook-not-found": Refusal(
        400, "Webhook not found", "webhook", "R-74 public", "GET /api/v2/public/webhook lists the webhooks",
        code="RESOURCE_NOT_FOUND",
    ),
    "unknown-webhook-event": Refusal(
        400, "Invalid event. Check events list in documentation.", "request", "R-74 public",
        f"the events are {', '.join(EVENTS)}", code="INVALID_EVENT",
    ),
}  # fmt: skip


def find_all(store: Store, _: Asked) -> Any:
    """R-74: every webhook."""
    return list(store.scan(TABLE))


def get(store: Store, asked: Asked) -> Any:
    """R-74: one webhook; Refused when there is none of the id."""
    webhook = store.get(TABLE, asked.path["webhook_id"])
    if webhook is None:
        raise Refused("webhook-not-found")
    return webhook


def create(store: Store, asked: Asked) -> Any:
    """R-74: a new webhook."""
    now = moment(store.now())
    given = {**asked.body, "webhook_events": _events(asked.body["webhook_events"])}
    webhook = {**new(object_id(store), asked.org, given["webhook_url"]), "createdAt": now, "updatedAt": now}
    webhook |= {name: given[name] for name in given if name in webhook}
    store.insert(TABLE, webhook)
    return webhook


def new(webhook_id: str, org: str, url: str) -> Record:
    """A webhook that is told of nothing yet, but for its times."""
    return {
        "_id": webhook_id,
        "org_id": org,
        "environment": "test",
        "is_enabled": True,
        "webhook_events": [],
        "workflow_ids": [],
        "webhook_url": url,
        "webhook_body": "{{event}}",
        "method": "POST",
        "webhook_type": "default",
        "createdAt": "",
        "updatedAt": "",
        "__v": 0,
    }


def update(store: Store, asked: Asked) -> Any:
    """R-74: a webhook with what the body changes."""
    return _changed(store, get(store, asked), **asked.body)


def delete(store: Store, asked: Asked) -> Any:
    """R-74: remove a webhook; answers those that remain."""
    store.delete(TABLE, get(store, asked)["_id"])
    return find_all(store, asked)


def delete_all(store: Store, asked: Asked) -> Any:
    """R-74: remove every webhook, as the older call without an id does."""
    for webhook in find_all(store, asked):
        store.delete(TABLE, webhook["_id"])
    return []


def subscribe(store: Store, asked: Asked) -> Any:
    """R-75: more events for the webhook that is there the longest."""
    oldest = _oldest(store)
    more = _events(asked.body["webhook_events"])
    return _short(_changed(store, oldest, webhook_events=list(dict.fromkeys([*oldest["webhook_events"], *more]))))


def unsubscribe(store: Store, asked: Asked) -> Any:
    """R-75: one event less for the webhook that is there the longest."""
    oldest = _oldest(store)
    less = _events([asked.body["webhook_event"]])
    return _short(_changed(store, oldest, webhook_events=[e for e in oldest["webhook_events"] if e not in less]))


def _events(names: list[str]) -> list[str]:
    """The events by their names; Refused when one is none."""
    if not _BY_NAME.keys() >= set(names):
        raise Refused("unknown-webhook-event")
    return list(dict.fromkeys(_BY_NAME[name] for name in names))


def _changed(store: Store, webhook: Record, **changes: Any) -> Record:
    changed = {**webhook, **changes, "updatedAt": moment(store.now())}
    changed["webhook_events"] = _events(changed["webhook_events"])
    store.replace(TABLE, changed)
    return changed


def _oldest(store: Store) -> Record:
    webhook = next(store.scan(TABLE), None)
    if webhook is None:
        raise Refused("webhook-not-found")
    return webhook


def _short(webhook: Record) -> dict[str, Any]:
    return {"webhook_url": webhook["webhook_url"], "webhook_events": webhook["webhook_events"]}
