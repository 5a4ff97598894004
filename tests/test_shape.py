"""The shape of somebody's own organisation: read from what teams have, described, written, queried and pulled again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceMalformedRequest

from mockserver.core.shape import Shape, Source
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from mockserver.world import shapes
from tests.conftest import Control

EBIKES = Path(__file__).parent / "samples" / "organizations" / "ebikes"
"""An organisation's metadata that others made and gave away (its LICENSE lies beside it)."""

SESSION = {"authorization": "Bearer sandbox-salesforce-session"}
PORTAL = {"authorization": "Bearer pat-na1-sandbox"}
SHOE = {"name": "shoe_size", "label": "Shoe size", "type": "enumeration", "fieldType": "select",
        "groupName": "fashion", "options": [{"label": "S", "value": "s"}]}  # fmt: skip
LENGTH = {"id": 3001, "displayName": "Shoe", "dataType": "string", "length": 20, "rest": {"name": "shoe__c"}}


@contextmanager
def serving(shape: Shape) -> Iterator[Server]:
    with Server(Gateway(Sandboxes(world.load(shape=shape)))) as running:
        yield running


@pytest.fixture(scope="module")
def ebikes() -> Iterator[Server]:
    with serving(shapes.read(EBIKES)) as running:
        yield running


@pytest.fixture
def salesforce(ebikes: Server) -> Any:
    session = requests.Session()
    session.trust_env = False
    client = Salesforce(instance="localhost", session_id="sandbox-salesforce-session", session=session)
    client.base_url = f"{ebikes.url}/services/data/v60.0/"
    return client


def test_an_organisation_of_others_is_described(salesforce: Any) -> None:
    described = salesforce.restful("sobjects/Order_Item__c/describe/")
    fields = {field["name"]: field for field in described["fields"]}
    assert {"Order__c", "Product__c", "Price__c", "Qty_S__c"} <= fields.keys()
    assert (fields["Price__c"]["type"], fields["Price__c"]["scale"]) == ("currency", 0)
    assert fields["Order__c"]["referenceTo"] == ["Order__c"]
    assert not fields["Order__c"]["nillable"]
    order = salesforce.restful("sobjects/Order__c/describe/")
    assert [(link["childSObject"], link["relationshipName"]) for link in order["childRelationships"]
            if link["childSObject"].endswith("__c")] == [("Order_Item__c", "Order_Items__r")]  # fmt: skip
    case = {field["name"] for field in salesforce.restful("sobjects/Case/describe/")["fields"]}
    assert {"Case_Category__c", "Product__c"} <= case


def test_an_organisation_of_others_is_written_and_queried(salesforce: Any) -> None:
    family = salesforce.restful("sobjects/Product_Family__c", method="POST", json={"Name": "Dynamo"})["id"]
    product = {"Name": "Dynamo X1", "Product_Family__c": family, "MSRP__c": 7650, "Category__c": "Mountain"}
    bike = salesforce.restful("sobjects/Product__c", method="POST", json=product)["id"]
    with pytest.raises(SalesforceMalformedRequest, match=r"REQUIRED_FIELD_MISSING.*Account__c"):
        salesforce.restful("sobjects/Order__c", method="POST", json={"Status__c": "Draft"})
    account = salesforce.query("SELECT Id FROM Account LIMIT 1")["records"][0]["Id"]
    order = {"Status__c": "Draft", "Account__c": account}
    order = salesforce.restful("sobjects/Order__c", method="POST", json=order)["id"]
    item = {"Order__c": order, "Product__c": bike, "Qty_S__c": 2, "Price__c": 4590}
    salesforce.restful("sobjects/Order_Item__c", method="POST", json=item)
    found = salesforce.query(
        "SELECT Product__r.Name, Product__r.Product_Family__r.Name, Price__c FROM Order_Item__c WHERE Qty_S__c = 2"
    )
    (record,) = found["records"]
    assert record["Product__r"]["Name"] == "Dynamo X1"
    assert record["Product__r"]["Product_Family__r"]["Name"] == "Dynamo"
    assert record["Price__c"] == 4590
    nested = salesforce.query("SELECT Name, (SELECT Qty_S__c FROM Order_Items__r) FROM Order__c")
    assert nested["records"][0]["Order_Items__r"]["totalSize"] == 1


