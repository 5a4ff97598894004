"""What the documents say of Oktopost's integrations, as plays that read only."""

from __future__ import annotations

from typing import Final

from mockserver.checks.play import Play
from mockserver.checks.plays_oktopost import UNKNOWN_ID
from mockserver.checks.stage import NotTried, Trial
from mockserver.core.contracts import shown

_MEMBERS: Final = (
    "Id", "Created", "Modified", "Status", "State", "AccountId", "Type", "Version", "CnameId", "SettingsData",
)  # fmt: skip


def list_of_integrations(trial: Trial) -> None:
    """Items and Total; Total counts every match, whatever the page."""
    whole = trial.oktopost("GET", "/integration?_count=100")
    items = trial.result(whole, "Items", "I-01")
    total = whole.at("Total")
    if len(items) < 100:
        trial.equal(whole, "Total", len(items), "I-01")
    behind = trial.oktopost("GET", "/integration?_page=1000&_count=25")
    trial.equal(behind, "Total", total, "I-01")
    trial.equal(behind, "Items", [], "I-03 choice")


def order_of_members(trial: Trial) -> None:
    """The ten members in the documented order."""
    reply = trial.oktopost("GET", "/integration")
    items = trial.result(reply, "Items", "I-04")
    if not items:
        raise NotTried("the account has no integration")
    for index, item in enumerate(items):
        names = list(item)
        expected, got = ", ".join(_MEMBERS), ", ".join(names)
        trial.that(expected == got, reply, f"Items[{index}]", "I-04", expected=expected, got=got)


def pages(trial: Trial) -> None:
    """A page has 25, 50 or 100 integrations, 25 by default, counted from 0."""
    first = trial.oktopost("GET", "/integration")
    shown_first = len(first.at("Items") or ())
    trial.that(shown_first <= 25, first, "Items", "I-03", expected="at most 25", got=str(shown_first))
    trial.equal(trial.oktopost("GET", "/integration?_page=0&_count=25"), "Items", first.at("Items"), "I-03")
    for query in ("_count=7", "_page=-1", "_page=first"):
        trial.errors(trial.oktopost("GET", f"/integration?{query}"), 400, statement="I-03 choice")


def filter_by_type(trial: Trial) -> None:
    """Only integrations of the type that is asked for."""
    if not trial.stage.integrations:
        raise NotTried("the account has no integration")
    kind = trial.stage.integrations[0]["Type"]
    due = sorted(item["Id"] for item in trial.stage.integrations if item["Type"] == kind)
    reply = trial.oktopost("GET", f"/integration?type={kind}&_count=100")
    found = sorted(str(item.get("Id")) for item in reply.at("Items") or ())
    trial.that(found == due, reply, "Items", "I-02", expected=f"{kind}: {', '.join(due)}", got=", ".join(found))
    trial.equal(reply, "Total", len(due), "I-01")
    trial.errors(trial.oktopost("GET", "/integration?type=fax"), 400, statement="I-02 choice")


def one_integration(trial: Trial) -> None:
    """The same one as in the list; its assets only when they are asked for."""
    if not trial.stage.integrations:
        raise NotTried("the account has no integration")
    item = trial.stage.integrations[0]
    path = f"/integration/{item['Id']}"
    plain = trial.oktopost("GET", path)
    trial.equal(plain, "Integration", item, "I-05")
    reply = trial.oktopost("GET", f"{path}?withAssets=1")
    for name in ("Credentials", "Boards"):
        trial.result(reply, f"Integration.Assets.{name}", "I-05")


def no_such_integration(trial: Trial) -> None:
    """404 for one that does not exist."""
    reply = trial.oktopost("GET", f"/integration/{UNKNOWN_ID}")
    trial.errors(reply, 404, statement="I-12")
    text = reply.at("Errors.API.Error")
    expected = "a text, where the official client reads it"
    trial.that(isinstance(text, str), reply, "Errors.API.Error", "I-12", expected=expected, got=shown(text))


PLAYS: Final = (
    Play("oktopost: the list of integrations", ("I-01", "I-03"), list_of_integrations),
    Play("oktopost: the members of an integration", ("I-04",), order_of_members),
    Play("oktopost: pages of integrations", ("I-03",), pages),
    Play("oktopost: integrations of one type", ("I-02", "I-01"), filter_by_type),
    Play("oktopost: one integration", ("I-05",), one_integration),
    Play("oktopost: no such integration", ("I-12", "O-06"), no_such_integration),
)
