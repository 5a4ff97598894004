"""Oktopost's integrations: list, read, connect, update, delete, and what a change means to the actions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Oktopost
from tests.payloads import OKTOPOST

PATH = "/v2/integration"
FIELDS = ["Id", "Created", "Modified", "Status", "State", "AccountId", "Type", "Version", "CnameId", "SettingsData"]
OWN = [f"01400000000000{number}" for number in range(1, 9)]
FOREIGN = "014000000000101"
FACEBOOK = "014000000000006"


def errors(response: requests.Response) -> tuple[int, list[str]]:
    """Status and text of an answer that must be the failure envelope and nothing else."""
    document = response.json()
    assert list(document) == ["Result", "Errors"]
    assert document["Result"] is False
    assert list(document["Errors"]) == ["API"]
    assert list(document["Errors"]["API"]) == ["Error"]
    return response.status_code, [document["Errors"]["API"]["Error"]]


def refusal(response: requests.Response) -> tuple[int, list[str]]:
    """Status and texts of a refused action, whose Errors are an array."""
    document = response.json()
    assert isinstance(document["Errors"], list)
    return response.status_code, document["Errors"]


def listed(okto: Oktopost, query: str = "", **options: Any) -> tuple[list[str], int]:
    """The ids of a page and the total."""
    response = okto.get(f"{PATH}{query}", **options)
    document = response.json()
    assert response.status_code == 200, response.text
    assert list(document) == ["Result", "Items", "Total"]
    assert document["Result"] is True
    return [item["Id"] for item in document["Items"]], document["Total"]


def connect(okto: Oktopost, kind: str = "cd") -> str:
    """The id of a new integration."""
    integration_id: str = okto.post(PATH, {"type": kind, "cnameId": "0CN000000000000"}).json()["Integration"]["Id"]
    return integration_id


def read(okto: Oktopost, integration_id: str) -> dict[str, Any]:
    """An integration as the API shows it."""
    shown: dict[str, Any] = okto.get(f"{PATH}/{integration_id}").json()["Integration"]
    return shown


# -- list ------------------------------------------------------------------------------------------------------


@pytest.mark.contract("I-01", "I-11")
def test_the_list_has_the_account_s_own_integrations(okto: Oktopost) -> None:
    assert listed(okto) == (OWN, 8)


@pytest.mark.contract("I-11")
def test_another_account_sees_its_own(okto: Oktopost, sandbox: Sandbox) -> None:
    other = ("001000000000002", sandbox.key("okto-other-key"))
    assert listed(okto, auth=other) == ([FOREIGN], 1)


@pytest.mark.contract("I-02")
@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("salesforce", ["014000000000001", "014000000000004"]),
        ("marketo", ["014000000000002"]),
        ("hubspot", ["014000000000003", "014000000000005", "014000000000007"]),
        ("facebook", [FACEBOOK]),
        ("cd", ["014000000000008"]),
        ("ga", []),
        ("pardot", []),
        ("netresults", []),
        ("mautic", []),
    ],
)
def test_a_type_filters(okto: Oktopost, kind: str, found: list[str]) -> None:
    assert listed(okto, f"?type={kind}") == (found, len(found))


@pytest.mark.contract("I-02", "I-12")
@pytest.mark.parametrize("kind", ["eloqua", "Facebook", "", "facebook%20"])
def test_any_other_type_is_400(okto: Oktopost, kind: str) -> None:
    status, texts = errors(okto.get(f"{PATH}?type={kind}"))
    assert status == 400
    assert texts[0].startswith("Invalid request: query.type: expected one of cd, ga, pardot, netresults,")


@pytest.mark.contract("I-01", "I-03")
def test_pages_follow_one_another_and_the_total_counts_all(okto: Oktopost) -> None:
    new = [connect(okto) for _ in range(50)]
    every = [*OWN, *new]
    assert listed(okto) == (every[:25], 58)
    assert listed(okto, "?_page=0&_count=25") == (every[:25], 58)
    assert listed(okto, "?_page=1") == (every[25:50], 58)
    assert listed(okto, "?_page=2") == (every[50:], 58)
    assert listed(okto, "?_page=3") == ([], 58)
    assert listed(okto, "?_page=999999999") == ([], 58)
    assert listed(okto, "?_count=50&_page=1") == (every[50:], 58)
    assert listed(okto, "?_count=100") == (every, 58)
    assert listed(okto, "?type=cd&_page=2") == (new[49:], 51)


@pytest.mark.contract("I-03", "I-12")
@pytest.mark.parametrize("page", ["-1", "1.5", "x", "", "1e3", "9999999999", "%D9%A1"])
def test_any_other_page_is_400(okto: Oktopost, page: str) -> None:
    status, (text,) = errors(okto.get(f"{PATH}?_page={page}"))
    assert status == 400
    assert text.startswith("Invalid request: query._page: expected ")


@pytest.mark.contract("I-03", "O-70")
@pytest.mark.parametrize("count", ["24", "0", "", "1000", "25.0"])
def test_any_other_count_is_400(okto: Oktopost, count: str) -> None:
    assert errors(okto.get(f"{PATH}?_count={count}")) == (400, [f"Page size {count} is not valid."])


# -- read ------------------------------------------------------------------------------------------------------


@pytest.mark.contract("I-04", "I-05")
def test_an_integration_has_ten_fields_in_the_documented_order(okto: Oktopost) -> None:
    response = okto.get(f"{PATH}/{FACEBOOK}")
    document = response.json()
    shown = document["Integration"]
    assert response.status_code == 200
    assert list(document) == ["Result", "Integration"]
    assert list(shown) == FIELDS
    assert {name: shown[name] for name in FIELDS[:-1]} == {
        "Id": FACEBOOK,
        "Created": "2016-12-18 12:47:58",
        "Modified": "2017-05-21 11:02:55",
        "Status": "valid",
        "State": "active",
        "AccountId": "001000000000001",
        "Type": "facebook",
        "Version": 1,
        "CnameId": None,
    }
    assert isinstance(shown["SettingsData"], dict)


@pytest.mark.contract("I-04")
def test_the_list_shows_the_same_fields(okto: Oktopost) -> None:
    (item,) = okto.get(f"{PATH}?type=facebook").json()["Items"]
    assert list(item) == FIELDS
    assert item == read(okto, FACEBOOK)


@pytest.mark.contract("I-05")
def test_assets_are_shown_when_asked_for(okto: Oktopost) -> None:
    plain = read(okto, FACEBOOK)
    shown = okto.get(f"{PATH}/{FACEBOOK}?withAssets=1").json()["Integration"]
    assert list(shown) == [*FIELDS, "Assets"]
    assert {name: shown[name] for name in FIELDS} == plain
    assert list(shown["Assets"]) == ["Credentials", "Boards"]
    assert shown["Assets"]["Credentials"] == [
        {
            "Id": "003-001000000000001-123456",
            "Name": "John Smith's LinkedIn",
            "DisplayName": "John Smith",
            "Status": "valid",
            "Network": "LinkedIn",
        }
    ]
    assert len(shown["Assets"]["Boards"]) == 1


@pytest.mark.contract("I-05")
def test_no_assets_are_shown_when_they_are_declined(okto: Oktopost) -> None:
    assert okto.get(f"{PATH}/{FACEBOOK}?withAssets=0").json()["Integration"] == read(okto, FACEBOOK)


@pytest.mark.contract("I-05", "I-12")
@pytest.mark.parametrize("value", ["2", "true", "", "01"])
def test_any_other_wish_for_assets_is_400(okto: Oktopost, value: str) -> None:
    status, texts = errors(okto.get(f"{PATH}/{FACEBOOK}?withAssets={value}"))
    assert (status, texts) == (
        400,
        [f'Invalid request: query.withAssets: expected one of 0, 1, got "{value}"'],
    )


@pytest.mark.contract("I-11", "I-12")
@pytest.mark.parametrize("integration_id", ["014999999999999", FOREIGN, "x", "014000000000001x", "null"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_not_the_account_s_own_is_404(okto: Oktopost, method: str, integration_id: str) -> None:
    options = {"data": {"state": "active"}} if method == "POST" else {}
    response = okto.request(method, f"{PATH}/{integration_id}", **options)
    assert errors(response) == (404, [f"Integration not found: {integration_id}"])


# -- connect ---------------------------------------------------------------------------------------------------


@pytest.mark.contract("I-06", "I-04")
def test_a_connected_integration_appears_in_the_list(okto: Oktopost, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
    response = okto.post(PATH, {"type": "cd", "cnameId": "0CN000000000000"})
    integration_id = response.json()["Integration"]["Id"]
    assert (response.status_code, response.text) == (
        200,
        f'{{"Result":true,"Integration":{{"Id":"{integration_id}","Type":"cd","Status":"valid","State":"active"}}}}',
    )
    assert (integration_id[:3], len(integration_id)) == ("014", 15)
    assert listed(okto, "?type=cd") == (["014000000000008", integration_id], 2)
    assert read(okto, integration_id) == {
        "Id": integration_id,
        "Created": "2026-01-02 03:04:05",
        "Modified": "2026-01-02 03:04:05",
        "Status": "valid",
        "State": "active",
        "AccountId": "001000000000001",
        "Type": "cd",
        "Version": 1,
        "CnameId": "0CN000000000000",
        "SettingsData": {},
    }
    with_assets = okto.get(f"{PATH}/{integration_id}?withAssets=1").json()["Integration"]
    assert with_assets["Assets"] == {"Credentials": [], "Boards": []}


@pytest.mark.contract("I-02", "I-06")
@pytest.mark.parametrize(
    "kind", ["cd", "ga", "pardot", "netresults", "mautic", "facebook", "salesforce", "marketo", "hubspot"]
)
def test_every_type_can_be_connected(okto: Oktopost, kind: str) -> None:
    assert read(okto, connect(okto, kind))["Type"] == kind


@pytest.mark.contract("I-06")
def test_a_connected_application_has_its_actions(okto: Oktopost) -> None:
    response = okto.act("salesforce/case.getAll", id=connect(okto, "salesforce"))
    assert response.status_code == 200


@pytest.mark.contract("I-06", "O-07", "I-12")
@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ({}, ["type", "cnameId"]),
        ({"type": "cd"}, ["cnameId"]),
        ({"cnameId": "0CN000000000000"}, ["type"]),
        ({"type": " ", "cnameId": ""}, ["type", "cnameId"]),
    ],
)
def test_type_and_cname_are_required(
    okto: Oktopost, sandbox: Sandbox, form: dict[str, str], missing: list[str]
) -> None:
    before = sandbox.state
    text = "; ".join(f"Missing required field: {name}" for name in missing)
    assert errors(okto.post(PATH, form)) == (400, [text])
    assert sandbox.state is before


@pytest.mark.contract("I-06", "I-12")
def test_an_unknown_type_cannot_be_connected(okto: Oktopost) -> None:
    status, texts = errors(okto.post(PATH, {"type": "eloqua", "cnameId": "0CN000000000000"}))
    assert (status, texts[0].partition(":")[0]) == (400, "Invalid request")


# -- update and delete -----------------------------------------------------------------------------------------


@pytest.mark.contract("I-07", "I-09")
def test_an_update_moves_modified_and_not_created(okto: Oktopost, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
    integration_id = connect(okto)
    sandbox.set("clock", sandbox.clock.advance(timedelta(minutes=1)))
    response = okto.post(f"{PATH}/{integration_id}", {"state": "disabled", "cnameId": "0CN000000000000"})
    shown = read(okto, integration_id)
    assert (response.status_code, response.text) == (200, '{"Result":true}')
    assert (shown["Created"], shown["Modified"]) == ("2026-01-02 03:04:05", "2026-01-02 03:05:05")
    assert (shown["Status"], shown["State"], shown["CnameId"]) == ("valid", "disabled", "0CN000000000000")


@pytest.mark.contract("I-07")
@pytest.mark.parametrize("form", [{"state": "disabled"}, {"cnameId": "0CN000000000000"}, {}])
def test_each_field_of_an_update_stands_alone(okto: Oktopost, form: dict[str, str]) -> None:
    before = read(okto, FACEBOOK)
    assert okto.post(f"{PATH}/{FACEBOOK}", form).text == '{"Result":true}'
    after = read(okto, FACEBOOK)
    changed = {name for name in FIELDS if after[name] != before[name]}
    assert changed == {"Modified", *({"state": "State", "cnameId": "CnameId"}[name] for name in form)}


@pytest.mark.contract("I-07", "I-12")
@pytest.mark.parametrize("form", [{"state": "enabled"}, {"state": ""}, {"state": "Active"}, {"cnameId": " "}])
def test_a_wrong_update_is_400_and_changes_nothing(okto: Oktopost, sandbox: Sandbox, form: dict[str, str]) -> None:
    before = sandbox.state
    status, texts = errors(okto.post(f"{PATH}/{FACEBOOK}", form))
    assert (status, len(texts), sandbox.state is before) == (400, 1, True)


@pytest.mark.contract("I-08")
def test_a_deleted_integration_is_gone_for_good(okto: Oktopost) -> None:
    response = okto.request("DELETE", f"{PATH}/{FACEBOOK}")
    assert (response.status_code, response.text) == (200, '{"Result":true}')
    for method in ("GET", "POST", "DELETE"):
        assert errors(okto.request(method, f"{PATH}/{FACEBOOK}")) == (404, [f"Integration not found: {FACEBOOK}"])
    assert listed(okto) == ([number for number in OWN if number != FACEBOOK], 7)
    assert FACEBOOK not in {connect(okto) for _ in range(12)}


@pytest.mark.contract("I-08")
def test_the_actions_of_a_deleted_integration_are_404(okto: Oktopost) -> None:
    salesforce = okto.integrations["salesforce"]
    okto.request("DELETE", f"{PATH}/{salesforce}")
    assert refusal(okto.act("salesforce/case.getAll")) == (404, [f"Integration not found: {salesforce}"])


@pytest.mark.contract("I-10", "I-12", "O-10")
@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("POST", PATH, {"type": "cd", "cnameId": "0CN000000000000"}),
        ("POST", f"{PATH}/{FACEBOOK}", {"state": "disabled"}),
        ("DELETE", f"{PATH}/{FACEBOOK}", None),
        ("DELETE", f"{PATH}/014999999999999", None),
    ],
)
def test_whoever_changes_an_integration_needs_the_permission(
    okto: Oktopost, sandbox: Sandbox, method: str, path: str, form: dict[str, str] | None
) -> None:
    before = sandbox.state
    response = okto.request(method, path, data=form, auth=(okto.account, okto.readonly_key))
    assert errors(response) == (403, ["The API key does not have the permission: Integration Add"])
    assert sandbox.state is before


@pytest.mark.contract("I-10")
@pytest.mark.parametrize("path", [PATH, f"{PATH}/{FACEBOOK}"])
def test_whoever_reads_needs_none(okto: Oktopost, path: str) -> None:
    assert okto.get(path, auth=(okto.account, okto.readonly_key)).status_code == 200


@pytest.mark.contract("I-12", "O-16")
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", [PATH, f"{PATH}/{FACEBOOK}"])
def test_without_credentials_it_is_401_or_the_method_is_wrong(okto: Oktopost, method: str, path: str) -> None:
    response = okto.request(method, path, auth=("001000000000001", "wrong"))
    if (method, path) == ("DELETE", PATH):
        assert errors(response) == (405, ["Method DELETE is not allowed here, only GET, HEAD, OPTIONS, POST"])
    else:
        assert errors(response) == (401, ["Authentication failed: invalid API credentials"])


@pytest.mark.contract("I-12")
def test_too_many_calls_are_429_when_the_sandbox_counts_them(okto: Oktopost, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    sandbox.change_settings({"rate_limits": True})
    statuses = [okto.get(PATH).status_code for _ in range(61)]
    response = okto.get(PATH)
    assert statuses == [200] * 60 + [429]
    assert errors(response) == (429, ["Rate limit exceeded, retry after 900 s"])
    assert response.headers["retry-after"] == "900"
    sandbox.set("clock", sandbox.clock.advance(timedelta(seconds=899)))
    assert okto.get(PATH).headers["retry-after"] == "1"
    sandbox.set("clock", sandbox.clock.advance(timedelta(seconds=1)))
    assert okto.get(PATH).status_code == 200


@pytest.mark.contract("I-13", "I-09", "O-12")
@pytest.mark.parametrize("key", ["salesforce/case.getAll", "marketo/list.getAll", "hubspot/contact.getById"])
def test_a_change_of_state_shows_at_once_in_the_actions(okto: Oktopost, key: str) -> None:
    integration_id = okto.integrations[key.partition("/")[0]]
    okto.post(f"{PATH}/{integration_id}", {"state": "disabled"})
    disabled = okto.act(key, OKTOPOST[key])
    okto.post(f"{PATH}/{integration_id}", {"state": "active"})
    expected = (400, [f"Integration state must be enabled, it is disabled: {integration_id}"])
    assert refusal(disabled) == expected
    assert okto.act(key, OKTOPOST[key]).status_code == 200
