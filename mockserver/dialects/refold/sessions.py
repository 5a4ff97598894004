"""Session tokens of linked accounts: JSON Web Tokens that name their sandbox, expire by its clock, can be revoked."""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.dialects.refold.access import org_id, secret
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes

REFRESH_LIFETIME: Final = 30 * 24 * 3600
"""Seconds that a refresh token is good for; the vendor's sample shows a little less than thirty days."""

TABLE: Final = "refold/session"

_ALGORITHM: Final = "HS256"

_CLAIMS: Final = {"org_id": str, "linked_account_id": str, "exp": int, "sub": str}
"""What a token must say, whoever signed it."""


def granted(sandbox: Sandbox, account: Record, *, fresh: bool = False) -> dict[str, Any]:
    """The answer to whoever asks for a token: it, the one to renew it with, and the seconds that each is good for."""
    import jwt

    token = issue(sandbox, account, fresh=fresh)
    claims = jwt.decode(token, options={"verify_signature": False})
    renewing = {**claims, "exp": claims["iat"] + REFRESH_LIFETIME, "is_refresh": True}
    now = int(sandbox.clock.timestamp())
    return {
        "token": token,
        "refresh_token": jwt.encode(renewing, secret(sandbox), algorithm=_ALGORITHM),
        "expires_in": claims["exp"] - now,
        "refresh_expires_in": renewing["exp"] - now,
    }


def issue(sandbox: Sandbox, account: Record, *, fresh: bool = False) -> str:
    """A token for a linked account: the valid one that it has, or (``fresh``, or none) a new one."""
    return sandbox.transact(partial(_issue, sandbox, account, fresh))


def _issue(sandbox: Sandbox, account: Record, fresh: bool, store: Store) -> str:  # noqa: FBT001 - of a partial
    import jwt  # half of this module's callers never mint a token, and the library takes its time to import

    now = int(store.clock.timestamp())
    account_id = account["account_id"]
    held = _newest(store, account_id)
    if held is not None and not fresh and is_current(sandbox, held):
        return held
    number = store.next(TABLE)
    claims = {
        "org_id": org_id(sandbox),
        "linked_account_id": account_id,
        "environment": "test",
        "iat": now,
        "exp": now + store.settings["refold_session_lifetime"],
        "jti": str(number),
        "sub": account["_id"],
    }
    token: str = jwt.encode(claims, secret(sandbox), algorithm=_ALGORITHM)
    store.insert(TABLE, {"token": token, "account_id": account_id, "number": number, "revoked": False})
    return token


def _newest(store: Store, account_id: str) -> str | None:
    held = store.find(TABLE, "account_id", account_id)
    token: str | None = max(held, key=itemgetter("number"))["token"] if held else None
    return token


def is_current(sandbox: Sandbox, token: str) -> bool:
    """Whether a token of this sandbox is neither revoked nor expired, and its linked account still there."""
    claims = _claims(token, secret(sandbox))
    return claims is not None and _holds(sandbox, token, claims)


def read(sandboxes: Sandboxes, token: str) -> tuple[Sandbox, str] | None:
    """The sandbox and the linked account of a token that may be used now; None for any other text."""
    named = sandboxes.find("refold", ("token", token))
    if named is not None:
        fixed = named[0]
        account_id = fixed.world.names["refold"]["linked_account_id"]
        usable = not _is_revoked(fixed, token) and _account(fixed, account_id) is not None
        return (fixed, account_id) if usable else None
    sandbox = _named(sandboxes, token)
    if sandbox is None:
        return None
    claims = _claims(token, secret(sandbox))
    if claims is None or not _holds(sandbox, token, claims):
        return None
    return sandbox, claims["linked_account_id"]


def owner(sandboxes: Sandboxes, token: str) -> Sandbox | None:
    """The sandbox that made a token, be it expired or revoked by now; None for any other text."""
    fixed = sandboxes.find("refold", ("token", token))
    if fixed is not None:
        return fixed[0]
    sandbox = _named(sandboxes, token)
    return sandbox if sandbox is not None and _claims(token, secret(sandbox)) is not None else None


def revoke(sandbox: Sandbox, token: str, account_id: str) -> int:
    """Make a token worthless from now on; answers how many were revoked."""

    def revoke_in(store: Store) -> int:
        held = store.get(TABLE, token)
        if held is None:
            store.insert(TABLE, {"token": token, "account_id": account_id, "number": 0, "revoked": True})
        else:
            store.replace(TABLE, {**held, "revoked": True})
        return int(held is None or not held["revoked"])

    return sandbox.transact(revoke_in)


def _is_revoked(sandbox: Sandbox, token: str) -> bool:
    held = sandbox.state.tables[TABLE].get(token)
    return held is not None and held["revoked"]


def _holds(sandbox: Sandbox, token: str, claims: dict[str, Any]) -> bool:
    if "is_refresh" in claims or _is_revoked(sandbox, token) or sandbox.clock.timestamp() >= claims["exp"]:
        return False
    # A linked account that was deleted and created again under its old id is another one.
    account = _account(sandbox, claims["linked_account_id"])
    return account is not None and account["_id"] == claims["sub"]


def _account(sandbox: Sandbox, account_id: str) -> Record | None:
    return sandbox.state.tables["refold/linkedAccount"].get(account_id)


def _named(sandboxes: Sandboxes, token: str) -> Sandbox | None:
    import jwt

    try:
        unverified = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    named = sandboxes.find("refold", ("org", str(unverified.get("org_id"))))
    return named[0] if named else None


def _claims(token: str, secret: bytes) -> dict[str, Any] | None:
    import jwt

    try:
        # The sandbox's clock decides about time, and it may be frozen or moved: only the signature is checked here.
        options: Any = {
            "verify_exp": False,
            "verify_iat": False,
            "require": list(_CLAIMS),
        }
        claims: dict[str, Any] = jwt.decode(token, secret, algorithms=[_ALGORITHM], options=options)
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return claims if all(isinstance(claims[name], kind) for name, kind in _CLAIMS.items()) else None
