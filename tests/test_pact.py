"""Pact: provider states, pacts made of recorded traffic, and pacts held against the contract, by Pact's own tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pact import Pact, Verifier, match

from mockserver.control.pact import STATES
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.child import Child
from tests.conftest import Oktopost
from tests.recordings import OKTOPOST, Commands, act, entry, execute, har

PAGE: dict[str, Any] = {"Result": True, "Items": [], "Total": 0}


@pytest.fixture(autouse=True)
def _untracked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


@pytest.fixture(scope="module")
def provider() -> Iterator[Server]:
    """A server of its own, because states change the default sandbox."""
    with Server(Gateway(Sandboxes(world.load()))) as running:
        running.application.load()
        yield running


def verify(provider: Server, source: Path, *, teardown: bool = False) -> None:
    """Let the official verifier play a pact to the server; RuntimeError when it is not kept."""
    states = f"{provider.url}/__mock__/pact/states"
    verifier = Verifier("mockserver", host=provider.url.partition("//")[2].rpartition(":")[0])
    verifier.add_transport(url=provider.url).add_source(source)
    verifier.state_handler(states, teardown=teardown, body=True).verify()


def change(provider: Server, name: str, query: str = "", /, **params: Any) -> requests.Response:
    """Ask for a state as a verifier does."""
    body = {"action": "setup", "state": name, "params": params}
    return requests.post(f"{provider.url}/__mock__/pact/states{query}", json=body, timeout=30)


# -- states ----------------------------------------------------------------------------------------------------


def okto_pact() -> Pact:
    return Pact("shop", "oktopost").with_specification("V4")


def call(interaction: Any, name: str, payload: dict[str, Any]) -> Any:
    """The request of an action, as a consumer's test writes it down; the real credentials come from the state."""
    body = requests.Request("POST", "http://x", data={
        "id": "014000000000001", "actionName": name, "payload": json.dumps(payload),
    }).prepare().body  # fmt: skip
    return (
        interaction.given("credentials")
        .with_request("POST", "/v2/integration-action")
        .with_header("Authorization", "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tc2FuZGJveC1rZXk=")
        .with_body(str(body), "application/x-www-form-urlencoded")
    )


def test_a_consumers_pact_is_verified_in_the_states_that_it_names(provider: Server, tmp_path: Path) -> None:
    """A record, a fault, a clock, an integration: each interaction finds its own, and the next one not."""
    pact = okto_pact()
    lead = {"table": "salesforce/Lead", "LastName": "Pact", "Company": "Acme", "Email": "pact@example.com"}
    found = {"Result": True, "IntegrationAction": {"LastName": "Pact", "Id": match.regex("00Q1", regex="^00Q.*")}}
    missing = {"Result": False, "Errors": match.each_like("x", min=1)}
    by_email = {"email": "pact@example.com"}
    interaction = pact.upon_receiving("a look-up of a lead that is there").given("a record", **lead)
    call(interaction, "lead.getByEmail", by_email).will_respond_with(200).with_body(found, "application/json")
    interaction = pact.upon_receiving("a look-up of a lead that is not there")
    call(interaction, "lead.getByEmail", by_email).will_respond_with(400).with_body(missing, "application/json")
    fault = {"match": "oktopost/salesforce/*", "outcome": "rate-limited", "retry_after": 7}
    interaction = pact.upon_receiving("a call too many").given("a fault", **fault)
    call(interaction, "lead.getByEmail", by_email).will_respond_with(429).with_header("Retry-After", "7")
    interaction = pact.upon_receiving("an expired token").given(
        "an integration", integration="salesforce", token_expired=True
    )
    call(interaction, "lead.getByEmail", by_email).will_respond_with(401)
    interaction = (
        pact.upon_receiving("a new lead").given("the clock", frozen="2026-01-02T03:04:05Z").given("a fresh world")
    )
    saved = {"Result": True, "IntegrationAction": {"success": True}}
    call(interaction, "lead.create", {"data": {"LastName": "A", "Company": "B"}}).will_respond_with(200).with_body(
        saved, "application/json"
    )
    pact.write_file(tmp_path)
    verify(provider, tmp_path / "shop-oktopost.json", teardown=True)


