"""What Salesforce can do beyond single records by their ids: external ids, deleted records, descriptions."""

from datetime import timedelta
from typing import Any

import pytest

from mockserver.core import contracts
from mockserver.core.errors import CrmError
from mockserver.crm import steps
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce import deleted
from mockserver.crm.salesforce.describe import describe, describe_global, describe_row
from mockserver.crm.salesforce.objects import KEY_PREFIXES, described
from mockserver.crm.salesforce.soql.query import query
from tests.salesforce.org import LATER, MIDNIGHT, START, Org

HOUR = timedelta(hours=1)

DESCRIBE_KEYS = (
    "actionOverrides activateable childRelationships compactLayoutable createable custom customSetting "
    "deepCloneable defaultImplementation deletable deprecatedAndHidden extendedBy extendsInterfaces feedEnabled "
    "fields hasSubtypes implementedBy implementsInterfaces isInterface isSubtype keyPrefix label labelPlural "
    "layoutable listviewable lookupLayoutable mergeable mruEnabled name namedLayoutInfos networkScopeFieldName "
    "queryable recordTypeInfos replicateable retrieveable searchLayoutable searchable supportedScopes triggerable "
    "undeletable updateable urls"
)
FIELD_KEYS = (
    "aggregatable aiPredictionField autoNumber byteLength calculated calculatedFormula cascadeDelete "
    "caseSensitive compoundFieldName controllerName createable custom defaultValue defaultValueFormula "
    "defaultedOnCreate dependentPicklist deprecatedAndHidden digits displayLocationInDecimal encrypted externalId "
    "extraTypeInfo filterable filteredLookupInfo formulaTreatNullNumberAsZero groupable highScaleNumber "
    "htmlFormatted idLookup inlineHelpText label length mask maskType name nameField namePointing nillable "
    "permissionable picklistValues polymorphicForeignKey precision queryByDistance referenceTargetField "
    "referenceTo relationshipName relationshipOrder restrictedDelete restrictedPicklist scale searchPrefilterable "
    "soapType sortable type unique updateable writeRequiresMasterRead"
)
ROW_KEYS = (
    "activateable associateEntityType associateParentEntity createable custom customSetting deepCloneable "
    "deletable deprecatedAndHidden feedEnabled hasSubtypes isInterface isSubtype keyPrefix label labelPlural "
    "layoutable mergeable mruEnabled name queryable replicateable retrieveable searchable triggerable undeletable "
    "updateable urls"
)


# -- external ids ----------------------------------------------------------------------------------------------


def test_an_upsert_updates_the_record_with_the_value_or_creates_one(org: Org, lead: str) -> None:
    data = {"LastName": "Roe", "Company": "Bolt"}
    assert salesforce.upsert(org.store, "Lead", "email", "JOHN@acme.com", data) == (lead, False)
    assert org.changed("Lead", lead)["LastName"] == "Roe"
    created, is_new = salesforce.upsert(org.store, "Lead", "Email", "new@acme.com", data)
    assert is_new
    assert org.changed("Lead", created)["Email"] == "new@acme.com"
    assert salesforce.upsert(org.store, "Lead", "Id", lead, {"LastName": "Poe"}) == (lead, False)


def test_a_custom_field_may_be_the_external_id(org: Org) -> None:
    org.change_settings(salesforce_fields={"Account": ["Key__c"]})
    created, is_new = salesforce.upsert(org.store, "Account", "Key__c", "K 1/2", {"Name": "Acme"})
    assert is_new
    assert salesforce.find_by(org.store, "Account", "Key__c", "k 1/2")["Id"] == created


