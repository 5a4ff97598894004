"""Teardown truth: whatever the application made of an answer, a call that broke the contract fails its test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import pytest

from mockserver.core.errors import did_you_mean
from mockserver.testing import reports
from mockserver.testing.calls import check_outcomes
from mockserver.testing.coverage import Tally
from mockserver.testing.ledger import History, Ledger
from mockserver.testing.session import STRICT, Session
from mockserver.testing.worlds import Held, Source, Wish

MARKER: Final = "mockserver"
_OPTIONS: Final = ("seed", "populate", "strict", "faults", "expect", "other_hosts", "api_key")


class Agreement(Protocol):
    """What collects the calls of sandboxes for somebody else, from their beginning to their end."""

    def watch(self, held: Held, wish: Wish) -> None:
        """A sandbox was made."""

    def take(self, held: Held) -> None:
        """A sandbox is about to be dropped."""


PACTS: Final = pytest.StashKey[Agreement]()


class Watch:
    """The sandboxes of one run, and what their calls say about the test that runs.

    A call belongs to the test at whose end it is first seen. ``tally`` counts for the contract coverage, ``agreement``
    collects for Pact.
    """

    def __init__(self, source: Source, tally: Tally | None, agreement: Agreement | None = None) -> None:
        self.source = source
        self.tally = tally
        self._agreement = agreement
        self._sessions: list[Session] = []
        self._own: list[Session] = []
        self._late = History(())
        self._seen = History(())
        strangers = source.strangers
        self._strangers = None if strangers is None else Ledger(strangers, claimed=False)
        if self._strangers is not None:
            self._strangers.fresh()

    def open(self, wish: Wish, faults: Sequence[Mapping[str, Any]] = (), *, own: bool = False) -> Session:
        """A fresh sandbox that is watched until it is closed; ``own``: of the test that runs, and of no other."""
        held = self.source.create(wish)
        if self._agreement is not None:
            self._agreement.watch(held, wish)
        session = Session(held, self._closing)  # type: ignore[abstract] # its attributes for vendors are looked up
        self._sessions.append(session)
        if own:
            self._own.append(session)
        self._lend()
        for rule in faults:
            session.plant(rule)
        return session

    def _closing(self, session: Session) -> None:
        if self._agreement is not None:
            self._agreement.take(session.held)
        self._late += session.fresh()
        self._sessions.remove(session)
        if session in self._own:
            self._own.remove(session)
        self._lend()

    def _lend(self) -> None:
        """Let the ready-made credentials name the sandbox of the running test, or else the one made last."""
        named = (self._own or self._sessions)[-1:]
        self.source.transport.lend(named[0].id if named else None)

    def close(self) -> None:
        """Drop the sandboxes that are still open."""
        for session in list(self._sessions):
            session.close()

    def _take(self, test: str) -> History:
        """The calls since they were taken last."""
        calls, self._late = self._late, History(())
        for session in self._sessions:
            calls += session.fresh()
        if self._strangers is not None:
            calls += self._strangers.fresh()
        self._seen += calls
        if self.tally is not None:
            self.tally.add(calls, test)
        return calls

    def judge(self, item: pytest.Item) -> None:
        """Fail the test at its teardown when a call of it broke the contract."""
        calls = self._take(item.nodeid)
        report = None if calls.is_sound else reports.broken(calls, _expected(item))
        if report:
            pytest.fail(report, pytrace=False)

    def tell(self, item: pytest.Item, report: pytest.TestReport) -> None:
        """Put what is known about the calls into the report of a phase that failed."""
        if report.failed:
            broken = reports.broken(self._take(item.nodeid), _expected(item))
            if broken:
                report.sections.append(("mockserver: the contract", broken))
            report.sections.append(("mockserver: the journal", reports.journal(self._seen)))
        if report.when == "teardown":
            self._seen = History(())


def _expected(item: pytest.Item) -> Sequence[str]:
    """The outcomes that a test means; a marker that cannot be read has failed the test's setup already."""
    try:
        expected: Sequence[str] = options(item)["expect"]
    except ValueError:
        return ()
    return expected


def options(item: pytest.Item) -> dict[str, Any]:
    """What the markers of a test ask for; of two that say something about the same, the nearer one counts.

    ValueError names an option that there is not.
    """
    chosen: dict[str, Any] = {"expect": (), "faults": ()}
    for mark in reversed(list(item.iter_markers(MARKER))):
        if mark.args:
            raise ValueError(f"the marker {MARKER} takes names: {', '.join(f'{name}=…' for name in _OPTIONS)}")
        for name in mark.kwargs:
            if name not in _OPTIONS:
                meant = did_you_mean(name, _OPTIONS)
                raise ValueError(f"the marker {MARKER} knows no {name!r}: {meant}it takes {', '.join(_OPTIONS)}")
        chosen |= mark.kwargs
    check_outcomes(chosen["expect"])
    return chosen


def wish_of(asked: Mapping[str, Any], name: str | None) -> Wish:
    """The sandbox that a marker or a call of the factory asks for."""
    strict = asked.get("strict")
    if strict is not None and strict not in STRICT:
        raise ValueError(f"strict is one of {', '.join(STRICT)}, not {strict!r}")
    settings = {} if strict is None else {"strict": strict}
    return Wish(name, asked.get("seed"), asked.get("populate") or 0, settings)
