"""What SOQL queries find in a small org."""

# ruff: noqa: S608 - the queries are the subject

import json
from typing import Any

import pytest

from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.objects import described
from mockserver.crm.salesforce.soql import query as soql
from tests.soql.org import ACME, ANN, BOB, BOLT, CORE, DOE, LEAD, RECORDS, ROE, STORE, store_of


def names(query: str) -> list[Any]:
    """The values of the query's first field."""
    return [list(record.values())[1] for record in soql.query(STORE, query)["records"]]


@pytest.mark.contract("R-17")
def test_a_record_has_its_attributes_and_then_the_fields_in_the_order_of_the_query() -> None:
    found = soql.query(STORE, "select industry, NAME, annualrevenue, ID from ACCOUNT where Id = '" + BOLT + "'")
    assert json.dumps(found) == json.dumps(
        {
            "totalSize": 1,
            "done": True,
            "records": [
                {
                    "attributes": {"type": "Account", "url": f"/services/data/v59.0/sobjects/Account/{BOLT}"},
                    "Industry": "Banking",
                    "Name": "bolt & Co 100%",
                    "AnnualRevenue": None,
                    "Id": BOLT,
                }
            ],
        }
    )


@pytest.mark.contract("R-17")
def test_fields_of_parents_come_as_nested_records_and_a_missing_parent_as_null() -> None:
    found = soql.query(STORE, "SELECT Account.Name, LastName, account.Owner.Name FROM Contact WHERE Id != null LIMIT 3")
    owner = {"attributes": {"type": "User", "url": f"/services/data/v59.0/sobjects/User/{BOB}"}, "Name": "Bob Boss"}
    assert found["records"][1] == {
        "attributes": {"type": "Contact", "url": f"/services/data/v59.0/sobjects/Contact/{ROE}"},
        "Account": {
            "attributes": {"type": "Account", "url": f"/services/data/v59.0/sobjects/Account/{BOLT}"},
            "Name": "bolt & Co 100%",
            "Owner": owner,
        },
        "LastName": "Roe",
    }
    assert found["records"][2]["Account"] is None


@pytest.mark.contract("R-17")
def test_a_reference_to_several_objects_answers_the_one_that_it_points_to() -> None:
    found = soql.query(STORE, "SELECT Who.Name, What.Subject, What.Name FROM Task")["records"]
    assert [record["Who"]["attributes"]["type"] for record in found] == ["Contact", "Lead"]
    assert [record["Who"]["Name"] for record in found] == ["John Doe", "Lee"]
    assert [(record["What"]["Subject"], record["What"]["Name"]) for record in found] == [(None, "Acme"), ("Help", None)]


ACCOUNTS = {ACME: "A", BOLT: "B", CORE: "C"}


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        # Text: without regard to case; null equals null and the empty text, and differs from everything else.
        ("Industry = 'technology'", "A"),
        ("Industry != 'TECHNOLOGY'", "BC"),
        ("Industry <> 'Banking'", "AC"),
        ("Industry = null", "C"),
        ("Industry = ''", "C"),
        ("Industry != null", "AB"),
        ("Industry IN ('banking', null)", "BC"),
        ("Industry NOT IN ('banking')", "AC"),
        ("Industry not\n in ('banking', null)", "A"),
        ("Name > 'B'", "BC"),
        ("Name >= 'bolt & co 100%'", "BC"),
        ("Name < 'B'", "A"),
        ("Name <= 'ACME'", "A"),
        ("Industry < 'Z'", "AB"),
        ("Industry < null", ""),
        # Patterns.
        ("Name LIKE 'a%'", "A"),
        ("Name LIKE '%O%'", "BC"),
        ("Name LIKE '%c%e%'", "AC"),
        ("Name LIKE 'ac_e'", "A"),
        ("Name LIKE '%100\\%'", "B"),
        ("Name LIKE 'core\\_%'", "C"),
        ("Name LIKE 'acme_%'", ""),
        ("Name LIKE '%'", "ABC"),
        ("Industry LIKE '%'", "AB"),
        ("Name LIKE ''", ""),
        ("Name LIKE '%bolt%bolt%'", ""),
        ("Name LIKE 'acm%me'", ""),
        ("Name LIKE 'a%m%me'", ""),
        ("Name LIKE '\\u0041cme'", "A"),
        # Numbers.
        ("NumberOfEmployees = 10", "A"),
        ("NumberOfEmployees = 10.0", "A"),
        ("NumberOfEmployees IN (10, 200.)", "AB"),
        ("AnnualRevenue = +1000.5", "A"),
        ("AnnualRevenue > .5", "A"),
        ("AnnualRevenue != 1000.5", "BC"),
        ("NumberOfEmployees > -1", "AB"),
        ("NumberOfEmployees <= 10", "A"),
        # Check boxes: what was never stored is not checked.
        ("IsDeleted = FALSE", "ABC"),
        ("IsDeleted != true", "ABC"),
        ("IsDeleted = true", ""),
        ("IsDeleted = null", ""),
        # Ids, in 15 characters as in 18.
        (f"Id = '{ACME}'", "A"),
        (f"Id = '{ACME[:15]}'", "A"),
        (f"Id IN ('{CORE}', '{ACME[:15]}', '{ACME}', '{DOE}')", "AC"),
        (f"Id = '{ACME}' AND Name = 'Bolt'", ""),
        (f"Id > '{ACME}'", "BC"),
        (f"OwnerId = '{BOB[:15]}'", "BC"),
        (f"ParentId != '{ACME}'", "AC"),
        ("ParentId = ''", "AC"),
        # Moments and days.
        ("CreatedDate = 2026-01-15T00:00:00Z", "B"),
        ("CreatedDate = 2026-01-15T01:00:00.000+01:00", "B"),
        ("CreatedDate >= 2026-01-14T23:59:59.999+0000", "AB"),
        ("CreatedDate = TODAY", "B"),
        ("CreatedDate = yesterday", "A"),
        ("CreatedDate < TODAY", "AC"),
        ("CreatedDate <= YESTERDAY", "AC"),
        ("CreatedDate > YESTERDAY", "B"),
        ("CreatedDate >= YESTERDAY", "AB"),
        ("CreatedDate != TODAY", "AC"),
        ("CreatedDate IN (TODAY, LAST_YEAR)", "BC"),
        ("CreatedDate NOT IN (TODAY, LAST_YEAR)", "A"),
        ("CreatedDate = LAST_N_DAYS:1", "AB"),
        ("CreatedDate = LAST_N_DAYS : 99999999999999", "ABC"),
        # Parents.
        ("Owner.Name = 'ann admin'", "A"),
        ("Owner.Manager.Name = 'Ann Admin'", "BC"),
        ("Parent.Name != 'Acme'", "AC"),
        ("Parent.IsDeleted = false", "B"),
        ("Account.Name = 'Acme'", "A"),
        # Custom fields, of no declared type.
        ("Vip__c = true", "A"),
        ("vip__C = 'NO'", "C"),
        ("Vip__c != true", "BC"),
        ("Vip__c = 1", ""),
        ("Vip__c LIKE 'n%'", "C"),
        ("Vip__c = TODAY", ""),
        # Logic.
        ("NOT Industry = 'Banking'", "AC"),
        ("NOT (Industry = 'Banking' OR Name = 'Acme')", "C"),
        ("Industry = 'Banking' OR Name = 'Acme' OR Name = 'x'", "AB"),
        ("(Industry = 'Banking' OR Name = 'Acme') AND ((OwnerId = '" + ANN + "'))", "A"),
        ("Name != 'x' AND (NOT Name LIKE 'a%')", "BC"),
    ],
)
def test_where(where: str, expected: str) -> None:
    found = soql.query(STORE, f"SELECT Id FROM Account WHERE {where}")["records"]
    assert "".join(ACCOUNTS[record["Id"]] for record in found) == expected


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("Email = 'JOHN@ACME.COM'", ["John Doe"]),
        ("Email IN ('john@acme.com', 'nobody@acme.com')", ["John Doe"]),
        ("Email IN ('john@acme.com', null)", ["John Doe", "Jane Roe", "Edgar O'Poe"]),
        ("Name = 'Edgar O\\'Poe'", ["Edgar O'Poe"]),
        ("Birthdate = 1990-05-17", ["Jane Roe"]),
        ("Birthdate < 1990-05-17", []),
        ("Birthdate > N_YEARS_AGO:40", ["Jane Roe"]),
        ("Birthdate = N_YEARS_AGO:36", ["Jane Roe"]),
        ("DoNotCall = true", ["Edgar O'Poe"]),
        ("DoNotCall = false", ["John Doe", "Jane Roe"]),
        ("Contact.Account.Owner.Name LIKE '%bo%'", ["Jane Roe"]),
        (f"AccountId = '{ACME}' AND LastName = 'Doe'", ["John Doe"]),
    ],
)
def test_where_on_contacts(where: str, expected: list[str]) -> None:
    assert names(f"SELECT Name FROM Contact WHERE {where}") == expected


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("", "ABC"),
        ("ORDER BY Name", "ABC"),
        ("ORDER BY Name DESC", "CBA"),
        ("order by NumberOfEmployees asc", "CAB"),
        ("ORDER BY NumberOfEmployees DESC", "CBA"),
        ("ORDER BY NumberOfEmployees DESC NULLS LAST", "BAC"),
        ("ORDER BY NumberOfEmployees NULLS LAST", "ABC"),
        ("ORDER BY Owner.Name DESC, CreatedDate", "CBA"),
        ("ORDER BY Owner.Name DESC, CreatedDate DESC NULLS FIRST", "BCA"),
        ("ORDER BY Parent.Name", "ACB"),
        ("ORDER BY IsDeleted, CreatedDate", "CAB"),
        ("ORDER BY Vip__c", "BAC"),
        ("LIMIT 2", "AB"),
        ("LIMIT 0", ""),
        ("OFFSET 1", "BC"),
        ("LIMIT 1 OFFSET 1", "B"),
        ("OFFSET 2000", ""),
        ("ORDER BY Name DESC LIMIT 2 OFFSET 1", "BA"),
        ("WHERE Name LIKE '%o%' ORDER BY Name DESC LIMIT 1", "C"),
    ],
)
def test_order_limit_and_offset(tail: str, expected: str) -> None:
    found = soql.query(STORE, f"SELECT Id FROM Account {tail}")
    assert "".join(ACCOUNTS[record["Id"]] for record in found["records"]) == expected
    assert found["totalSize"] == len(expected)


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("SELECT COUNT() FROM Account", 3),
        ("SELECT count( ) FROM Account WHERE Industry != null", 2),
        ("SELECT COUNT() FROM Account LIMIT 2", 2),
        ("SELECT COUNT() FROM Account OFFSET 2", 1),
        ("SELECT COUNT() FROM Opportunity", 0),
    ],
)
def test_count_answers_its_number_and_no_records(query: str, number: int) -> None:
    assert soql.query(STORE, query) == {"totalSize": number, "done": True, "records": []}


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("SELECT COUNT(Id) FROM Account", 3),
        ("SELECT COUNT(industry) FROM Account", 2),
        ("SELECT COUNT(Account.Name) FROM Contact", 2),
    ],
)
def test_count_of_a_field_counts_the_records_that_have_a_value(query: str, number: int) -> None:
    row = {"attributes": {"type": "AggregateResult"}, "expr0": number}
    assert soql.query(STORE, query) == {"totalSize": 1, "done": True, "records": [row]}


