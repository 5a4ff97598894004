"""What the documents say of Cobalt's and Refold's calls that write, as probes that take away again what they made."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from mockserver.checks.client import Ended, NotTried
from mockserver.checks.probes import table
from mockserver.dialects.refold.probes.run import RefoldRun


def life_of_a_hubspot_contact(run: RefoldRun) -> None:
    """The API makes, finds, changes and deletes a contact."""
    email = f"{run.client.mark}-refold@example.com"
    made = run.execute("hubspot/create_contact", {"email": email, "firstname": "Zoe", "jobtitle": "Editor"})
    number = run.result(made, "data.id", "R-05")
    try:
        for name, value in (("email", email), ("firstname", "Zoe"), ("jobtitle", "Editor"), ("hs_object_id", number)):
            run.equal(made, f"data.properties.{name}", value, "R-06")
        query = {"propertyName": "email", "operator": "EQ", "value": email}
        found = run.execute("hubspot/search_contacts", query)
        run.equal(found, "data.results[0].id", number, "R-16")
        change = {"contactId": number, "firstname": "Chloe"}
        changed = run.execute("hubspot/update_contact", change)
        run.equal(changed, "data.properties.firstname", "Chloe", "R-16")
        with suppress(NotTried):
            seen = run.other("oktopost").act("hubspot", "contact.getByEmail", {"email": email})
            run.equal(seen, "IntegrationAction.contact.id", number, "R-20")
    finally:
        gone = run.execute("hubspot/delete_contact", {"contactId": number})
    run.equal(gone, "node_status", "Success", "R-16")
    again = run.execute("hubspot/get_contact_by_id", {"contact_id": number})
    run.equal(again, "node_status", "Errored", "R-16")


def life_of_a_linked_account(run: RefoldRun) -> None:
    """Create, upsert, read, delete; afterwards it is gone."""
    number = f"{run.client.mark}@example.com"
    made = run.call("POST", "/public/linked-account", {"linked_account_id": number, "name": "Verify"}, by="nothing")
    try:
        run.equal(made, "account_id", number, "R-21")
        changed = run.call("PUT", "/public/linked-account", {"account_id": number, "name": "Again"}, by="nothing")
        run.equal(changed, "new_account", False, "R-21")
        found = run.call("GET", f"/public/linked-account/{number}", by="nothing")
        run.equal(found, "name", "Again", "R-21")
    finally:
        gone = run.call("DELETE", f"/public/linked-account/{number}", by="nothing")
    run.equal(gone, "", {"message": "User deleted successfully"}, "R-21")
    run.status(run.call("GET", f"/public/linked-account/{number}", by="nothing"), 404, "R-21")


def life_of_a_session_token(run: RefoldRun) -> None:
    """A token is made for a linked account."""
    number = run.value("REFOLD_LINKED_ACCOUNT_ID")
    body = {"linked_account_id": number}
    reply = run.call("POST", "/public/session-token?force_refresh=true", body, by="nothing")
    run.result(reply, "token", "R-12")
    nobody = {"linked_account_id": f"nobody-{run.client.mark}"}
    run.status(run.call("POST", "/public/session-token", nobody, by="nothing"), 400, "R-12")


def life_of_a_salesforce_account(run: RefoldRun) -> None:
    """The API makes, changes and deletes an account."""
    made = run.execute("salesforce/create_account", {"Name": run.client.mark})
    number = run.result(made, "data.id", "R-17")
    try:
        with suppress(NotTried, Ended):
            seen = run.other("oktopost").act("salesforce", "account.getById", {"id": number})
            run.equal(seen, "IntegrationAction.Name", run.client.mark, "R-20")
    finally:
        gone = run.execute("salesforce/delete_account", {"account_id": number})
    run.equal(gone, "node_status", "Success", "R-17")


PROBES: Final = table(
    "refold",
    (
        ("the life of a HubSpot contact", "R-05 R-06 R-16 R-20", life_of_a_hubspot_contact),
        ("the life of a Salesforce account", "R-17 R-20", life_of_a_salesforce_account),
        ("the life of a linked account", "R-21", life_of_a_linked_account),
        ("a session token", "R-12", life_of_a_session_token),
    ),
    writes=True,
)
