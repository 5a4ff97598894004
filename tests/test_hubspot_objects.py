"""What HubSpot can do with all four types of object: archived records, projections, searches, batches, associations."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.core import contracts
from mockserver.core.errors import MOST_VIOLATIONS, CrmError
from mockserver.core.store import Record, Store
from mockserver.crm import steps
from mockserver.crm.hubspot import actions as hubspot
from mockserver.crm.hubspot import associations, batch, search
from tests.test_hubspot import BRIAN, MOMENT, make_store

KINDS = ("contact", "company", "deal", "task")
NEW: dict[str, dict[str, Any]] = {
    "contact": {"email": "ada@example.com"},
    "company": {"name": "Acme", "domain": "acme.com"},
    "deal": {"dealname": "Big", "amount": 12},
    "task": {"hs_task_subject": "Call", "hs_timestamp": "2026-01-02"},
}
CHANGE = {
    "contact": {"city": "Rome"},
    "company": {"city": "Rome"},
    "deal": {"amount": "13"},
    "task": {"hs_task_body": "Soon"},
}


@pytest.fixture
def store() -> Store:
    return make_store([BRIAN])


def holds(store: Store) -> None:
    """Every record, of whatever table, keeps its schema."""
    loaded = contracts.load()
    for table in store.state.tables:
        for record in store.scan(table):
            assert loaded.record(table).violations(record) == []


# -- one record ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_every_type_is_made_changed_and_archived(store: Store, kind: str) -> None:
    made = hubspot.create(store, kind, NEW[kind])
    changed = hubspot.update(store, kind, made["id"], CHANGE[kind])
    assert hubspot.read(store, kind, made["id"]) == changed
    assert changed["properties"].items() >= CHANGE[kind].items()
    hubspot.archive(store, kind, made["id"])
    hubspot.archive(store, kind, made["id"])
    with pytest.raises(CrmError, match="OBJECT_NOT_FOUND"):
        hubspot.read(store, kind, made["id"])
    gone = hubspot.read(store, kind, made["id"], archived=True)
    assert gone == changed | {"archived": True, "archivedAt": MOMENT}
    assert hubspot.list_page(store, kind, archived=True) == {"results": [gone]}
    holds(store)


def test_an_archived_contact_is_read_by_its_address_and_its_address_is_free(store: Store) -> None:
    hubspot.archive(store, "contact", "51")
    again = hubspot.create(store, "contact", {"email": "contact@example.com"})
    assert hubspot.read(store, "contact", "Contact@example.com", id_property="email")["id"] == again["id"]
    assert hubspot.read(store, "contact", "Contact@example.com", id_property="email", archived=True)["id"] == "51"


@pytest.mark.parametrize(("kind", "name"), [("company", "domain"), ("deal", "dealname"), ("contact", "firstname")])
def test_a_property_that_is_not_unique_names_no_record(store: Store, kind: str, name: str) -> None:
    type_id = {"contact": "0-1", "company": "0-2", "deal": "0-3"}[kind]
    with pytest.raises(CrmError, match=f"Unable to perform update/upsert by non-unique {type_id} property {name}"):
        hubspot.read(store, kind, "x", id_property=name)


def test_an_update_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(CrmError) as caught:
        hubspot.update(store, "contact", "51", {})
    assert caught.value.body["message"] == "No properties found to update, please provide at least one."
    assert caught.value.body["context"] == {"properties": ["{}"]}


def test_an_answer_shows_the_properties_asked_for_and_null_for_unset_ones(store: Store) -> None:
    company = hubspot.create(store, "company", {"name": "Acme"})
    times = {"createdate": MOMENT, "hs_lastmodifieddate": MOMENT, "hs_object_id": company["id"]}
    by_default = hubspot.projected(store, "company", company)
    assert by_default["properties"] == {"domain": None, "name": "Acme"} | times
    asked = hubspot.projected(store, "company", company, ["phone", "nonsense", "name"])
    assert asked["properties"] == {"name": "Acme", "phone": None} | times
    assert list(asked["properties"]) == sorted(asked["properties"])
    task = hubspot.create(store, "task", NEW["task"])
    assert list(hubspot.projected(store, "task", task)["properties"]) == [
        "hs_createdate",
        "hs_lastmodifieddate",
        "hs_object_id",
    ]


def test_the_last_page_has_no_paging(store: Store) -> None:
    for number in range(3):
        hubspot.create(store, "deal", {"dealname": str(number)})
    first = hubspot.list_page(store, "deal", limit=2)
    assert first["paging"] == {"next": {"after": "2"}}
    assert [deal["properties"]["dealname"] for deal in first["results"]] == ["0", "1"]
    assert list(hubspot.list_page(store, "deal", limit=2, after=2)) == ["results"]


# -- search ----------------------------------------------------------------------------------------------------


def names(found: Record) -> list[str]:
    return [deal["properties"]["dealname"] for deal in found["results"]]


@pytest.fixture
def deals(store: Store) -> Store:
    """Deals a (1), b (20), c (3) and d, without an amount."""
    for name, amount in (("a", 1), ("b", 20), ("c", 3), ("d", None)):
        hubspot.create(store, "deal", {"dealname": name, "amount": amount})
    return store


def one(name: str, operator: str, **operands: Any) -> dict[str, Any]:
    return {"propertyName": name, "operator": operator, **operands}


def test_filters_of_a_group_are_all_needed_and_one_group_is_enough(deals: Store) -> None:
    groups = [[one("amount", "GT", value="1"), one("amount", "LT", value=20)], [one("dealname", "EQ", value="A")]]
    assert names(search.search(deals, "deal", filter_groups=groups)) == ["a", "c"]


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        (one("amount", "BETWEEN", value="1", highValue=3), "ac"),
        (one("amount", "IN", values=[1, "20"]), "ab"),
        (one("amount", "NOT_IN", values=["1"]), "bcd"),
        (one("amount", "NEQ", value="1"), "bcd"),
        (one("amount", "NOT_HAS_PROPERTY"), "d"),
        (one("dealname", "CONTAINS_TOKEN", value="b"), "b"),
    ],
)
def test_operators_take_the_operands_of_the_rest_api(deals: Store, filter_: Any, found: str) -> None:
    assert "".join(names(search.search(deals, "deal", filter_groups=[[filter_]]))) == found


@pytest.mark.parametrize(
    ("sort", "found"), [(("amount", False), "acbd"), (("amount", True), "bcad"), (("dealname", True), "dcba")]
)
def test_results_are_sorted_records_without_the_property_last(deals: Store, sort: Any, found: str) -> None:
    assert "".join(names(search.search(deals, "deal", sort=sort))) == found


def test_results_come_in_pages(deals: Store) -> None:
    page = search.search(deals, "deal", limit=3)
    assert (page["total"], names(page), page["paging"]) == (4, ["a", "b", "c"], {"next": {"after": "3"}})
    last = search.search(deals, "deal", limit=3, after=3)
    assert (last["total"], names(last), "paging" in last) == (4, ["d"], False)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"filter_groups": [[]] * 6}, "at most 5 filterGroups, not 6"),
        ({"filter_groups": [[one("amount", "HAS_PROPERTY")] * 7]}, "at most 6 filters in a group"),
        ({"filter_groups": [[one("amount", "HAS_PROPERTY")] * 5] * 4}, "18 in all, not 5 and 20"),
        ({"filter_groups": [[one("amount", "IN", value="1")]]}, "amount IN needs values"),
        ({"filter_groups": [[one("amount", "BETWEEN", value="1")]]}, "amount BETWEEN needs a highValue"),
        ({"filter_groups": [[one("associations.lead", "EQ", value="1")]]}, "associations.lead EQ"),
        ({"sort": ("nonsense", False)}, 'Property "nonsense" does not exist'),
        ({"after": 9_995}, "the first 10000 results"),
    ],
)
def test_too_much_and_too_little_is_refused(deals: Store, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(CrmError, match=message):
        search.search(deals, "deal", **asked)


def test_records_are_found_by_what_they_are_associated_with(store: Store) -> None:
    company = hubspot.create(store, "company", NEW["company"])
    hubspot.create(store, "deal", {"dealname": "x"})
    hubspot.create(store, "deal", {"dealname": "y"}, [asked(company["id"], 5)])
    filters = [[one("associations.company", "IN", values=[company["id"], "7"])]]
    assert names(search.search(store, "deal", filter_groups=filters)) == ["y"]


@pytest.mark.contract("R-19")
@pytest.mark.parametrize(
    "asked",
    [
        {"sort": ("amount", True)},
        {"query": "deal"},
        {"filter_groups": [[{"propertyName": "amount", "operator": "HAS_PROPERTY"}] * 6] * 3},
        {"filter_groups": [[{"propertyName": "associations.contact", "operator": "EQ", "value": "51"}]]},
    ],
    ids=["sort", "query", "filters", "associations"],
)
def test_a_search_of_any_type_looks_at_so_much_and_no_more(
    store: Store, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = [{"to": {"id": "51"}, "types": [{"associationTypeId": 3}]}]
    for number in range(10):
        hubspot.create(store, "deal", {"dealname": f"deal {number}", "amount": number}, linked)
    monkeypatch.setattr(steps, "MOST", 15)
    assert search.search(store, "deal")["total"] == 10
    with pytest.raises(CrmError, match="TIMEOUT") as caught:
        search.search(store, "deal", **asked)
    assert caught.value.status == 504


def test_the_characters_of_all_filters_count(store: Store) -> None:
    many = {"propertyName": "dealname", "operator": "IN", "values": ["x" * 100] * 15}
    between = {"propertyName": "amount", "operator": "BETWEEN", "value": "1", "highValue": "9" * 1_467}
    message = "A search has 3000 characters at most, not 3001"
    with pytest.raises(CrmError, match=message):
        search.search(store, "deal", filter_groups=[[many], [between]], query="some words")
    assert search.search(store, "deal", filter_groups=[[many], [between]], query="some word")["total"] == 0


# -- associations ----------------------------------------------------------------------------------------------


def asked(key: str, type_id: int) -> dict[str, Any]:
    return {"to": {"id": key}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]}


def seen(store: Store, origin: str, target_type: str) -> dict[str, list[int]]:
    found = associations.associated(store, origin, target_type)
    return {key: [kind.id for kind in kinds] for key, kinds in found.items()}


def test_a_primary_association_is_seen_from_both_ends_with_the_unlabelled_one(store: Store) -> None:
    company = hubspot.create(store, "company", NEW["company"])["id"]
    contact = hubspot.create(store, "contact", NEW["contact"], [asked(company, 1)])["id"]
    assert seen(store, f"contact/{contact}", "company") == {company: [1, 279]}
    assert seen(store, f"company/{company}", "contact") == {contact: [2, 280]}
    assert associations.shown(store, "contact", contact, KINDS) == {
        "companies": {
            "results": [
                {"id": company, "type": "contact_to_company"},
                {"id": company, "type": "contact_to_company_unlabeled"},
            ]
        }
    }
    holds(store)


def test_a_contact_has_one_primary_company(store: Store) -> None:
    old, new = (hubspot.create(store, "company", {"name": name})["id"] for name in ("Old", "New"))
    hubspot.update(store, "contact", "51", {}, [asked(old, 1)])
    associations.associate(store, f"company/{new}", associations.types()[2], "contact/51")
    assert seen(store, "contact/51", "company") == {old: [279], new: [1, 279]}
    assert seen(store, f"company/{old}", "contact") == {"51": [280]}


def test_of_several_primary_companies_the_last_is_it_however_they_are_given(store: Store) -> None:
    made = [hubspot.create(store, "company", {"name": name})["id"] for name in "abc"]
    order = [made[0], made[1], made[2], made[0], made[1]]
    links = [{"to": {"id": key}, "types": [{"associationTypeId": 1}]} for key in order]
    at_once = hubspot.create(store, "contact", {"email": "at@once.example"}, links)
    by_one = hubspot.create(store, "contact", {"email": "by@one.example"})
    for link in links:
        hubspot.update(store, "contact", by_one["id"], {}, [link])
    seen = [associations.associated(store, f"contact/{one['id']}", "company") for one in (at_once, by_one)]
    assert seen[0] == seen[1]
    assert [key for key, kinds in seen[0].items() if kinds[0].id == 1] == [made[1]]


def test_of_many_wrong_associations_the_first_are_named(store: Store) -> None:
    for wrong in (
        [{"to": {"id": str(number)}, "types": [{"associationTypeId": 3}]} for number in range(1_000, 3_000)],
        [{"to": {"id": "1000"}, "types": [{"associationTypeId": 3}] * 2_000}],
    ):
        with pytest.raises(CrmError) as caught:
            hubspot.create(store, "deal", {"dealname": "Big"}, wrong)
        assert len(caught.value.body["errors"]) == MOST_VIOLATIONS
        assert len(caught.value.body["context"]["INVALID_OBJECT_IDS"]) == MOST_VIOLATIONS


def test_a_parent_sees_a_child_and_the_child_its_parent(store: Store) -> None:
    parent, child = (hubspot.create(store, "company", {"name": name})["id"] for name in ("P", "C"))
    associations.associate(store, f"company/{child}", associations.types()[14], f"company/{parent}")
    assert seen(store, f"company/{child}", "company") == {parent: [14]}
    assert seen(store, f"company/{parent}", "company") == {child: [13]}


def test_associations_end_one_by_one_all_at_once_and_with_a_record(store: Store) -> None:
    company = hubspot.create(store, "company", NEW["company"])["id"]
    hubspot.update(store, "contact", "51", {}, [asked(company, 1)])
    associations.dissociate(store, f"company/{company}", "contact/51", [2])
    assert seen(store, "contact/51", "company") == {company: [279]}
    hubspot.update(store, "contact", "51", {}, [asked(company, 1)])
    associations.dissociate(store, "contact/51", f"company/{company}", [279])
    assert seen(store, "contact/51", "company") == {}
    hubspot.update(store, "contact", "51", {}, [asked(company, 279)])
    hubspot.archive(store, "company", company)
    assert store.count(associations.TABLE) == 0


def test_a_record_is_not_associated_with_itself(store: Store) -> None:
    with pytest.raises(CrmError) as caught:
        hubspot.update(store, "contact", "51", {}, [asked("51", 449)])
    assert caught.value.body["errors"][0]["message"] == "Object 51 cannot be associated to itself (51)"


ENDS = [("contact", "1"), ("contact", "2"), ("company", "1"), ("company", "2"), ("deal", "1")]
STEPS = st.lists(
    st.tuples(st.sampled_from(["tie", "cut", "end"]), st.sampled_from(ENDS), st.sampled_from(ENDS), st.integers(0, 4)),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_both_ends_always_agree(steps: Any) -> None:
    store = make_store([])
    for act, (kind, key), (other, end), number in steps:
        origin, target = f"{kind}/{key}", f"{other}/{end}"
        between = associations.types_between(kind, other)
        if act == "tie" and origin != target:
            associations.associate(store, origin, between[number % len(between)], target)
        elif act == "cut":
            associations.dissociate(store, origin, target, [one.id for one in between[number : number + 1]])
        elif act == "end":
            associations.forget(store, kind, key)
    for kind, key in ENDS:
        for other, end in ENDS:
            there = associations.between(store, f"{kind}/{key}", f"{other}/{end}")
            back = associations.between(store, f"{other}/{end}", f"{kind}/{key}")
            assert sorted(one.inverse for one in there) == sorted(one.id for one in back)
            assert all(one.unlabelled in {beside.id for beside in there} for one in there if one.unlabelled)
        primaries = [
            one for kinds in associations.associated(store, f"{kind}/{key}", "company").values() for one in kinds
        ]
        assert sum(one.single for one in primaries) <= 1
    holds(store)


# -- batches ---------------------------------------------------------------------------------------------------


def person(email: str, trace: str | None = None, **more: Any) -> dict[str, Any]:
    return {"properties": {"email": email, **more}} | ({} if trace is None else {"objectWriteTraceId": trace})


def test_a_batch_of_good_inputs_is_complete(store: Store) -> None:
    done = batch.create(store, "contact", [person("a@b.co"), person("c@d.co")])
    envelope = done.as_json(store)
    assert list(envelope) == ["status", "results", "startedAt", "completedAt"]
    assert [record["properties"]["email"] for record in envelope["results"]] == ["a@b.co", "c@d.co"]


@pytest.mark.parametrize("traces", [(None, None), ("0", None)])
def test_without_trace_ids_one_bad_input_fails_all(store: Store, traces: tuple[str | None, str | None]) -> None:
    before = store.state
    with pytest.raises(CrmError, match=r"Contact already exists\. Existing ID: 51"):
        batch.create(store, "contact", [person("a@b.co", traces[0]), person("contact@example.com", traces[1])])
    assert store.state is before


def test_with_trace_ids_only_the_bad_input_fails(store: Store) -> None:
    inputs = [person("a@b.co", "0"), person("contact@example.com", "1"), person("nobody", "2")]
    done = batch.create(store, "contact", inputs)
    assert [record["objectWriteTraceId"] for record in done.results] == ["0"]
    conflict, invalid = done.errors
    assert conflict == {
        "status": "error",
        "message": "Contact already exists. Existing ID: 51",
        "category": "CONFLICT",
        "context": {"existingId": ["51"], "objectWriteTraceId": ["1"]},
    }
    assert (invalid["category"], invalid["context"]) == ("VALIDATION_ERROR", {"objectWriteTraceId": ["2"]})
    assert done.as_json(store)["numErrors"] == 2
    assert store.count("hubspot/contact") == 2


def missing(kind: str, *keys: str) -> list[Record]:
    message = f"Could not get some {kind} objects, they may be deleted or not exist. Check that ids are valid."
    return [{"status": "error", "category": "OBJECT_NOT_FOUND", "message": message, "context": {"ids": list(keys)}}]


def test_one_error_names_all_that_are_missing(store: Store) -> None:
    read = batch.read(store, "contact", ["7", "51", "8"])
    assert ([record["id"] for record in read.results], read.errors) == (["51"], missing("CONTACT", "7", "8"))
    changed = batch.update(store, "contact", [{"id": key, "properties": {"city": "Rome"}} for key in ("7", "51", "8")])
    assert ([record["id"] for record in changed.results], changed.errors) == (["51"], missing("CONTACT", "7", "8"))
    assert store.get("hubspot/contact", "51") == changed.results[0]
    by_address = batch.read(store, "contact", ["contact@example.com"], id_property="email")
    assert by_address.results == changed.results


def test_archived_records_are_read_with_archived_only(store: Store) -> None:
    batch.archive(store, "contact", ["51", "51", "7"])
    assert batch.read(store, "contact", ["51"]).errors == missing("CONTACT", "51")
    assert batch.read(store, "contact", ["51"], archived=True).results[0]["archived"] is True


def test_an_upsert_tells_new_records_from_changed_ones(store: Store) -> None:
    inputs = [
        {"id": address, "idProperty": "email", "properties": {"city": "Rome"}}
        for address in ("Contact@Example.com", "new@example.com")
    ]
    done = batch.upsert(store, "contact", inputs)
    assert [(record["properties"]["email"], record["new"]) for record in done.results] == [
        ("contact@example.com", False),
        ("new@example.com", True),
    ]


def test_a_failed_update_or_upsert_changes_nothing(store: Store) -> None:
    bad = {"hubspot_owner_id": "nobody"}
    for act, inputs in (
        (batch.update, [{"id": "51", "properties": {"city": "Rome"}}, {"id": "52", "properties": bad}]),
        (batch.upsert, [{"id": f"{n}@b.co", "idProperty": "email", "properties": bad if n else {}} for n in (0, 1)]),
    ):
        inner = make_store([BRIAN, {**BRIAN, "id": "52", "properties": {"email": "x@example.com"}}])
        before = inner.state
        with pytest.raises(CrmError, match="INVALID_INTEGER"):
            act(inner, "contact", inputs)
        assert inner.state is before


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda store: batch.read(store, "contact", ["1", "2", "1"]), r"Duplicate IDs found in batch input: \[1\]"),
        (lambda store: batch.read(store, "contact", [str(n) for n in range(101)]), "The maximum number of inputs"),
        (lambda store: batch.archive(store, "contact", ["1"] * 101), "The maximum number of inputs"),
        (
            lambda store: batch.upsert(store, "company", [{"id": "a.b", "idProperty": "domain", "properties": {}}]),
            "Unable to perform update/upsert by non-unique 0-2 property domain",
        ),
        (
            lambda store: batch.upsert(store, "contact", [{"id": "1", "properties": {"city": "x"}}]),
            "Unable to perform update/upsert by non-unique 0-1 property hs_object_id",
        ),
    ],
)
def test_a_batch_that_cannot_be_is_refused(store: Store, act: Any, message: str) -> None:
    with pytest.raises(CrmError, match=message):
        act(store)
