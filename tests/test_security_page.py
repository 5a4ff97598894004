"""`docs/security.md` is true: what it says to be shown is shown somewhere, and its limits are those of the code."""

import re
from pathlib import Path

import pytest

from mockserver.checks.har import MOST_BODY
from mockserver.control.worlds import MOST_IN_RECORD
from mockserver.core import http
from mockserver.core.errors import MOST_VIOLATIONS
from mockserver.crm.steps import MOST
from mockserver.sandboxes.sandbox import MOST_GENERATED
from tests.fuzz import oracle

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_what_shows_that_it_holds_is_there() -> None:
    rows = [line for line in PAGE.partition("## Limits")[0].splitlines() if line.startswith("| ")][1:]
    named = [re.findall(r"`(test_\w+\.py)`", row.rsplit("|", 2)[1]) for row in rows]
    assert all(named)
    assert [name for names in named for name in names if not (ROOT / "tests" / name).is_file()] == []


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("request body", f"{http.MAX_BODY >> 20} MiB"),
        ("form or JSON document", f"{http.MAX_DOCUMENT >> 20} MiB"),
        ("body of `PUT state`", f"{http.MAX_STATE >> 20} MiB"),
        ("values of one record", f"{http.MAX_VALUES:,}; {MOST_IN_RECORD >> 20} MiB"),
        ("values in a JSON document", f"{http.MAX_VALUES:,}"),
        ("depth of a JSON document", f"{http.MAX_DEPTH}"),
        ("fields of a form", f"{http.MAX_FIELDS:,}"),
        ("violations and findings", f"{MOST_VIOLATIONS}"),
        ("bodies that the proxy records", f"{MOST_BODY >> 20} MiB"),
        ("steps of a search", f"{MOST:,}"),
        ("steps of a query", f"{MOST:,}"),
        ("generated people", f"100,000; {MOST_GENERATED:,}"),
    ],
)
def test_a_limit_is_the_one_that_holds(row: str, value: str) -> None:
    assert re.search(rf"^\| {re.escape(row)}[^|]*\| {re.escape(value)} \|", PAGE, re.MULTILINE)


def test_the_oracles_of_the_fuzzer_are_the_ones_that_are_told() -> None:
    told = f"({oracle.SECONDS} s and {oracle.SECONDS_A_MEGABYTE:.0f} s a megabyte)", f"({oracle.MEMORY >> 20} MiB and"
    assert all(words in PAGE for words in told)
