"""The route of the event stream: who may listen is decided here, the events themselves flow past Flask."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from mockserver.console.feed import FEED, HEADERS, Feed, event
from mockserver.control import door
from mockserver.control.frame import Denied
from mockserver.core.http import TRANSPORT, dump_json
from mockserver.dialects.gateway import Gateway

_RETRY: Final = b"retry: 500\n\n"
_LONGEST_NUMBER: Final = 18


def blueprint(gateway: Gateway) -> Blueprint:
    """``<control>/sandboxes/{id}/events``, and ``<control>/``, which leads to the console."""
    routes = Blueprint("stream", __name__)

    def events(sandbox_id: str) -> AnyResponse:
        try:
            door.check_origin(request.headers)
            door.check_token(gateway, request.headers)
            if request.args.get("server", gateway.instance) != gateway.instance:
                return Response(event("restarted", {}), headers=list(HEADERS))
            return _listen(_feed(gateway, sandbox_id))
        except Denied as denied:
            return Response(dump_json(denied.as_json()), denied.status, content_type="application/json")

    def home() -> AnyResponse:
        return redirect(f"{gateway.options.control}/console/")

    routes.add_url_rule(f"{gateway.options.control}/sandboxes/<sandbox_id>/events", "events", events)
    routes.add_url_rule(f"{gateway.options.control}/", "home", home)
    return routes


def _feed(gateway: Gateway, sandbox_id: str) -> Feed:
    sandbox = gateway.sandboxes.get(sandbox_id)
    if sandbox is None:
        raise Denied("not-found", f"there is no sandbox {sandbox_id}: it was deleted, or dropped after its idle time")
    gateway.sandboxes.follow([sandbox])
    seen = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    is_number = seen.isdecimal() and len(seen) <= _LONGEST_NUMBER
    return Feed(gateway.sandboxes, sandbox, int(seen) if is_number else 0)


def _listen(feed: Feed) -> Response:
    """An endless stream under our own server; under another one what is new now, to be asked for again soon."""
    scope = request.environ.get("asgi.scope")
    if scope is not None and TRANSPORT in scope.get("extensions", {}):
        scope[FEED] = feed
        return Response(headers=list(HEADERS))
    return Response(_RETRY + feed.news(), headers=list(HEADERS))