def test_what_has_no_effect_is_listed() -> None:
    shape = shapes.read(EBIKES)
    assert {table: len(records) for table, records in shape.records.items() if records} == {
        "salesforce/customField": 29, "salesforce/customObject": 4
    }  # fmt: skip
    assert sorted(line.partition(" (")[0].partition(":")[0] for line in shape.left_out) == [
        "LICENSE", *["Salesforce ListView"] * 4,
        "Salesforce field Manufacturing_Event__e.Order_Id__c", "Salesforce field Manufacturing_Event__e.Status__c",
        "Salesforce object Manufacturing_Event__e",
    ]  # fmt: skip


def described(**more: Any) -> dict[str, Any]:
    """An object's description as Salesforce gives it, as far as a shape reads it."""
    field = {"name": "X__c", "label": "X", "type": "string", "custom": True, "length": 20, "nillable": True}
    return {"name": "Lead", "keyPrefix": "00Q", "custom": False, "fields": [{**field, **more}]}


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (described(type="location"), "Salesforce field Lead.X__c: a field of the type location cannot be held"),
        (
            described(calculated=True),
            "Salesforce field Lead.X__c: formulas and numbers that are drawn are not computed",
        ),
        (described(type="reference", referenceTo=["Quote"]), "Salesforce field Lead.X__c: it refers to Quote, which"),
        (described(label="x" * 50, length=0) | {"name": "Quote"}, "Salesforce object Quote: the sandbox does not have"),
        ({"results": [{**SHOE, "calculated": True}]}, "HubSpot property contact/shoe_size: calculated properties are"),
        ({"results": [{"label": "Sales", "stages": []}]}, "HubSpot pipelines (contacts.json): deals alone have"),
        ({"result": [{**LENGTH, "rest": {"name": "shoeSize"}}]}, "Marketo field shoeSize: rest.name: expected text"),
        ({"result": [{"displayName": "Only SOAP", "dataType": "string"}]}, "Marketo field Only SOAP: it has no name"),
        ({"some": "thing"}, "contacts.json: neither a description of an object"),
        ([1], "contacts.json: neither a description of an object"),
    ],
)
def test_what_cannot_be_taken_is_listed_by_its_area(document: Any, line: str) -> None:
    shape = shapes.combine([Source("contacts.json", document)])
    assert not any(shape.records.values())
    assert len(shape.left_out) == 1
    assert shape.left_out[0].startswith(line)


def test_a_sandbox_takes_a_shape_over_http(control: Control, server: Server, http: requests.Session) -> None:
    names = control.told("GET", "")
    required = described(type="picklist", length=255, nillable=False,
                         picklistValues=[{"value": "a", "active": True}, {"value": "b", "active": False}],
                         restrictedPicklist=True)  # fmt: skip
    phone = {"name": "Phone", "custom": False, "createable": True, "nillable": False, "type": "phone"}
    required["fields"].append(phone)
    documents = {"Lead.json": required, "properties/contacts": {"results": [SHOE]}, "describe": {"result": [LENGTH]}}
    assert control.told("POST", "shape", {"documents": documents}) == {
        "declared": {
            "hubspot/property": 1, "hubspot/propertyGroup": 1, "marketo/field": 1, "salesforce/customField": 1
        },
        "evidence": "yours", "taken": list(documents), "left_out": [],
    }  # fmt: skip
    login = {"authorization": f"Bearer {names['salesforce']['access_token']}"}
    lead = {"LastName": "Doe", "Company": "Acme", "Phone": "1"}
    leads = f"{server.url}/services/data/v60.0/sobjects/Lead"

    def refused(**fields: Any) -> str:
        answer = http.post(leads, json={**lead, **fields}, headers=login)
        return "" if answer.ok else answer.json()[0]["errorCode"]

    assert [refused(), refused(X__c="b"), refused(X__c="a", Phone=None), refused(X__c="a")] == [
        "REQUIRED_FIELD_MISSING", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "REQUIRED_FIELD_MISSING", ""
    ]  # fmt: skip
    login = {"authorization": f"Bearer {names['hubspot']['access_token']}"}
    answer = http.get(f"{server.url}/crm/v3/properties/contacts/shoe_size", headers=login)
    assert (answer.json()["groupName"], answer.json()["options"][0]["value"]) == ("fashion", "s")
    status, error = control.refused("POST", "shape", {"documents": {}})
    assert (status, "json.documents" in error["message"]) == (400, True)


