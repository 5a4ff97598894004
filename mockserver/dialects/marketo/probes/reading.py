"""What the documents say of Marketo's calls that read, and of refusals that change nothing."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockserver.checks.client import NotTried
from mockserver.checks.probes import Probe, table
from mockserver.dialects.marketo.probes.run import MarketoRun

_NO_ID: Final = 999_000_000


def token(run: MarketoRun) -> None:
    """The same one when it is asked for again; 401 for a wrong secret."""
    first = run.identify()
    run.equal(first, "token_type", "bearer", "M-01")
    run.equal(run.identify(), "access_token", run.result(first, "access_token", "M-01"), "M-02")
    wrong = run.identify(f"wrong-{run.client.mark}")
    run.status(wrong, 401, "M-03")
    run.equal(wrong, "error", "invalid_client", "M-03")


def unknown_token(run: MarketoRun) -> None:
    """601 in an answer of 200."""
    reply = run.call("GET", "v1/leads/partitions.json", login="wrong")
    run.refusal(reply, "601", "M-04")
    run.found(reply, "requestId", "M-05")


def missing_parameter(run: MarketoRun) -> None:
    """1002 for a look-up by nothing."""
    run.refusal(run.call("GET", "v1/leads.json?filterValues=x"), "1002", "M-06")


def nobody(run: MarketoRun) -> None:
    """A look-up that matches nobody is an empty result."""
    reply = run.call("GET", "v1/leads.json?filterType=email&filterValues=nobody@mockserver-verify.example")
    run.success(reply, "M-08")
    run.equal(reply, "result", [], "M-08 recorded")


def read(path: str, pointer: str, statement: str, run: MarketoRun) -> None:
    """A call that reads is done, and answers at least one of what it lists."""
    reply = run.call("GET", path)
    run.success(reply, statement)
    if reply.at("result") or pointer.startswith("result."):
        run.found(reply, pointer, statement)


def one_list(run: MarketoRun) -> None:
    """A list by its id, its people, and whether somebody is on it."""
    number = run.call("GET", "v1/lists.json?batchSize=1").at("result[0].id")
    if number is None:
        raise NotTried("the instance has no list")
    run.equal(run.call("GET", f"v1/lists/{number}.json"), "result[0].id", number, "M-15")
    run.success(run.call("GET", f"v1/lists/{number}/leads.json?fields=email"), "M-16")
    run.success(run.call("GET", f"v1/lists/{number}/leads/ismember.json?id=1"), "M-17")
    run.refusal(run.call("GET", "v1/lists/999999999.json"), "1013", "M-15")


def activities(run: MarketoRun) -> None:
    """Types, a token of a moment, and what happened since."""
    kind = run.result(run.call("GET", "v1/activities/types.json"), "result[0].id", "M-21")
    moment = run.call("GET", "v1/activities/pagingtoken.json?sinceDatetime=2020-01-01T00:00:00Z")
    since = run.result(moment, "nextPageToken", "M-22")
    path = f"v1/activities.json?activityTypeIds={kind}&nextPageToken={since}"
    run.success(run.call("GET", path), "M-23")


def changes(run: MarketoRun) -> None:
    """What changed in people, and who was deleted."""
    moment = run.call("GET", "v1/activities/pagingtoken.json?sinceDatetime=2020-01-01T00:00:00Z")
    since = run.result(moment, "nextPageToken", "M-22")
    run.success(run.call("GET", f"v1/activities/leadchanges.json?fields=firstName&nextPageToken={since}"), "M-24")
    deleted = run.call("GET", f"v1/activities/deletedleads.json?nextPageToken={since}")
    run.success(deleted, "M-24")
    run.equal(deleted, "result[0].activityTypeId", 37 if deleted.at("result") else None, "M-24")


def folder(run: MarketoRun) -> None:
    """The one that lists are made in."""
    run.result(
        run.call("GET", "asset/v1/folder/byName.json?name=Group%20Lists"), "result[0].folderId.id", "M-20 recorded"
    )


def refused_changes(run: MarketoRun) -> None:
    """A visit of somebody unknown, too many who are to be merged, a program that there is not: nothing is changed."""
    visit = run.call("POST", f"v1/leads/{_NO_ID}/associate.json?cookie=token:_mch-verify.example-1-2", {})
    run.refusal(visit, "1004", "M-26")
    losers = ",".join(str(_NO_ID + number) for number in range(1, 27))
    run.refusal(run.call("POST", f"v1/leads/{_NO_ID}/merge.json?leadIds={losers}"), "1080", "M-27")
    body = {"programName": run.client.mark, "input": [{"email": "nobody@mockserver-verify.example"}]}
    run.equal(run.call("POST", "v1/leads/push.json", body), "success", False, "M-28")


def too_large(run: MarketoRun) -> None:
    """414 for an address of more than 8 KB, 413 for a body of more than 1 MB."""
    long = run.call("GET", f"v1/leads.json?filterType=email&filterValues={'x' * 9_000}")
    run.status(long, 414, "M-34")
    run.status(run.call("POST", "v1/leads.json", {"input": [], "padding": "x" * 1_100_000}), 413, "M-34")


_READ: Final = (
    ("fields", "v1/leads/describe.json", "result[0].rest.name", "M-12"),
    ("fields to search", "v1/leads/describe2.json", "result[0].searchableFields", "M-12"),
    ("schema of fields", "v1/leads/schema/fields.json", "result[0].name", "M-13"),
    ("partitions", "v1/leads/partitions.json", "result[0].name", "M-14"),
    ("lists", "v1/lists.json", "result[0].id", "M-15"),
    ("static lists", "asset/v1/staticLists.json", "result[0].name", "M-19"),
    ("types of custom activities", "v1/activities/external/types.json", "result[0].apiName", "M-25"),
    ("campaigns", "v1/campaigns.json", "result[0].id", "M-29"),
    ("use", "v1/stats/usage.json", "result[0].total", "M-30"),
    ("errors", "v1/stats/errors.json", "result[0].date", "M-30"),
    ("exports", "/bulk/v1/leads/export.json", "result[0].exportId", "M-31"),
)
"""Name, path, what an answer that lists something has, statement."""

PROBES: Final[tuple[Probe[MarketoRun], ...]] = table(
    "marketo",
    (
        ("a token", "M-01 M-02 M-03", token),
        ("a token of nobody's", "M-04 M-05", unknown_token),
        ("a parameter that is missing", "M-06", missing_parameter),
        ("nobody", "M-08", nobody),
        *((name, statement, partial(read, path, pointer, statement)) for name, path, pointer, statement in _READ),
        ("one list", "M-15 M-16 M-17", one_list),
        ("activities", "M-21 M-22 M-23", activities),
        ("changes", "M-22 M-24", changes),
        ("a folder", "M-20", folder),
        ("changes that are refused", "M-26 M-27 M-28", refused_changes),
        ("what is too large", "M-34", too_large),
    ),
)
