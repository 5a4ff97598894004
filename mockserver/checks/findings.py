"""What a check finds: a finding rests on a statement, a verdict gathers what was found about one thing."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct, field

KEPT: Final = "kept"
BROKEN: Final = "broken"
PARTLY: Final = "partly tried"
UNTRIED: Final = "not tried"

DRIFTED: Final = "was {expected}, is {got}"
"""The phrase of a finding that compares two of a kind."""

LONGEST: Final = 500
"""How many characters of a place or a value are told: names in what others recorded have no bounds."""

SEVERITIES: Final = ("info", "warning", "error")
"""How much a finding weighs, lightest first; only an error breaks."""


class Ground(Struct, frozen=True):
    """What a finding rests on.

    ``statement`` and ``kind``: its id and whether it is documented, recorded, public or a choice; ``text``: the
    statement in our words; ``document``: the vendor's text that says so; ``file``: the schema's path below
    ``schemas``, ``line`` counted from 1.
    """

    statement: str
    kind: str
    text: str
    document: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """As an editor opens it: ``schemas/records/APP/lead.json:118``."""
        return f"schemas/{self.file}:{self.line}"


class Finding(Struct, frozen=True):
    """One place where what came is not what a statement asks for.

    ``side``: request, response, or what else was compared; ``pointer``: dotted, ``payload.leadIds[2]``; ``phrase``:
    how a sentence puts ``expected`` and ``got``.
    """

    side: str
    pointer: str
    expected: str
    got: str
    ground: Ground
    severity: str = "error"
    phrase: str = "expected {expected}, got {got}"

    def sentence(self) -> str:
        """One line without its ground: side, place, expected, got."""
        words = self.phrase.format(expected=self.expected, got=self.got)
        return f"{self.side} {self.pointer or 'document'}: {words}"

    def as_json(self) -> dict[str, Any]:
        """The finding as the JSON report shows it."""
        return {
            "side": self.side,
            "pointer": self.pointer,
            "expected": self.expected,
            "got": self.got,
            "severity": self.severity,
            "statement": self.ground.statement,
            "evidence": self.ground.kind,
            "says": self.ground.text,
            "document": self.ground.document,
            "schema": f"schemas/{self.ground.file}",
            "line": self.ground.line,
        }


class Verdict(Struct, frozen=True):
    """What came of one thing that was held: an exchange, a statement, a field.

    ``name`` says which; ``group`` is what it belongs to (an action's key, a part of the contract); ``reason`` why it
    was not tried, or not all of it; ``where``: the file it stands in, if any, and ``line``, from 1, where in it;
    ``kind``: its name without what differs from run to run, where that is another one.
    """

    name: str
    group: str
    state: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    where: str = ""
    line: int = 1
    kind: str = ""

    @property
    def stable_name(self) -> str:
        """The name that it has in the next run as well."""
        return self.kind or self.name

    def as_json(self) -> dict[str, Any]:
        """The verdict as the JSON report shows it."""
        return {
            "name": self.name,
            "group": self.group,
            "verdict": self.state,
            "reason": self.reason,
            "where": self.where,
            "line": self.line if self.where else None,
            "findings": [finding.as_json() for finding in self.findings],
        }


def state_of(findings: tuple[Finding, ...]) -> str:
    """The state that findings make: broken as soon as one is an error."""
    return BROKEN if any(finding.severity == "error" for finding in findings) else KEPT


class Report(Struct):
    """All verdicts of one run; the counts are exact, of the verdicts in each state the first LIMIT are kept.

    ``title``: what was held against what; ``notes``: what else its reader should know; ``failures``: what could not
    be done, each of which keeps the run from a success.
    """

    title: str
    verdicts: list[Verdict] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((KEPT, BROKEN, PARTLY, UNTRIED), 0))
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    dropped: int = 0

    LIMIT = 10_000

    def add(self, verdict: Verdict) -> None:
        """Count a verdict, and keep it as long as there is room for its state."""
        self.counts[verdict.state] += 1
        if self.counts[verdict.state] <= self.LIMIT:
            self.verdicts.append(verdict)
        else:
            self.dropped += 1

    @property
    def failed(self) -> list[str]:
        """The failures as sentences."""
        return [f"could not be done: {failure}" for failure in self.failures]

    @property
    def exit_code(self) -> int:
        """0 kept, 1 broken, 2 when something could not be done or nothing at all was tried."""
        if self.counts[BROKEN]:
            return 1
        return 0 if self.counts[KEPT] + self.counts[PARTLY] and not self.failures else 2

    def summary(self) -> str:
        """``12 kept, 1 broken, 3 not tried``, and how many were partly tried if any were."""
        return ", ".join(f"{count} {state}" for state, count in self.counts.items() if count or state != PARTLY)
