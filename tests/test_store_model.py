"""A table of the store behaves like a plain list of records, whatever was written, whatever was asked before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.store import UNINDEXED, Base, Record, Table, TableSpec
from mockserver.words import words_of

SPEC = TableSpec("app/Thing", "Id", indexes=("Email",), search=("Name", "Email"))
NAMES = ("Anna Bell", "Bo", "anna-lisa Cole", "Cole Bo")
EMAILS = ("a@x.example", "A@X.example", "bell@y.example", None)
QUESTIONS = ("an", "anna b", "co", "bell", "x example", "zz", "bo cole")

Step = Callable[["Worlds"], None]


def record_of(key: int, shape: int) -> Record:
    name, email = list(product(NAMES, EMAILS))[shape % 16]
    return {"Id": f"{key:04d}", "Name": name} | ({"Email": email} if email else {})


@dataclass
class Worlds:
    """A table and the plain list that it must be like; ``kept`` are snapshots of both."""

    table: Table
    records: dict[str, Record | None]  # in order of creation, None for a deleted one
    kept: list[tuple[Table, dict[str, Record | None]]] = field(default_factory=list)

    def live(self) -> list[Record]:
        return [record for record in self.records.values() if record]

    def put(self, key: int, shape: int) -> None:
        record = record_of(key, shape)
        known = self.records.get(record["Id"])
        self.table = self.table.replace(record) if known else self.table.insert(record)
        self.records = self.records | {record["Id"]: record}

    def put_many(self, first: int, shape: int) -> None:
        for number in range(UNINDEXED + 5):
            self.put(first + number, shape + number)

    def delete(self, at: int) -> None:
        if live := self.live():
            key = live[at % len(live)]["Id"]
            self.table = self.table.delete(key)
            self.records = self.records | {key: None}

    def keep(self) -> None:
        self.kept.append((self.table, self.records))

    def go_back(self, at: int) -> None:
        if self.kept:
            self.table, self.records = self.kept[at % len(self.kept)]

    def agree(self) -> None:
        """Every question gets the answer of the plain list."""
        table, live = self.table, self.live()
        assert list(table.scan()) == live
        assert len(table) == len(live)
        assert table.page(0, 3) == live[:3]
        assert table.page(len(live) // 2, 4) == live[len(live) // 2 :][:4]
        assert table.page(len(live), 2) == []
        assert table.deleted_keys() == sorted(key for key, record in self.records.items() if record is None)
        for email in EMAILS[:3]:
            assert table.find("Email", email) == sorted(_with_email(live, email), key=lambda record: record["Id"])
        for question in QUESTIONS:
            expected = list(_matching(live, question))
            assert table.search(question) == expected
            assert table.search(question, 2) == expected[:2]


def _with_email(records: Iterable[Record], email: str | None) -> Iterable[Record]:
    return (record for record in records if str(record.get("Email")).lower() == str(email).lower())


def _matching(records: Iterable[Record], question: str) -> Iterable[Record]:
    for record in records:
        words = words_of(f"{record['Name']} {record.get('Email', '')}")
        if all(any(word.startswith(prefix) for word in words) for prefix in words_of(question)):
            yield record


def _step(name: str, *arguments: int) -> Step:
    return lambda worlds: getattr(worlds, name)(*arguments)


KEYS, SHAPES, PLACES = st.integers(0, 30), st.integers(0, 15), st.integers(0, 1000)
STEPS = st.one_of(
    st.builds(_step, st.just("put"), KEYS, SHAPES),
    st.builds(_step, st.just("put_many"), st.sampled_from([5, 100, 130]), SHAPES),
    st.builds(_step, st.just("delete"), PLACES),
    st.builds(_step, st.just("keep")),
    st.builds(_step, st.just("go_back"), PLACES),
    st.builds(_step, st.just("agree")),
)


@settings(deadline=None)
@given(st.integers(0, 12), st.lists(STEPS, max_size=25))
def test_a_table_answers_like_a_plain_list_of_its_records(size: int, steps: list[Step]) -> None:
    base = [record_of(7 * key % 13, key) for key in range(size)]
    worlds = Worlds(Table(Base(SPEC, base)), {record["Id"]: record for record in base})
    for step in steps:
        step(worlds)
    worlds.agree()
    for table, records in worlds.kept:
        Worlds(table, records).agree()
