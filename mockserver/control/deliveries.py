"""The views of what a sandbox sent to webhooks."""

from __future__ import annotations

from typing import Any

from mockserver.control.frame import Ask, Denied
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
