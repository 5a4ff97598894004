"""One report in the five forms that people and pipelines read, and what the exit code says."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from junitparser import Failure, JUnitXml, Skipped

from mockserver.checks.findings import Report
from tests.recordings import OKTOPOST, Commands, act, entry, har

SAMPLES = Path(__file__).parent / "samples"
ROOT = SAMPLES.parent.parent

PAGE = {"Result": True, "Items": [], "Total": 0}
WRONG = act("list.addLeads", {"listId": "1", "leadIds": [1, "\x00<&|`"]}, app="marketo", status=400,
            answer={"Result": False, "Errors": ["no"]})  # fmt: skip
KEPT = entry("GET", f"{OKTOPOST}/integration", answer=PAGE)
UNTRIED = entry("GET", f"{OKTOPOST}/me", answer={})

BROKEN_LINE = "broken    #2 POST /v2/integration-action list.addLeads -> 400"


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return Commands(capsys)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Three entries: one kept, one broken, one of nobody."""
    return har(tmp_path / "calls.har", KEPT, WRONG, UNTRIED)


def test_the_text_has_a_line_for_each_verdict_and_each_violation(mockserver: Commands, recording: Path) -> None:
    """The call, the field, what was expected, and the document that says so."""
    done = mockserver("check", recording)
    kept, broken, finding, untried, ending = done.out.splitlines()
    assert kept == "kept      #1 GET /v2/integration -> 200"
    assert broken == BROKEN_LINE
    assert finding.startswith('  error   request payload.leadIds[1]: expected integer, got "\\u0000<&|`"')
    assert "[O-55 documented: Oktopost documentation, Integration Actions; schemas/oktopost/marketo/list.add" in finding
    assert untried == "not tried #3 GET /v2/me (no contract covers this path)"
    assert ending == f"mockserver check {recording}: 1 kept, 1 broken, 1 not tried"


def test_a_recorded_line_feed_begins_no_line_of_its_own(mockserver: Commands, tmp_path: Path) -> None:
    """A pipeline obeys lines such as ::stop-commands::x, and a terminal what follows an escape character."""
    recorded = entry("GET", f"{OKTOPOST}/integration/%0A%3A%3Astop-commands%3A%3Ax%1B%5B2J", status=201, answer={})
    done = mockserver("check", har(tmp_path / "calls.har", recorded))
    assert all(line.startswith(("broken ", "  error ", "mockserver ")) for line in done.out.splitlines())
    assert "\x1b" not in done.out


def test_quiet_text_has_only_what_is_broken(mockserver: Commands, recording: Path) -> None:
    done = mockserver("check", recording, "--quiet")
    assert [line.split()[0] for line in done.out.splitlines()] == ["broken", "error", "mockserver"]


@pytest.mark.parametrize(
    ("entries", "code"),
    [([KEPT], 0), ([KEPT, UNTRIED], 0), ([KEPT, WRONG], 1), ([UNTRIED], 2), ([], 2)],
    ids=["kept", "kept and untried", "broken", "nothing of ours", "empty"],
)
def test_the_exit_code_says_kept_broken_or_could_not_run(
    mockserver: Commands, tmp_path: Path, entries: list[dict[str, Any]], code: int
) -> None:
    assert mockserver("check", har(tmp_path / "calls.har", *entries), "--report", "json").code == code


def test_the_json_report_has_every_verdict_with_its_findings(mockserver: Commands, recording: Path) -> None:
    report = json.loads(mockserver("check", recording, "--report", "json").out)
    assert report["counts"] == {"kept": 1, "broken": 1, "not tried": 1}
    assert [verdict["verdict"] for verdict in report["verdicts"]] == ["kept", "broken", "not tried"]
    (finding,) = report["verdicts"][1]["findings"]
    assert finding["pointer"] == "payload.leadIds[1]"
    assert finding["statement"] == "O-55"
    assert finding["says"].startswith("`list.addLeads` takes `listId` as a string")


def test_the_junit_report_has_a_case_for_each_verdict(mockserver: Commands, recording: Path, tmp_path: Path) -> None:
    """Characters that XML cannot hold are replaced; what was not tried is skipped and says why."""
    path = tmp_path / "junit.xml"
    assert mockserver("check", recording, "--report", f"junit={path}").out.startswith("kept ")
    document = JUnitXml.fromfile(str(path))
    assert (document.tests, document.failures, document.skipped) == (3, 1, 1)
    (suite,) = document
    kept, broken, untried = suite
    assert (kept.name, kept.result) == ("#1 GET /v2/integration -> 200", [])
    assert broken.classname == "oktopost.marketo.list.addLeads"
    (failure,) = broken.result
    assert isinstance(failure, Failure)
    assert failure.message.startswith("request payload.leadIds[1]: expected integer")
    assert failure.type == "O-55"
    assert "schemas/oktopost/marketo/list.addLeads.json:" in failure.text
    (skipped,) = untried.result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "no contract covers this path"


