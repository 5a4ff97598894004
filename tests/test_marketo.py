"""Marketo's lists, people and custom activities, as the actions of the dialects reach them."""

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from mockserver.core import contracts
from mockserver.core.action import Run
from mockserver.core.clock import Clock
from mockserver.core.errors import CrmError, InvalidPayload, MissingFields
from mockserver.core.store import Record, State, Store, TableSpec
from mockserver.crm import steps
from mockserver.crm.marketo import actions as marketo
from mockserver.crm.marketo import activities
from mockserver.crm.marketo.fields import READ_ONLY, STANDARD
from mockserver.dialects.oktopost import actions as oktopost
from mockserver.dialects.refold import actions as refold

NOW = "2026-01-01T00:00:00Z"
THEN = "2025-06-01T08:30:00Z"
NEWSLETTER = {"id": 1234, "name": "Newsletter", "createdAt": THEN, "updatedAt": THEN}
WEBINAR = {"id": 1235, "name": "Webinar", "workspaceName": "Default", "createdAt": THEN, "updatedAt": THEN}
POST_CLICKED = {
    "id": 100001,
    "apiName": "postClicked",
    "name": "Post Clicked",
    "primaryAttribute": {"apiName": "url", "name": "URL", "dataType": "string"},
    "attributes": [
        {"apiName": "postUrl", "name": "Post URL", "dataType": "link"},
        {"apiName": "network", "name": "Network", "dataType": "string"},
        {"apiName": "clicks", "name": "Clicks", "dataType": "integer"},
        {"apiName": "seen", "name": "Seen", "dataType": "datetime"},
    ],
}

Act = Callable[..., Any]


def _lead(number: int, email: str, **values: Any) -> Record:
    return {"id": number, "email": email, **values, "createdAt": THEN, "updatedAt": THEN}


def _custom(number: int, name: str, data_type: str, *, read_only: bool = False, **more: Any) -> Record:
    rest = {"name": name, "readOnly": read_only}
    return {"id": number, "displayName": name, "dataType": data_type, "rest": rest, **more}


RECORDS: Mapping[str, list[Record]] = {
    "marketo/lead": [
        _lead(100, "john@acme.com", firstName="John", company="Acme", leadScore=7),
        _lead(200, "twin@acme.com"),
        _lead(300, "Twin@acme.com"),
    ],
    "marketo/list": [NEWSLETTER, WEBINAR],
    "marketo/activityType": [POST_CLICKED],
    "marketo/field": [
        _custom(1001, "Region__c", "string", length=10),
        _custom(1002, "Score__c", "integer"),
        _custom(1003, "Synced__c", "datetime", read_only=True),
        _custom(1004, "Rate__c", "float"),
        _custom(1005, "Seen__c", "datetime"),
        _custom(1006, "Notes__c", "text"),
    ],
}

ROWS: Mapping[str, Run] = {
    **{f"oktopost/{key}": run for key, run in oktopost.ACTIONS.items()},
    **{f"refold/{key}": run for key, run in refold.ACTIONS.items()},
}


@pytest.fixture
def store() -> Store:
    """An instance with three people, two lists, one activity type and some custom fields, on New Year 2026."""
    loaded = contracts.load()
    names = [key.removeprefix("records/") for key in loaded.keys("records/marketo/")]
    specs = [TableSpec.from_schema(name, loaded.documents[f"records/{name}"]) for name in names]
    clock = Clock().freeze(datetime(2026, 1, 1, tzinfo=UTC))
    numbers = itertools.count(0xE42B)
    return Store(State.of(specs, RECORDS, clock=clock), lambda: f"00000000-0000-4000-8000-{next(numbers):012x}")


@pytest.fixture
def act(store: Store) -> Act:
    """Run an action between its contracts, hold every record to its schema, and answer the result's entries."""
    loaded = contracts.load()

    def run(key: str, **payload: Any) -> Any:
        assert loaded.of(key, "request").violations(payload) == []
        answer = ROWS[key](store, payload)
        assert loaded.of(key, "response").violations(answer) == []
        for table in RECORDS:
            for record in store.scan(table):
                assert loaded.record(table).violations(record) == []
        return answer["result"]

    return run


def _create(act: Act, **data: Any) -> Any:
    return act("oktopost/marketo/lead.create", data=data)


def _sync(act: Act, email: str = "new@acme.com", **data: Any) -> Any:
    return act("oktopost/marketo/lead.createUpdate", email=email, data=data)


def _add(act: Act, *lead_ids: int, list_id: str = "1234") -> Any:
    return act("oktopost/marketo/list.addLeads", listId=list_id, leadIds=list(lead_ids))


def _log(act: Act, lead_id: int = 100, type_id: int = 100001, **more: Any) -> Any:
    payload = {"leadId": lead_id, "activityTypeId": type_id, "primaryAttributeValue": "https://a.example"}
    return act("oktopost/marketo/activity.addCustom", **payload, **more)


