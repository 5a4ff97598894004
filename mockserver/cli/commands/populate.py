"""Generate a folder of fixtures: the records that documents name, and made-up people around them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mockserver.cli.command_line import CannotRun, natural


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="written to, made when it does not exist")
    parser.add_argument("--people", type=natural, default=60, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: %(default)s")


def run(arguments: argparse.Namespace) -> int:
    """Write the files."""
    from mockserver.world import population

    try:
        counts = population.write(arguments.folder, seed=arguments.seed, people=arguments.people)
    except OSError as error:
        raise CannotRun(f"cannot write below {arguments.folder}: {error.strerror}") from None
    sys.stdout.write("".join(f"{count:8} {table}\n" for table, count in counts.items()))
    return 0