@pytest.mark.contract("R-17")
def test_fields_stands_for_all_fields_in_the_order_of_the_object() -> None:
    [record] = soql.query(STORE, "SELECT FIELDS(ALL) FROM Account LIMIT 1")["records"]
    assert list(record) == ["attributes", *described(STORE, "Account").fields]
    [standard] = soql.query(STORE, f"SELECT FIELDS(standard) FROM Account WHERE Id = '{ACME}'")["records"]
    assert standard.keys() == record.keys() - {"Vip__c"}
    [custom] = soql.query(STORE, "SELECT Name, FIELDS(CUSTOM) FROM Account LIMIT 1")["records"]
    assert {**custom, "attributes": None} == {"attributes": None, "Name": "Acme", "Vip__c": True}


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\nb", "a\nb"),
        (r"\N\r\R\t\T\f\F\b\B", "\n\r\r\t\t\f\f\b\b"),
        (r"\"\'\\", "\"'\\"),
        (r"caf\u00e9", "CAFÉ"),
        (r"\ud83d\ude00", "😀"),
        ("50%_", "50%_"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_escapes_in_texts(written: str, meant: str) -> None:
    store = store_of({"salesforce/Lead": [{"Id": LEAD, "Name": meant}]})
    assert soql.query(store, f"SELECT COUNT() FROM Lead WHERE Name = '{written}'")["totalSize"] == 1


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT COUNT() FROM Account WHERE " + "NOT(" * 99 + "Name = 'Acme'" + ")" * 99,
        "SELECT COUNT() FROM Account WHERE " + "(" * 40_000 + "Name != 'x'" + ")" * 40_000,
        "SELECT COUNT() FROM Account WHERE Name IN (" + ",".join(["'x'"] * 24_000) + ",'Acme')",
        "SELECT COUNT() FROM Account WHERE " + " OR ".join(["Name = 'x'"] * 7_000),
        "SELECT COUNT() FROM Account WHERE Name LIKE '" + "%a_" * 1_333 + "'",
        "SELECT COUNT() FROM Account WHERE Name = '" + r"\'" * 2_000 + "'",
        "SELECT COUNT() FROM Account " + " " * 99_000,
    ],
)
def test_a_long_query_is_answered(query: str) -> None:
    assert soql.query(STORE, query)["done"] is True


