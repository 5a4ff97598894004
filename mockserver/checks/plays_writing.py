"""What the documents say of calls that write, as plays that take away again what they made, where an API lets them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from mockserver.checks.play import Play
from mockserver.checks.stage import Ended, NotTried, Trial


def _saved(trial: Trial, name: str, payload: dict[str, Any], statement: str) -> str:
    """The id of a Salesforce record that an action made."""
    reply = trial.act("salesforce", name, payload)
    trial.equal(reply, "IntegrationAction.success", True, statement)
    return str(trial.result(reply, "IntegrationAction.id", statement))


def _updated(trial: Trial, sobject: str, number: str, change: tuple[str, str], statement: str) -> None:
    """An update shows when the record is read again."""
    name, value = change
    reply = trial.act("salesforce", f"{sobject}.update", {"id": number, "data": {name: value}})
    trial.equal(reply, "IntegrationAction.success", True, statement)
    again = trial.act("salesforce", f"{sobject}.getById", {"id": number})
    trial.equal(again, f"IntegrationAction.{name}", value, statement)


# -- integrations ----------------------------------------------------------------------------------------------


def life_of_an_integration(trial: Trial) -> None:
    """Connect, find it in the list, disable, delete; afterwards it is gone."""
    made = trial.oktopost("POST", "/integration", {"type": "cd", "cnameId": _cname(trial)})
    number = trial.result(made, "Integration.Id", "I-06")
    try:
        trial.equal(made, "Integration", {"Id": number, "Type": "cd", "Status": "valid", "State": "active"}, "I-06")
        first = trial.oktopost("GET", f"/integration/{number}")
        trial.equal(first, "Integration.Id", number, "I-06")
        trial.equal(
            trial.oktopost("POST", f"/integration/{number}", {"state": "disabled"}), "", {"Result": True}, "I-07"
        )
        second = trial.oktopost("GET", f"/integration/{number}")
        trial.equal(second, "Integration.State", "disabled", "I-07")
        trial.equal(second, "Integration.Status", "valid", "I-09")
        trial.equal(second, "Integration.Created", first.at("Integration.Created"), "I-07")
    finally:
        gone = trial.oktopost("DELETE", f"/integration/{number}")
    trial.equal(gone, "", {"Result": True}, "I-08")
    trial.status(trial.oktopost("GET", f"/integration/{number}"), 404, "I-08")


def unknown_custom_domain(trial: Trial) -> None:
    """404 for a custom domain that the account does not have."""
    reply = trial.oktopost("POST", "/integration", {"type": "cd", "cnameId": "0CNzzzzzzzzzzz9"})
    trial.status(reply, 404, "I-02 choice")
    number = reply.at("Integration.Id")
    if number:
        trial.oktopost("DELETE", f"/integration/{number}")


def _cname(trial: Trial) -> str:
    return trial.stage.target.known.get("OKTOPOST_CNAME") or "0CN000000000000"


def connecting_needs_its_fields(trial: Trial) -> None:
    """Both fields are required."""
    for form in ({"type": "cd"}, {"cnameId": _cname(trial)}):
        trial.errors(trial.oktopost("POST", "/integration", form), 400, statement="I-06")


def disabling_stops_actions(trial: Trial) -> None:
    """A change of state shows at once in the actions."""
    made = trial.oktopost("POST", "/integration", {"type": "hubspot", "cnameId": _cname(trial)})
    number = trial.result(made, "Integration.Id", "I-13")
    try:
        for state, status in (("disabled", 400), ("active", 200)):
            trial.oktopost("POST", f"/integration/{number}", {"state": state})
            reply = trial.act("hubspot", "contact.getByEmail", {"email": "nobody@example.com"}, id=number)
            trial.status(reply, status, "I-13")
    finally:
        trial.oktopost("DELETE", f"/integration/{number}")


def managing_needs_the_permission(trial: Trial) -> None:
    """A key without the permission connects, changes and deletes nothing."""
    form = {"type": "cd", "cnameId": _cname(trial)}
    reply = trial.oktopost("POST", "/integration", form, login="OKTOPOST_READONLY_API_KEY")
    trial.status(reply, 403, "I-10 choice")


# -- Salesforce ------------------------------------------------------------------------------------------------


def life_of_an_account(trial: Trial) -> None:
    """Create, read, update, delete; afterwards it is gone."""
    number = _saved(trial, "account.create", {"data": {"Name": trial.stage.mark}}, "O-42")
    try:
        found = trial.act("salesforce", "account.getById", {"id": number})
        trial.equal(found, "IntegrationAction.Name", trial.stage.mark, "O-42")
        _updated(trial, "account", number, ("Name", f"{trial.stage.mark}-2"), "O-43")
    finally:
        gone = trial.act("salesforce", "account.delete", {"id": number})
    trial.equal(gone, "IntegrationAction.success", True, "O-44")
    trial.status(trial.act("salesforce", "account.getById", {"id": number}), 400, "O-44 choice")


def new_lead(trial: Trial) -> None:
    """A lead is made and changed; nothing deletes it again."""
    person = {"LastName": trial.stage.mark, "Company": "Verify"}
    number = _saved(trial, "lead.create", {"data": person}, "O-34")
    trial.stage.left_behind.append(f"Salesforce lead {number}")
    found = trial.act("salesforce", "lead.getById", {"id": number})
    trial.equal(found, "IntegrationAction.LastName", trial.stage.mark, "O-22")
    _updated(trial, "lead", number, ("LastName", f"{trial.stage.mark}-2"), "O-35")


def new_contact(trial: Trial) -> None:
    """A contact is made and changed; nothing deletes it again."""
    number = _saved(trial, "contact.create", {"data": {"LastName": trial.stage.mark}}, "O-39")
    trial.stage.left_behind.append(f"Salesforce contact {number}")
    _updated(trial, "contact", number, ("LastName", f"{trial.stage.mark}-2"), "O-40")


def new_task(trial: Trial) -> None:
    """A task is made; nothing deletes it again."""
    number = _saved(trial, "task.create", {"data": {"Subject": trial.stage.mark}}, "O-45")
    trial.stage.left_behind.append(f"Salesforce task {number}")


def new_case(trial: Trial) -> None:
    """A case with a comment is made, both are changed; nothing deletes them again."""
    case = _saved(trial, "case.create", {"data": {"Subject": trial.stage.mark}}, "O-48")
    trial.stage.left_behind.append(f"Salesforce case {case}")
    _updated(trial, "case", case, ("Subject", f"{trial.stage.mark}-2"), "O-49")
    data = {"caseId": case, "data": {"CommentBody": trial.stage.mark}}
    comment = _saved(trial, "caseComment.create", data, "O-52")
    listed = trial.act("salesforce", "caseComment.getByCaseId", {"caseId": case})
    trial.equal(listed, "IntegrationAction.records[0].Id", comment, "O-51")
    changed = {"caseId": case, "commentId": comment, "data": {"CommentBody": f"{trial.stage.mark}-2"}}
    reply = trial.act("salesforce", "caseComment.update", changed)
    trial.equal(reply, "IntegrationAction.success", True, "O-53")
    again = trial.act("salesforce", "caseComment.getById", {"id": comment})
    trial.equal(again, "IntegrationAction.CommentBody", f"{trial.stage.mark}-2", "O-53")


def failed_update(trial: Trial) -> None:
    """A call that fails changes nothing."""
    number = _saved(trial, "account.create", {"data": {"Name": trial.stage.mark}}, "X-03")
    try:
        change = {"Name": f"{trial.stage.mark}-2", "NoSuchField__c": "x"}
        reply = trial.act("salesforce", "account.update", {"id": number, "data": change})
        trial.status(reply, 400, "X-03")
        found = trial.act("salesforce", "account.getById", {"id": number})
        trial.equal(found, "IntegrationAction.Name", trial.stage.mark, "X-03")
    finally:
        trial.act("salesforce", "account.delete", {"id": number})


# -- Marketo ---------------------------------------------------------------------------------------------------


def new_marketo_lead(trial: Trial) -> None:
    """A lead is made by its documented names, and the same address again updates it."""
    email = f"{trial.stage.mark}@example.com"
    made = trial.act("marketo", "lead.create", {"data": {"Email": email, "FirstName": "Zoe"}})
    trial.equal(made, "IntegrationAction.success", True, "O-57")
    trial.equal(made, "IntegrationAction.result[0].status", "created", "O-23 choice")
    trial.stage.left_behind.append(f"Marketo lead {email}")
    again = trial.act("marketo", "lead.createUpdate", {"email": email, "data": {"firstName": "Chloe"}})
    trial.equal(again, "IntegrationAction.success", True, "O-56")
    trial.equal(again, "IntegrationAction.result[0].status", "updated", "O-56")


def lead_on_a_list(trial: Trial) -> None:
    """One entry of the answer for each lead, those that there are not among them."""
    lead = int(trial.stage.target.value("VERIFY_MARKETO_LEAD"))
    lists = trial.result(trial.act("marketo", "list.getAll", {}), "IntegrationAction.result", "O-54")
    if not lists:
        raise NotTried("the Marketo instance has no static list")
    payload = {"listId": str(lists[0]["id"]), "leadIds": [lead, 2_000_000_001]}
    reply = trial.act("marketo", "list.addLeads", payload)
    trial.equal(reply, "IntegrationAction.success", True, "O-55")
    trial.equal(reply, "IntegrationAction.result[1].status", "skipped", "O-55")


def custom_activity(trial: Trial) -> None:
    """An activity is noted, now when no date is given."""
    payload = {
        "leadId": int(trial.stage.target.value("VERIFY_MARKETO_LEAD")),
        "activityTypeId": int(trial.stage.target.value("VERIFY_ACTIVITY_TYPE")),
        "primaryAttributeValue": trial.stage.mark,
    }
    reply = trial.act("marketo", "activity.addCustom", payload)
    trial.equal(reply, "IntegrationAction.success", True, "O-58")
    dated = {**payload, "primaryAttributeValue": f"{trial.stage.mark}-2", "activityDate": "2026-01-01T00:00:00Z"}
    trial.equal(trial.act("marketo", "activity.addCustom", dated), "IntegrationAction.success", True, "O-25")
    trial.stage.left_behind.append(f"2 Marketo activities {trial.stage.mark}")


# -- HubSpot ---------------------------------------------------------------------------------------------------


def life_of_a_hubspot_contact(trial: Trial) -> None:
    """Refold makes, finds, changes and deletes a contact."""
    email = f"{trial.stage.mark}-refold@example.com"
    made = trial.execute("hubspot/create_contact", {"email": email, "firstname": "Zoe", "jobtitle": "Editor"})
    number = trial.result(made, "data.id", "R-05")
    try:
        for name, value in (("email", email), ("firstname", "Zoe"), ("jobtitle", "Editor"), ("hs_object_id", number)):
            trial.equal(made, f"data.properties.{name}", value, "R-06")
        query = {"propertyName": "email", "operator": "EQ", "value": email}
        found = trial.execute("hubspot/search_contacts", query)
        trial.equal(found, "data.results[0].id", number, "R-16")
        change = {"contactId": number, "firstname": "Chloe"}
        changed = trial.execute("hubspot/update_contact", change)
        trial.equal(changed, "data.properties.firstname", "Chloe", "R-16")
        with suppress(NotTried):
            seen = trial.act("hubspot", "contact.getByEmail", {"email": email})
            trial.equal(seen, "IntegrationAction.contact.id", number, "R-20")
    finally:
        gone = trial.execute("hubspot/delete_contact", {"contactId": number})
    trial.equal(gone, "node_status", "Success", "R-16")
    again = trial.execute("hubspot/get_contact_by_id", {"contact_id": number})
    trial.equal(again, "node_status", "Errored", "R-16")


def contact_through_oktopost(trial: Trial) -> None:
    """Oktopost makes a contact with HubSpot's internal names; Refold deletes it, where it can."""
    email = f"{trial.stage.mark}-okto@example.com"
    made = trial.act("hubspot", "contact.create", {"data": {"email": email, "firstname": "Zoe"}})
    number = trial.result(made, "IntegrationAction.contact.id", "O-61")
    try:
        trial.equal(made, "IntegrationAction.contact.properties.firstname", "Zoe", "O-24")
        again = trial.act("hubspot", "contact.create", {"data": {"email": email}})
        trial.status(again, 400, "O-24 choice")
        wrong = trial.act("hubspot", "contact.create", {"data": {"email": f"x{email}", "FirstName": "Zoe"}})
        trial.status(wrong, 400, "O-24 choice")
    finally:
        _delete_contact(trial, str(number))


