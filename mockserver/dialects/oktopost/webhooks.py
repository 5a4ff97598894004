"""Webhooks: events as Oktopost signs and sends them, and the log of what came of each."""

from __future__ import annotations

import hmac
from typing import Any, Final

from mockserver.core.http import dump_json
from mockserver.core.store import TELLERS, Delivery, Record, Store, Told, Try
from mockserver.dialects.oktopost.guards import NAME
from mockserver.dialects.oktopost.resources import fresh_id

WEBHOOK: Final = "oktopost/webhook"
LOG: Final = "oktopost/webhookLog"
NEVER: Final = "0000-00-00 00:00:00"

MOST_LOGGED: Final = 100
"""How many entries the log of a webhook keeps."""


def new_secret(store: Store) -> str:
    """A secret to sign with, drawn from the sandbox's state."""
    return store.record_uuid().replace("-", "")


def fire(store: Store, account_id: str, event: str, data: Any) -> None:
    """O-84: send an event to the account's webhooks that ask for it."""
    for webhook in store.find(WEBHOOK, "Event", event):
        if webhook["AccountId"] == account_id and webhook["IsEnabled"]:
            _send(store, webhook, event, data)


def _send(store: Store, webhook: Record, event: str, data: Any) -> None:
    now = store.now()
    stamp = f"{now:%Y-%m-%d %H:%M:%S}"
    entry = {
        "Id": fresh_id(store, LOG, "0wl{:012d}"),
        "WebhookId": webhook["Id"],
        "AccountId": webhook["AccountId"],
        "WebhookPayloadId": f"0wp{store.next(f'{LOG}.payload'):012d}",
        "Created": stamp,
        "ResponseCode": 0,
        "ExecutionTime": 0,
        "Payload": {"event": event, "data": data},
    }
    store.insert(LOG, entry)
    for old in store.find(LOG, "WebhookId", webhook["Id"])[:-MOST_LOGGED]:
        store.delete(LOG, old["Id"])
    store.replace(WEBHOOK, {**webhook, "LastExecutionDate": stamp})
    told = {"event": event, "timestamp": int(now.timestamp()), "webhookId": webhook["Id"], "data": data}
    body = dump_json(told)
    signature = hmac.new(webhook["Secret"].encode(), body, "sha1").hexdigest()
    headers = (
        ("Content-Type", "application/json"),
        ("X-Oktopost-Secret", signature),
        ("X-Oktopost-Signature", signature),
        ("X-Oktopost-Webhook", webhook["Id"]),
        ("X-Oktopost-Payload", entry["WebhookPayloadId"]),
    )
    store.deliver(Delivery(NAME, event, webhook["Url"], headers, body, told=Told(LOG, entry["Id"])))


def _log(key: str, store: Store, tried: Try) -> None:
    """O-83: write down what came of a try, while the log has the entry."""
    entry = store.get(LOG, key)
    if entry is not None:
        seconds = round(tried.seconds, 3)
        store.replace(LOG, {**entry, "ResponseCode": tried.status or 0, "ExecutionTime": seconds})


TELLERS[LOG] = _log
