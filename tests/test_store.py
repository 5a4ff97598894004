"""The store against a plain dict: any sequence of calls, on any base, gives what the dict gives."""

import copy
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from mockserver.core.store import UNINDEXED, Record, State, Store, TableSpec, value_at
from mockserver.core.words import words_of

SPEC = TableSpec("app/Thing", "id", indexes=("email", "owner.id"), search=("name", "owner.name"))
OTHER = TableSpec("app/Other", "id")
TABLE = SPEC.name

KEYS = st.sampled_from([f"k{number}" for number in range(8)])
EMAILS = st.sampled_from(["a@x.example", "A@X.example", "b@x.example", "É@x.example", "é@x.example", None])
OWNERS = st.sampled_from([None, {"id": 1}, {"id": 2, "name": "Ada Byron"}, {"name": "byron_ada"}])
NAMES = st.sampled_from(["John Doe", "john-doe", "Jo", "DOE, J.", "Ünal 42", "", None])
TEXTS = st.sampled_from(["jo", "john", "JOHN d", "doe j", "ada", "b a", "42", "ü", "", " . ", "x"])


def stored(**members: Any) -> Record:
    """A record of the members that are not null."""
    return {name: value for name, value in members.items() if value is not None}


RECORDS = st.builds(stored, id=KEYS, email=EMAILS, owner=OWNERS, name=NAMES)
BASES = st.lists(RECORDS, max_size=6, unique_by=lambda record: record["id"])


class Model:
    """What a table should be: records by key, and the keys in their order of creation, deleted ones among them."""

    def __init__(self, records: list[Record]) -> None:
        self.live = {record["id"]: record for record in records}
        self.order = [record["id"] for record in records]

    def copy(self) -> "Model":
        made = Model([])
        made.live, made.order = dict(self.live), list(self.order)
        return made

    def scan(self) -> list[Record]:
        return [self.live[key] for key in self.order if key in self.live]

    def insert(self, record: Record) -> None:
        if record["id"] not in self.order:
            self.order.append(record["id"])
        self.live[record["id"]] = record

    def find(self, field: str, value: Any) -> list[Record]:
        return sorted(
            (
                record
                for record in self.live.values()
                if value_at(record, field) is not None and folded(value_at(record, field)) == folded(value)
            ),
            key=lambda record: str(record["id"]),
        )

    def search(self, text: str) -> list[Record]:
        wanted = plain_words(text)
        return [
            record
            for record in self.scan()
            if wanted and all(any(word.startswith(want) for word in words_in(record)) for want in wanted)
        ]


def folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def plain_words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()


def words_in(record: Record) -> list[str]:
    return plain_words(f"{record.get('name', '')} {(record.get('owner') or {}).get('name', '')}")


def opened(state: State) -> Store:
    """A store on a state."""
    return Store(state, lambda: "")


class StoreMachine(RuleBasedStateMachine):
    """Any sequence of writes, snapshots, restores and round trips through JSON."""

    snapshots: Bundle[tuple[State, Model, dict[str, int]]] = Bundle("snapshots")

    @initialize(base=BASES)
    def begin(self, base: list[Record]) -> None:
        self.given = copy.deepcopy(base)
        self.base = base
        self.store = opened(State.of([SPEC, OTHER], {TABLE: base}, {"app/Thing": 5}))
        self.begun = self.store.state
        self.model = Model(base)
        self.numbers = {"app/Thing": 5}

    @rule(record=RECORDS)
    def insert(self, record: Record) -> None:
        if record["id"] in self.model.live:
            before = self.store.state
            with pytest.raises(ValueError, match="exists already"):
                self.store.insert(TABLE, record)
            assert self.store.state is before
        else:
            self.store.insert(TABLE, record)
            self.model.insert(record)

    @rule(record=RECORDS)
    def write_more_than_a_search_reads_one_by_one(self, record: Record) -> None:
        for number in range(UNINDEXED + 5):
            many = {**record, "id": f"{record['id']}-{number:02d}"}
            (self.replace if many["id"] in self.model.live else self.insert)(many)

    @rule(record=RECORDS)
    def replace(self, record: Record) -> None:
        if record["id"] not in self.model.live:
            with pytest.raises(KeyError, match="does not exist"):
                self.store.replace(TABLE, record)
        else:
            self.store.replace(TABLE, record)
            self.model.live[record["id"]] = record

    @rule(at=st.integers(0, 1000), record=RECORDS)
    def replace_any(self, at: int, record: Record) -> None:
        if live := self.model.scan():
            self.replace({**record, "id": live[at % len(live)]["id"]})

    @rule(key=KEYS)
    def delete(self, key: str) -> None:
        if key not in self.model.live:
            with pytest.raises(KeyError, match="does not exist"):
                self.store.delete(TABLE, key)
        else:
            self.store.delete(TABLE, key)
            del self.model.live[key]

    @rule(name=st.sampled_from(["app/Thing", "app/Other"]))
    def number(self, name: str) -> None:
        self.numbers[name] = self.numbers.get(name, 0) + 1
        assert self.store.next(name) == self.numbers[name]

    @rule(target=snapshots)
    def snapshot(self) -> tuple[State, Model, dict[str, int]]:
        return self.store.state, self.model.copy(), dict(self.numbers)

    @rule(kept=snapshots)
    def restore(self, kept: tuple[State, Model, dict[str, int]]) -> None:
        state, model, numbers = kept
        self.store = opened(state)
        self.begun = self.store.state
        self.model, self.numbers = model.copy(), dict(numbers)

    @rule()
    def by_its_writes(self) -> None:
        after = self.begun.apply(self.store.writes)
        assert orjson.dumps(after.as_json()) == orjson.dumps(self.store.state.as_json())
        self.begun, self.store.writes = self.store.state, []

    @rule()
    def through_json(self) -> None:
        text = orjson.dumps(self.store.state.as_json())
        state = State.from_json(State.of([SPEC, OTHER], {}), orjson.loads(text))
        assert orjson.dumps(state.as_json()) == text
        gone = sorted(key for key in self.model.order if key not in self.model.live)
        self.store = opened(state)
        self.begun = self.store.state
        self.model.order = [record["id"] for record in self.model.scan()] + gone

    @rule(field=st.sampled_from(SPEC.indexes), email=EMAILS, owner=st.integers(0, 3))
    def find(self, field: str, email: str | None, owner: int) -> None:
        value = owner if field == "owner.id" else email or ""
        assert self.store.find(TABLE, field, value) == self.model.find(field, value)

    @rule(text=TEXTS)
    def search(self, text: str) -> None:
        found = self.model.search(text)
        assert self.store.search(TABLE, text) == found
        assert self.store.search(TABLE, text, 3) == found[:3]

    @rule(offset=st.integers(0, 9), limit=st.integers(0, 9))
    def page(self, offset: int, limit: int) -> None:
        assert self.store.page(TABLE, offset, limit) == self.model.scan()[offset : offset + limit]

    @rule(key=KEYS)
    def get(self, key: str) -> None:
        assert self.store.get(TABLE, key) == self.model.live.get(key)
        assert self.store.deleted(TABLE, key) is (key in self.model.order and key not in self.model.live)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        if hasattr(self, "store"):
            assert list(self.store.scan(TABLE)) == self.model.scan()
            assert self.store.count(TABLE) == len(self.model.live)
            assert self.store.count(OTHER.name) == 0

    def teardown(self) -> None:
        if hasattr(self, "base"):
            assert self.base == self.given