def _delete_contact(trial: Trial, number: str) -> None:
    try:
        trial.execute("hubspot/delete_contact", {"contactId": number})
    except NotTried:
        trial.stage.left_behind.append(f"HubSpot contact {number}")


def event_twice(trial: Trial) -> None:
    """The same id again updates the event."""
    kind = trial.stage.target.value("VERIFY_EVENT_TYPE")
    event = {"id": trial.stage.mark, "eventTypeId": kind, "email": f"{trial.stage.mark}@example.com"}
    first = trial.act("hubspot", "event.upsert", event)
    trial.result(first, "IntegrationAction.event", "O-62")
    trial.stage.left_behind.append(f"HubSpot event {trial.stage.mark}, and the contact of its address")
    second = trial.act("hubspot", "event.upsert", {**event, "extraData": {"seen": "twice"}})
    trial.equal(second, "IntegrationAction.event.id", trial.stage.mark, "O-26")


# -- Refold ----------------------------------------------------------------------------------------------------


def life_of_a_linked_account(trial: Trial) -> None:
    """Create, upsert, read, delete; afterwards it is gone."""
    number = f"{trial.stage.mark}@example.com"
    made = trial.refold("POST", "/public/linked-account", {"linked_account_id": number, "name": "Verify"}, by="nothing")
    try:
        trial.equal(made, "account_id", number, "R-21")
        changed = trial.refold("PUT", "/public/linked-account", {"account_id": number, "name": "Again"}, by="nothing")
        trial.equal(changed, "new_account", False, "R-21")
        found = trial.refold("GET", f"/public/linked-account/{number}", by="nothing")
        trial.equal(found, "name", "Again", "R-21")
    finally:
        gone = trial.refold("DELETE", f"/public/linked-account/{number}", by="nothing")
    trial.equal(gone, "", {"message": "User deleted successfully"}, "R-21")
    trial.status(trial.refold("GET", f"/public/linked-account/{number}", by="nothing"), 404, "R-21")