def _skipped(code: str, message: str, why: str = "reasons") -> Record:
    return {"status": "skipped", why: [{"code": code, "message": message}]}


def test_records_of_this_module_keep_their_schemas() -> None:
    loaded = contracts.load()
    broken = [loaded.record(name).violations(record) for name, records in RECORDS.items() for record in records]
    assert [violations for violations in broken if violations] == []


def test_the_standard_fields_are_those_of_the_record_schema() -> None:
    assert set(contracts.load().documents["records/marketo/lead"]["properties"]) == set(STANDARD)


@pytest.mark.contract("O-23")
def test_the_names_of_lead_create_are_mapped_as_its_schema_says() -> None:
    declared = contracts.load().properties("oktopost/marketo/lead.create", "data")
    assert {name: field["x-marketo"] for name, field in declared.items()} == oktopost.MARKETO_NAMES
    assert set(oktopost.MARKETO_NAMES.values()) <= set(STANDARD) - READ_ONLY


def test_the_parameters_of_create_or_update_lead_are_those_of_its_schema() -> None:
    declared = tuple(contracts.load().properties("refold/marketo/create_or_update_lead"))
    assert declared == ("email", *refold.MARKETO_FIELDS, "additional_fields")


@pytest.mark.contract("O-54")
def test_an_answer_is_marketos_own_envelope_with_a_fresh_request_id(store: Store) -> None:
    first, second = oktopost.get_lists(store, {}), oktopost.get_lists(store, {})
    assert first == {"requestId": "e42b#19b76daa800", "success": True, "result": [NEWSLETTER, WEBINAR]}
    assert second["requestId"] == "e42c#19b76daa800"


class TestLists:
    @pytest.mark.contract("O-54", "R-18")
    @pytest.mark.parametrize("key", ["oktopost/marketo/list.getAll", "refold/marketo/get_lists"])
    def test_all_lists_come_in_order_of_creation(self, act: Act, key: str) -> None:
        assert act(key) == [NEWSLETTER, WEBINAR]

    @pytest.mark.contract("O-55")
    def test_each_lead_gets_an_entry_in_the_order_of_the_call(self, act: Act, store: Store) -> None:
        assert _add(act, 300, 999, 100) == [
            {"id": 300, "status": "added"},
            {"id": 999, **_skipped("1004", "Lead not found")},
            {"id": 100, "status": "added"},
        ]
        assert list(store.scan("marketo/membership")) == [
            {"id": "1234:300", "listId": 1234, "leadId": 300, "createdAt": NOW},
            {"id": "1234:100", "listId": 1234, "leadId": 100, "createdAt": NOW},
        ]

    @pytest.mark.contract("O-55")
    def test_a_member_is_not_added_again(self, act: Act, store: Store) -> None:
        _add(act, 100)
        assert _add(act, 100, 200, 200) == [
            {"id": 100, "status": "added"},
            {"id": 200, "status": "added"},
            {"id": 200, "status": "added"},
        ]
        assert store.count("marketo/membership") == 2

    @pytest.mark.contract("O-55")
    def test_memberships_of_two_lists_are_apart(self, act: Act) -> None:
        _add(act, 100)
        assert _add(act, 100, list_id="1235") == [{"id": 100, "status": "added"}]

    def test_an_integer_written_with_a_fraction_is_the_same_lead(self, act: Act, store: Store) -> None:
        assert act("oktopost/marketo/list.addLeads", listId="1234", leadIds=[100.0]) == [{"id": 100, "status": "added"}]
        assert store.get("marketo/membership", "1234:100") is not None

    @pytest.mark.contract("O-55")
    @pytest.mark.parametrize("list_id", ["9999", "Newsletter", "12.34", "-1234", " 1234", "9" * 5000])
    def test_an_unknown_list_is_an_error_that_names_it(self, store: Store, list_id: str) -> None:
        with pytest.raises(CrmError) as caught:
            oktopost.add_leads(store, {"listId": list_id, "leadIds": [100]})
        assert caught.value.message == f"1013: Object not found: list {list_id}"
        assert caught.value.status == 200
        assert caught.value.body == {
            "requestId": "e42b#19b76daa800",
            "success": False,
            "errors": [{"code": "1013", "message": "Object not found"}],
        }

    @pytest.mark.contract("O-55")
    def test_three_hundred_leads_are_the_most(self, act: Act, store: Store) -> None:
        assert len(_add(act, *range(1, 301))) == 300
        with pytest.raises(CrmError, match=r"1003: Invalid data: at most 300 leads in one call, got 301"):
            _add(act, *range(1, 302))


