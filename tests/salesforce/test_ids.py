"""Ids of Salesforce: their two forms, their checksum, and what is answered to one that leads nowhere."""

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.crm.salesforce.ids import id18, normalise, numbered_id
from tests.salesforce.org import Org, native

UNKNOWN = {
    "Lead": numbered_id("00Q", 999),
    "Contact": numbered_id("003", 999),
    "Account": numbered_id("001", 999),
    "Case": numbered_id("500", 999),
    "CaseComment": numbered_id("00a", 999),
}


IDS = st.text(string.ascii_letters + string.digits, min_size=15, max_size=15)


@pytest.mark.contract("O-31")
@pytest.mark.parametrize(("short", "long"), [
    ("00Q000000000001", "00Q000000000001EAA"),
    ("5005g00000A1b2C", "5005g00000A1b2CAAR"),
    ("001D000000IqhSL", "001D000000IqhSLIAZ"),
])  # fmt: skip
def test_the_checksum_is_the_platforms(short: str, long: str) -> None:
    assert id18(short) == normalise(short) == normalise(long) == long


@given(IDS)
def test_both_forms_of_an_id_are_one(short: str) -> None:
    full = id18(short)
    assert len(full) == 18
    assert normalise(short) == normalise(full) == full


@given(IDS, st.integers(15, 17), st.sampled_from(string.ascii_uppercase + "012345"))
def test_a_corrupt_checksum_is_refused(short: str, place: int, letter: str) -> None:
    full = id18(short)
    corrupt = full[:place] + letter + full[place + 1 :]
    assert normalise(corrupt) == (full if corrupt == full else None)


@given(IDS)
def test_the_checksum_notices_a_changed_case(short: str) -> None:
    swapped = short.swapcase()
    assert normalise(swapped + id18(short)[15:]) == (id18(short) if swapped == short else None)


@given(st.integers(1, 62**5 - 1))
def test_numbered_ids_are_well_formed_and_in_order(number: int) -> None:
    key = numbered_id("00Q", number)
    assert normalise(key) == key
    assert key > numbered_id("00Q", number - 1)


def test_a_new_record_takes_no_id_that_another_has_or_had(org: Org, account: str) -> None:
    taken, deleted = numbered_id("001", 2), numbered_id("001", 3)
    record = org.store.get("salesforce/Account", account)
    assert record is not None
    for key in (taken, deleted):
        org.store.insert("salesforce/Account", {**record, "Id": key})
    org.act("account.delete", id=deleted)
    assert org.created("account.create", data={"Name": "New"}) == numbered_id("001", 4)


BAD_IDS = {
    "too short": ("00Q", "malformed id 00Q"),
    "other characters": ("00Q5g000000000-", "malformed id 00Q5g000000000-"),
    "a line break": ("00Q5g0000000001\n", "malformed id 00Q5g0000000001\n"),
    "a wrong checksum": (
        "00Q5g0000000001AAA",
        "Lead ID: id value of incorrect type: 00Q5g0000000001AAA",
    ),
    "another object": (
        "0035g0000000001AAA",
        "Lead ID: id value of incorrect type: 0035g0000000001AAA",
    ),
}


@pytest.mark.contract("O-21", "O-31")
@pytest.mark.parametrize(("key", "message"), BAD_IDS.values(), ids=BAD_IDS)
def test_what_is_no_id_of_the_object_is_malformed(org: Org, lead: str, key: str, message: str) -> None:
    assert org.act("lead.getById", id=lead)["Id"] == lead
    for action, payload in (("lead.getById", {}), ("lead.update", {"data": {"Title": "x"}})):
        refusal = org.refusal(action, id=key, **payload)
        assert (refusal.status, refusal.body) == (400, [native("MALFORMED_ID", message, "Id")])


@pytest.mark.contract("O-21")
@pytest.mark.parametrize(("action", "payload", "what"), [
    ("lead.getById", {"id": UNKNOWN["Lead"]}, f"Lead {UNKNOWN['Lead']}"),
    ("lead.update", {"id": UNKNOWN["Lead"][:15], "data": {"Title": "x"}}, f"Lead {UNKNOWN['Lead'][:15]}"),
    ("lead.getByEmail", {"email": "nobody@acme.com"}, "Lead with Email nobody@acme.com"),
    ("contact.getById", {"id": UNKNOWN["Contact"]}, f"Contact {UNKNOWN['Contact']}"),
    ("contact.getByEmail", {"email": "nobody@acme.com"}, "Contact with Email nobody@acme.com"),
    ("contact.update", {"id": UNKNOWN["Contact"], "data": {"Title": "x"}}, f"Contact {UNKNOWN['Contact']}"),
    ("account.getById", {"id": UNKNOWN["Account"]}, f"Account {UNKNOWN['Account']}"),
    ("account.delete", {"id": UNKNOWN["Account"]}, f"Account {UNKNOWN['Account']}"),
    ("case.getById", {"id": UNKNOWN["Case"]}, f"Case {UNKNOWN['Case']}"),
    ("case.update", {"id": UNKNOWN["Case"], "data": {"Status": "x"}}, f"Case {UNKNOWN['Case']}"),
    ("caseComment.getById", {"id": UNKNOWN["CaseComment"]}, f"CaseComment {UNKNOWN['CaseComment']}"),
    ("caseComment.getByCaseId", {"caseId": UNKNOWN["Case"]}, f"Case {UNKNOWN['Case']}"),
    (
        "caseComment.create",
        {"caseId": UNKNOWN["Case"], "data": {"CommentBody": "Hi"}},
        f"Case {UNKNOWN['Case']}",
    ),
])  # fmt: skip
def test_a_missing_record_is_named_with_its_object_and_key(
    org: Org, action: str, payload: dict[str, Any], what: str
) -> None:
    refusal = org.refusal(action, **payload)
    text = "The requested resource does not exist"
    assert refusal.message == f"NOT_FOUND: {text}: {what}"
    assert (refusal.status, refusal.body) == (404, [{"message": text, "errorCode": "NOT_FOUND"}])
