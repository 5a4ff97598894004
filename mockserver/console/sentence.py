"""What an opened call says in one sentence, and what helps: a record that is missing, a switch, a contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from mockserver import dialects
from mockserver.console.gist import complaint, sent, values
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox

_ABSENT: Final = re.compile(r"not.?found|does not exist|no such", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Z]?[a-z]+")
_LONGEST: Final = 240

_SWITCHES: Final = frozenset(("integration", "status", "state", "type", "token", "connection"))
"""The checks that ask what stands on the page of integrations."""


class Help(Struct, frozen=True):
    """A link that helps: a page of the console by the name of its view, with its arguments."""

    label: str
    view: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Said(Struct, frozen=True):
    """The sentence, and what helps."""

    sentence: str
    helps: Sequence[Help]


class Missing(Struct, frozen=True):
    """A record that was looked for by a value and is not there."""

    table: str
    member: str
    value: str

    @property
    def name(self) -> str:
        """What the table holds: ``Contact``."""
        return self.table.partition("/")[2]


def said(entry: Entry, sandbox: Sandbox) -> Said:
    """What is said of a call; the sentence of one that is simply done is empty."""
    missing = _missing(entry, sandbox)
    return Said(_sentence(entry, missing), list(_helps(entry, missing)))


def capitalized(text: str) -> str:
    """A text as a sentence begins; the rest of it stays as it is, names and all."""
    return f"{text[:1].upper()}{text[1:]}"


def _sentence(entry: Entry, missing: Missing | None) -> str:
    if missing is not None:
        return f"No {missing.name} has the {missing.member.rpartition('.')[2]} {missing.value}"
    seen, outcome = entry.exchange, dialects.outcomes().get(entry.exchange.outcome)
    if outcome is None or seen.outcome == "ok":
        return ""
    meaning = capitalized(outcome.meaning)
    line = complaint(entry)
    if not line or line == outcome.meaning:
        return meaning
    found = entry.violations
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    if found:
        return f"{found[0].pointer or 'The document'}: expected {found[0].expected}, got {found[0].got}{more}"
    question = line.find("? ")
    short = line[: question + 1] if question > 0 else line
    # A hint that begins with the meaning says it better: it names the path, the action, the value.
    is_better = short.lower().split()[:2] == meaning.lower().split()[:2]
    return (capitalized(short) if is_better else f"{meaning}: {short}")[:_LONGEST]


def _helps(entry: Entry, missing: Missing | None) -> Iterator[Help]:
    seen = entry.exchange
    parts = seen.action.split("/")
    if missing is not None:
        app, _, name = missing.table.partition("/")
        yield Help("Create this record", "new_record", {"app": app, "name": name, missing.member: missing.value})
        yield Help(f"See {name} records", "table", {"app": app, "name": name})
    elif seen.fault is not None and seen.fault not in ("header", "magic"):
        yield Help("See the faults", "faults")
    elif seen.failed in _SWITCHES:
        yield Help("See the integrations", "integrations")
    elif seen.failed == "action":
        yield Help("See the actions", "actions")
    elif seen.outcome != "ok" and entry.violations and len(parts) == 3:
        dialect, app, name = parts
        yield Help("See the contract", "action", {"dialect": dialect, "app": app, "name": name})


def _missing(entry: Entry, sandbox: Sandbox) -> Missing | None:
    """The record that a look-up did not find: of the application and the thing that the action names."""
    seen, outcome = entry.exchange, dialects.outcomes().get(entry.exchange.outcome)
    if outcome is None or seen.fault is not None or seen.outcome == "ok":
        return None
    if outcome.kind != "result" and not (seen.failed == "application" and _ABSENT.search(seen.hint or "")):
        return None
    parts = seen.action.split("/")
    asked = next((pair for pair in values(sent(entry)) if pair[1]), None)
    table = _table(parts[1], parts[2], asked[0], sandbox) if len(parts) == 3 and asked else None
    return None if table is None or asked is None else Missing(table, _member(table, asked[0], sandbox), asked[1][:80])


def _table(app: str, name: str, member: str, sandbox: Sandbox) -> str | None:
    """The table that an action's name speaks of: the member's own (``listId``), the longest name, what stands first."""
    spoken = "".join(_WORD.findall(name.replace("_", " "))).lower()
    known = {one: one.partition("/")[2].lower() for one in sorted(sandbox.state.tables) if one.startswith(f"{app}/")}
    fitting = {one: thing for one, thing in known.items() if thing in spoken}
    named = member.lower().removesuffix("s").removesuffix("id").rstrip("_")
    return max(
        fitting,
        key=lambda one: (fitting[one] == named, len(fitting[one]), -spoken.index(fitting[one])),
        default=None,
    )


def _member(table: str, name: str, sandbox: Sandbox) -> str:
    """What the table calls a member that a payload calls otherwise: ``Email``, ``properties.email``."""
    spec = sandbox.state.table(table).base.spec
    known = [spec.key, *spec.indexes, *spec.search]
    wanted = name.lower()
    same = next((one for one in known if one.rpartition(".")[2].lower() == wanted), None)
    return same or (spec.key if wanted.endswith("id") else name)
