"""What a call of any vendor can come to, by name: for answers, planned faults, journal and reports.

A dialect adds the outcomes that only its vendor has; `mockserver.dialects.outcomes` is the whole vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct


class Outcome(Struct, frozen=True):
    """One word of the vocabulary.

    ``kind``: ``result`` (the call is done), ``refusal`` (the dialect's envelope says no) or ``wire`` (the answer's
    delivery is damaged). ``plannable``: whether a fault may ask for it; ``possible``: of a call of which action
    (None for a route without one).
    """

    name: str
    kind: str
    meaning: str
    plannable: bool = True
    possible: Callable[[Any], bool] = lambda _: True


def _has_required_fields(action: Any) -> bool:
    return action is not None and bool(action.required)


def _has_an_application(action: Any) -> bool:
    return action is not None


OUTCOMES: Final[Mapping[str, Outcome]] = {
    outcome.name: outcome
    for outcome in (
        Outcome("ok", "result", "the call is done"),
        Outcome("unauthenticated", "refusal", "the credentials, or the session token, are wrong"),
        Outcome("integration-not-found", "refusal", "no such integration, or no such slug"),
        Outcome("unsupported-action", "refusal", "the application has no such action"),
        Outcome("missing-field", "refusal", "a required field is absent or empty", possible=_has_required_fields),
        Outcome("invalid-payload", "refusal", "the payload breaks the action's contract"),
        Outcome("invalid-request", "refusal", "the form, query or body breaks the route's contract"),
        Outcome("undeclared", "refusal", "strict mode found a field that no document declares"),
        Outcome("crm-error", "refusal", "the application itself refuses", possible=_has_an_application),
        Outcome("not-found", "refusal", "nothing is served at this path"),
        Outcome("method-not-allowed", "refusal", "the path is not served with this method"),
        Outcome("body-too-large", "refusal", "the body is larger than this server reads"),
        Outcome("host-refused", "refusal", "the Host header names somebody else"),
        Outcome("rate-limited", "refusal", "429 with Retry-After: too many calls"),
        Outcome("server-error", "refusal", "500: something unexpected"),
        Outcome("unavailable", "refusal", "503 with Retry-After: nobody is served"),
        Outcome("contract-broken", "refusal", "500: an answer of this server broke its own contract"),
        Outcome("unknown-outcome", "refusal", "the call asks for what it cannot come to", plannable=False),
        Outcome("connection-reset", "wire", "the connection is reset, the call is not carried out"),
        Outcome("empty-response", "wire", "the connection is closed, the call is not carried out"),
        Outcome("truncated-body", "wire", "the call is done, the connection ends halfway through the answer"),
        Outcome("malformed-json", "wire", "the call is done, a whole answer holds half of the JSON"),
        Outcome("slow-body", "wire", "the call is done, its answer arrives in pieces with pauses between them"),
    )
}
"""The outcomes of all vendors, in the order of the documentation; the refusals of a dialect are those of its table."""

WIRE: Final = frozenset(name for name, outcome in OUTCOMES.items() if outcome.kind == "wire")
"""Outcomes that damage the delivery of an answer instead of the answer."""

APPLICATION: Final = frozenset(("crm-error", "node-failed"))
"""Refusals of the application behind an action; only an action can come to them."""

LOST: Final = frozenset(("connection-reset", "empty-response"))
"""Wire faults that lose the call before anything is done."""

BREAKING: Final = frozenset(
    (
        "bad-auth-code",
        "bad-client-id",
        "bad-client-secret",
        "bad-grant-type",
        "bad-refresh-token",
        "body-too-large",
        "credentials-no-text",
        "event-incomplete",
        "invalid-assertion",
        "invalid-audience",
        "invalid-client",
        "invalid-content-type",
        "invalid-credentials",
        "invalid-grant",
        "invalid-json",
        "invalid-login",
        "invalid-multipart",
        "invalid-page-size",
        "invalid-payload",
        "invalid-request",
        "invalid-token",
        "method-not-allowed",
        "missing-account-id",
        "missing-field",
        "missing-linked-account",
        "missing-parameter",
        "missing-slug",
        "missing-token-account",
        "missing-workflow-slug",
        "no-credentials",
        "no-token",
        "not-found",
        "unauthenticated",
        "undeclared",
        "unknown-client",
        "unknown-object-type",
        "unknown-outcome",
        "unknown-token",
        "unknown-webhook-event",
        "unsupported-action",
        "unsupported-grant",
        "uri-too-long",
        "wrong-client-secret",
        "wrong-content-type",
    )
)
"""Refusals of a request that no correct client sends; the others are answers that every client must survive."""

OURS: Final = frozenset(("contract-broken", "server-error"))
"""Outcomes that are a defect of this server unless a fault planned them."""


def blamed(outcome: str) -> str | None:
    """Whose defect an outcome is that no fault planned: ``application``, ``mockserver`` or nobody's (None)."""
    if outcome in OURS:
        return "mockserver"
    return "application" if outcome in BREAKING else None
