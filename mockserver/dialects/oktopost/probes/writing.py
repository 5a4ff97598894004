"""What the documents say of Oktopost's calls that write, as probes that take away again what they made, if they can."""

from __future__ import annotations

from typing import Any, Final

from mockserver.checks.client import NotTried, Reply
from mockserver.checks.probes import table
from mockserver.dialects.oktopost.probes.run import OktopostRun


def _create_record(run: OktopostRun, name: str, payload: dict[str, Any], statement: str) -> str:
    """The id of a Salesforce record that an action made."""
    reply = run.act("salesforce", name, payload)
    run.equal(reply, "IntegrationAction.success", True, statement)
    return str(run.result(reply, "IntegrationAction.id", statement))


def _check_update(run: OktopostRun, sobject: str, number: str, change: tuple[str, str], statement: str) -> None:
    """An update shows when the record is read again."""
    name, value = change
    reply = run.act("salesforce", f"{sobject}.update", {"id": number, "data": {name: value}})
    run.equal(reply, "IntegrationAction.success", True, statement)
    again = run.act("salesforce", f"{sobject}.getById", {"id": number})
    run.equal(again, f"IntegrationAction.{name}", value, statement)


# -- integrations ----------------------------------------------------------------------------------------------


def life_of_an_integration(run: OktopostRun) -> None:
    """Connect, find it in the list, disable, delete; afterwards it is gone."""
    made = run.call("POST", "/integration", {"type": "cd", "cnameId": _cname(run)})
    number = run.result(made, "Integration.Id", "I-06")
    try:
        run.equal(made, "Integration", {"Id": number, "Type": "cd", "Status": "valid", "State": "active"}, "I-06")
        first = run.call("GET", f"/integration/{number}")
        run.equal(first, "Integration.Id", number, "I-06")
        run.equal(run.call("POST", f"/integration/{number}", {"state": "disabled"}), "", {"Result": True}, "I-07")
        second = run.call("GET", f"/integration/{number}")
        run.equal(second, "Integration.State", "disabled", "I-07")
        run.equal(second, "Integration.Status", "valid", "I-09")
        run.equal(second, "Integration.Created", first.at("Integration.Created"), "I-07")
        _check_modified(run, first, second)
    finally:
        gone = run.call("DELETE", f"/integration/{number}")
    run.equal(gone, "", {"Result": True}, "I-08")
    run.status(run.call("GET", f"/integration/{number}"), 404, "I-08")


def _check_modified(run: OktopostRun, before: Reply, after: Reply) -> None:
    """I-07: Modified moves, which shows in seconds only."""
    then, now = (reply.at("Integration.Modified") for reply in (before, after))
    if then == now and run.client.interval <= 1:
        run.tried_half("I-07", "Modified shows seconds, and none went by: --interval 1.1 tells")
    else:
        run.that(then != now, after, "Integration.Modified", "I-07", expected=f"later than {then}", got=str(now))


def unknown_custom_domain(run: OktopostRun) -> None:
    """404 for a custom domain that the account does not have."""
    reply = run.call("POST", "/integration", {"type": "cd", "cnameId": "0CNzzzzzzzzzzz9"})
    run.status(reply, 404, "I-02 choice")
    number = reply.at("Integration.Id")
    if number:
        run.call("DELETE", f"/integration/{number}")


def _cname(run: OktopostRun) -> str:
    return run.option("OKTOPOST_CNAME", "0CN000000000000")


def connecting_needs_its_fields(run: OktopostRun) -> None:
    """Both fields are required."""
    for form in ({"type": "cd"}, {"cnameId": _cname(run)}):
        run.errors(run.call("POST", "/integration", form), 400, statement="I-06")


def disabling_stops_actions(run: OktopostRun) -> None:
    """A change of state shows at once in the actions."""
    made = run.call("POST", "/integration", {"type": "hubspot", "cnameId": _cname(run)})
    number = run.result(made, "Integration.Id", "I-13")
    try:
        for state, status in (("disabled", 400), ("active", 200)):
            run.call("POST", f"/integration/{number}", {"state": state})
            reply = run.act("hubspot", "contact.getByEmail", {"email": "nobody@example.com"}, id=number)
            run.status(reply, status, "I-13")
    finally:
        run.call("DELETE", f"/integration/{number}")


def managing_needs_the_permission(run: OktopostRun) -> None:
    """A key without the permission connects, changes and deletes nothing."""
    form = {"type": "cd", "cnameId": _cname(run)}
    reply = run.call("POST", "/integration", form, login="OKTOPOST_READONLY_API_KEY")
    run.status(reply, 403, "I-10 choice")


# -- Salesforce ------------------------------------------------------------------------------------------------


def life_of_an_account(run: OktopostRun) -> None:
    """Create, read, update, delete; afterwards it is gone."""
    number = _create_record(run, "account.create", {"data": {"Name": run.client.mark}}, "O-42")
    try:
        found = run.act("salesforce", "account.getById", {"id": number})
        run.equal(found, "IntegrationAction.Name", run.client.mark, "O-42")
        _check_update(run, "account", number, ("Name", f"{run.client.mark}-2"), "O-43")
    finally:
        gone = run.act("salesforce", "account.delete", {"id": number})
    run.equal(gone, "IntegrationAction.success", True, "O-44")
    run.status(run.act("salesforce", "account.getById", {"id": number}), 400, "O-44 choice")


def new_lead(run: OktopostRun) -> None:
    """A lead is made and changed; nothing deletes it again."""
    person = {"LastName": run.client.mark, "Company": "Verify"}
    number = _create_record(run, "lead.create", {"data": person}, "O-34")
    run.client.left_behind.append(f"Salesforce lead {number}")
    found = run.act("salesforce", "lead.getById", {"id": number})
    run.equal(found, "IntegrationAction.LastName", run.client.mark, "O-22")
    _check_update(run, "lead", number, ("LastName", f"{run.client.mark}-2"), "O-35")


def new_contact(run: OktopostRun) -> None:
    """A contact is made and changed; nothing deletes it again."""
    number = _create_record(run, "contact.create", {"data": {"LastName": run.client.mark}}, "O-39")
    run.client.left_behind.append(f"Salesforce contact {number}")
    _check_update(run, "contact", number, ("LastName", f"{run.client.mark}-2"), "O-40")


def new_task(run: OktopostRun) -> None:
    """A task is made; nothing deletes it again."""
    number = _create_record(run, "task.create", {"data": {"Subject": run.client.mark}}, "O-45")
    run.client.left_behind.append(f"Salesforce task {number}")


def new_case(run: OktopostRun) -> None:
    """A case with a comment is made, both are changed; nothing deletes them again."""
    case = _create_record(run, "case.create", {"data": {"Subject": run.client.mark}}, "O-48")
    run.client.left_behind.append(f"Salesforce case {case}")
    _check_update(run, "case", case, ("Subject", f"{run.client.mark}-2"), "O-49")
    data = {"caseId": case, "data": {"CommentBody": run.client.mark}}
    comment = _create_record(run, "caseComment.create", data, "O-52")
    listed = run.act("salesforce", "caseComment.getByCaseId", {"caseId": case})
    run.equal(listed, "IntegrationAction.records[0].Id", comment, "O-51")
    changed = {"caseId": case, "commentId": comment, "data": {"CommentBody": f"{run.client.mark}-2"}}
    reply = run.act("salesforce", "caseComment.update", changed)
    run.equal(reply, "IntegrationAction.success", True, "O-53")
    again = run.act("salesforce", "caseComment.getById", {"id": comment})
    run.equal(again, "IntegrationAction.CommentBody", f"{run.client.mark}-2", "O-53")


def failed_update(run: OktopostRun) -> None:
    """A call that fails changes nothing."""
    number = _create_record(run, "account.create", {"data": {"Name": run.client.mark}}, "X-03")
    try:
        change = {"Name": f"{run.client.mark}-2", "NoSuchField__c": "x"}
        reply = run.act("salesforce", "account.update", {"id": number, "data": change})
        run.status(reply, 400, "X-03")
        found = run.act("salesforce", "account.getById", {"id": number})
        run.equal(found, "IntegrationAction.Name", run.client.mark, "X-03")
    finally:
        run.act("salesforce", "account.delete", {"id": number})


# -- Marketo ---------------------------------------------------------------------------------------------------


def new_marketo_lead(run: OktopostRun) -> None:
    """A lead is made by its documented names, and the same address again updates it."""
    email = f"{run.client.mark}@example.com"
    made = run.act("marketo", "lead.create", {"data": {"Email": email, "FirstName": "Zoe"}})
    run.equal(made, "IntegrationAction.success", True, "O-57")
    run.equal(made, "IntegrationAction.result[0].status", "created", "O-23 choice")
    run.client.left_behind.append(f"Marketo lead {email}")
    again = run.act("marketo", "lead.createUpdate", {"email": email, "data": {"firstName": "Chloe"}})
    run.equal(again, "IntegrationAction.success", True, "O-56")
    run.equal(again, "IntegrationAction.result[0].status", "updated", "O-56")


