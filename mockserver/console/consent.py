"""The page on which a person allows or denies that an application is connected, where a vendor has such a thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from mockserver.console import vendor
from mockserver.console.vendor import Consent
from mockserver.dialects.gateway import Gateway

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What the page carries. No Cross-Origin-Opener-Policy: whoever opened the window must see when it closes."""


def blueprint(gateway: Gateway) -> Blueprint:
    """The page, below the control prefix; a state that nobody can guess is all that it asks for."""
    routes = Blueprint("consent", __name__, url_prefix=gateway.options.control)
    routes.add_url_rule("/consent", "show", lambda: _show(gateway))
    return routes


def _show(gateway: Gateway) -> AnyResponse:
    asked = _asked(gateway, request.args.get("state", ""))
    if asked is not None and asked.at_once:
        response: AnyResponse = redirect(asked.allow, 302)
    else:
        response = Response(render_template("console/consent.html", asked=asked), 200 if asked else 404)
    response.headers.update(HEADERS)
    return response


def _asked(gateway: Gateway, state: str) -> Consent | None:
    found = (vendor.of(dialect).consent(gateway.sandboxes, state) for dialect in gateway.dialects)
    return next((one for one in found if one is not None), None)
