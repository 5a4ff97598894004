"""What the commands that end in a report share: its options, its colours, its exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mockserver.checks import reports, sentences
from mockserver.checks.baseline import Baseline, Unusable
from mockserver.checks.findings import BROKEN, KEPT, PARTLY, UNTRIED, Report, Verdict
from mockserver.cli.command_line import CannotRun, drop_output, flush_output
from mockserver.core.statements import KINDS

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS: Final = {
    KEPT: "green", BROKEN: "bold red", PARTLY: "green", UNTRIED: "dim",
    "error": "red", "warning": "yellow", "info": "dim",
}  # fmt: skip

EXIT_CODES: Final = "Exit codes: 0 all is kept, 1 something is broken, 2 it could not run or there was nothing to hold."


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what counts, and where the report goes."""
    parser.epilog = EXIT_CODES
    parser.add_argument(
        "--report", action="append", default=[], metavar="FORMAT[=FILE]",
        help=f"{', '.join(reports.FORMATS)}; without FILE it replaces the text on standard output; may be repeated",
    )  # fmt: skip
    parser.add_argument("--quiet", action="store_true", help="of the text, only what is broken and the last line")


def add_evidence_option(parser: argparse.ArgumentParser) -> None:
    """The option that says how strong a finding's ground must be."""
    parser.add_argument(
        "--evidence", choices=KINDS, default=KINDS[-1],
        help="the weakest evidence whose findings are errors; weaker ones are warnings (default: %(default)s)",
    )  # fmt: skip


def add_baseline_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which findings are known."""
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="known findings, each with a reason and a last day: they break nothing",
    )
    parser.add_argument(
        "--write-baseline", action="store_true", help="add what is found to the file of --baseline, for 90 days"
    )


def _baseline(arguments: argparse.Namespace) -> Baseline | None:
    path, learning = getattr(arguments, "baseline", None), getattr(arguments, "write_baseline", False)
    if path is None:
        if learning:
            raise CannotRun("--write-baseline needs the file of --baseline")
        return None
    try:
        return Baseline(path, learning=learning)
    except Unusable as error:
        raise CannotRun(f"--baseline {error}") from None


class Reporter:
    """Shows verdicts as they come and writes the asked-for reports at the end."""

    def __init__(self, arguments: argparse.Namespace, title: str) -> None:
        self.report = Report(title)
        self._command = arguments.command
        self._files, self._printed = _wanted(arguments.report)
        self._quiet = arguments.quiet
        self._console = _console()
        self._baseline = _baseline(arguments)
        self._learning = getattr(arguments, "write_baseline", False)

    def add(self, verdict: Verdict) -> None:
        """Count a verdict and show it."""
        if self._baseline is not None:
            verdict = self._baseline.apply(verdict)
        self.report.add(verdict)
        if self._printed is None and (verdict.state == BROKEN or not self._quiet):
            for weight, line in sentences.lines(verdict):
                self._show(partial(self._console.print, line, style=_COLOURS[weight]))

    def extend(self, verdicts: Iterable[Verdict]) -> None:
        """Add one verdict after the other."""
        for verdict in verdicts:
            self.add(verdict)

    def fail(self, failure: str) -> None:
        """Tell what could not be done; what was found all the same is still reported."""
        self.report.failures.append(failure)
        sys.stderr.write(f"mockserver {self._command}: {sentences.one_line(failure)}\n")

    def close(self, *, begun: bool = True) -> int:
        """Write the reports; answers the exit code. ``begun``: whether there is more to tell than why nothing ran."""
        report = self.report
        if self._baseline is not None and begun:
            self._keep_baseline(self._baseline)
        if self._printed is not None:
            self._show(lambda: sys.stdout.write(reports.FORMATS[self._printed or ""](report)))
        elif begun:
            self._show(partial(self._console.print, reports.ending(report).rstrip("\n"), style="bold"))
        self._show(flush_output)
        for form, path in self._files:
            self._write(path, reports.FORMATS[form](report), "w")
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            self._write(Path(summary), reports.FORMATS["markdown"](report) + "\n", "a")
        if os.environ.get("GITHUB_ACTIONS") == "true" and self._printed != "github":
            sys.stderr.write(reports.FORMATS["github"](report))  # a runner obeys either stream
        return report.exit_code

    def _show(self, write: Callable[[], object]) -> None:
        """Write to standard output: that nobody reads it, or that it is full, keeps nothing else from being done."""
        try:
            write()
        except BrokenPipeError:
            drop_output()
        except OSError as error:
            drop_output()
            self.fail(f"cannot write the output: {error.strerror}")

    def _write(self, path: Path, content: str, mode: str) -> None:
        """Write one of the reports: one that cannot be written is told in those after it."""
        try:
            with path.open(mode, encoding="utf-8") as stream:
                stream.write(content)
        except OSError as error:
            self.fail(f"cannot write {path}: {error.strerror}")

    def _keep_baseline(self, baseline: Baseline) -> None:
        if not self._learning:
            self.report.notes.extend(baseline.notes())
            return
        try:
            baseline.write()
        except OSError as error:
            self.fail(f"the baseline cannot be written: {error.strerror}")


def _wanted(options: Iterable[str]) -> tuple[list[tuple[str, Path]], str | None]:
    """The formats with a file, and the one for standard output if text is not."""
    files, printed = [], None
    for option in options:
        form, equals, path = option.partition("=")
        if form not in reports.FORMATS:
            raise CannotRun(f"--report {option}: the formats are {', '.join(reports.FORMATS)}")
        if equals:
            files.append((form, Path(path)))
        else:
            printed = form
    return files, None if printed == "text" else printed


def _console() -> Console:
    """Lines on standard output, coloured where a person reads them on a terminal."""
    from rich.console import Console

    class Lines(Console):
        def on_broken_pipe(self) -> None:
            """End nothing: what nobody reads is found all the same."""
            drop_output()

    with suppress(AttributeError, ValueError):
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    return Lines(highlight=False, markup=False, emoji=False, soft_wrap=True)
