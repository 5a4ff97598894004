"""What came of the planted errors, as the part of docs/ci.md that `python -m tests.planted.table docs/ci.md` makes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mockserver.cli.documentation import with_part
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.planted.exchanges import REPLIES, REQUESTS, changed, exchange, found, right_calls, verdict
from tests.planted.servers import SERVERS, Broken, blamed, found_in_recording, verified

PART = "planted errors"


@dataclass(frozen=True)
class Row:
    """What one command made of one thing.

    ``planted``: the statement that is broken, empty where nothing is; ``due``: whether this command can see it;
    ``found``: whether it did; ``wrongly``: the statements that it calls broken and that are kept.
    """

    group: str
    name: str
    planted: str
    due: bool
    found: bool
    wrongly: frozenset[str] = frozenset()


@cache
def rows() -> tuple[Row, ...]:
    """All that was planted, and what was right."""
    return (*_requests(), *_replies(), *_right(), *_servers())


def _requests() -> Iterator[Row]:
    for planted in REQUESTS:
        told = verdict(exchange(planted.call))
        wrongly = found(told) - {planted.statement}
        hit = planted.statement in found(told, planted.severity)
        yield Row("`check`: what a client sends", planted.name, planted.statement, True, hit, frozenset(wrongly))


def _replies() -> Iterator[Row]:
    for planted in REPLIES:
        told = verdict(changed(planted))
        wrongly = found(told, side="response") - {planted.statement, planted.also}
        hit = planted.statement in found(told, planted.severity, side="response")
        yield Row("`check`: what a server answers", planted.name, planted.statement, True, hit, frozenset(wrongly))


def _right() -> Iterator[Row]:
    for call in right_calls():
        told = verdict(exchange(call))
        wrongly = found(told) | found(told, "warning")
        yield Row("`check`: right exchanges", f"{call.method} {call.path}", "", False, False, frozenset(wrongly))


def _servers() -> Iterator[Row]:
    group, recorded = "`verify`: servers", "`check`: recordings of these servers"
    client, results = verified(Gateway(Sandboxes(world.load())), writes=True)
    yield Row(group, "a right server", "", False, False, frozenset(blamed(client, results)))
    yield Row(recorded, "a right server", "", False, False, frozenset(found_in_recording(client)))
    for server in SERVERS:
        client, results = verified(Broken(server.twist, server.misread), writes=server.writes)
        expected = {server.statement, *server.also.split()}
        told, seen = blamed(client, results), found_in_recording(client)
        yield Row(group, server.name, server.statement, True, server.statement in told, frozenset(told - expected))
        hit = server.statement in seen
        yield Row(recorded, server.name, server.statement, server.seen, hit, frozenset(seen - expected))


def table() -> str:
    """One line for each group of rows."""
    lines = ["| | planted | found | missed | right | wrongly blamed |", "|---|---|---|---|---|---|"]
    groups = list(dict.fromkeys(row.group for row in rows()))
    lines += [_line(group, [row for row in rows() if row.group == group]) for group in groups]
    unseen = sum(1 for row in rows() if row.planted and not row.due)
    return (
        "\n".join(lines)
        + f"\n\n{unseen} of the servers show nothing in a recording: only who asks on purpose can tell.\n"
    )


def _line(group: str, of_group: Iterable[Row]) -> str:
    of_group = list(of_group)
    due = [row for row in of_group if row.due]
    hits = sum(row.found for row in due)
    right = sum(1 for row in of_group if not row.planted)
    wrongly = sum(1 for row in of_group if row.wrongly)
    return f"| {group} | {len(due)} | {hits} | {len(due) - hits} | {right} | {wrongly} |"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(with_part(page.read_text(encoding="utf-8"), PART, table()), encoding="utf-8")
