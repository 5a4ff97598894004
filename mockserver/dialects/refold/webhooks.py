"""Webhooks of the organisation: where what happens to connections and workflows is told."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from email.utils import format_datetime
from hashlib import sha256
from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.errors import Refused
from mockserver.core.http import dump_json
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Delivery, Record, Store
from mockserver.dialects.frame import Refusal
from mockserver.dialects.refold.access import org_id
from mockserver.dialects.refold.acting import Asked, answering, existing
from mockserver.dialects.refold.calls import need_key
from mockserver.dialects.refold.linked_accounts import new_id
from mockserver.sandboxes.sandbox import Sandbox

TABLE: Final = "refold/webhook"

EVENTS: Final = (
    "Connection Created",
    "Connection Deleted",
    "Connection Expired",
    "Workflow Completed",
    "Workflow Errored",
)

_OF_ENDS: Final = {"COMPLETED": "Workflow Completed", "ERRORED": "Workflow Errored"}

_PAUSES: Final = (0.5, 1.0, 2.0)
"""Seconds before each further try of a delivery."""

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
    return existing(store, TABLE, asked.path["webhook_id"], Refused("webhook-not-found"))


def create(store: Store, asked: Asked) -> Any:
    """R-74: a new webhook."""
    now = moment(store.now())
    given = {**asked.body, "webhook_events": _events(asked.body["webhook_events"])}
    webhook = new(new_id(store), asked.org, given["webhook_url"], now)
    webhook |= {name: given[name] for name in given if name in webhook}
    store.insert(TABLE, webhook)
    return webhook


def new(webhook_id: str, org: str, url: str, now: str) -> Record:
    """A webhook that is told of nothing yet."""
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
        "createdAt": now,
        "updatedAt": now,
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


# -- what is told ----------------------------------------------------------------------------------------------


def tell(sandbox: Sandbox, store: Store, event: str, data: Mapping[str, Any]) -> None:
    """R-77: tell of an event what it tells; the schema file of a webhook has both forms."""
    if event in _OF_ENDS.values():
        (status,) = (status for status, end in _OF_ENDS.items() if end == event)
        _tell(sandbox, store, _end(event, status, **data))
    else:
        tell_of_connection(sandbox, store, data["linked_account_id"], event, data["slug"])


def tell_of_connection(sandbox: Sandbox, store: Store, account_id: str, event: str, slug: str) -> None:
    """R-77: tell that a linked account's connection to an application was created or deleted."""
    body = {
        "linked_account_id": account_id,
        "org_id": org_id(sandbox),
        "environment": "test",
        "type": "General",
        "event": event,
        "slug": slug,
        "createdAt": format_datetime(store.now(), usegmt=True),
    }
    _tell(sandbox, store, body)


def tell_of_end(sandbox: Sandbox, store: Store, execution: Record, status: str) -> None:
    """R-77: tell that an execution ended well or badly, when it has: by a clock that runs."""
    event = _OF_ENDS.get(status)
    if event is None:
        return
    waited = execution["type_of_execution"] == "SYNC" or store.clock.frozen
    body = _end(
        event,
        status,
        linked_account_id=execution["linked_account_id"],
        instance_id=execution["_id"],
        workflow_id=execution["associated_workflow"]["_id"],
        config_id=execution["config_id"],
        workflow_name=execution["associated_workflow"]["name"],
    )
    _tell(sandbox, store, body, 0 if waited else sum(node["execution_time"] for node in execution["nodes"]) / 1000)


def _end(event: str, status: str, **told: str) -> Record:
    facts = {**told, "event": event, "status": status}
    return {name: facts[name] for name in _END}


_END: Final = ("linked_account_id", "instance_id", "workflow_id", "config_id", "event", "workflow_name", "status")


def _tell(sandbox: Sandbox, store: Store, document: Record, wait: float = 0) -> None:
    """R-76: post a document, signed with the API key, to each webhook that is to be told of its event."""
    body = dump_json(document)
    key = sandbox.key(sandbox.world.names["refold"]["api_key"])
    signature = hmac.new(key.encode(), body, sha256).hexdigest()
    headers = (("content-type", "application/json"), ("x-cobalt-signature", signature))
    for webhook in store.scan(TABLE):
        wanted = webhook["is_enabled"] and document["event"] in webhook["webhook_events"]
        workflows = webhook["workflow_ids"]
        if wanted and (not workflows or document.get("workflow_id", workflows[0]) in workflows):
            told = Delivery("refold", document["event"], webhook["webhook_url"], headers, body, _PAUSES, wait=wait)
            store.deliver(told)


_CHECKS: Final = ("authentication", "request", "webhook")

VIEWS: Final = {
    "list_subscriptions": (answering(find_all, need_key), _CHECKS[:-1]),
    "get_subscription": (answering(get, need_key), _CHECKS),
    "create_subscription": (answering(create, need_key), _CHECKS[:-1]),
    "update_subscription": (answering(update, need_key), _CHECKS),
    "delete_subscription": (answering(delete, need_key), _CHECKS),
    "delete_subscriptions": (answering(delete_all, need_key), _CHECKS[:-1]),
    "subscribe": (answering(subscribe, need_key), _CHECKS),
    "unsubscribe": (answering(unsubscribe, need_key), _CHECKS),
}
