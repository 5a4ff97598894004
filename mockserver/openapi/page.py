"""The documents over HTTP, and a page to read them on and to try calls from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request, send_from_directory

from mockserver.core.http import Answer, dump_json
from mockserver.dialects.gateway import Gateway, plain_error
from mockserver.openapi import apis, describe, vendors

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing of other origins, nothing inline."""

_VIEWER: Final = Path(__file__).parent / "viewer"
_FILES: Final = frozenset(("swagger-ui-bundle.js", "swagger-ui.css", "docs.css", "docs.js"))


def blueprint(gateway: Gateway) -> Blueprint:
    """``/openapi.json``, and below the control prefix ``/openapi/<dialect>.json`` and ``/docs``."""
    routes = Blueprint("openapi", __name__)
    control = gateway.options.control
    views: dict[str, Callable[..., Response]] = {
        "/openapi.json": _chosen_document,
        f"{control}/openapi/<dialect>.json": _document,
        f"{control}/docs": _page,
        f"{control}/docs/settings.json": _settings,
        f"{control}/docs/<name>": _file,
    }
    routes.after_request(_protect)
    for rule, view in views.items():
        routes.add_url_rule(rule, view.__name__.strip("_"), partial(view, gateway), methods=("GET",))
    return routes


def _protect(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.pop("Date", None)  # the server gives one to every answer
    return response


def _chosen_document(gateway: Gateway) -> Response:
    return _document(gateway, request.args.get("dialect"))


def _document(gateway: Gateway, dialect: str | None) -> Response:
    if dialect is not None and dialect not in apis():
        return _as_response(plain_error(404, f"there is no dialect {dialect}, only {', '.join(apis())}"))
    names = vendors() if dialect is None else (dialect,)
    server, control = request.host_url.rstrip("/"), gateway.options.control
    return _json(describe(names, gateway.sandboxes.world, server=server, control=control))


def _page(_: Gateway) -> Response:
    return send_from_directory(_VIEWER, "docs.html")


def _file(_: Gateway, name: str) -> Response:
    if name not in _FILES:
        return _as_response(plain_error(404, f"the page has no file {name}"))
    return send_from_directory(_VIEWER, name)


def _settings(gateway: Gateway) -> Response:
    """What the page's script needs to know: the documents that there are."""
    prefix = gateway.options.control
    documents = [
        {"dialect": name, "title": api.title, "url": f"{prefix}/openapi/{name}.json"} for name, api in apis().items()
    ]
    return _json({"documents": documents})


def _json(document: Any) -> Response:
    return Response(dump_json(document), content_type="application/json", headers=[("Cache-Control", "no-store")])


def _as_response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers)
