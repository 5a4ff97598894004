"""`mockserver verify`: this server keeps every statement, and a server that breaks one is found out by its name."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from mockserver.checks.client import Client
from mockserver.checks.conformance import Conformance
from mockserver.checks.foreign import MAX_ANSWER
from mockserver.checks.verification import perform
from mockserver.checks.verification import verdicts as results_of
from mockserver.cli.commands.verify import target_of
from mockserver.core.http import Answer, Call, Effect
from mockserver.dialects import named
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.raw import Scripted
from tests.recordings import Commands, Outcome

ENVIRONMENT = {
    "OKTOPOST_ACCOUNT_ID": "001000000000001",
    "OKTOPOST_API_KEY": "okto-sandbox-key",
    "OKTOPOST_READONLY_API_KEY": "okto-readonly-key",
    "OKTOPOST_EXPIRED_INTEGRATION": "014000000000007",
    "OKTOPOST_FOREIGN_INTEGRATION": "014000000000101",
    "REFOLD_API_KEY": "tk-sandbox-key",
    "REFOLD_LINKED_ACCOUNT_ID": "customer@example.com",
    "REFOLD_SESSION_TOKEN": "sandbox-session-token",
    "VERIFY_EVENT_TYPE": "12345",
    "VERIFY_MARKETO_LEAD": "100",
    "VERIFY_ACTIVITY_TYPE": "100001",
}
"""What is known of the shipped records."""

FROM_INSIDE = ["O-17", "X-01", "X-04"]
"""The statements that no client can try."""

Twist = Callable[[Call, Answer], Answer | None]
"""Makes another answer of a right one; None leaves it."""


class Broken(Gateway):
    """A server that breaks one thing; ``misread`` changes a call before it is answered."""

    def __init__(self, twist: Twist, misread: Callable[[Call], Call] = lambda call: call) -> None:
        super().__init__(Sandboxes(world.load()))
        self._twist = twist
        self._misread = misread

    def respond(self, call: Call, dialect: Dialect) -> Answer:
        """The right answer, and then not."""
        answer = super().respond(self._misread(call), dialect)
        twisted = self._twist(call, answer)
        return answer if twisted is None else twisted


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Commands(capsys)


class InProcess(httpx.AsyncBaseTransport):
    """Carries calls to a gateway without a network."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The gateway's answer."""
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
        call = Call(request.method, request.url.path, request.url.query.decode(), headers, await request.aread())
        answer = self._gateway.respond_to_any(
            Call(call.method, call.path, call.query, {**headers, "host": "localhost"}, call.body)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


@contextmanager
def serving(gateway: Gateway) -> Iterator[list[str]]:
    """A server of its own, as the options that name it."""
    with Server(gateway) as server:
        yield ["--oktopost-url", f"{server.url}/v2", "--refold-url", server.url]


def verdicts(done: Outcome) -> dict[str, dict[str, Any]]:
    """The verdicts of a JSON report by the statement's id."""
    return {verdict["name"].partition(" ")[0]: verdict for verdict in json.loads(done.out)["verdicts"]}


# -- this server -----------------------------------------------------------------------------------------------


@pytest.mark.contract("X-01")
def test_this_server_keeps_every_statement_that_a_client_can_try(mockserver: Commands) -> None:
    gateway = Gateway(Sandboxes(world.load()))
    default = gateway.sandboxes.default
    default.set("clock", default.clock.freeze())
    with serving(gateway) as urls:
        done = mockserver("verify", *urls, "--write", "--report", "json")
    found = verdicts(done)
    assert [finding for verdict in found.values() for finding in verdict["findings"]] == []
    untried = [name for name, verdict in found.items() if verdict["verdict"] == "not tried"]
    assert [name for name in untried if name[0] not in "HMS"] == FROM_INSIDE
    partly = {name: verdict["reason"] for name, verdict in found.items() if verdict["verdict"] == "partly tried"}
    assert partly.keys() == {"I-07", "I-12", "R-12"}
    assert "--interval 1.1" in partly["I-07"]
    assert done.code == 0


def test_it_writes_nothing_unless_it_is_told_to(mockserver: Commands) -> None:
    """The records are the same objects as before; what was not tried says how to try it."""
    gateway = Gateway(Sandboxes(world.load()))
    before = gateway.sandboxes.default.state
    with serving(gateway) as urls:
        done = mockserver("verify", *urls, "--report", "json")
    assert gateway.sandboxes.default.state is before
    assert verdicts(done)["I-06"]["reason"] == "it writes: allow that with --write"
    half = verdicts(done)["O-42"]  # only that it asks for its field was tried
    assert (done.code, half["verdict"], half["reason"]) == (0, "partly tried", "it writes: allow that with --write")


def test_it_takes_away_what_it_made_and_names_what_it_cannot(mockserver: Commands) -> None:
    gateway = Gateway(Sandboxes(world.load()))
    tables = ("oktopost/integration", "refold/linkedAccount", "salesforce/Account", "salesforce/Lead")
    counts = [len(gateway.sandboxes.default.state.tables[name]) for name in tables]
    with serving(gateway) as urls:
        done = mockserver("verify", *urls, "--write")
    after = [len(gateway.sandboxes.default.state.tables[name]) for name in tables]
    assert [now - then for now, then in zip(after, counts, strict=True)] == [0, 0, 0, 1]
    assert "left behind: Salesforce lead 00Q" in done.out


def test_one_statement_can_be_tried_alone(mockserver: Commands) -> None:
    with serving(Gateway(Sandboxes(world.load()))) as urls:
        done = mockserver("verify", *urls, "--only", "R-08", "--only", "O-20", "--report", "json")
    assert {name: verdict["verdict"] for name, verdict in verdicts(done).items()} == {"O-20": "kept", "R-08": "kept"}


def test_an_api_that_was_not_asked_for_says_so(mockserver: Commands) -> None:
    with serving(Gateway(Sandboxes(world.load()))) as (option, url, *_):
        done = mockserver("verify", option, url, "--report", "json")
    found = verdicts(done)
    assert found["R-09"]["reason"] == "the URL of this API is not given"
    assert found["O-16"]["verdict"] == "kept"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give at least one of --oktopost-url, --refold-url"),
        (["--oktopost-url", "localhost:1"], "localhost:1 is no URL: it begins with http:// or https://"),
        (["--refold-url", "http://127.0.0.1:1"], "at 127.0.0.1:1: [Errno 111] Connection refused"),
        (
            ["--refold-url", "http://x", "--only", "O-007"],
            "--only O-007: did you mean O-07? there is no such statement",
        ),
    ],
)
def test_what_cannot_run_says_so_in_one_line(mockserver: Commands, arguments: list[str], message: str) -> None:
    done = mockserver("verify", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


# -- servers that break one thing ------------------------------------------------------------------------------


def document(answer: Answer) -> Any:
    return orjson.loads(answer.body) if answer.body else None


def with_body(answer: Answer, value: Any, status: int | None = None) -> Answer:
    return Answer(answer.status if status is None else status, orjson.dumps(value), answer.headers)


def outcome(answer: Answer) -> str:
    return dict(answer.headers).get("x-mock-outcome", "")


def created_for_success(call: Call, answer: Answer) -> Answer | None:
    if call.path == "/v2/integration-action" and answer.status == 200:
        return Answer(201, answer.body, answer.headers)
    return None


def error_for_errors(call: Call, answer: Answer) -> Answer | None:
    if call.path.startswith("/v2") and answer.status >= 400:
        return with_body(answer, {"Result": False, "Error": document(answer)["Errors"]})
    return None


def other_words_for_missing(call: Call, answer: Answer) -> Answer | None:
    return Answer(answer.status, answer.body.replace(b"Missing required field: ", b"Missing field: "), answer.headers)


def payload_before_action(call: Call, answer: Answer) -> Answer | None:
    if call.path.startswith("/v2") and outcome(answer) == "unsupported-action":
        return with_body(answer, {"Result": False, "Errors": ["Missing required field: id"]})
    return None


def nobody_is_404(call: Call, answer: Answer) -> Answer | None:
    if outcome(answer) == "null-contact":
        return with_body(answer, {"Result": False, "Errors": ["no such contact"]}, 404)
    return None


def total_of_the_page(call: Call, answer: Answer) -> Answer | None:
    if call.path == "/v2/integration" and answer.status == 200 and call.method == "GET":
        page = document(answer)
        return with_body(answer, {**page, "Total": len(page["Items"])})
    return None


def forbidden_for_unknown_keys(call: Call, answer: Answer) -> Answer | None:
    return Answer(403, answer.body, answer.headers) if outcome(answer) == "unauthenticated" else None


def disabled_works(call: Call, answer: Answer) -> Answer | None:
    if outcome(answer) == "integration-disabled":
        return with_body(answer, {"Result": True, "IntegrationAction": {"contact": None}}, 200)
    return None


def foreign_is_forbidden(call: Call, answer: Answer) -> Answer | None:
    foreign = b"014000000000101" in call.body or call.path.endswith("014000000000101")
    return with_body(answer, {"Result": False, "Errors": ["not yours"]}, 403) if foreign else None


def members_in_another_order(call: Call, answer: Answer) -> Answer | None:
    if call.path == "/v2/integration" and answer.status == 200:
        page = document(answer)
        page["Items"] = [dict(sorted(item.items())) for item in page["Items"]]
        return with_body(answer, page)
    return None


def assets_always(call: Call, answer: Answer) -> Answer | None:
    if call.path == "/v2/integration/014000000000001" and answer.status == 200:
        whole = document(answer)
        whole["Integration"]["Assets"] = {"Credentials": [], "Boards": []}
        return with_body(answer, whole)
    return None


def blank_is_a_value(call: Call, answer: Answer) -> Answer | None:
    if b"%22email%22%3A%22" in call.body and outcome(answer) == "missing-field":
        return with_body(answer, {"Result": False, "Errors": ["NOT_FOUND: nobody has this address"]})
    return None


def any_payload_is_good(call: Call, answer: Answer) -> Answer | None:
    if call.path == "/v2/integration-action" and outcome(answer) == "invalid-payload":
        return with_body(answer, {"Result": True, "IntegrationAction": {"contact": None}}, 200)
    return None


def other_words_for_tokens(call: Call, answer: Answer) -> Answer | None:
    return Answer(answer.status, answer.body.replace(b"Invalid session token", b"Bad session"), answer.headers)


def application_errors_as_status(call: Call, answer: Answer) -> Answer | None:
    if outcome(answer) == "crm-error" and call.path.startswith("/api"):
        return Answer(document(answer)["http_status"], answer.body, answer.headers)
    return None


def one_request_id(call: Call, answer: Answer) -> Answer | None:
    if call.path.startswith("/api") and answer.status >= 400:
        return with_body(answer, {**document(answer), "request_id": "9f1c2a4e-0f3e-4a1c-8a6a-0a0a0a0a0a0a"})
    return None


def contacts_for_results(call: Call, answer: Answer) -> Answer | None:
    if call.path.endswith("/get_contact/execute") and answer.status == 200:
        return Answer(200, answer.body.replace(b'"results"', b'"contacts"'), answer.headers)
    return None


def required_forgotten(call: Call, answer: Answer) -> Answer | None:
    if call.path.endswith("/actions/create_contact"):
        return Answer(answer.status, answer.body.replace(b'"required":true', b'"required":false'), answer.headers)
    return None


def deaf_to_underscores(call: Call) -> Call:
    headers = {name: value for name, value in call.headers.items() if "_" not in name}
    return Call(call.method, call.path, call.query, headers, call.body)


def same(call: Call, answer: Answer) -> Answer | None:
    return None


def every_type(call: Call) -> Call:
    kept = "&".join(pair for pair in call.query.split("&") if not pair.startswith("type="))
    return Call(call.method, call.path, kept, call.headers, call.body)


def deletes_nothing(call: Call) -> Call:
    method = "GET" if call.method == "DELETE" and call.path.startswith("/v2") else call.method
    return Call(method, call.path, call.query, call.headers, call.body)


VARIANTS: list[tuple[str, Callable[[], Gateway], str]] = [
    ("201 for a success", lambda: Broken(created_for_success), "O-05"),
    ("Error instead of Errors", lambda: Broken(error_for_errors), "O-06"),
    ("other words for a missing field", lambda: Broken(other_words_for_missing), "O-07"),
    ("an empty field passes as a value", lambda: Broken(blank_is_a_value), "O-08"),
    ("the payload is checked before the action", lambda: Broken(payload_before_action), "O-09"),
    ("another account's integration is forbidden, not unknown", lambda: Broken(foreign_is_forbidden), "O-11"),
    ("a disabled integration works", lambda: Broken(disabled_works), "O-12"),
    ("any payload will do", lambda: Broken(any_payload_is_good), "O-15"),
    ("403 for a wrong key", lambda: Broken(forbidden_for_unknown_keys), "O-16"),
    ("404 for nobody", lambda: Broken(nobody_is_404), "O-20"),
    ("Total counts the page", lambda: Broken(total_of_the_page), "I-01"),
    ("the filter by type is ignored", lambda: Broken(same, every_type), "I-02"),
    ("the members in another order", lambda: Broken(members_in_another_order), "I-04"),
    ("assets that nobody asked for", lambda: Broken(assets_always), "I-05"),
    ("the header of underscores is dropped", lambda: Broken(same, deaf_to_underscores), "R-02"),
    ("contacts instead of results", lambda: Broken(contacts_for_results), "R-05"),
    ("the same request_id for every refusal", lambda: Broken(one_request_id), "R-07"),
    ("other words for a wrong token", lambda: Broken(other_words_for_tokens), "R-09"),
    ("the application's status as the HTTP status", lambda: Broken(application_errors_as_status), "R-13"),
    ("no parameter is required", lambda: Broken(required_forgotten), "R-19"),
]


@pytest.mark.parametrize(
    ("broken", "statement"), [(make, name) for _, make, name in VARIANTS], ids=[v[0] for v in VARIANTS]
)
def test_a_server_that_breaks_a_statement_is_found_out_by_its_name(
    mockserver: Commands, broken: Callable[[], Gateway], statement: str
) -> None:
    with serving(broken()) as urls:
        done = mockserver("verify", *urls, "--report", "json")
    assert done.code == 1
    assert verdicts(done)[statement]["verdict"] == "broken"


def test_a_call_that_a_server_hangs_up_on_is_inconclusive(mockserver: Commands) -> None:
    """It answered before, so it is there; a lost connection is asked for once more, and breaks no statement."""
    asked = []

    def speechless(call: Call, answer: Answer) -> Answer | None:
        dropped = call.path == "/api/v2/integration-schema/marketo/actions"
        asked.append(dropped)
        return Answer(0, b"", effect=Effect(wire="empty-response")) if dropped else None

    with serving(Broken(speechless)) as urls:
        done = mockserver("verify", *urls, "--only", "R-11", "--only", "R-18", "--report", "json")
    assert verdicts(done)["R-11"]["findings"] == []
    (note,) = json.loads(done.out)["notes"]
    assert note.startswith("refold: the actions of marketo: inconclusive: GET /api/v2/integration-schema/marketo/")
    assert asked.count(True) == 2


def test_a_server_that_is_busy_is_asked_again_when_it_says(mockserver: Commands) -> None:
    """One that stays busy is inconclusive, and what was required is not shown."""
    busy = iter([True, False])

    def limited(call: Call, answer: Answer) -> Answer | None:
        if call.path == "/v2/integration" and call.query and next(busy, False):
            return Answer(429, b"", [("retry-after", "0")])
        return Answer(429, b"", [("retry-after", "900")]) if b"no.such" in call.body else None

    with serving(Broken(limited)) as urls:
        done = mockserver("verify", *urls, "--only", "I-01", "--only", "O-11", "--report", "json", "--require", "O-12")
    found = verdicts(done)
    assert [found[name]["findings"] for name in ("I-01", "O-11")] == [[], []]
    assert found["I-01"]["verdict"] == "kept"
    assert "429, to be asked again after 900 s" in " ".join(json.loads(done.out)["notes"])
    assert (done.code, done.err) == (2, "mockserver verify: --require: O-12 had to be tried and could not\n")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("OKTOPOST_API_KEY", "look at OKTOPOST_ACCOUNT_ID and OKTOPOST_API_KEY"),
        ("REFOLD_API_KEY", "look at REFOLD_API_KEY and REFOLD_LINKED_ACCOUNT_ID"),
    ],
)
def test_credentials_that_are_refused_show_nothing(
    mockserver: Commands, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setenv(name, "nobody's")
    with serving(Gateway(Sandboxes(world.load()))) as urls:
        done = mockserver("verify", *urls)
    assert (done.code, done.out) == (2, "")
    assert f"refuses the credentials with 401: {told}" in done.err


def test_an_answer_without_end_is_cut_off_and_told(mockserver: Commands) -> None:
    odd = Scripted(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", endless=b"x" * (1 << 20))
    tracemalloc.start()
    done = mockserver("verify", "--oktopost-url", odd.url, "--only", "O-20")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    odd.close()
    assert done.code == 2
    assert done.err.endswith("the answer is larger than 32 MiB\n")
    assert peak < 3 * MAX_ANSWER


@pytest.mark.parametrize(
    "name", ["OKTOPOST_ACCOUNT_ID", "OKTOPOST_API_KEY", "REFOLD_API_KEY", "REFOLD_LINKED_ACCOUNT_ID"]
)
def test_without_credentials_nothing_is_verified(
    mockserver: Commands, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The variable that is missing is named; no server is asked."""
    monkeypatch.delenv(name)
    done = mockserver("verify", "--oktopost-url", "http://127.0.0.1:1", "--refold-url", "http://127.0.0.1:1")
    assert (done.code, done.out) == (2, "")
    assert f"http://127.0.0.1:1 cannot be verified without credentials: set {name} (" in done.err


@pytest.mark.contract("I-07")
def test_a_modified_that_does_not_move_is_found_out_when_time_passes(mockserver: Commands) -> None:
    """Where no second went by between two calls it shows nothing."""
    gateway = Gateway(Sandboxes(world.load()))
    default = gateway.sandboxes.default
    default.set("clock", default.clock.freeze())
    with serving(gateway) as urls:
        quick = mockserver("verify", *urls, "--write", "--only", "I-07", "--report", "json")
    target = target_of({named("oktopost"): "http://x", named("refold"): "http://x"}, ENVIRONMENT.get)
    slow = Client(target, Conformance(), interval=1.1, wait=lambda _: None, transport=InProcess(gateway))
    *_, results = perform(slow, writes=True, only=["I-07"])
    slow.close()
    (broken,) = list(results_of(slow, results, ["I-07"]))
    assert verdicts(quick)["I-07"]["verdict"] == "partly tried"
    assert (broken.state, [one.pointer for one in broken.findings]) == ("broken", ["Integration.Modified"])


@pytest.mark.parametrize("form", ["json", "junit", "sarif"])
def test_reports_are_written_whatever_keeps_the_run_from_beginning(
    mockserver: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    nowhere = mockserver("verify", "--refold-url", "http://127.0.0.1:1", "--report", f"{form}={tmp_path / 'one'}")
    monkeypatch.delenv("REFOLD_API_KEY")
    keyless = mockserver("verify", "--refold-url", "http://127.0.0.1:1", "--report", f"{form}={tmp_path / 'two'}")
    assert (nowhere.code, keyless.code) == (2, 2)
    assert "Connection refused" in (tmp_path / "one").read_text()
    assert "set REFOLD_API_KEY" in (tmp_path / "two").read_text()


def test_answers_without_any_sense_keep_nothing(mockserver: Commands) -> None:
    """A server that answers {} to everything has shown of no statement that it is kept."""
    with serving(Broken(lambda call, answer: with_body(answer, {}, 200))) as urls:
        done = mockserver("verify", *urls, "--write", "--report", "json")
    found = verdicts(done)
    assert done.code == 1
    assert [name for name, verdict in found.items() if verdict["verdict"] in ("kept", "partly tried")] == []


def test_a_run_that_tried_too_little_is_no_success(mockserver: Commands) -> None:
    with serving(Gateway(Sandboxes(world.load()))) as urls:
        enough = mockserver("verify", *urls, "--only", "O-20", "--min-tried", "1")
        few = mockserver("verify", *urls, "--only", "O-20", "--min-tried", "2")
    assert (enough.code, few.code) == (0, 2)
    assert few.err == "mockserver verify: 1 statements were tried, and --min-tried asks for 2\n"


@pytest.mark.parametrize("statement", FROM_INSIDE)
def test_a_statement_that_no_client_can_try_says_so(mockserver: Commands, statement: str) -> None:
    done = mockserver("verify", "--oktopost-url", "http://127.0.0.1:1", "--only", statement, "--report", "json")
    assert done.code == 2
    assert verdicts(done)[statement]["verdict"] == "not tried"
    assert verdicts(done)[statement]["reason"]


def test_a_server_that_deletes_nothing_is_found_out_when_writing_is_allowed(mockserver: Commands) -> None:
    with serving(Broken(same, deletes_nothing)) as urls:
        done = mockserver("verify", *urls, "--write", "--only", "I-08", "--report", "json")
    assert verdicts(done)["I-08"]["verdict"] == "broken"


def test_the_report_of_a_broken_server_names_call_field_expectation_and_document(mockserver: Commands) -> None:
    """Read as its owner would."""
    with serving(Broken(other_words_for_missing)) as urls:
        done = mockserver("verify", *urls, "--only", "O-07", "--quiet")
    heading, *findings, ending = done.out.splitlines()
    assert heading.startswith("broken    O-07 A missing field is reported as: Missing required field: email.")
    (finding,) = [line for line in findings if "salesforce lead.getByEmail" in line]
    told, ground = finding.split(" [O-07 ")
    assert told == (
        "  error   POST /v2/integration-action salesforce lead.getByEmail: response Errors: "
        'expected ["Missing required field: email"], got ["Missing field: email"]'
    )
    document_and_line = (
        "documented: Oktopost documentation, Integration Actions and the table of statuses of Getting started"
    )
    assert ground == f"{document_and_line}; schemas/oktopost/http/error.json:18]"
    assert ending.endswith("0 kept, 1 broken, 0 not tried")
