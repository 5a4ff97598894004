"""One call from the journal as a page shows it: its checks with their marks, its evidence, its bodies made readable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from mockserver import dialects
from mockserver.console.gist import sent_form
from mockserver.console.javascript import fetch, playwright, typescript
from mockserver.console.sendable import Sendable, is_whole, of_entry
from mockserver.console.sentence import Said, said
from mockserver.console.snippets import curl, pytest
from mockserver.core import contracts, statements
from mockserver.core.faults import MAGIC
from mockserver.core.http import Malformed, load_json
from mockserver.core.shape import YOURS
from mockserver.core.statements import Statement
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox

_TOKEN: Final = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)')

_VOID: Final = re.compile(r'\s+"(?:[^"\\]|\\.)*": (?:null|""|\[\]|\{\}),?\s*$')
_FEW: Final = 5
"""So many members without a value are shown as they are."""

_LONG: Final = 15
"""Digits of a number that nothing else has by chance."""


class Check(Struct, frozen=True):
    """One documented check of a route: ``verdict`` is passed, failed or ``not reached``."""

    name: str
    verdict: str


class Copy(Struct, frozen=True):
    """The call in one language: ``id`` in the page, the ``title`` of its button, the text."""

    id: str
    title: str
    text: str


class Shown(Struct, frozen=True):
    """Everything that the page of one call says.

    ``form`` and ``payload``: what was sent as far as it can be read; ``edit``: the action or route whose form can be
    filled with it, empty for none.
    """

    entry: Entry
    said: Said
    checks: Sequence[Check]
    form: dict[str, str] | None
    payload: Any
    evidence: Sequence[Statement]
    meaning: str
    request: Sendable
    copies: Sequence[Copy]
    edit: str
    whole: bool
    fault: str
    fault_outcome: str


def shown(entry: Entry, sandbox: Sandbox, url: str) -> Shown:
    """The page's content; ``url`` is where the server is."""
    seen, request = entry.exchange, of_entry(entry, sandbox)
    outcome = dialects.outcomes().get(seen.outcome)
    form = sent_form(entry)
    repeatable = outcome is not None and outcome.plannable and outcome.kind != "result"
    return Shown(
        entry=entry,
        said=said(entry, sandbox),
        checks=list(_checks(entry)),
        form=form,
        payload=entry.payload if form is None or entry.payload is not None else _decoded(form.get("payload")),
        evidence=evidence_of(entry),
        meaning=outcome.meaning if outcome else "",
        request=request,
        copies=[
            Copy("as-curl", "curl", curl(request, url)),
            Copy("as-pytest", "pytest", pytest(entry, request, sandbox)),
            Copy("as-fetch", "fetch", fetch(request, url)),
            Copy("as-typescript", "TypeScript", typescript(request, url)),
            Copy("as-playwright", "Playwright", playwright(entry, request, url)),
        ],
        edit=editable(entry),
        whole=is_whole(entry),
        fault=planned_by(seen.fault),
        fault_outcome=seen.outcome if repeatable else "rate-limited",
    )


def _decoded(text: str | None) -> Any:
    """The JSON of a field; the text itself when it is none, None for no field."""
    try:
        return None if text is None else load_json(text)
    except Malformed:
        return text


def editable(entry: Entry) -> str:
    """The key of the action or route whose form can be filled with a call; empty when none was reached."""
    key = entry.exchange.action
    documents = contracts.load().documents
    return key if key in documents and "request" in documents[key].get("$defs", {}) else ""


def summed(checks: Sequence[Check]) -> str:
    """The documented checks in a few words: ``10 of 11 passed, failed at application``."""
    passed = sum(check.verdict == "passed" for check in checks)
    failed = next((f", failed at {check.name}" for check in checks if check.verdict == "failed"), "")
    return f"{'all' if passed == len(checks) else f'{passed} of'} {len(checks)} checks passed{failed}"


def planned_by(source: str | None) -> str:
    """Who planned the outcome, in words; empty for nobody."""
    words = {
        None: "",
        "header": "asked for by a request header",
        "magic": f"asked for by {MAGIC.format('…')} in the data",
    }
    return words.get(source, f"planned by {source}")


def _checks(entry: Entry) -> Iterator[Check]:
    seen = entry.exchange
    for position, name in enumerate(seen.checks):
        if position < seen.passed:
            yield Check(name, "passed")
        else:
            yield Check(name, "failed" if name == seen.failed else "not reached")
    if seen.failed is not None and seen.failed not in seen.checks:
        yield Check(seen.failed, "failed")


