"""OAuth: tokens that an app is granted. They are signed, name their sandbox, and expire by its clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from mockserver.core.clock import moment
from mockserver.core.errors import Refused
from mockserver.core.http import Malformed, parse_form
from mockserver.crm.hubspot.errors import PORTAL_ID
from mockserver.dialects.bodies import FORM, media_type
from mockserver.dialects.frame import CallContext, Reply
from mockserver.dialects.hubspot.scopes import all_scopes
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

LIFETIME: Final = 1800
"""Seconds that an access token is good for."""

CHECKS: Final = ("request", "client", "grant")

_REVOKED: Final = "hubspot/revoked"

_ALGORITHM: Final = "HS256"
_APP_ID: Final = 3630854
_USER: Final = {"user": "integration@acme.example", "user_id": 51000001, "hub_domain": "acme.example"}
_GRANTS: Final[Mapping[str, str]] = {
    "refresh_token": "bad-refresh-token",
    "authorization_code": "bad-auth-code",
    "client_credentials": "",
}
"""The outcome of each grant that lacks what it rests on."""


class Granted(NamedTuple):
    """What an access token says of itself: when it expires, in seconds, and what it allows."""

    expires: int
    scopes: Collection[str]


def create_token(context: CallContext) -> Any:
    """POST /oauth/v1/token."""
    form = _form(context)
    sandbox = _client(context, form)
    context.passes("client")
    grant = form["grant_type"]
    given = form.get("refresh_token" if grant == "refresh_token" else "code", "")
    valid = _is_refresh_token(sandbox, given) if grant == "refresh_token" else bool(given)
    if not valid and grant != "client_credentials":
        raise Refused(_GRANTS[grant])
    context.passes("grant")
    context.admit(form)
    now = int(sandbox.clock.timestamp())
    asked = form.get("scope", "").split()
    narrowed = {"scope": asked} if asked else {}
    granted = {
        "access_token": _signed(sandbox, {"iat": now, "exp": now + LIFETIME, "jti": context.request_id(), **narrowed}),
        "expires_in": LIFETIME,
        "token_type": "bearer",
    }
    if grant == "client_credentials":
        return granted
    return {"refresh_token": given if grant == "refresh_token" else _own_refresh_token(sandbox), **granted}


def get_access_token(context: CallContext) -> Any:
    """GET /oauth/v1/access-tokens/{token}."""
    token = context.arguments[0]
    expires, scopes = enter(context, token)
    context.passes("authentication")
    context.admit()
    left = expires - int(context.sandbox.clock.timestamp())
    return {"token": token, **_about(scopes), "expires_in": left, "token_type": "access"}


def get_refresh_token(context: CallContext) -> Any:
    """GET /oauth/v1/refresh-tokens/{token}."""
    sandbox = _enter_by_refresh_token(context)
    context.admit()
    client = sandbox.key(sandbox.world.names["hubspot"]["client_id"])
    return {"token": context.arguments[0], "client_id": client, **_about(all_scopes()), "token_type": "refresh"}


def delete_refresh_token(context: CallContext) -> Any:
    """DELETE /oauth/v1/refresh-tokens/{token}."""
    sandbox = _enter_by_refresh_token(context)
    context.admit()
    sandbox.transact(lambda store: store.insert(_REVOKED, {"token": context.arguments[0]}))
    return Reply()


def enter(context: CallContext, token: str) -> Granted:
    """The call acts in the sandbox that an access token of OAuth names; answers what the token says.

    Refused ``unauthenticated`` for any other text, ``expired-token`` for one whose time is over.
    """
    sandbox, claims = _read(context.sandboxes, token)
    if sandbox is None:
        raise Refused("unauthenticated")
    context.enter_sandbox(sandbox)
    late = int(sandbox.clock.timestamp()) - claims["exp"]
    if late >= 0:
        context.facts["expired"] = moment(datetime.fromtimestamp(claims["exp"], UTC))
        raise Refused("expired-token", late=late)
    context.facts["oauth"] = True
    return Granted(claims["exp"], claims.get("scope") or all_scopes())


def owner(sandboxes: Sandboxes, headers: Mapping[str, str]) -> Sandbox | None:
    """The sandbox of a bearer token, whether it has expired or not."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    named = sandboxes.find("hubspot", ("token", token.strip()))
    return named[0] if named else _read(sandboxes, token.strip())[0]


def _form(context: CallContext) -> dict[str, str]:
    kind = media_type(context.call.headers.get("content-type", FORM))
    if kind != FORM:
        raise Refused("invalid-request", reason=f"the body must be {FORM}, it is {kind}", evidence="X-02 choice")
    try:
        form = context.fields(parse_form(context.call.body), "form")
    except Malformed as error:
        raise Refused("invalid-request", reason=str(error), evidence="X-02 choice") from None
    violations = context.hold_request({"form": form})
    if violations:
        raise Refused("bad-grant-type", violations=violations)
    context.passes("request")
    return form


def _client(context: CallContext, form: Mapping[str, str]) -> Sandbox:
    if context.enter(("client", form.get("client_id", ""))) is None:
        raise Refused("bad-client-id")
    sandbox = context.sandbox
    if form.get("client_secret") != _secret(sandbox):
        raise Refused("bad-client-secret")
    return sandbox


def _secret(sandbox: Sandbox) -> str:
    return sandbox.key(sandbox.world.names["hubspot"]["client_secret"])


def _own_refresh_token(sandbox: Sandbox) -> str:
    return sandbox.key(sandbox.world.names["hubspot"]["refresh_token"])


def _is_refresh_token(sandbox: Sandbox, token: str) -> bool:
    return token == _own_refresh_token(sandbox) and sandbox.state.tables[_REVOKED].get(token) is None


def _enter_by_refresh_token(context: CallContext) -> Sandbox:
    token = context.arguments[0]
    if context.enter(("refresh", token)) is None or not _is_refresh_token(context.sandbox, token):
        raise Refused("bad-refresh-token")
    context.passes("grant")
    return context.sandbox


def _about(scopes: Collection[str]) -> dict[str, Any]:
    return {**_USER, "hub_id": PORTAL_ID, "app_id": _APP_ID, "scopes": list(scopes)}


def _signed(sandbox: Sandbox, claims: Mapping[str, Any]) -> str:
    import jwt  # most calls mint no token, and the library takes its time to import

    client = sandbox.key(sandbox.world.names["hubspot"]["client_id"])
    return jwt.encode({**claims, "client_id": client}, _key(sandbox), algorithm=_ALGORITHM)


def _key(sandbox: Sandbox) -> str:
    return _secret(sandbox).ljust(32, ".")  # shorter keys are against the standard


def _read(sandboxes: Sandboxes, token: str) -> tuple[Sandbox | None, dict[str, Any]]:
    import jwt

    try:
        client = jwt.decode(token, options={"verify_signature": False}).get("client_id")
        found = sandboxes.find("hubspot", ("client", client)) if isinstance(client, str) else None
        if found is None:
            return None, {}
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(found[0]),
            algorithms=[_ALGORITHM],
            options={"verify_exp": False, "verify_iat": False, "require": ["exp"]},
        )
    except jwt.InvalidTokenError:
        return None, {}
    return found[0], claims
