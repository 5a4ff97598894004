"""The documents over HTTP, and a page to read them on and to try calls from."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request, send_from_directory

from mockserver.core.http import Answer, dump_json, dump_slices
from mockserver.dialects.gateway import Gateway, plain_error
from mockserver.openapi import apis, describe, vendors

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing of other origins, nothing inline."""

_VIEWER: Final = Path(__file__).parent / "viewer"
_FILES: Final = frozenset(("swagger-ui-bundle.js", "swagger-ui.css", "docs.css", "docs.js"))

_KEPT: Final = 4
"""Documents that are kept once they are made: each takes half a second and up to three megabytes."""


def blueprint(gateway: Gateway) -> Blueprint:
    """``/openapi.json``, and below the control prefix ``/openapi/<dialect>.json`` and ``/docs``."""
    routes = Blueprint("openapi", __name__)
    control = gateway.options.control
    documents = lru_cache(_KEPT)(partial(_document, gateway))
    views: dict[str, tuple[str, Callable[..., Response]]] = {
        "chosen_document": ("/openapi.json", lambda: _show(documents, request.args.get("dialect"))),
        "document": (f"{control}/openapi/<dialect>.json", partial(_show, documents)),
        "page": (f"{control}/docs", _page),
        "settings": (f"{control}/docs/settings.json", partial(_settings, control)),
        "file": (f"{control}/docs/<name>", _file),
    }
    routes.after_request(_protect)
    for name, (rule, view) in views.items():
        routes.add_url_rule(rule, name, view, methods=("GET",))
    return routes


def _protect(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.pop("Date", None)  # the server gives one to every answer
    return response


def _document(gateway: Gateway, dialect: str | None, server: str) -> bytes:
    """The text of the document of one API, or of all vendors', as it is served at an address."""
    names = vendors() if dialect is None else (dialect,)
    return b"".join(
        dump_slices(describe(names, gateway.sandboxes.world, server=server, control=gateway.options.control))
    )


def _show(documents: Callable[[str | None, str], bytes], dialect: str | None) -> Response:
    if dialect is not None and dialect not in apis():
        return _as_response(plain_error(404, f"there is no dialect {dialect}, only {', '.join(apis())}"))
    return _json(documents(dialect, request.host_url.rstrip("/")))


def _page() -> Response:
    return send_from_directory(_VIEWER, "docs.html")


def _file(name: str) -> Response:
    if name not in _FILES:
        return _as_response(plain_error(404, f"the page has no file {name}"))
    return send_from_directory(_VIEWER, name)


def _settings(control: str) -> Response:
    """What the page's script needs to know: the documents that there are."""
    documents = [
        {"dialect": name, "title": api.title, "url": f"{control}/openapi/{name}.json"} for name, api in apis().items()
    ]
    return _json(dump_json({"documents": documents}))


def _json(text: bytes) -> Response:
    return Response(text, content_type="application/json", headers=[("Cache-Control", "no-store")])


def _as_response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers)
