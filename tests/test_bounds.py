"""What one call can ask is bounded: what is answered, listed, looked at and kept does not grow with the attack."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.errors import MOST_VIOLATIONS
from mockserver.http import MAX_VALUES
from tests.conftest import Control, Oktopost, Refold

MANY = MAX_VALUES - 1_000
"""As many values as a call may hold, and room for what is around them."""

SMALL = 20_000
"""No refusal is longer, in bytes."""


def _entry(control: Control) -> Any:
    return control.told("GET", "journal", params={"last": "1"})["entries"][0]


# -- violations ------------------------------------------------------------------------------------------------


def test_of_many_wrong_items_the_first_are_named_and_that_there_are_more(okto: Oktopost, control: Control) -> None:
    answer = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": ["x"] * MANY})
    errors = answer.json()["Errors"]
    assert answer.status_code == 400
    assert len(errors) == MOST_VIOLATIONS + 1
    assert errors[0] == 'Invalid payload: leadIds[0]: expected integer, got "x"'
    assert errors[-1] == "Invalid payload: and more"
    assert len(answer.content) < SMALL
    assert len(_entry(control)["violations"]) == MOST_VIOLATIONS + 1


def test_as_many_as_are_named_are_not_said_to_be_more(okto: Oktopost) -> None:
    wrong = ["x"] * MOST_VIOLATIONS
    errors = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": wrong}).json()["Errors"]
    assert len(errors) == MOST_VIOLATIONS
    assert "and more" not in errors[-1]


def test_a_wrong_item_behind_many_good_ones_is_named_by_its_place(okto: Oktopost) -> None:
    errors = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": [100] * 50_000 + ["x"]}).json()["Errors"]
    assert errors == ['Invalid payload: leadIds[50000]: expected integer, got "x"']


def test_many_wrong_associations_are_not_all_named(refold: Refold, control: Control) -> None:
    answer = refold.execute("hubspot/create_contact", {"email": "a@b.example", "associations": [{}] * (MANY // 2)})
    assert answer.json()["message"].endswith("and more")
    assert len(answer.content) < SMALL
    assert len(_entry(control)["violations"]) == MOST_VIOLATIONS + 1


@pytest.mark.parametrize("strict", ["warn", "fail"])
def test_of_many_undeclared_fields_the_first_are_noted(okto: Oktopost, control: Control, strict: str) -> None:
    control.told("PATCH", "", {"strict": strict})
    payload = {f"k{number:06d}": 1 for number in range(MANY)}
    answer = okto.act("salesforce/lead.getById", {**payload, "id": "00Q000000000001"})
    findings = _entry(control)["findings"]
    assert len(findings) == (1 if strict == "fail" else MOST_VIOLATIONS + 1)
    assert findings[0]["pointer"] == "payload.k000000"
    assert len(answer.content) < SMALL


def test_a_long_name_is_cut_where_it_is_shown(okto: Oktopost, control: Control) -> None:
    okto.act("salesforce/lead.getById", {"id": "00Q000000000001", "k" * 1_000_000: 1})
    pointer = _entry(control)["findings"][0]["pointer"]
    assert pointer.endswith("… (1000000 characters)")
    assert len(pointer) < 200


@pytest.mark.parametrize(
    "given", [[1] * (MAX_VALUES + 1), [{"a": 1}] * (MAX_VALUES // 2 + 1)], ids=["items", "members"]
)
def test_a_document_of_more_values_than_anybody_walks_is_refused(
    okto: Oktopost, refold: Refold, control: Control, given: list[Any]
) -> None:
    told = f"JSON of more than {MAX_VALUES} values"
    assert told in okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": given}).json()["Errors"][0]
    assert told in refold.execute("marketo/add_leads_to_list", {"list_id": "1234", "lead_ids": given}).json()["message"]
    assert told in control.refused("POST", "records/marketo/lead", {"x": given})[1]["message"]


def test_commas_in_a_text_are_no_values(okto: Oktopost) -> None:
    text = "," * (2 * MAX_VALUES)
    assert okto.act("salesforce/lead.getById", {"id": "00Q000000000001", "x": text}).status_code != 413
    assert "values" not in okto.act("salesforce/lead.getById", {"id": "00Q000000000001", "x": text}).text


def test_of_many_bad_records_in_a_state_the_first_are_named(control: Control) -> None:
    bad = [{"id": number} for number in range(MANY)]
    document = {"format": 1, "tables": {"marketo/lead": {"records": bad}}}
    response = control.ask("PUT", "state", json=document)
    error = response.json()["error"]
    assert response.status_code == 400
    assert len(error["violations"]) == MOST_VIOLATIONS + 1
    assert error["violations"][0]["pointer"].startswith("json.tables.marketo/lead.records[0]")
    assert len(response.content) < SMALL


def test_a_bad_record_behind_many_good_ones_of_a_state_is_named(control: Control) -> None:
    document = control.told("GET", "state")
    good = document["tables"]["marketo/lead"]["records"][0]
    records = [{**good, "id": number} for number in range(1, 20_000)]
    document["tables"] = {"marketo/lead": {"records": [*records, {"id": "x"}]}}
    _, error = control.refused("PUT", "state", document)
    pointers = {violation["pointer"].partition("]")[0] for violation in error["violations"]}
    assert pointers == {"json.tables.marketo/lead.records[19999"}
