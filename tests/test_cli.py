"""The command line as a process: what it prints, where, and with which exit code."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from mockserver import __version__
from mockserver.cli.command_line import main
from mockserver.core.resources import folder
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from tests.raw import Connection, request

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "mockserver"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "WEB_CONCURRENCY"}


def run(*arguments: str | Path, given: str = "", more: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    environment = {**ENVIRONMENT, **(more or {})}
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def one_line(done: tuple[int, str, str]) -> str:
    """The one line on standard error of a command that could not run."""
    code, out, err = done
    assert (code, out) == (2, ""), err
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    return err.rstrip("\n")


@contextmanager
def serving(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on a free port, and the first line that it prints."""
    command = [*COMMAND, "serve", "--port", "0", *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.kill()


def url_of(line: str) -> str:
    """Where a server says it listens."""
    start, _, rest = line.partition(" listens on ")
    assert start == "mockserver", line
    return rest.partition(" ")[0]


def ended(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    """Exit code and standard error after a signal; fails when the process does not end."""
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


# -- the program itself ----------------------------------------------------------------------------------------


def test_it_tells_its_version() -> None:
    assert run("--version") == (0, f"mockserver {__version__}\n", "")


def test_it_lists_its_subcommands() -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert {"serve", "actions", "call", "populate", "selfcheck"} <= {
        line.split()[0] for line in out.splitlines() if line
    }


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        ([], "mockserver: the following arguments are required: COMMAND"),
        (["nonsense"], "mockserver: argument COMMAND: invalid choice: 'nonsense'"),
        (["serve", "--port", "x"], "mockserver serve: argument --port: must be a whole number from 0, not x"),
        (["serve", "--port", "-1"], "mockserver serve: argument --port: must be a whole number from 0, not -1"),
        (["serve", "--port", "70000"], "mockserver serve: argument --port: must be at most 65535, not 70000"),
        (["serve", "--seed", "x"], "mockserver serve: argument --seed: must be a whole number from -9007199254740991"),
        (
            ["serve", "--populate", "1.5"],
            "mockserver serve: argument --populate: must be a whole number from 0, not 1.5",
        ),
        (["serve", "--idle-timeout", "nan"], "mockserver serve: argument --idle-timeout: must be a number of seconds"),
        (["serve", "--log-level", "loud"], "mockserver serve: argument --log-level: invalid choice: 'loud'"),
        (["serve", "--host", "999.1.1.1"], "mockserver serve: 999.1.1.1 is no address of this machine ("),
        (
            ["serve", "--host", "192.0.2.1"],
            "mockserver serve: 192.0.2.1 is no address of this machine (Cannot assign requested address)",
        ),
        (["proxy", "--listen", "4011"], "mockserver proxy: argument --listen: it is HOST:PORT, for example 127.0.0.1:"),
        (["proxy", "--listen", "a:b"], "mockserver proxy: argument --listen: must be a whole number from 0, not b"),
        (["proxy", "--listen", ":70000"], "mockserver proxy: argument --listen: must be at most 65535, not 70000"),
        (["run", "--port", "70000", "--", "true"], "mockserver run: argument --port: must be at most 65535, not 70000"),
        (["call"], "mockserver call: the following arguments are required: dialect, action"),
        (["call", "other", "a/b"], "mockserver call: argument dialect: invalid choice: 'other'"),
        (["call", "oktopost", "lead"], "mockserver call: ACTION is APP/NAME, for example salesforce/lead.getById"),
        (["call", "refold", "a/b", "@no.json"], "mockserver call: cannot read no.json: No such file or directory"),
        (["actions", "--json", "--markdown"], "mockserver actions: argument --markdown: not allowed with argument"),
    ],
)
def test_what_cannot_run_says_why_in_one_line(arguments: list[str], start: str) -> None:
    assert one_line(run(*arguments)).startswith(start)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [(["serve", "--prot", "1"], "--port? (see mockserver serve --help"), (["serv"], "serve? (see mockserver --help")],
)
def test_a_word_that_nothing_is_called_is_answered_with_the_one_that_was_meant(
    arguments: list[str], meant: str
) -> None:
    assert f": did you mean {meant}" in one_line(run(*arguments))