class TestLeadCreate:
    @pytest.mark.contract("O-57", "O-23")
    def test_documented_names_are_stored_under_marketos(self, act: Act, store: Store) -> None:
        data = {name: f"a {name}" for name in oktopost.MARKETO_NAMES}
        data |= {"Email": "jane@acme.com", "WorkEmail": "j@acme.com"}
        assert _create(act, **data) == [{"id": 1000001, "status": "created"}]
        assert store.get("marketo/lead", 1000001) == {
            "id": 1000001,
            "email": "jane@acme.com",
            "company": "a Company",
            "firstName": "a FirstName",
            "lastName": "a LastName",
            "phone": "a Phone",
            "address": "a StreetAddress",
            "city": "a City",
            "state": "a State",
            "country": "a Country",
            "postalCode": "a ZipCode",
            "title": "a JobTitle",
            "workPhone": "a WorkPhone",
            "workEmail": "j@acme.com",
            "createdAt": NOW,
            "updatedAt": NOW,
        }

    @pytest.mark.contract("O-23")
    def test_custom_fields_are_matched_against_the_instance(self, act: Act, store: Store) -> None:
        _create(act, Email="jane@acme.com", Region__c="EMEA", Score__c=5)
        lead = store.find("marketo/lead", "email", "jane@acme.com")[0]
        assert (lead["Region__c"], lead["Score__c"]) == ("EMEA", 5)

    @pytest.mark.contract("O-23")
    @pytest.mark.parametrize("name", ["Foo", "firstName", "email", "Planet__c", "region__c", "__c"])
    def test_any_other_name_is_an_error(self, act: Act, store: Store, name: str) -> None:
        before = store.state
        with pytest.raises(CrmError) as caught:
            _create(act, **{"Email": "jane@acme.com", name: "x"})
        assert caught.value.message == f"1006: Field '{name}' not found"
        assert caught.value.body["errors"] == [{"code": "1006", "message": f"Field '{name}' not found"}]
        assert store.state is before

    @pytest.mark.contract("O-57")
    @pytest.mark.parametrize("email", ["john@acme.com", "JOHN@ACME.COM", "twin@acme.com"])
    def test_an_address_that_is_taken_is_skipped(self, act: Act, store: Store, email: str) -> None:
        before = store.state
        assert _create(act, Email=email) == [_skipped("1005", "Lead already exists")]
        assert store.state is before

    @pytest.mark.contract("O-57")
    @pytest.mark.parametrize("data", [{"LastName": "Doe"}, {"Email": None}, {"Email": ""}])
    def test_without_an_address_nothing_is_created(self, act: Act, data: Record) -> None:
        assert _create(act, **data) == [_skipped("1003", "Value for lookup field 'email' not found")]

    def test_new_ids_follow_one_another_and_step_over_those_in_use(self, act: Act, store: Store) -> None:
        store.insert("marketo/lead", _lead(1000002, "early@acme.com"))
        store.insert("marketo/lead", _lead(1000003, "gone@acme.com"))
        store.delete("marketo/lead", 1000003)
        ids = [_create(act, Email=f"{name}@acme.com")[0]["id"] for name in ("a", "b")]
        assert ids == [1000001, 1000004]


