"""docs/control.md: its commands are run in their order and answered as written; it leaves out no question."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
import requests

from mockserver import dialects
from mockserver.control.routes import routes
from mockserver.control.views import whose
from mockserver.core.faults import MAGIC
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world

PAGE = (Path(__file__).parent.parent / "docs" / "control.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)\n```\n\n```json\n(.*?)\n```", PAGE, re.DOTALL)
ANYTHING = "…"


@pytest.fixture(scope="module")
def fresh() -> Iterator[Server]:
    """A server that was just started, whose first sandbox is the one that the page shows."""
    with Server(Gateway(Sandboxes(world.load(), id_seed=0))) as running:
        yield running


def sent(command: str, server: Server) -> requests.Response:
    """What curl would send, to a server that is told it is localhost:4010."""
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    method, url, headers, data, login = "", "", {"Host": "localhost:4010"}, "", None
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-u":
            user, _, password = next(words).partition(":")
            login = user, password
        elif word in {"-d", "--data-urlencode"}:
            name, equals, value = next(words).partition("=")
            piece = f"{name}{equals}{quote_plus(value) if word == '--data-urlencode' else value}"
            data = f"{data}&{piece}" if data else piece
        else:
            url = word
    if data:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    place = url.replace("localhost:4010", f"{server.host}:{server.port}")
    verb = method or ("POST" if data else "GET")
    return requests.request(verb, f"http://{place}", headers=headers, data=data.encode(), auth=login, timeout=30)


def agrees(written: Any, got: Any) -> bool:
    """Whether an answer is what is written, where … stands for anything: a value, more members, more items."""
    if written == ANYTHING:
        return True
    if isinstance(written, dict) and isinstance(got, dict):
        more = ANYTHING in written
        names = written.keys() - {ANYTHING}
        return (names <= got.keys() if more else names == got.keys()) and all(
            agrees(written[name], got[name]) for name in names
        )
    if isinstance(written, list) and isinstance(got, list):
        more = written[-1:] == [ANYTHING]
        items = written[:-1] if more else written
        enough = len(got) >= len(items) if more else len(got) == len(items)
        return enough and all(map(agrees, items, got))
    return bool(written == got)


def test_the_commands_are_answered_as_written(fresh: Server) -> None:
    assert EXAMPLES
    for command, answer in EXAMPLES:
        got = sent(command, fresh)
        assert agrees(json.loads(answer), got.json()), f"{command}\n\nis answered\n\n{got.text}"


def test_every_question_has_an_example() -> None:
    asked = set()
    for command, _ in EXAMPLES:
        method = re.search(r"-X (\w+)", command)
        path = re.search(r"/__mock__(/[^\s'?]*)", command)
        if path:
            asked.add((method[1] if method else "GET", path[1]))
    patterns = [
        (route.method, re.sub(r"\{path\}", ".+", re.sub(r"\{(?!path)\w+\}", "[^/]+", route.path))) for route in routes()
    ]
    missing = [
        f"{method} {pattern}"
        for method, pattern in patterns
        if not any(verb == method and re.fullmatch(pattern, path) for verb, path in asked)
    ]
    assert missing == []


def test_the_table_of_outcomes_is_the_vocabulary() -> None:
    for outcome in dialects.outcomes().values():
        magic = f"`{MAGIC.format(outcome.name)}`" if outcome.plannable else "-"
        row = f"| `{outcome.name}` | {', '.join(whose(outcome.name))} | {outcome.meaning} | {magic} |"
        assert row in PAGE


def test_every_setting_is_told() -> None:
    for name in dialects.settings():
        assert f"| `{name}` |" in PAGE
