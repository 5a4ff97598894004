"""The shipped fixtures and the generator behind them: valid, coherent, and the same every time."""

import gc
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.core import contracts
from mockserver.core.resources import folder
from mockserver.core.store import Record, State, Store, value_at
from mockserver.crm.hubspot import actions as hubspot
from mockserver.crm.hubspot.catalogue import catalogue
from mockserver.crm.marketo import actions as marketo
from mockserver.crm.salesforce.ids import normalise, numbered_id
from mockserver.crm.salesforce.objects import KEY_PREFIXES, described
from mockserver.crm.salesforce.rules import created
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from mockserver.world import population
from mockserver.world.people import people
from mockserver.world.population import MIX, extend, records, write

FIXTURES = folder("fixtures")
TABLES = sorted(path.relative_to(FIXTURES).with_suffix("").as_posix() for path in FIXTURES.glob("*/*.json"))
SALESFORCE = [f"salesforce/{name}" for name in KEY_PREFIXES]
EMAILS = {
    "salesforce": (("salesforce/Lead", "Email"), ("salesforce/Contact", "Email"), ("salesforce/User", "Email")),
    "marketo": (("marketo/lead", "email"),),
    "hubspot": (("hubspot/contact", "properties.email"),),
}
SAMPLE = "12345"
"""The id of the documents' own sample of a contact, which is none of Salesforce's: John Doe once more."""
MANY = 200


def _shipped(table: str) -> list[Record]:
    found: list[Record] = json.loads((FIXTURES / f"{table}.json").read_bytes())
    return found


def _keys(table: str) -> list[Any]:
    key = contracts.load().documents[f"records/{table}"]["store"]["key"]
    return [record[key] for record in _shipped(table)]


def _emails(app: str) -> list[str]:
    return [
        value_at(record, path)
        for table, path in EMAILS[app]
        for record in _shipped(table)
        if record.get("Id") != SAMPLE
    ]


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.json")}


def test_every_kind_of_record_has_a_file() -> None:
    assert sorted(spec.name for spec in world.table_specs() if spec.family is None) == TABLES


@pytest.mark.parametrize("table", TABLES)
def test_every_record_keeps_its_schema(table: str) -> None:
    contract = contracts.load().record(table)
    assert [contract.violations(record) for record in _shipped(table) if not contract.is_valid(record)] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_record_has_a_key_and_a_line_of_its_own(table: str) -> None:
    keys = _keys(table)
    assert len(set(keys)) == len(keys)
    lines = (FIXTURES / f"{table}.json").read_text(encoding="utf-8").splitlines()
    assert lines == ["[]"] if not keys else len(lines) == len(keys) + 2


def test_the_generator_writes_the_shipped_files_again(tmp_path: Path) -> None:
    """`mockserver populate fixtures` has been run since the generator or fixtures/wellknown.json changed."""
    counts = write(tmp_path)
    shipped = _files(FIXTURES)
    del shipped["wellknown.json"]
    assert _files(tmp_path) == shipped
    assert counts == {table: len(_shipped(table)) for table in counts}


def test_the_shipped_files_stay_small() -> None:
    assert sum(map(len, _files(FIXTURES).values())) < 400_000


@pytest.mark.parametrize("table", ["hubspot/contact", "hubspot/company", "hubspot/deal", "hubspot/task"])
def test_hubspot_records_have_only_properties_of_the_catalogue(table: str) -> None:
    known = catalogue(table.partition("/")[2]).properties
    assert set(chain.from_iterable(record["properties"] for record in _shipped(table))) <= set(known)


@pytest.mark.parametrize("table", SALESFORCE)
def test_salesforce_ids_have_the_right_prefix_and_checksum(table: str) -> None:
    prefix = KEY_PREFIXES[table.partition("/")[2]]
    keys = [key for key in _keys(table) if key != SAMPLE]
    assert [key for key in keys if normalise(key) != key or not key.startswith(prefix)] == []


