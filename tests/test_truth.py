"""A test never passes falsely: what was called is judged, whoever called, however often, and wherever it went."""

from __future__ import annotations

import pytest

from mockserver import journal
from mockserver.server import Server
from tests.child import Child

FEW = 5
"""How many calls the journals of these tests keep."""


@pytest.fixture(params=["its own server", "a shared server"])
def options(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Where the child's sandboxes are."""
    monkeypatch.setattr(journal, "RING", FEW)
    return () if request.param == "its own server" else ("--mockserver-url", server.url)


FORGETFUL = f"""
from mockserver import journal

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
    result.assert_outcomes(passed=7)


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
from mockserver import world

NAMES = world.load().credentials
LOGIN = NAMES.oktopost_account, NAMES.oktopost_key

def create(mockserver, email):
    act(mockserver, "hubspot/contact.getByEmail", {"email": email}, auth=LOGIN)
    headers = {"x-api-key": NAMES.refold_key, "linked_account_id": NAMES.refold_linked_account}
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
    result.stdout.no_fnmatch_line("*names no sandbox*")


def test_a_miss_above_a_call_with_wrong_credentials_says_what_is_true(child: Child) -> None:
    result = child(
        """
        def test_stranger(mockserver):
            act(mockserver, "hubspot/contact.getByEmail", {"email": "a@example.com"}, auth=("me", "wrong"))
            mockserver.assert_called("oktopost/hubspot/contact.getByEmail")
        """
    )
    result.stdout.fnmatch_lines(
        ["E*but nothing was called in this sandbox", "*credential names no sandbox of this test*"]
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