def life_of_a_session_token(trial: Trial) -> None:
    """A token is made for a linked account."""
    number = trial.stage.target.value("REFOLD_LINKED_ACCOUNT_ID")
    body = {"linked_account_id": number}
    reply = trial.refold("POST", "/public/session-token?force_refresh=true", body, by="nothing")
    trial.result(reply, "token", "R-12")
    nobody = {"linked_account_id": f"nobody-{trial.stage.mark}"}
    trial.status(trial.refold("POST", "/public/session-token", nobody, by="nothing"), 400, "R-12")


def life_of_a_salesforce_account(trial: Trial) -> None:
    """Refold makes, changes and deletes an account."""
    made = trial.execute("salesforce/create_account", {"Name": trial.stage.mark})
    number = trial.result(made, "data.id", "R-17")
    try:
        with suppress(NotTried, Ended):
            seen = trial.act("salesforce", "account.getById", {"id": number})
            trial.equal(seen, "IntegrationAction.Name", trial.stage.mark, "R-20")
    finally:
        gone = trial.execute("salesforce/delete_account", {"account_id": number})
    trial.equal(gone, "node_status", "Success", "R-17")


def _play(name: str, statements: str, run: Callable[[Trial], None]) -> Play:
    return Play(name, tuple(statements.split()), run, writes=True)


