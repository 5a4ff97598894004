"""The object behind the fixture `mockserver`: one sandbox, with assertions about what was called in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from time import sleep
from types import TracebackType
from typing import Any, Final, Self

from mockserver import dialects
from mockserver.core.errors import did_you_mean
from mockserver.testing import comparison, durations
from mockserver.testing.calls import RecordedCall, check_action, check_outcomes, select
from mockserver.testing.changes import Changes
from mockserver.testing.ledger import History, Ledger
from mockserver.testing.protocol import Mockserver
from mockserver.testing.words import App, OtherHosts, PlannableOutcome, StrictMode, Table
from mockserver.testing.worlds import Held

STRICT: Final = ("off", "warn", "fail")
_PAUSE: Final = 0.02
_FAULT_MEMBERS: Final = ("after", "probability", "delay", "retry_after")


class Session(Mockserver):
    """A sandbox in a test's hand. ``closed`` is told once, when the sandbox is about to be dropped."""

    def __init__(self, held: Held, closed: Callable[[Session], None] = lambda _: None) -> None:
        self.held = held
        self._closed = closed
        self._is_open = True
        self._snapshots = 0
        self._ledger = Ledger(held)

    def __repr__(self) -> str:
        return f"<sandbox {self.id}>"

    @property
    def id(self) -> str:
        return self.held.id

    def __getattr__(self, dialect: str) -> Any:
        client = None if dialect.startswith("_") else self.held.client(dialect)
        if client is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {dialect!r}")
        return client

    @property
    def journal(self) -> list[RecordedCall]:
        return self._ledger.kept()

    def fresh(self) -> History:
        """The calls since this was asked last, for the judgement at the end of a test."""
        return self._ledger.fresh()

    def records(self, table: Table) -> list[dict[str, Any]]:
        return self.held.records(table)

    def add(self, table: Table, /, **fields: Any) -> dict[str, Any]:
        return self.held.add(table, fields)

    def add_lookalike(self, table: str, key: str | int) -> dict[str, Any]:
        return self.held.add_lookalike(table, key)

    def changes(self) -> Changes:
        return Changes(self.held)

    def deliveries(self) -> list[dict[str, Any]]:
        return self.held.deliveries()

    def calls(self, action: str | None = None) -> list[RecordedCall]:
        return select(self.journal, action)

    def assert_called(
        self,
        action: str,
        *,
        times: int | None = None,
        payload: Any = None,
        status: int | None = None,
    ) -> list[RecordedCall]:
        __tracebackhide__ = True
        if isinstance(times, bool):
            raise ValueError(f"times is how often it was called, a whole number from 0, not {times}")  # noqa: TRY004 - as every refusal here
        wanted = comparison.Wanted(check_action(action), payload, status)
        history = self._ledger.whole()
        found = comparison.find(wanted, history)
        if not found.most and times != 0:
            raise AssertionError(comparison.miss(wanted, history, times))
        if times is not None and not found.least <= times <= found.most:
            raise AssertionError(comparison.wrong_count(wanted, found, times))
        if found.least < found.most and (times is not None or not found.least):
            raise AssertionError(comparison.unknowable(wanted, found, times))
        return found.kept

    def wait_for_call(self, action: str, *, times: int = 1, timeout: float = 5.0) -> list[RecordedCall]:
        __tracebackhide__ = True
        wanted = comparison.Wanted(check_action(action))
        found = comparison.find(wanted, self._ledger.whole())
        for _ in range(round(timeout / _PAUSE)):  # counted, because a test may have frozen the clocks
            if found.least >= times:
                break
            sleep(_PAUSE)
            found = comparison.find(wanted, self._ledger.whole())
        if found.least >= times:
            return found.kept
        waited = f"in {timeout:g} seconds of waiting "
        raise AssertionError(waited + comparison.wrong_count(wanted, found, times))

    def intercept(self, *, other_hosts: OtherHosts = "pass") -> AbstractContextManager[None]:
        from mockserver.testing.interceptors.routed import routed

        return routed(self.held.transport, other_hosts)

    def assert_not_called(self, action: str) -> None:
        __tracebackhide__ = True
        self.assert_called(action, times=0)

    def assert_call_order(self, actions: Sequence[str]) -> None:
        __tracebackhide__ = True
        history = self._ledger.whole()
        wanted = [check_action(action) for action in actions]
        found = comparison.in_order(wanted, history.kept)
        if len(found) < len(wanted):
            raise AssertionError(comparison.wrong_order(wanted, found, history))

    def fail_next(
        self,
        action: str,
        outcome: PlannableOutcome = "rate-limited",
        times: int | None = 1,
        *,
        after: int | None = None,
        probability: float | None = None,
        delay: float | Mapping[str, Any] | None = None,
        retry_after: float | None = None,
        **misspelt: Any,
    ) -> None:
        given = {"after": after, "probability": probability, "delay": delay, "retry_after": retry_after}
        more = {name: value for name, value in given.items() if value is not None}
        self.plant({"match": action, "outcome": outcome, "times": times, **more, **misspelt})

    def plant(self, rule: Mapping[str, Any]) -> None:
        """Plant a fault that is given as one object, as the marker's ``faults`` are."""
        self.held.plant(checked_rule(rule))

    def freeze(self, time: datetime | str | None = None) -> None:
        self.held.freeze(_moment(time))

    def advance(self, duration: timedelta | str | float) -> None:
        self.held.advance(durations.parse(duration))

    def snapshot(self) -> str:
        self._snapshots += 1
        name = f"snapshot-{self._snapshots}"
        self.held.keep(name)
        return name

    def restore(self, snapshot: str) -> None:
        self.held.restore(snapshot)

    def disable(self, app: App) -> None:
        self.held.integration(_application(app), {"state": "disabled"})

    def expire_token(self, app: App) -> None:
        self.held.integration(_application(app), {"token_expired": True})

    def strict(self, mode: StrictMode) -> None:
        self.held.strict(_known(mode, STRICT, "strict mode"))

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._closed(self)
            self.held.drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def checked_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A fault's rule with a delay in seconds spelt out; ValueError for what no rule can hold."""
    unknown = rule.keys() - {"match", "outcome", "times", *_FAULT_MEMBERS}
    for name in sorted(unknown):
        _known(name, ("match", "outcome", "times", *_FAULT_MEMBERS), "member of a fault")
    outcome = rule.get("outcome", "rate-limited")
    check_outcomes([outcome])
    known = dialects.outcomes()[outcome]
    if not known.plannable:
        raise ValueError(f"the outcome {outcome!r} cannot be planned: {known.meaning}")
    checked = {**rule, "match": check_action(rule.get("match", "*")), "outcome": outcome}
    if isinstance(rule.get("delay"), int | float):
        checked["delay"] = {"fixed": float(rule["delay"])}
    return checked


def _application(name: str) -> str:
    return _known(name, tuple(dict.fromkeys(action.app for action in dialects.actions())), "application")


def _known(name: str, names: Sequence[str], what: str) -> str:
    if name not in names:
        raise ValueError(f"there is no {what} {name!r}: {did_you_mean(name, names)}one of {', '.join(names)}")
    return name


def _moment(time: datetime | str | None) -> datetime | None:
    moment = datetime.fromisoformat(time) if isinstance(time, str) else time
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment
