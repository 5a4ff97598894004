"""SOSL, Salesforce's search language: words in the fields of one group, and a SOQL query over what they find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from mockserver.core.store import Record, Store
from mockserver.core.words import words_of
from mockserver.crm.salesforce import errors
from mockserver.crm.salesforce.actions import SEARCH_LIMIT, creation
from mockserver.crm.salesforce.objects import API_VERSION, described, org_of, table_of
from mockserver.crm.salesforce.soql.query import query

MAX_LENGTH: Final = 20_000
"""The most characters of a search, as in Salesforce."""

_HEAD: Final = re.compile(
    r"FIND\s*\{(?P<term>(?:[^{}\\]|\\[\s\S])*)\}(?:\s*IN\s+(?P<scope>ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\b)?\s*",
    re.IGNORECASE,
)
_LIMIT: Final = re.compile(r"\bLIMIT\s+([0-9]{1,9})$", re.IGNORECASE)
_RETURNING: Final = re.compile(r"RETURNING\b", re.IGNORECASE)
_OBJECT: Final = re.compile(r"\s*(?P<name>[A-Za-z]\w*)\s*(?:\((?P<inside>[\s\S]*)\))?\s*")
_CLAUSE: Final = re.compile(r"\b(?:WHERE|ORDER|LIMIT|OFFSET)\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\[\s\S])*'")
_ESCAPE: Final = re.compile(r"\\([\s\S])")
_OPERATOR: Final = re.compile(r"(?<!\s)\s++(?:AND\s++NOT|AND|OR)\s++", re.IGNORECASE)

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {"EMAIL": ("email",), "PHONE": ("phone",)}
_NAMES: Final = ("Name", "FirstName", "LastName", "Subject", "CaseNumber")


class Wanted(Struct, frozen=True):
    """One object that is searched, with the fields of its records and the rest of its query."""

    sobject: str
    fields: str = "Id"
    rest: str = ""


def search(store: Store, text: str, *, version: str = API_VERSION) -> list[Record]:
    """The found records, of each object together, oldest first; CrmError for a text that is no search.

    Without RETURNING all objects are searched and records answer their ids alone.
    """
    if len(text) > MAX_LENGTH:
        raise _malformed(f"{len(text)} characters, at most {MAX_LENGTH}")
    text = text.strip()
    head = _HEAD.match(text)
    if head is None:
        raise errors.no_search_term()
    term = _ESCAPE.sub(r"\1", head["term"]).strip()
    limit = _LIMIT.search(text, head.end())
    rest = text[head.end() : limit.start() if limit else None].strip()
    if rest and not _RETURNING.match(rest):
        raise _malformed(rest)
    wanted = list(_wanted(store, rest[len("RETURNING") :])) if rest else ()
    most = int(limit[1]) if limit else SEARCH_LIMIT
    return find(store, term, wanted, scope=(head["scope"] or "ALL").upper(), most=most, version=version)


def find(
    store: Store,
    term: str,
    wanted: Sequence[Wanted] = (),
    *,
    scope: str = "ALL",
    most: int = SEARCH_LIMIT,
    version: str = API_VERSION,
) -> list[Record]:
    """What :func:`search` answers for a term that stands by itself; without ``wanted`` all objects are searched."""
    if len(term) > MAX_LENGTH:
        raise _malformed(f"{len(term)} characters, at most {MAX_LENGTH}")
    if len(term) < 2:
        raise errors.search_term_too_short(term)
    found: list[Record] = []
    for one in wanted or [Wanted(each.name) for each in org_of(store).objects.values()]:
        records = _having(store, one.sobject, term, scope)[:SEARCH_LIMIT]
        text = f"SELECT {one.fields} FROM {one.sobject} {one.rest}"  # noqa: S608 - reads only
        answer = query(store, text, among=records, version=version)
        found += answer["records"]
    return found[: min(most, SEARCH_LIMIT)]


def searched(store: Store, name: str, fields: str = "", rest: str = "") -> Wanted:
    """The object of that name in any case, to be searched; CrmError when there is none."""
    known = org_of(store).objects.get(name.lower())
    if known is None:
        text = f"sObject type '{errors.shown(name)}' is not supported."
        raise errors.refusal("INVALID_TYPE", [(text, None)])
    return Wanted(known.name, fields or "Id", rest)


def _malformed(text: str) -> Exception:
    return errors.refusal("MALFORMED_SEARCH", [(f"unexpected token in the search: {errors.shown(text)}", None)])


def _wanted(store: Store, returning: str) -> Iterator[Wanted]:
    for piece in _split(returning):
        found = _OBJECT.fullmatch(piece)
        if found is None:
            raise _malformed(piece)
        inside = found["inside"] or "Id"
        clause = _CLAUSE.search(inside)
        end = clause.start() if clause else len(inside)
        yield searched(store, found["name"], inside[:end].strip(), inside[end:])


def _split(text: str) -> list[str]:
    """The pieces between the commas that stand in no parentheses and in no quotes."""
    bare = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text)
    depth, start, pieces = 0, 0, []
    for at, sign in enumerate(bare):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


def _having(store: Store, sobject: str, term: str, scope: str) -> list[Record]:
    """The records that a term finds: words joined by AND (or by nothing), OR, AND NOT, from left to right."""
    parts = _OPERATOR.split(term)
    operators = ["OR", *(" ".join(found.split()).upper() for found in _OPERATOR.findall(term))]
    found: dict[str, Record] = {}
    for operator, part in zip(operators, parts, strict=True):
        having = {record["Id"]: record for record in _with_words(store, sobject, part, scope)}
        found = _JOINED[operator](found, having)
    return sorted(found.values(), key=creation)


_JOINED: Final[Mapping[str, Any]] = {
    "OR": lambda left, right: {**left, **right},
    "AND": lambda left, right: {key: left[key] for key in left if key in right},
    "AND NOT": lambda left, right: {key: left[key] for key in left if key not in right},
}


def _with_words(store: Store, sobject: str, part: str, scope: str) -> list[Record]:
    text = re.sub(r'["*?]', " ", part)
    words = words_of(text)
    if not words:
        raise errors.no_search_term()
    found = store.search(table_of(sobject), text)
    if scope in ("ALL", "SIDEBAR"):
        return found
    fields = [
        field.name
        for field in described(store, sobject).fields.values()
        if field.kind in _KINDS.get(scope, ()) or (scope == "NAME" and field.name in _NAMES)
    ]
    return [record for record in found if _holds(record, fields, words)]


def _holds(record: Record, fields: list[str], words: Any) -> bool:
    """Whether each of the words begins a word of one of the fields."""
    held = [word for field in fields for word in words_of(str(record.get(field, "")))]
    return all(any(other.startswith(word) for other in held) for word in words)
