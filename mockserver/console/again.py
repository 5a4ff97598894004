"""A call from the journal as what fills in the form of its action or route, to be changed and sent again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from msgspec import Struct

from mockserver.console.gist import sent, sent_form
from mockserver.console.sendable import Sendable
from mockserver.console.vendor import Choice
from mockserver.core.http import Malformed, load_json
from mockserver.sandboxes.journal import Entry

_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


class Chosen(Struct, frozen=True):
    """A choice as the page shows it: each option with its title, what it changes, and whether it is taken."""

    label: str
    options: list[tuple[str, dict[str, Any], bool]]


def parts(entry: Entry, template: str, names: Iterable[str]) -> dict[str, Any]:
    """The parts of a route's call by their names: path, query, json, form."""
    call = entry.exchange.call
    pattern = _PLACE.sub(r"(?P<\1>[^/]+)", re.escape(template))
    place = re.fullmatch(pattern, call.path)
    found: dict[str, Any] = {"query": dict(parse_qsl(call.query, keep_blank_values=True))}
    found["path"] = {name: unquote(value) for name, value in place.groupdict().items()} if place else {}
    found["form"] = sent_form(entry) or {}
    try:
        found["json"] = load_json(entry.request_body)
    except Malformed:
        found["json"] = None
    return {name: found[name] for name in names if found.get(name)}


def payload(entry: Entry) -> dict[str, Any]:
    """The payload that an action was given; empty for one that is no object."""
    document = sent(entry)
    return document if isinstance(document, dict) else {}


def chosen(choices: Iterable[Choice], request: Sendable | None) -> list[Chosen]:
    """The choices with the options that a call was made with; the first ones for no call."""
    return [Chosen(choice.label, _options(choice, request)) for choice in choices]


def _options(choice: Choice, request: Sendable | None) -> list[tuple[str, dict[str, Any], bool]]:
    headers: Mapping[str, str] = request.as_json()["headers"] if request else {}
    form = request.form or {} if request else {}
    taken = next(
        (one for one in choice.options if one.headers.items() <= headers.items() and one.form.items() <= form.items()),
        next(iter(choice.options), None),
    )
    return [(one.title, {"headers": dict(one.headers), "form": dict(one.form)}, one is taken) for one in choice.options]
