"""What the vendor's documents and its SDK say of an account's resources, as probes that read only."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockserver.checks.client import NotTried
from mockserver.checks.probes import Probe
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


PROBES: Final = (
    Probe("oktopost: who is calling", ("O-72",), caller),
    *(
        Probe(f"oktopost: the resource {path}", (statement, "O-70", "O-71"), partial(read, path, name, statement))
        for path, name, statement in _RESOURCES
    ),
    Probe("oktopost: the log of a webhook", ("O-83",), webhook_log),
)
