"""The index of words answers what a look at every text would, in ascending order."""

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.words import Words, words_of

TEXTS = st.lists(st.lists(st.text("abC1 é-_", max_size=6), max_size=4).map(" ".join), max_size=30)
PREFIXES = st.lists(st.text("abc1é", min_size=1, max_size=2), min_size=1, max_size=3)


@given(TEXTS, PREFIXES)
def test_a_text_is_found_when_every_prefix_begins_one_of_its_words(texts: list[str], prefixes: list[str]) -> None:
    expected = [
        position
        for position, text in enumerate(texts)
        if all(any(word.startswith(prefix) for word in words_of(text)) for prefix in prefixes)
    ]
    assert list(Words(texts).having(prefixes)) == expected


def test_many_positions_come_one_by_one_and_in_order() -> None:
    index = Words(f"word{number % 3} also" for number in range(90_000))
    found = index.having(["word"])
    assert [next(found) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert len(list(index.having(["word", "al"]))) == 90_000
    assert list(index.having(["word1", "wor"])) == list(range(1, 90_000, 3))