def _salesforce_references() -> Iterator[tuple[str, str]]:
    store = _store()
    for table in SALESFORCE:
        fields = described(store, table.partition("/")[2]).fields
        for record in _shipped(table):
            yield from ((name, record[name]) for name in record if name in fields and fields[name].references)


def test_every_reference_of_a_salesforce_record_leads_to_one() -> None:
    known = set(chain.from_iterable(map(_keys, SALESFORCE)))
    references = set(_salesforce_references())
    assert {name for name, _ in references} >= {"AccountId", "ContactId", "ParentId", "WhoId", "WhatId", "OwnerId"}
    assert {reference for reference in references if reference[1] not in known} == set()


REFERENCES = [
    ("marketo/membership", "listId", "marketo/list"),
    ("marketo/membership", "leadId", "marketo/lead"),
    ("marketo/activity", "leadId", "marketo/lead"),
    ("marketo/activity", "activityTypeId", "marketo/activityType"),
    ("hubspot/contact", "properties.associatedcompanyid", "hubspot/company"),
    ("oktopost/integration", "AccountId", "oktopost/account"),
    ("oktopost/integration", "CnameId", "oktopost/cname"),
    ("oktopost/cname", "AccountId", "oktopost/account"),
]


@pytest.mark.parametrize(("table", "path", "target"), REFERENCES)
def test_every_other_reference_leads_to_a_record(table: str, path: str, target: str) -> None:
    named = {value_at(record, path) for record in _shipped(table)} - {None}
    assert named
    assert named <= set(_keys(target))


def test_the_attributes_of_activities_are_those_of_their_type() -> None:
    (kind,) = _shipped("marketo/activityType")
    known = {attribute["name"] for attribute in kind["attributes"]}
    assert {attribute["name"] for one in _shipped("marketo/activity") for attribute in one["attributes"]} == known


def test_a_contact_works_at_its_account_and_company() -> None:
    accounts = {account["Id"]: account["Website"] for account in _shipped("salesforce/Account")}
    for contact in _shipped("salesforce/Contact"):
        assert accounts[contact["AccountId"]] == f"https://{contact['Email'].partition('@')[2]}"
    companies = {company["id"]: company["properties"]["domain"] for company in _shipped("hubspot/company")}
    for contact in _shipped("hubspot/contact")[1:]:
        properties = contact["properties"]
        assert companies[properties["associatedcompanyid"]] == properties["hs_email_domain"]


@pytest.mark.parametrize("app", EMAILS)
def test_no_two_people_of_an_application_share_an_address(app: str) -> None:
    addresses = [email.lower() for email in _emails(app)]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("app", EMAILS)
def test_addresses_are_reserved_ones_or_the_documents_own(app: str) -> None:
    domains = {email.partition("@")[2] for email in _emails(app)}
    assert {domain for domain in domains if not domain.endswith(".example")} <= {"example.com", "acme.com"}


def test_nothing_happened_after_2025() -> None:
    dates = re.findall(r'"(20\d\d-\d\d-\d\d)[T "]', "".join(map(bytes.decode, _files(FIXTURES).values())))
    assert max(dates) < "2026"


def test_the_same_people_are_known_to_several_applications() -> None:
    known = {app: {email for email in _emails(app) if email.endswith(".example")} for app in EMAILS}
    everywhere = set.intersection(*known.values())
    assert len(everywhere) == 30
    assert all(known[app] - everywhere for app in known)


# --- what the documents name ---


def _store() -> Store:
    loaded = world.load()
    return Store(loaded.state, lambda: "00000000-0000-4000-8000-000000000000")


