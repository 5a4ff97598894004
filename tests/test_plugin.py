"""The fixtures that other projects install, tried as they would: pytest in a process of its own."""

import json
import textwrap
from pathlib import Path

import pytest

from mockserver import dialects
from mockserver.core.outcomes import BREAKING, OURS
from mockserver.transport.server import Server
from tests.child import CLIENT, QUIET
from tests.receiver import Receiver


@pytest.fixture(autouse=True)
def client(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module `client` that a child's tests import; a child loads the plugins that it is told to load."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(client=CLIENT)
    pytester.makeini("[pytest]\npythonpath = .\nfilterwarnings = error\n")


def run(pytester: pytest.Pytester, tests: str, *options: str) -> pytest.RunResult:
    """The run of a child whose one module begins with the client."""
    pytester.makepyfile(test_it=f"from client import *\n{textwrap.dedent(tests)}")
    return pytester.runpytest_subprocess(*QUIET, *options)


def test_a_test_has_the_apis_and_a_sandbox_of_its_own(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        IDS = set()

        @pytest.mark.parametrize("again", [1, 2])
        def test_alone(mockserver, again):
            IDS.add(mockserver.id)
            assert len(IDS) == again
            assert len(mockserver.records("salesforce/Lead")) == len(mockserver.records("salesforce/Lead"))
            assert not [lead for lead in mockserver.records("salesforce/Lead") if lead["LastName"] == "Lonely"]
            act(mockserver, "salesforce/lead.create", {"data": {"LastName": "Lonely", "Company": "Acme"}})
            assert mockserver.records("salesforce/Lead")[-1]["LastName"] == "Lonely"
            assert len(mockserver.journal) == 1

        def test_where(mockserver, mockserver_server):
            assert mockserver.oktopost.base_url == mockserver_server.url + "/v2"
            assert mockserver.refold.base_url == mockserver_server.url
            assert mockserver.oktopost.auth == (mockserver.oktopost.account_id, mockserver.oktopost.api_key)
            assert sorted(mockserver.oktopost.integrations) == ["hubspot", "marketo", "salesforce"]
            token = {"Authorization": f"Bearer {mockserver.refold.session_token}"}
            url = f"{mockserver.refold.base_url}/api/v2/public/application"
            assert requests.get(url, headers=token, timeout=30).ok

        def test_the_readonly_key(mockserver):
            login = mockserver.oktopost.account_id, mockserver.oktopost.readonly_api_key
            assert act(mockserver, "salesforce/lead.create", LEAD, auth=login).status_code == 403
        """,
    )
    result.assert_outcomes(passed=4)


def test_events_are_sent_from_the_process_of_the_tests(pytester: pytest.Pytester, receiver: Receiver) -> None:
    result = run(
        pytester,
        f"""
        def test_sent(mockserver):
            form = {{"event": "newLead", "name": "A", "url": "{receiver.url}/leads"}}
            url = mockserver.oktopost.base_url + "/webhook"
            assert requests.post(url, data=form, auth=mockserver.oktopost.auth, timeout=10).ok
            mockserver.add("oktopost/lead", Email="new@example.com")
            assert [one["status"] for one in mockserver.deliveries()] == ["not-sent", "delivered"]
        """,
    )
    result.assert_outcomes(passed=1)
    assert receiver.next().path == "/leads"


def test_records_are_added_as_their_application_would_create_them(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        def test_add(mockserver):
            contact = mockserver.add("hubspot/contact", email="new@example.com", firstname="New")
            found = act(mockserver, "hubspot/contact.getByEmail", {"email": "new@example.com"}).json()
            assert found["IntegrationAction"]["contact"] == contact
            lead = mockserver.add("salesforce/Lead", LastName="Doe", Company="Acme")
            assert act(mockserver, "salesforce/lead.getById", {"id": lead["Id"]}).json()["Result"]
            assert mockserver.records("salesforce/Lead")[-1] == lead

        @pytest.mark.parametrize("table, fields, why", [
            ("salesforce/Lead", {"LastName": "Doe"}, "Company"),
            ("hubspot/contact", {"favouriteColour": "red"}, "favouriteColour"),
            ("salesforce/Leed", {}, "did you mean salesforce/Lead?"),
        ])
        def test_refused(mockserver, table, fields, why):
            with pytest.raises(ValueError, match=why):
                mockserver.add(table, **fields)
        """,
    )
    result.assert_outcomes(passed=4)


def test_calls_are_asserted_and_a_miss_shows_the_nearest_ones(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        @pytest.fixture
        def called(mockserver):
            act(mockserver, "salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"})
            return mockserver

        def test_met(called):
            (call,) = called.assert_called("oktopost/salesforce/lead.create", payload={"data": {"LastName": "Doe"}})
            assert (call.status, call.outcome, call.payload["data"]["Company"]) == (200, "ok", "Acme")
            called.assert_called("oktopost/*", times=2, status=200)
            called.assert_not_called("refold/*")
            called.assert_call_order(["oktopost/salesforce/lead.create", "oktopost/hubspot/*"])
            assert [call.number for call in called.calls("oktopost/hubspot/*")] == [2]

        def test_other_payload(called):
            called.assert_called("oktopost/salesforce/lead.create", payload={"data": {"LastName": "Roe"}}, status=200)

        def test_other_number(called):
            called.assert_called("oktopost/*", times=3)

        def test_unwanted(called):
            called.assert_not_called("oktopost/hubspot/*")

        def test_other_order(called):
            called.assert_call_order(["oktopost/hubspot/*", "oktopost/salesforce/*"])

        def test_nothing(mockserver):
            mockserver.assert_called("oktopost/salesforce/lead.create")

        def test_no_such_action(mockserver):
            with pytest.raises(ValueError, match="did you mean oktopost/salesforce/lead.create"):
                mockserver.assert_not_called("oktopost/salesforce/lead.craete")
        """,
    )
    result.assert_outcomes(passed=2, failed=5)
    result.stdout.fnmatch_lines(
        [
            "E*expected a call of oktopost/salesforce/lead.create; of the calls made (2) none matches, the nearest:",
            "E*field*expected*call 1",
            'E*payload.data.LastName*"Roe"*✗ "Doe"',
            "E*expected 3 calls of oktopost/*, found 2:",
            "E*expected no call of oktopost/hubspot/*, found 1:",
            "E*expected a call of oktopost/salesforce/* after call 2 (step 2 of 2), it did not come:",
            "E*expected a call of oktopost/salesforce/lead.create, but nothing was called in this sandbox",
        ]
    )


def test_outages_time_and_the_state_of_integrations_are_at_hand(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        from datetime import datetime, timedelta, timezone

        GET = "salesforce/lead.search", {"search": "john"}

        def outcomes(mockserver):
            return [call.outcome for call in mockserver.journal]

        def test_fail_next(mockserver):
            mockserver.fail_next("oktopost/salesforce/*", times=2, retry_after=7)
            first = act(mockserver, *GET)
            assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
            act(mockserver, *GET), act(mockserver, *GET)
            assert outcomes(mockserver) == ["rate-limited", "rate-limited", "ok"]

        @pytest.mark.parametrize("rule, why", [
            ({"outcome": "rate-limitted"}, "did you mean rate-limited"),
            ({"tims": 3}, "did you mean times"),
            ({"action": "oktopost/salesforce/leed.search"}, "did you mean oktopost/salesforce/lead.search"),
            ({"outcome": "null-contact"}, "null-contact"),
        ])
        def test_faults_that_could_never_come_true(mockserver, rule, why):
            with pytest.raises(ValueError, match=why):
                mockserver.fail_next(**{"action": "oktopost/salesforce/*", **rule})

        def test_disabled_and_expired(mockserver):
            mockserver.disable("salesforce")
            mockserver.expire_token("hubspot")
            act(mockserver, *GET)
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"})
            assert outcomes(mockserver) == ["integration-disabled", "expired-integration-token"]
            assert mockserver.journal[0].action == "oktopost/salesforce/lead.search"

        @pytest.mark.parametrize("hour", ["PT1H", timedelta(hours=1), 3600])
        def test_clock(mockserver, hour):
            mockserver.freeze("2026-01-01T00:00:00Z")
            mockserver.advance(hour)
            lead = mockserver.add("salesforce/Lead", LastName="Doe", Company="Acme")
            assert lead["CreatedDate"].startswith("2026-01-01T01:00:00")
            mockserver.freeze(datetime(2026, 2, 1, tzinfo=timezone.utc))
            lead = mockserver.add("salesforce/Lead", LastName="Roe", Company="Acme")
            assert lead["CreatedDate"].startswith("2026-02-01T00:00:00")

        def test_snapshots(mockserver):
            before = mockserver.snapshot()
            mockserver.add("hubspot/contact", email="new@example.com")
            after = mockserver.snapshot()
            mockserver.restore(before)
            assert not any(c["properties"]["email"] == "new@example.com" for c in mockserver.records("hubspot/contact"))
            mockserver.restore(after)
            assert mockserver.records("hubspot/contact")[-1]["properties"]["email"] == "new@example.com"

        @pytest.mark.mockserver(expect=["undeclared"])
        def test_strict(mockserver):
            assert act(mockserver, "salesforce/lead.search", {"search": "john", "limit": 3}).ok
            assert mockserver.journal[0].findings[0]["pointer"] == "payload.limit"
            mockserver.strict("fail")
            assert not act(mockserver, "salesforce/lead.search", {"search": "john", "limit": 3}).ok
        """,
    )
    result.assert_outcomes(passed=11)


