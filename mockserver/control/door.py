"""The control API as a Flask blueprint, and what keeps web pages of other origins away from it."""

from __future__ import annotations

import hmac
import logging
import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import IO, Any, Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import parse_cookie

from mockserver.control.frame import CODES, WHOLE, Denied, Route
from mockserver.control.routes import LONG, routes
from mockserver.control.worlds import Whole
from mockserver.core import contracts
from mockserver.core.errors import BrokenContract
from mockserver.core.http import MAX_BODY, MAX_DOCUMENT, MAX_STATE, Malformed, dump_json, parse_pairs
from mockserver.dialects.gateway import Gateway

_log: Final = logging.getLogger("mockserver")
OPEN: Final = frozenset(("control/health", "control/ready"))
"""What a supervisor may ask without the token."""

_SEEN_ANYWHERE: Final = frozenset(("consent.show", "console.static"))
"""What a browser may also reach by a vendor's own host name, where that leads here: it tells and changes nothing."""

COOKIE: Final = "mockserver_console"
"""The cookie of a browser that gave the token to the console; SameSite keeps other sites from using it."""

_HEADERS: Final = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


def blueprint(gateway: Gateway) -> Blueprint:
    """The routes below the gateway's control prefix; the Host is checked for every path that is no dialect's."""
    control = Blueprint("control", __name__, url_prefix=gateway.options.control)
    control.before_app_request(partial(_check_host, gateway))
    for route in routes():
        rule = re.sub(r"\{(\w+)\}", _converter, route.path)
        view = partial(_view, gateway, route)
        control.add_url_rule(rule, route.key.rpartition("/")[2], view, methods=[route.method])
    return control


def _converter(found: re.Match[str]) -> str:
    return f"<path:{found[1]}>" if found[1] in LONG else f"<{found[1]}>"


def owns(gateway: Gateway, path: str) -> bool:
    """Whether a path lies below the control prefix."""
    return f"{path}/".startswith(f"{gateway.options.control}/")


def as_response(error: HTTPException) -> Response:
    """What Flask's own routing refuses below the prefix, in this API's words."""
    code = {HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large"}.get(
        HTTPStatus(error.code or 500), "not-found"
    )
    response = _refusal(
        Denied(code, f"nothing answers {request.method} {request.path}; docs/control.md lists what does")
    )
    if code == "method-not-allowed":
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return response


def check_host(gateway: Gateway, host: str) -> None:
    """Denied unless the Host header names this server: a page that rebinds its own name to us must get nothing."""
    if not gateway.is_own_host(host):
        name = host.rpartition(":")[0] or host
        raise Denied(
            "host-refused",
            f"the Host {host or 'that is missing'} is not answered here: use localhost or 127.0.0.1, "
            f"or start the server with --allow-host {name}",
        )


def check_origin(headers: Headers) -> None:
    """Denied when a web page of another origin asks; a page of ours and programs that are no browsers may."""
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site", "none")
    # As text: what a page sends as its origin is scheme://host:port and nothing else, or it is not ours.
    if origin is not None and origin.partition("://")[2].lower() != headers.get("Host", "").lower():
        raise Denied("origin-refused", f"the control API answers no page of the origin {origin}")
    if site not in ("same-origin", "none"):
        raise Denied("origin-refused", f"the control API answers no page of another site (Sec-Fetch-Site: {site})")


def check_token(gateway: Gateway, headers: Headers) -> None:
    """Denied unless the server asks for no token, or the call carries it, or the cookie that stands for it."""
    token = gateway.options.token
    if token is None:
        return
    scheme, _, bearer = headers.get("Authorization", "").partition(" ")
    given = headers.get("X-Mock-Token") or (bearer.strip() if scheme.lower() == "bearer" else "")
    cookie = _cookie(headers)
    if not (is_same(given, token) or is_same(cookie, pass_of(token))):
        raise Denied(
            "token-required", "send the header X-Mock-Token with the token that the server printed at its start"
        )


def _cookie(headers: Headers) -> str:
    try:
        return parse_cookie(headers.get("Cookie")).get(COOKIE, "")
    except UnicodeDecodeError:  # no browser keeps such a one of ours
        return ""


def is_same(given: str, secret: str) -> bool:
    """Whether a text is the secret, in a time that tells nothing of it."""
    return hmac.compare_digest(given.encode(), secret.encode())


def pass_of(token: str) -> str:
    """What the console's cookie holds for a token: a browser sends cookies to every port of a host, so not itself."""
    return hmac.new(token.encode(), b"console", "sha256").hexdigest()


def check_content_type(content_type: str | None, body: bytes | IO[bytes]) -> None:
    """Denied unless a body is declared as JSON, which no page can send to another origin without being asked."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind != "application/json" and (body or content_type):
        raise Denied("wrong-content-type", f"send Content-Type: application/json, not {kind or 'a body of no type'}")


def _check_host(gateway: Gateway) -> Response | None:
    host = request.headers.get("Host", "")
    dialect = gateway.dialect_of(request.path) or gateway.dialect_of_host(host)
    if dialect is not None and not owns(gateway, request.path):
        return None  # the gateway refuses in the words of the dialect
    if dialect is not None and request.endpoint in _SEEN_ANYWHERE:
        return None
    try:
        check_host(gateway, host)
    except Denied as denied:
        return _refusal(denied)
    return None


def _view(gateway: Gateway, route: Route, **path: str) -> Response:
    try:
        return _answered(_ask(gateway, route, path), route.success)
    except Denied as denied:
        return _refusal(denied)
    except BrokenContract as broken:
        _log.error("%s", broken)
        return _refusal(Denied("server-error", str(broken), violations=broken.violations))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong, the asker gets this API's words
        _log.exception("%s %s failed", request.method, request.path)
        return _refusal(Denied("server-error", f"a defect of this server, {type(error).__name__}: see its log"))


def _ask(gateway: Gateway, route: Route, path: Mapping[str, str]) -> Any:
    headers = request.headers
    check_origin(headers)
    if route.key not in OPEN:
        check_token(gateway, headers)
    body = _body(route)
    check_content_type(headers.get("Content-Type"), body)
    gateway.sandboxes.sweep()
    url = f"{request.scheme}://{headers['Host']}"
    return route.answer(gateway, url, path, _query(), body)


def _body(route: Route) -> bytes | IO[bytes]:
    """The bytes of the body; a large world is read while it is taken apart."""
    limit = MAX_STATE if route.key in WHOLE else MAX_BODY
    # Werkzeug cuts a body sent in chunks at its limit without a word: one byte more tells that it was longer.
    request.max_content_length = limit + 1
    try:
        if route.key in WHOLE and (request.content_length or limit) > MAX_DOCUMENT:
            return request.stream
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        body = None
    if body is None or len(body) > limit:
        raise Denied("too-large", f"the body is larger than {limit} bytes")
    return body


def _query() -> dict[str, str]:
    try:
        pairs = parse_pairs(request.query_string.decode("latin-1"), "query")
    except Malformed as error:
        raise Denied("invalid-request", str(error)) from None
    twice = sorted(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    if twice:
        raise Denied("invalid-request", f"query.{twice[0]}: expected one value, got several")
    return dict(pairs)


def _answered(document: Any, status: int) -> Response:
    body = document.pieces() if isinstance(document, Whole) else dump_json(document)
    return Response(body, status, _HEADERS)


def _refusal(denied: Denied) -> Response:
    document = denied.as_json()
    contract = contracts.load().of("control/error", "response")
    if not contract.is_valid(document):
        _log.error("the refusal %r breaks %s", document, contract.name)
    return _answered(document, CODES[denied.code])
