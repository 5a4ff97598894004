"""The command line: one subcommand for each thing a person can ask of the package."""

from __future__ import annotations

import argparse
import errno
import io
import math
import os
import socket
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TextIO

from mockserver import __version__
from mockserver.core.extras import what_collides, which_extra

COMMANDS = (
    "serve", "run", "actions", "call", "changes", "check", "verify", "drift", "proxy", "pact", "populate", "shape",
    "cert", "openapi", "selfcheck",
)  # fmt: skip
"""Each is a module of :mod:`mockserver.cli.commands` with ``configure(parser)`` and ``run(arguments) -> exit code``."""


MAX_SEED = 2**53 - 1

_INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended, as shells have it."""


class CannotRun(Exception):
    """The command cannot do its work at all: one line on standard error, exit code 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}{self._meant(message)} (see {self.prog} --help)\n")

    def _meant(self, message: str) -> str:
        """What was probably meant by a word that nothing is called; empty when that is no word's fault."""
        from difflib import get_close_matches

        _, is_unknown, rest = message.partition("unrecognized arguments: ")
        _, is_command, chosen = message.partition("argument COMMAND: invalid choice: ")
        if not is_unknown and not is_command:
            return ""
        word = rest.split()[0].partition("=")[0] if is_unknown else chosen.split("'")[1]
        known = {name.lstrip("-"): name for name in (COMMANDS if is_command else self.known_options())}
        found = get_close_matches(word.lstrip("-"), known, 1)
        return f": did you mean {known[found[0]]}?" if found else ""

    def known_options(self) -> list[str]:
        """The options of this parser and of the subcommands that were given."""
        inner = self.inner().values()
        return [*self._option_string_actions, *(name for parser in inner for name in parser.known_options())]

    def inner(self) -> dict[str, _Parser]:
        """The subcommands' parsers, by name."""
        found = [one.choices for one in self._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001
        return {name: parser for choices in found for name, parser in choices.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; answers its exit code: 0 done, 1 done with a bad result, 2 could not run."""
    parser = _Parser(prog="mockserver", description="Imitates vendors' APIs over one set of fake records.")
    parser.add_argument("--version", action="version", version=f"mockserver {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_output()
    collision = what_collides()
    if collision:
        sys.stderr.write(f"mockserver: {collision}\n")
        return 2
    for name in COMMANDS:
        _add(subparsers, name, needed=name in given or not given or given[0].startswith("-"))
    chosen = _parse(parser, given)
    try:
        return _run(chosen)
    except KeyboardInterrupt:
        sys.stderr.write(f"mockserver {chosen.command}: interrupted\n")
        return _INTERRUPTED


def _run(chosen: argparse.Namespace) -> int:
    """The exit code of the chosen subcommand; what it cannot do is told in one line."""
    try:
        code: int = chosen.run(chosen)
        flush_output()
    except CannotRun as error:
        from mockserver.checks.sentences import one_line

        sys.stderr.write(f"mockserver {chosen.command}: {one_line(str(error))}\n")
        return 2
    except ModuleNotFoundError as error:
        sentence = which_extra(error)
        if sentence is None:
            raise
        sys.stderr.write(f"mockserver {chosen.command}: {sentence}\n")
        return 2
    except BrokenPipeError:  # the reader of our output went away, which is its right
        sys.stderr.close()
        return 0
    except OSError as error:  # of standard output: what else cannot be read or written, a command says itself
        drop_output()
        sys.stderr.write(f"mockserver {chosen.command}: cannot write the output: {error.strerror}\n")
        return 2
    return code


def _open_output() -> None:
    """Make sure that whatever is written can be: a stream may be closed, and a console may lack a character."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush_output() -> None:
    """Write what is not written yet; a reader that went away changes nothing of what came of a command."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


def drop_output() -> None:
    """Write to nowhere from now on: standard output takes nothing more."""
    sys.stdout = _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _parse(parser: _Parser, given: Sequence[str]) -> argparse.Namespace:
    """The arguments as the chosen subcommand declares them; it is the one that refuses what nobody declares."""
    chosen, unknown = parser.parse_known_args(given)
    if unknown:
        parser.inner()[chosen.command].error(f"unrecognized arguments: {' '.join(unknown)}")
    return chosen


def _add(subparsers: argparse._SubParsersAction[_Parser], name: str, *, needed: bool) -> None:
    if not needed:
        subparsers.add_parser(name, add_help=False)
        return
    module = import_module(f"mockserver.cli.commands.{name}")
    summary = (module.__doc__ or "").strip().splitlines()[0]
    parser = subparsers.add_parser(name, help=summary, description=module.__doc__)
    module.configure(parser)
    parser.set_defaults(run=module.run)


def add_world_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what a world begins with."""
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="decides generated people, ids and chance")
    parser.add_argument("--fixtures", type=Path, metavar="DIR", help="records to begin with (default: the shipped)")
    parser.add_argument(
        "--org", type=Path, metavar="DIR", help="your organisation's fields and objects, as docs/shape.md says"
    )
    parser.add_argument("--populate", type=natural, default=0, metavar="N", help="add N generated people")


def natural(text: str) -> int:
    """A whole number from 0; argparse words the refusal."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"must be a whole number from 0, not {text}")
    return int(text)


def seed(text: str) -> int:
    """A whole number that JSON can hold everywhere."""
    try:
        number = int(text)
    except ValueError:
        number = MAX_SEED + 1
    if abs(number) > MAX_SEED:
        raise argparse.ArgumentTypeError(f"must be a whole number from -{MAX_SEED} to {MAX_SEED}, not {text[:40]}")
    return number


def port(text: str) -> int:
    """A number that TCP has for a port; 0 stands for any free one."""
    number = natural(text)
    if number > 65_535:
        raise argparse.ArgumentTypeError(f"must be at most 65535, not {text}")
    return number


def address(text: str) -> tuple[str, int]:
    """Host and port of ``127.0.0.1:4011`` or ``[::1]:4011``; port 0 takes any free one."""
    host, colon, number = text.rpartition(":")
    if not colon or (":" in host and not (host.startswith("[") and host.endswith("]"))):
        raise argparse.ArgumentTypeError(f"it is HOST:PORT, for example 127.0.0.1:4011 or [::1]:4011, not {text}")
    return host.strip("[]") or "127.0.0.1", port(number)


def cannot_listen(host: str, port: int, error: OSError) -> CannotRun:
    """Why a server cannot listen there, and what would help."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return CannotRun(f"{host} is no address of this machine ({error.strerror}): 127.0.0.1 always is")
    advice = "; port 0 takes any free one" if error.errno in (errno.EADDRINUSE, errno.EACCES) else ""
    return CannotRun(f"cannot listen on {host}:{port}: {error.strerror}{advice}")


def seconds(text: str) -> float:
    """A length of time that is neither negative nor endless."""
    try:
        length = float(text)
    except ValueError:
        length = math.nan
    if not 0 <= length < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number of seconds from 0, not {text}")
    return length
