"""Salesforce's records through the actions: what is read, found, created, updated and deleted."""

from datetime import timedelta

import pytest

from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce.objects import described
from tests.salesforce.org import AUDIT, LATER, MIDNIGHT, Org, native


@pytest.mark.contract("O-31", "O-34")
def test_a_created_lead_is_read_by_its_id_with_every_field(org: Org, lead: str) -> None:
    record = org.act("lead.getById", id=lead)
    assert list(record)[:4] == ["Id", "Email", "FirstName", "LastName"]
    assert list(record) == list(described(org.store, "Lead").fields)
    assert {name: value for name, value in record.items() if value not in (None, False)} == AUDIT | {
        "Id": lead,
        "Email": "john@acme.com",
        "LastName": "Doe",
        "Name": "Doe",
        "Company": "Acme",
        "Status": "Open - Not Contacted",
    }


@pytest.mark.contract("O-32", "O-37")
@pytest.mark.parametrize(("action", "email"), [
    ("lead.getByEmail", "JOHN@acme.com"),
    ("contact.getByEmail", "John@Example.COM"),
])  # fmt: skip
def test_an_email_address_finds_its_record_in_any_case(
    org: Org, lead: str, contact: str, action: str, email: str
) -> None:
    found = org.act(action, email=email)
    assert found["Id"] == (lead if action.startswith("lead") else contact)
    assert found["Email"] == email.lower()


@pytest.mark.contract("O-32", "O-37")
@pytest.mark.parametrize("name", ["lead", "contact"])
def test_of_several_records_with_one_address_the_one_created_last_is_answered(org: Org, name: str) -> None:
    data = {"LastName": "Twin", "Email": "twin@acme.com"} | ({"Company": "Acme"} if name == "lead" else {})
    org.created(f"{name}.create", data=data)
    org.advance(timedelta(hours=1))
    younger = org.created(f"{name}.create", data=data)
    assert org.act(f"{name}.getByEmail", email="twin@acme.com")["Id"] == younger


@pytest.mark.contract("O-36", "O-39")
def test_a_created_contact_is_read_by_its_id(org: Org, contact: str, account: str) -> None:
    record = org.act("contact.getById", id=contact)
    assert (record["Name"], record["AccountId"], record["Title"]) == ("John Doe", account, None)
    assert list(record) == list(described(org.store, "Contact").fields)


@pytest.mark.contract("O-41", "O-42")
def test_a_created_account_is_read_by_its_id(org: Org, account: str) -> None:
    record = org.act("account.getById", id=account)
    assert {name: value for name, value in record.items() if value not in (None, False)} == AUDIT | {
        "Id": account,
        "Name": "Acme",
    }


@pytest.mark.contract("O-31", "O-36", "O-41", "O-46", "O-50")
def test_every_id_is_accepted_with_15_characters(org: Org, case: str) -> None:
    comment = org.created("caseComment.create", caseId=case[:15], data={"CommentBody": "Hi"})
    assert org.act("case.getById", id=case[:15])["Id"] == case
    assert org.act("caseComment.getById", id=comment[:15])["ParentId"] == case
    assert org.act("caseComment.getByCaseId", caseId=case[:15])["totalSize"] == 1


@pytest.mark.contract("O-33", "O-38")
@pytest.mark.parametrize(("text", "names"), [
    ("doe", ["Jane Doe", "Mary Doe"]),
    ("MAR do", ["Mary Doe"]),
    ("acme.com", ["Jane Doe"]),
    ("doe*", ["Jane Doe", "Mary Doe"]),
    ("oe", []),
])  # fmt: skip
@pytest.mark.parametrize("name", ["lead", "contact"])
def test_a_search_finds_records_by_the_beginnings_of_their_words(
    org: Org, name: str, text: str, names: list[str]
) -> None:
    company = {"Company": "Beta"} if name == "lead" else {}
    for first, email in (("Jane", "jane@acme.com"), ("Mary", "mary@beta.com")):
        org.created(f"{name}.create", data={"FirstName": first, "LastName": "Doe", "Email": email, **company})
    found = org.act(f"{name}.search", search=text)
    assert [record["Name"] for record in found["searchRecords"]] == names
    assert list(found) == ["searchRecords"]


@pytest.mark.contract("O-33")
def test_a_search_answers_the_oldest_record_first_whatever_was_changed_since(org: Org) -> None:
    data = {"LastName": "Doe", "Company": "Acme"}
    keys = [org.created("lead.create", data=data) for _ in range(12)]
    org.act("lead.update", id=keys[3], data={"Title": "Head of Marketing"})
    assert [record["Id"] for record in org.act("lead.search", search="doe")["searchRecords"]] == keys


@pytest.mark.contract("O-33", "O-38")
@pytest.mark.parametrize(("text", "code", "message"), [
    ("a", "INVALID_SEARCH", "search term must be longer than one character: a"),
    ("***", "MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces."),
])  # fmt: skip
@pytest.mark.parametrize("action", ["lead.search", "contact.search"])
def test_a_search_without_a_usable_term_is_refused(org: Org, action: str, text: str, code: str, message: str) -> None:
    refusal = org.refusal(action, search=text)
    assert (refusal.status, refusal.body) == (400, [{"message": message, "errorCode": code}])


