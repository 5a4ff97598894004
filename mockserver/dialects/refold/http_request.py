"""The action httprequest: a call of the application's own API, answered by this sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from mockserver import dialects
from mockserver.core.errors import CrmError, InvalidPayload
from mockserver.core.http import Call, Malformed, dump_json, load_json
from mockserver.core.offload import require_thread
from mockserver.core.store import Store
from mockserver.dialects.frame import CallContext, is_empty
from mockserver.dialects.refold.parameters import document
from mockserver.sandboxes.journal import Exchange

NAME = "httprequest"


def run(_store: Store, _payload: Mapping[str, Any]) -> Any:
    """Never called: the route leads the call to the application's API, which changes the store itself."""
    raise RuntimeError(f"{NAME} acts on no store of its own")


def ask(context: CallContext, app: str, given: Mapping[str, Any]) -> Any:
    """The document that the application's own API answers to a call with the connection's credentials.

    CrmError with the application's status and document when that is 400 or above.
    """
    require_thread()
    dialect = dialects.named(app)
    call = _call(given, dialect.access.call(context.sandbox).headers)
    inner = CallContext(context.sandboxes, call, Exchange(call, dialect=dialect.name))
    answer = dialect.answer(inner)
    try:
        told = load_json(answer.body) if answer.body else None
    except Malformed:
        told = answer.body.decode(errors="replace")
    if answer.status >= 400:
        raise CrmError(f"{answer.status}: {call.method} {call.path}", status=answer.status, body=told)
    return told


def _call(given: Mapping[str, Any], login: Mapping[str, str]) -> Call:
    """The call that the parameters describe; whatever host ``base_url`` names, its path stands before ``url_path``."""
    try:
        base, rest = urlsplit(given.get("base_url") or ""), urlsplit(given["url_path"])
    except ValueError as error:
        raise InvalidPayload(f"url_path: expected a path, such as /rest/v1/lists.json ({error})") from None
    path = f"{base.path.rstrip('/')}/{rest.path.lstrip('/')}"
    headers = {name.lower(): str(value) for name, value in (document(given, "headers", dict) or {}).items()}
    body = given.get("body")
    if is_empty(body):
        sent = b""
    else:
        sent = body.encode() if isinstance(body, str) else dump_json(body)
        headers.setdefault("content-type", "application/json")
    # Faults are planned for the call of the action, not for the one that it makes.
    kept = {name: value for name, value in headers.items() if not name.startswith("x-mock-")}
    raw = path if "%" in path else ""
    return Call(given["method"].strip().upper(), unquote(path), rest.query, {**kept, **login}, sent, raw=raw)
