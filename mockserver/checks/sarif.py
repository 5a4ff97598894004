"""A report as SARIF 2.1.0, in what GitHub's code scanning takes and shows of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from mockserver import __version__
from mockserver.checks.findings import SEVERITIES, Finding, Ground, Report, Verdict
from mockserver.checks.places import in_repository
from mockserver.checks.sentences import source

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"info": "note", "warning": "warning", "error": "error"}

_MOST_RESULTS: Final = 25_000
"""GitHub refuses a run with more."""

_LONGEST_TEXT: Final = 1024
"""GitHub refuses a description with more characters."""

_CHECKOUT: Final = "%SRCROOT%"
_CONTRACT: Final = "CONTRACT"
"""What relative addresses are below: the repository that is checked, and this project's."""

_Found = tuple[Verdict, Finding]


def as_sarif(report: Report) -> str:
    """A rule for each statement; a result for each finding, where it stands in the recording.

    A finding of something that no file holds stands at the line of the schema that asks for it.
    """
    found = _most_severe([(verdict, finding) for verdict in report.verdicts for finding in verdict.findings])
    grounds = {finding.ground.statement: finding.ground for _, finding in found}
    rules = {statement: index for index, statement in enumerate(sorted(grounds))}
    driver = {
        "name": "mockserver",
        "semanticVersion": __version__,
        "rules": [_rule(grounds[statement]) for statement in rules],
    }
    run = {
        "tool": {"driver": driver},
        # What stands before the last slash is the category by which GitHub tells one upload from another.
        "automationDetails": {"id": f"{report.title}/", "description": {"text": report.title}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _CHECKOUT: {"description": {"text": "The repository whose recordings are checked."}},
            _CONTRACT: {"description": {"text": f"The schemas of mockserver {__version__}."}},
        },
        "invocations": [_invocation(report)],
        "results": list(_results(found, rules)),
        "properties": {"counts": report.counts},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _most_severe(found: list[_Found]) -> list[_Found]:
    """As many as are taken, in their order; where they are too many, the lightest are left out."""
    if len(found) <= _MOST_RESULTS:
        return found
    return sorted(found, key=lambda pair: -SEVERITIES.index(pair[1].severity))[:_MOST_RESULTS]


def _invocation(report: Report) -> dict[str, Any]:
    told = [{"level": "error", "message": {"text": failure}} for failure in report.failures]
    return {"executionSuccessful": not told, "toolExecutionNotifications": told}


def _rule(ground: Ground) -> dict[str, Any]:
    said = f"{ground.text} ({source(ground)})"
    choice = ground.kind == "choice"
    return {
        "id": ground.statement,
        "name": ground.statement,
        "shortDescription": {"text": _cut(ground.text)},
        "fullDescription": {"text": _cut(said)},
        "help": {
            "text": said,
            "markdown": f"{ground.text}\n\n*{source(ground)}*",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "evidence": ground.kind,
            "tags": ["contract", ground.kind],
            "problem.severity": "warning" if choice else "error",
            "precision": "medium" if choice else "very-high",
        },
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def _results(found: Iterable[_Found], rules: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    seen = Counter[str]()
    for verdict, finding in found:
        digest = _digest(verdict, finding)
        seen[digest] += 1
        yield _result(verdict, finding, rules, f"{digest}:{seen[digest]}")


def _digest(verdict: Verdict, finding: Finding) -> str:
    """What tells a finding from others, whatever stands before it in a file."""
    parts = (finding.ground.statement, verdict.group, verdict.stable_name, finding.side, finding.pointer)
    return sha256("\n".join((*parts, finding.expected)).encode(errors="replace")).hexdigest()[:16]


def _result(verdict: Verdict, finding: Finding, rules: Mapping[str, int], fingerprint: str) -> dict[str, Any]:
    ground = finding.ground
    schema = _physical(f"schemas/{ground.file}", ground.line, _CONTRACT)
    place = _recording(verdict) if verdict.where else _physical(f"schemas/{ground.file}", ground.line)
    result: dict[str, Any] = {
        "ruleId": ground.statement,
        "ruleIndex": rules[ground.statement],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{verdict.name}: {finding.sentence()} ({source(ground)})"},
        "locations": [
            {
                "physicalLocation": place,
                "logicalLocations": [{"fullyQualifiedName": f"{finding.side}.{finding.pointer}".rstrip(".")}],
            }
        ],
        # The name by which GitHub knows one finding from run to run.
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
    if verdict.where:
        result["relatedLocations"] = [{"id": 1, "physicalLocation": schema, "message": {"text": ground.text}}]
    return result


def _recording(verdict: Verdict) -> dict[str, Any]:
    inside = in_repository(verdict.where)
    if inside:
        return _physical(inside, verdict.line, _CHECKOUT)
    path = Path(verdict.where)
    return _located({"uri": path.absolute().as_uri()}, verdict.line)


def _physical(path: str, line: int, base: str = "") -> dict[str, Any]:
    return _located({"uri": quote(path), **({"uriBaseId": base} if base else {})}, line)


def _located(artifact: dict[str, Any], line: int) -> dict[str, Any]:
    return {"artifactLocation": artifact, "region": {"startLine": line}}