def lead_on_a_list(run: OktopostRun) -> None:
    """One entry of the answer for each lead, those that there are not among them."""
    lead = int(run.value("VERIFY_MARKETO_LEAD"))
    lists = run.result(run.act("marketo", "list.getAll", {}), "IntegrationAction.result", "O-54")
    if not lists:
        raise NotTried("the Marketo instance has no static list")
    payload = {"listId": str(lists[0]["id"]), "leadIds": [lead, 2_000_000_001]}
    reply = run.act("marketo", "list.addLeads", payload)
    run.equal(reply, "IntegrationAction.success", True, "O-55")
    run.equal(reply, "IntegrationAction.result[1].status", "skipped", "O-55")


def custom_activity(run: OktopostRun) -> None:
    """An activity is noted, now when no date is given."""
    payload = {
        "leadId": int(run.value("VERIFY_MARKETO_LEAD")),
        "activityTypeId": int(run.value("VERIFY_ACTIVITY_TYPE")),
        "primaryAttributeValue": run.client.mark,
    }
    reply = run.act("marketo", "activity.addCustom", payload)
    run.equal(reply, "IntegrationAction.success", True, "O-58")
    dated = {**payload, "primaryAttributeValue": f"{run.client.mark}-2", "activityDate": "2026-01-01T00:00:00Z"}
    run.equal(run.act("marketo", "activity.addCustom", dated), "IntegrationAction.success", True, "O-25")
    run.client.left_behind.append(f"2 Marketo activities {run.client.mark}")


# -- HubSpot ---------------------------------------------------------------------------------------------------


def contact_through_oktopost(run: OktopostRun) -> None:
    """Oktopost makes a contact with HubSpot's internal names; Refold deletes it, where it can."""
    email = f"{run.client.mark}-okto@example.com"
    made = run.act("hubspot", "contact.create", {"data": {"email": email, "firstname": "Zoe"}})
    number = run.result(made, "IntegrationAction.contact.id", "O-61")
    try:
        run.equal(made, "IntegrationAction.contact.properties.firstname", "Zoe", "O-24")
        again = run.act("hubspot", "contact.create", {"data": {"email": email}})
        run.status(again, 400, "O-24 choice")
        wrong = run.act("hubspot", "contact.create", {"data": {"email": f"x{email}", "FirstName": "Zoe"}})
        run.status(wrong, 400, "O-24 choice")
    finally:
        _delete_contact(run, str(number))


def _delete_contact(run: OktopostRun, number: str) -> None:
    try:
        run.other("refold").execute("hubspot/delete_contact", {"contactId": number})
    except NotTried:
        run.client.left_behind.append(f"HubSpot contact {number}")


def event_twice(run: OktopostRun) -> None:
    """The same id again updates the event."""
    kind = run.value("VERIFY_EVENT_TYPE")
    event = {"id": run.client.mark, "eventTypeId": kind, "email": f"{run.client.mark}@example.com"}
    first = run.act("hubspot", "event.upsert", event)
    run.result(first, "IntegrationAction.event", "O-62")
    run.client.left_behind.append(f"HubSpot event {run.client.mark}, and the contact of its address")
    second = run.act("hubspot", "event.upsert", {**event, "extraData": {"seen": "twice"}})
    run.equal(second, "IntegrationAction.event.id", run.client.mark, "O-26")


PROBES: Final = table(
    "oktopost",
    (
        ("the life of an integration", "I-06 I-07 I-08 I-09", life_of_an_integration),
        ("connecting without a field", "I-06", connecting_needs_its_fields),
        ("a custom domain that does not exist", "I-02", unknown_custom_domain),
        ("disabling stops the actions", "I-13", disabling_stops_actions),
        ("managing without the permission", "I-10", managing_needs_the_permission),
        ("the life of a Salesforce account", "O-42 O-43 O-44", life_of_an_account),
        ("a new Salesforce lead", "O-34 O-35 O-22", new_lead),
        ("a new Salesforce contact", "O-39 O-40", new_contact),
        ("a new Salesforce task", "O-45", new_task),
        ("a new Salesforce case with a comment", "O-48 O-49 O-52 O-53", new_case),
        ("an update that fails", "X-03", failed_update),
        ("a new Marketo lead", "O-57 O-56 O-23", new_marketo_lead),
        ("a lead on a list", "O-55", lead_on_a_list),
        ("a custom activity", "O-58 O-25", custom_activity),
        ("a new HubSpot contact", "O-61 O-24", contact_through_oktopost),
        ("an event, twice", "O-62 O-26", event_twice),
    ),
    writes=True,
)