def test_a_marker_says_what_a_sandbox_begins_with(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        pytestmark = pytest.mark.mockserver(strict="fail", expect=["undeclared"])

        @pytest.mark.mockserver(seed=7, populate=30, faults=[{"match": "*", "outcome": "unavailable", "delay": 0.001}])
        def test_marked(mockserver):
            assert len(mockserver.records("salesforce/Lead")) > 5
            assert act(mockserver, "salesforce/lead.search", {"search": "john"}).status_code == 503
            assert act(mockserver, "salesforce/lead.search", {"search": "john", "x": 1}).status_code == 400

        @pytest.mark.mockserver(populated=30)
        def test_misspelt(mockserver):
            pass

        @pytest.mark.mockserver(expect=["missing-fields"])
        def test_misspelt_outcome(mockserver):
            pass
        """,
    )
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(["*knows no 'populated': did you mean populate?*"])
    result.stdout.fnmatch_lines(["*there is no outcome 'missing-fields': did you mean missing-field?*"])


def test_sandboxes_of_a_wider_scope_come_from_the_factory(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        @pytest.fixture(scope="module")
        def shared(mockserver_factory):
            with mockserver_factory("shared", populate=10, strict="warn") as sandbox:
                yield sandbox

        @pytest.fixture(scope="session")
        def left_open(mockserver_factory):
            return mockserver_factory(faults=[{"outcome": "unavailable"}])

        def test_write(shared, mockserver):
            assert shared.id != mockserver.id
            act(shared, "salesforce/lead.create", LEAD)

        def test_read(shared):
            assert shared.records("salesforce/Lead")[-1]["LastName"] == "Doe"

        def test_breaks(shared, left_open):
            assert act(left_open, "salesforce/lead.create", {}).status_code == 400
        """,
    )
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_breaks*"])


