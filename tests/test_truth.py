"""A test never passes falsely: what was called is judged, whoever called, however often, and wherever it went."""

from __future__ import annotations

import pytest

from mockserver.sandboxes import journal
from mockserver.transport.server import Server
from tests.child import Child

FEW = 5
"""How many calls the journals of these tests keep."""


@pytest.fixture(params=["its own server", "a shared server"])
def options(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Where the child's sandboxes are."""
    monkeypatch.setattr(journal, "RING", FEW)
    return () if request.param == "its own server" else ("--mockserver-url", server.url)


FORGETFUL = f"""
from mockserver.sandboxes import journal

journal.RING = {FEW}

def search(mockserver, email="a@example.com", times=1):
    for _ in range(times):
        assert act(mockserver, "hubspot/contact.getByEmail", {{"email": email}}).ok
"""


# -- beyond what the journal keeps -----------------------------------------------------------------------------


def test_a_broken_call_fails_its_test_although_the_journal_lost_it(child: Child, options: tuple[str, ...]) -> None:
    result = child(
        FORGETFUL
        + """
def test_swallowed(mockserver):
    act(mockserver, "marketo/list.addLeads", {"listId": "1234", "leadIds": [1, "two"]})
    search(mockserver, times=8)

@pytest.fixture(scope="module")
def shared(mockserver_factory):
    with mockserver_factory() as sandbox:
        yield sandbox

def test_a_few(shared):
    search(shared, times=3)

def test_fine(shared):
    search(shared, times=8)

@pytest.mark.mockserver(expect=["missing-field"])
def test_meant(shared):
    act(shared, "hubspot/contact.getByEmail", {})
    search(shared, times=8)

def test_again(shared):
    act(shared, "hubspot/contact.getByEmail", {})
    act(shared, "hubspot/contact.getByEmail", {})
    search(shared, times=5)
""",
        *options,
    )
    result.assert_outcomes(passed=5, errors=2)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_swallowed*",
            "the application broke the contract in 1 of 9 calls:",
            "  call 1  POST /v2/integration-action  oktopost/marketo/list.addLeads  -> 400 invalid-payload",
            "    gone       the journal has no room for it any more, nor for 0 others like it",
            "    field      payload.leadIds[[]1[]]",
            '    got        "two"',
            "*ERROR at teardown of test_again*",
            "the application broke the contract in 2 of 7 calls:",
        ]
    )


def test_assertions_count_calls_that_the_journal_lost(child: Child, options: tuple[str, ...]) -> None:
    result = child(
        FORGETFUL
        + """
GET = "oktopost/hubspot/contact.getByEmail"
LIST = "oktopost/salesforce/case.getAll"

@pytest.fixture
def called(mockserver):
    act(mockserver, "salesforce/case.getAll", {})
    search(mockserver, "first@example.com")
    search(mockserver, times=FEW)
    return mockserver

FEW = journal.RING

def test_known(called):
    called.assert_called(LIST, times=1, status=200)
    called.assert_called(LIST)
    called.assert_called(GET, times=FEW + 1)
    called.assert_called("*", times=FEW + 2, status=200)
    called.assert_called(GET, payload={"email": "a@example.com"})
    called.assert_not_called("refold/*")
    assert len(called.journal) == FEW

@pytest.mark.parametrize("times", [True, False])
def test_no_number(called, times):
    with pytest.raises(ValueError, match=f"a whole number from 0, not {times}"):
        called.assert_called(LIST, times=times)

def test_not_called(called):
    with pytest.raises(AssertionError, match=r"(?s)expected no call of .*getAll, found 1:.*1 of them are gone"):
        called.assert_not_called(LIST)

@pytest.mark.parametrize("payload, times", [
    ({"email": "first@example.com"}, None), ({"email": "a@example.com"}, FEW), ({"email": "first@example.com"}, 0),
])
def test_unknown(called, payload, times):
    with pytest.raises(AssertionError, match="cannot tell: 1 calls of it are gone from the journal"):
        called.assert_called(GET, payload=payload, times=times)

def test_wrong_for_sure(called):
    with pytest.raises(AssertionError, match="found 5 to 6"):
        called.assert_called(GET, payload={"email": "a@example.com"}, times=7)
    with pytest.raises(AssertionError, match="found 5 to 6"):
        called.assert_called(GET, payload={"email": "a@example.com"}, times=4)

def test_order(called):
    called.assert_call_order([GET, GET])
    with pytest.raises(AssertionError, match="2 earlier calls are gone from the journal"):
        called.assert_call_order([LIST, GET])
""",
        *options,
    )
    result.assert_outcomes(passed=9)


