"""What a call was about, in a few words: what it asked for, the first line of what was wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qsl

from mockserver import dialects
from mockserver.core.http import Malformed, load_json
from mockserver.core.redaction import REDACTED
from mockserver.dialects.bodies import FORM
from mockserver.sandboxes.journal import Entry

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LONGEST_ADDRESS: Final = 320
_QUERIES: Final = frozenset(("q", "query", "search", "soql"))
_LEAVES: Final = 40
"""How many values of a document are looked at."""

_PIECES: Final = 3
_PIECE: Final = 80
_LINE: Final = 200


def sent_form(entry: Entry) -> dict[str, str] | None:
    """The fields of the form that was sent, as far as they can be read: of a refused or cut one too."""
    if entry.form is not None:
        return entry.form
    if not entry.request_headers.get("content-type", "").startswith(FORM):
        return None
    return dict(parse_qsl(entry.request_body.decode(errors="replace"), keep_blank_values=True))


def sent(entry: Entry) -> Any:
    """What was sent: the payload, the JSON of the body, the fields of a form or of the query; None for nothing."""
    payload = entry.payload
    if payload is not None:
        return payload
    form = sent_form(entry)
    if form is not None:
        return _json(form.get("payload", "")) or form
    body = _json(entry.request_body)
    return dict(parse_qsl(entry.exchange.call.query)) if body is None else body


def _json(text: str | bytes) -> Any:
    try:
        return load_json(text)
    except Malformed:
        return None


def gist(entry: Entry) -> str:
    """The values that tell one call of an action from another: the e-mail, the query, ids, then what else there is."""
    found = sorted(islice(values(sent(entry)), _LEAVES), key=_rank)
    pieces = (_piece(name, text) for name, text in found if text and REDACTED not in text)
    return "  ".join(dict.fromkeys(islice(pieces, _PIECES)))


def values(document: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The values in a document as text, each with the name of its member; those of a plain list together."""
    if isinstance(document, Mapping):
        for member, inner in document.items():
            yield from values(inner, member)
    elif isinstance(document, list) and any(isinstance(item, dict | list) for item in document):
        for item in document:
            yield from values(item, name)
    elif isinstance(document, list):
        yield name, ", ".join(map(_text, document[:_LEAVES]))
    elif document is not None:
        yield name, _text(document)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rank(found: tuple[str, str]) -> int:
    name, text = found
    if len(text) <= _LONGEST_ADDRESS and _EMAIL.fullmatch(text):
        return 0
    if name.lower() in _QUERIES:
        return 1
    return 2 if name.lower().endswith(("id", "ids")) else 3


def _piece(name: str, text: str) -> str:
    line = " ".join(text[: _PIECE * 4].split())
    short = line if len(line) <= _PIECE else f"{line[:_PIECE]}…"
    return short if _rank((name, text)) < 2 or not name else f"{name} {short}"


def complaint(entry: Entry) -> str:
    """The first line of what was wrong; empty for a call that is done."""
    outcome = dialects.outcomes().get(entry.exchange.outcome)
    if outcome is None or outcome.kind == "result":
        return ""
    said = (entry.exchange.hint or outcome.meaning).removeprefix("the application refused: ")
    return next(iter(said.splitlines()), "")[:_LINE]