# -- serve -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
@pytest.mark.parametrize("quiet", [False, True])
def test_a_terminal_gets_a_line_for_each_call(quiet: bool) -> None:  # noqa: FBT001 - a parameter of the test
    import pty

    terminal, inner = pty.openpty()
    command = [*COMMAND, "serve", "--port", "0", *["--quiet"] * quiet]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=inner, text=True) as process:
        os.close(inner)
        seen = ""
        while "Ctrl-C stops it." not in seen:
            seen += os.read(terminal, 4096).decode()
        url = url_of(seen.splitlines()[0])
        for path in ("integration", "\u001b[31mnowhere"):
            requests.get(f"{url}/v2/{path}", auth=("001000000000001", "okto-sandbox-key"), timeout=30)
        while not quiet and seen.count("/calls/") < 2:
            seen += os.read(terminal, 4096).decode()
        process.send_signal(signal.SIGINT)
        process.wait(30)
    with suppress(OSError):  # what a terminal says when nobody is left on its other side
        seen += os.read(terminal, 4096).decode()
    os.close(terminal)
    told = [line for line in seen.splitlines() if "/calls/" in line]
    if quiet:
        assert told == []
        return
    assert re.fullmatch(
        rf"200 oktopost/http/list_integrations [0-9.]+ ms  {url}/__mock__/console/default/calls/1", told[0]
    )
    assert re.fullmatch(r"404 oktopost GET /v2/\?\[31mnowhere not-found [0-9.]+ ms  .*/calls/2", told[1])


def test_an_interrupted_command_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=SimpleNamespace(read=interrupt)))
    assert main(["call", "oktopost", "salesforce/lead.getById", "-"]) == 130
    assert capsys.readouterr().err == "mockserver call: interrupted\n"


def test_what_is_like_no_option_is_refused_by_its_command_without_a_guess() -> None:
    assert one_line(run("run", "--foo", "--", "true")) == (
        "mockserver run: unrecognized arguments: --foo (see mockserver run --help)"
    )


def test_serve_prints_where_it_listens_the_credentials_and_a_call_that_works() -> None:
    with serving() as (process, line):
        url = url_of(line)
        assert process.stdout is not None
        text = "".join(iter(process.stdout.readline, "Ctrl-C stops it.\n"))
        pasted = text.partition("Try it:\n")[2].replace("\\\n", " ").strip()
        done = subprocess.run(
            [*("bash", "-c", f"{pasted} --silent --noproxy '*'")], capture_output=True, text=True, check=True
        )
    for shown in ("001000000000001", "okto-sandbox-key", "okto-readonly-key", "tk-sandbox-key", "customer@example.com"):
        assert shown in text
    assert "Authorization: Bearer sandbox-session-token" in text
    assert url in pasted
    assert max(map(len, text.partition("Try it:\n")[0].splitlines())) <= 120
    assert json.loads(done.stdout)["IntegrationAction"]["Email"] == "john@example.com"


