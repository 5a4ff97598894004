"""The body of an Oktopost POST: a form as documented, JSON and multipart as well, and what strict mode says of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.conftest import Control, Oktopost

ACTION = "/v2/integration-action"
INTEGRATIONS = "/v2/integration"
HUBSPOT = "014000000000003"
LOOKUP = {"id": HUBSPOT, "actionName": "contact.getByEmail"}
PAYLOAD = {"email": "contact@example.com"}
FOUND = "51"


def post(okto: Oktopost, path: str, kind: str, fields: dict[str, str]) -> requests.Response:
    """The same fields as a form, as JSON or as a multipart form."""
    ways: dict[str, dict[str, Any]] = {
        "form": {"data": fields},
        "json": {"json": fields},
        "multipart": {"files": {name: (None, value) for name, value in fields.items()}},
    }
    return okto.request("POST", path, **ways[kind])


KINDS = pytest.mark.parametrize("kind", ["form", "json", "multipart"])


@pytest.mark.contract("O-01", "O-04", "O-05")
@KINDS
def test_an_action_is_executed_from_any_of_three_bodies(okto: Oktopost, kind: str) -> None:
    response = post(okto, ACTION, kind, {**LOOKUP, "payload": json.dumps(PAYLOAD)})
    assert (response.status_code, response.json()["IntegrationAction"]["contact"]["id"]) == (200, FOUND)


@pytest.mark.contract("O-01", "I-06", "I-07")
@KINDS
def test_an_integration_is_connected_and_changed_from_any_of_three_bodies(okto: Oktopost, kind: str) -> None:
    made = post(okto, INTEGRATIONS, kind, {"type": "cd", "cnameId": "0CN000000000000"})
    path = f"{INTEGRATIONS}/{made.json()['Integration']['Id']}"
    assert post(okto, path, kind, {"state": "disabled"}).json() == {"Result": True}
    assert okto.get(path).json()["Integration"]["State"] == "disabled"


@pytest.mark.contract("O-01", "O-04")
@pytest.mark.parametrize("payload", [PAYLOAD, json.dumps(PAYLOAD)], ids=["object", "text"])
def test_the_payload_of_a_json_body_is_an_object_or_its_text(okto: Oktopost, payload: Any) -> None:
    response = okto.request("POST", ACTION, json={**LOOKUP, "payload": payload})
    assert response.json()["IntegrationAction"]["contact"]["id"] == FOUND


@pytest.mark.contract("O-01", "O-04")
@pytest.mark.parametrize("payload", [None, {}, ""], ids=repr)
def test_an_empty_payload_of_a_json_body_counts_as_none(okto: Oktopost, payload: Any) -> None:
    response = okto.request("POST", ACTION, json={**LOOKUP, "payload": payload})
    assert response.json() == {"Result": False, "Errors": ["Missing required field: email"]}


@pytest.mark.contract("O-01", "O-15")
@pytest.mark.parametrize("payload", [[], ["x"], 5, True, "[]"], ids=repr)
def test_a_payload_of_a_json_body_that_is_no_object_is_invalid(okto: Oktopost, payload: Any) -> None:
    response = okto.request("POST", ACTION, json={**LOOKUP, "payload": payload})
    assert (response.status_code, response.headers["x-mock-outcome"]) == (400, "invalid-payload")


@pytest.mark.contract("O-01", "X-02")
@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("application/json", b"{", "not valid JSON"),
        ("application/json", b"[1]", "no object with one member for each field"),
        ("application/json", b'{"id": "\xff"}', "not valid JSON"),
        ("application/json", b'{"payload": ' + b"[" * 200 + b"]" * 200 + b"}", "deeper than 100 levels"),
        ("multipart/form-data", b"--x--", "no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n", "no multipart form"),
        ("multipart/form-data; boundary=x", b"", "no multipart form"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="id"\r\n\r\n\xff\r\n--x--\r\n',
            "the form is not UTF-8",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1001 + b"--x--\r\n",
            "more than 1000 fields",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_400(okto: Oktopost, kind: str, body: bytes, text: str) -> None:
    response = okto.request("POST", ACTION, data=body, headers={"content-type": kind})
    (error,) = response.json()["Errors"]
    assert response.status_code == 400
    assert error.startswith("Invalid request: ")
    assert text in error


@pytest.mark.contract("O-01")
def test_a_file_of_a_multipart_form_is_no_field(okto: Oktopost) -> None:
    files = {name: (None, value) for name, value in LOOKUP.items()} | {"payload": ("payload.json", json.dumps(PAYLOAD))}
    response = okto.request("POST", ACTION, files=files)
    assert response.json()["Errors"] == ["Missing required field: email"]


@pytest.mark.contract("O-01")
@pytest.mark.parametrize(("kind", "media_type"), [("json", "application/json"), ("multipart", "multipart/form-data")])
def test_strict_mode_reports_a_body_that_is_no_form(
    okto: Oktopost, control: Control, kind: str, media_type: str
) -> None:
    fields = {**LOOKUP, "payload": json.dumps(PAYLOAD)}
    assert post(okto, ACTION, kind, fields).status_code == 200
    (finding,) = control.told("GET", "journal?last=1")["entries"][0]["findings"]
    assert (finding["pointer"], finding["got"]) == ("headers.content-type", media_type)
    control.told("PATCH", "", {"strict": "fail"})
    refused = post(okto, ACTION, kind, fields)
    assert (refused.status_code, refused.headers["x-mock-evidence"]) == (400, "O-01 public")
    control.told("PATCH", "", {"strict": "off"})
    assert post(okto, ACTION, kind, fields).status_code == 200


@pytest.mark.contract("O-01")
def test_strict_mode_reports_a_field_that_is_given_twice(okto: Oktopost, control: Control) -> None:
    twice = [*LOOKUP.items(), ("payload", "{}"), ("payload", json.dumps(PAYLOAD))]
    assert okto.request("POST", ACTION, data=twice).status_code == 200
    (finding,) = control.told("GET", "journal?last=1")["entries"][0]["findings"]
    assert (finding["pointer"], finding["got"]) == ("form.payload", "several, the last counts")
    control.told("PATCH", "", {"strict": "fail"})
    assert okto.request("POST", ACTION, data=twice).headers["x-mock-outcome"] == "undeclared"


@pytest.mark.contract("O-01")
def test_a_form_is_nothing_to_report(okto: Oktopost, control: Control) -> None:
    control.told("PATCH", "", {"strict": "fail"})
    assert post(okto, ACTION, "form", {**LOOKUP, "payload": json.dumps(PAYLOAD)}).status_code == 200


@pytest.mark.contract("O-08", "O-25", "O-26")
@pytest.mark.parametrize(
    ("key", "payload", "field"),
    [
        (
            "marketo/activity.addCustom",
            {"leadId": 12345, "activityTypeId": 100001, "primaryAttributeValue": "x"},
            "attributes",
        ),
        ("hubspot/event.upsert", {"id": "e", "eventTypeId": "12345", "email": "contact@example.com"}, "extraData"),
        ("hubspot/event.upsert", {"id": "e", "eventTypeId": "12345", "email": "contact@example.com"}, "properties"),
    ],
)
def test_an_empty_array_for_an_optional_object_counts_as_empty(
    okto: Oktopost, key: str, payload: dict[str, Any], field: str
) -> None:
    assert okto.act(key, {**payload, field: []}).status_code == 200
    filled = okto.act(key, {**payload, field: ["x"]})
    assert (filled.status_code, filled.headers["x-mock-outcome"]) == (400, "invalid-payload")
