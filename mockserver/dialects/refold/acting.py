"""A call that is one function over the store: who calls, what is asked for, then the act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from mockserver.core.clock import moment
from mockserver.core.errors import InvalidPayload, MissingFields, Refused
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import CallContext, View
from mockserver.dialects.refold.access import org_id
from mockserver.dialects.refold.calls import identify, read_body
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandbox


class Asked(Struct, frozen=True):
    """What a call asks for.

    ``account``: the linked account's id, "" for a call of the organisation itself;
    ``path``: the parameters of the path; ``result``: what a fault plans for that which the call starts, else ``ok``.
    """

    sandbox: Sandbox
    account: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    result: str

    @property
    def org(self) -> str:
        """The organisation's id."""
        return org_id(self.sandbox)


Act = Callable[[Store, Asked], Any]
"""What a route does: the document of its answer; Refused when it cannot."""


def existing(store: Store, table: str, key: str, refused: Refused) -> Record:
    """The record of a key, which a path names; ``refused`` when there is none."""
    record = store.get(table, key)
    if record is None:
        raise refused
    return record


def answering(
    act: Act, who: Callable[[CallContext], str] = identify, *, incomplete: str = "", free: bool = False
) -> View:
    """The view of a route: its caller, what it asks for, then the act.

    ``incomplete``: the refusal of a body without what it must have, where the documents give it words of its own;
    ``free``: the body's members are the caller's own.
    """

    def view(context: CallContext) -> Any:
        account = who(context)
        parts: dict[str, Any] = {"query": context.query()}
        if free or context.route.declared["json"]:  # what else comes with a GET or a DELETE counts for nothing
            parts["json"] = read_body(context)
        body = parts.get("json", {})
        if not free:
            context.undeclared(body.keys() - context.route.declared["json"], "body", "member")
        _hold(context, parts, incomplete)
        context.admit(body)
        asked = Asked(
            context.sandbox, account, context.path(), context.query(), context.call.headers, body, context.result
        )
        return perform(context.sandbox, act, asked, seal=lambda document: document, wire=context.route.response)

    return view


def _hold(context: CallContext, parts: Mapping[str, Any], incomplete: str) -> None:
    """Hold the query and the body against the route's contract."""
    violations = context.hold_request(parts)
    if not violations:
        context.passes("request")
        return
    missing = [found.pointer.rpartition(".")[2] for found in violations if found.keyword == "required"]
    if missing and incomplete:
        raise Refused(incomplete, violations=violations)
    if missing:
        raise MissingFields(missing, violations=violations)
    reason = "; ".join(found.sentence() for found in violations)
    if violations[0].pointer.startswith("query"):
        raise Refused("invalid-request", reason=reason, violations=violations)
    raise InvalidPayload(reason, violations=violations)


def between(query: Mapping[str, str]) -> Callable[[str], bool]:
    """Whether a time lies between a query's ``start_date`` and ``end_date``; a day's end belongs to the day."""
    first, last = (_bound(query.get(name, "")) for name in ("start_date", "end_date"))
    return lambda time: time[: len(first)] >= first and time[: len(last)] <= last


def _bound(text: str) -> str:
    """A date as it is, a time in UTC to the millisecond; Refused ``invalid-request`` when there is no such time."""
    try:
        at = datetime.fromisoformat(text) if text else None
        if at is None or len(text) == len("2026-01-01"):
            return text
        return moment(at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise Refused("invalid-request", reason=f"{text} is no time of the calendar") from None
