"""The Flask application: the dialects' routes as thin adapters over the gateway, and the control API."""

from __future__ import annotations

import time
from typing import Any, Final

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as WerkzeugResponse

from mockserver.console import consent, stream
from mockserver.console.pages import Console
from mockserver.control import door as control
from mockserver.core.http import EFFECT, MAX_BODY, TRANSPORT, Answer, Call
from mockserver.dialects.gateway import Gateway, Options, plain_error
from mockserver.openapi import page
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_EXTENSION: Final = "mockserver"


def create_app(gateway: Gateway | None = None) -> Flask:
    """The whole server as a Flask application, over a gateway or over a fresh default world."""
    gateway = gateway or Gateway(Sandboxes(world.load()), Options())
    app = Flask("mockserver", static_folder=None)
    app.extensions[_EXTENSION] = gateway
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.url_map.merge_slashes = False
    for dialect in gateway.dialects:
        for prefix in dialect.paths():
            for rule in (prefix, f"{prefix}/", f"{prefix}/<path:rest>"):
                app.add_url_rule(rule, dialect.name, _answer_dialect, methods=_METHODS, provide_automatic_options=False)
    app.register_blueprint(page.blueprint(gateway))
    app.register_blueprint(control.blueprint(gateway))
    app.register_blueprint(stream.blueprint(gateway))
    app.register_blueprint(Console(gateway).blueprint())
    app.register_blueprint(consent.blueprint(gateway))
    app.add_url_rule("/", "home", _home, provide_automatic_options=False)
    app.register_error_handler(HTTPException, _answer_error)
    return app


def _gateway() -> Gateway:
    from flask import current_app

    gateway: Gateway = current_app.extensions[_EXTENSION]
    return gateway


def _answer_dialect(rest: str = "") -> Response:
    gateway = _gateway()
    dialect = gateway.dialect_of(request.path)
    if dialect is None:
        raise RuntimeError(f"Flask routed {request.path} to a dialect that does not own it")
    return as_response(gateway.respond(read_call(), dialect))


def _answer_error(error: HTTPException) -> Any:
    """What Flask's own routing refuses (a method nobody serves, say) still gets its dialect's envelope."""
    if _gateway().dialect_of(request.path) is not None:
        return _answer_dialect()
    if control.owns(_gateway(), request.path):
        return control.as_response(error)
    return as_response(_gateway().respond_to_stray(read_call(), error.code or 500))


def _home() -> WerkzeugResponse:
    """The console for a person; a program that asks for no path gets to know which there are."""
    if "text/html" not in request.headers.get("Accept", ""):
        return as_response(_gateway().index(read_call()))
    return redirect(f"{_gateway().options.control}/")


def read_call() -> Call:
    """The present request as a value."""
    try:
        body, too_large = request.get_data(cache=True), False
    except RequestEntityTooLarge:
        body, too_large = b"", True
    scope = request.environ.get("asgi.scope")
    reused = False
    if scope is None:
        headers = {name.lower(): value for name, value in request.headers}
    else:  # as the other door reads them: WSGI would join what comes twice, and take a dash for an underscore
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if len(body) == MAX_BODY and request.environ["wsgi.input"].read(1):  # Flask cuts what comes in chunks
            body, too_large = b"", True
        reused = scope.get("extensions", {}).get(TRANSPORT, {}).get("reused", False)
    sent = scope["raw_path"].decode("latin-1") if scope and scope.get("raw_path") else ""
    query = request.query_string.decode("latin-1")
    call = Call(request.method, request.path, query, headers, body, too_large, sent if "%" in sent else "")
    call.reused, call.scheme = reused, request.scheme
    return call


def as_response(answer: Answer) -> Response:
    """An answer as Flask sends it.

    Under our own server the effect of a planted fault travels on to the event loop. Under another one a delay is
    slept here, and a wire fault, which needs the connection, becomes a 503 that says so.
    """
    effect = answer.effect
    scope = request.environ.get("asgi.scope")
    if effect is not None and scope is not None and TRANSPORT in scope.get("extensions", {}):
        scope[EFFECT] = effect
    elif effect is not None:
        time.sleep(effect.delay)
        if effect.wire not in (None, "malformed-json"):
            answer = plain_error(503, f"{effect.wire} needs the connection: serve with `mockserver serve`")
    response = Response(answer.body, answer.status or 200, answer.headers)
    if answer.status == 204:
        del response.headers["content-type"]  # Flask's own, of a body that is not there
    return response
