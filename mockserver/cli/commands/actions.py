"""List the actions of all dialects, with their required fields and what each rests on."""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby
from typing import Any

from mockserver import dialects
from mockserver.core.action import described


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as a JSON array")
    form.add_argument("--markdown", action="store_true", help="as the tables of the README")


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    rows = [described(action) for action in dialects.actions()]
    if arguments.json:
        json.dump(rows, sys.stdout, indent=2)
        sys.stdout.write("\n")
    elif arguments.markdown:
        sys.stdout.write(markdown(rows))
    else:
        _print_table(rows)
    return 0


def markdown(rows: list[dict[str, Any]]) -> str:
    """One table for each dialect and application, as Markdown."""
    blocks = []
    for (dialect, app), group in groupby(rows, key=lambda row: (row["dialect"], row["app"])):
        lines = [f"| `{row['name']}` | {_names(row['required'])} | {row['evidence'][0]} |\n" for row in group]
        head = f"**{dialect} / {app}**\n\n| action | required fields | best evidence |\n|---|---|---|\n"
        blocks.append(head + "".join(lines))
    return "\n".join(blocks)


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "-"


def _print_table(rows: list[dict[str, Any]]) -> None:
    columns = ("action", "required", "evidence", "statements")
    cells = [columns, *((row["action"], *(", ".join(row[name]) for name in columns[1:])) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        sys.stdout.write("  ".join(map(str.ljust, line, widths)).rstrip() + "\n")
    sys.stdout.write(f"\n{len(rows)} actions\n")
