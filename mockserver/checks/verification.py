"""Probing servers for the statements of the contract, and what came of each: kept, broken, or not tried and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from mockserver import dialects
from mockserver.checks import probes
from mockserver.checks.client import Client, CredentialsRefused, Ended, Inconclusive, NotTried, Unreachable
from mockserver.checks.findings import BROKEN, KEPT, PARTLY, UNTRIED, Finding, Verdict, state_of
from mockserver.checks.probes import Probe, ProbeRun, Suite
from mockserver.dialects.frame import Dialect

_OUT_OF_REACH: Final[Mapping[str, str]] = {
    "X-01": "it shows from inside the server only; every answer of this run was held against its contract",
    "X-04": "a frozen clock and a chosen seed are set from inside the server only",
}
"""The statements on all vendors that no client can try."""


_NOT_LET_IN: Final = (401, 403)
_SERVER_ERROR: Final = 500


def suites() -> list[tuple[Dialect, Suite[Any]]]:
    """Each dialect with its probes."""
    return [(dialect, probes.of(dialect)) for dialect in dialects.load()]


class Results(Struct):
    """What came of the probes so far.

    ``total``: how many there are; ``tried``: the statements that some probe tried; ``reasons``: why another probe did
    not, and ``elsewhere`` the same for servers that nobody asked for; ``findings`` by statement; ``inconclusive``: the
    probes that a busy or lost server left without a result.
    """

    total: int = 0
    tried: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    inconclusive: list[str] = field(default_factory=list)

    def is_tried(self, statement: str) -> bool:
        """Whether probes have shown that all of a statement is kept, or that it is not."""
        broken = state_of(tuple(self.findings.get(statement, ()))) == BROKEN
        return broken or (statement in self.tried and statement not in self.reasons)

    def keep(self, findings: Iterable[Finding]) -> None:
        """Remember findings by their statement, each once."""
        for finding in findings:
            known = self.findings.setdefault(finding.ground.statement, [])
            if finding not in known:
                known.append(finding)

    def note(self, probe: Probe[Any], run: ProbeRun, reason: str) -> None:
        """Count a probe in; ``reason``: why it did not run to its end, empty when it did.

        Where an answer broke its contract, what the probe expected of it beside is neither shown nor refuted.
        """
        self.keep(run.findings)
        if reason.startswith("inconclusive"):
            self.inconclusive.append(f"{probe.name}: {reason}")
        reason = reason or next(iter(run.garbled), "")
        reasons = self.reasons if run.is_asked else self.elsewhere
        for statement in probe.statements:
            if reason:
                reasons.setdefault(statement, reason)
            else:
                self.tried.add(statement)
        for statement, half in run.halves.items():
            self.reasons.setdefault(statement, half)


def perform(client: Client, *, writes: bool, only: Collection[str] = ()) -> Iterator[Results]:
    """Run all probes, or those on the statements of ``only``; gives the same growing result before and after each.

    Those that write come last. CredentialsRefused when a server does not let its credentials in.
    """
    chosen = _chosen(only)
    results = Results(len(chosen))
    for dialect, suite in {dialect.name: (dialect, suite) for dialect, suite, _ in chosen}.values():
        _log_in(client, dialect, suite, results)
    yield results
    for dialect, suite, probe in chosen:
        run = suite.run(client, dialect)
        results.note(probe, run, _run(probe, run, writes=writes))
        yield results


def _log_in(client: Client, dialect: Dialect, suite: Suite[Any], results: Results) -> None:
    """A server whose calls are all refused shows nothing of what it keeps."""
    if dialect.name not in client.target.urls or suite.login is None:
        return
    run = suite.run(client, dialect)
    try:
        status = run.log_in(suite.login, suite.login_statement)
    except (NotTried, Inconclusive):
        return
    url = client.target.urls[dialect.name]
    if status >= _SERVER_ERROR:
        raise Unreachable(f"{url} answers the log-in with {status}")
    if status in _NOT_LET_IN:
        raise CredentialsRefused(f"{url} refuses the credentials with {status}: look at {' and '.join(suite.required)}")
    results.keep(run.findings)


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
    except Inconclusive as reason:
        return f"inconclusive: {reason}"
    except Ended:
        pass
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        return f"an answer is not of the form that the probe can go on with: {error!r}"
    return ""


def verdicts(client: Client, results: Results, only: Collection[str] = ()) -> Iterator[Verdict]:
    """One verdict for each statement, in the order of the contract."""
    grounds = client.conformance.scale.grounds
    out_of_reach, in_part = dict(_OUT_OF_REACH), dict(results.reasons)
    for _, suite in suites():
        out_of_reach.update(suite.out_of_reach)
        in_part = {**suite.in_part, **in_part}
    for statement in grounds.ids():
        if not only or statement in only:
            name = f"{statement} {grounds.of_statement(statement).text}"
            reason = out_of_reach.get(statement) or in_part.get(statement, "")
            yield _verdict(statement, name, results, reason)


def _verdict(statement: str, name: str, results: Results, reason: str) -> Verdict:
    """``reason``: why a part of the statement could not be tried, or nothing of it."""
    findings = tuple(results.findings.get(statement, ()))
    group = dialects.sections().get(statement[0], "")
    if state_of(findings) == BROKEN:
        return Verdict(name, group, BROKEN, findings)
    if statement not in results.tried:
        reason = reason or results.elsewhere.get(statement) or "no probe tries it"
        return Verdict(name, group, UNTRIED, findings, reason)
    return Verdict(name, group, PARTLY if reason else KEPT, findings, reason)
