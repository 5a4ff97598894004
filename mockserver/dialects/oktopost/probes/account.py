"""What the vendor's documents and its SDK say of an account's resources, as probes that read only."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockserver.checks.client import NotTried
from mockserver.checks.probes import Probe
from mockserver.dialects.oktopost.probes.actions import UNKNOWN_ID
from mockserver.dialects.oktopost.probes.run import OktopostRun

_RESOURCES: Final = (
    ("user", "User", "O-73"),
    ("team", "Team", "O-74"),
    ("cname", "", "O-76"),
    ("credential", "Credential", "O-77"),
    ("board", "Board", "O-78"),
    ("lead", "Lead", "O-79"),
    ("lead-activity", "", "O-80"),
    ("webhook", "Webhook", "O-82"),
)
"""Path, what the answer to one is called ("" where nobody can ask for one), statement."""


def caller(run: OktopostRun) -> None:
    """The key's user and the account."""
    reply = run.call("GET", "/me")
    run.equal(reply, "Account.Id", run.value("OKTOPOST_ACCOUNT_ID"), "O-72")
    run.result(reply, "User.Id", "O-72")


def read(path: str, name: str, statement: str, run: OktopostRun) -> None:
    """A list has Items and Total, and one of them is found by its id."""
    whole = run.call("GET", f"/{path}?_count=100")
    items = run.result(whole, "Items", statement)
    if len(items) < 100:
        run.equal(whole, "Total", len(items), "O-70")
    run.errors(run.call("GET", f"/{path}?_count=7"), 400, statement="O-70")
    if not items:
        raise NotTried(f"the account has no {path}")
    if name:
        run.equal(run.call("GET", f"/{path}/{items[0]['Id']}"), f"{name}.Id", items[0]["Id"], "O-71")


def webhook_log(run: OktopostRun) -> None:
    """The log of a webhook has Items and Total."""
    items = run.call("GET", "/webhook?_count=100").at("Items") or ()
    if not items:
        raise NotTried("the account has no webhook")
    run.result(run.call("GET", f"/webhook-log/{items[0]['Id']}"), "Items", "O-83")


def team_entity(run: OktopostRun) -> None:
    """The teams of the key's user."""
    user = run.result(run.call("GET", "/me"), "User.Id", "O-72")
    run.result(run.call("GET", f"/team-entity/{user}"), "Items", "O-75")


def link_of_nobody(run: OktopostRun) -> None:
    """A link of an integration that is not there is not replaced."""
    form = {"integrationId": UNKNOWN_ID, "linkedRecordId": "nobody", "newLinkedRecordId": "nobody"}
    run.errors(run.call("POST", "/lead-link-replace", form), 404, statement="O-81")


def nothing_there(run: OktopostRun) -> None:
    """404 for an id that nothing has, and for what this server leaves out."""
    for path, _, _ in _RESOURCES[:2]:
        run.errors(run.call("GET", f"/{path}/{UNKNOWN_ID}"), 404, statement="O-86")
    run.errors(run.call("GET", "/campaign"), 404, statement="O-87")


def reading_key(run: OktopostRun) -> None:
    """A key without permissions changes nothing, not even what is not there."""
    login = "OKTOPOST_READONLY_API_KEY"
    run.errors(run.call("POST", f"/team/{UNKNOWN_ID}", {"name": "A"}, login=login), 403, statement="O-85")


PROBES: Final = (
    Probe("oktopost: who is calling", ("O-72",), caller),
    *(
        Probe(f"oktopost: the resource {path}", (statement, "O-70", "O-71"), partial(read, path, name, statement))
        for path, name, statement in _RESOURCES
    ),
    Probe("oktopost: the log of a webhook", ("O-83",), webhook_log),
    Probe("oktopost: the teams of a user", ("O-75",), team_entity),
    Probe("oktopost: the link of nobody", ("O-81",), link_of_nobody),
    Probe("oktopost: what is not there", ("O-86", "O-87"), nothing_there),
    Probe("oktopost: a key that may only read", ("O-85",), reading_key),
)
