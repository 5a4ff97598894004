"""One report in the five forms that people and pipelines read, and what the exit code says."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator
from junitparser import Failure, JUnitXml, Skipped
from msgspec.structs import replace

from mockserver.checks.findings import Finding, Ground, Report, Verdict
from mockserver.checks.sarif import as_sarif
from tests.recordings import OKTOPOST, Commands, Outcome, act, entry, har

SAMPLES = Path(__file__).parent / "samples"
ROOT = SAMPLES.parent.parent

DOCUMENT = "Oktopost documentation, Integration Actions"
PAGE = {"Result": True, "Items": [], "Total": 0}
WRONG = act("list.addLeads", {"listId": "1", "leadIds": [1, "\x00<&|`"]}, app="marketo", status=400,
            answer={"Result": False, "Errors": ["no"]})  # fmt: skip
KEPT = entry("GET", f"{OKTOPOST}/integration", answer=PAGE)
UNTRIED = entry("GET", f"{OKTOPOST}/nothing", answer={})

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
    assert untried == "not tried #3 GET /v2/nothing (no contract covers this path)"
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
    assert report["counts"] == {"kept": 1, "broken": 1, "partly tried": 0, "not tried": 1}
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
    assert (kept.name, kept.result) == ("GET /v2/integration", [])
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
    call, finding = case.system_out.splitlines()
    assert call == "#1 GET /v2/integration -> 200"
    assert finding.startswith("  warning request query.colour: expected a declared field")


JENKINS = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package"},
        {"testcase", "system-out", "system-err", "properties"},
    ),
    "testcase": ({"name", "time", "classname", "group"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "skipped": ({"type", "message"}, set[str]()),
    "error": ({"type", "message"}, set[str]()),
    "failure": ({"type", "message"}, set[str]()),
    "system-out": (set[str](), set[str]()),
}
"""What junit-10.xsd of Jenkins' xUnit plugin lets an element have: attributes and elements."""


def test_the_junit_report_keeps_the_narrow_schema_of_jenkins(mockserver: Commands, tmp_path: Path) -> None:
    extra = entry("GET", f"{OKTOPOST}/integration?colour=blue", answer=PAGE)
    file = har(tmp_path / "calls.har", KEPT, WRONG, UNTRIED, extra, {"request": 1})
    root = ET.fromstring(mockserver("check", file, "--report", "junit").out)  # noqa: S314 - our own text
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, elements = JENKINS[element.tag]
        assert element.attrib.keys() <= attributes
        assert {inner.tag for inner in element} <= elements
    (suite,) = root
    assert {"name", "tests", "failures", "errors"} <= suite.attrib.keys()
    assert re.fullmatch(r"\d*(\.\d*)?", suite.attrib["time"])


def test_a_case_has_the_same_name_whatever_else_was_recorded_and_answered(mockserver: Commands, tmp_path: Path) -> None:
    """A test page shows the history of a name."""

    def names(*entries: dict[str, Any]) -> list[str]:
        done = mockserver("check", har(tmp_path / "calls.har", *entries), "--report", "junit")
        return [case.name for suite in JUnitXml.fromstring(done.out.encode()) for case in suite]

    once = ["POST /v2/integration-action list.addLeads", "GET /v2/integration", "GET /v2/integration (2)"]
    failing = entry("GET", f"{OKTOPOST}/integration", status=500, answer="?")
    assert names(WRONG, KEPT, KEPT) == once
    assert names(UNTRIED, WRONG, failing, KEPT) == ["GET /v2/nothing", *once]


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
    statement = "`list.addLeads` takes `listId` as a string and `leadIds` as an array of integers; both are required."
    assert (rule["id"], rule["help"]["text"]) == ("O-55", f"{statement} (documented: {DOCUMENT})")
    assert (rule["shortDescription"]["text"], rule["fullDescription"]["text"]) == (statement, rule["help"]["text"])
    assert rule["properties"]["tags"] == ["contract", "documented"]
    assert run["automationDetails"]["id"] == f"mockserver check {recording}/"
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("O-55", "error")
    (location,) = result["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "request.payload.leadIds[1]"}]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": recording.as_uri()}, "region": {"startLine": 1},
    }  # fmt: skip
    physical = result["relatedLocations"][0]["physicalLocation"]
    line = (ROOT / physical["artifactLocation"]["uri"]).read_text().splitlines()[physical["region"]["startLine"] - 1]
    assert '"items": {"type": "integer"}' in line


def sarif_results(done: Outcome) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(done.out)["runs"][0]["results"]
    return results


def test_a_result_stands_at_its_line_of_the_recording_in_the_repository(
    mockserver: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever in the checkout the command runs."""
    folder = tmp_path / "tests" / "my calls"
    folder.mkdir(parents=True)
    document = {"log": {"entries": [KEPT, WRONG]}}
    (folder / "calls.har").write_text(json.dumps(document, indent=2))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.chdir(folder)
    (result,) = sarif_results(mockserver("check", "calls.har", "--report", "sarif"))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "tests/my%20calls/calls.har", "uriBaseId": "%SRCROOT%"}
    rest = (folder / "calls.har").read_text().splitlines()[place["region"]["startLine"] - 1 :]
    assert json.loads("\n".join(rest[:-3])) == WRONG


def test_a_fingerprint_follows_a_finding_and_not_its_line(mockserver: Commands, tmp_path: Path) -> None:
    """Two of a kind are counted; what is recorded before them moves neither."""

    def fingerprints(*entries: dict[str, Any]) -> list[str]:
        done = mockserver("check", har(tmp_path / "calls.har", *entries), "--report", "sarif")
        return [one["partialFingerprints"]["primaryLocationLineHash"] for one in sarif_results(done)]

    first, second = fingerprints(WRONG, WRONG)
    assert (first[:-1], first[-1], second[-1]) == (second[:-1], "1", "2")
    assert fingerprints(KEPT, WRONG, UNTRIED, WRONG) == [first, second]


def test_a_result_of_a_server_stands_at_the_line_of_the_schema() -> None:
    """No file of the checked repository holds it."""
    ground = Ground("O-07", "documented", "text" * 1000, "page", "a/b.json", 7)
    verdict = Verdict("O-07", "part", "broken", (Finding("response", "", "x", "y", ground),))
    log = json.loads(as_sarif(Report("mockserver verify", [verdict])))
    (run,) = log["runs"]
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "schemas/a/b.json"}, "region": {"startLine": 7},
    }  # fmt: skip
    (rule,) = run["tool"]["driver"]["rules"]
    assert (len(rule["shortDescription"]["text"]), len(rule["fullDescription"]["text"])) == (1024, 1024)


def test_code_scanning_gets_no_more_results_than_it_takes() -> None:
    """What is left out of too many is the lightest."""
    ground = Ground("O-07", "documented", "text", "page", "a/b.json", 7)
    note = Finding("response", "x", "x", "y", ground, "info")
    verdicts = [
        Verdict("a", "part", "kept", (note,) * 25_000),
        Verdict("b", "part", "broken", (replace(note, severity="error"),)),
    ]
    (run,) = json.loads(as_sarif(Report("mockserver check", verdicts)))["runs"]
    assert (len(run["results"]), run["results"][0]["level"]) == (25_000, "error")


def test_annotations_are_given_where_a_runner_reads_them(
    mockserver: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten of a kind, the most that are shown; what was recorded begins no command of its own."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(tmp_path)
    har(tmp_path / "a,b.har", KEPT, *[WRONG] * 12)
    done = mockserver("check", "a,b.har", "--report", "json")
    assert done.out.startswith("{")
    first, *rest = done.err.splitlines()
    assert len(rest) == 9
    assert first == (
        "::error file=a%2Cb.har,line=1,title=O-55 #2 POST /v2/integration-action list.addLeads -> 400"
        '::request payload.leadIds[1]: expected integer, got "\\u0000<&|`" (documented: Oktopost documentation, '
        "Integration Actions)"
    )
    (tmp_path / "half.har").write_text('{"log": {')
    failed = mockserver("check", "half.har")
    assert "::error title=mockserver check half.har::could not be done: half.har" in failed.err


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


def test_a_report_of_another_format_is_refused_in_one_line(mockserver: Commands, recording: Path) -> None:
    done = mockserver("check", recording, "--report", "yaml")
    formats = "text, json, junit, sarif, markdown, github"
    assert (done.code, done.err) == (2, f"mockserver check: --report yaml: the formats are {formats}\n")


@pytest.mark.parametrize(("entries", "code"), [([KEPT], 2), ([KEPT, WRONG], 1)], ids=["kept", "broken"])
def test_a_report_that_cannot_be_written_keeps_no_other_from_being_written(
    mockserver: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: list[dict[str, Any]], code: int
) -> None:
    """It is told at once and in those after it, the summary of a step among them; and it is no success."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    files = [f"--report={form}" for form in (f"junit={tmp_path}", f"json={tmp_path / 'x.json'}")]
    done = mockserver("check", har(tmp_path / "calls.har", *entries), *files)
    unwritten = f"mockserver check: cannot write {tmp_path}: Is a directory\n"
    assert (done.code, done.err) == (code, unwritten * 2)
    report = json.loads((tmp_path / "x.json").read_bytes())
    assert (len(report["verdicts"]), report["failures"]) == (len(entries), [f"cannot write {tmp_path}: Is a directory"])


@pytest.mark.parametrize(
    ("output", "printed", "wrong"),
    [
        ("| head -1", "", []),
        ("| head -1", "--report json", [WRONG]),
        ("> /dev/full", "--report json", []),
        ("> /dev/full", "", [WRONG]),
    ],
)
def test_an_output_that_nobody_takes_changes_nothing_of_what_is_found(
    tmp_path: Path, output: str, printed: str, wrong: list[dict[str, Any]]
) -> None:
    """The reports are whole; that the output is full is no success, that its reader went away is its own right."""
    path, report = har(tmp_path / "calls.har", *[KEPT] * 300, *wrong), tmp_path / "report.json"
    command = f"{sys.executable} -m mockserver check {path} {printed} --report json={report} {output}"
    line = ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    full = "/dev/full" in output
    told = "mockserver check: cannot write the output: No space left on device\n" if full else ""
    assert (done.returncode, done.stderr) == (1 if wrong else 2 if full else 0, told)
    assert len(json.loads(report.read_bytes())["verdicts"]) == 300 + len(wrong)


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
