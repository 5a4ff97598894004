"""Small programs to measure against: a constant Flask view on our server, and peers that have no program of theirs.

``python -m benchmarks.apps NAME PORT`` serves one of PROGRAMS.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from benchmarks.example import ACCOUNT, PATH
from benchmarks.places import CONFIG

Scope = dict[str, Any]


def answer_text() -> str:
    """The JSON that the constant programs answer; written by the benchmarks before they start any."""
    return (CONFIG / "answer.json").read_text()


def constant() -> Any:
    """A bare Flask application: one view, the answer as a constant object."""
    from flask import Flask, jsonify

    app = Flask("constant")
    document = json.loads(answer_text())
    app.add_url_rule(PATH, "call", lambda: jsonify(document), methods=["POST"])
    return app


class Inline:
    """A WSGI application on an event loop, called in the loop's own thread: the least that Flask can cost there."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        message = await receive()
        status: list[Any] = []

        def start_response(line: str, headers: list[tuple[str, str]], *_: Any) -> None:
            status[:] = int(line[:3]), [(name.lower().encode(), value.encode()) for name, value in headers]

        body = b"".join(self.application(_environ(scope, message["body"]), start_response))
        await send({"type": "http.response.start", "status": status[0], "headers": status[1]})
        await send({"type": "http.response.body", "body": body})

    async def drain(self) -> None:
        """Nothing is ever under way here."""


class Threaded(Inline):
    """The same in threads, as a2wsgi does it."""

    def __init__(self, application: Any) -> None:
        from a2wsgi import WSGIMiddleware

        super().__init__(WSGIMiddleware(application, workers=32))

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        await self.application(scope, receive, send)


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"],
        "QUERY_STRING": scope["query_string"].decode(),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        upper = name.decode().upper().replace("-", "_")
        environ[upper if upper in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{upper}"] = value.decode()
    return environ


def serve(application: Any, port: int) -> None:
    """An ASGI application on the listener of our own server."""
    from mockserver.transport.server import Listener

    Listener(application, host="127.0.0.1", port=port).run()


def serve_asgi(port: int) -> None:
    """Our own ASGI application on uvicorn as it comes, without the lean door."""
    import uvicorn

    from mockserver.dialects.gateway import Gateway
    from mockserver.sandboxes.sandbox import Sandboxes
    from mockserver.transport.server import Application
    from mockserver.world import fixtures as world

    application: Any = Application(Gateway(Sandboxes(world.load())))
    uvicorn.run(application, port=port, log_level="error", access_log=False, lifespan="off")


def serve_uvloop(port: int) -> None:
    """Our server on uvloop's event loop."""
    import uvloop

    from mockserver.dialects.gateway import Gateway
    from mockserver.sandboxes.sandbox import Sandboxes
    from mockserver.transport.server import Server
    from mockserver.world import fixtures as world

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    Server(Gateway(Sandboxes(world.load())), port=port).run()


def serve_httpserver(port: int) -> None:
    """pytest-httpserver, which is a library for tests: the form and the credentials as matchers."""
    from pytest_httpserver import HTTPServer  # type: ignore[import-not-found] # lives with the peers
    from werkzeug.wrappers import Request, Response

    def answer(request: Request) -> Response:
        known = request.authorization is not None and request.authorization.username == ACCOUNT
        good = known and request.form.get("actionName") == "contact.getByEmail"
        return Response(text if good else "{}", HTTPStatus.OK if good else 400, content_type="application/json")

    text = answer_text()
    server = HTTPServer(port=port, threaded=True)
    server.expect_request(PATH, method="POST").respond_with_handler(answer)
    server.start()
    while True:
        server.clear_log()  # it keeps every request for ever
        asyncio.run(asyncio.sleep(1))


PROGRAMS: dict[str, Callable[[int], None]] = {
    "floor": lambda port: serve(Inline(constant()), port),
    "threads": lambda port: serve(Threaded(constant()), port),
    "asgi": serve_asgi,
    "uvloop": serve_uvloop,
    "httpserver": serve_httpserver,
}


def wsgi() -> Any:
    """Our own Flask application, for other WSGI servers: ``benchmarks.apps:wsgi()``."""
    from mockserver.transport.app import create_app

    return create_app()


if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](int(sys.argv[2]))