def test_a_pact_that_is_not_kept_is_not_verified(provider: Server, tmp_path: Path) -> None:
    pact = okto_pact()
    call(pact.upon_receiving("what no server answers"), "lead.search", {"search": "a"}).will_respond_with(201)
    pact.write_file(tmp_path)
    with pytest.raises(RuntimeError):
        verify(provider, tmp_path / "shop-oktopost.json")


def test_a_state_answers_values_for_injected_expressions(provider: Server) -> None:
    """The credentials of the sandbox, and what was made."""
    done = change(provider, "a record", table="salesforce/Lead", LastName="Roe", Company="Acme")
    told = done.json()
    assert (done.status_code, told["LastName"], told["Id"][:3]) == (200, "Roe", "00Q")
    assert told["OKTOPOST_API_KEY"] == "okto-sandbox-key"
    assert told["oktopost_authorization"].startswith("Basic ")
    assert told["refold_linked_account_id"] == "customer@example.com"
    assert change(provider, "no record", table="salesforce/Lead", key=told["Id"]).status_code == 200
    gone = f"{provider.url}/__mock__/sandboxes/default/records/salesforce/Lead/{told['Id']}"
    assert requests.get(gone, timeout=30).status_code == 404
    assert change(provider, "no record", table="salesforce/Lead", key=told["Id"]).status_code == 200


def test_a_state_is_that_of_the_sandbox_in_the_address(provider: Server) -> None:
    made = provider.gateway.sandboxes.create()
    change(provider, "a fault", f"?sandbox={made.id}", outcome="unavailable")
    assert (len(made.faults.rules), len(provider.gateway.sandboxes.default.faults.rules)) == (1, 0)
    body = {"action": "teardown", "state": "a fault", "params": None}
    requests.post(f"{provider.url}/__mock__/pact/states?sandbox={made.id}", json=body, timeout=30)
    assert len(made.faults.rules) == 0