def test_the_ready_file_has_all_that_a_client_needs(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    with serving("--ready-file", path) as (process, line):
        ready = json.loads(path.read_text(encoding="utf-8"))
        assert (ready["url"], ready["pid"]) == (url_of(line), process.pid)
        account = ready["oktopost"]
        login = (account["account_id"], account["api_key"])
        listed = requests.get(f"{account['base_url']}/integration", auth=login, timeout=30)
        key = {name: ready["refold"][name] for name in ("linked_account_id",)} | {
            "x-api-key": ready["refold"]["api_key"]
        }
        applications = requests.get(f"{ready['refold']['base_url']}/api/v2/public/application", headers=key, timeout=30)
    assert (listed.status_code, applications.status_code) == (200, 200)
    assert {item["Id"] for item in listed.json()["Items"]} >= set(account["integrations"].values())


def test_a_ready_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "ready.json"
    done = run("serve", "--port", "0", "--ready-file", path)
    assert one_line(done) == f"mockserver serve: cannot write {path}: No such file or directory"


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = one_line(run("serve", "--port", port))
    assert line == (
        f"mockserver serve: cannot listen on 127.0.0.1:{port}: Address already in use; port 0 takes any free one"
    )


@pytest.mark.parametrize("count", ["2", "16", "many"])
def test_several_processes_are_refused(count: str) -> None:
    line = one_line(run("serve", "--port", "0", more={"WEB_CONCURRENCY": count}))
    assert line.startswith(f"mockserver serve: WEB_CONCURRENCY={count} asks for several processes")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("door", [(), ("--closed-door",)], ids=["lean", "closed"])
def test_a_signal_ends_it_at_once_and_cleanly(number: int, door: tuple[str, ...]) -> None:
    """An open connection, and a call that would take ten minutes, do not hold it up without a grace period."""
    with (
        serving(*door, "--grace", "0") as (process, line),
        Connection(url_of(line)) as idle,
        Connection(url_of(line)) as waiting,
    ):
        assert idle.ask(request("GET", "/v2/integration")).status == 401
        login = {"Authorization": "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tc2FuZGJveC1rZXk=", "X-Mock-Delay": "600"}
        waiting.socket.sendall(request("GET", "/v2/integration", login))
        assert idle.ask(request("GET", "/v2/integration")).status == 401
        assert ended(process, number) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
@pytest.mark.parametrize("door", [(), ("--closed-door",)], ids=["lean", "closed"])
def test_a_signal_lets_calls_under_way_be_answered(door: tuple[str, ...]) -> None:
    with serving(*door) as (process, line), Connection(url_of(line)) as idle, Connection(url_of(line)) as waiting:
        login = {"Authorization": "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tc2FuZGJveC1rZXk=", "X-Mock-Delay": "0.5"}
        waiting.socket.sendall(request("GET", "/v2/integration", login))
        assert idle.ask(request("GET", "/v2/integration")).status == 401
        process.send_signal(signal.SIGTERM)
        assert waiting.ask(b"").status == 200
        assert (process.communicate(timeout=60)[1], process.returncode) == ("", 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
def test_a_signal_before_any_call_ends_it_too() -> None:
    with serving() as (process, _):
        assert ended(process, signal.SIGTERM) == (0, "")


def test_the_closed_door_serves_the_same() -> None:
    with serving("--closed-door") as (_, line):
        answer = requests.get(f"{url_of(line)}/v2/integration", timeout=30)
    assert (answer.status_code, answer.json()["Result"]) == (401, False)


# -- fixtures --------------------------------------------------------------------------------------------------


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    """A copy of the shipped records."""
    return Path(copytree(folder("fixtures"), tmp_path / "fixtures"))


def replaced(path: Path, change: Any) -> None:
    """Write back the JSON of a file after ``change(document)``."""
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("call", "oktopost", "salesforce/case.getAll")])
def test_a_folder_that_is_none_is_told(command: tuple[str, ...], tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", ROOT / "README.md"):
        line = one_line(run(*command, "--fixtures", path))
        assert line == f"mockserver {command[0]}: {path} is not a folder that can be read"


def test_a_file_that_cannot_be_read_is_told(fixtures: Path) -> None:
    path = fixtures / "salesforce" / "Lead.json"
    path.unlink()
    path.mkdir()
    line = one_line(run("serve", "--port", "0", "--fixtures", fixtures))
    assert line == f"mockserver serve: {path} cannot be read: Is a directory"


def test_a_file_that_is_no_json_is_told(fixtures: Path) -> None:
    path = fixtures / "marketo" / "list.json"
    path.write_text("[{,", encoding="utf-8")
    line = one_line(run("serve", "--port", "0", "--fixtures", fixtures))
    assert line.startswith(f"mockserver serve: {path} is not valid JSON: ")


@pytest.mark.parametrize(
    ("file", "change", "end"),
    [
        ("hubspot/contact.json", lambda records: records[0].update(archived="no"), "record 0: archived: expected "),
        ("salesforce/Lead.json", lambda records: records[1].pop("Id"), "record 1: Id: expected a value, got nothing"),
        ("salesforce/Case.json", lambda records: records.append(records[0]), "stands twice"),
        ("marketo/lead.json", lambda records: records[2].update(id="300"), "record 2: id: expected integer"),
        ("credentials.json", lambda held: held["refold"].pop("api_key"), "the member refold.api_key is missing"),
    ],
)
def test_a_record_that_breaks_its_schema_is_told(fixtures: Path, file: str, change: Any, end: str) -> None:
    replaced(fixtures / file, change)
    line = one_line(run("serve", "--port", "0", "--fixtures", fixtures))
    assert line.startswith(f"mockserver serve: {fixtures / file}")
    assert end in line


def test_records_of_one_s_own_are_served(fixtures: Path) -> None:
    replaced(fixtures / "marketo" / "list.json", lambda records: records[0].update(name="Mine"))
    code, out, _ = run("call", "oktopost", "marketo/list.getAll", "--fixtures", fixtures)
    assert (code, json.loads(out)["IntegrationAction"]["result"][0]["name"]) == (0, "Mine")


# -- call ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (['{"email": "contact@example.com"}'], ""),
        (["-"], '{"email": "contact@example.com"}'),
    ],
)
def test_call_prints_the_answer_of_one_action(arguments: list[str], given: str) -> None:
    code, out, err = run("call", "oktopost", "hubspot/contact.getByEmail", *arguments, given=given)
    assert (code, err) == (0, "")
    assert json.loads(out)["IntegrationAction"]["contact"]["id"] == "51"


