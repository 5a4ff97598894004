"""What became of a world between two marks: told field by field, with the calls that did it, and asserted by tests."""

from __future__ import annotations

import gc
import json
import re
import subprocess
import sys
import tracemalloc
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.changes import Change, between
from mockserver.core.http import Call
from mockserver.core.store import State, Store, Table, TableSpec
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.journal import HEAVY
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.child import Child
from tests.conftest import BOTH, Control, Oktopost, Refold

pytestmark = BOTH

LEAD = {"LastName": "Doe", "Company": "Acme", "Email": "doe@changes.example"}
TABLE = "app/Thing"
KEYS = st.sampled_from([f"k{number}" for number in range(6)])
VALUES = st.recursive(
    st.none() | st.integers(0, 3) | st.sampled_from(["a", ""]) | st.lists(st.integers(0, 2), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from(["a", "b", "a.b"]), inner, max_size=2),
    max_leaves=4,
)
RECORDS = st.builds(
    lambda key, members: {**members, "id": key}, KEYS, st.dictionaries(st.sampled_from(["x", "y"]), VALUES)
)
STEPS = st.lists(st.tuples(st.sampled_from(["put", "delete"]), RECORDS), max_size=8)


def stepped(state: State, steps: list[tuple[str, dict[str, Any]]]) -> State:
    store = Store(state, lambda: "")
    for kind, record in steps:
        exists = store.get(TABLE, record["id"]) is not None
        if kind == "put":
            (store.replace if exists else store.insert)(TABLE, record)
        elif exists:
            store.delete(TABLE, record["id"])
    return store.state


def applied(records: dict[Any, Any], changes: list[dict[str, Any]]) -> dict[Any, Any]:
    """The records after changes that are told as JSON, by what the control API's document says alone."""
    found = deepcopy(records)
    for change in changes:
        if change["change"] == "deleted":
            del found[change["key"]]
            continue
        record = found.setdefault(change["key"], {})
        for path, values in sorted(change["fields"].items(), key=lambda field: "after" in field[1]):
            *outer, name = path.split(".")
            inner = record
            for step in outer:
                inner = inner.setdefault(step, {})
            if "after" in values:
                inner[name] = values["after"]
            else:
                del inner[name]
    return found


def records_of(state: State) -> dict[Any, Any]:
    return {record["id"]: record for record in state.tables[TABLE].scan()}


def pruned(value: Any) -> Any:
    """Without empty objects: a path says nothing of what it led through."""
    if not isinstance(value, dict):
        return value
    return {name: kept for name, held in value.items() if (kept := pruned(held)) != {}}


@given(st.lists(RECORDS, max_size=5, unique_by=lambda record: record["id"]), STEPS, STEPS, st.sampled_from("+="))
def test_the_changes_of_a_world_lead_from_its_start_to_its_end(
    base: list[dict[str, Any]], earlier: Any, later: Any, end_is: str
) -> None:
    start = stepped(State.of([TableSpec(TABLE, "id")], {TABLE: base}), earlier)
    end = stepped(start, later)
    if end_is == "=":
        end = State.from_json(start, json.loads(json.dumps(end.as_json())))
    changes = [change.as_json() for change in between(start.tables, end.tables)]
    assert all(change["fields"] for change in changes)
    assert pruned(applied(records_of(start), changes)) == pruned(records_of(end))
    back = [change.as_json() for change in between(end.tables, start.tables)]
    assert pruned(applied(records_of(end), back)) == pruned(records_of(start))
    assert list(between(end.tables, end.tables)) == []


def test_a_difference_costs_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    start = State.of([TableSpec(TABLE, "id")], {TABLE: ({"id": f"k{number}"} for number in range(10_000))})
    end = stepped(start, [("put", {"id": "k7", "x": 1}), ("put", {"id": "new"}), ("delete", {"id": "k9"})])
    looked_at: list[Any] = []
    get = Table.get

    def counted(table: Table, key: Any) -> Any:
        looked_at.append(key)
        return get(table, key)

    monkeypatch.setattr(Table, "get", counted)
    assert [(change.kind, change.key) for change in between(start.tables, end.tables)] == [
        ("updated", "k7"), ("deleted", "k9"), ("created", "new")
    ]  # fmt: skip
    assert len(looked_at) == 6


