"""Credentials that an organisation holds already, taken over as a linked account's connection."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import Refusal, is_empty
from mockserver.dialects.refold import connections, linked_accounts
from mockserver.dialects.refold.acting import Asked, answering
from mockserver.dialects.refold.connections import KEYBASED, OAUTH2

_TOKENS: Final = ("access_token", "refresh_token")
_OF_OAUTH2: Final = (*_TOKENS, "client_id", "client_secret", "callback_url")
"""What may stand in the credentials of any application that is connected by OAuth2."""

_SAMPLE: Final = {"linked_account": "nobody", "names": "server_url,api_key", "application": "Hubspot"}

OUTCOMES: Final = (
    Outcome("linked-account-absent", "refusal", "no such linked account to take credentials over for"),
    Outcome("credentials-no-text", "refusal", "credentials with a value that is no text"),
    Outcome("tokens-not-permitted", "refusal", "tokens of OAuth2 for an application that is connected by keys"),
    Outcome("keys-not-permitted", "refusal", "keys for an application that is connected by OAuth2"),
)

REFUSALS: Final = {
    "linked-account-absent": Refusal(
        400, "linked account with id {linked_account} does not exist in test environment", "credentials",
        "R-78 public", "create {linked_account} with POST /api/v2/public/linked-account",
        code="SERVER_ERROR", sample=_SAMPLE,
    ),
    "credentials-no-text": Refusal(
        400, "auth_object values must be valid strings", "credentials", "R-78 public",
        "send {{name: text}}, or {{oauth2: {{name: text}}}} and {{keybased: {{name: text}}}}", code="SERVER_ERROR",
    ),
    "tokens-not-permitted": Refusal(
        400, "access_token and/or refresh_token only permitted in auth_object for OAuth2 based applications",
        "credentials", "R-78 public", "the auth_input_map of the application names what it is connected by",
        code="SERVER_ERROR",
    ),
    "keys-not-permitted": Refusal(
        400, "{names} only permitted in auth_object of auth_type: key_based for application {application}.",
        "credentials", "R-78 public", "{application} is connected by access_token and refresh_token",
        code="SERVER_ERROR", sample=_SAMPLE,
    ),
}  # fmt: skip


def migrate(store: Store, asked: Asked) -> Any:
    """R-78: connect an application with credentials, flat or below the name of their kind."""
    slug, given = asked.body["slug"], asked.body["auth_object"]
    application = store.get(connections.APPLICATIONS, slug)
    if application is None:
        slugs = ", ".join(item["slug"] for item in store.scan(connections.APPLICATIONS))
        raise Refused("application-not-found", slug=slug, org=asked.org, applications=slugs)
    account = store.get(linked_accounts.TABLE, asked.account)
    if account is None:
        raise Refused("linked-account-absent", linked_account=asked.account)
    by_kind = bool(given) and given.keys() <= {OAUTH2, KEYBASED} and all(isinstance(it, dict) for it in given.values())
    for kind, credentials in given.items() if by_kind else [(_kind(application, given), given)]:
        _verify(application, kind, credentials)
        connections.connect(asked.sandbox, application, kind, store, asked.account)
    if by_kind:
        return {"success": True, "message": "Token migrated successfully"}
    known = any(one["type"] == slug for one in account["integrations"])
    return {"success": True, "message": f"Integration - {slug} {'updated' if known else 'created'}"}


def _kind(application: Record, given: Collection[str]) -> str:
    """Which kind of credentials flat ones are: tokens tell, or else the way in which the application is connected."""
    ways = application["auth_type_options"]
    if any(name in given for name in _TOKENS) or KEYBASED not in ways:
        return OAUTH2
    return KEYBASED


def _verify(application: Record, kind: str, credentials: Mapping[str, Any]) -> None:
    """Hold credentials against what the application is connected by; Refused when they are others, or not whole."""
    if not credentials:
        raise Refused("verification-failed", reason="auth_object is empty")
    if not all(isinstance(value, str) for value in credentials.values()):
        raise Refused("credentials-no-text")
    ways = application["auth_type_options"]
    strange = [name for name in credentials if name not in _names(ways, kind)]
    if kind == OAUTH2 and kind not in ways:
        raise Refused("tokens-not-permitted")
    if kind not in ways or (kind == OAUTH2 and strange):
        raise Refused("keys-not-permitted", names=",".join(strange or credentials), application=application["name"])
    needed = _TOKENS[:1] if kind == OAUTH2 else [field["name"] for field in ways[kind] if field["required"]]
    missing = [name for name in needed if is_empty(credentials.get(name))]
    if missing:
        raise Refused("verification-failed", reason=f"{missing[0]} is empty")


def _names(ways: Mapping[str, Any], kind: str) -> Iterator[str]:
    if kind == OAUTH2:
        yield from _OF_OAUTH2
    yield from (field["name"] for field in ways.get(kind, ()))


VIEWS: Final = {"migrate_token": (answering(migrate), ("authentication", "request", "slug", "credentials"))}