TestStore = StoreMachine.TestCase
TestStore.settings = settings(deadline=None, max_examples=150, stateful_step_count=40)
TestStore = pytest.mark.contract("X-03", "X-04")(TestStore)


@given(base=BASES, writes=st.lists(st.tuples(st.sampled_from(["insert", "replace", "delete"]), RECORDS), max_size=12))
def test_a_state_never_changes_once_it_is_read(base: list[Record], writes: list[tuple[str, Record]]) -> None:
    store = opened(State.of([SPEC], {TABLE: base}))
    seen = []
    for name, record in writes:
        seen.append((store.state, orjson.dumps(store.state.as_json())))
        live = store.get(TABLE, record["id"]) is not None
        if name == "delete" and live:
            store.delete(TABLE, record["id"])
        elif name == "replace" and live:
            store.replace(TABLE, record)
        elif name == "insert" and not live:
            store.insert(TABLE, record)
    assert [orjson.dumps(state.as_json()) for state, _ in seen] == [text for _, text in seen]


@given(st.text())
def test_words_are_runs_of_letters_and_digits_in_lower_case(text: str) -> None:
    assert words_of(text) == plain_words(text)


def test_records_of_a_base_are_shared_and_not_copied() -> None:
    record = {"id": "k1", "name": "John"}
    state = State.of([SPEC], {TABLE: [record]})
    assert opened(state).get(TABLE, "k1") is record


def test_an_address_matches_in_any_case_and_results_come_by_key() -> None:
    base = [{"id": key, "email": email} for key, email in (("b", "X@y.example"), ("c", "z@y.example"))]
    store = opened(State.of([SPEC], {TABLE: base}))
    store.insert(TABLE, {"id": "a", "email": "x@Y.example"})
    assert [record["id"] for record in store.find(TABLE, "email", "x@y.EXAMPLE")] == ["a", "b"]


def test_a_record_created_again_under_an_old_key_takes_its_old_place() -> None:
    store = opened(State.of([SPEC], {TABLE: [{"id": "a"}, {"id": "b"}]}))
    store.delete(TABLE, "a")
    store.insert(TABLE, {"id": "c"})
    store.insert(TABLE, {"id": "a", "name": "again"})
    assert [record["id"] for record in store.scan(TABLE)] == ["a", "b", "c"]
    assert store.page(TABLE, 0, 2) == [{"id": "a", "name": "again"}, {"id": "b"}]


def test_records_are_found_by_a_field_that_nobody_declared() -> None:
    store = opened(State.of([SPEC], {TABLE: [{"id": "a", "name": "Ada"}]}))

    def found() -> list[str]:
        return [record["id"] for record in store.find(TABLE, "name", "ada")]

    store.insert(TABLE, {"id": "b", "name": "ADA"})
    assert found() == ["a", "b"]
    store.insert(TABLE, {"id": "c", "name": "ada"})
    store.replace(TABLE, {"id": "a", "name": "Eve"})
    assert found() == ["b", "c"]