PLAYS: Final = (
    _play("oktopost: the life of an integration", "I-06 I-07 I-08 I-09", life_of_an_integration),
    _play("oktopost: connecting without a field", "I-06", connecting_needs_its_fields),
    _play("oktopost: a custom domain that does not exist", "I-02", unknown_custom_domain),
    _play("oktopost: disabling stops the actions", "I-13", disabling_stops_actions),
    _play("oktopost: managing without the permission", "I-10", managing_needs_the_permission),
    _play("oktopost: the life of a Salesforce account", "O-42 O-43 O-44", life_of_an_account),
    _play("oktopost: a new Salesforce lead", "O-34 O-35 O-22", new_lead),
    _play("oktopost: a new Salesforce contact", "O-39 O-40", new_contact),
    _play("oktopost: a new Salesforce task", "O-45", new_task),
    _play("oktopost: a new Salesforce case with a comment", "O-48 O-49 O-52 O-53", new_case),
    _play("oktopost: an update that fails", "X-03", failed_update),
    _play("oktopost: a new Marketo lead", "O-57 O-56 O-23", new_marketo_lead),
    _play("oktopost: a lead on a list", "O-55", lead_on_a_list),
    _play("oktopost: a custom activity", "O-58 O-25", custom_activity),
    _play("oktopost: a new HubSpot contact", "O-61 O-24", contact_through_oktopost),
    _play("oktopost: an event, twice", "O-62 O-26", event_twice),
    _play("refold: the life of a HubSpot contact", "R-05 R-06 R-16 R-20", life_of_a_hubspot_contact),
    _play("refold: the life of a Salesforce account", "R-17 R-20", life_of_a_salesforce_account),
    _play("refold: the life of a linked account", "R-21", life_of_a_linked_account),
    _play("refold: a session token", "R-12", life_of_a_session_token),
)
