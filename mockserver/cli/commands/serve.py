"""Serve the APIs over HTTP until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

from mockserver import dialects
from mockserver.checks.sentences import one_line
from mockserver.cli import saving
from mockserver.cli.command_line import CannotRun, add_world_options, cannot_listen, drop_output, natural, port, seconds
from mockserver.console.sendable import of_call
from mockserver.console.snippets import curl
from mockserver.core import contracts
from mockserver.core.http import is_loopback
from mockserver.core.memory import settle
from mockserver.dialects.access import Line
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway, Options, credentials
from mockserver.sandboxes.sandbox import Away, Sandbox, Sandboxes
from mockserver.world import fixtures as world
from mockserver.world import shapes

if TYPE_CHECKING:
    from mockserver.transport.certificates import Secured
    from mockserver.transport.server import Server

_log = logging.getLogger("mockserver")

_QUIET = 1.0
"""Seconds after the start in which the first calls have the processor to themselves."""

_TITLE = 20
"""The width of what stands before the credentials at the start."""

_WIDTH = 120

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
    parser.add_argument("--store", metavar="URL", help="share the sandboxes by Redis or Valkey: redis://host:6379/0")
    parser.add_argument(
        "--store-prefix", default="mockserver", metavar="NAME", help="its keys begin so (default: %(default)s)"
    )
    parser.add_argument("--workers", type=natural, default=1, metavar="N", help="processes that answer, with --store")
    parser.add_argument("--load", type=Path, metavar="FILE", help="go on with the sandboxes that --save wrote")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write all sandboxes at the stop, for --load")
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
    _refuse_several_processes(arguments)
    sandboxes = open_world(arguments)
    if arguments.load is not None:
        saving.load(sandboxes, arguments.load)
    if arguments.save is not None and not os.access(arguments.save.parent, os.W_OK):
        raise CannotRun(f"--save: nothing can be written in {arguments.save.parent}")
    token = control_token(arguments.host)
    try:
        options = Options(
            cors=arguments.cors, hosts=arguments.allow_host, control=arguments.control_prefix, token=token
        )
    except ValueError as error:
        raise CannotRun(f"--control-prefix: {error}") from None
    with _secured(arguments) as secured:
        serve(arguments, Gateway(sandboxes, options), secured)
    if arguments.save is not None:
        saving.save(sandboxes, arguments.save)
        _say(f"{len(sandboxes)} sandboxes are in {arguments.save}: --load {arguments.save} goes on with them.\n")
    elif not sandboxes.is_shared:
        _say("The sandboxes of this server ended with it; --save FILE keeps them.\n")
    return 0


def _say(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:  # nobody reads any more
        drop_output()


@contextmanager
def _secured(arguments: argparse.Namespace) -> Iterator[Secured | None]:
    """What the listener needs to speak TLS: a folder that was given, or one that lasts while the server does."""
    if arguments.tls_port is None:
        if arguments.tls_cert is not None:
            raise CannotRun("--tls-cert needs --tls-port")
        yield None
        return
    from tempfile import TemporaryDirectory

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
    servers = _servers(arguments, gateway, secured)
    server, sandbox = servers[0], gateway.sandboxes.default

    def announce() -> None:
        if arguments.ready_file:
            _write_ready(arguments.ready_file, server, sandbox)
        try:
            sys.stdout.write(welcome(server.url, sandbox, gateway.options, _secured_line(server)))
            sys.stdout.flush()
        except OSError as error:  # a full disk, a reader that is gone: no reason not to serve
            drop_output()
            _log.warning("cannot write where it listens, %s: %s", server.url, error.strerror)

    if len(servers) == 1:
        if not arguments.quiet and sys.stdout.isatty():
            from mockserver.cli.commands.lines import CallLines

            telling = CallLines(f"{server.url}{gateway.options.control}/console", sys.stdout)
            gateway.sandboxes.budget.listener = telling.note
        _answer(server, announce)
        return
    from mockserver.transport import app  # noqa: F401 - here, for all workers together
    from mockserver.transport.workers import CannotWork, Workers

    try:
        Workers(len(servers), lambda place, ready: _answer(servers[place], ready), grace=arguments.grace).run(announce)
    except CannotWork as error:
        raise CannotRun(f"--workers: {error}") from None


def _servers(arguments: argparse.Namespace, gateway: Gateway, secured: Secured | None) -> list[Server]:
    """A server for each worker; all of them listen already, on one port."""
    from mockserver.transport.server import Server, bind

    made: list[Server] = []
    number = arguments.port
    for _ in range(arguments.workers):
        try:
            sockets = bind(arguments.host, number, is_shared=arguments.workers > 1)
        except OSError as error:
            raise cannot_listen(arguments.host, number, error) from None
        server = Server(
            gateway,
            host=arguments.host,
            port=number,
            lean=not arguments.closed_door,
            grace=arguments.grace,
            secured=secured,
            sockets=sockets,
        )
        number = server.port
        made.append(server)
    return made


def _answer(server: Server, ready: Callable[[], None]) -> None:
    """Answer until somebody asks to stop."""

    def begin() -> None:
        ready()
        settle()  # the world stays: nobody need look through it for garbage
        rest = threading.Timer(_QUIET, _load_the_rest, (server,))
        rest.daemon = True
        rest.start()

    server.run(ready=begin)


def _load_the_rest(server: Server) -> None:
    """Load what the first refusal and the first call of the control API would else wait for."""
    with suppress(OSError):  # too many open files: it is loaded when it is needed
        contracts.load().explainer(dialects.load()[0].error.name)
        server.application.load()
        settle()


def _refuse_several_processes(arguments: argparse.Namespace) -> None:
    if arguments.workers != 1 and arguments.store is None:
        raise CannotRun(
            f"--workers {arguments.workers} needs --store: without it the sandboxes are in one process's memory"
        )
    if arguments.workers < 1 or (arguments.workers > 1 and not hasattr(os, "fork")):
        raise CannotRun("--workers: at least 1, and no more on a system that does not fork")
    if arguments.store is not None and (arguments.save or arguments.load):
        raise CannotRun(
            "--save and --load are for sandboxes in one process's memory: those of --store stay in the store"
        )
    wanted = os.environ.get("WEB_CONCURRENCY", "1")
    if wanted not in ("", "0", "1"):
        raise CannotRun(
            f"WEB_CONCURRENCY={wanted} asks for several processes, but the records live in one process's memory: "
            "unset it, or start several servers on their own ports"
        )


def open_world(arguments: argparse.Namespace) -> Sandboxes:
    """The sandboxes that the world options describe; CannotRun when the fixtures cannot be used."""
    try:
        shape = None if arguments.org is None else shapes.read(arguments.org)
        begun = world.load(arguments.fixtures, populate=arguments.populate, seed=arguments.seed, shape=shape)
    except (world.InvalidFixture, shapes.InvalidShape) as error:
        raise CannotRun(str(error)) from None
    if shape is not None:
        count = sum(map(len, shape.records.values()))
        sys.stderr.write(f"--org {arguments.org}: {count} declarations taken from {len(shape.taken)} documents\n")
        sys.stderr.writelines(f"  left out: {line}\n" for line in map(one_line, shape.left_out))
    limit, idle = getattr(arguments, "max_sandboxes", 10_000), getattr(arguments, "idle_timeout", None)
    if getattr(arguments, "store", None) is None:
        return Sandboxes(begun, limit=limit, idle=idle)
    from mockserver.sandboxes.shared.log import Log, OtherWorld
    from mockserver.sandboxes.shared.sandboxes import SharedSandboxes

    try:
        log = Log(arguments.store, arguments.store_prefix)
        return SharedSandboxes(begun, log, world.variant_of, limit=limit, idle=idle)
    except (OtherWorld, Away, ValueError) as error:
        raise CannotRun(f"--store: {error}") from None


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
    return f"\n{'TLS':{_TITLE}} {server.secured_url}  (trust {server.secured.authority})"


def welcome(url: str, sandbox: Sandbox, options: Options, secured: str = "") -> str:
    """What a person reads at the start: where, with which credentials, and one call to paste."""
    known = credentials(url, sandbox)
    token = f"\n{'Control token':{_TITLE}} {options.token}  (header X-Mock-Token)" if options.token else ""
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
    rows = [f"{f'  {line.title}' if line.title else title:{_TITLE}}"]
    for number, (value, what) in enumerate(line.facts):
        fact = f" {what} {value}" + ("," if number + 1 < len(line.facts) else "")
        if number and len(rows[-1]) + len(fact) > _WIDTH:
            rows.append(" " * _TITLE)
        rows[-1] += fact
    return "\n".join(rows)
