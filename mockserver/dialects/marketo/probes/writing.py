"""What the documents say of Marketo's calls that write, as probes that take away again what they made."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from mockserver.checks.probes import table
from mockserver.dialects.marketo.probes.run import MarketoRun


def life_of_a_lead(run: MarketoRun) -> None:
    """Created, updated, found by its address and by its id, deleted."""
    email = f"{run.client.mark}@example.com"
    made = run.call("POST", "v1/leads.json", {"input": [{"email": email, "firstName": "Zoe"}]})
    run.equal(made, "result[0].status", "created", "M-09")
    number = run.result(made, "result[0].id", "M-09")
    try:
        change = {"action": "updateOnly", "input": [{"email": email, "firstName": "Chloe"}]}
        run.equal(run.call("POST", "v1/leads.json", change), "result[0].status", "updated", "M-09")
        found = run.call("GET", f"v1/leads.json?filterType=email&filterValues={email}&fields=firstName")
        run.equal(found, "result[0].firstName", "Chloe", "M-08")
        run.equal(run.call("GET", f"v1/lead/{number}.json"), "result[0].email", email, "M-07")
        run.success(run.call("GET", f"v1/leads/{number}/listMembership.json"), "M-18")
        again = run.call("POST", "v1/leads.json", {"action": "createOnly", "input": [{"email": email}]})
        run.equal(again, "result[0].reasons[0].code", "1005", "M-09")
    finally:
        gone = run.call("DELETE", "v1/leads.json", {"input": [{"id": number}]})
    run.equal(gone, "result[0].status", "deleted", "M-11")


def wrong_value(run: MarketoRun) -> None:
    """A value of another type skips its person."""
    person = {"email": f"{run.client.mark}-wrong@example.com", "numberOfEmployees": "many"}
    reply = run.call("POST", "v1/leads.json", {"input": [person]})
    run.equal(reply, "result[0].status", "skipped", "M-10 recorded")
    expected = "Invalid value for field 'numberOfEmployees' and value 'many'"
    run.equal(reply, "result[0].reasons[0].message", expected, "M-10 recorded")


def two_become_one(run: MarketoRun) -> None:
    """The one who stays takes what it has not from the other, who is gone."""
    mark = run.client.mark
    people = [{"email": f"{mark}-stays@example.com"}, {"email": f"{mark}-goes@example.com", "firstName": "Zoe"}]
    made = run.call("POST", "v1/leads.json", {"input": people})
    stays, goes = (run.result(made, f"result[{number}].id", "M-09") for number in range(2))
    try:
        run.success(run.call("POST", f"v1/leads/{stays}/merge.json?leadId={goes}"), "M-27")
        run.equal(run.call("GET", f"v1/lead/{stays}.json"), "result[0].firstName", "Zoe", "M-27")
    finally:
        run.call("DELETE", "v1/leads.json", {"input": [{"id": stays}, {"id": goes}]})


def life_of_a_list(run: MarketoRun) -> None:
    """Made in the folder of lists, found by its name, deleted."""
    name = f"Verify {run.client.mark}"
    folder = run.call("GET", "asset/v1/folder/byName.json?name=Group%20Lists").at("result[0].folderId.id")
    fields = {"name": name, "folder": f'{{"id": {folder}, "type": "Folder"}}'}
    made = run.post_form("asset/v1/staticLists.json", fields)
    number = run.result(made, "result[0].id", "M-19")
    try:
        found = run.call("GET", f"asset/v1/staticList/byName.json?name={quote(name)}")
        run.equal(found, "result[0].id", number, "M-19")
    finally:
        gone = run.post_form(f"asset/v1/staticList/{number}/delete.json", {})
    run.equal(gone, "result[0].id", number, "M-19")


def jobs(run: MarketoRun) -> None:
    """An export is opened and cancelled; an import of a row that names nobody changes nothing."""
    month = {"startAt": "2020-01-01T00:00:00Z", "endAt": "2020-01-31T00:00:00Z"}
    opened = run.call("POST", "/bulk/v1/leads/export/create.json", {"fields": ["id"], "filter": {"createdAt": month}})
    key = run.result(opened, "result[0].exportId", "M-31")
    try:
        status = run.call("GET", f"/bulk/v1/leads/export/{key}/status.json")
        run.equal(status, "result[0].status", "Created", "M-31")
    finally:
        cancelled = run.call("POST", f"/bulk/v1/leads/export/{key}/cancel.json")
    run.equal(cancelled, "result[0].exportId", key, "M-31")
    taken = run.upload("/bulk/v1/leads.json?format=csv", "verify.csv", "email,firstName\n,Zoe\n")
    batch = run.result(taken, "result[0].batchId", "M-32")
    run.equal(run.call("GET", f"/bulk/v1/leads/batch/{batch}.json"), "result[0].batchId", batch, "M-32")


PROBES: Final = table(
    "marketo",
    (
        ("the life of a lead", "M-07 M-08 M-09 M-11 M-18", life_of_a_lead),
        ("a value of another type", "M-10", wrong_value),
        ("two people who become one", "M-09 M-27", two_become_one),
        ("the life of a list", "M-19", life_of_a_list),
        ("exports and imports", "M-31 M-32", jobs),
    ),
    writes=True,
)
