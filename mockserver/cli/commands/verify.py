"""Try the documents' statements on servers: this one, a recorded one, the real ones.

It reads only, unless --write is given; what it then makes it takes away again, where the API lets it, and names what
it cannot. Credentials and what cannot be found out come from the environment.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from typing import Final

from mockserver.checks.conformance import Conformance
from mockserver.checks.findings import BROKEN, KEPT
from mockserver.checks.stage import VARIABLES, Stage, Target, Unreachable
from mockserver.checks.verification import PLAYS, Played, perform, verdicts
from mockserver.cli.command_line import CannotRun, natural
from mockserver.cli.commands.reporting import Reporter, add_evidence_option, add_report_options
from mockserver.core.errors import did_you_mean

_OKTOPOST: Final = ("OKTOPOST_ACCOUNT_ID", "OKTOPOST_API_KEY")
_REFOLD: Final = ("REFOLD_API_KEY", "REFOLD_LINKED_ACCOUNT_ID")
"""What nothing can be asked without."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--oktopost-url", metavar="URL", help="for example https://api.oktopost.com")
    parser.add_argument("--refold-url", metavar="URL", help="for example https://app.refold.ai")
    parser.add_argument("--write", action="store_true", help="also what makes, changes and deletes records")
    parser.add_argument(
        "--only", action="append", default=[], metavar="ID", help="this statement only; may be repeated"
    )
    parser.add_argument(
        "--min-tried", type=natural, default=1, metavar="N",
        help="how many statements must have been tried for a success (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--interval", type=float, default=0.0, metavar="SECONDS", help="wait so long before each call")
    add_evidence_option(parser)
    add_report_options(parser)
    width = max(map(len, VARIABLES))
    listed = "\n".join(f"  {name:{width}}  {meaning}" for name, meaning in VARIABLES.items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"environment:\n{listed}\n\n{parser.epilog}"


def run(arguments: argparse.Namespace) -> int:
    """Play; 0 all kept, 1 something broken, 2 when a server does not answer."""
    target = Target(
        base_of(arguments.oktopost_url, "/v2"),
        base_of(arguments.refold_url, "/api/v2"),
        {name: os.environ[name] for name in VARIABLES if os.environ.get(name)},
    )
    if target.oktopost is None and target.refold is None:
        raise CannotRun("give --oktopost-url, --refold-url or both")
    _refuse_missing(target)
    conformance = Conformance(evidence=arguments.evidence)
    _refuse_unknown(arguments.only, conformance.scale.grounds.ids())
    stage = Stage(target, conformance, pause=_pause(arguments.interval))
    where = " and ".join(url for url in (target.oktopost, target.refold) if url)
    reporter = Reporter(arguments, f"mockserver verify {where}")
    try:
        *_, played = Played(), *followed(perform(stage, writes=arguments.write, only=arguments.only))
    except Unreachable as error:
        raise CannotRun(str(error)) from None
    finally:
        stage.close()
    reporter.extend(verdicts(stage, played, arguments.only))
    reporter.report.notes.extend(f"left behind: {what}" for what in stage.left_behind)
    counts = reporter.report.counts
    tried = counts[KEPT] + counts[BROKEN]
    if tried < arguments.min_tried:
        reporter.fail(f"{tried} statements were tried, and --min-tried asks for {arguments.min_tried}")
    return reporter.close()


def _refuse_missing(target: Target) -> None:
    """A server whose calls are all refused shows nothing of what it keeps."""
    for url, names in ((target.oktopost, _OKTOPOST), (target.refold, _REFOLD)):
        missing = [f"{name} ({VARIABLES[name]})" for name in names if url and not target.known.get(name)]
        if missing:
            raise CannotRun(f"{url} cannot be verified without credentials: set {' and '.join(missing)}")


def base_of(url: str | None, prefix: str) -> str | None:
    """A server's URL without the path that every call begins with, given with it or without."""
    if url is None:
        return None
    if not url.startswith(("http://", "https://")):
        raise CannotRun(f"{url} is no URL: it begins with http:// or https://")
    return url.rstrip("/").removesuffix(prefix)


def _refuse_unknown(wanted: Collection[str], known: Collection[str]) -> None:
    for statement in wanted:
        if statement not in known:
            raise CannotRun(f"--only {statement}: {did_you_mean(statement, known)}there is no such statement")


def _pause(seconds: float) -> Callable[[], None]:
    return (lambda: time.sleep(seconds)) if seconds > 0 else (lambda: None)


def followed(plays: Iterator[Played]) -> Iterator[Played]:
    """The plays, with a progress bar while a person waits for them."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("playing", total=len(PLAYS))
        for played in plays:
            bar.advance(task)
            yield played