@pytest.mark.contract("R-17")
def test_records_written_after_the_start_are_found_by_key_index_and_scan() -> None:
    store = store_of(RECORDS)
    new = {"Id": numbered_id("003", 9), "LastName": "New", "Name": "New", "Email": "new@acme.com", "AccountId": ACME}
    store.insert("salesforce/Contact", new)
    store.delete("salesforce/Contact", DOE)
    for where in (f"Id = '{new['Id']}'", "Email = 'New@acme.com'", f"AccountId IN ('{ACME}')", "LastName = 'new'"):
        found = soql.query(store, f"SELECT Name FROM Contact WHERE {where}")["records"]
        assert [record["Name"] for record in found] == ["New"]


def rows(query: str) -> list[dict[str, Any]]:
    """What a query answers, without what is said of each record."""
    found = soql.query(STORE, query)["records"]
    return [{name: value for name, value in record.items() if name != "attributes"} for record in found]


@pytest.mark.contract("S-06")
def test_children_come_as_an_answer_of_their_own_and_none_as_null() -> None:
    found = soql.query(STORE, "SELECT Name, (SELECT LastName FROM contacts WHERE LastName != 'x') FROM Account")
    acme, _, core = found["records"]
    contact = {"type": "Contact", "url": f"/services/data/v59.0/sobjects/Contact/{DOE}"}
    assert acme["Contacts"] == {
        "totalSize": 1,
        "done": True,
        "records": [{"attributes": contact, "LastName": "Doe"}],
    }
    assert core["Contacts"] is None
    none = rows("SELECT (SELECT Id FROM Contacts WHERE LastName = 'Roe'), Name FROM Account WHERE Name = 'Acme'")
    assert none == [{"Name": "Acme", "Contacts": None}]


