"""What came of the planted errors, as the part of docs/ci.md that `python -m tests.planted.table docs/ci.md` makes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mockserver.checks.client import Client
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Verdict
from mockserver.cli.documentation import with_part
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.planted.exchanges import REPLIES, REQUESTS, changed, exchange, found, right_calls, verdict
from tests.planted.passing import DATA, drifted, passed
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
    return (*_requests(), *_replies(), *_right(), *_servers(), *_other_worlds())


_CHECK, _PROXY, _DRIFT = "`check`: what {}", "`proxy`: what {}", "`drift`: what {}"
_SENT, _ANSWERED, _RIGHT = "a client sends", "a server answers", "is right"


def _requests() -> Iterator[Row]:
    for planted in REQUESTS:
        recorded = exchange(planted.call)
        for group, told in ((_CHECK, verdict(recorded)), (_PROXY, _passed(recorded))):
            wrongly = found(told) - {planted.statement}
            hit = planted.statement in found(told, planted.severity)
            yield Row(group.format(_SENT), planted.name, planted.statement, True, hit, frozenset(wrongly))


def _replies() -> Iterator[Row]:
    for planted in REPLIES:
        right, wrong = exchange(planted.call), changed(planted)
        for group, told in ((_CHECK, verdict(wrong)), (_PROXY, _passed(wrong))):
            wrongly = found(told, side="response") - {planted.statement, planted.also}
            hit = planted.statement in found(told, planted.severity, side="response")
            yield Row(group.format(_ANSWERED), planted.name, planted.statement, True, hit, frozenset(wrongly))
        yield _drift(_ANSWERED, planted.name, planted.statement, [right], [wrong])


def _drift(what: str, name: str, statement: str, before: Iterable[Recorded], after: Iterable[Recorded]) -> Row:
    return Row(_DRIFT.format(what), name, statement, name not in DATA, bool(drifted(before, after)))


def _right() -> Iterator[Row]:
    for call in right_calls():
        recorded, name = exchange(call), f"{call.method} {call.path}"
        for group, told in ((_CHECK, verdict(recorded)), (_PROXY, _passed(recorded))):
            wrongly = found(told) | found(told, "warning")
            yield Row(group.format(_RIGHT), name, "", False, False, frozenset(wrongly))


def _passed(recorded: Recorded) -> Verdict:
    """What `proxy` says, once it is sure that the client got what the server sent."""
    told, status, body = passed(recorded)
    assert recorded.answer is not None
    assert (status, body) == (recorded.answer.status, recorded.answer.body)
    return told


def _servers() -> Iterator[Row]:
    group, recorded = "`verify`: servers", "`check`: recordings of the servers below"
    right: dict[bool, Client] = {}
    for writes in (False, True):
        right[writes], results = verified(Gateway(Sandboxes(world.load())), writes=writes)
        yield Row(group, "a right server", "", False, False, frozenset(blamed(right[writes], results)))
        yield Row(recorded, "a right server", "", False, False, frozenset(found_in_recording(right[writes])))
    for server in SERVERS:
        client, results = verified(Broken(server.twist, server.misread), writes=server.writes)
        expected = {server.statement, *server.also.split()}
        told, seen = blamed(client, results), found_in_recording(client)
        yield Row(group, server.name, server.statement, True, server.statement in told, frozenset(told - expected))
        hit = server.statement in seen
        yield Row(recorded, server.name, server.statement, server.seen, hit, frozenset(seen - expected))
        yield _drift(
            "a server did before", server.name, server.statement, right[server.writes].exchanges, client.exchanges
        )


def _other_worlds() -> Iterator[Row]:
    """Two right servers differ by nothing but their data."""
    first, _ = verified(Gateway(Sandboxes(world.load())))
    for name, begun in (("other ids", world.load(seed=7)), ("more people", world.load(populate=200))):
        second, _ = verified(Gateway(Sandboxes(begun)))
        told = drifted(first.exchanges, second.exchanges)
        wrongly = frozenset(f"{one.side} {one.pointer}" for one in told if one.severity != "info")
        yield Row(_DRIFT.format(_RIGHT), name, "", False, False, wrongly)


def table() -> str:
    """One line for each group of rows."""
    lines = ["| | planted | found | missed | right | wrongly blamed |", "|---|---|---|---|---|---|"]
    groups = sorted(dict.fromkeys(row.group for row in rows()), key=_place)
    lines += [_line(group, [row for row in rows() if row.group == group]) for group in groups]
    unseen = [row for row in rows() if row.planted and not row.due]
    data = sum(row.group.startswith(_DRIFT[:7]) for row in unseen)
    return (
        "\n".join(lines)
        + f"\n\n{len(unseen) - data} of the servers show nothing in a recording: only who asks on purpose can tell.\n"
        f"{data} of the errors are no drift: other records may explain them.\n"
    )


def _place(group: str) -> int:
    """The commands in the order of the page; `sorted` keeps the order inside of one."""
    return ["`check`", "`verify`", "`proxy`", "`drift`"].index(group.partition(":")[0])


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