SALES = {"id": "partners", "label": "Partners", "displayOrder": 1, "archived": False, "stages": [
    {"id": "met", "label": "Met", "displayOrder": 0, "metadata": {"isClosed": "false", "probability": "0.1"}},
    {"id": "left", "label": "Left", "displayOrder": 1, "metadata": {}, "archived": True},
    {"id": "signed", "label": "Signed", "displayOrder": 2, "metadata": {"isClosed": "true", "probability": "1.0"}},
]}  # fmt: skip


@pytest.mark.contract("H-25")
def test_deals_go_through_the_pipelines_of_a_portal(control: Control, server: Server, http: requests.Session) -> None:
    login = {"authorization": f"Bearer {control.told('GET', '')['hubspot']['access_token']}"}
    taken = control.told("POST", "shape", {"documents": {"/crm/v3/pipelines/0-3": {"results": [SALES]}}})
    assert (taken["declared"], taken["left_out"]) == ({"hubspot/pipeline": 1}, [])
    url = f"{server.url}/crm/v3"
    (told,) = http.get(f"{url}/pipelines/deals", headers=login).json()["results"]
    assert (told["id"], [stage["id"] for stage in told["stages"]]) == ("partners", ["met", "signed"])
    options = http.get(f"{url}/properties/deals/dealstage", headers=login).json()["options"]
    assert [(one["value"], one["label"]) for one in options] == [("met", "Met"), ("signed", "Signed")]

    def create(**properties: str) -> requests.Response:
        return http.post(f"{url}/objects/deals", json={"properties": {"dealname": "D", **properties}}, headers=login)

    assert create().json()["properties"]["dealstage"] == "met"
    assert create(dealstage="signed").json()["properties"]["pipeline"] == "partners"
    refused = create(dealstage="closedwon")
    assert "was not one of the allowed options: [met, signed]" in refused.json()["message"]
    assert refused.headers["x-mock-evidence"] == "H-20 yours"
    assert create(amount="much").headers["x-mock-evidence"] == "H-20 recorded"


def test_a_refusal_says_that_the_organisation_is_its_evidence(
    control: Control, server: Server, http: requests.Session
) -> None:
    login = {"authorization": f"Bearer {control.told('GET', '')['salesforce']['access_token']}"}
    document = described(nillable=False)
    document["fields"].append(
        {"name": "Phone", "custom": False, "createable": True, "nillable": False, "type": "phone"}
    )
    control.told("POST", "shape", {"documents": {"Lead.json": document}})
    lead = {"LastName": "Doe", "Company": "Acme", "Phone": "1", "X__c": "x"}

    def evidence(missing: str) -> str:
        body = {name: value for name, value in lead.items() if name != missing}
        answer = http.post(f"{server.url}/services/data/v60.0/sobjects/Lead", json=body, headers=login)
        assert missing in answer.json()[0]["message"]
        return answer.headers["x-mock-evidence"]

    assert [evidence(name) for name in ("X__c", "Phone", "Company")] == ["S-12 yours", "S-12 yours", "S-12 choice"]
    call = control.told("GET", "journal")["entries"][0]
    assert call["evidence"] == "S-12 yours"
    page = http.get(f"{server.url}/__mock__/console/{control.sandbox}/calls/{call['number']}")
    assert "Your organisation declares the field" in page.text


def test_what_is_pulled_of_a_server_makes_one_like_it(ebikes: Server, tmp_path: Path) -> None:
    token = requests.get(
        f"{ebikes.url}/identity/oauth/token?grant_type=client_credentials"
        "&client_id=sandbox-marketo-client-id&client_secret=sandbox-marketo-client-secret",
        timeout=30,
    ).json()["access_token"]
    given = {
        "SALESFORCE_ACCESS_TOKEN": "sandbox-salesforce-session",
        "HUBSPOT_ACCESS_TOKEN": "pat-na1-sandbox",
        "MARKETO_ACCESS_TOKEN": token,
        "OKTOPOST_ACCOUNT_ID": "001000000000001",
        "OKTOPOST_API_KEY": "okto-sandbox-key",
    }
    asked = [word for name in ("salesforce", "hubspot", "marketo", "oktopost") for word in (f"--{name}", ebikes.url)]
    done = mockserver("shape", str(tmp_path), *asked, **given)
    assert done.returncode == 0, done.stderr
    written = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*.json")}
    assert {"salesforce/Order__c.json", "hubspot/properties/contacts.json", "marketo/describe.json"} <= written.keys()
    assert not any(
        secret in path.read_text()
        for path in written.values()
        for name, secret in given.items()
        if not name.endswith("_ID")
    )
    shape = shapes.read(tmp_path)
    assert shape.left_out == []
    with serving(shape) as second:
        for name, path in sorted(written.items()):
            if name.startswith("salesforce/"):
                place = f"/services/data/v67.0/sobjects/{path.stem}/describe/"
                assert requests.get(f"{second.url}{place}", headers=SESSION, timeout=30).json() == json.loads(
                    path.read_text(encoding="utf-8")
                )
        properties = requests.get(f"{second.url}/crm/v3/properties/contacts", headers=PORTAL, timeout=30).json()
        assert properties == json.loads(written["hubspot/properties/contacts.json"].read_text(encoding="utf-8"))


