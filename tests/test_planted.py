"""What the commands find of planted errors, miss, and wrongly blame; docs/ci.md prints the counts."""

from pathlib import Path

import pytest

from mockserver.cli.documentation import with_part
from tests.planted.exchanges import REPLIES, REQUESTS
from tests.planted.servers import SERVERS
from tests.planted.table import PART, rows, table

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.xdist_group("planted")


@pytest.mark.contract("X-01")
def test_no_planted_error_is_missed() -> None:
    assert [f"{row.group}: {row.name} ({row.planted})" for row in rows() if row.due and not row.found] == []


def test_nobody_is_blamed_for_what_is_right() -> None:
    assert [f"{row.group}: {row.name}: {sorted(row.wrongly)}" for row in rows() if row.wrongly] == []


def test_what_a_recording_cannot_show_is_not_said_to_be_shown() -> None:
    assert [f"{row.group}: {row.name}" for row in rows() if row.planted and row.found and not row.due] == []


def test_the_page_prints_these_counts() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert with_part(page, PART, table()) == page


def test_an_error_is_planted_once() -> None:
    for table_of_errors in (REQUESTS, REPLIES, SERVERS):
        names = [planted.name for planted in table_of_errors]
        assert len(names) == len(set(names))