@pytest.mark.contract("S-06")
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Id IN (SELECT AccountId FROM Contact)", [ACME, BOLT]),
        ("Id NOT IN (SELECT AccountId FROM Contact WHERE AccountId != null)", [CORE]),
        ("Id IN (SELECT AccountId FROM Contact WHERE Account.Name LIKE 'b%') AND Name != 'x'", [BOLT]),
        ("Id IN (SELECT AccountId FROM Contact ORDER BY LastName DESC LIMIT 1)", [BOLT]),
        ("Id IN (SELECT WhatId FROM Task) OR (NOT Id IN (SELECT AccountId FROM Contact))", [ACME, CORE]),
        ("OwnerId IN (SELECT Id FROM User WHERE Name = 'Nobody')", []),
    ],
)
def test_the_ids_of_another_query_are_what_in_compares_with(condition: str, expected: list[str]) -> None:
    assert names(f"SELECT Id FROM Account WHERE {condition}") == expected


@pytest.mark.contract("S-06")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT COUNT(Industry), COUNT(Id) n FROM Account", [{"expr0": 2, "n": 3}]),
        (
            "SELECT SUM(NumberOfEmployees), AVG(NumberOfEmployees) a, MIN(Name), MAX(Name) FROM Account",
            [{"expr0": 210, "a": 105.0, "expr1": "Acme", "expr2": "Core_Ltd"}],
        ),
        ("SELECT MAX(AnnualRevenue) FROM Account WHERE Name = 'nothing'", [{"expr0": None}]),
        (
            "SELECT OwnerId o, COUNT(Id) FROM Account GROUP BY OwnerId ORDER BY COUNT(Id) DESC",
            [{"o": BOB, "expr0": 2}, {"o": ANN, "expr0": 1}],
        ),
        ("SELECT Owner.Name FROM Account GROUP BY Owner.Name HAVING COUNT(Id) > 1", [{"Name": "Bob Boss"}]),
        (
            (
                "SELECT Industry, COUNT_DISTINCT(OwnerId) n FROM Account "
                "GROUP BY Industry ORDER BY Industry NULLS LAST LIMIT 2"
            ),
            [{"Industry": "Banking", "n": 1}, {"Industry": "Technology", "n": 1}],
        ),
        ("SELECT COUNT(Id) n FROM Account GROUP BY OwnerId HAVING MIN(Name) LIKE 'a%' OR OwnerId = null", [{"n": 1}]),
        ("SELECT COUNT(Id) FROM Account WHERE Name = 'x' GROUP BY OwnerId", []),
    ],
)
def test_groups_answer_rows(query: str, expected: list[dict[str, Any]]) -> None:
    assert rows(query) == expected
    assert all(record["attributes"] == {"type": "AggregateResult"} for record in soql.query(STORE, query)["records"])


@pytest.mark.contract("S-06")
@pytest.mark.parametrize("end", ["FOR VIEW", "FOR REFERENCE", "LIMIT 3 FOR UPDATE", "ALL ROWS", "LIMIT 5 ALL ROWS"])
def test_what_a_query_is_for_changes_nothing(end: str) -> None:
    assert names(f"SELECT Id FROM Account {end}") == [ACME, BOLT, CORE]


@pytest.mark.contract("S-40")
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("Vip__c INCLUDES ('no')", "C"),
        ("Vip__c INCLUDES ('NO;no', 'x')", "C"),
        ("Vip__c INCLUDES ('no;yes')", ""),
        ("Vip__c EXCLUDES ('no')", "AB"),
        ("CALENDAR_YEAR(CreatedDate) = 2025", "C"),
        ("CALENDAR_QUARTER(CreatedDate) IN (1, 2)", "AB"),
        ("CALENDAR_MONTH(CreatedDate) = 12 AND FISCAL_MONTH(CreatedDate) = 12", "C"),
        ("FISCAL_YEAR(CreatedDate) > 2025 AND FISCAL_QUARTER(CreatedDate) = 1", "AB"),
        ("DAY_IN_MONTH(CreatedDate) = 15", "B"),
        ("DAY_IN_WEEK(CreatedDate) = 4", "AC"),
        ("DAY_IN_YEAR(CreatedDate) = 365", "C"),
        ("DAY_ONLY(CreatedDate) = 2026-01-14", "A"),
        ("DAY_ONLY(CreatedDate) = TODAY", "B"),
        ("HOUR_IN_DAY(CreatedDate) = 23", "A"),
        ("HOUR_IN_DAY(convertTimezone(CreatedDate)) = 23", "A"),
        ("WEEK_IN_MONTH(CreatedDate) = 2", "A"),
        ("WEEK_IN_YEAR(CreatedDate) = 53", "C"),
        ("CALENDAR_YEAR(Parent.CreatedDate) = 2026", "B"),
        ("CALENDAR_YEAR(Parent.CreatedDate) = null", "AC"),
        ("toLabel(Industry) LIKE 'tech%'", "A"),
        ("Owner.Type = 'user'", "ABC"),
        ("Parent.Owner.Type != 'User'", "AC"),
    ],
)
def test_functions_and_items_in_conditions(where: str, expected: str) -> None:
    found = soql.query(STORE, f"SELECT Id FROM Account WHERE {where}")["records"]
    assert "".join(ACCOUNTS[record["Id"]] for record in found) == expected


