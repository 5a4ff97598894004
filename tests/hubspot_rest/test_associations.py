"""Associations by HubSpot's own client; and both ends of any of them always tell the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hubspot import HubSpot
from hubspot.crm.associations import BatchInputPublicAssociation, PublicAssociation, v4
from hubspot.crm.associations import BatchInputPublicObjectId as KeysV3
from hubspot.crm.associations import PublicObjectId as KeyV3
from hubspot.crm.contacts import SimplePublicObjectInputForCreate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mockserver.sandboxes.sandbox import Sandbox
from tests.hubspot_rest.conftest import Rest

PRIMARY, UNLABELLED = 1, 279
SPEC = v4.AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=PRIMARY)


@pytest.fixture
def company(rest: Rest) -> str:
    return rest.made("companies", name="Acme")


def key(text: str) -> v4.PublicObjectId:
    return v4.PublicObjectId(id=text)


@pytest.mark.contract("H-03", "H-17", "H-16")
def test_a_contact_is_made_with_its_primary_company(client: HubSpot, company: str) -> None:
    to = {"to": {"id": company}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": PRIMARY}]}
    body = SimplePublicObjectInputForCreate(properties={"email": "ada@example.com"}, associations=[to])
    made = client.crm.contacts.basic_api.create(body)
    found = client.crm.contacts.basic_api.get_by_id(made.id, associations=["companies", "deals"])
    assert found.associations.keys() == {"companies"}
    assert [(one.id, one.type) for one in found.associations["companies"].results] == [
        (company, "contact_to_company"),
        (company, "contact_to_company_unlabeled"),
    ]
    back = client.crm.companies.basic_api.get_by_id(company, associations=["contact"])
    assert [(one.id, one.type) for one in back.associations["contacts"].results] == [
        (made.id, "company_to_contact"),
        (made.id, "company_to_contact_unlabeled"),
    ]


@pytest.mark.contract("H-17")
def test_a_record_without_associations_has_no_such_member(rest: Rest) -> None:
    assert "associations" not in rest.ask("GET", "/crm/v3/objects/contacts/51?associations=companies")


@pytest.mark.contract("H-03")
def test_a_record_with_a_bad_association_is_not_made(rest: Rest, sandbox: Sandbox) -> None:
    before = sandbox.state
    to = {"to": {"id": "424242"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]}
    body = {"properties": {"email": "a@b.co"}, "associations": [to]}
    refused = rest.ask("POST", "/crm/v3/objects/contacts", body, status=400)
    assert refused["message"] == "One or more associations are invalid"
    assert refused["context"] == {
        "INVALID_OBJECT_IDS": ["COMPANY=424242 is not valid"],
        "objectId": ["424242"],
        "objectType": ["COMPANY"],
    }
    assert sandbox.state is before


@pytest.mark.contract("H-13", "H-16")
def test_the_single_calls_of_the_fourth_version(client: HubSpot, rest: Rest, company: str) -> None:
    api = client.crm.associations.v4.basic_api
    default = api.create_default("contacts", "51", "companies", company)
    assert [one.association_spec.association_type_id for one in default.results] == [UNLABELLED]
    assert default.status == "COMPLETE"
    labelled = api.create("0-1", "51", "company", company, [SPEC])
    assert (labelled.from_object_type_id, labelled.to_object_type_id, labelled.labels) == ("0-1", "0-2", ["Primary"])
    page = api.get_page("contact", "51", "0-2")
    assert [(one.type_id, one.label) for one in page.results[0].association_types] == [
        (PRIMARY, "Primary"),
        (UNLABELLED, None),
    ]
    told = rest.ask("GET", "/crm/v4/objects/contacts/51/associations/companies")
    assert told["results"][0]["toObjectId"] == int(company)
    api.archive("contacts", "51", "companies", company)
    assert api.get_page("companies", company, "contacts").results == []
    rest.ask("DELETE", f"/crm/v4/objects/contacts/51/associations/companies/{company}", status=204)


@pytest.mark.contract("H-13")
def test_pages_of_associations_follow_each_other(rest: Rest) -> None:
    keys = [rest.made("companies", name=f"c{number}") for number in range(3)]
    for one in keys:
        rest.ask("PUT", f"/crm/v4/objects/contacts/51/associations/default/companies/{one}")
    page = rest.ask("GET", "/crm/v4/objects/contacts/51/associations/companies?limit=2")
    rest_of = rest.ask("GET", page["paging"]["next"]["link"].removeprefix(rest.url))
    assert [str(one["toObjectId"]) for one in page["results"] + rest_of["results"]] == keys
    assert "paging" not in rest_of


@pytest.mark.contract("H-13")
def test_a_record_is_not_associated_with_itself_or_nobody(rest: Rest) -> None:
    path = "/crm/v4/objects/contacts/51/associations/default/contacts/"
    itself, nobody = (rest.ask("PUT", path + end, status=400) for end in ("51", "7"))
    assert itself["message"] == "Object 51 cannot be associated to itself (51)"
    assert nobody["message"] == "7 is not a valid ID"
    assert {one["subCategory"] for one in (itself, nobody)} == {"crm.associations.INVALID_IDENTIFIER"}
    wrong = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}]
    refused = rest.ask("PUT", "/crm/v4/objects/contacts/51/associations/contacts/51", wrong, status=400)
    assert refused["message"] == "One or more associations are invalid"
    assert refused["context"] == {
        "INVALID_OBJECT_IDS": ["DEAL=51 is not valid"],
        "objectId": ["51"],
        "objectType": ["DEAL"],
    }
    unknown = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 999}]
    rest.ask("PUT", "/crm/v4/objects/contacts/51/associations/contacts/52", unknown, status=400)
    assert (
        rest.ask("GET", "/crm/v4/objects/contacts/7/associations/deals", status=404)["category"] == "OBJECT_NOT_FOUND"
    )


@pytest.mark.contract("H-16")
def test_the_labels_from_one_type_to_another(client: HubSpot) -> None:
    found = client.crm.associations.v4.schema.definitions_api.get_all("contacts", "companies").results
    assert [(one.type_id, one.label) for one in found] == [(PRIMARY, "Primary"), (UNLABELLED, None)]


@pytest.mark.contract("H-14")
def test_the_batches_of_the_fourth_version(client: HubSpot, rest: Rest, company: str) -> None:
    api = client.crm.associations.v4.batch_api
    pair = v4.PublicAssociationMultiPost(_from=key("51"), to=key(company), types=[SPEC])
    wrong = v4.PublicAssociationMultiPost(_from=key("51"), to=key("7"), types=[SPEC])
    made = api.create("contacts", "companies", v4.BatchInputPublicAssociationMultiPost(inputs=[pair, wrong]))
    assert [one.labels for one in made.results] == [["Primary"]]
    assert (made.num_errors, made.errors[0].message) == (1, "7 is not a valid ID")
    ends = v4.PublicDefaultAssociationMultiPost(_from=key("51"), to=key(company))
    default = api.create_default("contacts", "companies", v4.BatchInputPublicDefaultAssociationMultiPost(inputs=[ends]))
    assert default.results[0].association_spec.association_type_id == UNLABELLED
    asked = [v4.PublicFetchAssociationsBatchRequest(id=one) for one in (company, "7")]
    read = api.get_page("companies", "contacts", v4.BatchInputPublicFetchAssociationsBatchRequest(inputs=asked))
    assert [end.to_object_id for one in read.results for end in one.to] == ["51"]
    assert read.errors[0].sub_category == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert read.errors[0].message == "No contact is associated with company 7."
    api.archive_labels("contacts", "companies", v4.BatchInputPublicAssociationMultiPost(inputs=[pair]))
    left = rest.ask("GET", "/crm/v4/objects/contacts/51/associations/companies")["results"]
    assert [one["typeId"] for one in left[0]["associationTypes"]] == [UNLABELLED]
    gone = v4.PublicAssociationMultiArchive(_from=key("51"), to=[key(company)])
    api.archive("contacts", "companies", v4.BatchInputPublicAssociationMultiArchive(inputs=[gone]))
    assert rest.ask("GET", "/crm/v4/objects/contacts/51/associations/companies")["results"] == []


@pytest.mark.contract("H-15")
def test_the_batches_of_the_third_version(client: HubSpot, rest: Rest, company: str) -> None:
    api = client.crm.associations.batch_api
    pair = PublicAssociation(_from=KeyV3(id="51"), to=KeyV3(id=company), type="contact_to_company")
    made = api.create("contacts", "companies", BatchInputPublicAssociation(inputs=[pair]))
    assert [one.type for one in made.results] == ["contact_to_company"]
    read = api.read("companies", "contacts", KeysV3(inputs=[KeyV3(id=company)]))
    assert [one.type for one in read.results[0].to] == ["company_to_contact", "company_to_contact_unlabeled"]
    api.archive("contacts", "companies", BatchInputPublicAssociation(inputs=[pair]))
    types = rest.ask("GET", "/crm/v3/associations/contacts/companies/types")["results"]
    assert types == [{"id": "1", "name": "contact_to_company"}, {"id": "279", "name": "contact_to_company_unlabeled"}]
    wrong = {"inputs": [{"from": {"id": "51"}, "to": {"id": company}, "type": "deal_to_company"}]}
    told = rest.ask("POST", "/crm/v3/associations/contacts/companies/batch/create", wrong, status=207)
    assert (told["results"], told["numErrors"]) == ([], 1)


# -- a model ---------------------------------------------------------------------------------------------------

KINDS = ("contacts", "companies", "deals")
NUMBERS = st.integers(0, 1)
ONES = st.tuples(st.sampled_from(KINDS), NUMBERS)
Pair = frozenset[tuple[str, int]]


LABELLED = {("contacts", "companies"): (1, 2), ("deals", "companies"): (5, 6)}
"""The primary types from one to the other, and back."""
PLAIN = {
    ("contacts", "companies"): 279, ("companies", "contacts"): 280,
    ("deals", "companies"): 341, ("companies", "deals"): 342,
}  # fmt: skip


class Associating(RuleBasedStateMachine):
    """Two records of three types; what a reader of the documentation expects.

    ``joined`` are the pairs that are associated, ``primary`` the company of each contact and deal that has a first one.
    """

    rest: Rest
    sandbox: Sandbox

    @initialize()
    def begin(self) -> None:
        self.sandbox.reset()
        bodies = {"contacts": {"email": "{}@b.co"}, "companies": {"name": "{}"}, "deals": {"dealname": "{}"}}
        self.keys = {
            (kind, number): self.rest.made(kind, **{name: text.format(number) for name, text in bodies[kind].items()})
            for kind in KINDS
            for number in (0, 1)
        }
        self.joined: set[Pair] = set()
        self.primary: dict[tuple[str, int], tuple[str, int]] = {}
        self.live = set(self.keys)

    def path(self, one: tuple[str, int], other: tuple[str, int], between: str = "") -> str:
        ends = f"{one[0]}/{self.keys[one]}", f"{other[0]}/{self.keys[other]}"
        return f"/crm/v4/objects/{ends[0]}/associations/{between}{ends[1]}"

    @rule(one=ONES, other=ONES)
    def associate(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        good = one != other and {one, other} <= self.live
        self.rest.ask("PUT", self.path(one, other, "default/"), status=200 if good else 400)
        if good:
            self.joined.add(frozenset((one, other)))

    @rule(one=ONES, other=ONES)
    def dissociate(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        self.rest.ask("DELETE", self.path(one, other), status=204)
        self.joined.discard(frozenset((one, other)))
        self.part(lambda record, company: {record, company} == {one, other})

    @rule(kind=st.sampled_from(["contacts", "deals"]), number=NUMBERS, company=NUMBERS, back=st.booleans())
    def make_primary(self, kind: str, number: int, company: int, *, back: bool) -> None:
        """From either end: the record has one primary company, and stays associated with the one before."""
        one, other = (kind, number), ("companies", company)
        good = {one, other} <= self.live
        type_id = LABELLED[kind, "companies"][back]
        spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]
        path = self.path(other, one) if back else self.path(one, other)
        told = self.rest.ask("PUT", path, spec, status=201 if good else 400)
        if good:
            assert told["labels"] == ["Primary"]
            self.joined.add(frozenset((one, other)))
            self.primary[one] = other

    @rule(kind=st.sampled_from(["contacts", "deals"]), number=NUMBERS, company=NUMBERS)
    def end_primary(self, kind: str, number: int, company: int) -> None:
        one, other = (kind, number), ("companies", company)
        spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": LABELLED[kind, "companies"][0]}
        gone = {"from": {"id": self.keys[one]}, "to": {"id": self.keys[other]}, "types": [spec]}
        path = f"/crm/v4/associations/{kind}/companies/batch/labels/archive"
        self.rest.ask("POST", path, {"inputs": [gone]}, status=204)
        self.part(lambda record, held: (record, held) == (one, other))

    def part(self, ends: Callable[[tuple[str, int], tuple[str, int]], bool]) -> None:
        """Forget the primary companies for which ``ends(record, company)``."""
        self.primary = {record: company for record, company in self.primary.items() if not ends(record, company)}

    @precondition(lambda self: len(self.live) > 3)
    @rule(one=ONES)
    def archive(self, one: tuple[str, int]) -> None:
        self.rest.ask("DELETE", f"/crm/v3/objects/{one[0]}/{self.keys[one]}", status=204)
        self.live.discard(one)
        self.joined = {pair for pair in self.joined if one not in pair}
        self.part(lambda record, company: one in (record, company))

    @invariant()
    def both_ends_tell_the_same(self) -> None:
        for one in getattr(self, "live", ()):
            for kind in KINDS:
                path = f"/crm/v4/objects/{one[0]}/{self.keys[one]}/associations/{kind}"
                results = self.rest.ask("GET", path)["results"]
                told = {
                    str(found["toObjectId"]): {each["typeId"] for each in found["associationTypes"]}
                    for found in results
                }
                others = {other for pair in self.joined if one in pair for other in pair - {one} if other[0] == kind}
                assert told.keys() == {self.keys[other] for other in others}
                for other in others if (one[0], kind) in PLAIN else ():
                    assert told[self.keys[other]] == self.types(one, other)

    def types(self, one: tuple[str, int], other: tuple[str, int]) -> set[int]:
        """The types of association from one to the other."""
        begin, end = (other, one) if one[0] == "companies" else (one, other)
        primary = LABELLED[begin[0], "companies"][one[0] == "companies"]
        return {PLAIN[one[0], other[0]], *([primary] if self.primary.get(begin) == end else [])}


@pytest.mark.contract("H-13", "H-16", "H-07")
def test_both_ends_of_associations_always_agree(rest: Rest, sandbox: Sandbox) -> None:
    Associating.rest, Associating.sandbox = rest, sandbox
    checks = settings(max_examples=10, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Associating, settings=checks)
