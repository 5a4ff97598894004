"""The records of fake people in every application, and fixture folders made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from mockserver.core.memory import uncollected
from mockserver.core.resources import folder
from mockserver.core.store import Record
from mockserver.world.people import TEN, people
from mockserver.world.tables import populated

PEOPLE: Final = "people"
"""The sequence that counts the generated people of a world."""

RESERVED: Final = 100
"""The first numbers of every sequence belong to records that are written by hand."""

_OWNERS: Final = populated()

MIX: Final = tuple(tuple(chain.from_iterable(rows)) for rows in zip(*(owner.mix for owner in _OWNERS), strict=True))
"""What each of ten people brings, over and over: the tables that get a record (a case also takes a number).

Six people are at two customers, four at a prospect; not every application knows everybody. A record refers to the
latest one of another kind: a contact to the account before it, a comment to the case before it.
"""

_MAKERS: Final = {table: make for owner in _OWNERS for table, make in owner.makers.items()}
"""Table -> (a person, the latest id of each sequence) -> the record that comes with the person."""

_IDS: Final = {name: identify for owner in _OWNERS for name, identify in owner.ids.items()}
"""Sequence -> its number -> the id of a new record, as the applications count them themselves."""


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
    credentials of the vendors as this installation has them.
    """
    source = folder("fixtures")
    tables: dict[str, list[Record]] = orjson.loads((source / "wellknown.json").read_bytes())
    sequences: dict[str, int] = {}
    extend(tables, sequences, seed=seed, people=people)
    for table, found in tables.items():
        _put(target / f"{table}.json", _lines(found))
    _put(target / "sequences.json", orjson.dumps(sequences, option=_READABLE))
    for path in sorted(source.rglob("*.json")):
        name = path.relative_to(source).with_suffix("").as_posix()
        if name not in tables and name not in _MADE:
            _put(target / f"{name}.json", path.read_bytes())
    return {table: len(found) for table, found in tables.items()}


_MADE: Final = ("wellknown", "sequences")
"""The files of this installation that a new folder does not take as they are."""

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
