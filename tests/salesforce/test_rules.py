"""What Salesforce computes when tasks, cases, comments and opportunities are saved."""

from datetime import timedelta

import pytest

from mockserver.crm.salesforce import actions as salesforce
from tests.salesforce.org import MIDNIGHT, Org


@pytest.mark.contract("O-45")
def test_a_task_has_defaults_and_the_account_of_what_it_is_about(
    org: Org, contact: str, account: str, case: str
) -> None:
    plain = org.created("task.create", data={"Subject": "Call"})
    assert org.changed("Task", plain) == {
        "Id": plain,
        "Subject": "Call",
        "Status": "Not Started",
        "Priority": "Normal",
    }
    for about in ({"WhoId": contact}, {"WhatId": account}, {"WhatId": case}):
        data = {"Status": "Completed", "Priority": "High", **about}
        task = org.changed("Task", org.created("task.create", data=data))
        assert (task["AccountId"], task["IsClosed"], task["IsHighPriority"]) == (account, True, True)


@pytest.mark.contract("O-45")
def test_a_task_about_a_lead_has_no_account(org: Org, lead: str) -> None:
    assert "AccountId" not in org.changed("Task", org.created("task.create", data={"WhoId": lead}))


@pytest.mark.contract("O-46", "O-48")
def test_a_case_has_a_number_defaults_and_the_account_of_its_contact(
    org: Org, case: str, contact: str, account: str
) -> None:
    assert org.changed("Case", case) == {
        "Id": case,
        "CaseNumber": "00001001",
        "ContactId": contact,
        "AccountId": account,
        "Subject": "The page does not load",
        "Status": "New",
        "Priority": "Medium",
    }
    second = org.created("case.create", data={"Subject": "Another"})
    assert org.act("case.getById", id=second)["CaseNumber"] == "00001002"


@pytest.mark.contract("O-48")
def test_a_case_that_is_closed_when_created_says_so(org: Org) -> None:
    case = org.act("case.getById", id=org.created("case.create", data={"Status": "Closed"}))
    assert (case["IsClosed"], case["IsClosedOnCreate"], case["ClosedDate"]) == (True, True, MIDNIGHT)


@pytest.mark.contract("O-49")
def test_a_case_keeps_the_moment_of_its_closing_until_it_is_opened_again(org: Org, case: str) -> None:
    org.act("case.update", id=case, data={"Status": "Closed"})
    org.advance(timedelta(hours=1))
    org.act("case.update", id=case, data={"Priority": "Low"})
    closed = org.act("case.getById", id=case)
    assert (closed["IsClosed"], closed["IsClosedOnCreate"], closed["ClosedDate"]) == (True, False, MIDNIGHT)
    org.act("case.update", id=case, data={"Status": "Working"})
    opened = org.act("case.getById", id=case)
    assert (opened["IsClosed"], opened["ClosedDate"]) == (False, None)


@pytest.mark.contract("O-47")
def test_all_cases_are_answered_in_order_of_creation(org: Org) -> None:
    assert org.act("case.getAll") == {"totalSize": 0, "done": True, "records": []}
    keys = [org.created("case.create", data={"Subject": subject}) for subject in ("one", "two", "three")]
    found = org.act("case.getAll")
    assert (found["totalSize"], found["done"]) == (3, True)
    assert found["records"] == [org.act("case.getById", id=key) for key in keys]


@pytest.mark.contract("O-50", "O-51", "O-52")
def test_the_comments_of_a_case_are_answered_oldest_first(org: Org, case: str) -> None:
    other = org.created("case.create", data={"Subject": "Another"})
    keys = [org.created("caseComment.create", caseId=case, data={"CommentBody": body}) for body in ("a", "b")]
    assert org.act("caseComment.getByCaseId", caseId=case) == {
        "totalSize": 2,
        "done": True,
        "records": [org.act("caseComment.getById", id=key) for key in keys],
    }
    assert org.act("caseComment.getByCaseId", caseId=other)["records"] == []


@pytest.mark.contract("O-52", "O-22")
def test_the_case_of_a_new_comment_is_the_one_that_the_payload_names(org: Org, case: str) -> None:
    other = org.created("case.create", data={"Subject": "Another"})
    comment = org.created("caseComment.create", caseId=case, data={"CommentBody": "Hi", "parentId": other})
    assert org.changed("CaseComment", comment) == {"Id": comment, "ParentId": case, "CommentBody": "Hi"}


