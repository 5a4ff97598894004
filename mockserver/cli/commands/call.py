"""Perform one action without a server and print its answer.

The action acts in a fresh default sandbox: what it stores is gone when the command ends.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from mockserver import dialects
from mockserver.cli.command_line import CannotRun, add_world_options
from mockserver.cli.commands.serve import open_world
from mockserver.core.http import Answer, Call
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandbox


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("dialect", choices=[dialect.name for dialect in dialects.load() if dialect.actions])
    parser.add_argument("action", help="APP/NAME, as `mockserver actions` lists them behind the dialect")
    parser.add_argument("payload", nargs="?", default="{}", help="JSON, @FILE, or - for standard input")
    add_world_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the answer's body; 0 when the call succeeded, 1 when it was refused."""
    sandboxes = open_world(arguments)
    gateway = Gateway(sandboxes)
    call = compose(arguments.dialect, arguments.action, _payload(arguments.payload), sandboxes.default)
    dialect = gateway.dialect_of(call.path)
    if dialect is None:
        raise CannotRun(f"no dialect answers for {call.path}")
    answer = gateway.respond(call, dialect)
    _show(answer)
    headers = dict(answer.headers)
    return 0 if headers["x-mock-outcome"] in ("ok", "null-contact") else 1


def _payload(text: str) -> str:
    try:
        if text == "-":
            return sys.stdin.buffer.read().decode("utf-8", "replace")
        return Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
    except OSError as error:
        raise CannotRun(f"cannot read {text[1:]}: {error.strerror}") from None


def compose(dialect: str, action: str, payload: str, sandbox: Sandbox) -> Call:
    """The call of an action as the sandbox's own well-known client makes it."""
    spoken = dialects.named(dialect)
    app, slash, name = action.partition("/")
    if not slash:
        example = next(f"{one.app}/{one.name}" for one in spoken.actions.values())
        raise CannotRun(f"ACTION is APP/NAME, for example {example}, not {action}")
    execute = spoken.access.execute
    if execute is None:
        raise CannotRun(f"{dialect} has no actions to execute")
    return execute(sandbox, app, name, payload)


def _show(answer: Answer) -> None:
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(json.loads(answer.body), indent=2, ensure_ascii=not is_utf8) + "\n")
    hint = dict(answer.headers).get("x-mock-hint")
    if hint:
        sys.stderr.write(f"hint: {hint}\n")
