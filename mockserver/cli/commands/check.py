"""Hold recorded traffic against the contract: HAR files, exports of this server's journal, Postman collections.

Every entry gets a verdict, every violation one line: what was expected and got, and the document that says so.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from mockserver.checks import catalogue
from mockserver.checks.catalogue import Declared
from mockserver.checks.conformance import Conformance
from mockserver.checks.findings import KEPT
from mockserver.checks.recordings import Unreadable, read
from mockserver.cli.command_line import CannotRun
from mockserver.cli.commands.recorded import add_integration_option, add_selection_options, integrations, open_recording
from mockserver.cli.commands.reporting import (
    Reporter,
    add_baseline_options,
    add_evidence_option,
    add_report_options,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE",
        help="a HAR file, an export of a journal, a Postman collection; - is standard input",
    )  # fmt: skip
    add_selection_options(parser)
    add_integration_option(parser)
    parser.add_argument(
        "--actions", action="append", default=[], type=Path, metavar="FILE",
        help="further actions: a recording of the vendor's lists of them, such a list, or lists by application",
    )  # fmt: skip
    parser.add_argument(
        "--refused-ok", action="store_true", help="a request that breaks its contract is kept once it was refused"
    )
    parser.add_argument("--strict", action="store_true", help="undeclared members of an answer are warnings")
    add_evidence_option(parser)
    add_baseline_options(parser)
    add_report_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Hold the files; 0 all kept, 1 something broken."""
    conformance = Conformance(
        integrations=integrations(arguments),
        evidence=arguments.evidence,
        refused=arguments.refused_ok,
        strict=arguments.strict,
        actions=[one for path in arguments.actions for one in _declared(path)],
    )
    reporter = Reporter(arguments, f"mockserver check {' '.join(map(str, arguments.files))}")
    for path in arguments.files:
        _hold(path, arguments, conformance, reporter)
    if reporter.report.counts[KEPT] and not conformance.successes:
        reporter.fail("every call was refused, so that nothing shows what a success keeps")
    return reporter.close()


def _hold(path: Path, arguments: argparse.Namespace, conformance: Conformance, reporter: Reporter) -> None:
    """Add the verdicts on a file; what of it cannot be read is told once."""
    unreadable = 0
    try:
        with open_recording(path, arguments) as exchanges:
            for recorded in exchanges:
                reporter.add(conformance.hold(recorded))
                unreadable += bool(recorded.unreadable)
    except Unreadable as error:
        reporter.fail(str(error))
    if unreadable:
        reporter.fail(f"{path}: {unreadable} of its entries cannot be read, so nothing can be said of them")


def _declared(path: Path) -> list[Declared]:
    try:
        listed = catalogue.read(path)
        found = list(Conformance().declared(read(path))) if listed is None else listed
    except (catalogue.Unusable, Unreadable) as error:
        raise CannotRun(f"--actions {error}") from None
    if not found:
        raise CannotRun(f"--actions {path} declares no action")
    return found