@pytest.mark.contract("O-53")
def test_a_comment_is_updated_through_its_case_only(org: Org, case: str) -> None:
    other = org.created("case.create", data={"Subject": "Another"})
    comment = org.created("caseComment.create", caseId=case, data={"CommentBody": "Hi"})
    saved = org.act("caseComment.update", caseId=case, commentId=comment, data={"IsPublished": True})
    assert saved == {"id": comment, "success": True, "errors": []}
    assert org.act("caseComment.getById", id=comment)["IsPublished"] is True
    refusal = org.refusal("caseComment.update", caseId=other, commentId=comment, data={"CommentBody": "B"})
    assert refusal.message == (
        f"NOT_FOUND: The requested resource does not exist: CaseComment {comment} of Case {other}"
    )


@pytest.mark.contract("O-53")
def test_a_comment_does_not_move_to_another_case(org: Org, case: str) -> None:
    comment = org.created("caseComment.create", caseId=case, data={"CommentBody": "Hi"})
    refusal = org.refusal("caseComment.update", caseId=case, commentId=comment, data={"ParentId": case})
    assert refusal.body[0]["errorCode"] == "INVALID_FIELD_FOR_INSERT_UPDATE"


@pytest.mark.contract("O-52")
def test_a_comment_holds_4000_bytes(org: Org, case: str) -> None:
    org.created("caseComment.create", caseId=case, data={"CommentBody": "é" * 2000})
    refusal = org.refusal("caseComment.create", caseId=case, data={"CommentBody": "é" * 2000 + "e"})
    assert refusal.body[0]["errorCode"] == "STRING_TOO_LONG"
    assert refusal.body[0]["message"].endswith("(max length=4000)")


@pytest.mark.parametrize(("stage", "computed"), [
    ("Prospecting", (False, False, "Pipeline", 10, 100)),
    ("Closed Won", (True, True, "Closed", 100, 1000)),
    ("Closed Lost", (True, False, "Omitted", 0, 0)),
    ("A stage of ours", (False, False, "Pipeline", None, None)),
])  # fmt: skip
def test_the_stage_of_an_opportunity_decides_what_is_computed(
    org: Org, stage: str, computed: tuple[object, ...]
) -> None:
    key = org.opportunity(Name="Deal", StageName=stage, CloseDate="2026-03-01", Amount=1000)
    record = salesforce.get(org.store, "Opportunity", key)
    fields = ("IsClosed", "IsWon", "ForecastCategory", "Probability", "ExpectedRevenue")
    assert tuple(record[field] for field in fields) == computed


def test_a_given_probability_outlasts_the_stage(org: Org) -> None:
    key = org.opportunity(Name="D", StageName="Prospecting", CloseDate="2026-03-01", Probability=35)
    salesforce.update(org.store, "Opportunity", key, {"Amount": "200"})
    assert org.changed("Opportunity", key)["ExpectedRevenue"] == 70
    salesforce.update(org.store, "Opportunity", key, {"StageName": "Needs Analysis"})
    assert org.changed("Opportunity", key)["Probability"] == 20


def test_a_given_forecast_category_lasts_until_the_next_stage(org: Org) -> None:
    given = {"Name": "D", "StageName": "Prospecting", "CloseDate": "2026-03-01", "ForecastCategoryName": "Best Case"}
    key = org.opportunity(**given)
    salesforce.update(org.store, "Opportunity", key, {"Amount": 1})
    record = org.changed("Opportunity", key)
    assert (record["ForecastCategoryName"], record["ForecastCategory"]) == ("Best Case", "BestCase")
    salesforce.update(org.store, "Opportunity", key, {"StageName": "Closed Won"})
    assert org.changed("Opportunity", key)["ForecastCategoryName"] == "Closed"


def test_a_deleted_lead_takes_its_tasks_with_it(org: Org, lead: str) -> None:
    org.created("task.create", data={"WhoId": lead})
    assert salesforce.delete(org.store, "Lead", lead) == lead
    assert org.store.count("salesforce/Task") == 0
