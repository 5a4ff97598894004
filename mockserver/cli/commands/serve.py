"""Serve the APIs over HTTP until Ctrl-C."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from typing import TYPE_CHECKING, Any

from mockserver import dialects
from mockserver.cli.command_line import CannotRun, add_world_options, cannot_listen, drop_output, natural, port, seconds
from mockserver.console.sendable import of_call
from mockserver.console.snippets import curl
from mockserver.core import contracts
from mockserver.core.http import is_loopback
from mockserver.dialects.frame import Dialect, Line
from mockserver.dialects.gateway import Gateway, Options, credentials
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.world import fixtures as world

if TYPE_CHECKING:
    from mockserver.transport.certificates import Secured
    from mockserver.transport.server import Server

_log = logging.getLogger("mockserver")

_QUIET = 1.0
"""Seconds after the start in which the first calls have the processor to themselves."""

_LEVELS = ("debug", "info", "warning", "error")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port, default=4010, help="0 takes any free port (default: %(default)s)")
    add_world_options(parser)
    parser.add_argument("--ready-file", type=Path, metavar="PATH", help="write where it listens, as JSON, once it does")
    parser.add_argument("--log-level", choices=_LEVELS, default="warning", help="default: %(default)s")
    parser.add_argument("--quiet", action="store_true", help="no line for each call on a terminal")
    parser.add_argument(
        "--cors",
        choices=("any", "real"),
        default="any",
        help="real: cross-origin headers only where the vendor has them",
    )
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="answer this Host as well")
    parser.add_argument("--control-prefix", default="/__mock__", metavar="PATH", help="default: %(default)s")
    parser.add_argument("--max-sandboxes", type=natural, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--idle-timeout", type=seconds, metavar="SECONDS", help="drop sandboxes unused for so long")
    parser.add_argument(
        "--grace",
        type=seconds,
        default=2.0,
        metavar="SECONDS",
        help="what calls under way have at a stop (default: %(default)g)",
    )
    parser.add_argument("--tls-port", type=port, metavar="PORT", help="answer https as well, on a port of its own")
    parser.add_argument(
        "--tls-cert", type=Path, metavar="DIR", help="what `mockserver cert` wrote (default: a fresh certificate)"
    )
    parser.add_argument("--closed-door", action="store_true", help="route dialect calls through Flask and its hooks")


def run(arguments: argparse.Namespace) -> int:
    """Serve; 0 when asked to stop."""
    logging.basicConfig(level=arguments.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    _refuse_several_processes()
    sandboxes = open_world(arguments)
    token = control_token(arguments.host)
    try:
        options = Options(
            cors=arguments.cors, hosts=arguments.allow_host, control=arguments.control_prefix, token=token
        )
    except ValueError as error:
        raise CannotRun(f"--control-prefix: {error}") from None
    with _secured(arguments) as secured:
        serve(arguments, Gateway(sandboxes, options), secured)
    return 0


@contextmanager
def _secured(arguments: argparse.Namespace) -> Iterator[Secured | None]:
    """What the listener needs to speak TLS: a folder that was given, or one that lasts while the server does."""
    if arguments.tls_port is None:
        if arguments.tls_cert is not None:
            raise CannotRun("--tls-cert needs --tls-port")
        yield None
        return
    from mockserver.cli.commands import cert
    from mockserver.transport import certificates

    with TemporaryDirectory(prefix="mockserver-") as fresh:
        folder = arguments.tls_cert
        if folder is None:
            folder = Path(fresh)
            cert.issue(folder, [*certificates.LOCAL, arguments.host, *arguments.allow_host])
        try:
            secured = certificates.secured(listen(arguments.host, arguments.tls_port), folder)
        except OSError as error:
            files = f"{certificates.CERTIFICATE} and {certificates.AUTHORITY}, as `mockserver cert` writes them"
            raise CannotRun(f"--tls-cert {folder}: it must hold {files} ({error.strerror})") from None
        yield secured


def listen(host: str, number: int) -> list[socket.socket]:
    """Sockets that listen; CannotRun says why they cannot."""
    from mockserver.transport.server import bind

    try:
        return bind(host, number)
    except OSError as error:
        raise cannot_listen(host, number, error) from None


def serve(arguments: argparse.Namespace, gateway: Gateway, secured: Secured | None) -> None:
    """Serve until somebody asks to stop; CannotRun when nothing can listen there."""
    from mockserver.cli.commands.lines import CallLines
    from mockserver.transport.server import Server

    try:
        server = Server(
            gateway,
            host=arguments.host,
            port=arguments.port,
            lean=not arguments.closed_door,
            grace=arguments.grace,
            secured=secured,
        )
    except OSError as error:
        raise cannot_listen(arguments.host, arguments.port, error) from None
    sandbox = gateway.sandboxes.default

    def announce() -> None:
        if arguments.ready_file:
            _write_ready(arguments.ready_file, server, sandbox)
        try:
            sys.stdout.write(welcome(server.url, sandbox, gateway.options, _secured_line(server)))
            sys.stdout.flush()
        except OSError as error:  # a full disk, a reader that is gone: no reason not to serve
            drop_output()
            _log.warning("cannot write where it listens, %s: %s", server.url, error.strerror)
        gc.freeze()  # the world stays: nobody need look through it for garbage
        rest = threading.Timer(_QUIET, _load_the_rest, (server,))
        rest.daemon = True
        rest.start()

    if not arguments.quiet and sys.stdout.isatty():
        telling = CallLines(f"{server.url}{gateway.options.control}/console", sys.stdout)
        gateway.sandboxes.budget.listener = telling.note
    server.run(ready=announce)


def _load_the_rest(server: Server) -> None:
    """Load what the first refusal and the first call of the control API would else wait for."""
    with suppress(OSError):  # too many open files: it is loaded when it is needed
        contracts.load().explainer(dialects.load()[0].error.name)
        server.application.load()
        gc.freeze()


def _refuse_several_processes() -> None:
    wanted = os.environ.get("WEB_CONCURRENCY", "1")
    if wanted not in ("", "0", "1"):
        raise CannotRun(
            f"WEB_CONCURRENCY={wanted} asks for several processes, but the records live in one process's memory: "
            "unset it, or start several servers on their own ports"
        )


def open_world(arguments: argparse.Namespace) -> Sandboxes:
    """The sandboxes that the world options describe; CannotRun when the fixtures cannot be used."""
    try:
        begun = world.load(arguments.fixtures, populate=arguments.populate, seed=arguments.seed)
    except world.InvalidFixture as error:
        raise CannotRun(str(error)) from None
    limit = getattr(arguments, "max_sandboxes", 10_000)
    return Sandboxes(begun, limit=limit, idle=getattr(arguments, "idle_timeout", None))


def control_token(host: str) -> str | None:
    """What the control API asks for: nothing on loopback, else MOCKSERVER_TOKEN or a fresh secret."""
    given = os.environ.get("MOCKSERVER_TOKEN")
    if given or is_loopback(f"[{host}]" if ":" in host else host):
        return given or None
    import secrets

    return secrets.token_urlsafe(18)


def _write_ready(path: Path, server: Server, sandbox: Sandbox) -> None:
    ready: dict[str, Any] = {"url": server.url, "pid": os.getpid()}
    if server.secured is not None:
        ready["tls"] = {"url": server.secured_url, "ca_file": str(server.secured.authority)}
    try:
        path.write_text(json.dumps({**ready, **credentials(server.url, sandbox)}, indent=2) + "\n")
    except OSError as error:
        raise CannotRun(f"cannot write {path}: {error.strerror}") from None


def _secured_line(server: Server) -> str:
    """Where https is answered, and what a client has to trust for it."""
    if server.secured is None:
        return ""
    return f"\n{'TLS':18} {server.secured_url}  (trust {server.secured.authority})"


def welcome(url: str, sandbox: Sandbox, options: Options, secured: str = "") -> str:
    """What a person reads at the start: where, with which credentials, and one call to paste."""
    known = credentials(url, sandbox)
    token = f"\n{'Control token':18} {options.token}  (header X-Mock-Token)" if options.token else ""
    lines = "\n".join(_line(dialect.title, line) for dialect in dialects.load() for line in _lines(dialect, known))
    call = next(dialect.access.call(sandbox) for dialect in dialects.load())
    return f"""\
mockserver listens on {url}  (console and control API: {url}{options.control}/){secured}{token}

{lines}

Try it:
{indent(curl(of_call(call), url), "  ")}

Ctrl-C stops it.
"""


def _lines(dialect: Dialect, known: Mapping[str, Mapping[str, Any]]) -> Iterable[Line]:
    return dialect.access.lines(known[dialect.name])


def _line(title: str, line: Line) -> str:
    facts = ", ".join(f"{what} {value}" for value, what in line.facts)
    return f"{f'  {line.title}' if line.title else title:18} {facts}"
