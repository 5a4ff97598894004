"""A small Salesforce org that queries are put to."""

from datetime import UTC, datetime

from mockserver.core import contracts
from mockserver.core.clock import Clock
from mockserver.core.store import Record, State, Store, TableSpec
from mockserver.crm.salesforce.ids import numbered_id

NOW = datetime(2026, 1, 15, 10, tzinfo=UTC)
"""A Thursday."""

ANN, BOB = numbered_id("005", 1), numbered_id("005", 2)
ACME, BOLT, CORE = (numbered_id("001", number) for number in (1, 2, 3))
DOE, ROE, POE = (numbered_id("003", number) for number in (1, 2, 3))
LEAD = numbered_id("00Q", 1)
CASE = numbered_id("500", 1)

RECORDS: dict[str, list[Record]] = {
    "salesforce/User": [{"Id": ANN, "Name": "Ann Admin"}, {"Id": BOB, "Name": "Bob Boss", "ManagerId": ANN}],
    "salesforce/Account": [
        {
            "Id": ACME,
            "Name": "Acme",
            "Industry": "Technology",
            "AnnualRevenue": 1000.5,
            "NumberOfEmployees": 10,
            "OwnerId": ANN,
            "CreatedDate": "2026-01-14T23:59:59.999+0000",
            "IsDeleted": False,
            "Vip__c": True,
        },
        {
            "Id": BOLT,
            "Name": "bolt & Co 100%",
            "Industry": "Banking",
            "NumberOfEmployees": 200,
            "OwnerId": BOB,
            "ParentId": ACME,
            "CreatedDate": "2026-01-15T00:00:00.000+0000",
        },
        {"Id": CORE, "Name": "Core_Ltd", "OwnerId": BOB, "CreatedDate": "2025-12-31T12:00:00.000+0000", "Vip__c": "no"},
    ],
    "salesforce/Contact": [
        {"Id": DOE, "LastName": "Doe", "Name": "John Doe", "Email": "John@acme.com", "AccountId": ACME},
        {"Id": ROE, "LastName": "Roe", "Name": "Jane Roe", "AccountId": BOLT, "Birthdate": "1990-05-17"},
        {"Id": POE, "LastName": "Poe", "Name": "Edgar O'Poe", "DoNotCall": True},
    ],
    "salesforce/Lead": [{"Id": LEAD, "LastName": "Lee", "Name": "Lee", "Company": "Lee's"}],
    "salesforce/Task": [
        {"Id": numbered_id("00T", 1), "Subject": "Call", "WhoId": DOE, "WhatId": ACME},
        {"Id": numbered_id("00T", 2), "Subject": "Write", "WhoId": LEAD, "WhatId": CASE},
    ],
    "salesforce/Case": [{"Id": CASE, "Subject": "Help", "ContactId": DOE}],
}


def store_of(records: dict[str, list[Record]]) -> Store:
    """An org that holds these records, its clock frozen at NOW, with custom fields on accounts and opportunities."""
    clock = Clock().freeze(NOW)
    specs = [
        TableSpec.from_schema(key.removeprefix("records/"), document)
        for key, document in contracts.load().documents.items()
        if key.startswith("records/salesforce/")
    ]
    settings = {"salesforce_fields": {"Account": ["Vip__c"], "Opportunity": ["Tags__c"]}}
    return Store(State.of(specs, records, clock=clock, settings=settings), lambda: "unused")


STORE = store_of(RECORDS)
"""Queries change nothing, so one org serves all tests that do not bring their own."""
