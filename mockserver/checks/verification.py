"""Playing the statements on a server, and what came of each: kept, broken, or not tried and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from mockserver import dialects
from mockserver.checks import plays_integrations, plays_oktopost, plays_refold, plays_writing
from mockserver.checks.findings import UNTRIED, Finding, Verdict, judged
from mockserver.checks.play import Play
from mockserver.checks.stage import Dropped, Ended, NotTried, Stage, Trial

PLAYS: Final = (*plays_oktopost.PLAYS, *plays_integrations.PLAYS, *plays_refold.PLAYS, *plays_writing.PLAYS)

UNPLAYED: Final[Mapping[str, str]] = {
    "O-17": "nobody can ask a server for an unexpected error",
    "X-01": "it shows from inside the server only; every answer of this run was held against its contract",
    "X-04": "a frozen clock and a chosen seed are set from inside the server only",
}
"""The statements that no play can try."""


@dataclass(slots=True)
class Played:
    """What came of the plays so far.

    ``tried``: the statements that some play tried; ``reasons``: why others were not; ``findings`` by statement.
    """

    tried: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    def note(self, play: Play, trial: Trial, reason: str) -> None:
        """Count a play in; ``reason``: why it was not played to its end, empty when it was."""
        for finding in trial.findings:
            known = self.findings.setdefault(finding.ground.statement, [])
            if finding not in known:
                known.append(finding)
        if not reason:
            self.tried.update(play.statements)
        for statement in play.statements:
            self.reasons.setdefault(statement, reason)


def perform(stage: Stage, *, writes: bool, only: Collection[str] = ()) -> Iterator[Played]:
    """Play all plays, or those on the statements of ``only``; gives the same growing result after each."""
    played = Played()
    for play in PLAYS:
        if only and not set(only) & set(play.statements):
            continue
        trial = Trial(stage)
        played.note(play, trial, _run(play, trial, writes=writes))
        yield played


def _run(play: Play, trial: Trial, *, writes: bool) -> str:
    if play.writes and not writes:
        return "it writes: allow that with --write"
    try:
        play.run(trial)
    except NotTried as reason:
        return str(reason)
    except Dropped as reason:
        scale = trial.stage.conformance.scale
        ground = scale.grounds.of_statement(play.statements[0])
        trial.findings.append(scale.finding(play.name, "", "an answer", str(reason), ground))
    except Ended:
        pass
    return ""


def verdicts(stage: Stage, played: Played, only: Collection[str] = ()) -> Iterator[Verdict]:
    """One verdict for each statement, in the order of the contract."""
    grounds = stage.conformance.scale.grounds
    for statement in grounds.ids():
        if not only or statement in only:
            name = f"{statement} {grounds.of_statement(statement).text}"
            yield _verdict(statement, name, played)


def _verdict(statement: str, name: str, played: Played) -> Verdict:
    findings = tuple(played.findings.get(statement, ()))
    group = dialects.sections().get(statement[0], "")
    if findings or statement in played.tried:
        return Verdict(name, group, judged(findings), findings)
    reason = UNPLAYED.get(statement) or played.reasons.get(statement) or "no play tries it"
    return Verdict(name, group, UNTRIED, reason=reason)