def test_a_field_is_named_by_its_path() -> None:
    before = {"id": "1", "properties": {"email": "a", "gone": 1}, "list": [1], "odd": {"a.b": 1}}
    after = {"id": "1", "properties": {"email": "b", "new": None}, "list": [2], "odd": {"a.b": 2}}
    assert Change(TABLE, "1", before, after).fields() == {
        "properties.email": {"before": "a", "after": "b"},
        "properties.gone": {"before": 1},
        "properties.new": {"after": None},
        "list": {"before": [1], "after": [2]},
        "odd": {"before": {"a.b": 1}, "after": {"a.b": 2}},
    }


# -- the control API -------------------------------------------------------------------------------------------


def test_each_change_names_its_fields_and_its_calls(control: Control, okto: Oktopost, refold: Refold) -> None:
    assert control.told("GET", "changes") == {
        "from": "start", "to": "now", "changes": [], "created": 0, "updated": 0, "deleted": 0, "next": None
    }  # fmt: skip
    okto.result("hubspot/contact.getByEmail", {"email": "nobody@changes.example"})
    lead = okto.result("salesforce/lead.create", {"data": LEAD})["id"]
    okto.result("salesforce/lead.update", {"id": lead, "data": {"Phone": "1"}})
    (change,) = control.told("GET", "changes?table=salesforce/Lead")["changes"]
    assert (change["change"], change["key"], change["calls"]) == ("created", lead, [2, 3])
    assert change["fields"]["Email"] == {"after": LEAD["Email"]}
    assert {"Id", "CreatedDate"} <= set(change["read_only"])
    assert not {"Email", "Phone"} & set(change["read_only"])
    (change,) = control.told("GET", "changes?from=call:2&table=salesforce/Lead")["changes"]
    assert (change["change"], change["calls"]) == ("updated", [3])
    assert change["fields"]["Phone"] == {"after": "1"}
    assert set(change["fields"]) - set(change["read_only"]) == {"Phone"}
    between_calls = control.told("GET", "changes?from=call:1&to=call:2&table=salesforce/Lead")["changes"]
    assert [(one["change"], one["calls"]) for one in between_calls] == [("created", [2])]
    assert control.told("GET", "changes?from=call:3")["changes"] == []


def test_marks_are_snapshots_the_start_and_calls(control: Control, okto: Oktopost) -> None:
    lead = okto.result("salesforce/lead.create", {"data": LEAD})["id"]
    control.told("PUT", "snapshots/mark")
    control.told("DELETE", f"records/salesforce/Lead/{lead}")
    (change,) = control.told("GET", "changes?from=snapshot:mark&table=salesforce/Lead")["changes"]
    assert (change["change"], change["key"], change["calls"]) == ("deleted", lead, [])
    assert change["fields"]["LastName"] == {"before": "Doe"}
    (change,) = control.told("GET", "changes?from=now&to=snapshot:mark&table=salesforce/Lead")["changes"]
    assert change["change"] == "created"
    control.told("POST", "reset")
    assert control.told("GET", "changes")["changes"] == []
    (change,) = control.told("GET", "changes?from=snapshot:mark&table=salesforce/Lead")["changes"]
    assert (change["change"], change["key"]) == ("deleted", lead)


def test_a_world_that_was_put_in_whole_is_compared_too(control: Control) -> None:
    whole = control.told("GET", "state")
    control.told("POST", "records/salesforce/Lead", LEAD)
    control.told("PUT", "snapshots/mark")
    control.told("PUT", "state", whole)
    control.told("POST", "records/salesforce/Contact", {"LastName": "Doe"})
    changes = control.told("GET", "changes?from=snapshot:mark")["changes"]
    assert [(one["change"], one["table"]) for one in changes] == [
        ("created", "salesforce/Contact"),
        ("deleted", "salesforce/Lead"),
    ]


