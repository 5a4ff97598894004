"""Compare two servers, two recordings, or two versions of the contract.

What is new is an info, what is gone a warning, what changed its type or its meaning an error. Two versions of the
contract are compared from the side of a client that keeps the first one: everything but an info is breaking.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from mockserver import dialects
from mockserver.checks import compatibility, observations
from mockserver.checks.client import Client, CredentialsRefused, Unreachable
from mockserver.checks.conformance import Conformance
from mockserver.checks.findings import SEVERITIES, Verdict, state_of
from mockserver.checks.recordings import Unreadable
from mockserver.checks.verification import perform
from mockserver.checks.versions import NoVersion, Version, of_folder, of_revision
from mockserver.cli.command_line import CannotRun
from mockserver.cli.commands.recorded import add_selection_options, open_recording
from mockserver.cli.commands.reporting import Reporter, add_baseline_options, add_report_options
from mockserver.cli.commands.verify import show_progress, target_of

_KINDS: Final = {"server": "a server", "recording": "a recording", "version": "a folder or a revision"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    what = "a URL, a recording (HAR or journal), a folder of schemas, or a git revision"
    parser.add_argument("before", metavar="A", help=what)
    parser.add_argument("after", metavar="B", help="another of the same kind")
    names = [dialect.name for dialect in dialects.load()]
    parser.add_argument("--api", action="append", choices=names, help="of two servers; may be repeated (default: all)")
    parser.add_argument("--repository", type=Path, default=Path(), metavar="DIR", help="where git looks for revisions")
    parser.add_argument(
        "--fail-on", choices=SEVERITIES, default="error", help="the severity that breaks (default: %(default)s)"
    )
    add_selection_options(parser)
    add_baseline_options(parser)
    add_report_options(parser)
    parser.epilog = (
        f"{parser.epilog} Two servers are asked with the credentials of `mockserver verify`; "
        "a variable with _A or _B at its end is for one of them."
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare; 0 nothing that breaks, 1 something that does."""
    kinds = [_kind(operand) for operand in (arguments.before, arguments.after)]
    if kinds[0] != kinds[1]:
        told = f"{arguments.before} is {_KINDS[kinds[0]]}, {arguments.after} is {_KINDS[kinds[1]]}"
        raise CannotRun(f"{told}: give two of one kind")
    reporter = Reporter(arguments, f"mockserver drift {arguments.before} {arguments.after}")
    compare = {"server": _servers, "recording": _recordings, "version": _versions}[kinds[0]]
    found = False
    try:
        for verdict in compare(arguments):
            reporter.add(_weigh(verdict, arguments.fail_on))
            found = True
    except CannotRun as error:
        reporter.fail(str(error))
        return reporter.close(begun=found)
    return reporter.close() if found else _nothing(reporter)


def _kind(operand: str) -> str:
    if operand.startswith(("http://", "https://")):
        return "server"
    return "recording" if Path(operand).is_file() else "version"


def _weigh(verdict: Verdict, threshold: str) -> Verdict:
    """The verdict, in which all that weighs as much as the threshold is an error."""
    breaking = SEVERITIES[SEVERITIES.index(threshold) :]
    findings = tuple(
        replace(finding, severity="error") if finding.severity in breaking else finding for finding in verdict.findings
    )
    return replace(verdict, findings=findings, state=state_of(findings))


def _nothing(reporter: Reporter) -> int:
    """No difference at all is the best result, not a run that tried nothing."""
    reporter.report.notes.append("no difference")
    reporter.close()
    return 2 if reporter.report.failures else 0


# -- versions of the contract ----------------------------------------------------------------------------------


def _versions(arguments: argparse.Namespace) -> Iterator[Verdict]:
    try:
        old, new = (_version(operand, arguments.repository) for operand in (arguments.before, arguments.after))
    except NoVersion as error:
        raise CannotRun(str(error)) from None
    yield from compatibility.compare(old, new)


def _version(operand: str, repository: Path) -> Version:
    return of_folder(Path(operand)) if Path(operand).is_dir() else of_revision(operand, repository)


# -- recordings and servers ------------------------------------------------------------------------------------


def _recordings(arguments: argparse.Namespace) -> Iterator[Verdict]:
    conformance = Conformance()
    try:
        old, new = (_observe(Path(operand), arguments, conformance) for operand in (arguments.before, arguments.after))
    except Unreadable as error:
        raise CannotRun(str(error)) from None
    yield from _compare(old, new, conformance)


def _observe(path: Path, arguments: argparse.Namespace, conformance: Conformance) -> observations.Observations:
    with open_recording(path, arguments) as exchanges:
        return observations.observe(exchanges, conformance)


def _servers(arguments: argparse.Namespace) -> Iterator[Verdict]:
    sides = (arguments.before, "A"), (arguments.after, "B")
    clients = [_probe(url, letter, arguments.api) for url, letter in sides]
    old, new = (observations.observe(client.exchanges, client.conformance) for client in clients)
    yield from _compare(old, new, clients[0].conformance)


def _probe(url: str, letter: str, names: Collection[str] | None) -> Client:
    """A server that was asked all the probes that only read, with its own variables or else those of both."""
    asked = [dialect for dialect in dialects.load() if not names or dialect.name in names]
    target = target_of(
        dict.fromkeys(asked, url), lambda name: os.environ.get(f"{name}_{letter}") or os.environ.get(name)
    )
    client = Client(target, Conformance())
    try:
        show_progress(perform(client, writes=False))
    except (CredentialsRefused, Unreachable) as error:
        raise CannotRun(str(error)) from None
    finally:
        client.close()
    return client


def _compare(
    old: observations.Observations, new: observations.Observations, conformance: Conformance
) -> Iterator[Verdict]:
    if not old.operations or not new.operations:
        raise CannotRun("one of the two holds no call of any API that was answered")
    yield from observations.compare(old, new, conformance)
