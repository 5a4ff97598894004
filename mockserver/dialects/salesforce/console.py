"""Salesforce in the console: calls made again with the sandbox's own session or connected app."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from mockserver.console.vendor import Vendor, was_refused, wrong
from mockserver.dialects.salesforce.access import secret
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox


def _credentials(entry: Entry, sandbox: Sandbox) -> dict[str, str]:
    """The credentials that are headers: a session in one of two places, or a connected app by HTTP Basic."""
    token = secret(sandbox, "session")
    client = f"{secret(sandbox, 'consumer_key')}:{secret(sandbox, 'consumer_secret')}"
    is_basic = entry.request_headers.get("authorization", "").lower().startswith("basic")
    own = {
        "authorization": f"Basic {b64encode(client.encode()).decode()}" if is_basic else f"Bearer {token}",
        "x-sfdc-session": token,
    }
    sent = {name: value for name, value in own.items() if name in entry.request_headers}
    return {name: wrong(value) for name, value in sent.items()} if was_refused(entry) else sent


VENDOR: Final = Vendor(_credentials)
