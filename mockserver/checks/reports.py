"""A report in the forms that people and pipelines read: text, JSON, JUnit XML, SARIF, a GitHub step summary."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from mockserver import __version__
from mockserver.checks.findings import BROKEN, KEPT, PARTLY, UNTRIED, Finding, Ground, Report, Verdict

_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LEVELS: Final = {"info": "note", "warning": "warning", "error": "error"}
_MARKS: Final = {KEPT: "✅", BROKEN: "❌", PARTLY: "◐", UNTRIED: "⏭️"}
_SUMMARY_LIMIT: Final = 100
"""How many broken entries a step summary shows: GitHub cuts it at 1 MiB."""


def lines(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """A verdict as text, one line for it and one for each finding; each with the word that says how bad it is."""
    reason = f" ({verdict.reason})" if verdict.reason else ""
    yield verdict.state, one_line(f"{verdict.state:9} {verdict.name}{reason}")
    for finding in verdict.findings:
        yield finding.severity, one_line(f"  {finding.severity:7} {finding.sentence()} [{cited(finding.ground)}]")


def one_line(string: str) -> str:
    """A text as one line: a recorded line feed must not begin a line of its own, which a pipeline might obey."""
    return re.sub(r"[\t\n\r\x85\u2028\u2029]", " ", printable(string))


def cited(ground: Ground) -> str:
    """Statement, document and line: what somebody who doubts a finding looks up."""
    return f"{ground.statement} {_source(ground)}; {ground.place}"


def _source(ground: Ground) -> str:
    """Who says so: a document of the vendor, or nobody but us."""
    return "our choice" if ground.kind == "choice" else f"{ground.kind}: {ground.document}"


def text(report: Report) -> str:
    """The whole report as text without colours."""
    body = "".join(f"{line}\n" for verdict in report.verdicts for _, line in lines(verdict))
    failed = "".join(f"{one_line(line)}\n" for line in _failed(report))
    return f"{body}{failed}{ending(report)}"


def ending(report: Report) -> str:
    """The last lines of a text report."""
    left = [f"{report.dropped} further verdicts are counted but not shown"] if report.dropped else []
    said = (*left, *report.notes, f"{report.title}: {report.summary()}")
    return "".join(f"{one_line(line)}\n" for line in said)


def _failed(report: Report) -> list[str]:
    return [f"could not be done: {failure}" for failure in report.failures]


def as_json(report: Report) -> str:
    """The whole report as one JSON object."""
    document = {
        "tool": f"mockserver {__version__}",
        "title": report.title,
        "counts": report.counts,
        "notes": report.notes,
        "failures": report.failures,
        "dropped": report.dropped,
        "verdicts": [verdict.as_json() for verdict in report.verdicts],
    }
    return _dumped(document)


def _dumped(document: Any) -> str:
    # Escapes all but ASCII, so that the names of files and what was recorded cannot steer a terminal, or be no UTF-8.
    return json.dumps(document, indent=2) + "\n"


# -- JUnit XML -------------------------------------------------------------------------------------------------


def as_junit(report: Report) -> str:
    """One test case for each verdict, its class the action or the part of the contract."""
    from junitparser import JUnitXml, TestSuite

    suite = TestSuite(printable(report.title))
    suite.add_testcases([_case(verdict) for verdict in report.verdicts])
    suite.add_testcases([_failure(failure) for failure in report.failures])
    document = JUnitXml("mockserver")
    document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    return str(document.tostring().decode())  # type: ignore[no-untyped-call]


def _case(verdict: Verdict) -> Any:
    from junitparser import Failure, Skipped, TestCase

    case = TestCase(printable(verdict.name), classname=verdict.group.replace("/", ".") or "mockserver")
    details = "\n".join(line for _, line in list(lines(verdict))[1:])
    if verdict.state == BROKEN:
        errors = [finding for finding in verdict.findings if finding.severity == "error"]
        failure = Failure(printable(errors[0].sentence()), errors[0].ground.statement)
        failure.text = details
        case.result = [failure]
    elif verdict.state == UNTRIED:
        case.result = [Skipped(printable(verdict.reason))]
    elif details:
        case.system_out = details
    return case


def _failure(failure: str) -> Any:
    from junitparser import Error, TestCase

    case = TestCase(printable(failure), classname="mockserver")
    case.result = [Error(printable(failure))]
    return case


def printable(string: str) -> str:
    """A text without the characters that XML cannot hold, and without those that steer a terminal."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", string)


