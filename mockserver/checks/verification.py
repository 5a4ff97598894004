"""Probing servers for the statements of the contract, and what came of each: kept, broken, or not tried and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mockserver import dialects
from mockserver.checks import probes
from mockserver.checks.client import Client, Dropped, Ended, NotTried
from mockserver.checks.findings import UNTRIED, Finding, Verdict, state_of
from mockserver.checks.probes import Probe, ProbeRun, Suite
from mockserver.core.statements import SECTIONS
from mockserver.dialects.frame import Dialect

_OUT_OF_REACH: Final[Mapping[str, str]] = {
    "X-01": "it shows from inside the server only; every answer of this run was held against its contract",
    "X-04": "a frozen clock and a chosen seed are set from inside the server only",
}
"""The statements on all vendors that no client can try."""


def suites() -> list[tuple[Dialect, Suite[Any]]]:
    """Each dialect with its probes."""
    return [(dialect, probes.of(dialect)) for dialect in dialects.load()]


@dataclass(slots=True)
class Results:
    """What came of the probes so far.

    ``total``: how many there are; ``tried``: the statements that some probe tried; ``reasons``: why others were not;
    ``findings`` by statement.
    """

    total: int = 0
    tried: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    def note(self, probe: Probe[Any], run: ProbeRun, reason: str) -> None:
        """Count a probe in; ``reason``: why it did not run to its end, empty when it did."""
        for finding in run.findings:
            known = self.findings.setdefault(finding.ground.statement, [])
            if finding not in known:
                known.append(finding)
        if not reason:
            self.tried.update(probe.statements)
        for statement in probe.statements:
            self.reasons.setdefault(statement, reason)


def perform(client: Client, *, writes: bool, only: Collection[str] = ()) -> Iterator[Results]:
    """Run all probes, or those on the statements of ``only``; gives the same growing result before and after each.

    Those that write come last.
    """
    chosen = _chosen(only)
    results = Results(len(chosen))
    yield results
    for dialect, suite, probe in chosen:
        run = suite.run(client, dialect)
        results.note(probe, run, _run(probe, run, writes=writes))
        yield results


def _chosen(only: Collection[str]) -> Sequence[tuple[Dialect, Suite[Any], Probe[Any]]]:
    found = [(dialect, suite, probe) for dialect, suite in suites() for probe in suite.probes]
    if only:
        found = [row for row in found if set(only) & set(row[2].statements)]
    return sorted(found, key=lambda row: row[2].writes)


def _run(probe: Probe[Any], run: ProbeRun, *, writes: bool) -> str:
    if probe.writes and not writes:
        return "it writes: allow that with --write"
    try:
        probe.run(run)
    except NotTried as reason:
        return str(reason)
    except Dropped as reason:
        scale = run.client.conformance.scale
        ground = scale.grounds.of_statement(probe.statements[0])
        run.findings.append(scale.finding(probe.name, "", "an answer", str(reason), ground))
    except Ended:
        pass
    return ""


def verdicts(client: Client, results: Results, only: Collection[str] = ()) -> Iterator[Verdict]:
    """One verdict for each statement, in the order of the contract."""
    grounds = client.conformance.scale.grounds
    out_of_reach = dict(_OUT_OF_REACH)
    for _, suite in suites():
        out_of_reach.update(suite.out_of_reach)
    for statement in grounds.ids():
        if not only or statement in only:
            name = f"{statement} {grounds.of_statement(statement).text}"
            yield _verdict(statement, name, results, out_of_reach)


def _verdict(statement: str, name: str, results: Results, out_of_reach: Mapping[str, str]) -> Verdict:
    findings = tuple(results.findings.get(statement, ()))
    group = SECTIONS.get(statement[0], "")
    if findings or statement in results.tried:
        return Verdict(name, group, state_of(findings), findings)
    reason = out_of_reach.get(statement) or results.reasons.get(statement) or "no probe tries it"
    return Verdict(name, group, UNTRIED, reason=reason)