def test_call_reads_its_payload_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "payload.json"
    path.write_text('{"contact_id": "51"}', encoding="utf-8")
    code, out, _ = run("call", "refold", "hubspot/get_contact_by_id", f"@{path}")
    assert (code, json.loads(out)["data"]["id"]) == (0, "51")


@pytest.mark.parametrize(
    ("arguments", "text", "hint"),
    [
        (
            ["salesforce/lead.getById"],
            "Missing required field: id",
            "hint: a required field must be there and not empty: id\n",
        ),
        (
            ["salesforce/lead.getByMail"],
            "Action is not supported for salesforce: lead.getByMail",
            "hint: did you mean lead.getByEmail? ",
        ),
        (
            ["salesforce/case.getAll", "{"],
            "Invalid payload: not valid JSON: unexpected end of data: line 1 column 2 (char 1)",
            "hint: not valid JSON: unexpected end of data: line 1 column 2 (char 1); payload is a JSON object",
        ),
    ],
)
def test_a_call_that_is_refused_exits_with_one_and_a_hint(arguments: list[str], text: str, hint: str) -> None:
    code, out, err = run("call", "oktopost", *arguments)
    assert (code, json.loads(out)) == (1, {"Result": False, "Errors": [text]})
    assert err.startswith(hint)


def test_an_application_s_refusal_exits_with_one_too_and_says_why() -> None:
    code, out, err = run("call", "refold", "hubspot/get_contact_by_id", '{"contact_id": "9"}')
    assert (code, json.loads(out)["node_status"]) == (1, "Errored")
    assert err == "hint: the application refused: OBJECT_NOT_FOUND: resource not found: contact 9\n"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("oktopost", "salesforce/lead.getById", '{"id": 5}'), "id: expected string, got 5"),
        (
            ("refold", "hubspot/get_contact_by_id", '{"contact_id": {"a": 1}}'),
            "contact_id: expected ",
        ),
    ],
)
def test_a_hint_is_the_sentence_of_the_failure(arguments: tuple[str, ...], hint: str) -> None:
    code, _, err = run("call", *arguments)
    assert code == 1
    assert err.startswith(f"hint: {hint}")


# -- actions, selfcheck, populate ------------------------------------------------------------------------------

KEYS = [action.key for table in (oktopost.actions(), refold.actions()) for action in table.values()]


def test_actions_are_listed_as_json() -> None:
    code, out, _ = run("actions", "--json")
    rows = json.loads(out)
    assert (code, [row["action"] for row in rows]) == (0, KEYS)
    first = rows[KEYS.index("oktopost/salesforce/caseComment.update")]
    assert first["required"] == ["caseId", "commentId", "data"]
    assert {"documented", "choice"} <= set(first["evidence"])
    assert "O-53" in first["statements"]


def test_actions_are_listed_as_a_table() -> None:
    code, out, _ = run("actions")
    words = [line.split() for line in out.splitlines()]
    assert (code, [line[0] for line in words if line and line[0] in KEYS]) == (0, KEYS)


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [*COMMAND, "actions", "--json"], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=60)) == (b"", 0)


def test_selfcheck_finds_nothing_wrong() -> None:
    code, out, err = run("selfcheck")
    assert (code, err) == (0, ""), out
    assert {line.split(maxsplit=1)[0] for line in out.splitlines()} == {"ok"}


def test_populate_writes_the_same_records_for_the_same_seed(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    for path, seed in ((first, "7"), (second, "7"), (third, "8")):
        code, out, _ = run("populate", path, "--people", "5", "--seed", seed)
        assert code == 0
        assert "salesforce/Contact" in out
    written = {path.relative_to(first): path.read_bytes() for path in first.rglob("*.json")}
    assert written
    assert {path.relative_to(second): path.read_bytes() for path in second.rglob("*.json")} == written
    assert {path.relative_to(third): path.read_bytes() for path in third.rglob("*.json")} != written
    call = ["call", "oktopost", "salesforce/contact.getByEmail", '{"email": "john@example.com"}']
    code, out, err = run(*call, "--fixtures", first)
    assert (code, json.loads(out)["IntegrationAction"]["LastName"]) == (0, "Doe"), err


def test_people_are_added_at_the_start() -> None:
    plain = json.loads(run("call", "oktopost", "salesforce/case.getAll")[1])["IntegrationAction"]
    options = ("--populate", "40", "--seed", "3")
    more = run("call", "oktopost", "salesforce/case.getAll", *options)
    assert json.loads(more[1])["IntegrationAction"]["totalSize"] > plain["totalSize"]
    assert run("call", "oktopost", "salesforce/case.getAll", *options) == more
