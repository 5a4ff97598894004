"""What the documents say of HubSpot's calls that write, as probes that take away again what they made."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import table
from mockserver.dialects.hubspot.probes.run import HubSpotRun


def life_of_a_contact(run: HubSpotRun) -> None:
    """Made, refused a second time, changed, archived; afterwards it is read with archived=true alone."""
    email = f"{run.client.mark}-hubspot@example.com"
    made = run.call("POST", "objects/contacts", {"properties": {"email": email, "firstname": "Zoe"}})
    run.status(made, 201, "H-03")
    path = f"objects/contacts/{run.found(made, 'id', 'H-03')}"
    try:
        again = run.call("POST", "objects/contacts", {"properties": {"email": email}})
        run.error(again, 409, "CONFLICT", "H-03 recorded")
        changed = run.call("PATCH", path, {"properties": {"firstname": "Chloe"}})
        run.equal(changed, "properties.firstname", "Chloe", "H-06")
        by_email = run.call("GET", f"objects/contacts/{email}?idProperty=email&properties=firstname")
        run.equal(by_email, "properties.firstname", "Chloe", "H-04")
    finally:
        gone = run.call("DELETE", path)
    run.status(gone, 204, "H-07")
    run.status(run.call("GET", path), 404, "H-07")
    run.equal(run.call("GET", f"{path}?archived=true"), "archived", True, "H-07")


def life_of_an_association(run: HubSpotRun) -> None:
    """Two records are associated, and no longer."""
    email = f"{run.client.mark}-linked@example.com"
    contact = run.found(run.call("POST", "objects/contacts", {"properties": {"email": email}}), "id", "H-03")
    company = run.found(run.call("POST", "objects/companies", {"properties": {"name": run.client.mark}}), "id", "H-03")
    path = f"/crm/v4/objects/contacts/{contact}/associations"
    try:
        run.status(run.call("PUT", f"{path}/default/companies/{company}"), 200, "H-13")
        found = run.call("GET", f"{path}/companies")
        run.that(str(found.at("results[0].toObjectId")) == str(company), found, "results[0].toObjectId", "H-13",
                 expected=str(company), got=str(found.at("results[0].toObjectId")))  # fmt: skip
        primary = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
        run.status(run.call("PUT", f"{path}/companies/{company}", primary), 201, "H-13")
        shown = run.call("GET", f"objects/contacts/{contact}?associations=companies")
        run.equal(shown, "associations.companies.results[0].id", str(company), "H-17")
        run.status(run.call("DELETE", f"{path}/companies/{company}"), 204, "H-13")
    finally:
        run.call("DELETE", f"objects/contacts/{contact}")
        run.call("DELETE", f"objects/companies/{company}")


def batch_with_traces(run: HubSpotRun) -> None:
    """Of two inputs that name themselves one fails, for itself."""
    email = f"{run.client.mark}-traced@example.com"
    inputs = [{"properties": {"email": email}, "objectWriteTraceId": str(number)} for number in range(2)]
    made = run.call("POST", "objects/contacts/batch/create", {"inputs": inputs})
    try:
        run.status(made, 207, "H-11")
        run.equal(made, "errors[0].category", "CONFLICT", "H-11")
        run.found(made, "errors[0].context.objectWriteTraceId[0]", "H-11")
    finally:
        run.call(
            "POST", "objects/contacts/batch/archive", {"inputs": [{"id": run.found(made, "results[0].id", "H-11")}]}
        )


def merged_and_purged(run: HubSpotRun) -> None:
    """Two contacts become one, which is then removed for good."""
    emails = [f"{run.client.mark}-{name}@example.com" for name in ("kept", "merged")]
    keys = [
        run.found(run.call("POST", "objects/contacts", {"properties": {"email": email}}), "id", "H-03")
        for email in emails
    ]
    body = {"primaryObjectId": keys[0], "objectIdToMerge": keys[1]}
    merged = run.call("POST", "objects/contacts/merge", body)
    last = merged.at("id") or keys[0]
    try:
        run.result(merged, "id", "H-27")
    finally:
        gone = run.call("POST", "objects/contacts/gdpr-delete", {"objectId": str(last)})
    run.status(gone, 204, "H-28")
    run.status(run.call("GET", f"objects/contacts/{last}?archived=true"), 404, "H-28")


PROBES: Final = table(
    "hubspot",
    (
        ("the life of a contact", "H-03 H-04 H-06 H-07", life_of_a_contact),
        ("the life of an association", "H-13 H-17", life_of_an_association),
        ("a batch whose inputs name themselves", "H-11", batch_with_traces),
        ("two contacts that become one", "H-27 H-28", merged_and_purged),
    ),
    writes=True,
)