def test_any_name_of_a_snapshot_is_a_mark(control: Control, okto: Oktopost) -> None:
    control.told("PUT", "snapshots/before%20the%20import%2C%2050%25")
    okto.result("salesforce/lead.create", {"data": LEAD})
    asked = "changes?from=snapshot:before%20the%20import%2C%2050%25&table=salesforce/Lead"
    assert control.told("GET", asked)["created"] == 1
    assert control.refused("GET", "changes?from=snapshot:")[0] == 400


def test_a_table_that_there_is_not_is_refused_rather_than_unchanged(control: Control) -> None:
    status, error = control.refused("GET", "changes?table=salesforce/Led")
    assert (status, error["code"]) == (404, "not-found")
    assert error["message"].startswith("there is no table salesforce/Led: did you mean salesforce/Lead? ")


def test_pages_of_changes(control: Control) -> None:
    for number in range(3):
        control.told("POST", "records/salesforce/Lead", {**LEAD, "Email": f"{number}@changes.example"})
    first = control.told("GET", "changes?limit=2&table=salesforce/Lead")
    rest = control.told("GET", f"changes?limit=2&offset={first['next']}&table=salesforce/Lead")
    assert (first["created"], len(first["changes"]), len(rest["changes"]), rest["next"]) == (3, 2, 1, None)


def test_a_mark_that_nothing_is_known_of(control: Control, okto: Oktopost, kept_in: str) -> None:
    status, error = control.refused("GET", "changes?from=call:7")
    assert (status, "no call is known" in error["message"]) == (404, True)
    okto.result("salesforce/lead.create", {"data": LEAD})
    assert "calls 1 to 1 are known" in control.refused("GET", "changes?to=call:7")[1]["message"]
    assert control.refused("GET", "changes?from=snapshot:none")[0] == 404
    assert control.refused("GET", "changes?from=yesterday")[0] == 400
    control.told("PUT", "state", control.told("GET", "state"))
    if kept_in == "memory":
        assert "no call is known" in control.refused("GET", "changes?from=call:1")[1]["message"]
    else:
        assert control.told("GET", "changes?from=call:1&table=salesforce/Lead")["changes"] == []


