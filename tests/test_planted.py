"""What the commands find of planted errors, miss, and wrongly blame; docs/ci.md prints the counts."""

from pathlib import Path

import pytest

from mockserver.checks.client import CredentialsRefused, Unreachable
from mockserver.checks.findings import BROKEN, KEPT, PARTLY
from mockserver.checks.verification import verdicts
from mockserver.cli.documentation import with_part
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.world import fixtures as world
from tests.planted.exchanges import REPLIES, REQUESTS
from tests.planted.hostile import HOSTILE, Case, Hostile
from tests.planted.servers import SERVERS, verified
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


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_server_that_is_out_of_order_keeps_nothing_and_is_blamed_for_what_it_says_alone(case: Case) -> None:
    """What is lost, late or busy breaks no statement; what makes no sense shows of none that it is kept."""
    try:
        client, results = verified(Hostile(Gateway(Sandboxes(world.load())), case.spoil), writes=True)
    except (CredentialsRefused, Unreachable):
        return
    told = list(verdicts(client, results))
    assert case.readable or [one.name for one in told if one.state == BROKEN] == []
    assert not case.readable or [one.name for one in told if one.state in (KEPT, PARTLY)] == []