def test_the_environment_leads_an_application_to_the_sandbox(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\npythonpath = .\nmockserver_env =\n    OKTOPOST_API_KEY = CRM_KEY\n")
    result = run(
        pytester,
        """
        import os, subprocess, sys

        NAMES = ["OKTOPOST_BASE_URL", "OKTOPOST_ACCOUNT_ID", "CRM_KEY", "REFOLD_BASE_URL", "REFOLD_API_KEY",
                 "REFOLD_LINKED_ACCOUNT_ID", "REFOLD_SESSION_TOKEN", "HUBSPOT_ACCESS_TOKEN", "MARKETO_CLIENT_ID",
                 "SALESFORCE_USERNAME"]

        APPLICATION = '''
        import os, requests
        e = os.environ
        auth = e["OKTOPOST_ACCOUNT_ID"], e["CRM_KEY"]
        print(requests.get(e["OKTOPOST_BASE_URL"] + "/integration", auth=auth, timeout=30).status_code)
        '''

        def test_set(mockserver_env, mockserver):
            assert set(NAMES) <= set(mockserver_env)
            assert {name: os.environ[name] for name in mockserver_env} == mockserver_env
            assert os.environ["CRM_KEY"] == mockserver.oktopost.api_key
            program = "\\n".join(line.strip() for line in APPLICATION.splitlines())
            done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
            assert done.stdout.strip() == "200"
            mockserver.assert_called("oktopost/http/list_integrations", times=1)

        def test_gone():
            assert not [name for name in NAMES if name in os.environ]
        """,
    )
    result.assert_outcomes(passed=2)


def test_a_broken_request_fails_its_test_even_if_the_application_swallowed_the_error(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        def test_swallowed(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"})
            act(mockserver, "marketo/list.addLeads", {"listId": "1234", "leadIds": [1, "two"]})

        @pytest.mark.mockserver(expect=["missing-field"])
        def test_meant(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {})

        @pytest.mark.mockserver(expect=["missing-field"])
        def test_meant_otherwise(mockserver):
            execute(mockserver, "hubspot/create_contact", {"email": 5, "associations": 3})

        def test_survived(mockserver):
            mockserver.fail_next("oktopost/*", "invalid-payload")
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"})
            act(mockserver, "salesforce/lead.getById", {"id": "00Q000000000000AAA"})

        def test_stranger(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"}, auth=("me", "wrong"))

        def test_after():
            pass
        """,
    )
    result.assert_outcomes(passed=6, errors=3)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_swallowed*",
            "the application broke the contract in 1 of 2 calls:",
            "  call 2  POST /v2/integration-action  oktopost/marketo/list.addLeads  -> 400 invalid-payload",
            "    field      payload.leadIds[[]1[]]",
            "    expected   integer",
            '    got        "two"',
            "    statement  O-15 documented: *",
            'A test that means it says so: @pytest.mark.mockserver(expect=[[]"invalid-payload"])',
            "*mockserver: the journal*",
            "  call 1  POST /v2/integration-action  oktopost/hubspot/contact.getByEmail  -> 200 null-contact",
            "*ERROR at teardown of test_meant_otherwise*",
            "*ERROR at teardown of test_stranger*",
            "    it has no credential of a sandbox of this test; it was made while the test ran",
        ]
    )


def test_a_broken_answer_of_ours_fails_its_test_whatever_the_test_expects(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        from mockserver.dialects.oktopost import routes as oktopost

        @pytest.mark.mockserver(expect=["contract-broken"])
        def test_ours(mockserver, monkeypatch):
            action = oktopost.actions()["hubspot", "contact.getByEmail"]
            monkeypatch.setattr(action, "run", lambda store, payload: {"contact": 5})
            assert act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"}).status_code == 500
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["mockserver broke its own contract in 1 of 1 call:", "*contact*(of the answer)"])


def test_the_report_of_a_failed_test_has_its_journal_and_tells_the_contract_once(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        def test_fails(mockserver):
            act(mockserver, "salesforce/lead.create", {"data": {"LastName": "Doe"}, "dta": 1})
            act(mockserver, "salesforce/lead.getById", {})
            assert False
        """,
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*mockserver: the contract*",
            "the application broke the contract in 1 of 2 calls:",
            "*mockserver: the journal*",
            "  call 1  POST /v2/integration-action  oktopost/salesforce/lead.create  -> 400 crm-error",
            "    note       payload.dta: expected a declared field, got an undeclared one",
            "  call 2  POST /v2/integration-action  oktopost/salesforce/lead.getById  -> 400 missing-field",
        ]
    )


def test_the_contract_coverage_tells_what_was_driven_and_what_never(pytester: pytest.Pytester) -> None:
    tests = """
        def test_ok(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {"email": "contact@example.com"})
            act(mockserver, "hubspot/contact.getByEmail", {"email": "nobody@example.com"})
            mockserver.fail_next("*")
            act(mockserver, "hubspot/contact.getByEmail", {"email": "contact@example.com"})

        def test_own_apis(mockserver):
            salesforce, hubspot = mockserver.salesforce, mockserver.hubspot
            for url, token in (
                (f"{salesforce.instance_url}/services/data/v59.0/limits", salesforce.access_token),
                (f"{hubspot.base_url}/crm/v3/owners", hubspot.access_token),
            ):
                assert requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=9).ok
        """
    options = ("--contract-coverage", "--contract-coverage=json", "--contract-coverage=html")
    result = run(pytester, tests, *options, "--contract-coverage-min", "20")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "oktopost/hubspot/contact.getByEmail  3 of 9",
            "    ok                        1 call    test_it.py::test_ok",
            "    null-contact              1 call    test_it.py::test_ok",
            "    rate-limited              1 call    test_it.py::test_ok",
            "    never driven: *expired-integration-token*",
            "statements met: * of *",
            "never met (* rests on a choice of this server only): H-01, *",
            "* I-13[*],*",
            "* M-01, *",
            "* O-19[*], *",
            "contract coverage 26%: 5 of 19 outcomes of 4 actions and routes",
        ]
    )
    told = json.loads((pytester.path / "contract-coverage.json").read_text())
    (row,) = [row for row in told["actions"] if row["action"] == "oktopost/hubspot/contact.getByEmail"]
    assert row["outcomes"]["ok"] == {"calls": 1, "tests": ["test_it.py::test_ok"]}
    assert (told["driven"], told["counted"]) == (5, 19)
    own = {
        row["action"]: row["outcomes"]["ok"]["calls"] for row in told["actions"] if row["action"].startswith(("h", "s"))
    }
    assert own == {"hubspot/http/list_owners": 1, "salesforce/http/get_limits": 1}
    statements = {statement["id"]: statement for statement in told["statements"]}
    assert statements["O-59"]["tests"] == ["test_it.py::test_ok"]
    assert statements["S-11"]["tests"] == statements["H-24"]["tests"] == ["test_it.py::test_own_apis"]
    assert (statements["O-60"]["met"], statements["O-19"]["choice_only"]) == (False, True)
    page = (pytester.path / "contract-coverage.html").read_text()
    assert "<code>test_it.py::test_ok</code>" in page


