"""The search over the calls of a journal: words, and ``name:value`` for a member of what was sent or answered."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from mockserver.console.gist import sent, values
from mockserver.core.http import Malformed, load_json
from mockserver.sandboxes.journal import Entry


class Term(Struct, frozen=True):
    """One word of a search; ``name`` is empty for a word that may stand anywhere."""

    name: str
    value: str


def terms(text: str) -> list[Term]:
    """The words of a search; quotes hold together what has spaces."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    try:
        words = list(lexer)
    except ValueError:  # a quote that is not closed yet
        words = text.split()
    return [_term(word.lower()) for word in words if word]


def _term(word: str) -> Term:
    name, colon, value = word.partition(":")
    # An address has a colon too: what stands before it is a name only when it can be one.
    is_name = colon and value and not value.startswith("//") and name.replace("_", "").replace("-", "").isalnum()
    return Term(name, value) if is_name else Term("", word)


def finds(wanted: list[Term], entry: Entry) -> bool:
    """Whether a call has all of the terms."""
    read = _Read(entry)
    return all(_has(term, read) for term in wanted)


class _Read:
    """A call as text, in lower case; each part is read once, and only when a term asks for it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    @cached_property
    def sent(self) -> list[tuple[str, str]]:
        """The members of what was sent, in its decoded form."""
        return _members(sent(self.entry))

    @cached_property
    def answered(self) -> list[tuple[str, str]]:
        """The members of the answer; none when it is no JSON."""
        try:
            return _members(load_json(self.entry.response_body))
        except Malformed:
            return []

    @cached_property
    def texts(self) -> list[str]:
        """Where a word may stand: the head of the call, what was sent, both bodies as they came."""
        bodies = (self.entry.request_body, self.entry.response_body)
        told = " ".join(f"{name} {text}" for name, text in self.sent)
        return [_head(self.entry), told, *(body.decode(errors="replace").lower() for body in bodies)]


def _members(document: Any) -> list[tuple[str, str]]:
    return [(name.lower(), text.lower()) for name, text in values(document)]


def _has(term: Term, read: _Read) -> bool:
    if not term.name:
        return any(term.value in text for text in read.texts)
    known = _KNOWN.get(term.name)
    if known is not None and known(read.entry, term.value):
        return True
    return _is_member(term, read.sent) or _is_member(term, read.answered)


def _is_member(term: Term, members: list[tuple[str, str]]) -> bool:
    return any(name == term.name and term.value in text for name, text in members)


def _head(entry: Entry) -> str:
    seen = entry.exchange
    words = (f"#{entry.number}", seen.action, seen.dialect, seen.outcome, seen.request_id, str(entry.status))
    return " ".join((*words, seen.call.method, seen.call.path, seen.call.query, seen.hint or "")).lower()


def _is_status(entry: Entry, value: str) -> bool:
    """``404``, ``4xx``, or ``0`` and ``none`` for no answer."""
    status = str(entry.status or "none")
    return value in (status, str(entry.status)) or (value.endswith("xx") and status.startswith(value[:-2]))


_KNOWN: Final[Mapping[str, Callable[[Entry, str], bool]]] = {
    "status": _is_status,
    "outcome": lambda entry, value: value in entry.exchange.outcome,
    "action": lambda entry, value: value in entry.exchange.action.lower(),
    "api": lambda entry, value: value in entry.exchange.dialect,
    "method": lambda entry, value: value == entry.exchange.call.method.lower(),
    "path": lambda entry, value: value in entry.exchange.call.path.lower(),
    "number": lambda entry, value: value == str(entry.number),
    "id": lambda entry, value: value in (str(entry.number), entry.exchange.request_id.lower()),
    "check": lambda entry, value: value == (entry.exchange.failed or ""),
}
"""The names that mean something of the call itself; any other is a member's, and these may be one too."""