REFUSED = {
    "a name that no state has": ("a recrd", {}, 404, "there is no provider state a recrd: did you mean a record?"),
    "no table": ("a record", {}, 400, "json.params.table: the state a record needs it, as a text"),
    "a table that nobody has": ("no record", {"table": "a/b", "key": "1"}, 404, "there is no table a/b"),
    "a path in a table": ("a record", {"table": "../faults", "LastName": "x"}, 404, "there is no table ../faults"),
    "a clock of nothing": ("the clock", {}, 400, "expected something in it"),
    "an outcome of nobody": ("a fault", {"outcome": "boredom"}, 400, "json.outcome: expected one of"),
    "an integration that is not there": (
        "an integration",
        {"integration": "x", "state": "active"},
        404,
        "no integration x",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_state_that_cannot_be_is_refused(provider: Server, case: str) -> None:
    state, params, status, message = REFUSED[case]
    done = change(provider, state, **params)
    assert (done.status_code, message in done.json()["error"]["message"]) == (status, True)


def test_the_states_are_those_of_the_page() -> None:
    page = (Path(__file__).parent.parent / "docs" / "pact.md").read_text(encoding="utf-8")
    assert [state for state in STATES if f"| `{state}` |" not in page] == []


# -- pacts of recorded traffic ---------------------------------------------------------------------------------


def test_a_journal_becomes_pacts_that_the_server_keeps(mockserver: Commands, provider: Server, tmp_path: Path) -> None:
    """In its order: what was made is there for the next call; a planted fault is planted again."""
    sandbox = provider.gateway.sandboxes.default
    sandbox.reset()
    sandbox.journal.clear()
    okto = Oktopost(requests.Session(), provider.url, "001000000000001", "okto-sandbox-key", "", {
        "salesforce": "014000000000001", "hubspot": "014000000000003", "marketo": "014000000000002",
    })  # fmt: skip
    made = okto.act("salesforce/lead.create", {"data": {"LastName": "Roe", "Company": "Acme"}}).json()
    okto.act("salesforce/lead.getById", {"id": made["IntegrationAction"]["id"]})
    okto.act("hubspot/contact.getByEmail", {"email": "nobody@example.com"})
    okto.act("marketo/list.getAll", {})
    okto.get("/v2/integration?_count=50")
    change(provider, "a fault", match="oktopost/http/list_integrations", outcome="rate-limited", times=1)
    assert okto.get("/v2/integration").status_code == 429
    okto.act("marketo/list.addLeads", {"listId": "1", "leadIds": ["x"]})
    headers = {"x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com"}
    execute_path = f"{provider.url}/api/v2/integration-schema/hubspot/actions/create_contact/execute"
    requests.post(execute_path, json={"email": "pact@example.com"}, headers=headers, timeout=30)
    requests.get(f"{provider.url}/v2/integration", headers={"authorization": "Basic x"}, timeout=30)
    journal = tmp_path / "journal.json"
    journal.write_bytes(requests.get(f"{provider.url}/__mock__/sandboxes/default/journal", timeout=30).content)
    done = mockserver("pact", "export", journal, "--consumer", "shop", "--to", tmp_path / "pacts")
    names = sorted(path.name for path in (tmp_path / "pacts").iterdir())
    assert (done.code, names) == (0, ["shop-oktopost.pact.json", "shop-refold.pact.json"])
    document = json.loads((tmp_path / "pacts" / names[0]).read_text())
    assert [one["description"] for one in document["interactions"]] == [
        "POST /v2/integration-action lead.create -> 200",
        "POST /v2/integration-action lead.getById -> 200",
        "POST /v2/integration-action contact.getByEmail -> 200",
        "POST /v2/integration-action list.getAll -> 200",
        "GET /v2/integration -> 200",
        "GET /v2/integration -> 429",
        "POST /v2/integration-action list.addLeads -> 400",
    ]
    assert "okto-sandbox-key" not in str(document)
    for name in names:
        verify(provider, tmp_path / "pacts" / name)
    held = mockserver("check", *(tmp_path / "pacts" / name for name in names), "--refused-ok", "--quiet")
    assert held.code == 0, held.out


def test_matchers_ask_for_what_the_schemas_say(mockserver: Commands, tmp_path: Path) -> None:
    """Values that are listed, patterns, whole numbers; of a list what all of its items have, any number of times."""
    one = {"Id": "014000000000001", "Created": "2026-01-01 00:00:00", "Modified": "2026-01-01 00:00:00",
           "Status": "valid", "State": "active", "AccountId": "001000000000001", "Type": "salesforce", "Version": 2,
           "CnameId": None, "SettingsData": {"A": 1, "B": "x"}}  # fmt: skip
    other = {**one, "CnameId": "016000000000001", "SettingsData": {"A": 2}}
    file = har(
        tmp_path / "calls.har",
        entry("GET", f"{OKTOPOST}/integration", answer={**PAGE, "Items": [one, other], "Total": 2}),
    )
    assert mockserver("pact", "export", file, "--consumer", "shop", "--to", tmp_path).code == 0
    (interaction,) = json.loads((tmp_path / "shop-oktopost.pact.json").read_text())["interactions"]
    (item,) = interaction["response"]["body"]["content"]["Items"]
    assert item.keys() == one.keys() - {"CnameId"}
    assert item["SettingsData"] == {"A": 1}
    rules = {path: rule["matchers"][0] for path, rule in interaction["response"]["matchingRules"]["body"].items()}
    assert rules["$"] == {"match": "type"}
    assert rules["$.Items"] == {"match": "type", "min": 0}
    assert rules["$.Items[*].State"] == {"match": "regex", "regex": "^(?:active|disabled)$"}
    assert rules["$.Items[*].Version"] == {"match": "integer"}
    assert rules["$.Result"] == {"match": "equality"}
    assert interaction["request"]["generators"]["header"]["authorization"]["expression"] == "${oktopost_authorization}"


def test_what_makes_no_interaction_is_told(mockserver: Commands, tmp_path: Path) -> None:
    secret = entry("POST", "https://app.refold.ai/api/v2/public/session-token/revoke", '{"token": "abcdefgh12345678"}',
                   kind="application/json", answer={"success": True})  # fmt: skip
    broken = entry("GET", f"{OKTOPOST}/integration", answer={})
    refused = entry("GET", f"{OKTOPOST}/integration", status=401,
                    answer={"Result": False, "Errors": {"API": {"Error": "no"}}})  # fmt: skip
    other = entry("GET", f"{OKTOPOST}/nothing", answer={})
    kept = entry("GET", f"{OKTOPOST}/integration", answer=PAGE)
    file = har(tmp_path / "calls.har", broken, refused, other, secret, kept)
    done = mockserver("pact", "export", file, "--consumer", "shop", "--to", tmp_path)
    assert [line.partition(": ")[2] for line in done.out.splitlines()[:3]] == [
        "it is broken",
        "its answer rests on credentials that are refused, which no state gives",
        "no contract covers this path",
    ]
    assert done.code == 0
    nothing = mockserver("pact", "export", har(tmp_path / "none.har", broken), "--consumer", "shop", "--to", tmp_path)
    assert (nothing.code, "nothing to agree on" in nothing.err) == (2, True)
    named = mockserver("pact", "export", file, "--consumer", "../shop")
    assert (named.code, "it becomes a part of file names" in named.err) == (2, False)


# -- pacts held against the contract ---------------------------------------------------------------------------


def held(mockserver: Commands, path: Path, *options: str) -> list[tuple[str, str, str]]:
    """What is wrong with the interactions of a pact: side, place, what was expected."""
    done = mockserver("check", path, "--report", "json", *options)
    found = [finding for verdict in json.loads(done.out)["verdicts"] for finding in verdict["findings"]]
    assert done.code == (1 if any(one["severity"] == "error" for one in found) else 0), done.err
    return [(one["side"], one["pointer"], one["expected"]) for one in found]


def test_a_consumer_names_the_members_that_it_needs_and_no_others(mockserver: Commands, tmp_path: Path) -> None:
    """As its own test tool writes them down."""
    pact = okto_pact()
    few = {"Result": True, "Items": match.each_like({"Id": "014000000000001", "Version": match.int(1)}, min=1)}
    pact.upon_receiving("a list").with_request("GET", "/v2/integration").with_query_parameters({"_count": "25"})\
        .will_respond_with(200).with_body(few, "application/json")  # fmt: skip
    call(pact.upon_receiving("a look-up"), "lead.getByEmail", {"email": "a@example.com"}).will_respond_with(200)\
        .with_body({"IntegrationAction": {"Id": "00Q1", "My_Field__c": "x"}}, "application/json")  # fmt: skip
    pact.write_file(tmp_path)
    assert held(mockserver, tmp_path / "shop-oktopost.json") == []


def test_what_a_consumer_expects_that_no_answer_has_is_found(mockserver: Commands, tmp_path: Path) -> None:
    pact = okto_pact()
    wrong = {"Items": [{"Id": 14, "State": "off", "Created": "yesterday"}], "Sum": 1}
    pact.upon_receiving("a list").with_request("GET", "/v2/integration").with_query_parameters({"_count": "7"})\
        .will_respond_with(200).with_body(wrong, "application/json")  # fmt: skip
    pact.write_file(tmp_path)
    assert sorted(pair[:2] for pair in held(mockserver, tmp_path / "shop-oktopost.json")) == [
        ("expected response", "Items[0].Created"),
        ("expected response", "Items[0].Id"),
        ("expected response", "Items[0].State"),
        ("expected response", "Sum"),
        ("request", "query._count"),
        ("response", "status"),
    ]


OLD = {
    "consumer": {"name": "shop"}, "provider": {"name": "oktopost"},
    "interactions": [
        {"description": "2", "providerState": "x",
         "request": {"method": "get", "path": "/v2/integration", "query": "_count=25"},
         "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"Result": True}}},
        {"description": "3", "request": {"method": "GET", "path": "/v2/integration", "query": {"_page": ["0"]}},
         "response": {"status": 200, "body": {"Items": "none"}}},
        {"description": "", "request": {"method": "GET", "path": "/v2/integration"}, "response": {"status": 200}},
        {"type": "Asynchronous/Messages", "description": "4", "contents": {}},
    ],
}  # fmt: skip


def test_pacts_of_every_version_are_read(mockserver: Commands, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(OLD))
    done = mockserver("check", path, "--report", "json")
    verdicts = json.loads(done.out)["verdicts"]
    assert [one["verdict"] for one in verdicts] == ["kept", "broken", "not tried", "not tried"]
    assert verdicts[1]["findings"][0]["pointer"] == "Items"
    assert verdicts[3]["reason"] == "Asynchronous/Messages is no exchange over HTTP"


def test_an_action_that_two_applications_have_is_the_one_that_fits(mockserver: Commands, tmp_path: Path) -> None:
    recorded = act("contact.getById", {"id": "51"}, app="hubspot",
                   answer={"Result": True, "IntegrationAction": {"contact": None}})  # fmt: skip
    missing = execute("hubspot/create_contact", {"email": "a@example.com"}, status=500, answer="<html>")
    file = har(tmp_path / "calls.har", recorded, missing)
    done = mockserver(
        "pact", "export", file, "--consumer", "shop", "--to", tmp_path, "--integration", "014000000000003=hubspot"
    )
    assert done.code == 0
    assert held(mockserver, tmp_path / "shop-oktopost.pact.json") == []


# -- pacts of a test run ---------------------------------------------------------------------------------------

TESTS = """
    import pytest

    def test_lead(mockserver):
        mockserver.freeze("2026-01-02T03:04:05Z")
        lead = act(mockserver, "salesforce/lead.create", LEAD).json()["IntegrationAction"]["id"]
        mockserver.add("salesforce/Lead", LastName="Roe", Company="Acme", Email="roe@example.com")
        assert act(mockserver, "salesforce/lead.getById", {"id": lead}).ok
        assert act(mockserver, "salesforce/lead.getByEmail", {"email": "roe@example.com"}).ok

    def test_faults(mockserver):
        mockserver.fail_next("oktopost/hubspot/*")
        assert act(mockserver, "hubspot/contact.getByEmail", {"email": "john@example.com"}).status_code == 429
        mockserver.disable("hubspot")
        assert act(mockserver, "hubspot/contact.getByEmail", {"email": "john@example.com"}).status_code == 400
        assert execute(mockserver, "hubspot/create_contact", {"email": "pact@example.com"}).ok

    @pytest.mark.mockserver(populate=3)
    def test_other_people(mockserver):
        act(mockserver, "hubspot/contact.getByEmail", {"email": "john@example.com"})
    """


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_a_test_run_becomes_pacts_that_the_server_keeps(
    child: Child, pytester: pytest.Pytester, provider: Server, options: tuple[str, ...]
) -> None:
    """What a test set beforehand is a state of the call that follows; other people than the shipped are none."""
    result = child(TESTS, "--pact-dir", "pacts", "--pact-consumer", "shop", *options)
    result.assert_outcomes(passed=3)
    folder = pytester.path / "pacts"
    document = json.loads((folder / "shop-oktopost.pact.json").read_text())
    states = {
        one["description"]: [state["name"] for state in one["providerStates"]] for one in document["interactions"]
    }
    assert states == {
        "POST /v2/integration-action lead.create -> 200": ["a fresh world", "the clock", "credentials"],
        "POST /v2/integration-action lead.getById -> 200": ["a record", "credentials"],
        "POST /v2/integration-action lead.getByEmail -> 200": ["credentials"],
        "POST /v2/integration-action contact.getByEmail -> 429": ["a fresh world", "a fault", "credentials"],
        "POST /v2/integration-action contact.getByEmail -> 400": ["an integration", "credentials"],
    }
    for path in sorted(folder.iterdir()):
        result.stdout.fnmatch_lines([f"written to {path}"])
        verify(provider, path)
