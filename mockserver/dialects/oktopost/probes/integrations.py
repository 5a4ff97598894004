"""What the documents say of Oktopost's integrations, as probes that read only."""

from __future__ import annotations

from typing import Final

from mockserver.checks.client import NotTried
from mockserver.checks.probes import table
from mockserver.core.contracts import shown
from mockserver.dialects.oktopost.probes.actions import UNKNOWN_ID
from mockserver.dialects.oktopost.probes.run import OktopostRun

_MEMBERS: Final = (
    "Id", "Created", "Modified", "Status", "State", "AccountId", "Type", "Version", "CnameId", "SettingsData",
)  # fmt: skip


def list_of_integrations(run: OktopostRun) -> None:
    """Items and Total; Total counts every match, whatever the page."""
    whole = run.call("GET", "/integration?_count=100")
    items = run.result(whole, "Items", "I-01")
    total = whole.at("Total")
    if len(items) < 100:
        run.equal(whole, "Total", len(items), "I-01")
    behind = run.call("GET", "/integration?_page=1000&_count=25")
    run.equal(behind, "Total", total, "I-01")
    run.equal(behind, "Items", [], "I-03 choice")


def order_of_members(run: OktopostRun) -> None:
    """The ten members in the documented order."""
    reply = run.call("GET", "/integration")
    items = run.result(reply, "Items", "I-04")
    if not items:
        raise NotTried("the account has no integration")
    for index, item in enumerate(items):
        names = list(item)
        expected, got = ", ".join(_MEMBERS), ", ".join(names)
        run.that(expected == got, reply, f"Items[{index}]", "I-04", expected=expected, got=got)


def pages(run: OktopostRun) -> None:
    """A page has 25, 50 or 100 integrations, 25 by default, counted from 0."""
    first = run.call("GET", "/integration")
    shown_first = len(first.at("Items") or ())
    run.that(shown_first <= 25, first, "Items", "I-03", expected="at most 25", got=str(shown_first))
    run.equal(run.call("GET", "/integration?_page=0&_count=25"), "Items", first.at("Items"), "I-03")
    for query, statement in (("_count=7", "O-70 public"), ("_page=-1", "I-03 choice"), ("_page=first", "I-03 choice")):
        run.errors(run.call("GET", f"/integration?{query}"), 400, statement=statement)


def filter_by_type(run: OktopostRun) -> None:
    """Only integrations of the type that is asked for."""
    if not run.integrations:
        raise NotTried("the account has no integration")
    kind = run.integrations[0]["Type"]
    due = sorted(item["Id"] for item in run.integrations if item["Type"] == kind)
    reply = run.call("GET", f"/integration?type={kind}&_count=100")
    found = sorted(str(item.get("Id")) for item in reply.at("Items") or ())
    run.that(found == due, reply, "Items", "I-02", expected=f"{kind}: {', '.join(due)}", got=", ".join(found))
    run.equal(reply, "Total", len(due), "I-01")
    run.errors(run.call("GET", "/integration?type=fax"), 400, statement="I-02 choice")


def one_integration(run: OktopostRun) -> None:
    """The same one as in the list; its assets only when they are asked for."""
    if not run.integrations:
        raise NotTried("the account has no integration")
    item = run.integrations[0]
    path = f"/integration/{item['Id']}"
    plain = run.call("GET", path)
    run.equal(plain, "Integration", item, "I-05")
    reply = run.call("GET", f"{path}?withAssets=1")
    for name in ("Credentials", "Boards"):
        run.result(reply, f"Integration.Assets.{name}", "I-05")


def no_such_integration(run: OktopostRun) -> None:
    """404 for one that does not exist."""
    reply = run.call("GET", f"/integration/{UNKNOWN_ID}")
    run.errors(reply, 404, statement="I-12")
    text = reply.at("Errors.API.Error")
    expected = "a text, where the official client reads it"
    run.that(isinstance(text, str), reply, "Errors.API.Error", "I-12", expected=expected, got=shown(text))


PROBES: Final = table(
    "oktopost",
    (
        ("the list of integrations", "I-01 I-03", list_of_integrations),
        ("the members of an integration", "I-04", order_of_members),
        ("pages of integrations", "I-03", pages),
        ("integrations of one type", "I-02 I-01", filter_by_type),
        ("one integration", "I-05", one_integration),
        ("no such integration", "I-12 O-06", no_such_integration),
    ),
)
