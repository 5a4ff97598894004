"""Everything that a call can come to, by name: one vocabulary for answers, planned faults, journal and reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_OKTOPOST: Final = ("oktopost",)
_REFOLD: Final = ("refold",)
_BOTH: Final = ("oktopost", "refold")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word of the vocabulary.

    ``kind``: ``result`` (the call is done), ``refusal`` (the dialect's envelope says no) or ``wire`` (the answer's
    delivery is damaged). ``plannable``: whether a fault may ask for it.
    """

    name: str
    kind: str
    dialects: tuple[str, ...]
    meaning: str
    plannable: bool = True


OUTCOMES: Final[Mapping[str, Outcome]] = {
    outcome.name: outcome
    for outcome in (
        Outcome("ok", "result", _BOTH, "the call is done"),
        Outcome("null-contact", "result", _OKTOPOST, "a HubSpot look-up that finds nobody: contact is null"),
        Outcome("unauthenticated", "refusal", _BOTH, "the credentials, or the session token, are wrong"),
        Outcome("invalid-credentials", "refusal", _REFOLD, "the API key is nobody's"),
        Outcome("invalid-token", "refusal", _REFOLD, "what came is no session token"),
        Outcome("no-credentials", "refusal", _REFOLD, "there are no credentials at all"),
        Outcome("missing-linked-account", "refusal", _REFOLD, "an API key without a linked account"),
        Outcome("expired-integration-token", "refusal", _OKTOPOST, "the integration's own token has expired"),
        Outcome("no-permission", "refusal", _OKTOPOST, "the API key lacks the permission"),
        Outcome("integration-not-found", "refusal", _BOTH, "no such integration, or no such slug"),
        Outcome("cname-not-found", "refusal", _OKTOPOST, "the account has no such custom domain"),
        Outcome("integration-invalid", "refusal", _OKTOPOST, "the integration's status is invalid"),
        Outcome("integration-disabled", "refusal", _OKTOPOST, "the integration's state is disabled"),
        Outcome("unsupported-type", "refusal", _OKTOPOST, "integrations of this type have no actions"),
        Outcome("unsupported-action", "refusal", _BOTH, "the application has no such action"),
        Outcome("not-connected", "refusal", _REFOLD, "the linked account has not connected the application"),
        Outcome("application-not-found", "refusal", _REFOLD, "the organisation offers no such application"),
        Outcome("linked-account-not-found", "refusal", _REFOLD, "no such linked account to read or delete"),
        Outcome("linked-account-unknown", "refusal", _REFOLD, "no such linked account to mint a token for"),
        Outcome("linked-account-exists", "refusal", _REFOLD, "a linked account of this id is there already"),
        Outcome("missing-token-account", "refusal", _REFOLD, "a token is asked for without a linked account"),
        Outcome("missing-account-id", "refusal", _REFOLD, "a linked account is saved without an id"),
        Outcome("missing-field", "refusal", _BOTH, "a required field is absent or empty"),
        Outcome("invalid-payload", "refusal", _BOTH, "the payload breaks the action's contract"),
        Outcome("invalid-request", "refusal", _BOTH, "the form, query or body breaks the route's contract"),
        Outcome("wrong-content-type", "refusal", _OKTOPOST, "the body is neither a form nor JSON"),
        Outcome("undeclared", "refusal", _BOTH, "strict mode found a field that no document declares"),
        Outcome("crm-error", "refusal", _BOTH, "the application itself refuses"),
        Outcome("node-failed", "refusal", _REFOLD, "the application refuses, and node_status is Failed"),
        Outcome("not-found", "refusal", _BOTH, "nothing is served at this path"),
        Outcome("method-not-allowed", "refusal", _BOTH, "the path is not served with this method"),
        Outcome("body-too-large", "refusal", _BOTH, "the body is larger than this server reads"),
        Outcome("host-refused", "refusal", _BOTH, "the Host header names somebody else"),
        Outcome("rate-limited", "refusal", _BOTH, "429 with Retry-After: too many calls"),
        Outcome("server-error", "refusal", _BOTH, "500: something unexpected"),
        Outcome("unavailable", "refusal", _BOTH, "503 with Retry-After: nobody is served"),
        Outcome("contract-broken", "refusal", _BOTH, "500: an answer of this server broke its own contract"),
        Outcome("unknown-outcome", "refusal", _BOTH, "the call asks for what it cannot come to", plannable=False),
        Outcome("connection-reset", "wire", _BOTH, "the connection is reset, the call is not carried out"),
        Outcome("empty-response", "wire", _BOTH, "the connection is closed, the call is not carried out"),
        Outcome("truncated-body", "wire", _BOTH, "the call is done, the connection ends halfway through the answer"),
        Outcome("malformed-json", "wire", _BOTH, "the call is done, a whole answer holds half of the JSON"),
        Outcome("slow-body", "wire", _BOTH, "the call is done, its answer arrives in pieces with pauses between them"),
    )
}
"""Every outcome, in the order of the documentation; the refusals of a dialect are those of its own table."""

WIRE: Final = frozenset(name for name, outcome in OUTCOMES.items() if outcome.kind == "wire")
"""Outcomes that damage the delivery of an answer instead of the answer."""

APPLICATION: Final = frozenset(("crm-error", "node-failed"))
"""Refusals of the application behind an action; only an action can come to them."""

LOST: Final = frozenset(("connection-reset", "empty-response"))
"""Wire faults that lose the call before anything is done."""