class TestLeadCreateUpdate:
    @pytest.mark.contract("O-56")
    def test_an_unknown_address_is_created(self, act: Act, store: Store) -> None:
        assert _sync(act, "jane@acme.com", firstName="Jane", JobTitle="CEO") == [{"id": 1000001, "status": "created"}]
        assert store.get("marketo/lead", 1000001) == {
            "id": 1000001,
            "email": "jane@acme.com",
            "firstName": "Jane",
            "title": "CEO",
            "createdAt": NOW,
            "updatedAt": NOW,
        }

    @pytest.mark.contract("O-56")
    def test_a_known_address_is_updated_in_any_case_of_letters(self, act: Act, store: Store) -> None:
        assert _sync(act, "John@Acme.com", LastName="Doe", leadScore=8) == [{"id": 100, "status": "updated"}]
        assert store.get("marketo/lead", 100) == {
            "id": 100,
            "email": "John@Acme.com",
            "firstName": "John",
            "lastName": "Doe",
            "company": "Acme",
            "leadScore": 8,
            "createdAt": THEN,
            "updatedAt": NOW,
        }

    @pytest.mark.contract("O-56")
    def test_an_address_of_two_people_is_skipped(self, act: Act) -> None:
        assert _sync(act, "twin@acme.com", city="Rome") == [_skipped("1007", "Multiple lead match lookup criteria")]

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize("name", ["email", "Email"])
    def test_an_address_in_data_is_disregarded(self, act: Act, store: Store, name: str) -> None:
        payload = {"email": "john@acme.com", "data": {name: "twin@acme.com"}}
        assert act("oktopost/marketo/lead.createUpdate", **payload) == [{"id": 100, "status": "updated"}]
        assert store.find("marketo/lead", "email", "john@acme.com")[0]["id"] == 100

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize("empty", [None, ""])
    def test_nothing_empties_a_field(self, act: Act, store: Store, empty: str | None) -> None:
        _sync(act, "john@acme.com", firstName=empty, lastName=empty)
        assert store.get("marketo/lead", 100) == {
            "id": 100,
            "email": "john@acme.com",
            "company": "Acme",
            "leadScore": 7,
            "createdAt": THEN,
            "updatedAt": NOW,
        }

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize("name", ["Foo", "First_Name", "FIRSTNAME", "Planet__c"])
    def test_an_unknown_field_is_an_error(self, act: Act, name: str) -> None:
        with pytest.raises(CrmError, match=f"1006: Field '{name}' not found"):
            _sync(act, **{name: "x"})

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize("name", ["id", "createdAt", "updatedAt", "Synced__c"])
    def test_a_read_only_field_is_an_error(self, act: Act, name: str) -> None:
        with pytest.raises(CrmError, match=f"1003: Invalid data: field '{name}' is read-only"):
            _sync(act, **{name: "1"})

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize(
        ("name", "given", "held"),
        [
            ("firstName", 7, "7"),
            ("firstName", 1.5, "1.5"),
            ("firstName", " é ", " é "),
            ("firstName", "x" * 255, "x" * 255),
            ("Region__c", "x" * 10, "x" * 10),
            ("address", "x" * 30_000, "x" * 30_000),
            ("leadScore", "-12", -12),
            ("leadScore", 3.0, 3),
            ("numberOfEmployees", 2**31 - 1, 2**31 - 1),
            ("annualRevenue", "10.40", 10.4),
            ("Rate__c", -0.5, -0.5),
            ("doNotCall", "TRUE", True),
            ("doNotCall", False, False),
            ("dateOfBirth", "1990-02-28", "1990-02-28"),
            ("Seen__c", "2026-01-01T02:00:00+02:00", NOW),
            ("Seen__c", "2026-01-01", NOW),
        ],
    )
    def test_a_value_is_stored_in_the_type_of_its_field(
        self, act: Act, store: Store, name: str, given: Any, held: Any
    ) -> None:
        assert _sync(act, **{name: given}) == [{"id": 1000001, "status": "created"}]
        lead = store.get("marketo/lead", 1000001)
        assert lead is not None
        assert lead[name] == held
        assert type(lead[name]) is type(held)

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize(
        ("name", "given", "shown"),
        [
            ("firstName", True, "true"),
            ("leadScore", "seven", "seven"),
            ("leadScore", True, "true"),
            ("leadScore", 3.5, "3.5"),
            ("Score__c", 2**31, "2147483648"),
            ("Score__c", "9" * 70, "9" * 60 + "…"),
            ("Rate__c", "1e5", "1e5"),
            ("Rate__c", "nan", "nan"),
            ("Rate__c", False, "false"),
            ("doNotCall", 1, "1"),
            ("doNotCall", "yes", "yes"),
            ("dateOfBirth", "1990-02-30", "1990-02-30"),
            ("dateOfBirth", "28.2.1990", "28.2.1990"),
            ("dateOfBirth", 19900228, "19900228"),
            ("Seen__c", "soon", "soon"),
            ("workEmail", "nobody", "nobody"),
        ],
    )
    def test_a_value_of_the_wrong_type_skips_the_lead(self, act: Act, name: str, given: Any, shown: str) -> None:
        assert _sync(act, **{name: given}) == [
            _skipped("1003", f"Invalid value for field '{name}' and value '{shown}'")
        ]

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize("email", ["john", "john@", "@acme.com", "jöhn@acme.com", "a@b@c", "a b@c.de", "a@b\n"])
    def test_only_an_ascii_address_is_an_address(self, act: Act, email: str) -> None:
        assert _sync(act, email, city="Rome") == [
            _skipped("1003", f"Invalid value for field 'email' and value '{email}'")
        ]

    @pytest.mark.contract("O-56")
    @pytest.mark.parametrize(
        ("name", "given", "limit"),
        [
            ("firstName", "x" * 256, "255 characters, got 256"),
            ("Region__c", "x" * 11, "10 characters, got 11"),
            ("address", "é" * 15_001, "30000 bytes, got 30002"),
            ("Notes__c", "x" * 30_001, "30000 bytes, got 30001"),
        ],
    )
    def test_a_value_that_is_too_long_skips_the_lead(self, act: Act, name: str, given: str, limit: str) -> None:
        assert _sync(act, **{name: given}) == [_skipped("1003", f"Invalid data: '{name}' holds at most {limit}")]


