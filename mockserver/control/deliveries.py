"""The views of what a sandbox sent to webhooks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.control.frame import Ask, Denied, invalid, known
from mockserver.control.vendor import events
from mockserver.core import contracts
from mockserver.sandboxes.deliveries import Sent


def list_deliveries(ask: Ask) -> Any:
    """GET /sandboxes/{id}/deliveries: those asked for, newest last, once none is pending if ``wait`` says so."""
    kept, query = ask.sandbox.deliveries, ask.query
    kept.wait(ask.number("wait", 0))
    after = ask.number("after", 0)
    found = [
        sent.as_json()
        for sent in kept
        if sent.number > after
        and query.get("dialect") in (None, sent.delivery.dialect)
        and query.get("event") in (None, sent.delivery.event)
        and query.get("status") in (None, sent.status)
    ]
    return {"deliveries": found, "kept": len(kept), "dropped": kept.dropped}


def send_event(ask: Ask) -> Any:
    """POST /sandboxes/{id}/deliveries: an event that nobody caused, to the webhooks that ask for it."""
    sandbox, vendor, event, data = ask.sandbox, ask.json["dialect"], ask.json["event"], ask.json["data"]
    told = events()
    known("json.dialect", vendor, told)
    known("json.event", event, told[vendor].shapes)
    contract = contracts.load().of(*told[vendor].shapes[event])
    if not contract.is_valid(data):
        found = contract.violations(data)
        raise invalid([replace(one, pointer=f"json.data.{one.pointer}".rstrip(".")) for one in found])
    with sandbox.lock:
        before = max((sent.number for sent in sandbox.deliveries), default=0)
        sandbox.transact(lambda store: told[vendor].tell(sandbox, store, event, data))
        return {"deliveries": [sent.as_json() for sent in sandbox.deliveries if sent.number > before]}


def get_delivery(ask: Ask) -> Any:
    """GET /sandboxes/{id}/deliveries/{number}."""
    return _delivery(ask).as_json()


def send_delivery(ask: Ask) -> Any:
    """POST /sandboxes/{id}/deliveries/{number}/send: the same bytes to the same address once more."""
    sent = _delivery(ask)
    if not ask.sandbox.send_again(sent):
        raise Denied("conflict", f"delivery {sent.number} is being sent: wait until it is delivered or has failed")
    return sent.as_json()


def clear_deliveries(ask: Ask) -> Any:
    """DELETE /sandboxes/{id}/deliveries: forget all of them; what is pending is not sent any more."""
    kept = ask.sandbox.deliveries
    held = len(kept)
    kept.clear()
    return {"deleted": held}


def _delivery(ask: Ask) -> Sent:
    return ask.numbered(ask.sandbox.deliveries, "no delivery {}")
