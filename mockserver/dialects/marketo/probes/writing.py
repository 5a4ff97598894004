"""What the documents say of Marketo's calls that write, as probes that take away again what they made."""

from __future__ import annotations

from typing import Final

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


PROBES: Final = table("marketo", (("the life of a lead", "M-07 M-08 M-09 M-11 M-18", life_of_a_lead),), writes=True)
