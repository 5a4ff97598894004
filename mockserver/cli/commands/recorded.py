"""What the commands that read recordings share: which files they take, and which exchanges of them count."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mockserver import dialects
from mockserver.checks.exchanges import Recorded
from mockserver.checks.recordings import STANDARD_INPUT, read
from mockserver.checks.selection import select
from mockserver.cli.command_line import CannotRun
from mockserver.cli.commands.progress import reading


def add_selection_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which exchanges of a recording are calls of the APIs."""
    parser.add_argument(
        "--host", action="append", default=[], metavar="NAME",
        help="only what was sent to this host, with or without its port; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--prefix", action="append", default=[], metavar="PATH[=PATH]",
        help="read paths below the first one as below the second, or as below the root; may be repeated",
    )  # fmt: skip


def add_integration_option(parser: argparse.ArgumentParser) -> None:
    """The option that says what no recording tells."""
    parser.add_argument(
        "--integration", action="append", default=[], metavar="ID=APP",
        help="the application behind an integration, where no recorded list of integrations tells it",
    )  # fmt: skip


def integrations(arguments: argparse.Namespace) -> dict[str, str]:
    """The application of each integration that the option names."""
    return dict(_pair(text) for text in arguments.integration)


def _pair(text: str) -> tuple[str, str]:
    number, equals, app = text.partition("=")
    if not equals:
        app = next(action.app for action in dialects.actions())
        raise CannotRun(f"--integration {text}: it is ID=APP, for example 014000000000001={app}")
    return number, app


@contextmanager
def open_recording(path: Path, arguments: argparse.Namespace) -> Iterator[Iterator[Recorded]]:
    """The exchanges of a file, with how far it is read for whoever waits."""
    prefixes = [_prefix(text) for text in arguments.prefix]
    total = path.stat().st_size if path != STANDARD_INPUT and path.is_file() else None
    name = "standard input" if path == STANDARD_INPUT else path.name
    with reading(name, total) as advance:
        yield select(read(path, advance), arguments.host, prefixes)


def _prefix(text: str) -> tuple[str, str]:
    before, _, after = text.partition("=")
    if not before.startswith("/") or (after and not after.startswith("/")):
        raise CannotRun(f"--prefix {text}: it is PATH or PATH=PATH, each with a slash at its beginning")
    return before.rstrip("/"), after.rstrip("/")
