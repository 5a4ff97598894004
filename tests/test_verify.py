"""`mockserver verify`: this server keeps every statement, and a server that breaks one is found out by its name."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mockserver.checks.foreign import MAX_ANSWER
from mockserver.checks.verification import verdicts as results_of
from mockserver.core.http import Answer, Call, Effect
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.planted.servers import ENVIRONMENT, Broken, verified, worded
from tests.raw import Scripted
from tests.recordings import Commands, Outcome
from tests.verification import with_credentials

FROM_INSIDE = ["O-17", "O-84", "R-68", "R-76", "R-77", "X-01", "X-04"]
"""The statements that no client can try."""


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Commands(capsys)


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
    assert partly.keys() == {"I-07", "I-12", "R-12", "R-26", "R-27", "R-29", "R-71", "R-78"}
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
        (
            ["--refold-url", "http://x", "--require", "o-7"],
            "--require o-7: did you mean O-07? there is no such statement",
        ),
        (["--refold-url", "http://x", "--only", "O-999"], "--only O-999: there is no such statement"),
    ],
)
def test_what_cannot_run_says_so_in_one_line(mockserver: Commands, arguments: list[str], message: str) -> None:
    done = mockserver("verify", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


# -- servers that break one thing; tests/planted has one for each statement ---------------------------------------


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
    assert (done.code, done.err) == (2, "mockserver verify: --require O-12 was not tried: --only leaves it out\n")


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


@pytest.mark.parametrize("application", ["salesforce", "hubspot", "marketo"])
def test_an_address_where_nothing_is_served_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, application: str
) -> None:
    command = with_credentials(application, capsys, monkeypatch)
    with Server(Gateway(Sandboxes(world.load()))) as server:
        done = command("verify", f"--{application}-url", f"{server.url}/nowhere", "--only", "X-02")
    assert (done.code, "/nowhere: 0 kept, 0 broken, 1 not tried" in done.out) == (2, True)


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
    (broken,) = results_of(*verified(gateway, writes=True, interval=1.1), ["I-07"])
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
    empty = Answer(200, b"{}", [("content-type", "application/json")])
    with serving(Broken(lambda call, answer: empty)) as urls:
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


def test_the_report_of_a_broken_server_names_call_field_expectation_and_document(mockserver: Commands) -> None:
    """Read as its owner would."""
    with serving(Broken(worded(b"Missing required field: ", b"Missing field: "))) as urls:
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