def test_the_coverage_counts_calls_that_the_journal_lost(child: Child, options: tuple[str, ...]) -> None:
    result = child(
        FORGETFUL
        + """
def test_driven(mockserver):
    search(mockserver, "contact@example.com")
    search(mockserver, times=8)
""",
        "--contract-coverage",
        *options,
    )
    result.stdout.fnmatch_lines(["    ok                        1 call*", "    null-contact              8 calls*"])


# -- what an assertion compares --------------------------------------------------------------------------------


def test_any_value_is_a_value_that_was_sent(child: Child) -> None:
    result = child(
        """
        from unittest.mock import ANY

        GET = "oktopost/hubspot/contact.getByEmail"

        def test_any(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com", "flag": True})
            requests.get(mockserver.oktopost.base_url + "/integration", auth=mockserver.oktopost.auth, timeout=30)
            mockserver.assert_called(GET, payload={"email": ANY, "flag": ANY})
            with pytest.raises(AssertionError, match="[(]absent[)]"):
                mockserver.assert_called(GET, payload={"phone": ANY})
            with pytest.raises(AssertionError, match="[(]absent[)]"):
                mockserver.assert_called("oktopost/http/list_integrations", payload=ANY)
            with pytest.raises(AssertionError):
                mockserver.assert_called(GET, payload={"flag": 1})
        """
    )
    result.assert_outcomes(passed=1)


# -- ready-made keys, ids --------------------------------------------------------------------------------------

READY_MADE = """
import mockserver as package
from mockserver.world import fixtures as world

OKTOPOST, REFOLD = (world.load().names[name] for name in ("oktopost", "refold"))
LOGIN = OKTOPOST["account_id"], OKTOPOST["api_key"]

def create(mockserver, email):
    act(mockserver, "hubspot/contact.getByEmail", {"email": email}, auth=LOGIN)
    headers = {"x-api-key": REFOLD["api_key"], "linked_account_id": REFOLD["linked_account_id"]}
    url = f"{mockserver.refold.base_url}/api/v2/integration-schema/hubspot/actions/create_contact/execute"
    return requests.post(url, headers=headers, json={"email": email}, timeout=30)

"""


def test_ready_made_keys_belong_to_the_sandbox_of_the_running_test(child: Child) -> None:
    result = child(
        READY_MADE
        + """
@pytest.mark.parametrize("again", [1, 2])
def test_alone(mockserver, again):
    assert create(mockserver, "ada@example.com").ok
    assert [found["email"] for found in emails(mockserver)] == ["ada@example.com"]
    mockserver.assert_called("oktopost/hubspot/contact.getByEmail", times=1)
    mockserver.assert_called("refold/hubspot/create_contact", times=1)
    mockserver.fail_next("refold/*", "unavailable")
    assert create(mockserver, "ada@example.com").status_code == 503

def emails(mockserver):
    return [c["properties"] for c in mockserver.records("hubspot/contact")
            if c["properties"].get("email") == "ada@example.com"]

@pytest.fixture(scope="module")
def wide(mockserver_factory):
    with mockserver_factory() as sandbox:
        yield sandbox

def test_the_fixture_s_own_comes_first(mockserver, wide):
    create(mockserver, "ada@example.com")
    assert (len(mockserver.journal), len(wide.journal)) == (2, 0)

def test_the_one_made_last(wide):
    create(wide, "ada@example.com")
    assert len(wide.journal) == 2

def test_interception(mockserver):
    with package.intercept() as inner:
        requests.get("https://api.oktopost.com/v2/integration", auth=LOGIN, timeout=30)
    create(mockserver, "ada@example.com")
    assert len(mockserver.journal) == 2

def test_broken(mockserver):
    act(mockserver, "hubspot/contact.getByEmail", {}, auth=LOGIN)
"""
    )
    result.assert_outcomes(passed=6, errors=1)
    result.stdout.no_fnmatch_line("*it has no credential*")


def test_a_miss_above_a_call_with_wrong_credentials_says_what_is_true(child: Child) -> None:
    result = child(
        """
        def test_stranger(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"}, auth=("me", "wrong"))
            mockserver.assert_called("oktopost/hubspot/contact.getByEmail")
        """
    )
    result.stdout.fnmatch_lines(
        ["E*but nothing was called in this sandbox", "*it has no credential of a sandbox of this test*"]
    )


def test_one_process_has_one_server(child: Child) -> None:
    result = child(
        """
        import mockserver as package

        def test_one(mockserver):
            with package.intercept() as one, package.intercept() as other:
                for sandbox in (one, other, mockserver):
                    url = mockserver.oktopost.base_url + "/integration"
                    answer = requests.get(url, auth=sandbox.oktopost.auth, timeout=30)
                    assert answer.headers["x-mock-sandbox"] == sandbox.id
            assert len({one.id, other.id, mockserver.id}) == 3
        """
    )
    result.assert_outcomes(passed=1)


