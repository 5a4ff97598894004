"""Hand every call on to a real server, hold both directions against the contract, and record them.

Secrets are removed before anything is written: credentials, tokens, cookies. Ctrl-C ends it with the report.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from mockserver import dialects
from mockserver.checks.conformance import Conformance
from mockserver.checks.har import HarFile
from mockserver.cli.command_line import CannotRun, address, cannot_listen
from mockserver.cli.commands.recorded import add_integration_option, integrations
from mockserver.cli.commands.reporting import (
    Reporter,
    add_baseline_options,
    add_evidence_option,
    add_report_options,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    examples = [f"https://{host}" for dialect in dialects.load() for host in dialect.hosts[:1]]
    parser.add_argument("--to", required=True, metavar="URL", help=f"for example {' or '.join(examples)}")
    parser.add_argument(
        "--listen", type=address, default="127.0.0.1:4011", metavar="HOST:PORT", help="default: %(default)s"
    )
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="answer this Host as well")
    parser.add_argument("--save", type=Path, metavar="FILE", help="record the exchanges as HAR")
    parser.add_argument(
        "--refused-ok", action="store_true", help="a request that breaks its contract is kept once it was refused"
    )
    add_integration_option(parser)
    add_evidence_option(parser)
    add_baseline_options(parser)
    add_report_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Hand on until asked to stop; 0 all was kept, 1 something was broken, 2 nothing came."""
    from mockserver.checks.proxy import Proxy
    from mockserver.transport.server import Listener

    host, port = arguments.listen
    if not arguments.to.startswith(("http://", "https://")):
        raise CannotRun(f"--to {arguments.to} is no URL: it begins with http:// or https://")
    reporter = Reporter(arguments, f"mockserver proxy {arguments.to}")
    conformance = Conformance(
        integrations=integrations(arguments), evidence=arguments.evidence, refused=arguments.refused_ok
    )
    with ExitStack() as stack:
        recording = stack.enter_context(_recording(arguments.save, arguments.to)) if arguments.save else None
        try:
            proxy = Proxy(arguments.to, conformance, reporter.add, recording, hosts=(host, *arguments.allow_host))
        except ValueError as error:
            raise CannotRun(f"--to {error}") from None
        try:
            listener = Listener(proxy, host=host, port=port)
        except OSError as error:
            raise cannot_listen(host, port, error) from None
        listener.run(ready=lambda: _announce(listener.url, arguments.to))
    return reporter.close()


def _recording(path: Path, target: str) -> HarFile:
    try:
        return HarFile(path, target)
    except OSError as error:
        raise CannotRun(f"cannot write {path}: {error.strerror}") from None


def _announce(url: str, target: str) -> None:
    sys.stderr.write(f"mockserver proxy listens on {url} and hands on to {target}; Ctrl-C ends it\n")
    sys.stderr.flush()
