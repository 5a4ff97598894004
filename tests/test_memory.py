"""The garbage collector does not look through what stays, but in a process of somebody else's it does."""

import gc
from collections.abc import Iterator

import pytest

from mockserver.core import memory

MADE = 100_000


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that does nothing else, until the test is over."""
    monkeypatch.setattr(memory, "_is_settled", False)
    memory.settle()
    yield
    gc.unfreeze()


def kept(count: int) -> tuple[int, list[list[int]]]:
    """How many more objects the collector leaves alone once so many were made."""
    before = gc.get_freeze_count()
    with memory.uncollected():
        made = [[number] for number in range(count)]
    return gc.get_freeze_count() - before, made


@pytest.mark.usefixtures("settled")
def test_a_great_many_objects_stay_where_a_server_has_the_process_to_itself() -> None:
    # What was kept before may be let go of meanwhile, by any thread of the process.
    assert kept(MADE)[0] > MADE // 2
    assert kept(10)[0] <= 0
    assert gc.isenabled()


def test_in_a_test_s_own_process_nothing_is_kept_from_the_collector() -> None:
    assert kept(MADE)[0] == 0
    assert gc.isenabled()