@pytest.mark.contract("S-40")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT COUNT() FROM Contact c, c.Account a, a.Owner o WHERE a.Name = 'Acme' AND o.Name LIKE 'Ann%'", 1),
        ("SELECT COUNT() FROM Account USING SCOPE everything", 3),
        ("SELECT COUNT() FROM Account USING SCOPE mine", 1),
        ("SELECT COUNT() FROM Account USING SCOPE mine WHERE Name != 'Acme'", 0),
        ("SELECT COUNT() FROM Account WITH SECURITY_ENFORCED", 3),
        ("SELECT COUNT() FROM Account WHERE Name = 'Acme' WITH USER_MODE LIMIT 1", 1),
        ("SELECT COUNT() FROM Account WITH SYSTEM_MODE", 3),
        ("SELECT COUNT() FROM Task WHERE What.Type IN ('Case', 'Opportunity')", 1),
    ],
)
def test_names_scopes_and_modes(query: str, expected: int) -> None:
    assert soql.query(STORE, query)["totalSize"] == expected


@pytest.mark.contract("S-40")
def test_children_are_asked_by_the_names_of_from() -> None:
    for name in ("Account.Contacts", "a.Contacts"):
        found = soql.query(STORE, f"SELECT a.Name, (SELECT c.LastName FROM {name} c) FROM Account a LIMIT 1")
        assert found["records"][0]["Contacts"]["records"][0]["LastName"] == "Doe"


@pytest.mark.contract("S-40")
def test_typeof_selects_by_the_object_that_a_reference_leads_to() -> None:
    query = (
        "SELECT TYPEOF What WHEN account THEN Phone, Owner.Name WHEN Opportunity THEN Amount ELSE Subject END FROM Task"
    )
    first, second = soql.query(STORE, query)["records"]
    assert {name: value for name, value in first["What"].items() if name != "attributes"} == {
        "Phone": None,
        "Owner": {"attributes": first["What"]["Owner"]["attributes"], "Name": "Ann Admin"},
    }
    assert second["What"] == {
        "attributes": {"type": "Case", "url": f"/services/data/v59.0/sobjects/Case/{numbered_id('500', 1)}"},
        "Subject": "Help",
    }
    [one] = rows("SELECT TYPEOF Who WHEN Contact THEN Id END FROM Task WHERE Who.Type = 'Lead'")
    assert one == {"Who": None}


@pytest.mark.contract("S-40")
def test_values_are_shown_as_people_read_them() -> None:
    assert rows(
        "SELECT FORMAT(AnnualRevenue), FORMAT(NumberOfEmployees) n, FORMAT(CreatedDate) at, toLabel(Industry), "
        "FORMAT(Owner.CreatedDate) FROM Account WHERE Name = 'Acme'"
    ) == [
        {
            "AnnualRevenue": "$1,000.50",
            "n": "10",
            "at": "1/14/2026, 11:59 PM",
            "Industry": "Technology",
            "Owner": {
                "attributes": {"type": "User", "url": f"/services/data/v59.0/sobjects/User/{ANN}"},
                "CreatedDate": None,
            },
        }
    ]
    assert rows("SELECT FORMAT(Birthdate) FROM Contact WHERE Birthdate != null") == [{"Birthdate": "5/17/1990"}]
    assert rows("SELECT FORMAT(SUM(AnnualRevenue)), FORMAT(MIN(CreatedDate)) begun FROM Account") == [
        {"expr0": "$1,000.50", "begun": "12/31/2025, 12:00 PM"}
    ]