class TestActivities:
    @pytest.mark.contract("O-58", "O-25")
    def test_an_activity_is_written_into_the_log_of_the_lead(self, act: Act, store: Store) -> None:
        attributes = {"postUrl": "https://a.example", "Network": "LinkedIn", "clicks": "3", "seen": None}
        assert _log(act, attributes=attributes, activityDate="2025-12-31T18:00:00-05:00") == [
            {"id": 1, "marketoGUID": "1", "status": "added"}
        ]
        assert store.find("marketo/activity", "leadId", 100) == [
            {
                "id": 1,
                "marketoGUID": "1",
                "leadId": 100,
                "activityDate": "2025-12-31T23:00:00Z",
                "activityTypeId": 100001,
                "primaryAttributeValue": "https://a.example",
                "attributes": [
                    {"name": "Post URL", "value": "https://a.example"},
                    {"name": "Network", "value": "LinkedIn"},
                    {"name": "Clicks", "value": 3},
                ],
            }
        ]

    @pytest.mark.contract("O-25")
    @pytest.mark.parametrize("optional", [{}, {"attributes": None, "activityDate": None}, {"attributes": {}}])
    def test_attributes_and_date_are_optional(self, act: Act, store: Store, optional: Record) -> None:
        _log(act, **optional)
        held = store.get("marketo/activity", 1)
        assert held is not None
        assert (held["attributes"], held["activityDate"]) == ([], NOW)

    @pytest.mark.contract("O-25")
    @pytest.mark.parametrize(
        ("given", "held"),
        [
            ("2026-02-03", "2026-02-03T00:00:00Z"),
            ("2026-02-03T04:05", "2026-02-03T04:05:00Z"),
            ("2026-02-03T04:05:06", "2026-02-03T04:05:06Z"),
            ("2026-02-03T04:05:06.789Z", "2026-02-03T04:05:06Z"),
            ("2026-02-03T04:05:06+0530", "2026-02-02T22:35:06Z"),
            ("0099-02-03", "0099-02-03T00:00:00Z"),
        ],
    )
    def test_a_date_may_have_a_time_and_an_offset(self, act: Act, store: Store, given: str, held: str) -> None:
        _log(act, activityDate=given)
        assert [activity["activityDate"] for activity in store.scan("marketo/activity")] == [held]

    @pytest.mark.contract("O-25")
    @pytest.mark.parametrize(
        "given",
        ["now", "20260203", "2026-02-30", "2026-02-03 04:05", "2026-W06", "2026-02-03T25:00", "0001-01-01T00:00+14:00"],
    )
    def test_another_date_is_an_error(self, act: Act, given: str) -> None:
        with pytest.raises(CrmError) as caught:
            _log(act, activityDate=given)
        assert caught.value.message == f"704: Invalid date format: activityDate {given}"
        assert caught.value.body["errors"] == [{"code": "704", "message": "Invalid date format"}]

    @pytest.mark.contract("O-58")
    def test_an_unknown_lead_is_skipped_with_errors(self, act: Act, store: Store) -> None:
        assert _log(act, lead_id=999) == [_skipped("1004", "Lead not found", "errors")]
        assert store.count("marketo/activity") == 0

    @pytest.mark.contract("O-58")
    def test_an_unknown_type_is_an_error_that_names_it(self, act: Act) -> None:
        with pytest.raises(CrmError, match="1013: Object not found: activity type 100002"):
            _log(act, type_id=100002)

    @pytest.mark.contract("O-58")
    @pytest.mark.parametrize("name", ["foo", "URL", "posturl"])
    def test_an_unknown_attribute_is_an_error(self, act: Act, name: str) -> None:
        with pytest.raises(CrmError, match=f"1006: Field '{name}' not found"):
            _log(act, attributes={name: "x"})

    @pytest.mark.contract("O-58")
    def test_an_attribute_of_the_wrong_type_skips_the_activity(self, act: Act, store: Store) -> None:
        assert _log(act, attributes={"clicks": "many"}) == [
            _skipped("1003", "Invalid value for field 'Clicks' and value 'many'", "errors")
        ]
        assert store.count("marketo/activity") == 0

    @pytest.mark.contract("O-58")
    def test_too_many_bytes_of_attributes_skip_the_activity(self, act: Act, store: Store) -> None:
        wide = [{"apiName": f"a{n}", "name": f"A {n}", "dataType": "text"} for n in range(3)]
        store.replace("marketo/activityType", POST_CLICKED | {"attributes": wide})
        assert _log(act, attributes={f"a{n}": "x" * 30_000 for n in range(3)}) == [
            _skipped("1049", "Failed to Create Activity", "errors")
        ]

    def test_activities_are_numbered(self, act: Act) -> None:
        assert [_log(act)[0]["id"] for _ in range(3)] == [1, 2, 3]


