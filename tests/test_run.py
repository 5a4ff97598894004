"""`mockserver run`: a server beneath a command in any language."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CALL = """
import os, sys, urllib.error, urllib.parse, urllib.request, base64
e = os.environ
login = base64.b64encode(f"{e['OKTOPOST_ACCOUNT_ID']}:{e['OKTOPOST_API_KEY']}".encode()).decode()
form = {"id": "014000000000003", "actionName": "contact.getByEmail", "payload": sys.argv[1]}
request = urllib.request.Request(
    e["OKTOPOST_BASE_URL"] + "/integration-action",
    urllib.parse.urlencode(form).encode(),
    {"authorization": f"Basic {login}"},
)
try:
    print(urllib.request.urlopen(request).status)
except urllib.error.HTTPError as error:
    print(error.code)
"""
GOOD, BAD = '{"email": "contact@example.com"}', "{}"


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mockserver", "run", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment)


def calling(payload: str) -> tuple[str, ...]:
    return "--", sys.executable, "-c", CALL, payload


def test_the_command_sees_where_the_server_is_and_its_exit_code_is_passed_on() -> None:
    done = run(*calling(GOOD))
    assert (done.returncode, done.stdout, done.stderr) == (0, "200\n", "")
    assert run("--", sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_all_the_variables_are_exported_before_the_command_starts_under_the_names_it_knows() -> None:
    program = "import os; print(*sorted(name for name in os.environ if name[:6] in ('OKTOPO', 'REFOLD', 'CRM_KE')))"
    done = run("--env", "OKTOPOST_API_KEY=CRM_KEY", "--", sys.executable, "-c", program)
    assert done.stdout.split() == [
        "CRM_KEY",
        "OKTOPOST_ACCOUNT_ID",
        "OKTOPOST_BASE_URL",
        "REFOLD_API_KEY",
        "REFOLD_BASE_URL",
        "REFOLD_LINKED_ACCOUNT_ID",
        "REFOLD_SESSION_TOKEN",
    ]


def test_a_broken_request_is_told_and_fails_a_command_that_swallowed_it() -> None:
    done = run(*calling(BAD))
    assert (done.returncode, done.stdout) == (1, "400\n")
    assert "the application broke the contract in 1 of 1 call:" in done.stderr
    assert "    field      payload.email\n    expected   a value\n    got        nothing\n" in done.stderr
    assert "mockserver run --expect missing-field -- ..." in done.stderr


def test_a_broken_request_that_is_meant_is_not_told() -> None:
    done = run("--expect", "missing-field", *calling(BAD))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_exit_code_of_a_command_that_failed_stays() -> None:
    done = run("--", sys.executable, "-c", CALL + "sys.exit(5)", BAD)
    assert done.returncode == 5
    assert "broke the contract" in done.stderr


def test_the_coverage_of_a_command_is_told_and_can_be_too_low(tmp_path: Path) -> None:
    done = run("--contract-coverage", "--contract-coverage=json", *calling(GOOD), cwd=tmp_path)
    assert done.returncode == 0
    assert "oktopost/hubspot/contact.getByEmail  1 of 9\n    ok                        1 call\n" in done.stderr
    told = json.loads((tmp_path / "contract-coverage.json").read_text())
    assert (told["driven"], told["counted"]) == (1, 11)
    low = run("--contract-coverage-min", "50", *calling(GOOD))
    assert low.returncode == 1
    assert "FAIL contract coverage of 9.1% is below the minimum of 50%" in low.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "there is no command to run"),
        (("--", "no-such-command"), "cannot run no-such-command"),
        (("--expect", "missing-fields", "--", "true"), "did you mean missing-field?"),
        (("--env", "OKTOPOST_KEY=K", "--", "true"), "did you mean OKTOPOST_API_KEY?"),
    ],
)
def test_what_cannot_be_run_is_one_line_and_2(arguments: tuple[str, ...], why: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert why in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to hand on")
def test_signals_are_handed_on() -> None:
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\n"
        "print('up', flush=True)\n"
        "signal.pause()\n"
    )
    command = [sys.executable, "-m", "mockserver", "run", "--", sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 9


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to end a command with")
def test_a_command_that_a_signal_ended_is_told_as_a_shell_tells_it() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run("--", sys.executable, "-c", program).returncode == 128 + signal.SIGKILL