def test_too_little_contract_coverage_fails_a_run_that_would_have_passed(pytester: pytest.Pytester) -> None:
    tests = """
        def test_ok(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {"email": "contact@example.com"})
        """
    result = run(pytester, tests, "--contract-coverage-min=50")
    assert result.ret == 1
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["FAIL contract coverage of 9.1% is below the minimum of 50%"])


def test_actions_that_must_count_are_named_in_the_configuration(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\npythonpath = .\nmockserver_actions =\n    refold/hubspot/create_*\n")
    result = run(pytester, "def test_nothing(mockserver): pass", "--contract-coverage")
    result.stdout.fnmatch_lines(
        ["refold/hubspot/create_contact  0 of 6", "contract coverage 0%: 0 of 24 outcomes of 4 actions and routes"]
    )


@pytest.mark.contract("O-02")
def test_an_id_of_another_form_breaks_the_contract_and_an_unknown_one_does_not(pytester: pytest.Pytester) -> None:
    tests = """
        def test_malformed(mockserver):
            mockserver.oktopost.integrations["hubspot"] = "12345"
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"})

        def test_unknown(mockserver):
            mockserver.oktopost.integrations["hubspot"] = "014999999999999"
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"})
        """
    result = run(pytester, tests)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*O-02 choice*"])


def test_every_refusal_of_the_vocabulary_is_judged_on_purpose() -> None:
    survived = {
        "access-denied",
        "application-not-found",
        "application-unknown",
        "bad-gateway",
        "cname-not-found",
        "config-field-not-found",
        "config-not-found",
        "config-workflow-not-found",
        "crm-error",
        "daily-quota",
        "event-exists",
        "event-not-found",
        "execution-not-found",
        "expired-integration-token",
        "expired-token",
        "host-refused",
        "integration-disabled",
        "integration-invalid",
        "integration-not-found",
        "invalid-job",
        "invalid-job-state",
        "invalid-locator",
        "invalid-state",
        "keys-not-permitted",
        "linked-account-absent",
        "linked-account-exists",
        "linked-account-not-found",
        "linked-account-unknown",
        "missing-scopes",
        "no-batch",
        "no-batch-result",
        "no-permission",
        "no-rule-field",
        "node-failed",
        "not-connected",
        "precondition-failed",
        "rate-limited",
        "read-only-key",
        "record-not-found",
        "request-timeout",
        "row-locked",
        "search-limited",
        "tokens-not-permitted",
        "too-many-at-once",
        "too-many-jobs",
        "transient-error",
        "trigger-not-found",
        "unavailable",
        "unknown-slug",
        "unsupported-type",
        "verification-failed",
        "webhook-not-found",
        "workflow-draft",
        "workflow-foreign",
        "workflow-not-found",
        "workflow-unpublished",
        "wrong-auth-type",
    }
    refusals = {outcome.name for outcome in dialects.outcomes().values() if outcome.kind == "refusal"}
    assert BREAKING | OURS | survived == refusals


@pytest.mark.parametrize("workers", [("-n", "2"), ()])
def test_a_shared_server_serves_isolated_sandboxes(
    pytester: pytest.Pytester, server: Server, workers: tuple[str, ...]
) -> None:
    result = run(
        pytester,
        """
        @pytest.mark.parametrize("number", range(6))
        def test_alone(mockserver, mockserver_env, number):
            mockserver.freeze("2026-01-01T00:00:00Z")
            mockserver.advance("PT1H")
            before = mockserver.snapshot()
            lead = mockserver.add("salesforce/Lead", LastName=f"Number {number}", Company="Acme")
            assert lead["CreatedDate"].startswith("2026-01-01T01:00:00")
            assert mockserver.records("salesforce/Lead")[-1] == lead
            mockserver.restore(before)
            assert lead not in mockserver.records("salesforce/Lead")
            mockserver.fail_next("*", "unavailable", delay=0.001)
            mockserver.disable("marketo")
            mockserver.expire_token("hubspot")
            mockserver.strict("off")
            statuses = [act(mockserver, key, payload).status_code for key, payload in (
                ("salesforce/lead.search", {"search": "john"}),
                ("salesforce/lead.search", {"search": "john", "x": 1}),
                ("marketo/list.getAll", {}),
                ("hubspot/contact.getByEmail", {"email": "a@example.com"}),
            )]
            assert statuses == [503, 200, 400, 401]
            assert len(mockserver.journal) == 4
            mockserver.assert_called("oktopost/salesforce/lead.search", times=2)
            with pytest.raises(ValueError, match="did you mean"):
                mockserver.add("salesforce/Leed")

        def test_swallowed(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {})
        """,
        "--mockserver-url",
        server.url,
        "--contract-coverage",
        *workers,
    )
    result.assert_outcomes(passed=7, errors=1)
    result.stdout.fnmatch_lines(["contract coverage * of 4 actions and routes"])


def test_a_server_that_is_not_there_is_named(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it(mockserver): pass", "--mockserver-url=http://127.0.0.1:9")
    result.stdout.fnmatch_lines(["*no mockserver answers at http://127.0.0.1:9*"])


def test_workers_have_servers_of_their_own_and_their_coverage_adds_up(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        @pytest.mark.parametrize("number", range(8))
        def test_write(mockserver, number):
            before = len(mockserver.records("salesforce/Lead"))
            act(mockserver, "salesforce/lead.create", {"data": {"LastName": f"N{number}", "Company": "Acme"}})
            assert len(mockserver.records("salesforce/Lead")) == before + 1
        """,
        "-n",
        "2",
        "--contract-coverage=json",
    )
    result.assert_outcomes(passed=8)
    told = json.loads((pytester.path / "contract-coverage.json").read_text())
    (row,) = [row for row in told["actions"] if row["action"] == "oktopost/salesforce/lead.create"]
    assert row["outcomes"]["ok"]["calls"] == 8
    assert len(row["outcomes"]["ok"]["tests"]) == 8


def test_asynchronous_tests_have_the_same_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_mode = strict\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(
        test_async="""
        import httpx
        import pytest

        async def listed(mockserver):
            async with httpx.AsyncClient() as client:
                return await client.get(mockserver.oktopost.base_url + "/integration", auth=mockserver.oktopost.auth)

        @pytest.mark.asyncio
        async def test_asyncio(mockserver):
            assert (await listed(mockserver)).status_code == 200
            mockserver.assert_called("oktopost/http/list_integrations", times=1)

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["asyncio"])
        async def test_anyio(mockserver, anyio_backend):
            assert (await listed(mockserver)).status_code == 200
            mockserver.assert_called("oktopost/http/list_integrations", times=1)
        """
    )
    result = pytester.runpytest_subprocess(*QUIET, "-p", "pytest_asyncio.plugin", "-p", "anyio.pytest_plugin")
    result.assert_outcomes(passed=2)


def test_the_marker_is_declared_for_strict_projects(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(*QUIET, "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.mockserver(seed, populate, strict, faults, expect, *api_key):*"])


def test_annotations_are_checked_by_mypy(tmp_path: Path, cache: pytest.Cache) -> None:
    from mypy import api

    good = tmp_path / "good.py"
    good.write_text(
        "import mockserver\n"
        "from mockserver.testing import Mockserver, MockserverFactory\n"
        "def test_it(mockserver: Mockserver, mockserver_factory: MockserverFactory) -> None:\n"
        "    names: tuple[str, str] = mockserver.oktopost.auth\n"
        "    reveal_type(mockserver.journal[0].status)\n"
        "    with mockserver_factory(populate=3) as sandbox:\n"
        "        sandbox.fail_next('oktopost/*', 'unavailable', retry_after=3)\n"
        "with mockserver.intercept(other_hosts='refuse') as sandbox:\n"
        "    reveal_type(sandbox.refold.headers)\n"
        "def test_wrong(mockserver: Mockserver) -> None:\n"
        "    mockserver.oktopost.api_keys\n"
        "    mockserver.freeze(5)\n"
    )
    out, _, _ = api.run([str(good), "--strict", "--config-file=", f"--cache-dir={cache.mkdir('mypy')}"])
    assert 'Revealed type is "int"' in out.replace("builtins.int", "int")
    assert 'Revealed type is "dict[str, str]"' in out.replace("builtins.", "")
    assert '"Oktopost" has no attribute "api_keys"' in out
    assert 'Argument 1 to "freeze" of "Mockserver" has incompatible type' in out
    assert "Found 2 errors" in out