PRESENT = [
    ("salesforce/Contact", "Email", "john@example.com", {"FirstName": "John", "LastName": "Doe"}),
    ("salesforce/Lead", "Email", "john@acme.com", {"FirstName": "John", "LastName": "Doe", "Company": "Acme"}),
]
ABSENT = [
    ("marketo/lead", "email", "john@acme.com"),
    ("hubspot/contact", "properties.email", "john@acme.com"),
    ("hubspot/contact", "properties.email", "example@google.com"),
]
IDS: list[tuple[str, str | int]] = [
    ("salesforce/Contact", SAMPLE),
    ("oktopost/cname", "0CN000000000000"),
    ("marketo/list", 1234),
    ("marketo/lead", 100),
    ("marketo/lead", 200),
    ("marketo/lead", 300),
    ("marketo/lead", 12345),
    ("marketo/activityType", 100001),
    ("hubspot/eventTemplate", "12345"),
    ("refold/linkedAccount", "customer@example.com"),
]


@pytest.mark.parametrize(("table", "field", "email", "expected"), PRESENT)
def test_the_people_of_the_documents_are_there(table: str, field: str, email: str, expected: Record) -> None:
    found = _store().find(table, field, email)
    assert found
    assert [one for one in found if not expected.items() <= one.items()] == []


@pytest.mark.parametrize(("table", "field", "email"), ABSENT)
def test_the_people_that_the_documents_create_are_not(table: str, field: str, email: str) -> None:
    assert _store().find(table, field, email) == []


@pytest.mark.parametrize(("table", "key"), IDS)
def test_the_ids_of_the_documents_are_there(table: str, key: str | int) -> None:
    assert _store().get(table, key) is not None


def test_the_leads_of_the_documents_may_still_join_their_list() -> None:
    assert [_store().get("marketo/membership", f"1234:{lead}") for lead in (100, 200, 300)] == [None] * 3


def test_the_first_hubspot_contact_is_the_documented_one() -> None:
    assert _shipped("hubspot/contact")[0] == {
        "id": "51",
        "properties": {
            "email": "contact@example.com",
            "firstname": "Brian",
            "lastname": "Halligan (Sample Contact)",
            "createdate": "2023-10-06T09:53:17.242Z",
        },
        "createdAt": "2023-10-06T09:53:17.242Z",
        "updatedAt": "2024-05-15T18:35:12.877Z",
        "archived": False,
    }


@pytest.mark.contract("I-09")
def test_there_is_an_integration_for_every_check() -> None:
    rows = _shipped("oktopost/integration")
    assert [[row[name] for name in ("Id", "Type", "Status", "State", "TokenExpired")] for row in rows] == [
        ["014000000000001", "salesforce", "valid", "active", False],
        ["014000000000002", "marketo", "valid", "active", False],
        ["014000000000003", "hubspot", "valid", "active", False],
        ["014000000000004", "salesforce", "valid", "disabled", False],
        ["014000000000005", "hubspot", "invalid", "active", False],
        ["014000000000006", "facebook", "valid", "active", False],
        ["014000000000007", "hubspot", "valid", "active", True],
        ["014000000000008", "cd", "valid", "active", False],
        ["014000000000101", "salesforce", "valid", "active", False],
    ]


def test_the_credentials_name_what_there_is() -> None:
    loaded, store = world.load(), _store()
    names = loaded.names
    issued = Sandboxes(loaded).default.credentials()
    grants = {credential: sorted(grant.permissions) for (dialect, credential), grant in issued if dialect == "oktopost"}
    assert grants[names["oktopost"]["account_id"], names["oktopost"]["api_key"]] == ["Integration Add"]
    assert grants[names["oktopost"]["account_id"], names["oktopost"]["readonly_api_key"]] == []
    for app, key in names["oktopost"]["integrations"].items():
        integration = store.get("oktopost/integration", key)
        assert integration is not None
        assert (integration["Type"], integration["AccountId"]) == (app, names["oktopost"]["account_id"])
    linked = store.get("refold/linkedAccount", names["refold"]["linked_account_id"])
    assert linked is not None
    assert linked["associated_org"] == names["refold"]["org_id"]
    assert sorted(one["type"] for one in linked["integrations"]) == sorted(_keys("refold/application"))