@pytest.mark.contract("S-40")
def test_the_users_time_zone_is_that_of_convert_timezone() -> None:
    user = {"Id": ANN, "TimeZoneSidKey": "America/New_York"}
    store = store_of({"salesforce/User": [user], "salesforce/Account": RECORDS["salesforce/Account"]})
    text = "SELECT Id FROM Account WHERE DAY_ONLY(convertTimezone(CreatedDate)) = 2026-01-14"
    assert [record["Id"] for record in soql.query(store, text)["records"]] == [ACME, BOLT]
    [shown] = soql.query(store, f"SELECT FORMAT(CreatedDate) FROM Account WHERE Id = '{BOLT}'")["records"]
    assert shown["CreatedDate"] == "1/14/2026, 7:00 PM"


@pytest.mark.contract("S-40")
def test_subtotals_stand_behind_what_they_sum_up() -> None:
    text = "SELECT OwnerId o, Industry i, COUNT(Id) n, GROUPING(Industry) g FROM Account GROUP BY {}(OwnerId, Industry)"
    groups = [
        {"o": ANN, "i": "Technology", "n": 1, "g": 0},
        {"o": BOB, "i": "Banking", "n": 1, "g": 0},
        {"o": BOB, "i": None, "n": 1, "g": 0},
    ]
    owners = [{"o": ANN, "i": None, "n": 1, "g": 1}, {"o": BOB, "i": None, "n": 2, "g": 1}]
    total = {"o": None, "i": None, "n": 3, "g": 1}
    assert rows(text.format("ROLLUP")) == [*groups, *owners, total]
    industries = [{"o": None, "i": name, "n": 1, "g": 0} for name in ("Technology", "Banking", None)]
    assert rows(text.format("CUBE")) == [*groups, *owners, *industries, total]
    assert rows(f"{text.format('ROLLUP')} HAVING GROUPING(OwnerId) = 1") == [total]


@pytest.mark.contract("S-40")
def test_groups_are_made_by_parts_of_dates() -> None:
    assert rows(
        "SELECT CALENDAR_YEAR(CreatedDate), DAY_ONLY(CreatedDate) day, COUNT(Id) FROM Account "
        "GROUP BY CALENDAR_YEAR(CreatedDate), DAY_ONLY(CreatedDate) HAVING CALENDAR_YEAR(CreatedDate) = 2026 "
        "ORDER BY DAY_ONLY(CreatedDate) DESC"
    ) == [
        {"expr0": 2026, "day": "2026-01-15", "expr1": 1},
        {"expr0": 2026, "day": "2026-01-14", "expr1": 1},
    ]
    assert names("SELECT Name FROM Account ORDER BY DAY_IN_YEAR(CreatedDate) DESC LIMIT 1") == ["Core_Ltd"]


@pytest.mark.contract("S-40")
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00.000+0000", "9999-12-31T23:59:59.000+0000"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "Nowhere/Nothing", "../etc"])
def test_the_ends_of_the_calendar_and_unknown_zones_are_answered(moment: str, zone: str) -> None:
    user, account = {"Id": ANN, "TimeZoneSidKey": zone}, {"Id": ACME, "Name": "A", "CreatedDate": moment}
    store = store_of({"salesforce/User": [user], "salesforce/Account": [account]})
    text = "SELECT FORMAT(CreatedDate) FROM Account WHERE CALENDAR_YEAR(convertTimezone(CreatedDate)) > 0 "
    assert soql.query(store, text)["totalSize"] == 1
    year = soql.query(store, "SELECT DAY_ONLY(CreatedDate) d FROM Account GROUP BY DAY_ONLY(CreatedDate)")["records"]
    assert year[0]["d"] == moment[:10]
