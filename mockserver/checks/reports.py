"""A report in the forms that people and pipelines read: text, JSON, JUnit XML, SARIF, what GitHub shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from mockserver import __version__
from mockserver.checks.findings import Report
from mockserver.checks.github import as_annotations, as_markdown
from mockserver.checks.junit import as_junit
from mockserver.checks.sarif import as_sarif
from mockserver.checks.sentences import lines, one_line


def text(report: Report) -> str:
    """The whole report as text without colours."""
    body = "".join(f"{line}\n" for verdict in report.verdicts for _, line in lines(verdict))
    failed = "".join(f"{one_line(line)}\n" for line in report.failed)
    return f"{body}{failed}{ending(report)}"


def ending(report: Report) -> str:
    """The last lines of a text report."""
    left = [f"{report.dropped} further verdicts are counted but not shown"] if report.dropped else []
    said = (*left, *report.notes, f"{report.title}: {report.summary()}")
    return "".join(f"{one_line(line)}\n" for line in said)


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
    # Escapes all but ASCII, so that the names of files and what was recorded cannot steer a terminal, or be no UTF-8.
    return json.dumps(document, indent=2) + "\n"


FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
    "markdown": as_markdown,
    "github": as_annotations,
}
