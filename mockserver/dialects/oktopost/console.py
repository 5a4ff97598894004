"""Oktopost in the console: calls made again, and its integrations."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.console.vendor import (
    WRONG,
    Card,
    Choice,
    Option,
    Section,
    Switch,
    Vendor,
    lacks_permission,
    was_refused,
)
from mockserver.dialects.oktopost.access import login
from mockserver.dialects.oktopost.routes import TYPES
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox


def _credentials(entry: Entry, sandbox: Sandbox) -> dict[str, str]:
    """HTTP Basic with the key that fits: the read-only one where the call came with one."""
    if "authorization" not in entry.request_headers:
        return {}
    names = sandbox.world.names["oktopost"]
    if was_refused(entry):
        return _basic(names["account_id"], WRONG)
    if lacks_permission(entry):
        return _basic(names["account_id"], sandbox.key(names["readonly_api_key"]))
    return login(sandbox)


def _basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


def _sections(sandbox: Sandbox) -> Iterator[Section]:
    records = sandbox.state.tables["oktopost/integration"].scan()
    yield Section(
        title="Integrations of Oktopost",
        lead="What Oktopost checks before it lets a call through to its application. Disable, invalidate or expire "
        "one, and the next call is refused as documented.",
        empty="This sandbox has no integration of Oktopost any more. Connect one with `POST /v2/integration`, or reset "
        "the sandbox on the page Time & state.",
        cards=[_card(record) for record in records],
    )


def _card(record: Mapping[str, Any]) -> Card:
    works = record["State"] == "active" and record["Status"] == "valid" and not record["TokenExpired"]
    verdict = ("answers", "good") if works else ("refuses", "bad")
    if record["Type"] not in TYPES:
        verdict = ("has no actions", "spent")
    return Card(
        record["Type"],
        record["Id"],
        f"integrations/{record['Id']}",
        *verdict,
        f"account {record['AccountId']}",
        list(_switches(record, f"{record['Type']} {record['Id']}")),
    )


def _switches(record: Mapping[str, Any], what: str) -> Iterator[Switch]:
    good = record["State"] == "active"
    button, state = ("Disable", "disabled") if good else ("Enable", "active")
    yield Switch("State", record["State"], good, button, {"state": state}, f"{button} {what}")
    good = record["Status"] == "valid"
    button, status = ("Invalidate", "invalid") if good else ("Validate", "valid")
    yield Switch("Status", record["Status"], good, button, {"status": status}, f"{button} {what}")
    good = not record["TokenExpired"]
    button, word = ("Expire", "good") if good else ("Renew", "expired")
    yield Switch("Token", word, good, button, {"token_expired": good}, f"{button} the token of {what}")


def _choices(sandbox: Sandbox, app: str) -> Iterator[Choice]:
    """Which integration a payload goes to, those of the action's application first, and with which key."""
    names, records = sandbox.world.names["oktopost"], sandbox.state.tables["oktopost/integration"].scan()
    mine = [one for one in records if one["AccountId"] == names["account_id"]]
    own = names["integrations"].get(app)
    mine.sort(key=lambda one: (one["Id"] != own, one["Type"] != app))
    if app:
        yield Choice("Integration", [Option(_told(one), form={"id": one["Id"]}) for one in mine])
    keys = (("may connect", names["api_key"]), ("may not connect", names["readonly_api_key"]))
    account = names["account_id"]
    known = [Option(f"{sandbox.key(key)} ({what})", _basic(account, sandbox.key(key))) for what, key in keys]
    yield Choice("Key", [*known, Option(f"{WRONG} (nobody's)", _basic(account, WRONG))])


def _told(record: Mapping[str, Any]) -> str:
    facts = [record["Type"], record["State"], record["Status"], *(["token expired"] if record["TokenExpired"] else [])]
    return f"{record['Id']} ({', '.join(fact for fact in facts if fact not in ('active', 'valid'))})"


VENDOR: Final = Vendor(_credentials, _sections, auth="auth", choices=_choices)
