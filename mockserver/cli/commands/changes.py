"""Say what became of the records of a running server: what was created, updated and deleted, and by which calls."""

from __future__ import annotations

import argparse
import json
import re
import sys
from contextlib import closing
from typing import Final
from urllib.parse import quote

from mockserver.cli.command_line import CannotRun
from mockserver.testing.changes import Change
from mockserver.testing.remote import Remote, Unreachable
from mockserver.testing.worlds import Calls

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
        with closing(Remote(arguments.url)) as server:
            calls = Calls(server, quote(arguments.sandbox, safe=""))
            for told in calls.changes(arguments.begin, arguments.end, arguments.table):
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