@pytest.mark.contract("R-18")
class TestRefold:
    @pytest.mark.parametrize("list_id", ["1234", 1234])
    @pytest.mark.parametrize("lead_ids", [[100, 999], "[100, 999]"])
    def test_leads_are_added_to_a_list(self, act: Act, list_id: Any, lead_ids: Any) -> None:
        assert act("refold/marketo/add_leads_to_list", list_id=list_id, lead_ids=lead_ids) == [
            {"id": 100, "status": "added"},
            {"id": 999, **_skipped("1004", "Lead not found")},
        ]

    @pytest.mark.parametrize(
        ("lead_ids", "problem", "message"),
        [
            ("[]", MissingFields, "lead_ids"),
            ("100, 200", InvalidPayload, "lead_ids: expected an array, or the JSON text of one"),
            ('{"id": 100}', InvalidPayload, "lead_ids: expected an array, or the JSON text of one"),
            ('[100, "x"]', CrmError, "1001: Invalid value '\"x\"'. Required of type 'integer'"),
            ("[true]", CrmError, "1001: Invalid value 'true'. Required of type 'integer'"),
        ],
    )
    def test_a_text_that_is_no_array_of_integers_is_refused(
        self, act: Act, lead_ids: str, problem: type[Exception], message: str
    ) -> None:
        with pytest.raises(problem) as caught:
            act("refold/marketo/add_leads_to_list", list_id="1234", lead_ids=lead_ids)
        assert str(caught.value).startswith(message)

    @pytest.mark.parametrize("more", [{"leadSource": "Web", "company": None}, '{"leadSource":"Web","company":""}'])
    def test_a_lead_is_updated_from_parameters_and_additional_fields(self, act: Act, store: Store, more: Any) -> None:
        parameters = {"email": "john@acme.com", "phone": 123, "city": None, "additional_fields": more}
        assert act("refold/marketo/create_or_update_lead", **parameters) == [{"id": 100, "status": "updated"}]
        assert store.get("marketo/lead", 100) == {
            "id": 100,
            "email": "john@acme.com",
            "firstName": "John",
            "leadScore": 7,
            "phone": "123",
            "leadSource": "Web",
            "createdAt": THEN,
            "updatedAt": NOW,
        }

    @pytest.mark.contract("R-23")
    def test_a_parameter_that_is_not_declared_is_ignored(self, act: Act, store: Store) -> None:
        parameters = {"email": "jane@acme.com", "fax": "1", "unknown": "x"}
        assert act("refold/marketo/create_or_update_lead", **parameters) == [{"id": 1000001, "status": "created"}]
        assert store.get("marketo/lead", 1000001) == {
            "id": 1000001,
            "email": "jane@acme.com",
            "createdAt": NOW,
            "updatedAt": NOW,
        }

    @pytest.mark.parametrize("given", [["x"], {"y": 1}])
    def test_a_nested_value_in_additional_fields_skips_the_lead(self, act: Act, given: Any) -> None:
        parameters = {"email": "jane@acme.com", "additional_fields": {"city": given, "leadScore": given}}
        [entry] = act("refold/marketo/create_or_update_lead", **parameters)
        assert (entry["status"], entry["reasons"][0]["code"]) == ("skipped", "1003")

    def test_leads_are_found_by_email_with_the_default_fields(self, act: Act) -> None:
        nameless = {"firstName": None, "lastName": None, "createdAt": THEN, "updatedAt": THEN}
        assert act("refold/marketo/get_lead_by_email", email="TWIN@acme.com") == [
            {"id": 200, "email": "twin@acme.com", **nameless},
            {"id": 300, "email": "Twin@acme.com", **nameless},
        ]
        assert act("refold/marketo/get_lead_by_email", email="nobody@acme.com") == []

    @pytest.mark.parametrize(
        ("names", "answer"),
        [
            ("company, leadScore", {"id": 100, "company": "Acme", "leadScore": 7}),
            ("Region__c,id", {"id": 100, "Region__c": None}),
        ],
    )
    def test_the_fields_to_answer_can_be_chosen(self, act: Act, names: str, answer: Record) -> None:
        assert act("refold/marketo/get_lead_by_email", email="john@acme.com", fields=names) == [answer]

    def test_a_field_that_is_asked_for_must_exist(self, act: Act) -> None:
        with pytest.raises(CrmError, match="1006: Field 'foo' not found"):
            act("refold/marketo/get_lead_by_email", email="john@acme.com", fields="email,foo")

    @pytest.mark.parametrize("attributes", [{"network": "LinkedIn"}, '{"network": "LinkedIn"}'])
    def test_a_custom_activity_is_added(self, act: Act, store: Store, attributes: Any) -> None:
        parameters = {"lead_id": 100, "activity_type_id": 100001, "primary_attribute_value": 7}
        added = act("refold/marketo/add_custom_activity", **parameters, attributes=attributes)
        assert added == [{"id": 1, "marketoGUID": "1", "status": "added"}]
        assert store.get("marketo/activity", 1) == {
            "id": 1,
            "marketoGUID": "1",
            "leadId": 100,
            "activityDate": NOW,
            "activityTypeId": 100001,
            "primaryAttributeValue": "7",
            "attributes": [{"name": "Network", "value": "LinkedIn"}],
        }


@pytest.mark.contract("R-20")
def test_a_lead_that_one_vendor_creates_the_other_finds(act: Act) -> None:
    _create(act, Email="jane@acme.com", FirstName="Jane")
    [found] = act("refold/marketo/get_lead_by_email", email="jane@acme.com", fields="firstName")
    assert found == {"id": 1000001, "firstName": "Jane"}


def test_a_busy_marketo_says_so_in_its_own_words(store: Store) -> None:
    busy = marketo.busy(store)
    assert (busy.message, busy.status) == ("608: API Temporarily Unavailable", 200)


# -- what Marketo can do beyond the actions of today -----------------------------------------------------------


