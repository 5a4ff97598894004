"""The examples of the action schemas, answered by a fresh world with its clock frozen: written, and compared."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from mockserver import contracts, world
from mockserver.action import Action
from mockserver.dialects import oktopost, refold
from mockserver.engine import perform
from mockserver.errors import CrmError, Problem
from mockserver.resources import folder
from mockserver.sandbox import Sandboxes, World

MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When the examples are answered."""


def answered(action: Action, request: Any, begun: World) -> Any:
    """What a fresh world answers to a payload: the result, or the application's own error."""
    sandbox = Sandboxes(begun).default
    sandbox.clock.freeze(MOMENT)
    try:
        return perform(sandbox, action.run, request, seal=lambda result: result, wire=action.response)
    except CrmError as error:
        return {"error": error.message}


def differences() -> Iterator[str]:
    """One line for each example of ours that is answered otherwise than written, and for each that fails."""
    begun = world.load()
    for action in (*oktopost.actions().values(), *refold.actions().values()):
        for example in action.schema.get("examples", ()):
            where = f"{action.key}.json, example {example['name']}"
            try:
                now = answered(action, example["request"], begun)
            except Problem as problem:
                yield f"{where}: {problem.message}"
                continue
            if example.get("documented"):
                if "error" in now and isinstance(now["error"], str):
                    yield f"{where}: refused: {now['error']}"
            elif now != example.get("response", example.get("error")):
                yield f"{where}: answered {contracts.shown(now)}"


def write() -> int:
    """Write what the examples of ours are answered today into their schema files; answers how many changed."""
    begun, changed = world.load(), 0
    for action in (*oktopost.actions().values(), *refold.actions().values()):
        path = folder("schemas") / f"{action.key}.json"
        text = path.read_text(encoding="utf-8")
        document = json.loads(text)
        for example in document.get("examples", ()):
            if not example.get("documented"):
                example["response"] = answered(action, example["request"], begun)
        if document != json.loads(text):
            _replace(path, document)
            changed += 1
    return changed


def _replace(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write(f"{write()} schema files changed\n")
