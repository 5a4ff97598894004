"""Events of the organisation's own application: defined, and fired for a linked account to start workflows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mockserver.core.errors import InvalidPayload, Refused
from mockserver.core.http import MAX_VALUES, Malformed, dump_json, load_json
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import Refusal
from mockserver.dialects.refold import executions, workflows
from mockserver.dialects.refold.acting import Asked, answering, existing
from mockserver.dialects.refold.calls import need_key
from mockserver.dialects.refold.linked_accounts import is_connected, new_id

TABLE: Final = "refold/event"

LONGEST_KEY: Final = 200
"""How many characters the dotted key of a model's member has at most: a member deep inside repeats all names above."""

_SAMPLE: Final = {"event": "candidate_hired"}

OUTCOMES: Final = (
    Outcome("trigger-not-found", "refusal", "an event is fired that nobody defined"),
    Outcome("event-not-found", "refusal", "no event is defined under this id"),
    Outcome("event-exists", "refusal", "an event of this name is defined already"),
    Outcome("event-incomplete", "refusal", "an event is defined without a name or a model"),
)

REFUSALS: Final = {
    "trigger-not-found": Refusal(
        404, "Trigger not found", "event", "R-73 public",
        "no event is called {event}: GET /api/v2/public/application/event lists them", code="INVALID_EVENT",
        sample=_SAMPLE,
    ),
    "event-not-found": Refusal(
        404, "Event not found", "event", "R-72 public",
        "no event has the id {event}: GET /api/v2/public/application/event lists them", code="RESOURCE_NOT_FOUND",
        sample=_SAMPLE,
    ),
    "event-exists": Refusal(
        400, "Trigger with name {event} already exists", "event", "R-72 public",
        "PUT /api/v2/public/application/event/… changes {event}", code="INVALID_EVENT_ID", sample=_SAMPLE,
    ),
    "event-incomplete": Refusal(
        400, "name and response are required", "request", "R-72 public",
        "send name, and in response an object that is like the events to come, or its JSON text",
        code="SERVER_ERROR",
    ),
}  # fmt: skip


def find_all(store: Store, _: Asked) -> Any:
    """R-72: every event that is defined."""
    return list(store.scan(TABLE))


def get(store: Store, asked: Asked) -> Any:
    """R-72: one event; Refused when there is none of the id."""
    event = asked.path["event_id"]
    return existing(store, TABLE, event, Refused("event-not-found", event=event))


def create(store: Store, asked: Asked) -> Any:
    """R-72: define an event; answers them all."""
    store.insert(TABLE, {"_id": new_id(store), **_defined(store, asked)})
    return find_all(store, asked)


def update(store: Store, asked: Asked) -> Any:
    """R-72: define an event anew; answers them all."""
    known = get(store, asked)
    store.replace(TABLE, {"_id": known["_id"], **_defined(store, asked, known)})
    return find_all(store, asked)


def delete(store: Store, asked: Asked) -> Any:
    """R-72: forget an event; answers those that remain."""
    store.delete(TABLE, get(store, asked)["_id"])
    return find_all(store, asked)


def _defined(store: Store, asked: Asked, known: Record | None = None) -> Record:
    name = asked.body["name"]
    found = _named(store, name)
    if found is not None and found is not known:
        raise Refused("event-exists", event=name)
    model = asked.body["response"]
    if isinstance(model, str):
        try:
            model = load_json(model, most=MAX_VALUES)
        except Malformed as error:
            raise InvalidPayload(f"response: expected an object, or the JSON text of one ({error})") from None
    if not isinstance(model, dict):
        raise InvalidPayload("response: expected an object, or the JSON text of one")
    return {"name": name, "response": list(_keys(model)), "raw_response": dump_json(model).decode()}


def _keys(model: Record, before: str = "") -> Iterator[Record]:
    """The members of a model, those of an inner object behind it with a dotted path."""
    for name, value in model.items():
        inner = isinstance(value, dict)
        if len(before) + len(name) > LONGEST_KEY:
            raise InvalidPayload(f"response: the key of a member is longer than {LONGEST_KEY} characters")
        yield {"key": f"{before}{name}", "type": "object" if inner else "text"}
        if inner:
            yield from _keys(value, f"{before}{name}.")


def _named(store: Store, name: Any) -> Record | None:
    return next((event for event in store.find(TABLE, "name", name) if event["name"] == name), None)


def fire(store: Store, asked: Asked) -> Any:
    """R-73: start every published workflow of the linked account that listens to the event."""
    slug = asked.path.get("slug") or asked.headers.get("slug") or asked.body.get("slug") or None
    name = asked.body.get("event") or asked.body.get("trigger")
    event = _named(store, name)
    if event is None:
        raise Refused("trigger-not-found", event=name)
    if slug is not None and store.get("refold/application", slug) is None:
        slugs = ", ".join(item["slug"] for item in store.scan("refold/application"))
        raise Refused("application-not-found", slug=slug, org=asked.org, applications=slugs)
    if slug is not None and not is_connected(store, asked.account, slug):
        raise Refused("not-connected", slug=slug, linked_account=asked.account)
    start = executions.Start(
        asked.sandbox,
        asked.account,
        asked.body.get("payload") or {},
        config_id=asked.headers.get("config_id") or asked.body.get("config_id") or asked.account,
        event=event,
        result=asked.result,
    )
    for workflow in workflows.listening(store, asked.account, event["name"], slug):
        executions.run(store, workflow, start, workflows.application(store, workflow["slug"]))
    return {"message": "Webhook Fired Success"}


_CHECKS: Final = ("authentication", "request", "event")

VIEWS: Final = {
    "list_event_definitions": (answering(find_all, need_key), _CHECKS[:-1]),
    "get_event_definition": (answering(get, need_key), _CHECKS),
    "define_event": (answering(create, need_key, incomplete="event-incomplete"), _CHECKS),
    "redefine_event": (answering(update, need_key, incomplete="event-incomplete"), _CHECKS),
    "delete_event_definition": (answering(delete, need_key), _CHECKS),
    "fire_event": (answering(fire), (*_CHECKS, "slug", "connection")),
    "fire_application_event": (answering(fire), (*_CHECKS, "slug", "connection")),
}
