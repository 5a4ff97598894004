"""The table of the control API: each row is a schema file below ``schemas/control`` and the view that keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from mockserver.control import changes, deliveries, pact, shape, tables, views
from mockserver.control.frame import Denied, Route, View
from mockserver.core import contracts
from mockserver.core.http import MAX_BODY
from mockserver.dialects.gateway import Gateway

ROUTES: Final[dict[str, View]] = {
    "health": views.health,
    "ready": views.ready,
    "list_actions": views.list_actions,
    "list_outcomes": views.list_outcomes,
    "list_schemas": views.list_schemas,
    "get_schema": views.get_schema,
    "create_sandbox": views.create_sandbox,
    "list_sandboxes": views.list_sandboxes,
    "get_sandbox": views.get_sandbox,
    "change_sandbox": views.change_sandbox,
    "delete_sandbox": views.delete_sandbox,
    "reset_sandbox": views.reset_sandbox,
    "list_snapshots": views.list_snapshots,
    "put_snapshot": views.put_snapshot,
    "get_snapshot": views.get_snapshot,
    "delete_snapshot": views.delete_snapshot,
    "restore_snapshot": views.restore_snapshot,
    "list_tallies": views.list_tallies,
    "list_journal": views.list_journal,
    "get_exchange": views.get_exchange,
    "clear_journal": views.clear_journal,
    "list_deliveries": deliveries.list_deliveries,
    "send_event": deliveries.send_event,
    "get_delivery": deliveries.get_delivery,
    "send_delivery": deliveries.send_delivery,
    "clear_deliveries": deliveries.clear_deliveries,
    "list_faults": views.list_faults,
    "plant_fault": views.plant_fault,
    "get_fault": views.get_fault,
    "remove_fault": views.remove_fault,
    "clear_faults": views.clear_faults,
    "get_clock": views.get_clock,
    "set_clock": views.set_clock,
    "list_tables": tables.list_tables,
    "list_records": tables.list_records,
    "add_record": tables.add_record,
    "get_record": tables.get_record,
    "put_record": tables.put_record,
    "delete_record": tables.delete_record,
    "list_integrations": views.list_integrations,
    "change_integration": views.change_integration,
    "add_lookalike": tables.add_lookalike,
    "list_changes": changes.list_changes,
    "add_shape": shape.add_shape,
    "get_state": tables.get_state,
    "put_state": tables.put_state,
    "set_pact_state": pact.set_state,
}


@cache
def routes() -> tuple[Route, ...]:
    """The rows with their contracts, ready to answer."""
    loaded = contracts.load()
    return tuple(Route(f"control/{name}", view, loaded) for name, view in ROUTES.items())


LONG: Final = frozenset(("path", "key"))
"""Parameters of a path that may hold slashes; they stand last."""


def ask(gateway: Gateway, url: str, method: str, target: str, body: bytes) -> Any:
    """The document that answers a question of this process, asked as over HTTP; Denied as there.

    ``target``: path below the prefix and query, both encoded; ``url``: where the server is told to be.
    """
    encoded, _, query = target.partition("?")
    path = unquote(encoded)
    for pattern, route in _patterns().get(method, ()):
        found = pattern.fullmatch(path)
        if found:
            if len(body) > MAX_BODY:
                raise Denied("too-large", f"the body is larger than {MAX_BODY} bytes")
            return route.answer(gateway, url, found.groupdict(), dict(parse_qsl(query, keep_blank_values=True)), body)
    raise Denied("not-found", f"nothing answers {method} {path}; docs/control.md lists what does")


@cache
def _patterns() -> Mapping[str, Sequence[tuple[re.Pattern[str], Route]]]:
    """The routes of each method, with what their paths look like."""
    patterns: dict[str, list[tuple[re.Pattern[str], Route]]] = {}
    for route in routes():
        pattern = re.compile(re.sub(r"\{(\w+)\}", _group, route.path))
        patterns.setdefault(route.method, []).append((pattern, route))
    return patterns


def _group(parameter: re.Match[str]) -> str:
    return f"(?P<{parameter[1]}>{'.+' if parameter[1] in LONG else '[^/]+'})"
