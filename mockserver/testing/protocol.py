"""What a test has in its hand: the type of the fixture `mockserver`, for annotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from mockserver.testing.calls import RecordedCall


@dataclass(frozen=True, slots=True)
class Oktopost:
    """How to reach a sandbox by Oktopost's API; ``integrations`` has an id for each of the three applications."""

    base_url: str
    account_id: str
    api_key: str
    readonly_api_key: str
    integrations: Mapping[str, str]

    @property
    def auth(self) -> tuple[str, str]:
        """User and password of HTTP Basic authentication, as requests and httpx take them."""
        return self.account_id, self.api_key


@dataclass(frozen=True, slots=True)
class Refold:
    """How to reach a sandbox by Cobalt's, now Refold's, API."""

    base_url: str
    api_key: str
    linked_account_id: str
    session_token: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers that identify the organisation and one linked account."""
        return {"x-api-key": self.api_key, "linked_account_id": self.linked_account_id}


class Mockserver(Protocol):
    """One isolated world of both APIs over fake Salesforce, Marketo and HubSpot records.

    An *action* is named by its key, such as ``oktopost/salesforce/lead.create`` or ``refold/hubspot/create_contact``;
    shell patterns (``oktopost/salesforce/*``) match several. An action, outcome, application or table that does not
    exist is a ValueError that says what may have been meant.
    """

    @property
    def id(self) -> str:
        """The sandbox's id, as the console and the header ``X-Mock-Sandbox`` show it."""

    @property
    def oktopost(self) -> Oktopost:
        """Where and with which credentials the sandbox answers as Oktopost."""

    @property
    def refold(self) -> Refold:
        """Where and with which credentials the sandbox answers as Cobalt/Refold."""

    @property
    def journal(self) -> list[RecordedCall]:
        """Every call so far, oldest first (the last thousand)."""

    def records(self, table: str) -> list[dict[str, Any]]:
        """The records of a table, such as ``salesforce/Lead``, in order of creation."""

    def add(self, table: str, /, **fields: Any) -> dict[str, Any]:
        """Put a record into a table as its application would create it, and answer it with its id.

        ValueError when the application would refuse the fields.
        """

    def calls(self, action: str | None = None) -> list[RecordedCall]:
        """The calls of an action, oldest first."""

    def assert_called(
        self,
        action: str,
        *,
        times: int | None = None,
        payload: Any = None,
        status: int | None = None,
    ) -> list[RecordedCall]:
        """Assert that an action was called (exactly ``times`` times), and answer the calls.

        ``payload``: what the call's payload holds at least, at any depth. A miss shows the nearest calls. Calls that
        the journal lost are counted; where their payloads would decide, the assertion fails and says so.
        """

    def assert_not_called(self, action: str) -> None:
        """Assert that an action was not called at all."""

    def assert_call_order(self, actions: Sequence[str]) -> None:
        """Assert that calls of these actions came in this order; others may lie between them."""

    def fail_next(self, action: str, outcome: str = "rate-limited", times: int | None = 1, **fault: Any) -> None:
        """Let the next calls of an action come to ``outcome``; ``times=None`` means all of them.

        ``fault``: ``after`` (calls that pass first), ``probability``, ``delay`` (seconds, or a distribution),
        ``retry_after`` (seconds).
        """

    def freeze(self, time: datetime | str | None = None) -> None:
        """Stop the sandbox's clock at a time (aware, or ISO 8601), or now."""

    def advance(self, duration: timedelta | str | float) -> None:
        """Move the sandbox's clock on: a timedelta, ISO 8601 (``PT1H``), or seconds."""

    def snapshot(self) -> str:
        """Keep the present records; answers the name to restore them by."""

    def restore(self, snapshot: str) -> None:
        """Bring back the records of a snapshot; clock, faults and journal stay as they are."""

    def disable(self, app: str) -> None:
        """Let the account's integration of an application be disabled."""

    def expire_token(self, app: str) -> None:
        """Let the token of the account's integration of an application be expired."""

    def strict(self, mode: str) -> None:
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
        strict: str | None = None,
        faults: Sequence[Mapping[str, Any]] = (),
    ) -> Mockserver:
        """A fresh sandbox; close it, or use it in a ``with`` statement."""