# -- the same refusals in process and over HTTP ----------------------------------------------------------------


def test_what_http_refuses_is_refused_in_process_in_the_same_words(child: Child, options: tuple[str, ...]) -> None:
    result = child(
        """
        @pytest.mark.parametrize("fault, where", [
            ({"times": -1}, "json.times: expected"),
            ({"times": 0}, "json.times: expected"),
            ({"probability": 7}, "json.probability: expected"),
            ({"delay": -5}, "json.delay"),
            ({"delay": {"foo": 1}}, "json.delay"),
            ({"delay": {"uniform": [2, 1]}}, "json.delay.uniform: expected the shorter"),
            ({"retry_after": "soon"}, "json.retry_after: expected integer"),
            ({"after": 1.5}, "json.after: expected integer"),
            ({"delay": float("nan")}, "JSON"),
        ])
        def test_fault(mockserver, fault, where):
            with pytest.raises(ValueError, match=where):
                mockserver.fail_next("*", "unavailable", **fault)
            assert act(mockserver, "salesforce/case.getAll", {}).ok

        def test_snapshots(mockserver):
            for _ in range(100):
                first = mockserver.snapshot()
            with pytest.raises(ValueError, match="a sandbox keeps 100 snapshots"):
                mockserver.snapshot()
            mockserver.restore(first)
            with pytest.raises(ValueError, match="there is no snapshot snapshot-1000"):
                mockserver.restore("snapshot-1000")

        @pytest.mark.parametrize("wish, where", [
            ({"populate": -1}, "json.populate"), ({"seed": 2**40}, "json.seed"), ({"seed": "seven"}, "json.seed"),
        ])
        def test_wish(mockserver_factory, wish, where):
            with pytest.raises(ValueError, match=where):
                mockserver_factory(**wish)

        def test_values(mockserver):
            with pytest.raises(ValueError, match="only what JSON can say is taken"):
                mockserver.add("salesforce/Lead", LastName=object(), Company="Acme")
            with pytest.raises(ValueError, match="there is no table salesforce/Leed: did you mean salesforce/Lead"):
                mockserver.records("salesforce/Leed")

        def test_records_are_the_test_s_own(mockserver):
            mockserver.records("salesforce/Lead")[0]["LastName"] = "Changed"
            assert mockserver.records("salesforce/Lead")[0]["LastName"] != "Changed"
        """,
        *options,
    )
    result.assert_outcomes(passed=15)


# -- other processes -------------------------------------------------------------------------------------------

FORKED = """
import asyncio
import multiprocessing
import os

import aiohttp
import httpx

import mockserver as package

URL = "https://api.oktopost.com/v2/integration"

pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")  # of threads, since Python 3.12

def forked(work):
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join(60)
    assert worker.exitcode == 0

def by_requests(sandbox):
    assert requests.get(URL, auth=sandbox.oktopost.auth, timeout=30).ok

def by_httpx(sandbox):
    assert httpx.get(URL, auth=sandbox.oktopost.auth, timeout=30).is_success

def by_httpx_async(sandbox):
    async def get():
        async with httpx.AsyncClient() as client:
            assert (await client.get(URL, auth=sandbox.oktopost.auth, timeout=30)).is_success
    asyncio.run(get())

def by_aiohttp(sandbox):
    async def get():
        login = {"authorization": aiohttp.encode_basic_auth(*sandbox.oktopost.auth)}
        async with aiohttp.ClientSession(headers=login) as session, session.get(URL) as answer:
            assert answer.ok
    asyncio.run(get())

SENDERS = [by_requests, by_httpx, by_httpx_async, by_aiohttp]
"""


def test_a_forked_worker_calls_the_sandbox_of_its_test(child: Child, options: tuple[str, ...]) -> None:
    result = child(
        FORKED
        + """
@pytest.mark.parametrize("send", SENDERS)
def test_led(mockserver_intercept, send):
    forked(lambda: send(mockserver_intercept))
    mockserver_intercept.assert_called("oktopost/http/list_integrations", times=1)

def test_both(mockserver):
    def work():
        mockserver.add("hubspot/contact", email="child@example.com")
        act(mockserver, "hubspot/contact.getByEmail", {"email": "child@example.com"})
        mockserver.assert_called("oktopost/hubspot/contact.getByEmail", times=1)
        forked(lambda: mockserver.add("hubspot/contact", email="grandchild@example.com"))
    forked(work)
    act(mockserver, "hubspot/contact.getByEmail", {"email": "child@example.com"})
    assert len(mockserver.journal) == 2
    emails = [contact["properties"]["email"] for contact in mockserver.records("hubspot/contact")]
    assert emails[-2:] == ["child@example.com", "grandchild@example.com"]

def test_swallowed(mockserver_intercept):
    url = "https://api.oktopost.com/v2/integration-action"
    forked(lambda: requests.post(url, auth=mockserver_intercept.oktopost.auth, timeout=30))

def test_fault(mockserver_intercept):
    def work():
        with pytest.raises(requests.ConnectionError):
            by_requests(mockserver_intercept)
    mockserver_intercept.fail_next("*", "connection-reset", times=None)
    forked(work)
""",
        *options,
    )
    result.assert_outcomes(passed=7, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_swallowed*", "the application broke the contract in 1*"])


def test_a_forked_worker_of_a_context_calls_its_sandbox(child: Child) -> None:
    result = child(
        FORKED
        + """
@pytest.mark.parametrize("send", SENDERS)
def test_led(send):
    with package.intercept() as sandbox:
        forked(lambda: send(sandbox))
        send(sandbox)
        sandbox.assert_called("oktopost/http/list_integrations", times=2)
"""
    )
    result.assert_outcomes(passed=4)


STARTED = """
import json
import os
import subprocess
import sys

PROGRAM = '''
import sys, urllib.request
import httpx, requests
url = sys.argv[1]
def by_urllib(): urllib.request.urlopen(url, timeout=30).close()
def by_requests(): requests.get(url, timeout=30)
def by_httpx(): httpx.get(url, timeout=30)
for get in by_urllib, by_requests, by_httpx:
    try:
        get()
    except OSError as error:
        print("refused")
    except httpx.ConnectError as error:
        print("refused")
    except Exception as error:
        print(repr(error))
    else:
        print("answered")
'''

def started(url):
    done = subprocess.run([sys.executable, "-c", PROGRAM, url], capture_output=True, text=True, check=True)
    return done.stdout.split()
"""


def test_a_started_process_cannot_reach_the_vendor_where_other_hosts_are_refused(child: Child) -> None:
    result = child(
        STARTED
        + """
BEFORE = dict(os.environ)

@pytest.mark.mockserver(other_hosts="refuse")
def test_refused(mockserver_intercept, mockserver_server):
    assert started("https://api.oktopost.com/v2/integration") == ["refused"] * 3
    assert started("http://192.0.2.1/") == ["refused"] * 3
    assert started(mockserver_server.url + "/openapi.json") == ["answered"] * 3

def test_afterwards(mockserver_intercept):
    names = [name for name in os.environ if "proxy" in name.lower()]
    assert names == [name for name in BEFORE if "proxy" in name.lower()]
"""
    )
    result.assert_outcomes(passed=2)


# -- wrong paths -----------------------------------------------------------------------------------------------


def test_a_wrong_path_belongs_to_the_test_whose_credential_it_has(child: Child, options: tuple[str, ...]) -> None:
    result = child(
        """
        @pytest.mark.parametrize("path", ["/v2/integrations", "/v2/api/v2/x", "/v1/integration", "/v2integration", "/"])
        def test_oktopost(mockserver, mockserver_server, path):
            answer = requests.get(mockserver_server.url + path, auth=mockserver.oktopost.auth, timeout=30)
            assert answer.status_code == 404
            assert answer.headers["x-mock-sandbox"] == mockserver.id

        @pytest.mark.parametrize("path", ["/api/v2/public/applications", "/api/v3/x"])
        @pytest.mark.parametrize("by", ["key", "token"])
        def test_refold(mockserver, mockserver_server, path, by):
            token = {"Authorization": f"Bearer {mockserver.refold.session_token}"}
            headers = mockserver.refold.headers if by == "key" else token
            assert requests.get(mockserver_server.url + path, headers=headers, timeout=30).status_code == 404

        def test_method(mockserver):
            url = mockserver.oktopost.base_url + "/integration-action"
            assert requests.delete(url, auth=mockserver.oktopost.auth, timeout=30).status_code == 405

        def test_real_host(mockserver_intercept):
            url = "https://api.oktopost.com/integration"
            assert requests.get(url, auth=mockserver_intercept.oktopost.auth, timeout=30).json()["Result"] is False

        @pytest.mark.mockserver(expect=["not-found"])
        def test_meant(mockserver):
            requests.get(mockserver.oktopost.base_url + "/nothing", auth=mockserver.oktopost.auth, timeout=30)
            assert [call.outcome for call in mockserver.journal] == ["not-found"]
        """,
        *options,
    )
    result.assert_outcomes(passed=12, errors=11)
    result.stdout.no_fnmatch_line("*it has no credential*")


def test_a_wrong_path_at_a_vendor_s_host_is_told_whatever_its_credential(child: Child) -> None:
    result = child(
        """
        def test_stranger(mockserver_intercept):
            assert requests.get("https://app.refold.ai/nothing", timeout=30).status_code == 404
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*GET /nothing*not-found", "*it has no credential of a sandbox of this test*"])
