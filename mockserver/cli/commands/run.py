"""Run a command with a server beneath it: the environment says where, the report says what it did."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import FrameType, SimpleNamespace
from typing import Final

from mockserver.cli.command_line import CannotRun, add_world_options, cannot_listen, port
from mockserver.cli.commands.serve import open_world
from mockserver.dialects.gateway import Gateway, credentials
from mockserver.sandboxes.journal import Entry
from mockserver.testing import coverage_report, environment, reports
from mockserver.testing.calls import RecordedCall, check_outcomes
from mockserver.testing.coverage import Coverage, Tally, measure
from mockserver.testing.ledger import History

_SHOWN: Final = 20
"""How many calls that broke the contract are told one by one."""

_FORWARDED: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGBREAK")
_BY_CONSOLE: Final = ("SIGINT", "SIGBREAK")
"""What a console of Windows sends to every program in it, and no program can send to another alone."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.usage = "mockserver run [options] -- COMMAND ..."
    parser.add_argument("--port", type=port, default=0, help="0, the default, takes any free port")
    add_world_options(parser)
    parser.add_argument(
        "--expect", action="append", default=[], metavar="OUTCOME", help="a broken request that is meant"
    )
    parser.add_argument(
        "--env",
        action="append",
        default=[],
        metavar="NAME=NAME",
        help="export a variable of mockserver_env under another name",
    )
    parser.add_argument(
        "--contract-coverage",
        action="append",
        nargs="?",
        const="term",
        default=[],
        choices=coverage_report.FORMS,
        help="tell which outcomes of which actions were driven: here (term), or as a file",
    )
    parser.add_argument("--contract-coverage-min", type=float, metavar="N", help="fail below N percent")
    parser.add_argument("argv", nargs=argparse.REMAINDER, metavar="-- COMMAND ...", help="what to run")


def run(arguments: argparse.Namespace) -> int:
    """The command's own exit code (128 and the signal's number when one ended it).

    1 when the command ended with 0 but the contract was broken, or the coverage is too low.
    """
    names = _checked(arguments)
    sandboxes = open_world(arguments)

    from mockserver.transport.server import Server

    record = Record(arguments.expect)
    sandboxes.budget.listener = record.note
    try:
        server = Server(Gateway(sandboxes), port=arguments.port)
    except OSError as error:
        raise cannot_listen("127.0.0.1", arguments.port, error) from None
    with server:
        told = credentials(server.url, sandboxes.default)
        variables = environment.variables(lambda dialect: SimpleNamespace(**told[dialect]), names)
        variables |= environment.past_proxies(server.url, os.environ)
        code = execute(arguments.argv, {**variables, "MOCKSERVER_URL": server.url})
    is_fine = record.tell(arguments)
    return code if code or is_fine else 1


def _checked(arguments: argparse.Namespace) -> dict[str, str]:
    """The names to export under; CannotRun for arguments that cannot be meant."""
    if arguments.argv[:1] == ["--"]:
        del arguments.argv[0]
    if not arguments.argv:
        raise CannotRun("there is no command to run; for example: mockserver run -- pytest")
    try:
        check_outcomes(arguments.expect)
        return environment.read_names(arguments.env)
    except ValueError as error:
        raise CannotRun(str(error)) from None


class Record:
    """What was called while the command ran: counted, and kept where the contract was broken."""

    def __init__(self, expected: Sequence[str]) -> None:
        self.tally = Tally()
        self.calls = 0
        self.broken = 0
        self._bad: list[RecordedCall] = []
        self._expected = expected
        self._lock = Lock()

    def note(self, entry: Entry) -> None:
        """Take an entry of any sandbox's journal, as it is written."""
        call = RecordedCall.from_json(entry.as_json())
        with self._lock:
            self.calls += 1
            self.tally.add(History([call]), "")
            if not call.is_expected(self._expected):
                self.broken += 1
                if len(self._bad) < _SHOWN:
                    self._bad.append(call)

    def tell(self, arguments: argparse.Namespace) -> bool:
        """Write the report and the coverage that was asked for to standard error; whether all is well."""
        lines = []
        report = reports.broken(History(self._bad), self._expected, meant=reports.OPTION, total=self.calls)
        if report:
            more = self.broken - len(self._bad)
            lines += ["", report, *([f"({more} more calls broke it)"] if more else [])]
        shortfall = None
        if arguments.contract_coverage or arguments.contract_coverage_min is not None:
            coverage = measure(self.tally)
            shortfall = coverage_report.shortfall(coverage, arguments.contract_coverage_min or 0)
            lines += [
                "",
                *_covered(coverage, arguments.contract_coverage),
                *([f"FAIL {shortfall}"] if shortfall else []),
            ]
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        return not (report or shortfall)


def _covered(coverage: Coverage, forms: Sequence[str]) -> Iterator[str]:
    if "term" in forms:
        yield from coverage_report.terminal(coverage)
    else:
        yield coverage_report.total(coverage)
    for path in coverage_report.write(coverage, forms, Path.cwd()):
        yield f"written to {path.name}"


def execute(argv: Sequence[str], variables: Mapping[str, str]) -> int:
    """The exit code of a command that sees these variables besides ours, and gets the signals that we get."""
    try:
        process = subprocess.Popen(argv, env={**os.environ, **variables})  # noqa: S603 - what the user asks for
    except OSError as error:
        raise CannotRun(f"cannot run {argv[0]}: {error.strerror}") from None
    with _forwarding(process):
        code = process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _forwarding(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Hand signals on; a terminal sends its own to the command as well, and a second one would be one too many."""
    by_terminal = ("SIGINT", "SIGQUIT") if sys.stdin is not None and sys.stdin.isatty() else ()
    if sys.platform == "win32":
        by_terminal = _BY_CONSOLE

    def forward(number: int, _: FrameType | None) -> None:
        if signal.Signals(number).name not in by_terminal:
            process.send_signal(number)

    numbers = [getattr(signal, name) for name in _FORWARDED if hasattr(signal, name)]
    before = {number: signal.signal(number, forward) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
