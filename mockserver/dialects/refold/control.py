"""Refold's events in the control API."""

from __future__ import annotations

from typing import Final

from mockserver.control.vendor import Events
from mockserver.dialects.refold import webhooks

EVENTS: Final = Events(
    {event: (f"records/{webhooks.TABLE}", event.partition(" ")[0].lower()) for event in webhooks.EVENTS}, webhooks.tell
)