def test_a_warning_is_beside_a_case_that_passed(mockserver: Commands, tmp_path: Path) -> None:
    extra = entry("GET", f"{OKTOPOST}/integration?colour=blue", answer=PAGE)
    done = mockserver("check", har(tmp_path / "calls.har", extra), "--report", "junit")
    ((case,),) = JUnitXml.fromstring(done.out.encode())
    assert (done.code, case.result) == (0, [])
    assert case.system_out.startswith("  warning request query.colour: expected a declared field")


def test_a_report_keeps_so_many_verdicts_of_each_state_and_counts_all(
    mockserver: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken one among thousands that are kept is not lost."""
    monkeypatch.setattr(Report, "LIMIT", 2)
    done = mockserver("check", har(tmp_path / "calls.har", KEPT, KEPT, KEPT, WRONG), "--report", "json")
    report = json.loads(done.out)
    assert [verdict["verdict"] for verdict in report["verdicts"]] == ["kept", "kept", "broken"]
    assert (report["counts"]["kept"], report["dropped"]) == (3, 1)


def test_the_sarif_report_keeps_the_standard_and_points_at_the_line_of_the_schema(
    mockserver: Commands, recording: Path, tmp_path: Path
) -> None:
    path = tmp_path / "report.sarif"
    mockserver("check", recording, "--report", f"sarif={path}")
    log = json.loads(path.read_text())
    standard = json.loads((SAMPLES / "sarif-2.1.0-rtm.5.json").read_text())
    assert [error.message for error in Draft7Validator(standard).iter_errors(log)] == []
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["help"]["text"]) == ("O-55", "documented: Oktopost documentation, Integration Actions")
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("O-55", "error")
    (location,) = result["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "request.payload.leadIds[1]"}]
    physical = location["physicalLocation"]
    line = (ROOT / physical["artifactLocation"]["uri"]).read_text().splitlines()[physical["region"]["startLine"] - 1]
    assert '"items": {"type": "integer"}' in line
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == recording.as_uri()


def test_a_step_summary_is_appended_where_github_wants_it(
    mockserver: Commands, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would be Markdown in the values is only shown."""
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    mockserver("check", recording)
    before, heading, *rest = path.read_text().splitlines()
    assert (before, heading.startswith("### ❌ mockserver check")) == ("before", True)
    assert "1 kept, 1 broken, 1 not tried" in rest
    (row,) = [line for line in rest if "leadIds" in line]
    assert row.replace("\\|", "").count("|") == 6
    assert "**O-55**" in row


def test_a_report_of_a_run_that_kept_everything_has_no_table(mockserver: Commands, tmp_path: Path) -> None:
    done = mockserver("check", har(tmp_path / "calls.har", KEPT), "--report", "markdown")
    assert done.out == f"### ✅ mockserver check {tmp_path / 'calls.har'}\n\n1 kept, 0 broken, 0 not tried\n".replace(
        "_", "\\_"
    )


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("yaml", "--report yaml: the formats are text, json, junit, sarif, markdown"),
        ("json=/no/such/folder/x", "cannot write /no/such/folder/x: No such file or directory"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused_in_one_line(
    mockserver: Commands, recording: Path, option: str, message: str
) -> None:
    done = mockserver("check", recording, "--report", option)
    assert (done.code, done.err) == (2, f"mockserver check: {message}\n")


def test_only_a_terminal_is_shown_colours(recording: Path) -> None:
    command = [sys.executable, "-m", "mockserver", "check", str(recording)]
    plain = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
    piped = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=plain)
    assert b"\x1b[" not in piped.stdout
    assert _on_a_terminal(command, {**plain, "TERM": "xterm"}).count(b"\x1b[1;31mbroken") == 1


def _on_a_terminal(command: list[str], environment: dict[str, str]) -> bytes:
    """What a command writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment) as running:
        os.close(theirs)
        written = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # how Linux says that the other side is closed
                break
            if not piece:
                break
            written += piece
        running.wait()
    os.close(ours)
    return written
