"""One short view for each question about the server, a sandbox, its snapshots, journal, faults, clock and integrations.

A view is given a question that kept its contract, and answers a JSON value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from functools import partial
from typing import Any, Final

from mockserver import __version__, dialects
from mockserver.control.frame import Ask, Denied, known, unknown
from mockserver.control.vendor import Integrations, integrations
from mockserver.core import contracts
from mockserver.core.action import Action, described
from mockserver.core.clock import Clock, moment
from mockserver.core.errors import did_you_mean
from mockserver.core.extras import which_extra
from mockserver.core.faults import MAGIC, Fault, TooManyRules
from mockserver.core.outcomes import Outcome, blamed
from mockserver.core.store import Record, State, Store
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway, credentials
from mockserver.sandboxes.journal import Entry, Wanted
from mockserver.sandboxes.sandbox import TooManyPeople, TooManySandboxes
from mockserver.sandboxes.writes import Snapshot
from mockserver.world import fixtures as world
from mockserver.world.tables import come_due

PAGE: Final = 100
"""How many things a page has when nobody says."""

MOST_SNAPSHOTS: Final = 100
"""How many snapshots a sandbox keeps."""

JOURNAL_BYTES: Final = 8 * 1024 * 1024
"""How many bytes of entries one answer about the journal holds, about; there is a next page for the rest."""

_RETRYABLE: Final = ("rate-limited", "unavailable")


# -- the server ------------------------------------------------------------------------------------------------


def health(ask: Ask) -> Any:
    """GET /health: the process answers."""
    return {"status": "ok"}


def ready(ask: Ask) -> Any:
    """GET /ready: its world is loaded."""
    sandboxes = ask.gateway.sandboxes
    return {"status": "ready", "version": __version__, "sandboxes": len(sandboxes), "limit": sandboxes.limit}


def list_actions(ask: Ask) -> Any:
    """GET /actions: what all dialects can do."""
    return {"actions": [described(action) for action in dialects.actions()]}


def list_outcomes(ask: Ask) -> Any:
    """GET /outcomes: the vocabulary of journal and faults."""
    return {"outcomes": [_outcome(ask.gateway, outcome) for outcome in dialects.outcomes().values()]}


def list_schemas(ask: Ask) -> Any:
    """GET /schemas: the names of all schema files."""
    return {"schemas": sorted(contracts.load().documents)}


def get_schema(ask: Ask) -> Any:
    """GET /schemas/{path}: one schema file as it is."""
    documents = contracts.load().documents
    name = ask.path["path"].removesuffix(".json")
    if name not in documents:
        listed = f"{did_you_mean(name, documents)}GET {ask.gateway.options.control}/schemas lists them"
        raise Denied("not-found", f"there is no schema {name}: {listed}")
    return documents[name]


def _outcome(gateway: Gateway, outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "kind": outcome.kind,
        "meaning": outcome.meaning,
        "blame": blamed(outcome.name),
        "dialects": whose(outcome.name),
        "status": {
            dialect.name: dialect.refusals[outcome.name].status
            for dialect in gateway.dialects
            if outcome.name in dialect.refusals
        },
        "plannable": outcome.plannable,
        "magic": MAGIC.format(outcome.name) if outcome.plannable else None,
    }


# -- sandboxes -------------------------------------------------------------------------------------------------


def create_sandbox(ask: Ask) -> Any:
    """POST /sandboxes: a new world with credentials of its own."""
    wish = ask.json or {}
    sandboxes = ask.gateway.sandboxes
    # JSON Schema's integers include 2.0
    seed, populate = int(wish.get("seed", sandboxes.world.seed)), int(wish.get("populate", 0))
    settings = {name: value for name, value in wish.items() if name in ask.gateway.sandboxes.world.state.settings}
    try:
        shared = sandboxes.room_for(seed, populate) if populate else None
        begun = shared or world.variant(sandboxes.world, seed=seed, populate=populate)
        sandbox = sandboxes.create(wish.get("name"), world=begun, ttl=wish.get("ttl"), settings=settings)
    except (TooManyPeople, TooManySandboxes) as error:
        raise Denied("conflict", str(error)) from None
    except ModuleNotFoundError as error:
        raise Denied("conflict", which_extra(error) or str(error)) from None
    return {"id": sandbox.id, **credentials(ask.url, sandbox)}


def list_sandboxes(ask: Ask) -> Any:
    """GET /sandboxes: a page of them, oldest first."""
    sandboxes = ask.gateway.sandboxes
    offset, limit = ask.number("offset", 0), ask.number("limit", PAGE)
    now = sandboxes.timer()
    listed = [
        {
            "id": sandbox.id,
            "name": sandbox.name,
            "ttl": sandbox.ttl,
            "idle": round(now - sandbox.last_used, 3),
            "exchanges": len(sandbox.journal),
            "faults": len(sandbox.faults.rules),
        }
        for sandbox in list(sandboxes)[offset : offset + limit]
    ]
    return {"sandboxes": listed, "total": len(sandboxes), "limit": sandboxes.limit, "idle_timeout": sandboxes.idle}


def get_sandbox(ask: Ask) -> Any:
    """GET /sandboxes/{id}: what it holds, and its credentials."""
    sandbox = ask.sandbox
    state = sandbox.state
    return {
        "id": sandbox.id,
        "name": sandbox.name,
        "seed": state.seed,
        "ttl": sandbox.ttl,
        "settings": dict(state.settings),
        "clock": _clock(state.clock),
        "journal": {"kept": len(sandbox.journal), "dropped": sandbox.journal.dropped},
        "faults": len(state.faults.rules),
        "snapshots": list(sandbox.snapshots),
        "records": counts(state),
        **credentials(ask.url, sandbox),
    }


def change_sandbox(ask: Ask) -> Any:
    """PATCH /sandboxes/{id}: its name, its ttl, its settings."""
    sandbox = ask.sandbox
    sandbox.name = ask.json.get("name", sandbox.name)
    sandbox.ttl = ask.json.get("ttl", sandbox.ttl)
    sandbox.change_settings({name: value for name, value in ask.json.items() if name in sandbox.settings})
    sandbox.transact(partial(come_due, sandbox))
    return get_sandbox(ask)


def delete_sandbox(ask: Ask) -> Any:
    """DELETE /sandboxes/{id}: it and all it holds."""
    sandbox = ask.sandbox
    try:
        ask.gateway.sandboxes.delete(sandbox.id)
    except ValueError as error:
        raise Denied("conflict", str(error)) from None
    return {"deleted": 1}


def reset_sandbox(ask: Ask) -> Any:
    """POST /sandboxes/{id}/reset: back to how it began; journal and snapshots stay."""
    ask.sandbox.reset()
    return get_sandbox(ask)


def counts(state: State) -> dict[str, int]:
    """How many records each table of a state has."""
    return {name: len(state.tables[name]) for name in sorted(state.tables)}


# -- snapshots -------------------------------------------------------------------------------------------------


def list_snapshots(ask: Ask) -> Any:
    """GET /sandboxes/{id}/snapshots: all of them, oldest first."""
    held = dict(ask.sandbox.snapshots)
    return {"snapshots": [_shown(name, snapshot) for name, snapshot in held.items()]}


def put_snapshot(ask: Ask) -> Any:
    """PUT /sandboxes/{id}/snapshots/{name}: the records as they are now, under a name; again replaces it."""
    sandbox, name = ask.sandbox, ask.path["name"]
    with sandbox.lock:
        if name not in sandbox.snapshots and len(sandbox.snapshots) >= MOST_SNAPSHOTS:
            raise Denied("conflict", f"a sandbox keeps {MOST_SNAPSHOTS} snapshots: delete one of them first")
        snapshot = sandbox.keep(name)
    return _shown(name, snapshot)


def get_snapshot(ask: Ask) -> Any:
    """GET /sandboxes/{id}/snapshots/{name}."""
    return _shown(ask.path["name"], _snapshot(ask))


def delete_snapshot(ask: Ask) -> Any:
    """DELETE /sandboxes/{id}/snapshots/{name}."""
    _snapshot(ask)
    ask.sandbox.forget(ask.path["name"])
    return {"deleted": 1}


def restore_snapshot(ask: Ask) -> Any:
    """POST /sandboxes/{id}/snapshots/{name}/restore: the records as they were; clock, faults and journal stay."""
    snapshot = _snapshot(ask)
    ask.sandbox.restore(snapshot)
    return _shown(ask.path["name"], snapshot)


def _snapshot(ask: Ask) -> Snapshot:
    held = ask.sandbox.snapshots
    name = ask.path["name"]
    snapshot = held.get(name)
    if snapshot is None:
        raise unknown("snapshot", name, list(held))
    return snapshot


def _shown(name: str, snapshot: Snapshot) -> dict[str, Any]:
    return {"name": name, "taken": moment(snapshot.taken), "records": counts(snapshot.state)}


# -- the journal -----------------------------------------------------------------------------------------------


def list_journal(ask: Ask) -> Any:
    """GET /sandboxes/{id}/journal: those asked for, newest last, about JOURNAL_BYTES at most; `wait`: for one."""
    journal = ask.sandbox.journal
    known("query.dialect", ask.query.get("dialect"), [dialect.name for dialect in dialects.load()])
    known("query.outcome", ask.query.get("outcome"), dialects.outcomes())
    wanted = _wanted(ask.query)
    if "wait" in ask.query:
        journal.wait(wanted, ask.number("wait", 0))
    found = journal.select(wanted)
    if "last" in ask.query:
        found = found[-int(ask.query["last"]) :]
    page = found[: _fitting(found[: ask.number("limit", len(found))])]
    return {
        "entries": [entry.as_json() for entry in page],
        "matching": len(found),
        "kept": len(journal),
        "dropped": journal.dropped,
        "next": page[-1].number if len(page) < len(found) else None,
    }


def list_tallies(ask: Ask) -> Any:
    """GET /sandboxes/{id}/tallies: how many exchanges came to what, also of those that the journal no longer holds."""
    return {"tallies": [tally.as_json() for tally in ask.sandbox.journal.tallies]}


def get_exchange(ask: Ask) -> Any:
    """GET /sandboxes/{id}/journal/{number}."""
    return ask.numbered(ask.sandbox.journal, "no exchange {} in the journal").as_json()


def clear_journal(ask: Ask) -> Any:
    """DELETE /sandboxes/{id}/journal: forget every exchange; numbers go on."""
    journal = ask.sandbox.journal
    kept = len(journal)
    journal.clear()
    return {"deleted": kept}


def _wanted(query: Mapping[str, str]) -> Wanted:
    return Wanted(
        action=query.get("action"),
        dialect=query.get("dialect"),
        status=int(query["status"]) if "status" in query else None,
        outcome=query.get("outcome"),
        since=read_time(query["since"], "query.since") if "since" in query else None,
        after=int(query.get("after", 0)),
    )


def _fitting(entries: list[Entry]) -> int:
    """How many of the entries go into one answer; at least one, so that paging comes to an end."""
    held = 0
    for position, entry in enumerate(entries):
        held += entry.size
        if held > JOURNAL_BYTES and position:
            return position
    return len(entries)


# -- faults ----------------------------------------------------------------------------------------------------


def list_faults(ask: Ask) -> Any:
    """GET /sandboxes/{id}/faults: the rules with how often each fired, oldest first."""
    return {"faults": [fault.as_json() for fault in ask.sandbox.faults.rules]}


def plant_fault(ask: Ask) -> Any:
    """POST /sandboxes/{id}/faults: calls that match come to the outcome."""
    rule = {"match": "*", "outcome": "ok", **ask.json}
    check_rule(rule)

    def plant(store: Store) -> Fault:
        store.set("faults", store.state.faults.plant(rule))
        return store.state.faults.rules[-1]

    try:
        return ask.sandbox.transact(plant).as_json()
    except TooManyRules as error:
        raise Denied("conflict", str(error)) from None


def get_fault(ask: Ask) -> Any:
    """GET /sandboxes/{id}/faults/{fault}."""
    return _fault(ask).as_json()


def remove_fault(ask: Ask) -> Any:
    """DELETE /sandboxes/{id}/faults/{fault}."""
    fault = _fault(ask)
    ask.sandbox.transact(lambda store: store.set("faults", store.state.faults.remove(fault.id)))
    return {"deleted": 1}


def clear_faults(ask: Ask) -> Any:
    """DELETE /sandboxes/{id}/faults."""

    def clear(store: Store) -> int:
        planted = len(store.state.faults.rules)
        store.set("faults", store.state.faults.clear())
        return planted

    return {"deleted": ask.sandbox.transact(clear)}


def check_rule(rule: Mapping[str, Any]) -> None:
    """Denied when no call could ever be hit by the rule, or a part of it would do nothing."""
    outcome, match = rule["outcome"], rule["match"]
    known("json.outcome", outcome, [name for name, one in dialects.outcomes().items() if one.plannable])
    matching = [(dialect, key, action) for dialect, key, action in _targets() if fnmatchcase(key, match)]
    if not matching:
        names = [key for _, key, _ in _targets()]
        nearest = did_you_mean(match, names) or "GET actions lists what there is"
        raise Denied("invalid-request", f"json.match: no action is like {match}: {nearest}".rstrip())
    if not any(dialect.can_come_to(outcome, action) for dialect, _, action in matching):
        meaning = f"it is an outcome of {' and '.join(whose(outcome))}: {dialects.outcomes()[outcome].meaning}"
        raise Denied("invalid-request", f"json.outcome: no action like {match} can come to {outcome}; {meaning}")
    if rule.get("retry_after") is not None and outcome not in _RETRYABLE:
        raise Denied("invalid-request", f"json.retry_after: only {' and '.join(_RETRYABLE)} say it, not {outcome}")
    low, high = (rule.get("delay") or {}).get("uniform", (0, 0))
    if low > high:
        raise Denied("invalid-request", f"json.delay.uniform: expected the shorter delay first, got [{low}, {high}]")


def _targets() -> Iterator[tuple[Dialect, str, Action | None]]:
    """What a rule can match: (dialect, key, action); the other routes have no action."""
    for dialect in dialects.load():
        for action in dialect.actions.values():
            yield dialect, action.key, action
    for dialect in dialects.load():
        for route in dialect.routes:
            if not route.executes:
                yield dialect, route.key, None


def whose(outcome: str) -> list[str]:
    """The dialects whose calls can come to an outcome."""
    return [dialect.name for dialect in dialects.load() if outcome in dialect.vocabulary]


def _fault(ask: Ask) -> Fault:
    faults = ask.sandbox.faults
    fault = faults.get(ask.path["fault"])
    if fault is None:
        raise unknown("fault", ask.path["fault"], [one.id for one in faults.rules])
    return fault


# -- the clock -------------------------------------------------------------------------------------------------


def get_clock(ask: Ask) -> Any:
    """GET /sandboxes/{id}/clock."""
    return _clock(ask.sandbox.clock)


def set_clock(ask: Ask) -> Any:
    """PUT /sandboxes/{id}/clock: freeze it, move it, let it run on, or set it right."""

    def change(store: Store) -> None:
        store.set("clock", _changed(store.clock, ask.json))
        come_due(ask.sandbox, store)

    try:
        ask.sandbox.transact(change)
    except ValueError as error:
        raise Denied("invalid-request", f"json.{next(iter(ask.json))}: {error}") from None
    return _clock(ask.sandbox.clock)


def _changed(clock: Clock, wish: Mapping[str, Any]) -> Clock:
    if "frozen" in wish:
        return clock.freeze(None if wish["frozen"] is True else read_time(wish["frozen"], "json.frozen"))
    if "advance" in wish:
        return clock.advance(_duration(wish["advance"], clock.now()))
    return clock.run() if "running" in wish else Clock()


def _clock(clock: Clock) -> dict[str, Any]:
    return {"now": moment(clock.now()), "running": not clock.frozen}


def read_time(text: str, where: str) -> datetime:
    """An ISO 8601 time; one without an offset is in UTC. Denied says what it should look like."""
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Denied("invalid-request", f"{where}: expected a time such as 2026-01-01T00:00:00Z, got {text}") from None


def _duration(text: str, now: datetime) -> timedelta:
    """An ISO 8601 duration from ``now`` on: months and years are as long as they are then."""
    import isodate  # type: ignore[import-untyped] # it has no annotations

    try:
        until: datetime = now + isodate.parse_duration(text)
    except (ValueError, OverflowError):
        raise Denied(
            "invalid-request", f"json.advance: expected a duration such as PT1H30M or -P1D, got {text}"
        ) from None
    return until - now


# -- integrations ----------------------------------------------------------------------------------------------


def list_integrations(ask: Ask) -> Any:
    """GET /sandboxes/{id}/integrations: those of every account."""
    tables = ask.sandbox.state.tables
    return {"integrations": [kind.shown(record) for kind in integrations() for record in tables[kind.table].scan()]}


def change_integration(ask: Ask) -> Any:
    """PATCH /sandboxes/{id}/integrations/{integration}: by its id, or by the name of its application."""
    sandbox, wanted = ask.sandbox, ask.path["integration"]
    changes = ask.json

    def change(store: Store) -> tuple[Integrations, Record]:
        for kind in integrations():
            found = store.get(kind.table, kind.named(sandbox.world).get(wanted, wanted))
            if found is not None:
                changed = {**found, **{kind.fields[name]: value for name, value in changes.items()}}
                store.replace(kind.table, changed)
                return kind, changed
        ids = [kind.shown(record)["id"] for kind in integrations() for record in store.scan(kind.table)]
        raise unknown("integration", wanted, ids)

    kind, changed = sandbox.transact(change)
    return kind.shown(changed)
