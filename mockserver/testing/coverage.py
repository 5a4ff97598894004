"""How much of the contract a suite drove: action by outcome, and the statements behind them.

What counts are the outcomes that a client must survive: success, the documented refusals that are no mistake of its
own, the application's errors, rate limits and outages. An action that was never called does not count, unless it is
named as one that must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from msgspec import Struct, field

from mockserver import dialects
from mockserver.core import contracts, statements
from mockserver.dialects.frame import Route
from mockserver.testing import vendor
from mockserver.testing.calls import RecordedCall, known_actions
from mockserver.testing.ledger import History

Tests = dict[str, int]
"""How many calls each test made; the name of a test is its node id."""

_OUTAGES: Final = ("rate-limited", "server-error", "unavailable")
_GATES: Final = {
    "permission": "no-permission",
    "integration": "integration-not-found",
    "status": "integration-invalid",
    "state": "integration-disabled",
    "token": "expired-integration-token",
    "connection": "not-connected",
}
"""The refusal that each documented check of a world's state gives, whatever the client does right."""

_BEFORE_THE_ACTION: Final = ("permission", "integration")
"""Checks that come before the name of the action is looked at: their refusals belong to the route."""


class Tally:
    """What a run drove; tallies of several processes add up."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str, str], Tests] = {}

    def add(self, history: History, test: str) -> None:
        """Count calls for a test, those that are gone as well."""
        for gone in history.gone:
            self._count(_cell(gone.like), test, gone.count)
        for call in history.kept:
            self._count(_cell(call), test, 1)

    def _count(self, cell: tuple[str, str, str], test: str, number: int) -> None:
        tests = self.cells.setdefault(cell, {})
        tests[test] = tests.get(test, 0) + number

    def as_json(self) -> list[list[Any]]:
        return [[*cell, tests] for cell, tests in self.cells.items()]

    def merge(self, document: Sequence[Sequence[Any]]) -> None:
        """Add what :meth:`as_json` of another process said."""
        for action, outcome, evidence, tests in document:
            for test, number in tests.items():
                self._count((action, outcome, evidence), test, number)


def _cell(call: RecordedCall) -> tuple[str, str, str]:
    return call.action, call.outcome, call.evidence or ""


class Row(Struct):
    """One action or route: the outcomes that count, and those that were driven with their tests."""

    action: str
    expected: tuple[str, ...]
    driven: dict[str, Tests] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        return [outcome for outcome in self.expected if outcome not in self.driven]


class Told(Struct, frozen=True):
    """One statement of the contract: the kinds of its evidence, its first text, and the tests that met it."""

    id: str
    kinds: tuple[str, ...]
    text: str
    tests: Mapping[str, int]

    @property
    def is_choice_only(self) -> bool:
        """Whether no text of the vendor stands behind it."""
        return self.kinds == ("choice",)


class Coverage(Struct, frozen=True):
    """The matrix, and the statements met and never met."""

    rows: Sequence[Row]
    statements: Sequence[Told]

    @property
    def counted(self) -> int:
        return sum(len(row.expected) for row in self.rows)

    @property
    def driven(self) -> int:
        return self.counted - sum(len(row.missing) for row in self.rows)

    @property
    def percent(self) -> float:
        """100 when every outcome that counts was driven, 0 when nothing was called."""
        return 100 * self.driven / self.counted if self.counted else 0.0

    def met(self, *, choice_only: bool = False) -> list[Told]:
        return [told for told in self.statements if told.tests and (told.is_choice_only or not choice_only)]

    def never_met(self) -> list[Told]:
        return [told for told in self.statements if not told.tests]


def measure(tally: Tally, must: Sequence[str] = ()) -> Coverage:
    """The coverage of a tally; the actions that match a pattern in ``must`` count though nobody called them."""
    keys = {action for action, _, _ in tally.cells if action}
    keys |= {key for key in known_actions() if any(fnmatchcase(key, pattern) for pattern in must)}
    keys |= {_executing(dialect).key for dialect, app in map(_start, keys) if app != "http"}
    rows = {key: Row(key, expected(key)) for key in sorted(keys)}
    for (action, outcome, _), tests in tally.cells.items():
        if action:
            _join(rows[action].driven.setdefault(outcome, {}), tests)
    shown = [row for row in rows.values() if row.expected or row.driven]
    return Coverage(shown, _statements(tally))


def _start(key: str) -> tuple[str, str]:
    dialect, app, _ = key.split("/")
    return dialect, app


def _join(into: Tests, tests: Mapping[str, int]) -> None:
    for test, number in tests.items():
        into[test] = into.get(test, 0) + number


def expected(key: str) -> tuple[str, ...]:
    """The outcomes of an action or a route that a client must survive."""
    dialect, app, name = key.split("/")
    spoken = dialects.named(dialect)
    route = spoken.route(key) if app == "http" else _executing(dialect)
    gates = [(check, _GATES[check]) for check in route.checks if check in _GATES]
    if app == "http" and route.executes:
        return tuple(outcome for check, outcome in gates if check in _BEFORE_THE_ACTION)
    if app == "http":
        return ("ok", *(outcome for _, outcome in gates), *_OUTAGES)
    after = [outcome for check, outcome in gates if check not in _BEFORE_THE_ACTION]
    action = spoken.actions[app, name]
    results = [outcome.name for outcome in spoken.outcomes if outcome.kind == "result" and outcome.possible(action)]
    return ("ok", *results, *after, "crm-error", *_OUTAGES)


def _executing(dialect: str) -> Route:
    """The route that executes a dialect's actions."""
    return next(route for route in dialects.named(dialect).routes if route.executes)


def _statements(tally: Tally) -> list[Told]:
    met: dict[str, Tests] = {}
    for cell, tests in tally.cells.items():
        for statement_id in _rests_on(*cell):
            _join(met.setdefault(statement_id, {}), tests)
    known: dict[str, list[statements.Statement]] = {}
    for statement in statements.load():
        # What holds everywhere is the server's promise, nothing that a client can leave out.
        if not statement.id.startswith("X"):
            known.setdefault(statement.id, []).append(statement)
    return [
        Told(
            statement_id, tuple(dict.fromkeys(found.kind for found in texts)), texts[0].text, met.get(statement_id, {})
        )
        for statement_id, texts in known.items()
    ]


def _rests_on(action: str, outcome: str, evidence: str) -> Iterable[str]:
    """The statements that an answer shows: a refusal its own, a success those of the action and of the envelope."""
    if evidence or not action:
        return [evidence.partition(" ")[0]] if evidence else []
    dialect, app = _start(action)
    own = [entry["id"] for entry in contracts.load().documents[action].get("evidence", ())]
    return {*own, *(vendor.of(dialects.named(dialect)).carried_out if app != "http" else ())}
