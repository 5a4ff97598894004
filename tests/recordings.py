"""Making recordings for tests: entries of a HAR file, and the command line held to what it prints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from mockserver.cli.command_line import main

OKTOPOST = "https://api.oktopost.com/v2"
REFOLD = "https://app.refold.ai/api/v2"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def entry(
    method: str,
    url: str,
    body: str = "",
    *,
    kind: str = FORM,
    status: int = 200,
    answer: Any = None,
) -> dict[str, Any]:
    """One entry of a HAR file; ``answer`` is text, or a document that is sent as JSON."""
    text = answer if isinstance(answer, str) else orjson.dumps(answer).decode()
    posted = {"postData": {"mimeType": kind, "text": body}} if body else {}
    return {
        "request": {"method": method, "url": url, "headers": [], "bodySize": len(body), **posted},
        "response": {"status": status, "headers": [], "content": {"size": len(text), "mimeType": JSON, "text": text}},
    }


def act(name: str, payload: Any, *, status: int = 200, answer: Any = None, app: str = "salesforce") -> dict[str, Any]:
    """An entry for an action of Oktopost; a success is given by its result alone."""
    number = {"salesforce": "014000000000001", "marketo": "014000000000002", "hubspot": "014000000000003"}[app]
    form = {"id": number, "actionName": name, "payload": orjson.dumps(payload).decode()}
    return entry("POST", f"{OKTOPOST}/integration-action", urlencode(form), status=status, answer=answer)


def execute(name: str, body: Any, *, status: int = 200, answer: Any = None) -> dict[str, Any]:
    """An entry for an action of Refold, ``slug/action_id``."""
    slug, _, action = name.partition("/")
    url = f"{REFOLD}/integration-schema/{slug}/actions/{action}/execute"
    return entry("POST", url, orjson.dumps(body).decode(), kind=JSON, status=status, answer=answer)


def har(path: Path, *entries: dict[str, Any]) -> Path:
    """A HAR file of the entries."""
    path.write_bytes(orjson.dumps({"log": {"version": "1.2", "creator": {"name": "test"}, "entries": entries}}))
    return path


@dataclass(frozen=True)
class Outcome:
    """What a command came to."""

    code: int
    out: str
    err: str


class Commands:
    """Runs subcommands in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Outcome:
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = self._capsys.readouterr()
        return Outcome(code, printed.out, printed.err)