def test_a_look_up_by_a_custom_field_looks_at_so_much_and_no_more(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    org.change_settings(salesforce_fields={"Account": ["Key__c"]})
    for number in range(3):
        salesforce.upsert(org.store, "Account", "Key__c", str(number), {"Name": "Acme"})
    monkeypatch.setattr(steps, "MOST", 2)
    with pytest.raises(CrmError, match="QUERY_TIMEOUT"):
        salesforce.upsert(org.store, "Account", "Key__c", "3", {"Name": "Acme"})


def test_deleted_records_are_steps_of_a_query_too(org: Org, lead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    salesforce.delete(org.store, "Lead", lead)
    for text in ("SELECT count() FROM Lead", "SELECT count() FROM Lead WHERE LastName = 'Poe'"):
        monkeypatch.setattr(steps, "MOST", org.store.count("salesforce/Lead"))
        assert query(org.store, text)["done"] is True
        with pytest.raises(CrmError, match="QUERY_TIMEOUT"):
            query(org.store, text, deleted=True)


def test_several_records_with_the_value_are_listed(org: Org, lead: str) -> None:
    twin = org.created("lead.create", data={"LastName": "Twin", "Company": "Acme", "Email": "john@acme.com"})
    for act in (
        lambda: salesforce.upsert(org.store, "Lead", "Email", "john@acme.com", {}, version="v60.0"),
        lambda: salesforce.find_by(org.store, "Lead", "Email", "john@acme.com", version="v60.0"),
    ):
        with pytest.raises(CrmError) as caught:
            act()
        assert caught.value.status == 300
        assert caught.value.body == [f"/services/data/v60.0/sobjects/Lead/{key}" for key in (lead, twin)]


NO_EXTERNAL_ID = "Provided external ID field does not exist or is not accessible"


@pytest.mark.parametrize(
    ("given", "more", "refusal"),
    [
        (("Company", "Acme", {}), {}, (404, f"{NO_EXTERNAL_ID}: Company")),
        (("bad", "x", {}), {}, (404, f"{NO_EXTERNAL_ID}: bad")),
        (
            ("Email", "a@b.co", {"EMAIL": "c@d.co"}),
            {},
            (400, "The Email field should not be specified in the sobject data."),
        ),
        (
            ("Email", "a@b.co", {"LastName": "X"}),
            {"update_only": True},
            (404, "The requested resource does not exist"),
        ),
        (("Email", "a@b.co", {"LastName": "X"}), {}, (400, "Required fields are missing: [Company]")),
    ],
)
def test_an_upsert_that_cannot_be_is_refused(org: Org, given: Any, more: Any, refusal: tuple[int, str]) -> None:
    before = org.store.state
    with pytest.raises(CrmError) as caught:
        salesforce.upsert(org.store, "Lead", *given, **more)
    assert (caught.value.status, caught.value.body[0]["message"]) == refusal
    assert org.store.state.tables is before.tables


# -- deleted and updated records -------------------------------------------------------------------------------


def test_of_a_deleted_record_its_values_and_the_time_are_left(org: Org, account: str, contact: str) -> None:
    org.advance(HOUR)
    salesforce.delete(org.store, "Account", account)
    covered = {"earliestDateAvailable": LATER, "latestDateCovered": LATER}
    for sobject, key in (("Account", account), ("Contact", contact)):
        found = deleted.deleted_between(org.store, sobject, START, START + 2 * HOUR)
        assert found == {"deletedRecords": [{"id": key, "deletedDate": LATER}], **covered}
    assert deleted.deleted_between(org.store, "Contact", START + 2 * HOUR, START + 3 * HOUR)["deletedRecords"] == []
    [left] = deleted.deleted_records(org.store, "Contact")
    assert (left["Id"], left["Email"], left["IsDeleted"], left["SystemModstamp"]) == (
        contact,
        "john@example.com",
        True,
        LATER,
    )
    loaded = contracts.load()
    for row in org.store.scan(deleted.DELETED):
        assert loaded.record(deleted.DELETED).violations(row) == []
        assert loaded.record(f"salesforce/{row['sobject']}").violations(row["record"]) == []


def test_only_query_all_finds_deleted_records(org: Org, lead: str) -> None:
    salesforce.delete(org.store, "Lead", lead)
    text = "SELECT Id, IsDeleted FROM Lead WHERE Email = 'john@acme.com'"
    assert query(org.store, text)["records"] == []
    [found] = query(org.store, text, deleted=True)["records"]
    assert (found["Id"], found["IsDeleted"]) == (lead, True)
    assert query(org.store, "SELECT count() FROM Lead WHERE IsDeleted = true", deleted=True)["totalSize"] == 1
    assert query(org.store, "SELECT count() FROM Lead WHERE IsDeleted = false", deleted=True)["totalSize"] == 0


def test_records_saved_in_a_stretch_of_time_are_listed(org: Org, lead: str) -> None:
    org.advance(HOUR)
    other = org.created("lead.create", data={"LastName": "Roe", "Company": "Acme"})
    everything = {"ids": [lead, other], "latestDateCovered": LATER}
    assert deleted.updated_between(org.store, "Lead", START, START + 9 * HOUR) == everything
    assert deleted.updated_between(org.store, "Lead", START - HOUR, START) == {
        "ids": [lead],
        "latestDateCovered": MIDNIGHT,
    }
    salesforce.update(org.store, "Lead", lead, {"City": "Rome"})
    assert deleted.updated_between(org.store, "Lead", START - HOUR, START)["ids"] == []


@pytest.mark.parametrize("between", [deleted.updated_between, deleted.deleted_between])
def test_a_stretch_of_time_has_a_beginning_before_its_end(org: Org, between: Any) -> None:
    with pytest.raises(CrmError, match="INVALID_REPLICATION_DATE"):
        between(org.store, "Lead", START, START)


# -- descriptions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sobject", KEY_PREFIXES)
def test_a_description_has_every_key_and_every_field_that_soql_serves(org: Org, sobject: str) -> None:
    org.change_settings(salesforce_fields={sobject: ["Key__c"]})
    told = describe(org.store, sobject, "v60.0")
    assert list(told) == DESCRIBE_KEYS.split()
    assert all(list(field) == FIELD_KEYS.split() for field in told["fields"])
    names = [field["name"] for field in told["fields"]]
    assert names == list(described(org.store, sobject).fields)
    query(org.store, f"SELECT {', '.join(names)} FROM {sobject}")  # noqa: S608 - reads only
    parents = [field["relationshipName"] for field in told["fields"] if field["relationshipName"]]
    if parents:
        paths = ", ".join(f"{name}.Id" for name in parents)
        query(org.store, f"SELECT {paths} FROM {sobject}")  # noqa: S608 - reads only
    assert told["urls"]["describe"] == f"/services/data/v60.0/sobjects/{sobject}/describe"
    assert (sum(field["nameField"] for field in told["fields"]) == 1) == (sobject != "CaseComment")


def test_all_objects_are_listed_with_every_key(org: Org) -> None:
    told = describe_global(org.store)
    assert (told["encoding"], told["maxBatchSize"]) == ("UTF-8", 200)
    assert [row["name"] for row in told["sobjects"]] == sorted(KEY_PREFIXES)
    assert all(list(row) == ROW_KEYS.split() for row in told["sobjects"])
    assert told["sobjects"][0] == describe_row(org.store, "Account")


@pytest.mark.parametrize(
    ("sobject", "children"),
    [
        ("Account", {"ChildAccounts", "Cases", "Contacts", "Opportunities", "Tasks"}),
        ("Contact", {"Cases", "Tasks"}),
        ("Lead", {"Tasks"}),
        ("Opportunity", {"Tasks"}),
        ("Case", {"Cases", "CaseComments", "Tasks"}),
    ],
)
def test_an_object_names_those_that_refer_to_it(org: Org, sobject: str, children: set[str]) -> None:
    told = describe(org.store, sobject)["childRelationships"]
    assert {child["relationshipName"] for child in told if child["relationshipName"]} == children


@pytest.mark.parametrize(
    ("sobject", "name", "facts"),
    [
        ("Lead", "Email", {"type": "email", "length": 80, "byteLength": 240, "idLookup": True, "nillable": True}),
        ("Lead", "LastName", {"type": "string", "nillable": False, "defaultedOnCreate": False}),
        ("Lead", "Id", {"soapType": "tns:ID", "length": 18, "byteLength": 18, "createable": False}),
        ("Lead", "CreatedDate", {"soapType": "xsd:dateTime", "length": 0, "updateable": False}),
        ("Task", "WhatId", {"polymorphicForeignKey": True, "relationshipName": "What", "type": "reference"}),
        ("Opportunity", "Amount", {"soapType": "xsd:double", "precision": 18, "scale": 2, "groupable": False}),
        ("Case", "CaseNumber", {"autoNumber": True, "nameField": True, "idLookup": True}),
        ("Contact", "Description", {"filterable": False, "sortable": False, "groupable": False}),
    ],
)
def test_a_field_is_described_by_what_the_engine_knows_of_it(
    org: Org, sobject: str, name: str, facts: dict[str, Any]
) -> None:
    [field] = [field for field in describe(org.store, sobject)["fields"] if field["name"] == name]
    assert {key: field[key] for key in facts} == facts


def test_the_stages_of_a_sale_are_picklist_values(org: Org) -> None:
    [stage] = [field for field in describe(org.store, "Opportunity")["fields"] if field["name"] == "StageName"]
    assert [value["value"] for value in stage["picklistValues"]][-2:] == ["Closed Won", "Closed Lost"]
