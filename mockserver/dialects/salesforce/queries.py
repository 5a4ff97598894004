"""Queries and searches, in pages that a locator leads through."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from mockserver.core.errors import Refused
from mockserver.core.http import Malformed, parse_pairs
from mockserver.core.offload import load
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import errors
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.layouts import query_of
from mockserver.dialects.frame import CallContext
from mockserver.dialects.salesforce.guards import act, answer_with, enter, hold_json, hold_query
from mockserver.dialects.salesforce.sessions import note, use

PAGE: Final = 2_000
"""The records of a page unless the call asks for fewer."""

_LEAST: Final = 200
_OPEN: Final = 10
"""How many queries a user can have open; the oldest ends."""

_BATCH_SIZE: Final = re.compile(r"(?i)\bbatchSize\s*=\s*([0-9]{1,9})")
_LOCATOR: Final = re.compile(r"(01g[0-9A-Za-z]{15})-([0-9]{1,9})")
_BARE_UNTIL: Final = 36.0
"""Up to this version a search answers the bare records."""


def query(context: CallContext, *, deleted: bool = False) -> Any:
    """S-06: GET query; S-07: GET queryAll, which finds deleted records as well."""
    version = enter(context)
    asked = hold_query(context)
    text = asked.get("q", "")
    context.admit(asked)
    soql = load("mockserver.crm.salesforce.soql.query")
    if "explain" in asked:
        return act(context, lambda store: soql.explain(store, query_of(store, asked["explain"]) or asked["explain"]))
    size = _page_size(context)

    def run(store: Store) -> Record:
        found = soql.query(store, text, deleted=deleted, version=version)
        return _first_page(store, found, size, version)

    return act(context, run)


query_all: Final = partial(query, deleted=True)
"""S-07: GET queryAll."""


def query_more(context: CallContext) -> Any:
    """S-06: GET query/{locator}, and the same below queryAll."""
    version = enter(context)
    wanted = _LOCATOR.fullmatch(context.arguments[1])
    context.admit()
    records = dict(use(context.sandbox.store()).queries).get(wanted[1]) if wanted else None
    if wanted is None or records is None:
        raise Refused("invalid-locator")
    return answer_with(context, _page(records, wanted[1], int(wanted[2]), _page_size(context), version))


def _first_page(store: Store, found: Record, size: int, version: str) -> Record:
    records = found["records"]
    if len(records) <= size:
        return found
    known = use(store)
    locator = numbered_id("01g", known.opened + 1)
    open_queries = (*known.queries, (locator, records))[-_OPEN:]
    note(store, replace(known, queries=open_queries, opened=known.opened + 1))
    return _page(records, locator, 0, size, version)


def _page(records: list[Record], locator: str, start: int, size: int, version: str) -> Record:
    end = start + size
    more = {"nextRecordsUrl": f"/services/data/{version}/query/{locator}-{end}"} if end < len(records) else {}
    return {"totalSize": len(records), "done": not more, **more, "records": records[start:end]}


def _page_size(context: CallContext) -> int:
    asked = _BATCH_SIZE.search(context.call.headers.get("sforce-query-options", ""))
    return min(max(int(asked[1]), _LEAST), PAGE) if asked else PAGE


def search_by_parameters(context: CallContext) -> Any:
    """S-14: GET parameterizedSearch: an object's own parameters begin with its name, as in ``Account.limit``."""
    version = enter(context)
    own: dict[str, dict[str, str]] = {}
    common = []
    try:
        pairs = parse_pairs(context.call.query, "query")
    except Malformed as error:
        raise Refused("invalid-request", reason=str(error)) from None
    for name, value in pairs:
        sobject, dot, parameter = name.partition(".")
        if dot:
            own.setdefault(sobject.lower(), {})[parameter] = value
        else:
            common.append((name, value))
    context.take_query(context.fields(common, "query"))
    asked: dict[str, Any] = dict(hold_query(context))
    context.admit(asked)
    listed = [{"name": name, **own.get(name.lower(), {})} for name in asked.get("sobject", ())]
    return _searched(context, {**asked, "sobjects": listed}, version)


def search_by_document(context: CallContext) -> Any:
    """S-14: POST parameterizedSearch."""
    version = enter(context)
    asked = hold_json(context)
    context.admit(asked)
    return _searched(context, asked, version)


def _searched(context: CallContext, asked: Record, version: str) -> Any:
    objects = asked.get("sobjects") or ()
    sosl = load("mockserver.crm.salesforce.sosl")

    def run(store: Store) -> Any:
        if "offset" in asked and len(objects) != 1:
            raise errors.refusal("INVALID_ARGUMENT", [("offset: expected one sobject", None)])
        wanted = [sosl.searched(store, one["name"], _fields(one, asked), _clauses(one, asked)) for one in objects]
        scope, most = str(asked.get("in", "ALL")).upper(), int(asked.get("overallLimit", PAGE))
        return {"searchRecords": sosl.find(store, asked["q"].strip(), wanted, scope=scope, most=most, version=version)}

    return act(context, run)


def _fields(one: Record, asked: Record) -> str:
    given = one.get("fields") or asked.get("fields") or ""
    return given if isinstance(given, str) else ", ".join(given)


def _clauses(one: Record, asked: Record) -> str:
    """The rest of the query for one object."""
    given = {
        "WHERE": one.get("where"),
        "ORDER BY": one.get("orderBy"),
        "LIMIT": one.get("limit", asked.get("defaultLimit")),
        "OFFSET": asked.get("offset"),
    }
    return " ".join(f"{clause} {value}" for clause, value in given.items() if value is not None)


def search(context: CallContext) -> Any:
    """S-14: GET search."""
    version = enter(context)
    text = hold_query(context).get("q", "")
    context.admit({"q": text})
    sosl = load("mockserver.crm.salesforce.sosl")
    bare = float(context.arguments[0]) <= _BARE_UNTIL

    def run(store: Store) -> Any:
        found = sosl.search(store, text, version=version)
        return found if bare else {"searchRecords": found}

    return act(context, run)