def mockserver(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command line as a process, with nothing in its environment but what is given."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "-m", "mockserver", *arguments]
    return subprocess.run(command, env={**plain, **variables}, capture_output=True, text=True, check=False)


def test_a_recording_is_a_shape(tmp_path: Path) -> None:
    answer = {"status": 200, "content": {"text": json.dumps({"results": [SHOE]})}}
    refused = {"status": 401, "content": {"text": "{}"}}
    url = "https://api.hubapi.com/crm/v3/properties/0-1?archived=false"
    entries = [{"request": {"url": url}, "response": one} for one in (answer, refused)]
    text = json.dumps({"results": [{**SHOE, "name": "hat_size"}]})
    encoded = {"status": 200, "content": {"text": b64encode(text.encode()).decode(), "encoding": "base64"}}
    entries.append({"request": {"url": url}, "response": encoded})
    (tmp_path / "calls.har").write_text(json.dumps({"log": {"entries": entries}}))
    shape = shapes.read(tmp_path)
    assert list(shape.records["hubspot/property"]) == ["contact/shoe_size", "contact/hat_size"]
    assert (shape.taken, shape.left_out) == (["/crm/v3/properties/0-1"] * 2, [])


def test_objects_in_the_form_of_the_metadata_api_are_a_shape() -> None:
    objects = Path(__file__).parent / "scoreboard" / "jsforce" / "upstream" / "test" / "package" / "JSforceTestSuite"
    shape = shapes.read(objects)
    assert {"BigTable__c", "UpsertTable__c"} <= shape.records["salesforce/customObject"].keys()
    assert shape.records["salesforce/customField"]["UpsertTable__c.ExtId__c"]["externalId"]


def test_serve_says_what_it_takes_and_what_it_leaves_out(tmp_path: Path) -> None:
    folder = tmp_path / "org"
    shutil.copytree(EBIKES / "force-app" / "main" / "default" / "objects" / "Case", folder / "objects" / "Case")
    lead = json.dumps({"data": {"LastName": "Doe", "Company": "Acme"}})
    done = mockserver("call", "--org", str(folder), "oktopost", "salesforce/lead.create", lead)
    assert done.returncode == 0, done.stderr
    assert f"--org {folder}: 1 declarations taken from 3 documents" in done.stderr
    assert "left out: Salesforce field Case.Product__c: it refers to Product__c, which the sandbox" in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", "{", "a.json is neither JSON nor the XML of metadata"),
        ("a.xml", "<a>", "a.xml is neither JSON nor the XML of metadata"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a.xml is neither JSON nor the XML of metadata"),
        ("a.json", "[" * 100_000, "a.json is neither JSON nor the XML of metadata"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    done = mockserver("call", "--org", str(tmp_path), "oktopost", "salesforce/lead.create", "{}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert told in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "give at least one of --oktopost URL, --salesforce URL"),
        (("--hubspot", "http://127.0.0.1:1"), "HUBSPOT_ACCESS_TOKEN is missing"),
        (("--salesforce", "ftp://127.0.0.1:1"), "ftp://127.0.0.1:1 is no address"),
        (("--salesforce", "http://127.0.0.1:1"), "GET http://127.0.0.1:1/services/data/: "),
        (("--salesforce", "{server}/v2"), "is refused with 404"),
        (("--salesforce", "{server}"), "is refused with 401"),
    ],
)
def test_shape_says_why_it_cannot(server: Server, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    given = [word.format(server=server.url) for word in arguments]
    done = mockserver("shape", str(tmp_path), *given, SALESFORCE_ACCESS_TOKEN="none")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