def evidence_of(entry: Entry) -> list[Statement]:
    """For a refusal the statements behind it; for a success those that the action's schema file gives."""
    statement_id, _, kind = (entry.exchange.evidence or "").partition(" ")
    if statement_id:
        told = [one for one in _statements() if one.id == statement_id]
        if kind == YOURS:
            return [replace(told[0], kind=YOURS, text="Your organisation declares the field, or what it can be.")]
        return [one for one in told if one.kind == kind] or told
    return [one for one in _statements() if one.source_file == f"{entry.exchange.action}.json"]


@cache
def _statements() -> tuple[Statement, ...]:
    return tuple(statements.load())


def mentioning(sandbox: Sandbox, table: str, key: str | int) -> list[Entry]:
    """The calls that name a record, in what was sent or in the answer; newest first."""
    app = table.partition("/")[0]
    text = str(key).encode()
    return [
        entry
        for entry in reversed(list(sandbox.journal))
        if (text in entry.request_body or text in entry.response_body or text in entry.exchange.call.path.encode())
        and f"/{app}/" in f"/{entry.exchange.action}/{entry.exchange.call.path}/"
        and _names(entry, table, key)
    ]


def _names(entry: Entry, table: str, key: str | int) -> bool:
    try:
        answered = load_json(entry.response_body)
    except Malformed:
        answered = None
    return any(_holds(value, str(key), table) for value in (entry.payload, answered))


def _holds(value: Any, key: str, table: str, member: str = "") -> bool:
    if isinstance(value, dict):
        return any(_holds(inner, key, table, name) for name, inner in value.items())
    if isinstance(value, list):
        return any(_holds(inner, key, table, member) for inner in value)
    return not isinstance(value, bool) and str(value) == key and _is_key_of(member, key, table)


def _is_key_of(member: str, key: str, table: str) -> bool:
    """Whether a member that holds a number can mean a record of this table: ``id``, or ``leadIds`` for a lead."""
    name = member.lower().replace("_", "")
    if not name.endswith(("id", "ids")) or name in ("id", "ids"):
        return name in ("id", "ids") or not _is_short(key)
    objects = [other.rpartition("/")[2].lower() for other in _tables(table.partition("/")[0])]
    named = next((other for other in objects if name.startswith(other)), None)
    return named is None or named == table.rpartition("/")[2].lower()


def _is_short(key: str) -> bool:
    """Whether a key is a mere number, which other things have as well."""
    return key.isdigit() and len(key) < _LONG


@cache
def _tables(app: str) -> tuple[str, ...]:
    return tuple(key.removeprefix("records/") for key in contracts.load().keys(f"records/{app}/"))


def pretty(body: bytes | str | Any) -> Markup:
    """A body with indentation and marked tokens when it is JSON, as it is when not; empty members can be folded."""
    if isinstance(body, bytes | str):
        try:
            body = load_json(body)
        except Malformed:
            return escape(body.decode(errors="replace") if isinstance(body, bytes) else body)
    lines = (_folded(line) for line in json.dumps(body, indent=2, ensure_ascii=False).splitlines(keepends=True))
    return Markup("").join(lines)


def _folded(line: str) -> Markup:
    """A line of JSON; that of a member without a value is marked, so that a page can hide it."""
    return Markup('<span class="void">{}</span>').format(highlighted(line)) if _VOID.match(line) else highlighted(line)


def voids(shown: Markup) -> int:
    """How many members without a value a body made ``pretty`` has; 0 for few, which nobody need fold."""
    found = shown.count('<span class="void">')
    return found if found > _FEW else 0


def prose(text: str) -> Markup:
    """A sentence in which what stands between backticks is code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if position % 2 else escape(piece)
        for position, piece in enumerate(text.split("`"))
    )


def highlighted(text: str) -> Markup:
    """JSON text with its names, strings, numbers and words marked."""
    pieces, at = [], 0
    for token in _TOKEN.finditer(text):
        pieces += [escape(text[at : token.start()]), _marked(token)]
        at = token.end()
    return Markup("").join([*pieces, escape(text[at:])])


def _marked(token: re.Match[str]) -> Markup:
    string, colon, word, number = token.groups()
    kind = ("name" if colon else "string") if string else "word" if word else "number"
    return Markup('<span class="j-{}">{}</span>{}').format(kind, string or word or number, colon or "")
