"""A report as GitHub shows it: the summary of a step, and annotations at the lines of a recording."""

from __future__ import annotations

import re
from typing import Final

from mockserver.checks.findings import BROKEN, KEPT, PARTLY, UNTRIED, Finding, Report, Verdict
from mockserver.checks.places import in_repository
from mockserver.checks.sentences import one_line, printable, source

_MARKS: Final = {KEPT: "✅", BROKEN: "❌", PARTLY: "◐", UNTRIED: "⏭️"}
_SUMMARY_LIMIT: Final = 100
"""How many broken entries a step summary shows: GitHub cuts it at 1 MiB."""

_ANNOTATED: Final = {"error": 10, "warning": 10}
"""How many annotations of a kind GitHub shows of one step."""


def as_markdown(report: Report) -> str:
    """What a pull request's reader sees at once: the counts, and each broken verdict with what it rests on."""
    broken = [verdict for verdict in report.verdicts if verdict.state == BROKEN]
    mark = BROKEN if broken else UNTRIED if report.exit_code else KEPT
    head = f"### {_MARKS[mark]} {_plain(report.title)}\n\n{report.summary()}\n"
    parts = [head, *(f"\n{_plain(note)}\n" for note in (*report.notes, *report.failed))]
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
        f"**{ground.statement}** {_plain(ground.text)} ({_plain(source(ground))}, `{ground.place}`)",
    )
    return f"| {' | '.join(cells)} |\n"


def _plain(string: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(printable(string).split()))


def _code(string: str) -> str:
    return " ".join(printable(string).split()).replace("`", "'").replace("|", "\\|")


def as_annotations(report: Report) -> str:
    """The commands by which a step annotates: the first errors and warnings, at the line of the recording.

    What is broken comes first; what could not be done is an error of its own.
    """
    found = [(verdict, finding) for verdict in report.verdicts for finding in verdict.findings]
    told = [f"::error title={_property(report.title)}::{_data(failure)}\n" for failure in report.failed]
    for severity, most in _ANNOTATED.items():
        chosen = [pair for pair in found if pair[1].severity == severity][:most]
        told += [_annotation(severity, verdict, finding) for verdict, finding in chosen]
    return "".join(told)


def _annotation(severity: str, verdict: Verdict, finding: Finding) -> str:
    properties = {"title": f"{finding.ground.statement} {verdict.name}"}
    if verdict.where:
        properties = {"file": in_repository(verdict.where) or verdict.where, "line": str(verdict.line), **properties}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{severity} {listed}::{_data(f'{finding.sentence()} ({source(finding.ground)})')}\n"


def _data(string: str) -> str:
    return one_line(string).replace("%", "%25")


def _property(string: str) -> str:
    return _data(string).replace(":", "%3A").replace(",", "%2C")