def test_what_a_batch_takes_back_is_no_change(control: Control, server: Server, http: Any) -> None:
    token = control.told("GET", "")["salesforce"]["access_token"]
    steps = [{"method": "POST", "url": "/services/data/v60.0/sobjects/Lead", "referenceId": "a", "body": LEAD},
             {"method": "GET", "url": "/services/data/v60.0/sobjects/Lead/none", "referenceId": "b"}]  # fmt: skip
    answer = http.post(
        f"{server.url}/services/data/v60.0/composite",
        json={"allOrNone": True, "compositeRequest": steps},
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.json()["compositeResponse"][0]["httpStatusCode"] == 400
    assert control.told("GET", "changes?table=salesforce/Lead")["changes"] == []


def test_what_earlier_records_take_is_counted_and_bounded() -> None:
    gateway = Gateway(Sandboxes(world.load()))
    headers = {"host": "localhost", "authorization": "Bearer sandbox-salesforce-session"}

    def create(text: str, times: int) -> None:
        for _ in range(times):
            body = json.dumps({"LastName": "x", "Company": "y", "Description": text}).encode()
            call = Call("POST", "/services/data/v60.0/sobjects/Lead", "", headers, body)
            assert gateway.respond_to_any(call).status == 201

    create("", 2)
    journal = gateway.sandboxes.default.journal
    for text in ("", "x" * 20_000):
        gc.collect()
        before = gateway.sandboxes.budget.held
        tracemalloc.start(1)
        create(text, 20)
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert left <= gateway.sandboxes.budget.held - before
    assert all(entry.exchange.after is not None for entry in journal)
    lead = {"LastName": "x", "Company": "y", "Description": "x" * 30_000}
    batch = json.dumps({"records": [{"attributes": {"type": "Lead"}, **lead}] * (HEAVY // 30_000 + 1)}).encode()
    call = Call("POST", "/services/data/v60.0/composite/sobjects", "", headers, batch)
    assert gateway.respond_to_any(call).status == 200
    assert [entry.number for entry in journal if entry.exchange.after is not None] == [journal.numbered]


def test_a_lookalike_is_another_record(control: Control, okto: Oktopost) -> None:
    for table, key, email in (
        ("salesforce/Lead", "Id", "Email"), ("marketo/lead", "id", "email"), ("oktopost/lead", "Id", "Email")
    ):  # fmt: skip
        first = control.told("GET", f"records/{table}?limit=1")["records"][0]
        second = control.told("POST", f"lookalikes/{table}/{first[key]}")
        assert second[key] != first[key]
        assert second[email] != first[email]
        assert {name for name in first if first[name] != second.get(name)} == {key, email}
    contact = control.told("GET", "records/hubspot/contact?limit=1")["records"][0]
    second = control.told("POST", f"lookalikes/hubspot/contact/{contact['id']}")
    assert second["properties"]["lastname"] == contact["properties"]["lastname"]
    assert second["properties"]["hs_object_id"] == second["id"] != contact["id"]
    found = okto.result("hubspot/contact.getByEmail", {"email": second["properties"]["email"]})
    assert found["contact"]["id"] == second["id"]
    assert control.refused("POST", "lookalikes/salesforce/Lead/none")[0] == 404


# -- the command line ------------------------------------------------------------------------------------------


def test_the_command_prints_what_changed(control: Control, okto: Oktopost, server: Server) -> None:
    okto.result("salesforce/lead.create", {"data": LEAD})

    def said(*options: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "mockserver", "changes", "--url", server.url, "--sandbox", control.sandbox]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    code, text, _ = said("--table", "salesforce/Lead")
    assert (code, text.splitlines()[0].endswith(" by call 1")) == (0, True)
    assert '  Email: (absent) -> "doe@changes.example"' in text.splitlines()
    code, text, _ = said("--table", "salesforce/Lead", "--json")
    assert json.loads(text)["fields"]["LastName"] == {"after": "Doe"}
    code, text, error = said("--from", "call:9")
    assert (code, text) == (2, "")
    assert "the records after call 9 are not kept" in error
    for options, wrong in [
        (("--from", "call"), "start, now, snapshot:NAME or call:NUMBER"),
        (("--table", "Lead"), "APP/TABLE"),
    ]:
        code, text, error = said(*options)
        assert (code, text) == (2, "")
        assert f"{options[0]}: must be {wrong}, not {options[1]}" in error


# -- the fixture -----------------------------------------------------------------------------------------------

TESTS = """
def create(mockserver, **more):
    answer = act(mockserver, "salesforce/lead.create", {"data": {**LEAD["data"], **more}})
    return answer.json()["IntegrationAction"]["id"]

def test_what_was_made_is_found(mockserver):
    before = create(mockserver)
    with mockserver.changes() as changes:
        assert len(changes) == 0
        lead = create(mockserver, Email="a@changes.example")
        act(mockserver, "salesforce/lead.update", {"id": before, "data": {"Phone": "1"}})
    create(mockserver)
    assert [change.kind for change in changes if change.table == "salesforce/Lead"] == ["updated", "created"]
    changes.assert_changes(created={"salesforce/Lead": {"Email": "a@changes.example"}})
    changes.assert_only(
        created={"salesforce/Lead": [{"LastName": "Doe"}]},
        updated={"salesforce/Lead": {before: {"Phone": "1"}}},
        allowed=["* oktopost/*"],
    )

def test_a_change_that_was_not_made(mockserver):
    with mockserver.changes() as changes:
        create(mockserver, Email="a@changes.example")
    changes.assert_changes(created={"salesforce/Lead": {"Email": "b@changes.example"}})

def test_two_are_not_one(mockserver):
    with mockserver.changes() as changes:
        create(mockserver)
    changes.assert_changes(created={"salesforce/Lead": [{"LastName": "Doe"}, {"LastName": "Doe"}]})

def test_the_wrong_one_of_two(mockserver):
    john = mockserver.records("salesforce/Lead")[0]
    other = mockserver.add_lookalike("salesforce/Lead", john["Id"])
    with mockserver.changes() as changes:
        act(mockserver, "salesforce/lead.update", {"id": other["Id"], "data": {"Phone": "1"}})
    changes.assert_only(updated={"salesforce/Lead": {john["Id"]: {"Phone": "1"}}}, allowed=["* oktopost/*"])

def test_one_field_too_many(mockserver):
    john = mockserver.records("salesforce/Lead")[0]
    with mockserver.changes() as changes:
        act(mockserver, "salesforce/lead.update", {"id": john["Id"], "data": {"Phone": "1", "Title": "Boss"}})
    changes.assert_only(updated={"salesforce/Lead": {john["Id"]: {"Phone": "1"}}}, allowed=["* oktopost/*"])

def test_a_record_too_many(mockserver):
    with mockserver.changes() as changes:
        create(mockserver, Email="a@changes.example")
    changes.assert_only(allowed=["* oktopost/*"])

def test_nothing_happened(mockserver):
    with mockserver.changes() as changes:
        pass
    changes.assert_only()
    changes.assert_changes(deleted={"salesforce/Lead": ["00Q"]})
"""


@pytest.mark.parametrize("place", ["in process", "elsewhere"])
def test_a_test_says_what_may_change(child: Child, server: Server, place: str) -> None:
    options = [] if place == "in process" else ["--mockserver-url", server.url]
    result = child(TESTS, "-vv", *options)
    result.assert_outcomes(passed=1, failed=6)
    text = result.stdout.str()
    for line in (
        "expected created salesforce/Lead; of ",
        '  Email   "b@changes.example"   ✗ "a@changes.example"',
        "changes that were made:",
        "besides what was expected",
        'Title: "Buyer" -> "Boss"',
        "changes that nobody expected or allowed:",
        'Email: (absent) -> "a@changes.example"',
        "expected deleted salesforce/Lead 00Q, but no record was changed",
    ):
        assert line in text, line


EXAMPLE = Path(__file__).parent.parent / "examples" / "changes"
PAGE = (Path(__file__).parent.parent / "docs" / "changes.md").read_text(encoding="utf-8")
UPDATE = """
def update_phone(mockserver, lead, phone):
    act(mockserver, "salesforce/lead.update", {"id": lead, "data": {"Phone": phone}})

"""


def test_the_example_scores_both_ways(pytester: pytest.Pytester, child: Child) -> None:
    for name in ("task.py", "test_task.py"):
        (pytester.path / name).write_text((EXAMPLE / name).read_text(encoding="utf-8"), encoding="utf-8")
    child("", "test_task.py").assert_outcomes(passed=2)


def test_the_page_says_what_is_so(child: Child, control: Control, okto: Oktopost) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    child(UPDATE + code).assert_outcomes(passed=1)
    (told,) = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    okto.result("salesforce/lead.update", {"id": told["key"], "data": {"Title": "Buyer"}})
    okto.result("salesforce/lead.update", {"id": told["key"], "data": {"Phone": "+1-212-555-0199"}})
    (change,) = control.told("GET", "changes?table=salesforce/Lead&from=call:1")["changes"]
    assert {**change, "fields": {"Phone": change["fields"]["Phone"]}, "read_only": []} == {
        **told, "fields": {"Phone": told["fields"]["Phone"]}, "read_only": []
    }  # fmt: skip
    assert set(told["read_only"]) <= set(change["read_only"])