def _ids(entries: list[Record]) -> list[Any]:
    return [(entry.get("id"), entry["status"]) for entry in entries]


class TestSync:
    @pytest.mark.parametrize(
        ("action", "email", "entry"),
        [
            ("createOnly", "john@acme.com", _skipped("1005", "Lead already exists")),
            ("updateOnly", "john@acme.com", {"id": 100, "status": "updated"}),
            ("updateOnly", "new@acme.com", _skipped("1004", "Lead not found")),
            ("createDuplicate", "john@acme.com", {"id": 1000001, "status": "created"}),
            ("createOrUpdate", "new@acme.com", {"id": 1000001, "status": "created"}),
        ],
    )
    def test_an_action_says_what_may_happen(self, store: Store, action: str, email: str, entry: Record) -> None:
        assert marketo.sync_leads(store, [{"email": email, "city": "Rome"}], action=action) == [entry]

    def test_by_id_the_address_can_change(self, store: Store) -> None:
        given: list[Record] = [{"id": 100, "email": "j@acme.com"}, {"id": "200", "city": "Rome"}, {"id": 7}]
        entries = marketo.sync_leads(store, given, action="updateOnly", lookup_field="id")
        assert entries == [
            {"id": 100, "status": "updated"},
            {"id": 200, "status": "updated"},
            _skipped("1004", "Lead not found"),
        ]
        assert [lead["id"] for lead in store.find("marketo/lead", "email", "J@acme.com")] == [100]

    def test_the_id_names_leads_for_updates_only(self, store: Store) -> None:
        with pytest.raises(CrmError, match="1003: Invalid data: lookupField 'id'"):
            marketo.sync_leads(store, [{"id": 100}], lookup_field="id")

    def test_a_custom_field_may_name_a_lead(self, store: Store) -> None:
        assert _ids(marketo.sync_leads(store, [{"Region__c": "EMEA"}], lookup_field="Region__c")) == [
            (1000001, "created")
        ]
        again = marketo.sync_leads(store, [{"Region__c": "emea", "city": "Rome"}], lookup_field="Region__c")
        assert again == [{"id": 1000001, "status": "updated"}]

    def test_people_are_looked_up_in_so_many_steps_and_no_more(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        people = store.count("marketo/lead")
        monkeypatch.setattr(steps, "MOST", people)
        assert marketo.leads_by(store, "Region__c", ["a", "b"]) == []
        found = [{"Region__c": "EMEA", "email": "a@b.co"}]
        assert _ids(marketo.sync_leads(store, found, lookup_field="Region__c")) == [(1000001, "created")]
        with pytest.raises(CrmError, match="604: Request timed out"):
            marketo.leads_by(store, "Region__c", ["EMEA"])
        with pytest.raises(CrmError, match="604: Request timed out"):
            marketo.sync_leads(store, found, lookup_field="Region__c")
        assert marketo.leads_by(store, "email", ["a@b.co"], ["email"]) == [{"id": 1000001, "email": "a@b.co"}]

    @pytest.mark.parametrize("name", ["createdAt", "firstName", "Rate__c", "nothing"])
    def test_other_fields_name_nobody(self, store: Store, name: str) -> None:
        with pytest.raises(CrmError, match=f"1011: Lookup field '{name}' not supported"):
            marketo.sync_leads(store, [{"email": "a@b.co"}], lookup_field=name)

    def test_three_hundred_people_are_the_most(self, store: Store) -> None:
        with pytest.raises(CrmError, match="1003: Invalid data: at most 300 leads in one call, got 301"):
            marketo.sync_leads(store, [{"email": f"a{number}@b.co"} for number in range(301)])

    def test_a_change_of_nothing_changes_nothing(self, store: Store) -> None:
        before = store.state
        assert marketo.sync_leads(store, [{"email": "john@acme.com", "company": "Acme"}]) == [
            {"id": 100, "status": "updated"}
        ]
        assert store.state is before


class TestReading:
    def test_people_are_found_by_values_sorted_by_id(self, store: Store) -> None:
        found = marketo.leads_by(store, "email", ["twin@acme.com", "john@acme.com"], ["email"])
        assert [lead["id"] for lead in found] == [100, 200, 300]
        assert marketo.leads_by(store, "id", ["200", 999], ["email"]) == [{"id": 200, "email": "twin@acme.com"}]

    def test_a_checkbox_without_a_value_is_false(self, store: Store) -> None:
        [lead] = marketo.leads_by(store, "id", [100], ["doNotCall", "city"])
        assert lead == {"id": 100, "doNotCall": False, "city": None}

    def test_without_fields_the_default_ones_come_in_marketos_order(self, store: Store) -> None:
        [lead] = marketo.leads_by(store, "id", [100])
        assert list(lead) == ["id", "firstName", "lastName", "email", "updatedAt", "createdAt"]


class TestMembers:
    def test_members_are_told_added_and_removed(self, store: Store) -> None:
        marketo.add_to_list(store, "1234", [300, 100])
        assert [lead["id"] for lead in marketo.leads_of_list(store, 1234)] == [100, 300]
        assert _ids(marketo.membership(store, 1234, [100, 200, 999])) == [
            (100, "memberof"),
            (200, "notmemberof"),
            (999, "skipped"),
        ]
        assert marketo.remove_from_list(store, 1234, [100, 100, 999]) == [
            {"id": 100, "status": "removed"},
            {"id": 100, **_skipped("1015", "Lead not in list")},
            {"id": 999, **_skipped("1004", "Lead not found")},
        ]
        assert marketo.lists_of_lead(store, 300) == [{"listId": 1234, "createdAt": NOW, "updatedAt": NOW}]
        assert marketo.lists_of_lead(store, 100) == []

    def test_without_ids_the_call_is_refused(self, store: Store) -> None:
        for act in (marketo.add_to_list, marketo.remove_from_list, marketo.membership):
            with pytest.raises(CrmError, match="1003: Lead ids not specified"):
                act(store, 1234, [])


def _noted(store: Store, *type_ids: int) -> list[Record]:
    return activities.find_activities(store, type_ids=type_ids)[0]


class TestLog:
    def test_creating_changing_and_deleting_are_noted(self, store: Store) -> None:
        [created] = marketo.sync_leads(store, [{"email": "jane@acme.com", "firstName": "Jane"}])
        marketo.sync_leads(store, [{"email": "jane@acme.com", "firstName": "Ann", "city": "Rome"}])
        assert marketo.delete_leads(store, [created["id"], 999]) == [
            {"id": created["id"], "status": "deleted"},
            {"id": 999, **_skipped("1004", "Lead not found")},
        ]
        found, more = activities.find_activities(store, lead_ids=[created["id"]])
        assert not more
        assert [(row["activityTypeId"], row.get("primaryAttributeValue")) for row in found] == [
            (12, None),
            (13, "firstName"),
            (13, "city"),
            (37, "Ann"),
        ]
        assert found[1]["attributes"][:2] == [
            {"name": "New Value", "value": "Ann"},
            {"name": "Old Value", "value": "Jane"},
        ]
        assert found[2]["attributes"][1] == {"name": "Old Value", "value": None}
        loaded = contracts.load()
        assert [loaded.record("marketo/activity").violations(row) for row in found] == [[]] * 4

    def test_a_deleted_lead_leaves_its_lists(self, store: Store) -> None:
        marketo.add_to_list(store, 1234, [100])
        marketo.delete_leads(store, [100])
        assert marketo.leads_of_list(store, 1234) == []
        assert store.count("marketo/membership") == 0

    def test_the_log_is_read_by_pages_the_oldest_first(self, store: Store) -> None:
        for day in ("2026-01-03", "2026-01-01", "2026-01-02"):
            activity = {"leadId": 100, "activityTypeId": 100001, "primaryAttributeValue": "x", "activityDate": day}
            activities.add_activities(store, [activity])
        days = [row["activityDate"][:10] for row in _noted(store, 100001)]
        assert days == ["2026-01-01", "2026-01-02", "2026-01-03"]
        since = "2026-01-02T00:00:00Z"
        page, more = activities.find_activities(store, type_ids=[100001], since=since, limit=1)
        assert ([row["activityDate"] for row in page], more) == ([since], True)
        page, more = activities.find_activities(store, type_ids=[100001], since=since, offset=2)
        assert (page, more) == ([], False)

    def test_the_standard_types_stand_before_the_custom_ones(self, store: Store) -> None:
        assert [kind["id"] for kind in activities.activity_types(store)] == [12, 13, 37, 100001]


class TestMerge:
    def test_the_winner_keeps_its_values_and_takes_the_others(self, store: Store) -> None:
        marketo.sync_leads(
            store, [{"id": 300, "city": "Rome", "company": "Twin"}], action="updateOnly", lookup_field="id"
        )
        marketo.add_to_list(store, 1234, [300])
        marketo.merge_leads(store, 100, [300])
        winner = store.get("marketo/lead", 100)
        assert winner is not None
        assert (winner["email"], winner["company"], winner["city"]) == ("john@acme.com", "Acme", "Rome")
        assert (store.get("marketo/lead", 300), store.deleted("marketo/lead", 300)) == (None, True)
        assert [lead["id"] for lead in marketo.leads_of_list(store, 1234)] == [100]
        assert store.find("marketo/activity", "leadId", 300) == []

    @pytest.mark.parametrize(
        ("losers", "message"),
        [
            ([999], "1004: Lead '999' not found"),
            ([100], "1003: Invalid data: lead 100 cannot be merged into itself"),
            (list(range(26)), "1080: Cannot merge more than 25 leads"),
        ],
    )
    def test_a_merge_that_cannot_be_is_refused(self, store: Store, losers: list[int], message: str) -> None:
        before = store.state
        with pytest.raises(CrmError, match=message):
            marketo.merge_leads(store, 100, losers)
        assert store.state is before
