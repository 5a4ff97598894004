"""Serve both APIs over HTTP until Ctrl-C."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver import contracts, world
from mockserver.cli import CannotRun, add_world_options, natural, port, seconds
from mockserver.gateway import Gateway, Options, credentials, is_loopback
from mockserver.sandbox import Sandbox, Sandboxes

if TYPE_CHECKING:
    from mockserver.server import Server

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
    parser.add_argument("--cors", choices=("any", "real"), default="any", help="real: no cross-origin headers at all")
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
    gateway = Gateway(sandboxes, options)

    from mockserver.server import Server

    try:
        server = Server(
            gateway,
            host=arguments.host,
            port=arguments.port,
            lean=not arguments.closed_door,
            grace=arguments.grace,
        )
    except socket.gaierror as error:
        raise CannotRun(f"--host {arguments.host} is no address of this machine: {error.strerror}") from None
    except OSError as error:
        where = f"{arguments.host}:{arguments.port}"
        raise CannotRun(f"cannot listen on {where}: {error.strerror}; --port 0 takes any free port") from None

    def announce() -> None:
        if arguments.ready_file:
            _write_ready(arguments.ready_file, server.url, sandboxes.default)
        sys.stdout.write(welcome(server.url, sandboxes.default, options))
        sys.stdout.flush()
        gc.freeze()  # the world stays: nobody need look through it for garbage
        rest = threading.Timer(_QUIET, _load_the_rest, (server,))
        rest.daemon = True
        rest.start()

    server.run(ready=announce)
    return 0


def _load_the_rest(server: Server) -> None:
    """Load what the first refusal and the first call of the control API would else wait for."""
    contracts.load().explainer("oktopost/http/error#/$defs/response")
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


def _write_ready(path: Path, url: str, sandbox: Sandbox) -> None:
    try:
        path.write_text(json.dumps({"url": url, "pid": os.getpid(), **credentials(url, sandbox)}, indent=2) + "\n")
    except OSError as error:
        raise CannotRun(f"cannot write {path}: {error.strerror}") from None


def welcome(url: str, sandbox: Sandbox, options: Options) -> str:
    """What a person reads at the start: where, with which credentials, and one call to paste."""
    names = sandbox.world.credentials
    token = f"\nControl token      {options.token}  (header X-Mock-Token)" if options.token else ""
    return f"""\
mockserver listens on {url}  (console and control API: {url}{options.control}/){token}

Oktopost           account {names.oktopost_account}, key {names.oktopost_key} (read-only: {names.oktopost_readonly_key})
  integrations     {", ".join(f"{kind} {number}" for kind, number in names.integrations.items())}
Cobalt / Refold    x-api-key {names.refold_key}, linked_account_id {names.refold_linked_account}
  or               Authorization: Bearer {names.refold_session_token}

Try it:
  curl -u {names.oktopost_account}:{names.oktopost_key} {url}/v2/integration-action \\
    -d id={names.integrations["salesforce"]} -d actionName=contact.getByEmail \\
    --data-urlencode payload='{{"email":"john@example.com"}}'

Ctrl-C stops it.
"""
