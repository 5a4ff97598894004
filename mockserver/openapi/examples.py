"""The examples of the action schemas, answered by a fresh world with its clock frozen: written, and compared."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from mockserver import dialects
from mockserver.core import contracts
from mockserver.core.action import Action
from mockserver.core.errors import CrmError, Problem
from mockserver.core.resources import folder
from mockserver.sandboxes.engine import perform
from mockserver.sandboxes.sandbox import Sandboxes, World
from mockserver.world import fixtures as world

MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When the examples are answered."""

_WIDTH: Final = 110


def answered(action: Action, request: Any, begun: World) -> dict[str, Any]:
    """What a fresh world answers to a payload: ``{"response": result}``, or ``{"error": text}`` of the application."""
    sandbox = Sandboxes(begun).default
    sandbox.set("clock", sandbox.clock.freeze(MOMENT))
    try:
        return {"response": perform(sandbox, action.run, request, seal=lambda result: result, wire=action.response)}
    except CrmError as error:
        return {"error": error.message}


def _actions() -> Iterator[Action]:
    """The actions that a fresh world answers by itself."""
    return (action for action in dialects.actions() if not action.relays)


def differences() -> Iterator[str]:
    """One line for each example of ours that is answered otherwise than written, and for each that fails."""
    begun = world.load()
    for action in _actions():
        for example in action.schema.get("examples", ()):
            where = f"{action.key}.json, example {example['name']}"
            try:
                now = answered(action, example["request"], begun)
            except Problem as problem:
                yield f"{where}: {problem.message}"
                continue
            if example.get("documented"):
                if "error" in now:
                    yield f"{where}: refused: {now['error']}"
            elif any(example.get(name) != value for name, value in now.items()):
                yield f"{where}: answered {contracts.shown(now)}"


def write() -> int:
    """Write what the examples of ours are answered today into their schema files; answers how many changed."""
    begun, changed = world.load(), 0
    for action in _actions():
        path = folder("schemas") / f"{action.key}.json"
        text = path.read_text(encoding="utf-8")
        document = json.loads(text)
        for example in document.get("examples", ()):
            if not example.get("documented"):
                example.update(answered(action, example["request"], begun))
        if document != json.loads(text):
            _replace(path, document)
            changed += 1
    return changed


def _replace(path: Path, document: dict[str, Any]) -> None:
    path.write_text(laid_out(document, 0) + "\n", encoding="utf-8")


def laid_out(value: Any, depth: int, taken: int = 0) -> str:
    """JSON as the schema files are written: on one line what fits there, else a member on each line.

    ``taken`` is how much of the first line stands already before the value.
    """
    line = json.dumps(value, ensure_ascii=False)
    if (depth and 2 * depth + taken + len(line) < _WIDTH) or not isinstance(value, dict | list) or not value:
        return line
    margin = "  " * (depth + 1)
    if isinstance(value, dict):
        names = [json.dumps(name, ensure_ascii=False) + ": " for name in value]
        members = [
            name + laid_out(member, depth + 1, len(name)) for name, member in zip(names, value.values(), strict=True)
        ]
    else:
        members = [laid_out(member, depth + 1) for member in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner = f",\n{margin}".join(members)
    return f"{opening}\n{margin}{inner}\n{'  ' * depth}{closing}"


if __name__ == "__main__":
    sys.stdout.write(f"{write()} schema files changed\n")
