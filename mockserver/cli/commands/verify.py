"""Try the documents' statements on servers: this one, a recorded one, the real ones.

It reads only, unless --write is given; what it then makes it takes away again, where the API lets it, and names what
it cannot. Credentials and what cannot be found out come from the environment.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Collection, Iterator, Mapping

from mockserver import dialects
from mockserver.checks.client import Client, CredentialsRefused, Target, Unreachable
from mockserver.checks.conformance import Conformance
from mockserver.checks.findings import BROKEN, KEPT
from mockserver.checks.verification import Results, perform, suites, verdicts
from mockserver.cli.command_line import CannotRun, natural
from mockserver.cli.commands.progress import counting
from mockserver.cli.commands.reporting import (
    Reporter,
    add_baseline_options,
    add_evidence_option,
    add_report_options,
)
from mockserver.dialects.frame import Dialect


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    for dialect in dialects.load():
        example = f"{dialect.title}, for example https://{dialect.hosts[0]}" if dialect.hosts else dialect.title
        parser.add_argument(_option(dialect), metavar="URL", help=example)
    parser.add_argument("--write", action="store_true", help="also what makes, changes and deletes records")
    parser.add_argument(
        "--only", action="append", default=[], metavar="ID", help="this statement only; may be repeated"
    )
    parser.add_argument(
        "--min-tried", type=natural, default=1, metavar="N",
        help="how many statements must have been tried for a success (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--require", action="append", default=[], metavar="ID",
        help="a statement that must have been tried for a success; may be repeated",
    )  # fmt: skip
    parser.add_argument("--interval", type=float, default=0.0, metavar="SECONDS", help="wait so long before each call")
    add_evidence_option(parser)
    add_baseline_options(parser)
    add_report_options(parser)
    variables = known_variables()
    width = max(map(len, variables), default=0)
    listed = "\n".join(f"  {name:{width}}  {meaning}" for name, meaning in variables.items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"environment:\n{listed}\n\n{parser.epilog}"


def run(arguments: argparse.Namespace) -> int:
    """Probe; 0 all kept, 1 something broken, 2 when a server does not answer."""
    urls = {dialect: getattr(arguments, f"{dialect.name}_url") for dialect in dialects.load()}
    target = target_of({dialect: url for dialect, url in urls.items() if url is not None}, os.environ.get)
    if not target.urls:
        raise CannotRun(f"give at least one of {', '.join(map(_option, urls))}")
    conformance = Conformance(evidence=arguments.evidence)
    for option in ("only", "require"):
        _refuse_unknown(option, getattr(arguments, option), conformance.scale.grounds.ids())
    client = Client(target, conformance, interval=arguments.interval)
    reporter = Reporter(arguments, f"mockserver verify {' and '.join(dict.fromkeys(target.urls.values()))}")
    try:
        _refuse_missing(target)
        results = show_progress(perform(client, writes=arguments.write, only=arguments.only))
    except (CannotRun, CredentialsRefused, Unreachable) as error:
        reporter.fail(str(error))
        return reporter.close(begun=False)
    finally:
        client.close()
    told = list(verdicts(client, results, arguments.only))
    reporter.extend(told)
    reporter.report.notes.extend(f"left behind: {what}" for what in client.left_behind)
    reporter.report.notes.extend(results.inconclusive)
    counts = reporter.report.counts
    tried = counts[KEPT] + counts[BROKEN]
    if tried < arguments.min_tried:
        reporter.fail(f"{tried} statements were tried, and --min-tried asks for {arguments.min_tried}")
    reasons = {verdict.name.partition(" ")[0]: verdict.reason for verdict in told}
    for statement in arguments.require:
        if not results.is_tried(statement):
            reporter.fail(f"--require {statement} was not tried: {reasons.get(statement, '--only leaves it out')}")
    return reporter.close()


def _option(dialect: Dialect) -> str:
    return f"--{dialect.name}-url"


def known_variables() -> dict[str, str]:
    """The environment variables that probes read, with what each means."""
    return {name: meaning for _, suite in suites() for name, meaning in suite.variables.items()}


def target_of(urls: Mapping[Dialect, str], setting: Callable[[str], str | None]) -> Target:
    """The servers of some dialects with what ``setting`` gives for the variables that are read."""
    variables = known_variables()
    values = {name: setting(name) for name in variables}
    bases = {dialect.name: _base_of(url, dialect) for dialect, url in urls.items()}
    return Target(bases, {name: value for name, value in values.items() if value}, variables)


def _refuse_missing(target: Target) -> None:
    """A server whose calls are all refused shows nothing of what it keeps."""
    for dialect, suite in suites():
        url = target.urls.get(dialect.name)
        missing = [f"{name} ({target.variables[name]})" for name in suite.required if not target.known.get(name)]
        if url is not None and missing:
            raise CannotRun(f"{url} cannot be verified without credentials: set {' and '.join(missing)}")


def _base_of(url: str, dialect: Dialect) -> str:
    """A server's URL without the path that every call begins with, given with it or without."""
    if not url.startswith(("http://", "https://")):
        raise CannotRun(f"{url} is no URL: it begins with http:// or https://")
    url = url.rstrip("/")
    return next((url.removesuffix(prefix) for prefix in dialect.prefixes if url.endswith(prefix)), url)


def _refuse_unknown(option: str, wanted: Collection[str], known: Collection[str]) -> None:
    for statement in wanted:
        if statement not in known:
            letter, _, number = statement.upper().partition("-")
            meant = f"{letter}-{number.lstrip('0').zfill(2)}"
            hint = f"did you mean {meant}? " if meant in known else ""
            raise CannotRun(f"--{option} {statement}: {hint}there is no such statement")


def show_progress(runs: Iterator[Results]) -> Results:
    """What came of all probes, with how far they are for whoever waits."""
    results = next(runs)
    with counting("probing", results.total, "probes") as advance:
        for _ in runs:
            advance(1)
    return results