# --- what the applications themselves would have stored ---


def _at(time: str) -> Store:
    """The shipped world at the moment of a record."""
    store = _store()
    store.set("clock", store.clock.freeze(datetime.fromisoformat(time)))
    return store


@pytest.mark.parametrize("name", ["Account", "Contact", "Lead", "Opportunity", "Task", "CaseComment"])
def test_salesforce_would_have_made_the_same_of_it(name: str) -> None:
    for record in records(0, 40).tables[f"salesforce/{name}"]:
        store = _at(record["CreatedDate"])
        sobject = described(store, name)
        values = {field: value for field, value in record.items() if sobject.fields[field].createable}
        fresh = created(store, sobject, values)
        assert fresh | {"Id": record["Id"]} == record


def test_salesforce_would_have_made_the_same_of_an_open_case() -> None:
    cases = [case for case in records(0, MANY).tables["salesforce/Case"] if case["Status"] != "Closed"]
    for record in cases:
        store = _at(record["CreatedDate"])
        sobject = described(store, "Case")
        values = {field: value for field, value in record.items() if sobject.fields[field].createable}
        fresh = created(store, sobject, values)
        assert fresh | {"Id": record["Id"], "CaseNumber": record["CaseNumber"]} == record


def test_a_closed_case_tells_when_it_was_closed() -> None:
    closed = [case for case in records(0, MANY).tables["salesforce/Case"] if case["Status"] == "Closed"]
    assert closed
    for case in closed:
        assert case["IsClosed"]
        assert case["CreatedDate"] < case["ClosedDate"] == case["LastModifiedDate"]


@pytest.mark.contract("R-06")
@pytest.mark.parametrize("name", ["contact", "company", "deal", "task"])
def test_hubspot_would_have_made_the_same_of_it(name: str) -> None:
    known = catalogue(name)
    for record in records(0, 40).tables[f"hubspot/{name}"]:
        given_values = {
            key: value
            for key, value in record["properties"].items()
            if key not in known.derived and not known.properties[key].read_only
        }
        store = _at(record["createdAt"])
        if name == "contact":
            store = Store(State.of(world.table_specs(), {}, clock=store.clock), store.uuid)
        fresh = hubspot.create(store, name, given_values)
        expected = json.dumps(record).replace(record["id"], fresh["id"])
        assert json.dumps(fresh) == expected


def test_marketo_would_have_made_the_same_of_it() -> None:
    for record in records(0, 40).tables["marketo/lead"]:
        store = Store(State.of(world.table_specs(), {}, clock=_at(record["createdAt"]).clock), _store().uuid)
        data = {name: value for name, value in record.items() if name not in {"id", "createdAt", "updatedAt"}}
        [entry] = marketo.sync_leads(store, [data])
        fresh = store.get("marketo/lead", entry["id"])
        assert fresh is not None
        assert json.dumps(fresh | {"id": record["id"]}) == json.dumps(record)


def test_new_records_go_on_where_the_fixtures_end() -> None:
    store = _store()
    last = json.loads((FIXTURES / "sequences.json").read_bytes())
    lead = created(store, described(store, "Lead"), {"LastName": "Doe", "Company": "Acme"})
    assert lead["Id"] == numbered_id("00Q", last["salesforce/Lead"] + 1)
    contact = hubspot.create(store, "contact", {"email": "new@example.com"})
    assert int(contact["id"]) == int(_keys("hubspot/contact")[-1]) + 1
    [entry] = marketo.sync_leads(store, [{"email": "new@example.com"}])
    assert entry["id"] == _keys("marketo/lead")[-1] + 1


# --- the generator ---

SEEDS = st.integers(min_value=-(2**63), max_value=2**63)
COUNTS = st.integers(min_value=0, max_value=25)
STARTS = st.integers(min_value=0, max_value=10**7)


