"""The records of fake people in every application, and fixture folders made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from mockserver.core.memory import uncollected
from mockserver.core.resources import folder
from mockserver.core.store import Record
from mockserver.crm.hubspot.actions import FIRST_IDS
from mockserver.crm.marketo.actions import NEW_LEADS_AFTER
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.objects import KEY_PREFIXES
from mockserver.world.people import TEN, Person, people
from mockserver.world.population import hubspot, marketo, salesforce

PEOPLE: Final = "people"
"""The sequence that counts the generated people of a world."""

RESERVED: Final = 100
"""The first numbers of every sequence belong to records that are written by hand."""

_CUSTOMER: Final = ("salesforce/Account", "salesforce/Contact", "salesforce/Opportunity")
_CASE: Final = ("salesforce/CaseNumber", "salesforce/Case")
_MEMBER: Final = ("marketo/lead", "marketo/membership")
_DEAL: Final = ("hubspot/company", "hubspot/contact", "hubspot/deal")

MIX: Final = (
    # three people at a customer
    (*_CUSTOMER, *_MEMBER, "marketo/activity", *_DEAL),
    ("salesforce/Contact", *_CASE, "salesforce/CaseComment", "marketo/lead", "hubspot/contact"),
    ("salesforce/Contact", *_CASE, "hubspot/contact"),
    # three at another customer
    (*_CUSTOMER, "salesforce/Task", *_MEMBER, *_DEAL, "hubspot/task"),
    ("salesforce/Contact", "marketo/lead", "marketo/activity"),
    ("salesforce/Contact",),
    # four at a prospect, of which Salesforce has no account
    ("salesforce/Lead", "salesforce/Task", *_MEMBER, "marketo/activity", "hubspot/company", "hubspot/contact"),
    ("salesforce/Lead", *_MEMBER, "hubspot/contact"),
    ("salesforce/Lead", "hubspot/contact"),
    (*_MEMBER, "marketo/activity", "hubspot/contact"),
)
"""What each of ten people brings, over and over: the tables that get a record (a case also takes a number).

Of ten people Salesforce knows nine (six contacts and three leads), Marketo seven, HubSpot eight. A record refers
to the latest one of another kind: a contact to the account before it, a comment to the case before it.
"""


class Population(NamedTuple):
    """Records by table in order of creation, and the last number used of each sequence."""

    tables: dict[str, list[Record]]
    sequences: dict[str, int]


def records(seed: int, count: int, start: int = 0, after: Mapping[str, int] | None = None) -> Population:
    """Every record of ``count`` people from number ``start`` on.

    ``after`` has the last number used of each sequence. Without it the records are those of a population that
    began at person 0, so that two stretches in a row are the same as the whole.
    """
    sequences = dict(_numbers_before(start) if after is None else after)
    tables: dict[str, list[Record]] = {table: [] for table in _MAKERS}
    ids = {name: identify(sequences[name]) for name, identify in _IDS.items()}
    rows = [[(name, _IDS.get(name), _MAKERS.get(name)) for name in row] for row in MIX]
    with uncollected():
        for person in people(seed, count, start):
            for name, identify, make in rows[person.number % TEN]:
                if identify:
                    sequences[name] += 1
                    ids[name] = identify(sequences[name])
                if make:
                    tables[name].append(make(person, ids))
    sequences[PEOPLE] = start + count
    return Population(tables, sequences)


def extend(tables: dict[str, list[Record]], sequences: dict[str, int], *, seed: int, people: int) -> None:
    """Add the records of so many more people to a world's ``tables`` and ``sequences``, in place.

    They begin with a new company, so that nobody joins one that another seed made.
    """
    start = -(-sequences.get(PEOPLE, 0) // TEN) * TEN
    made = records(seed, people, start, {name: sequences.get(name, RESERVED) for name in _IDS})
    for table, more in made.tables.items():
        tables.setdefault(table, []).extend(more)
    sequences.update(made.sequences)


def write(target: Path, *, seed: int = 0, people: int = 60) -> dict[str, int]:
    """Write a whole fixture folder; answers how many records each table of the applications has.

    It holds the records that the documents name, then those of ``people`` generated people, and the accounts and
    credentials of the two platforms as this installation has them.
    """
    source = folder("fixtures")
    tables: dict[str, list[Record]] = orjson.loads((source / "wellknown.json").read_bytes())
    sequences: dict[str, int] = {}
    extend(tables, sequences, seed=seed, people=people)
    for table, found in tables.items():
        _put(target / f"{table}.json", _lines(found))
    _put(target / "sequences.json", orjson.dumps(sequences, option=_READABLE))
    for name in _OF_THE_PLATFORMS:
        _put(target / name, (source / name).read_bytes())
    return {table: len(found) for table, found in tables.items()}


_OF_THE_PLATFORMS: Final = (
    "credentials.json",
    "oktopost/account.json",
    "oktopost/cname.json",
    "oktopost/integration.json",
    "refold/application.json",
    "refold/linkedAccount.json",
)
_READABLE: Final = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def _lines(found: Sequence[Record]) -> bytes:
    """A JSON array with one record on each line."""
    return b"[\n" + b",\n".join(map(orjson.dumps, found)) + b"\n]\n" if found else b"[]\n"


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _numbers_before(start: int) -> dict[str, int]:
    """The last number of each sequence when the people before ``start`` have theirs."""
    tens, rest = divmod(start, TEN)
    every = [name for row in MIX for name in row]
    begun = [name for row in MIX[:rest] for name in row]
    return {name: RESERVED + tens * every.count(name) + begun.count(name) for name in _IDS}


_MAKERS: Final[Mapping[str, Callable[[Person, Mapping[str, Any]], Record]]] = {
    "salesforce/Account": salesforce.account,
    "salesforce/Contact": salesforce.contact,
    "salesforce/Lead": salesforce.lead,
    "salesforce/Opportunity": salesforce.opportunity,
    "salesforce/Task": salesforce.task,
    "salesforce/Case": salesforce.case,
    "salesforce/CaseComment": salesforce.case_comment,
    "marketo/lead": marketo.lead,
    "marketo/membership": marketo.membership,
    "marketo/activity": marketo.activity,
    "hubspot/company": hubspot.company,
    "hubspot/contact": hubspot.contact,
    "hubspot/deal": hubspot.deal,
    "hubspot/task": hubspot.task,
}
"""Table -> (a person, the latest id of each sequence) -> the record that comes with the person."""


def _case_number(number: int) -> str:
    return f"{1000 + number:08d}"


def _marketo_lead_id(number: int) -> int:
    return NEW_LEADS_AFTER + number


def _hubspot_id(first: int, number: int) -> str:
    return str(first - 1 + number)


_IDS: Final[Mapping[str, Callable[[int], Any]]] = {
    **{f"salesforce/{name}": partial(numbered_id, prefix) for name, prefix in KEY_PREFIXES.items()},
    "salesforce/CaseNumber": _case_number,
    "marketo/lead": _marketo_lead_id,
    "marketo/activity": int,
    **{f"hubspot/{name}": partial(_hubspot_id, first) for name, first in FIRST_IDS.items()},
}
"""Sequence -> its number -> the id of a new record, as the applications count them themselves."""
