"""List the actions of both dialects, with their required fields and what each rests on."""

from __future__ import annotations

import argparse
import json
import sys

from mockserver.action import Action
from mockserver.dialects import oktopost, refold

_KINDS = ("documented", "public", "choice")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="as a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    rows = [described(action) for table in (oktopost.actions(), refold.actions()) for action in table.values()]
    if arguments.json:
        json.dump(rows, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        _print_table(rows)
    return 0


def described(action: Action) -> dict[str, object]:
    """One action as the table and the control API show it."""
    evidence = action.schema["evidence"]
    found = {entry["kind"] for entry in evidence}
    return {
        "action": action.key,
        "dialect": action.key.partition("/")[0],
        "app": action.app,
        "name": action.name,
        "description": action.schema["description"],
        "required": list(action.required),
        "optional": [name for name in sorted(action.declared) if name not in action.required],
        "evidence": [kind for kind in _KINDS if kind in found],
        "statements": sorted({entry["id"] for entry in evidence}),
    }


def _print_table(rows: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("action", "required", "evidence", "statements", title=f"{len(rows)} actions", box=None)
    for row in rows:
        cells = (row["required"], row["evidence"], row["statements"])
        table.add_row(str(row["action"]), *(", ".join(cell) for cell in cells))  # type: ignore[arg-type]
    width = None if sys.stdout.isatty() else 160
    Console(width=width).print(table)
