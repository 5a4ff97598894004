"""Refold in the console: calls made again, linked accounts with their connections and configurations, consent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from mockserver.console.vendor import (
    WRONG,
    Card,
    Choice,
    Consent,
    Option,
    Section,
    Switch,
    Vendor,
    was_refused,
    wrong,
)
from mockserver.core.contracts import shown
from mockserver.core.store import Record
from mockserver.dialects.refold import configurations, connections, executions, linked_accounts
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

_SHOWN: Final = 50
"""How many linked accounts, and how many configurations, the page of integrations shows."""

_CARDS: Final = 6
"""How many linked accounts have their connections as cards there."""


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
    accounts = sandbox.state.tables[linked_accounts.TABLE].page(0, _SHOWN)
    yield Section(
        title="Linked accounts of Refold",
        lead="A linked account acts on the applications that it has connected. Edit what it has connected as a record.",
        empty="No linked account: mint a session token for a new one, or reset the sandbox.",
        table=linked_accounts.TABLE,
        head=("linked_account_id", "Connected"),
        rows=[
            (account["account_id"], [", ".join(one["type"] for one in account["integrations"]) or "nothing"])
            for account in accounts
        ],
    )
    yield Section(
        title="Connections of Refold",
        lead="Each way in which an account may connect an application. Disconnect one, and actions on it are refused; "
        "let it expire, and clients ask for consent again.",
        empty="No application is offered: reset the sandbox on the page Time & state.",
        cards=[
            _card(sandbox, account, application, way)
            for account in accounts[:_CARDS]
            for application in sandbox.state.tables[connections.APPLICATIONS].scan()
            for way in application["auth_type_options"]
        ],
    )
    yield Section(
        title="Configurations of Refold",
        lead="What an account has chosen for an application's fields and workflows.",
        empty="Nothing is configured: `POST /api/v2/public/config` begins a configuration.",
        table=configurations.TABLE,
        head=("_id", "Account", "Application", "config_id", "Values", "Workflows", "Errors"),
        rows=[
            (config["_id"], _cells(sandbox, config))
            for config in sandbox.state.tables[configurations.TABLE].page(0, _SHOWN)
        ],
    )
    yield Section(
        title="Executions of Refold",
        lead="What ran, the newest first. The sandbox's clock shows the nodes of a running one.",
        empty="Nothing ran: `POST /api/v2/public/workflow/{id}/execute` executes a workflow.",
        table=executions.TABLE,
        head=("_id", "Workflow", "Account", "Started by", "Started", "Status", "Nodes"),
        rows=[_execution(sandbox, one) for one in _latest(sandbox)],
    )


def _latest(sandbox: Sandbox) -> list[Record]:
    ran = sandbox.state.tables[executions.TABLE]
    return ran.page(max(len(ran) - _SHOWN, 0), _SHOWN)[::-1]


def _execution(sandbox: Sandbox, kept: Record) -> tuple[str, Sequence[str]]:
    seen = executions.shown(kept, sandbox.clock.now(), "")
    nodes = ", ".join(f"{node['node_name']}: {node['node_status']}" for node in seen["nodes"]) or "none yet"
    names = ("linked_account_id", "trigger_application_event", "createdAt", "status")
    return kept["_id"], [kept["associated_workflow"]["name"], *(seen[name] for name in names), nodes]


def _card(sandbox: Sandbox, account: Record, application: Record, way: str) -> Card:
    """A way to connect an application; its buttons write the account's record."""
    known = next((one for one in account["integrations"] if connections.is_of(one, application, way)), None)
    expired = known is not None and linked_accounts.is_expired(sandbox, known)
    verdict = ("not connected", "spent") if known is None else ("expired", "bad") if expired else ("connected", "good")
    slug, account_id = application["slug"], account["account_id"]
    what = f"{slug} ({way}) of {account_id}"
    path = f"records/{linked_accounts.TABLE}/{quote(account_id, safe='')}"
    others = [one for one in account["integrations"] if one is not known]

    def switch(name: str, value: str, button: str, made: Record | None) -> Switch:
        changed = {**account, "integrations": [*others, *([made] if made else ())]}
        is_good = value in ("connected", "given")
        return Switch(name, value, is_good, button, changed, f"{button} {what}", "PUT")

    fresh = connections.connection(application, way, sandbox.clock.now())
    if known is None:
        switches = [switch("Connection", "not connected", "Connect", fresh)]
    else:
        renewed = fresh if expired else {**known, "reauth_required": True}
        button, word = ("Renew", "ended") if expired else ("Expire", "given")
        switches = [switch("Connection", "connected", "Disconnect", None), switch("Consent", word, button, renewed)]
    return Card(f"{application['name']} by {way}", account_id, path, *verdict, "", switches)


def _cells(sandbox: Sandbox, config: Record) -> Sequence[str]:
    definition = sandbox.state.tables[configurations.DEFINITIONS].get(config["slug"]) or {"fields": [], "workflows": []}
    values = [
        f"{field['name']}: {shown(config['values'][field['id']])}"
        for field in definition["fields"]
        if field["id"] in config["values"]
    ]
    flows = [
        f"{flow['name']} ({'enabled' if config['workflows'].get(flow['id'], {}).get('enabled') else 'disabled'})"
        for flow in definition["workflows"]
    ]
    errors = [error["error"]["message"] for error in config["field_errors"]]
    told = [", ".join(one) or "none" for one in (values, flows, errors)]
    return [config["account_id"], config["slug"], config["config_id"], *told]


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


def _choices(sandbox: Sandbox, app: str) -> Iterator[Choice]:
    """For which linked account a call is made, the sandbox's own one first, and with which key."""
    names = sandbox.world.names["refold"]
    own, key = names["linked_account_id"], sandbox.key(names["api_key"])
    accounts = [one["account_id"] for one in sandbox.state.tables[linked_accounts.TABLE].page(0, _SHOWN)]
    accounts.sort(key=lambda one: one != own)
    if app:
        yield Choice("Linked account", [Option(one, {"linked_account_id": one}) for one in accounts])
    yield Choice("Key", [Option(key, {"x-api-key": key}), Option(f"{WRONG} (nobody's)", {"x-api-key": WRONG})])


VENDOR: Final = Vendor(_credentials, _sections, consent=_consent, choices=_choices)
