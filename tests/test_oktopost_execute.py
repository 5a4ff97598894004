"""POST /v2/integration-action: the documented checks in the documented order, and every refusal word for word."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
import requests

from mockserver.dialects.oktopost import routes as oktopost
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Oktopost
from tests.payloads import OKTOPOST

PATH = "/v2/integration-action"
SALESFORCE, DISABLED, INVALID, FACEBOOK, EXPIRED, FOREIGN = (
    f"014000000000{number}" for number in ("001", "004", "005", "006", "007", "101")
)
UNKNOWN = "014999999999999"


def refusal(response: requests.Response) -> tuple[int, list[str]]:
    """Status and texts of an answer that must be the failure envelope and nothing else."""
    document = response.json()
    assert response.headers["content-type"] == "application/json"
    assert list(document) == ["Result", "Errors"]
    assert document["Result"] is False
    return response.status_code, document["Errors"]


def change(sandbox: Sandbox, integration_id: str, **members: Any) -> None:
    """Change members of a stored integration that the API has no call for."""
    store = sandbox.store()
    record = store.get("oktopost/integration", integration_id)
    assert record is not None
    store.replace("oktopost/integration", {**record, **members})
    sandbox.state = store.state


# -- the happy way ---------------------------------------------------------------------------------------------


@pytest.mark.contract("O-01", "O-03", "O-04", "O-05")
def test_a_form_of_three_fields_executes_an_action(okto: Oktopost) -> None:
    form = {"id": SALESFORCE, "actionName": "contact.getByEmail", "payload": '{"email":"john@example.com"}'}
    response = okto.post(PATH, form)
    document = response.json()
    shown = {name: document["IntegrationAction"][name] for name in ("Id", "Email", "FirstName", "LastName")}
    assert response.status_code == 200
    assert list(document) == ["Result", "IntegrationAction"]
    assert document["Result"] is True
    assert shown == {
        "Id": "12345",
        "Email": "john@example.com",
        "FirstName": "John",
        "LastName": "Doe",
    }


@pytest.mark.contract("O-04")
@pytest.mark.parametrize("payload", [None, "", "   ", "{}", " {} \n", '{"unknown": 1}'])
def test_a_payload_may_be_left_out_where_nothing_is_required(okto: Oktopost, payload: str | None) -> None:
    form = {"id": SALESFORCE, "actionName": "case.getAll", "payload": payload}
    response = okto.post(PATH, form)
    assert (response.status_code, response.json()["Result"]) == (200, True)


@pytest.mark.contract("O-04", "O-07")
@pytest.mark.parametrize("payload", [None, "", "  ", "{}"])
def test_no_payload_misses_every_required_field(okto: Oktopost, payload: str | None) -> None:
    form = {"id": SALESFORCE, "actionName": "lead.getByEmail", "payload": payload}
    assert refusal(okto.post(PATH, form)) == (400, ["Missing required field: email"])


@pytest.mark.contract("O-07")
def test_the_hint_of_a_missing_field_tells_which_name_may_be_misspelt(okto: Oktopost) -> None:
    form = {"id": SALESFORCE, "actionName": "contact.getByEmail", "payload": '{"emial": "a@b.example"}'}
    answer = okto.post(PATH, form)
    assert refusal(answer) == (400, ["Missing required field: email"])
    hint = "a required field must be there and not empty: email; emial is no field here: did you mean email?"
    assert answer.headers["X-Mock-Hint"] == hint


@pytest.mark.contract("O-01")
def test_a_charset_beside_the_content_type_changes_nothing(okto: Oktopost) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    body = f"id={SALESFORCE}&actionName=case.getAll"
    assert okto.request("POST", PATH, data=body, headers=headers).status_code == 200


# -- missing and empty fields ----------------------------------------------------------------------------------

REQUIRED = {action.key.removeprefix("oktopost/"): action.required for action in oktopost.actions().values()}


@pytest.mark.contract("O-07", *(f"O-{number}" for number in range(31, 63)))
@pytest.mark.parametrize("key", [key for key, required in REQUIRED.items() if required])
def test_each_missing_field_is_one_string_in_the_documented_order(okto: Oktopost, key: str) -> None:
    missing = [f"Missing required field: {name}" for name in REQUIRED[key]]
    assert refusal(okto.act(key, {})) == (400, missing)


@pytest.mark.contract("O-07")
def test_only_the_missing_fields_are_named(okto: Oktopost) -> None:
    response = okto.act("salesforce/caseComment.update", {"commentId": "00a5g0000000001AAA"})
    assert refusal(response) == (400, ["Missing required field: caseId", "Missing required field: data"])


@pytest.mark.contract("O-08")
@pytest.mark.parametrize("empty", [None, "", " ", "\t\r\n ", "\u00a0", {}, []], ids=repr)
def test_an_empty_value_is_a_missing_one(okto: Oktopost, empty: Any) -> None:
    assert refusal(okto.act("salesforce/lead.getByEmail", {"email": empty})) == (
        400,
        ["Missing required field: email"],
    )


@pytest.mark.contract("O-08")
@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (False, "false")])
def test_zero_and_false_are_values_though_of_the_wrong_type(okto: Oktopost, value: Any, shown: str) -> None:
    expected = f"Invalid payload: email: expected string, got {shown}"
    assert refusal(okto.act("salesforce/lead.getByEmail", {"email": value})) == (400, [expected])


@pytest.mark.contract("O-08")
def test_zero_is_a_value_where_an_integer_is_asked_for(okto: Oktopost) -> None:
    result = okto.result(
        "marketo/activity.addCustom", {"leadId": 0, "activityTypeId": 100001, "primaryAttributeValue": "x"}
    )
    assert result["result"][0]["status"] == "skipped"


@pytest.mark.contract("O-02", "O-03", "O-09")
@pytest.mark.parametrize(
    ("form", "missing", "check"),
    [
        ({}, "id", "request"),
        ({"actionName": "lead.create"}, "id", "request"),
        ({"id": "", "actionName": " "}, "id", "request"),
        ({"id": SALESFORCE}, "actionName", "action"),
        ({"id": SALESFORCE, "actionName": " ", "payload": "["}, "actionName", "action"),
    ],
)
def test_each_field_of_the_form_is_asked_for_where_it_is_needed(
    okto: Oktopost, form: dict[str, str], missing: str, check: str
) -> None:
    response = okto.post(PATH, form)
    assert refusal(response) == (400, [f"Missing required field: {missing}"])
    assert response.headers["x-mock-check"] == check


@pytest.mark.contract("O-02", "O-09", "O-11")
@pytest.mark.parametrize("text", ["12345", "01400000000000", "0140000000000011", "01400000000000é", "014-00000000001"])
def test_an_id_of_another_form_is_that_of_no_integration(okto: Oktopost, text: str) -> None:
    response = okto.post(PATH, {"id": text})
    assert refusal(response) == (404, [f"Integration not found: {text}"])
    assert response.headers["x-mock-check"] == "integration"
    assert response.headers["x-mock-evidence"] == "O-02 choice"
    assert f"15 letters and digits, this one has {len(text)} characters" in response.headers["x-mock-hint"]


# -- the payload as text ---------------------------------------------------------------------------------------


@pytest.mark.contract("O-15")
@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("[]", "the document: expected object, got []"),
        ("null", "the document: expected object, got null"),
        ('"email"', 'the document: expected object, got "email"'),
        ("7", "the document: expected object, got 7"),
        ("true", "the document: expected object, got true"),
    ],
)
def test_a_payload_that_is_no_object_is_invalid(okto: Oktopost, payload: str, reason: str) -> None:
    form = {"id": SALESFORCE, "actionName": "lead.getByEmail", "payload": payload}
    assert refusal(okto.post(PATH, form)) == (400, [f"Invalid payload: {reason}"])


@pytest.mark.contract("O-15")
@pytest.mark.parametrize(
    "payload",
    [
        "{",
        "email=john",
        "{'email': 'a'}",
        '{"email": NaN}',
        '{"email": Infinity}',
        "{} {}",
        '{"a":1,}',
        '{"a": "\\ud800"}',
    ],
)
def test_a_payload_that_is_no_json_is_invalid_and_says_where(okto: Oktopost, payload: str) -> None:
    form = {"id": SALESFORCE, "actionName": "lead.getByEmail", "payload": payload}
    status, errors = refusal(okto.post(PATH, form))
    assert (status, len(errors)) == (400, 1)
    assert errors[0].startswith("Invalid payload: not valid JSON: ")


@pytest.mark.contract("O-15")
@pytest.mark.parametrize("depth", [101, 5_000])
def test_a_payload_nested_too_deep_is_invalid(okto: Oktopost, depth: int) -> None:
    form = {"id": SALESFORCE, "actionName": "case.getAll", "payload": '{"a":' * depth + "1" + "}" * depth}
    status, errors = refusal(okto.post(PATH, form))
    assert (status, errors[0].partition(": ")[0]) == (400, "Invalid payload")


@pytest.mark.contract("O-15")
def test_of_two_keys_of_one_name_the_last_counts(okto: Oktopost) -> None:
    payload = '{"email": "nobody@example.com", "email": "contact@example.com"}'
    result = okto.post(
        PATH, {"id": okto.integrations["hubspot"], "actionName": "contact.getByEmail", "payload": payload}
    ).json()["IntegrationAction"]
    assert result["contact"]["id"] == "51"


@pytest.mark.contract("O-15")
def test_every_field_of_a_wrong_type_is_one_string(okto: Oktopost) -> None:
    response = okto.act("marketo/list.addLeads", {"listId": 1234, "leadIds": [100, "200", 3.5]})
    assert refusal(response) == (
        400,
        [
            "Invalid payload: listId: expected string, got 1234",
            'Invalid payload: leadIds[1]: expected integer, got "200"',
            "Invalid payload: leadIds[2]: expected integer, got 3.5",
        ],
    )


@pytest.mark.contract("O-19")
def test_a_plus_in_json_that_was_not_encoded_is_a_space(okto: Oktopost) -> None:
    okto.result("hubspot/contact.create", {"data": {"email": "ada+1@example.com"}})
    headers = {"content-type": "application/x-www-form-urlencoded"}
    start = f"id={okto.integrations['hubspot']}&actionName=contact.getByEmail&payload="
    raw = okto.request("POST", PATH, data=start + '{"email":"ada+1@example.com"}', headers=headers)
    encoded = okto.request("POST", PATH, data=start + '{"email":"ada%2B1@example.com"}', headers=headers)
    assert raw.json() == {"Result": True, "IntegrationAction": {"contact": None}}
    assert encoded.json()["IntegrationAction"]["contact"]["properties"]["email"] == "ada+1@example.com"


@pytest.mark.contract("O-19")
def test_an_ampersand_in_json_that_was_not_encoded_ends_the_field(okto: Oktopost) -> None:
    body = f'id={SALESFORCE}&actionName=lead.search&payload={{"search":"a&b"}}'
    headers = {"content-type": "application/x-www-form-urlencoded"}
    status, errors = refusal(okto.request("POST", PATH, data=body, headers=headers))
    assert (status, errors[0].startswith("Invalid payload: not valid JSON")) == (400, True)


@pytest.mark.contract("O-19")
def test_a_value_is_decoded_once(okto: Oktopost) -> None:
    assert okto.result("salesforce/contact.create", {"data": {"LastName": "50%25 + 1"}})["success"] is True
    found = okto.result("salesforce/contact.search", {"search": "50 25 1"})["searchRecords"]
    assert [record["LastName"] for record in found] == ["50%25 + 1"]


@pytest.mark.contract("O-19")
def test_unknown_payload_keys_are_ignored(okto: Oktopost) -> None:
    payload = {"email": "contact@example.com", "colour": "red", "nested": {"a": [1]}}
    assert okto.result("hubspot/contact.getByEmail", payload)["contact"]["id"] == "51"


@pytest.mark.contract("O-19")
def test_unknown_form_fields_are_ignored_and_of_one_name_the_last_counts(okto: Oktopost) -> None:
    body = f"id={UNKNOWN}&actionName=case.getAll&id={SALESFORCE}&colour=red"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert okto.request("POST", PATH, data=body, headers=headers).status_code == 200


# -- refusals, word for word -----------------------------------------------------------------------------------


@pytest.mark.contract("O-06", "O-11", "O-12", "O-13", "O-14", "O-16", "O-20")
@pytest.mark.parametrize(
    ("integration", "action", "status", "text"),
    [
        (UNKNOWN, "lead.create", 404, f"Integration not found: {UNKNOWN}"),
        (FOREIGN, "lead.create", 404, f"Integration not found: {FOREIGN}"),
        (INVALID, "contact.getById", 400, f"Integration status must be valid, it is invalid: {INVALID}"),
        (DISABLED, "lead.create", 400, f"Integration state must be enabled, it is disabled: {DISABLED}"),
        (FACEBOOK, "lead.create", 400, "Integration type is not supported: facebook"),
        (SALESFORCE, "lead.delete", 400, "Action is not supported for salesforce: lead.delete"),
        (SALESFORCE, "list.getAll", 400, "Action is not supported for salesforce: list.getAll"),
        (SALESFORCE, "LEAD.create", 400, "Action is not supported for salesforce: LEAD.create"),
        ("014000000000002", "contact.getById", 400, "Action is not supported for marketo: contact.getById"),
        ("014000000000003", "lead.create", 400, "Action is not supported for hubspot: lead.create"),
        (EXPIRED, "contact.getById", 401, "Authentication failed: expired integration token"),
    ],
)
def test_what_is_wrong_with_the_integration_or_the_action(
    okto: Oktopost, integration: str, action: str, status: int, text: str
) -> None:
    response = okto.post(PATH, {"id": integration, "actionName": action, "payload": '{"id": "51"}'})
    assert refusal(response) == (status, [text])


@pytest.mark.contract("O-14")
def test_a_mistyped_action_gets_a_hint(okto: Oktopost) -> None:
    response = okto.act("salesforce/lead.getByMail", {})
    assert response.headers["x-mock-hint"].startswith("did you mean lead.getByEmail? salesforce has lead.getById, ")


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.contract("O-16", "O-18")
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic w7/Dvw",
        "Bearer okto-sandbox-key",
        basic("001000000000001"),
        basic("001000000000001:"),
        basic("001000000000001:wrong"),
        basic("001000000000002:okto-sandbox-key"),
        basic(":okto-sandbox-key"),
        basic("okto-sandbox-key"),
        "Basic " + base64.b64encode(b"\xff\xfe:key").decode(),
    ],
)
def test_wrong_credentials_are_401_in_the_envelope(okto: Oktopost, authorization: str | None) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    form = {"id": SALESFORCE, "actionName": "case.getAll"}
    response = okto.request("POST", PATH, data=form, headers=headers, auth=_as_given)
    assert refusal(response) == (401, ["Authentication failed: invalid API credentials"])
    assert response.headers["www-authenticate"] == 'Basic realm="Oktopost"'


def _as_given(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


@pytest.mark.contract("O-18")
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_is_read_in_any_case(okto: Oktopost, scheme: str) -> None:
    token = base64.b64encode(f"{okto.account}:{okto.key}".encode()).decode()
    headers = {"authorization": f"{scheme} {token}"}
    response = okto.request("GET", "/v2/integration", headers=headers, auth=_as_given)
    assert response.status_code == 200


@pytest.mark.contract("O-10")
def test_a_key_without_the_permission_is_403(okto: Oktopost) -> None:
    response = okto.post(PATH, {"id": SALESFORCE}, auth=(okto.account, okto.readonly_key))
    assert refusal(response) == (403, ["The API key does not have the permission: Integration Add"])


@pytest.mark.contract("O-11")
def test_another_account_s_integration_reads_like_one_that_does_not_exist(okto: Oktopost, sandbox: Sandbox) -> None:
    other = ("001000000000002", sandbox.key("okto-other-key"))
    form = {"id": SALESFORCE, "actionName": "case.getAll"}
    foreign = okto.post(PATH, form, auth=other)
    absent = okto.post(PATH, {**form, "id": UNKNOWN}, auth=other)
    own = okto.post(PATH, {**form, "id": FOREIGN}, auth=other)
    assert refusal(foreign) == (404, [f"Integration not found: {SALESFORCE}"])
    assert foreign.text.replace(SALESFORCE, UNKNOWN) == absent.text
    assert own.status_code == 200


@pytest.mark.contract("O-16")
@pytest.mark.parametrize("key", OKTOPOST)
def test_an_expired_token_of_the_integration_answers_401_for_every_action(
    okto: Oktopost, sandbox: Sandbox, key: str
) -> None:
    change(sandbox, okto.integrations[key.partition("/")[0]], TokenExpired=True)
    response = okto.act(key, OKTOPOST[key])
    assert refusal(response) == (401, ["Authentication failed: expired integration token"])


@pytest.mark.contract("O-17")
def test_an_unexpected_error_is_500_in_the_envelope(
    okto: Oktopost, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> Any:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(oktopost.actions()["salesforce", "case.getAll"], "run", fails)
    before = sandbox.state
    assert refusal(okto.act("salesforce/case.getAll")) == (500, ["Unexpected server error"])
    assert sandbox.state is before


# -- the order of the checks -----------------------------------------------------------------------------------


class Attempt:
    """A call that succeeds until checks are broken, one by one."""

    def __init__(self, okto: Oktopost, sandbox: Sandbox) -> None:
        self.okto, self.sandbox = okto, sandbox
        self.auth = okto.account, okto.key
        self.form = {"id": SALESFORCE, "actionName": "lead.getByEmail", "payload": '{"email": "john@acme.com"}'}

    def authentication(self) -> None:
        self.auth = self.auth[0], self.auth[1] + "x"

    def permission(self) -> None:
        self.auth = self.okto.account, self.okto.readonly_key

    def request(self) -> None:
        del self.form["id"]

    def integration(self) -> None:
        change(self.sandbox, SALESFORCE, AccountId="001000000000002")

    def status(self) -> None:
        change(self.sandbox, SALESFORCE, Status="invalid")

    def state(self) -> None:
        change(self.sandbox, SALESFORCE, State="disabled")

    def type(self) -> None:
        change(self.sandbox, SALESFORCE, Type="facebook")

    def action(self) -> None:
        self.form["actionName"] = "lead.unknown"

    def payload(self) -> None:
        self.form["payload"] = "{}"

    def token(self) -> None:
        change(self.sandbox, SALESFORCE, TokenExpired=True)

    def send(self) -> requests.Response:
        return self.okto.post(PATH, self.form, auth=self.auth)


CHECKS: list[tuple[Callable[[Attempt], None], int, str]] = [
    (Attempt.authentication, 401, "Authentication failed: invalid API credentials"),
    (Attempt.permission, 403, "The API key does not have the permission: Integration Add"),
    (Attempt.request, 400, "Missing required field: id"),
    (Attempt.integration, 404, f"Integration not found: {SALESFORCE}"),
    (Attempt.status, 400, f"Integration status must be valid, it is invalid: {SALESFORCE}"),
    (Attempt.state, 400, f"Integration state must be enabled, it is disabled: {SALESFORCE}"),
    (Attempt.type, 400, "Integration type is not supported: facebook"),
    (Attempt.action, 400, "Action is not supported for salesforce: lead.unknown"),
    (Attempt.payload, 400, "Missing required field: email"),
    (Attempt.token, 401, "Authentication failed: expired integration token"),
]
"""Every check in its order: what breaks it, and what is answered then."""


@pytest.mark.contract("O-09")
def test_nothing_is_broken_to_begin_with(okto: Oktopost, sandbox: Sandbox) -> None:
    assert Attempt(okto, sandbox).send().status_code == 200


@pytest.mark.contract("O-09", "O-10", "O-11", "O-12", "O-13", "O-14")
@pytest.mark.parametrize("first", range(len(CHECKS)), ids=lambda first: CHECKS[first][0].__name__)
@pytest.mark.parametrize("broken", ["one", "two", "all that follow"])
def test_the_first_failing_check_answers(okto: Oktopost, sandbox: Sandbox, first: int, broken: str) -> None:
    attempt = Attempt(okto, sandbox)
    last = {"one": first + 1, "two": first + 2, "all that follow": len(CHECKS)}[broken]
    for break_it, _, _ in reversed(CHECKS[first:last]):
        break_it(attempt)
    check, status, text = CHECKS[first]
    response = attempt.send()
    assert refusal(response) == (status, [text])
    assert response.headers["x-mock-check"] == check.__name__


@pytest.mark.contract("O-09")
def test_the_journal_tells_the_checks_that_were_passed_and_the_one_that_was_not(
    okto: Oktopost, sandbox: Sandbox
) -> None:
    okto.act("salesforce/lead.getByEmail", {})
    entry = [*sandbox.journal][-1].as_json()
    assert entry["checks"] == {
        "passed": ["authentication", "permission", "request", "integration", "status", "state", "type", "action"],
        "failed": "payload",
    }
    assert entry["request"]["payload"] == {}
