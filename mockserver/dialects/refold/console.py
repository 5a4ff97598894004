"""Refold in the console: calls made again, and its linked accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from mockserver.console.vendor import Consent, Section, Vendor, was_refused, wrong
from mockserver.dialects.refold import connections
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

_SHOWN: Final = 50
"""How many linked accounts the page of integrations shows."""


def _credentials(entry: Entry, sandbox: Sandbox) -> dict[str, str]:
    """The credentials that are headers: an API key, or a session token."""
    names = sandbox.world.names["refold"]
    own = {
        "x-api-key": sandbox.key(names["api_key"]),
        "authorization": f"Bearer {sandbox.key(names['session_token'])}",
    }
    sent = {name: value for name, value in own.items() if name in entry.request_headers}
    return {name: wrong(value) for name, value in sent.items()} if was_refused(entry) else sent


def _sections(sandbox: Sandbox) -> Iterator[Section]:
    accounts = sandbox.state.tables["refold/linkedAccount"].page(0, _SHOWN)
    yield Section(
        title="Linked accounts of Refold",
        lead="A linked account acts on the applications that it has connected. Edit what it has connected as a record.",
        empty="No linked account: mint a session token for a new one, or reset the sandbox.",
        table="refold/linkedAccount",
        head=("linked_account_id", "Connected"),
        rows=[
            (account["account_id"], [", ".join(one["type"] for one in account["integrations"]) or "nothing"])
            for account in accounts
        ],
    )


def _consent(sandboxes: Sandboxes, state: str) -> Consent | None:
    """R-26: whose consent to which application a state stands for."""
    asked = connections.asked(sandboxes, state)
    if asked is None:
        return None
    sandbox, consent = asked
    application = sandbox.state.tables[connections.APPLICATIONS].get(consent["slug"])
    back = f"/api/v1/{quote(consent['slug'])}/callback?state={quote(state)}"
    return Consent(
        title="the organisation of this sandbox",
        application=application["name"] if application else consent["slug"],
        account=consent["account_id"],
        allow=f"{back}&code=sandbox-consent",
        deny=f"{back}&error=access_denied",
        at_once=sandbox.settings["refold_consent"] == "grant",
    )


VENDOR: Final = Vendor(_credentials, _sections, consent=_consent)
