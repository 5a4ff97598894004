"""Session tokens of linked accounts: JSON Web Tokens that name their sandbox, expire by its clock, can be revoked."""

from __future__ import annotations

from typing import Any, Final

from mockserver.sandbox import Sandbox, Sandboxes
from mockserver.store import Record

LIFETIME: Final = 24 * 3600
"""Seconds; the documentation says 24 hours in one place and shows three and seven days in others."""

_ALGORITHM: Final = "HS256"


def issue(sandbox: Sandbox, account: Record, *, fresh: bool = False) -> str:
    """A token for a linked account: the valid one that it has, or (``fresh``, or none) a new one."""
    import jwt  # half of this module's callers never mint a token, and the library takes its time to import

    now = int(sandbox.clock.timestamp())
    account_id = account["account_id"]
    with sandbox.lock:
        held = sandbox.sessions.get(account_id)
        if held is not None and not fresh and is_current(sandbox, held):
            return held
        sandbox.sessions_made += 1
        claims = {
            "org_id": sandbox.org_id,
            "linked_account_id": account_id,
            "environment": "test",
            "iat": now,
            "exp": now + LIFETIME,
            "jti": str(sandbox.sessions_made),
            "sub": account["_id"],
        }
        token = jwt.encode(claims, sandbox.secret, algorithm=_ALGORITHM)
        sandbox.sessions[account_id] = token
    return token


def is_current(sandbox: Sandbox, token: str) -> bool:
    """Whether a token of this sandbox is neither revoked nor expired, and its linked account still there."""
    claims = _claims(token, sandbox.secret)
    return claims is not None and _holds(sandbox, token, claims)


def read(sandboxes: Sandboxes, token: str) -> tuple[Sandbox, str] | None:
    """The sandbox and the linked account of a token that may be used now; None for any other text."""
    fixed = sandboxes.by_fixed_token(token)
    if fixed is not None:
        account_id = fixed.world.credentials.refold_linked_account
        usable = token not in fixed.revoked and _account(fixed, account_id) is not None
        return (fixed, account_id) if usable else None
    sandbox = _named(sandboxes, token)
    if sandbox is None:
        return None
    claims = _claims(token, sandbox.secret)
    if claims is None or not _holds(sandbox, token, claims):
        return None
    return sandbox, claims["linked_account_id"]


def owner(sandboxes: Sandboxes, token: str) -> Sandbox | None:
    """The sandbox that made a token, be it expired or revoked by now; None for any other text."""
    fixed = sandboxes.by_fixed_token(token)
    sandbox = _named(sandboxes, token) if fixed is None else fixed
    return sandbox if sandbox is fixed or (sandbox and _claims(token, sandbox.secret) is not None) else None


def revoke(sandbox: Sandbox, token: str) -> int:
    """Make a token worthless from now on; answers how many were revoked."""
    with sandbox.lock:
        known = token not in sandbox.revoked
        sandbox.revoked.add(token)
    return int(known)


def _holds(sandbox: Sandbox, token: str, claims: dict[str, Any]) -> bool:
    if token in sandbox.revoked or sandbox.clock.timestamp() >= claims["exp"]:
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
    return sandboxes.by_org(str(unverified.get("org_id")))


def _claims(token: str, secret: bytes) -> dict[str, Any] | None:
    import jwt

    try:
        # The sandbox's clock decides about time, and it may be frozen or moved: only the signature is checked here.
        options: Any = {
            "verify_exp": False,
            "verify_iat": False,
            "require": ["org_id", "linked_account_id", "exp", "sub"],
        }
        claims: dict[str, Any] = jwt.decode(token, secret, algorithms=[_ALGORITHM], options=options)
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return claims