# -- SARIF -----------------------------------------------------------------------------------------------------


def as_sarif(report: Report) -> str:
    """SARIF 2.1.0: a rule for each statement, a result for each finding at the line of the schema that asks for it."""
    found = [(verdict, finding) for verdict in report.verdicts for finding in verdict.findings]
    grounds = {finding.ground.statement: finding.ground for _, finding in found}
    rules = {statement: index for index, statement in enumerate(sorted(grounds))}
    driver = {
        "name": "mockserver",
        "semanticVersion": __version__,
        "rules": [_rule(grounds[statement]) for statement in rules],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"description": {"text": report.title}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(verdict, finding, rules) for verdict, finding in found],
        "properties": {"counts": report.counts},
    }
    return _dumped({"$schema": _SARIF, "version": "2.1.0", "runs": [run]})


def _invocation(report: Report) -> dict[str, Any]:
    told = [{"level": "error", "message": {"text": failure}} for failure in report.failures]
    return {"executionSuccessful": not told, "toolExecutionNotifications": told}


def _rule(ground: Ground) -> dict[str, Any]:
    return {
        "id": ground.statement,
        "shortDescription": {"text": ground.text},
        "help": {"text": _source(ground)},
        "properties": {"evidence": ground.kind},
    }


def _result(verdict: Verdict, finding: Finding, rules: Mapping[str, int]) -> dict[str, Any]:
    ground = finding.ground
    message = f"{verdict.name}: {finding.sentence()} ({_source(ground)})"
    result: dict[str, Any] = {
        "ruleId": ground.statement,
        "ruleIndex": rules[ground.statement],
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [
            {
                "physicalLocation": _physical(f"schemas/{ground.file}", ground.line),
                "logicalLocations": [{"fullyQualifiedName": f"{finding.side}.{finding.pointer}".rstrip(".")}],
            }
        ],
    }
    if verdict.where:
        related = {"physicalLocation": _physical(verdict.where), "message": {"text": verdict.name}}
        result["relatedLocations"] = [related]
    return result


def _physical(path: str, line: int | None = None) -> dict[str, Any]:
    uri = Path(path).as_uri() if Path(path).is_absolute() else quote(Path(path).as_posix())
    location: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if line is not None:
        location["region"] = {"startLine": line}
    return location


# -- GitHub ----------------------------------------------------------------------------------------------------


def as_markdown(report: Report) -> str:
    """What a pull request's reader sees at once: the counts, and each broken verdict with what it rests on."""
    broken = [verdict for verdict in report.verdicts if verdict.state == BROKEN]
    mark = BROKEN if broken else UNTRIED if report.exit_code else KEPT
    head = f"### {_MARKS[mark]} {_plain(report.title)}\n\n{report.summary()}\n"
    parts = [head, *(f"\n{_plain(note)}\n" for note in (*report.notes, *_failed(report)))]
    if broken:
        parts.append("\n| broken | where | expected | got | statement |\n|---|---|---|---|---|\n")
        parts.extend(_row(verdict, finding) for verdict in broken[:_SUMMARY_LIMIT] for finding in verdict.findings)
    if len(broken) > _SUMMARY_LIMIT:
        parts.append(f"\nand {len(broken) - _SUMMARY_LIMIT} more\n")
    return "".join(parts)


def _row(verdict: Verdict, finding: Finding) -> str:
    ground = finding.ground
    cells = (
        _plain(verdict.name),
        f"`{_code(f'{finding.side} {finding.pointer}'.strip())}`",
        _plain(finding.expected),
        f"`{_code(finding.got)}`",
        f"**{ground.statement}** {_plain(ground.text)} ({_plain(_source(ground))}, `{ground.place}`)",
    )
    return f"| {' | '.join(cells)} |\n"


def _plain(string: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(printable(string).split()))


def _code(string: str) -> str:
    return " ".join(printable(string).split()).replace("`", "'").replace("|", "\\|")


FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
    "markdown": as_markdown,
}