@pytest.mark.contract("O-33")
def test_a_search_answers_at_most_2000_records(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    assert salesforce.SEARCH_LIMIT == 2000
    monkeypatch.setattr(salesforce, "SEARCH_LIMIT", 2)
    for _ in range(3):
        org.created("lead.create", data={"LastName": "Doe", "Company": "Acme"})
    assert len(org.act("lead.search", search="doe")["searchRecords"]) == 2


@pytest.mark.contract("O-35")
def test_an_update_keeps_what_it_does_not_name_and_moves_the_audit_fields(org: Org, lead: str) -> None:
    org.advance(timedelta(hours=1))
    saved = org.act("lead.update", id=lead[:15], data={"FirstName": "Jane", "Email": None, "Title": " "})
    assert saved == {"id": lead, "success": True, "errors": []}
    record = org.act("lead.getById", id=lead)
    assert (record["Name"], record["Company"], record["Email"]) == ("Jane Doe", "Acme", None)
    assert (record["CreatedDate"], record["LastModifiedDate"]) == (MIDNIGHT, LATER)
    assert record["SystemModstamp"] == LATER


@pytest.mark.contract("O-35", "O-32")
def test_a_changed_address_is_found_and_the_old_one_is_not(org: Org, lead: str) -> None:
    org.act("lead.update", id=lead, data={"Email": "new@acme.com"})
    assert org.act("lead.getByEmail", email="new@acme.com")["Id"] == lead
    assert org.refusal("lead.getByEmail", email="john@acme.com").status == 404


@pytest.mark.contract("O-40", "O-43")
def test_contacts_and_accounts_are_updated(org: Org, contact: str, account: str) -> None:
    org.act("contact.update", id=contact, data={"Title": "Head of Marketing"})
    org.act("account.update", id=account, data={"NumberOfEmployees": 12})
    assert org.act("contact.getById", id=contact)["Title"] == "Head of Marketing"
    assert org.act("account.getById", id=account)["NumberOfEmployees"] == 12


@pytest.mark.contract("O-35", "O-40", "O-43", "O-49")
@pytest.mark.parametrize(("sobject", "field"), [
    ("lead", "LastName"), ("lead", "Company"), ("lead", "Status"), ("contact", "LastName"),
    ("account", "Name"), ("case", "OwnerId"),
])  # fmt: skip
def test_a_field_that_a_record_must_have_cannot_be_cleared(
    org: Org, request: pytest.FixtureRequest, sobject: str, field: str
) -> None:
    refusal = org.refusal(f"{sobject}.update", id=request.getfixturevalue(sobject), data={field: ""})
    message = f"Required fields are missing: [{field}]"
    assert refusal.message == f"REQUIRED_FIELD_MISSING: {message}"
    assert refusal.body == [native("REQUIRED_FIELD_MISSING", message, field)]


@pytest.mark.contract("O-44")
def test_a_deleted_account_takes_its_contacts_opportunities_and_tasks_with_it(
    org: Org, account: str, contact: str
) -> None:
    kept = org.created("contact.create", data={"LastName": "Free", "ReportsToId": contact})
    child = org.created("account.create", data={"Name": "Acme Labs", "ParentId": account})
    opportunity = org.opportunity(Name="Deal", StageName="Prospecting", CloseDate="2026-03-01", AccountId=account)
    for about in ({"WhatId": account}, {"WhoId": contact}, {"WhatId": opportunity}):
        org.created("task.create", data={"Subject": "Call", **about})

    assert org.act("account.delete", id=account) == {"id": account, "success": True, "errors": []}

    assert org.store.count("salesforce/Opportunity") == org.store.count("salesforce/Task") == 0
    assert [record["Id"] for record in org.store.scan("salesforce/Contact")] == [kept]
    assert org.act("contact.getById", id=kept)["ReportsToId"] is None
    assert org.act("account.getById", id=child)["ParentId"] is None


@pytest.mark.contract("O-44")
def test_an_account_with_cases_is_not_deleted(org: Org, account: str, case: str) -> None:
    number = org.act("case.getById", id=case)["CaseNumber"]
    refusal = org.refusal("account.delete", id=account)
    message = (
        "Your attempt to delete Acme could not be completed because it is associated with "
        f"the following cases.: {number}"
    )
    assert refusal.message == f"DELETE_FAILED: {message}"
    assert (refusal.status, refusal.body) == (400, [native("DELETE_FAILED", f"{message}\n")])


@pytest.mark.contract("O-44")
def test_a_contact_with_cases_of_no_account_keeps_its_account_from_deletion(
    org: Org, account: str, contact: str, case: str
) -> None:
    org.act("contact.update", id=contact, data={"Salutation": "Mr."})
    org.act("case.update", id=case, data={"AccountId": None})
    assert "attempt to delete Mr. John Doe could not" in org.refusal("account.delete", id=account).message


@pytest.mark.contract("O-44", "O-21")
def test_a_deleted_account_is_gone_for_good(org: Org, account: str) -> None:
    org.act("account.delete", id=account)
    for action, payload in (
        ("account.getById", {}),
        ("account.delete", {}),
        ("account.update", {"data": {"Name": "B"}}),
    ):
        refusal = org.refusal(action, id=account, **payload)
        assert refusal.message == f"ENTITY_IS_DELETED: entity is deleted: Account {account}"
        assert (refusal.status, refusal.body) == (404, [native("ENTITY_IS_DELETED", "entity is deleted")])


def test_a_busy_org_is_refused_as_salesforce_refuses_it(org: Org) -> None:
    refusal = salesforce.busy(org.store)
    assert refusal.status == 400
    assert refusal.body == [native("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record")]
