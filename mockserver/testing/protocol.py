"""What a test has in its hand: the type of the fixture `mockserver`, for annotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mockserver.testing.calls import RecordedCall
    from mockserver.testing.changes import Changes
    from mockserver.testing.clients import Clients
    from mockserver.testing.words import Action, App, OtherHosts, PlannableOutcome, StrictMode, Table
else:

    class Clients(Protocol):
        """The vendors' types are for type checkers: loading them would load the server."""


class Mockserver(Clients, Protocol):
    """One isolated world of all APIs over one set of fake records.

    Each API is an attribute of its dialect's name: where and with which credentials the sandbox answers as that
    vendor, ``base_url`` among them. An *action* is named by its key, ``DIALECT/APPLICATION/NAME``; shell patterns
    (``DIALECT/APPLICATION/*``) match several. An action, outcome, application or table that does not exist is a
    ValueError that says what may have been meant.
    """

    @property
    def id(self) -> str:
        """The sandbox's id, as the console and the header ``X-Mock-Sandbox`` show it."""

    def __getattr__(self, dialect: str) -> Any:
        """The client of a dialect; AttributeError when there is none of that name."""

    @property
    def journal(self) -> list[RecordedCall]:
        """Every call so far, oldest first (the last thousand)."""

    def records(self, table: Table) -> list[dict[str, Any]]:
        """The records of a table, such as ``APPLICATION/Lead``, in order of creation."""

    def add(self, table: Table, /, **fields: Any) -> dict[str, Any]:
        """Put a record into a table as its application would create it, and answer it with its id.

        ValueError when the application would refuse the fields.
        """

    def add_lookalike(self, table: str, key: str | int) -> dict[str, Any]:
        """Put a second record beside one, with another key and other e-mail addresses and else the same; answer it.

        A client that takes the first John Doe that it finds changes the wrong one, which ``changes`` then shows.
        """

    def changes(self) -> Changes:
        """What becomes of the records from now on: ``with mockserver.changes() as changes: ...``."""

    def deliveries(self) -> list[dict[str, Any]]:
        """The events that were sent to webhooks, oldest first, once none is on its way (10 seconds at most).

        Each as the control API answers it: ``event``, ``url``, ``headers``, ``body``, ``status``, ``tries``.
        """

    def calls(self, action: Action | str | None = None) -> list[RecordedCall]:
        """The calls of an action, oldest first."""

    def assert_called(
        self,
        action: Action | str,
        *,
        times: int | None = None,
        payload: Any = None,
        status: int | None = None,
    ) -> list[RecordedCall]:
        """Assert that an action was called (exactly ``times`` times), and answer the calls.

        ``payload``: what the call's payload holds at least, at any depth; in the place of a value a compiled regular
        expression, a function that is asked, ``mock.ANY`` (there, whatever it is) or ``mockserver.absent``. A miss
        shows the nearest calls. Calls that the journal lost are counted; where their payloads would decide, the
        assertion fails and says so.
        """

    def wait_for_call(self, action: Action | str, *, times: int = 1, timeout: float = 5.0) -> list[RecordedCall]:
        """Wait until an action was called at least ``times`` times, and answer the calls.

        AssertionError after ``timeout`` seconds. It blocks: on an event loop, ``await asyncio.to_thread(...)`` it.
        """

    def intercept(self, *, other_hosts: OtherHosts = "pass") -> AbstractContextManager[None]:
        """A context in which calls to the vendors' real hosts are led to the server of this sandbox.

        For sandboxes of the factory, in fixtures of a wider scope.
        """

    def assert_not_called(self, action: Action | str) -> None:
        """Assert that an action was not called at all."""

    def assert_call_order(self, actions: Sequence[Action | str]) -> None:
        """Assert that calls of these actions came in this order; others may lie between them."""

    def fail_next(
        self,
        action: Action | str,
        outcome: PlannableOutcome = "rate-limited",
        times: int | None = 1,
        *,
        after: int | None = None,
        probability: float | None = None,
        delay: float | Mapping[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Let the next calls of an action come to ``outcome``; ``times=None`` means all of them.

        ``after``: calls that pass first; ``delay``: seconds, or a distribution; ``retry_after``: seconds.
        """

    def freeze(self, time: datetime | str | None = None) -> None:
        """Stop the sandbox's clock at a time (aware, or ISO 8601), or now."""

    def advance(self, duration: timedelta | str | float) -> None:
        """Move the sandbox's clock on: a timedelta, ISO 8601 (``PT1H``), or seconds."""

    def snapshot(self) -> str:
        """Keep the present records; answers the name to restore them by."""

    def restore(self, snapshot: str) -> None:
        """Bring back the records of a snapshot; clock, faults and journal stay as they are."""

    def disable(self, app: App) -> None:
        """Let the account's integration of an application be disabled."""

    def expire_token(self, app: App) -> None:
        """Let the token of the account's integration of an application be expired."""

    def strict(self, mode: StrictMode) -> None:
        """What becomes of undeclared fields: ``off``, ``warn`` (a finding in the journal) or ``fail`` (400)."""

    def close(self) -> None:
        """Drop the sandbox; the fixtures do so themselves."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class MockserverFactory(Protocol):
    """Makes sandboxes that outlive a test, for fixtures of a wider scope."""

    def __call__(
        self,
        name: str | None = None,
        *,
        seed: int | None = None,
        populate: int = 0,
        strict: StrictMode | None = None,
        faults: Sequence[Mapping[str, Any]] = (),
    ) -> Mockserver:
        """A fresh sandbox; close it, or use it in a ``with`` statement."""
