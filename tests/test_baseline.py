"""`--baseline`: known findings break nothing until their last day; new ones do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.recordings import Commands, act, entry, har

ERROR = {"Result": False, "Errors": ["no"]}
FOUND = {"Result": True, "IntegrationAction": {"searchRecords": []}}
WRONG = act("list.addLeads", {"listId": "1", "leadIds": [1, "x"]}, app="marketo", status=400, answer=ERROR)
GOOD = act("lead.search", {"search": "x"}, answer=FOUND)
KNOWN = {
    "statement": "O-55",
    "action": "oktopost/marketo/list.addLeads",
    "pointer": "request payload.leadIds[]",
    "reason": "the old importer sends {names}",
    "until": "2999-12-31",
}


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return har(tmp_path / "calls.har", GOOD, WRONG)


def baseline(tmp_path: Path, *findings: dict[str, Any]) -> Path:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps({"findings": findings}))
    return path


def test_what_is_known_is_told_and_breaks_nothing(mockserver: Commands, recording: Path, tmp_path: Path) -> None:
    done = mockserver("check", recording, "--baseline", baseline(tmp_path, KNOWN))
    assert done.code == 0
    assert 'got "x" (known until 2999-12-31: the old importer sends {names})' in done.out


def test_what_is_new_is_red(mockserver: Commands, recording: Path, tmp_path: Path) -> None:
    other = {**KNOWN, "pointer": "request payload.listId"}
    done = mockserver("check", recording, "--baseline", baseline(tmp_path, other))
    assert done.code == 1
    gone = "O-55 oktopost/marketo/list.addLeads request payload.listId is known and was not found"
    assert gone in done.out


def test_what_was_known_is_red_after_its_last_day(mockserver: Commands, recording: Path, tmp_path: Path) -> None:
    over = {**KNOWN, "until": "2001-01-01"}
    done = mockserver("check", recording, "--baseline", baseline(tmp_path, over))
    assert done.code == 1
    assert "(known, but only until 2001-01-01)" in done.out


def test_a_baseline_is_written_and_read_again(mockserver: Commands, recording: Path, tmp_path: Path) -> None:
    """What is known already keeps its reason; what is new has 90 days and says that nobody explained it."""
    path = tmp_path / "baseline.json"
    written = mockserver("check", recording, "--baseline", path, "--write-baseline")
    (first,) = json.loads(path.read_text())["findings"]
    assert (written.code, {name: first[name] for name in ("statement", "action", "pointer")}) == (
        0,
        {name: KNOWN[name] for name in ("statement", "action", "pointer")},
    )
    assert "not explained yet" in first["reason"]
    assert mockserver("check", recording, "--baseline", path).code == 0
    baseline(tmp_path, KNOWN)
    broken = har(tmp_path / "more.har", GOOD, WRONG, entry("GET", "https://api.oktopost.com/v2/integration", answer={}))
    assert mockserver("check", broken, "--baseline", path).code == 1
    mockserver("check", broken, "--baseline", path, "--write-baseline")
    kept = json.loads(path.read_text())["findings"]
    assert [one["reason"] for one in kept if one["statement"] == "O-55"] == [KNOWN["reason"]]
    assert {one["statement"] for one in kept} == {"I-01", "O-55"}
    assert mockserver("check", broken, "--baseline", path).code == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "not valid JSON"),
        ("[]", 'is no baseline: it is {"findings": […]}'),
        ('{"findings": [{}]}', "finding 1 has not exactly the members statement, action, pointer, reason, until"),
        (json.dumps({"findings": [{**KNOWN, "reason": " "}]}), "finding 1 has no text as its reason"),
        (json.dumps({"findings": [{**KNOWN, "until": "soon"}]}), "until soon, which is no day such as 2027-01-31"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_in_one_line(
    mockserver: Commands, recording: Path, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content)
    done = mockserver("check", recording, "--baseline", path)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_baseline_that_is_not_there_says_how_to_make_one(
    mockserver: Commands, recording: Path, tmp_path: Path
) -> None:
    done = mockserver("check", recording, "--baseline", tmp_path / "none.json")
    assert (done.code, "is not there: --write-baseline makes it" in done.err) == (2, True)
    assert "needs the file of --baseline" in mockserver("check", recording, "--write-baseline").err


def test_drift_knows_what_is_known(mockserver: Commands, recording: Path, tmp_path: Path) -> None:
    """What `--fail-on` makes an error as well."""
    path = tmp_path / "baseline.json"
    fewer = act("lead.search", {"search": "x"}, answer={**FOUND, "Took": 1, "IntegrationAction": {}})
    operands = ("drift", recording, har(tmp_path / "later.har", fewer, WRONG))
    options = ("--fail-on", "info", "--baseline", path)
    assert mockserver(*operands, *options, "--write-baseline").code == 0
    known = {(one["statement"], one["pointer"]) for one in json.loads(path.read_text())["findings"]}
    assert known == {("O-33", "answer 200 IntegrationAction.searchRecords"), ("O-33", "answer 200 Took")}
    assert mockserver(*operands, *options).code == 0
    assert mockserver(*operands).code == 1
    same = mockserver("drift", recording, recording, *options)
    assert (same.code, same.out.count("is known and was not found")) == (0, 2)


def test_a_report_of_what_cannot_be_compared_is_written(mockserver: Commands, recording: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = mockserver("drift", recording, har(tmp_path / "empty.har"), "--report", f"json={report}")
    reason = "one of the two holds no call of any API that was answered"
    assert (done.code, json.loads(report.read_bytes())["failures"]) == (2, [reason])