@pytest.mark.contract("X-04")
@settings(deadline=None)
@given(seed=SEEDS, start=STARTS, first=COUNTS, second=COUNTS)
def test_two_stretches_in_a_row_are_the_same_as_the_whole(seed: int, start: int, first: int, second: int) -> None:
    whole = records(seed, first + second, start)
    head, tail = records(seed, first, start), records(seed, second, start + first)
    assert whole.sequences == tail.sequences
    assert whole.tables == {table: head.tables[table] + tail.tables[table] for table in whole.tables}


@settings(deadline=None)
@given(seed=SEEDS, start=STARTS, count=COUNTS)
def test_whoever_is_generated_keeps_the_schemas(seed: int, start: int, count: int) -> None:
    loaded = contracts.load()
    for table, found in records(seed, count, start).tables.items():
        assert all(map(loaded.record(table).is_valid, found))


@settings(deadline=None)
@given(seeds=st.tuples(SEEDS, SEEDS), numbers=st.lists(STARTS, min_size=2, max_size=2, unique=True))
def test_two_numbers_have_two_addresses_whatever_their_seeds(seeds: tuple[int, int], numbers: list[int]) -> None:
    one, other = (next(people(seed, 1, number)) for seed, number in zip(seeds, numbers, strict=True))
    assert one.email != other.email


def test_two_people_of_one_company_have_two_addresses_after_every_pair_of_names_was_used() -> None:
    numbers = [0, 10 * 10**6 // 3, 10**7]
    addresses = [person.email for start in numbers for person in people(0, 20, start)]
    assert len(set(addresses)) == len(addresses)


def test_another_seed_gives_other_people() -> None:
    assert [person.name for person in people(1, 20)] != [person.name for person in people(2, 20)]


def test_even_the_latest_people_came_before_2026() -> None:
    late = records(0, 10, 10**9)
    assert max(re.findall(r"20\d\d-\d\d-\d\d", json.dumps(late.tables))) < "2026"


def test_of_ten_people_each_application_knows_what_the_mix_says() -> None:
    counts = {table: len(found) for table, found in records(3, 10).tables.items()}
    named = [name for row in MIX for name in row]
    assert counts == {table: named.count(table) for table in counts}
    assert counts["salesforce/Contact"] + counts["salesforce/Lead"] == 9
    assert counts["marketo/lead"] == 7
    assert counts["hubspot/contact"] == 8


def _extended(*steps: tuple[int, int]) -> tuple[dict[str, list[Record]], dict[str, int]]:
    """A world to which people were added: (seed, how many), one after the other."""
    tables: dict[str, list[Record]] = {}
    sequences: dict[str, int] = {}
    for seed, count in steps:
        extend(tables, sequences, seed=seed, people=count)
    return tables, sequences


def test_people_of_the_same_seed_that_are_added_later_are_those_that_come_next() -> None:
    assert _extended((0, 20), (0, 15)) == _extended((0, 35))


def test_people_of_another_seed_share_neither_ids_nor_addresses_nor_companies() -> None:
    tables, sequences = _extended((0, 13), (1, 30))
    assert sequences[population.PEOPLE] == 50
    for path in ("properties.email", "id"):
        found = [value_at(contact, path) for contact in tables["hubspot/contact"]]
        assert len(set(found)) == len(found)
    websites = {account["Id"]: account["Website"] for account in tables["salesforce/Account"]}
    for contact in tables["salesforce/Contact"]:
        assert contact["Email"].endswith(websites[contact["AccountId"]].removeprefix("https://"))


def test_a_written_folder_is_a_world(tmp_path: Path) -> None:
    write(tmp_path / "made", seed=7, people=25)
    loaded = world.load(tmp_path / "made")
    assert len(loaded.state.tables["hubspot/contact"]) == 1 + len(records(7, 25).tables["hubspot/contact"])
    assert loaded.state.sequences["people"] == 25


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(*, enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        records(0, 1)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_importing_the_generator_does_not_import_faker() -> None:
    program = "import sys, mockserver.world.population; print('faker' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
