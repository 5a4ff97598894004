"""Say what became of the records of a running server: what was created, updated and deleted, and by which calls."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlencode

from mockserver.cli.command_line import CannotRun
from mockserver.testing.changes import Change
from mockserver.testing.remote import Remote, Unreachable

_MARK: Final = "start, now, snapshot:NAME or call:NUMBER"
_IS_MARK: Final = re.compile(r"start|now|snapshot:.+|call:[1-9][0-9]*")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--url", default="http://127.0.0.1:4010", help="the server (default: %(default)s)")
    parser.add_argument("--sandbox", default="default", metavar="ID", help="the sandbox (default: %(default)s)")
    for name, dest, default in (("--from", "begin", "start"), ("--to", "end", "now")):
        parser.add_argument(
            name, dest=dest, default=default, type=_mark, metavar="MARK", help=f"{_MARK} (default: %(default)s)"
        )
    parser.add_argument("--table", metavar="APP/TABLE", type=_table, help="only changes of this table")
    parser.add_argument("--json", action="store_true", help="one JSON document for each change, a line each")


def run(arguments: argparse.Namespace) -> int:
    """Print the changes."""
    try:
        for told in _changes(arguments):
            text = json.dumps(told) if arguments.json else "\n".join(Change.of(told).lines())
            sys.stdout.write(f"{text}\n")
    except (Unreachable, ValueError) as error:
        raise CannotRun(str(error)) from None
    return 0


def _mark(text: str) -> str:
    """A moment in the life of a sandbox."""
    if not _IS_MARK.fullmatch(text):
        raise argparse.ArgumentTypeError(f"must be {_MARK}, not {text}")
    return text


def _table(text: str) -> str:
    """The name of a table; whether there is such a table, the server knows."""
    if text.count("/") != 1:
        raise argparse.ArgumentTypeError(f"must be APP/TABLE, not {text}")
    return text


def _changes(arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    server = Remote(arguments.url)
    asked = {"from": arguments.begin, "to": arguments.end, "table": arguments.table}
    query = {name: value for name, value in asked.items() if value is not None}
    offset: int | None = 0
    while offset is not None:
        path = f"/sandboxes/{quote(arguments.sandbox, safe='')}/changes?{urlencode({**query, 'offset': offset})}"
        page = server.ask("GET", path)
        yield from page["changes"]
        offset = page["next"]
    server.close()
