"""A report as JUnit XML, in what all of its readers take: Jenkins' schema is the narrowest."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mockserver.checks.findings import BROKEN, UNTRIED, Report, Verdict
from mockserver.checks.sentences import lines, printable


def as_junit(report: Report) -> str:
    """One test case for each verdict, its class the action or the part of the contract.

    A case has the same name from run to run: the second exchange of a kind is the second one wherever it stands.
    """
    from junitparser import JUnitXml, TestSuite

    suite, seen = TestSuite(printable(report.title)), Counter[tuple[str, str]]()
    for verdict in report.verdicts:
        seen[verdict.group, verdict.stable_name] += 1
        suite.add_testcase(_case(verdict, seen[verdict.group, verdict.stable_name]))
    suite.add_testcases([_failure(failure) for failure in report.failures])
    document = JUnitXml("mockserver")
    document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    del document._elem.attrib["skipped"]  # noqa: SLF001 - Jenkins' schema knows it of a suite only
    return str(document.tostring().decode())  # type: ignore[no-untyped-call]


def _case(verdict: Verdict, occurrence: int) -> Any:
    from junitparser import Failure, Skipped, TestCase

    name = verdict.stable_name if occurrence == 1 else f"{verdict.stable_name} ({occurrence})"
    case = TestCase(printable(name), classname=verdict.group.replace("/", ".") or "mockserver")
    details = "\n".join(line for _, line in list(lines(verdict))[1:])
    if verdict.name != verdict.stable_name and details:
        details = printable(f"{verdict.name}\n{details}")
    if verdict.state == BROKEN:
        worst = next((one for one in verdict.findings if one.severity == "error"), verdict.findings[0])
        failure = Failure(printable(worst.sentence()), worst.ground.statement)
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
